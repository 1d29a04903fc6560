//! Applying a correction to a copy of what was read.

use super::lists;
use crate::Told;
use domain::directive::Obligation;
use domain::measure_id::MeasureId;
use domain::unit::{Tier, UnitClass};
use jiff::civil::Date;
use wire::directive::{DatePartsV1, DirectiveV1, IssuerV1, ObligationV1, WatchV1};
use wire::reading::CorrectionV1;

/// Longest text of a field, in characters.
pub(super) const TEXT_CHARS_MAX: usize = 20_000;
/// Most entries of a list (obligations, contacts, enclosures).
pub(super) const ENTRIES_MAX: usize = 1_000;

/// Why a correction does not fit; said to the person who made it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CorrectionError {
    /// There is no such obligation, contact or enclosure.
    #[error("không có {0} trong bản đọc")]
    Absent(Told),
    /// A value is not of its form.
    #[error("{0}")]
    Form(Told),
}

impl CorrectionError {
    /// The whole sentence, in both languages.
    pub(super) fn into_told(self) -> Told {
        match self {
            Self::Absent(ref what) => {
                let en = format!("there is no {} in the reading", what.en);
                Told::new(self.to_string(), en)
            }
            Self::Form(told) => told,
        }
    }
}

pub(super) type Applied = Result<(), CorrectionError>;

/// Puts a correction into a reading.
///
/// # Errors
/// [`CorrectionError`]; the reading is unchanged then.
pub(super) fn apply(correction: &CorrectionV1, to: &mut DirectiveV1) -> Applied {
    use CorrectionV1 as C;
    match correction {
        C::Number { value } => blank_or(value.as_deref(), &mut to.number),
        C::Sign { value } => blank_or(value.as_deref(), &mut to.sign),
        C::Subject { value } => blank_or(value.as_deref(), &mut to.subject),
        C::Date { d, m, y } => date(to, (*d, *m, *y)),
        C::Place { value } => blank_or(value.as_deref(), &mut to.place),
        C::Watch {
            name,
            from,
            to: last,
        } => watch(to, name.as_deref(), *from, *last),
        C::Issuer { name, tier } => issuer(to, name, tier),
        // What these say is no field of the document.
        C::Received { .. } | C::Right { .. } => Ok(()),
        C::MeasureAdd { .. }
        | C::MeasureRemove { .. }
        | C::Addressees { .. }
        | C::ObligationText { .. }
        | C::ObligationDue { .. }
        | C::ObligationRemove { .. }
        | C::ObligationAdd { .. } => to_duties(correction, to),
        entry => lists::apply(entry, to),
    }
}

fn to_duties(correction: &CorrectionV1, to: &mut DirectiveV1) -> Applied {
    use CorrectionV1 as C;
    match correction {
        C::MeasureAdd {
            obligation,
            measure,
        } => {
            let measure = measure_of(measure)?;
            let duty = duty_of(to, obligation)?;
            duty.measures.push(measure.as_str().to_owned());
            in_order(&mut duty.measures);
            duty.confidence = 1.0;
            Ok(())
        }
        C::MeasureRemove {
            obligation,
            measure,
        } => {
            let duty = duty_of(to, obligation)?;
            let before = duty.measures.len();
            duty.measures.retain(|m| m != measure);
            if duty.measures.len() == before {
                return Err(missing("tiêu chí", "measure", measure));
            }
            duty.confidence = 1.0;
            Ok(())
        }
        C::Addressees {
            obligation,
            classes,
        } => {
            let classes = classes_of(classes)?;
            duty_of(to, obligation)?.addressees = classes;
            Ok(())
        }
        C::ObligationText { obligation, text } => {
            let text = line(text)?;
            let duty = duty_of(to, obligation)?;
            duty.text = text;
            duty.confidence = 1.0;
            Ok(())
        }
        C::ObligationDue { obligation, due } => {
            duty_of(to, obligation)?.due = *due;
            Ok(())
        }
        C::ObligationRemove { obligation, .. } => {
            duty_of(to, obligation)?;
            to.obligations.retain(|o| o.id != *obligation);
            Ok(())
        }
        C::ObligationAdd {
            id,
            text,
            after,
            classes,
            measures,
        } => add_duty(to, id, text, after.as_deref(), classes, measures),
        _ => Ok(()),
    }
}

/// What an entry of a list is called, in Vietnamese and in English.
pub(super) type What = (&'static str, &'static str);

pub(super) fn absent((vi, en): What, index: usize) -> CorrectionError {
    let place = index.saturating_add(1);
    let what = Told::new(format!("{vi} thứ {place}"), format!("{en} no. {place}"));
    CorrectionError::Absent(what)
}

fn missing(vi: &str, en: &str, name: &str) -> CorrectionError {
    CorrectionError::Absent(Told::new(format!("{vi} {name}"), format!("{en} {name}")))
}

pub(super) fn form(vi: impl Into<String>, en: impl Into<String>) -> CorrectionError {
    CorrectionError::Form(Told::new(vi, en))
}

/// What is said of a text longer than [`TEXT_CHARS_MAX`].
pub(super) fn too_long() -> Told {
    Told::new("đoạn chữ quá dài", "the text is too long")
}

/// What is said of a list that has [`ENTRIES_MAX`] entries.
pub(super) fn list_full() -> CorrectionError {
    form("danh sách đã quá dài", "the list is too long already")
}

