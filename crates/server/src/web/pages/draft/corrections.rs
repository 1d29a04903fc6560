//! What a form of the draft page corrects: the field `what` says which form it was.

use crate::web::form::Checked;
use engine::drafts::Correction;
use jiff::civil::Date;
use lang::Lang;

/// The correction a form asks for.
///
/// # Errors
/// In words, when a field is not of its form.
pub(super) fn correction(form: &Checked, lang: Lang) -> Result<Correction, String> {
    let text = |name: &str| form.text(name).map(str::to_owned);
    let needed = |name: &str| text(name).unwrap_or_default();
    let words = |name: &str| form.all(name).map(str::to_owned).collect::<Vec<String>>();
    let parts = |name: &str| -> Vec<String> {
        let whole = form.text(name).unwrap_or_default();
        let parts = whole.split(';').map(str::trim).filter(|p| !p.is_empty());
        parts.map(str::to_owned).collect()
    };
    let index = || form.text("index").and_then(|index| index.parse().ok());
    let at = || index().ok_or_else(|| told(lang, "web-draft-wrong-place"));
    let date = |name: &str| day(form, name, lang);
    Ok(match form.text("what").unwrap_or_default() {
        "right" => Correction::Right {
            reading: needed("reading"),
        },
        "number" => Correction::Number {
            value: text("value"),
        },
        "sign" => Correction::Sign {
            value: text("value"),
        },
        "place" => Correction::Place {
            value: text("value"),
        },
        "subject" => Correction::Subject {
            value: text("value"),
        },
        "date" => printed_date(form.text("value").unwrap_or_default())
            .ok_or_else(|| told(lang, "web-draft-wrong-date"))?,
        "issuer" => Correction::Issuer {
            name: needed("name"),
            tier: needed("tier"),
        },
        "signer" => Correction::Signer {
            name: text("name"),
            title: text("title"),
            capacity: text("capacity"),
        },
        "reference" => Correction::Reference {
            index: index(),
            number: text("number"),
            sign: text("sign"),
            date: date("date")?,
            issuer: text("issuer"),
            relation: needed("relation"),
        },
        "reference_remove" => Correction::ReferenceRemove { index: at()? },
        "addressee" => Correction::Addressee {
            index: index(),
            text: needed("text"),
            classes: words("classes"),
        },
        "addressee_remove" => Correction::AddresseeRemove { index: at()? },
        "enclosure_add" => Correction::EnclosureAdd {
            title: needed("title"),
            sign: text("sign"),
        },
        "enclosure_remove" => Correction::EnclosureRemove { index: at()? },
        "enclosure_received" => Correction::EnclosureReceived {
            index: at()?,
            on: date("on")?,
        },
        "contact" => Correction::Contact {
            index: index(),
            name: needed("name"),
            phones: parts("phones"),
            emails: parts("emails"),
        },
        "contact_remove" => Correction::ContactRemove { index: at()? },
        "measure_add" => Correction::MeasureAdd {
            obligation: needed("obligation"),
            measure: needed("measure"),
        },
        "measure_remove" => Correction::MeasureRemove {
            obligation: needed("obligation"),
            measure: needed("measure"),
        },
        "text" => Correction::ObligationText {
            obligation: needed("obligation"),
            text: needed("value"),
        },
        "addressees" => Correction::Addressees {
            obligation: needed("obligation"),
            classes: words("classes"),
        },
        "due" => Correction::ObligationDue {
            obligation: needed("obligation"),
            due: date("value")?,
        },
        "obligation_add" => Correction::ObligationAdd {
            id: needed("id"),
            text: needed("text"),
            after: text("after"),
            classes: words("classes"),
            measures: words("measures"),
        },
        "obligation_remove" => Correction::ObligationRemove {
            obligation: needed("obligation"),
            reason: text("reason"),
        },
        _ => return Err(told(lang, "web-draft-wrong-form")),
    })
}

/// The anchor a form comes back to, if it is one of this page.
pub(super) fn anchor(form: &Checked) -> String {
    let at = form.text("at").unwrap_or_default();
    let is_anchor = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    if at.is_empty() || at.chars().count() > 60 || !at.chars().all(is_anchor) {
        return String::new();
    }
    let encoded: String = url::form_urlencoded::byte_serialize(at.as_bytes()).collect();
    format!("#{encoded}")
}

/// A day, blank as none.
fn day(form: &Checked, name: &str, lang: Lang) -> Result<Option<Date>, String> {
    let Some(text) = form.text(name) else {
        return Ok(None);
    };
    let day = text
        .parse()
        .map_err(|_| told(lang, "web-draft-wrong-date"))?;
    Ok(Some(day))
}

/// The printed parts of a date, `05/01/2024`, `…/01/2024`, or as a browser's calendar writes a day.
fn printed_date(text: &str) -> Option<Correction> {
    if let Ok(date) = text.parse::<Date>() {
        return Some(Correction::Date {
            d: Some(date.day()),
            m: Some(date.month()),
            y: Some(date.year()),
        });
    }
    if text.is_empty() {
        return Some(Correction::Date {
            d: None,
            m: None,
            y: None,
        });
    }
    let mut parts = text.split('/').map(str::trim);
    let [d, m, y] = [parts.next()?, parts.next()?, parts.next()?];
    if parts.next().is_some() {
        return None;
    }
    let is_blank = |part: &str| part.is_empty() || part == "…" || part == "...";
    let small = |part: &str| match part {
        _ if is_blank(part) => Some(None),
        _ => part.parse().ok().map(Some),
    };
    Some(Correction::Date {
        d: small(d)?,
        m: small(m)?,
        y: if is_blank(y) {
            None
        } else {
            Some(y.parse().ok()?)
        },
    })
}

fn told(lang: Lang, id: &str) -> String {
    lang::text(lang, id, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_taken_as_far_as_it_is_printed() {
        for (text, expected) in [
            ("2024-01-05", Some((Some(5), Some(1), Some(2024)))),
            ("5/1/2024", Some((Some(5), Some(1), Some(2024)))),
            ("…/01/2024", Some((None, Some(1), Some(2024)))),
            ("", Some((None, None, None))),
            ("hôm qua", None),
            ("1/2/3/4", None),
            ("a/1/2024", None),
        ] {
            let parts = printed_date(text).map(|date| match date {
                Correction::Date { d, m, y } => (d, m, y),
                other => panic!("{other:?}"),
            });
            assert_eq!(parts, expected, "{text}");
        }
    }
}
