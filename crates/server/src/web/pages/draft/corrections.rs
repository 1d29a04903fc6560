//! What a form of the draft page corrects: the field `what` says which form it was.

use crate::web::form::Checked;
use engine::drafts::Correction;
use jiff::civil::Date;
use lang::Lang;

/// The fields of a form, by what a correction needs of them.
#[derive(Clone, Copy)]
struct Fields<'a> {
    form: &'a Checked,
    lang: Lang,
}

/// The correction a form asks for.
///
/// # Errors
/// In words, when a field is not of its form.
pub(super) fn correction(form: &Checked, lang: Lang) -> Result<Correction, String> {
    let fields = Fields { form, lang };
    let what = form.text("what").unwrap_or_default();
    let asked = match of_head(what, fields)? {
        Some(asked) => Some(asked),
        None => match of_lists(what, fields)? {
            Some(asked) => Some(asked),
            None => of_duties(what, fields)?,
        },
    };
    asked.ok_or_else(|| fields.told("web-draft-wrong-form"))
}

/// The head of the letter and its signer.
fn of_head(what: &str, f: Fields<'_>) -> Result<Option<Correction>, String> {
    let value = || f.text("value");
    Ok(Some(match what {
        "right" => Correction::Right {
            reading: f.needed("reading"),
        },
        "number" => Correction::Number { value: value() },
        "sign" => Correction::Sign { value: value() },
        "place" => Correction::Place { value: value() },
        "subject" => Correction::Subject { value: value() },
        "date" => printed_date(f.form.text("value").unwrap_or_default())
            .ok_or_else(|| f.told("web-draft-wrong-date"))?,
        "issuer" => Correction::Issuer {
            name: f.needed("name"),
            tier: f.needed("tier"),
        },
        "signer" => Correction::Signer {
            name: f.text("name"),
            title: f.text("title"),
            capacity: f.text("capacity"),
        },
        _ => return Ok(None),
    }))
}

/// Documents cited, addressees, enclosures, contacts.
fn of_lists(what: &str, f: Fields<'_>) -> Result<Option<Correction>, String> {
    Ok(Some(match what {
        "reference" => Correction::Reference {
            index: f.index(),
            number: f.text("number"),
            sign: f.text("sign"),
            date: f.day("date")?,
            issuer: f.text("issuer"),
            relation: f.needed("relation"),
        },
        "reference_remove" => Correction::ReferenceRemove { index: f.at()? },
        "addressee" => Correction::Addressee {
            index: f.index(),
            text: f.needed("text"),
            classes: f.words("classes"),
        },
        "addressee_remove" => Correction::AddresseeRemove { index: f.at()? },
        "enclosure_add" => Correction::EnclosureAdd {
            title: f.needed("title"),
            sign: f.text("sign"),
        },
        "enclosure_remove" => Correction::EnclosureRemove { index: f.at()? },
        "enclosure_received" => Correction::EnclosureReceived {
            index: f.at()?,
            on: f.day("on")?,
        },
        "contact" => Correction::Contact {
            index: f.index(),
            name: f.needed("name"),
            phones: f.parts("phones"),
            emails: f.parts("emails"),
        },
        "contact_remove" => Correction::ContactRemove { index: f.at()? },
        _ => return Ok(None),
    }))
}

/// Duties.
fn of_duties(what: &str, f: Fields<'_>) -> Result<Option<Correction>, String> {
    let obligation = f.needed("obligation");
    Ok(Some(match what {
        "measure_add" => Correction::MeasureAdd {
            obligation,
            measure: f.needed("measure"),
        },
        "measure_remove" => Correction::MeasureRemove {
            obligation,
            measure: f.needed("measure"),
        },
        "text" => Correction::ObligationText {
            obligation,
            text: f.needed("value"),
        },
        "addressees" => Correction::Addressees {
            obligation,
            classes: f.words("classes"),
        },
        "due" => Correction::ObligationDue {
            obligation,
            due: f.day("value")?,
        },
        "obligation_add" => Correction::ObligationAdd {
            id: f.needed("id"),
            text: f.needed("text"),
            after: f.text("after"),
            classes: f.words("classes"),
            measures: f.words("measures"),
        },
        "obligation_remove" => Correction::ObligationRemove {
            obligation,
            reason: f.text("reason"),
        },
        _ => return Ok(None),
    }))
}

impl Fields<'_> {
    fn text(self, name: &str) -> Option<String> {
        self.form.text(name).map(str::to_owned)
    }

    /// The value, blank where there is none: the engine says what is wrong with that.
    fn needed(self, name: &str) -> String {
        self.text(name).unwrap_or_default()
    }

    /// All values of a list that was ticked.
    fn words(self, name: &'static str) -> Vec<String> {
        self.form.all(name).map(str::to_owned).collect()
    }

    /// What stands between semicolons.
    fn parts(self, name: &str) -> Vec<String> {
        let whole = self.form.text(name).unwrap_or_default();
        let parts = whole.split(';').map(str::trim).filter(|p| !p.is_empty());
        parts.map(str::to_owned).collect()
    }

    /// The place in a list, from 0.
    fn index(self) -> Option<usize> {
        self.form.text("index").and_then(|index| index.parse().ok())
    }

    fn at(self) -> Result<usize, String> {
        self.index()
            .ok_or_else(|| self.told("web-draft-wrong-place"))
    }

    /// A day, blank as none.
    fn day(self, name: &str) -> Result<Option<Date>, String> {
        let Some(text) = self.form.text(name) else {
            return Ok(None);
        };
        let day = text.parse::<Date>();
        Ok(Some(day.map_err(|_| self.told("web-draft-wrong-date"))?))
    }

    fn told(self, id: &str) -> String {
        lang::text(self.lang, id, &[])
    }
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