/// A text on one line, not blank, within its limit.
pub(super) fn line(text: &str) -> Result<String, CorrectionError> {
    let text = domain::text::nfc(text);
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(form(
            "ô này không được để trống",
            "this field must not be blank",
        ));
    }
    if text.chars().nth(TEXT_CHARS_MAX).is_some() {
        return Err(CorrectionError::Form(too_long()));
    }
    Ok(text)
}

pub(super) fn blank_or(value: Option<&str>, field: &mut Option<String>) -> Applied {
    let value = value.filter(|text| !text.trim().is_empty());
    *field = value.map(line).transpose()?;
    Ok(())
}

fn date(to: &mut DirectiveV1, (d, m, y): (Option<i8>, Option<i8>, Option<i16>)) -> Applied {
    let whole = match (d, m, y) {
        (Some(d), Some(m), Some(y)) => Some(Date::new(y, m, d).map_err(|_| {
            form(
                format!("không có ngày {d}/{m}/{y}"),
                format!("there is no date {d}/{m}/{y}"),
            )
        })?),
        _ => None,
    };
    let fits = d.is_none_or(|d| (1..=31).contains(&d))
        && m.is_none_or(|m| (1..=12).contains(&m))
        && y.is_none_or(|y| (1900..=2200).contains(&y));
    if !fits {
        return Err(form(
            "ngày từ 1 đến 31, tháng từ 1 đến 12, năm bốn chữ số",
            "a day is from 1 to 31, a month from 1 to 12, a year has four digits",
        ));
    }
    to.date = whole;
    to.date_parts = DatePartsV1 { d, m, y };
    Ok(())
}

fn watch(to: &mut DirectiveV1, name: Option<&str>, from: Date, last: Date) -> Applied {
    if last < from {
        return Err(form(
            "ngày cuối của đợt cao điểm ở trước ngày đầu",
            "the last day of the watch is before its first",
        ));
    }
    let read = to.watch.as_ref().map(|w| w.name.clone());
    let name = match name.filter(|n| !n.trim().is_empty()) {
        Some(name) => line(name)?,
        None => read.unwrap_or_else(|| "đợt cao điểm".to_owned()),
    };
    to.watch = Some(WatchV1 {
        name,
        from,
        to: last,
    });
    Ok(())
}

fn issuer(to: &mut DirectiveV1, name: &str, tier: &str) -> Applied {
    let tier = Tier::parse(tier).ok_or_else(|| {
        form(
            format!("không có cấp “{tier}”"),
            format!("there is no tier “{tier}”"),
        )
    })?;
    to.issuer = Some(IssuerV1 {
        name: line(name)?,
        tier: tier.as_str().to_owned(),
    });
    Ok(())
}

fn duty_of<'a>(to: &'a mut DirectiveV1, id: &str) -> Result<&'a mut ObligationV1, CorrectionError> {
    let found = to.obligations.iter_mut().find(|o| o.id == id);
    found.ok_or_else(|| missing("nhiệm vụ", "duty", id))
}

fn measure_of(word: &str) -> Result<MeasureId, CorrectionError> {
    MeasureId::parse(word).ok_or_else(|| {
        form(
            format!("không có tiêu chí “{word}”"),
            format!("there is no measure “{word}”"),
        )
    })
}

/// Each measure once, in the order of their numbers.
fn in_order(measures: &mut Vec<String>) {
    measures.sort_by_key(|m| MeasureId::parse(m).map(|m| m.number()));
    measures.dedup();
}

pub(super) fn classes_of(words: &[String]) -> Result<Vec<String>, CorrectionError> {
    if words.is_empty() {
        return Err(form(
            "phải chọn ít nhất một nhóm đơn vị",
            "at least one class of units must be chosen",
        ));
    }
    let mut classes: Vec<String> = Vec::new();
    for word in words {
        let class = UnitClass::parse(word).ok_or_else(|| {
            form(
                format!("không có nhóm “{word}”"),
                format!("there is no class “{word}”"),
            )
        })?;
        if !classes.iter().any(|c| c == class.as_str()) {
            classes.push(class.as_str().to_owned());
        }
    }
    Ok(classes)
}

fn add_duty(
    to: &mut DirectiveV1,
    id: &str,
    text: &str,
    after: Option<&str>,
    classes: &[String],
    measures: &[String],
) -> Applied {
    let id = line(id)?;
    let taken = to.obligations.iter().any(|o| o.id == id) || id == Obligation::CONTACTS;
    if taken || id.chars().count() > 40 {
        return Err(form(
            format!("số mục “{id}” đã có hoặc quá dài"),
            format!("the number “{id}” is there already or is too long"),
        ));
    }
    let mut found = Vec::new();
    for word in measures {
        found.push(measure_of(word)?.as_str().to_owned());
    }
    in_order(&mut found);
    let duty = ObligationV1 {
        id,
        text: line(text)?,
        addressees: classes_of(classes)?,
        measures: found,
        cves: Vec::new(),
        products: Vec::new(),
        references: Vec::new(),
        due: None,
        confidence: 1.0,
    };
    if to.obligations.len() >= ENTRIES_MAX {
        return Err(list_full());
    }
    // The synthetic obligation of the contacts stays the last one.
    let printed = to.obligations.iter();
    let end = printed.take_while(|o| o.id != Obligation::CONTACTS).count();
    let at = match after {
        None => end,
        Some(after) => {
            let before = to.obligations.iter().position(|o| o.id == after);
            before.ok_or_else(|| missing("nhiệm vụ", "duty", after))? + 1
        }
    };
    to.obligations.insert(at.min(end), duty);
    Ok(())
}

#[cfg(test)]
mod tests;
