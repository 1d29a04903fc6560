//! What people changed in a reading, as it was and as it is: shown beside each other and never forgotten.

use super::{Applied, CorrectionError};
use domain::measure_id::MeasureId;
use domain::unit::UnitClass;
use jiff::Timestamp;
use wire::directive::{AddresseeV1, DirectiveV1, ObligationV1, ReferenceV1, SignerV1};
use wire::reading::{CorrectedV1, CorrectionV1};

/// A value of a reading, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// Nothing stood or stands there.
    Blank,
    /// As printed or typed.
    Text(String),
    /// Whom a duty or a line binds.
    Classes(Vec<UnitClass>),
    /// What a duty asks.
    Measures(Vec<MeasureId>),
}

/// One correction with what it replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The field: `number`, `sign`, `date`, `place`, `subject`, `watch`, `received`, `issuer`, `signer`, `reference`,
    /// `addressee`, `contact`, `enclosure`, `measures`, `addressees`, `text`, `due` or `duty`.
    pub field: &'static str,
    /// The duty it is about.
    pub obligation: Option<String>,
    /// What stood there.
    pub before: Shown,
    /// What stands there now.
    pub after: Shown,
    /// Why, where a reason was asked.
    pub reason: Option<String>,
    /// Word of who made it.
    pub by: String,
    /// When.
    pub at: Timestamp,
}

/// The changes in order; a confirmation that something is right as read is none.
///
/// # Errors
/// [`CorrectionError`] of the first correction that does not fit.
pub(super) fn changes(
    read: &DirectiveV1,
    corrections: &[CorrectedV1],
) -> Result<Vec<Change>, CorrectionError> {
    let mut now = Applied::of(read);
    let mut found = Vec::new();
    for made in corrections {
        let before = shown(&made.correction, &now, Moment::Before);
        now.step(&made.correction)?;
        let Some((field, obligation)) = field(&made.correction) else {
            continue;
        };
        let reason = match &made.correction {
            CorrectionV1::ObligationRemove { reason, .. } => reason.clone(),
            _ => None,
        };
        found.push(Change {
            field,
            obligation,
            before,
            after: shown(&made.correction, &now, Moment::After),
            reason,
            by: made.by.clone(),
            at: made.at,
        });
    }
    Ok(found)
}

fn field(correction: &CorrectionV1) -> Option<(&'static str, Option<String>)> {
    use CorrectionV1 as C;
    let about = |field, obligation: &String| Some((field, Some(obligation.clone())));
    match correction {
        C::Number { .. } => Some(("number", None)),
        C::Sign { .. } => Some(("sign", None)),
        C::Date { .. } => Some(("date", None)),
        C::Place { .. } => Some(("place", None)),
        C::Subject { .. } => Some(("subject", None)),
        C::Watch { .. } => Some(("watch", None)),
        C::Received { .. } => Some(("received", None)),
        C::Issuer { .. } => Some(("issuer", None)),
        C::Signer { .. } => Some(("signer", None)),
        C::Reference { .. } | C::ReferenceRemove { .. } => Some(("reference", None)),
        C::Addressee { .. } | C::AddresseeRemove { .. } => Some(("addressee", None)),
        C::Contact { .. } | C::ContactRemove { .. } => Some(("contact", None)),
        C::EnclosureAdd { .. } | C::EnclosureRemove { .. } | C::EnclosureReceived { .. } => {
            Some(("enclosure", None))
        }
        C::MeasureAdd { obligation, .. } | C::MeasureRemove { obligation, .. } => {
            about("measures", obligation)
        }
        C::Addressees { obligation, .. } => about("addressees", obligation),
        C::ObligationText { obligation, .. } => about("text", obligation),
        C::ObligationDue { obligation, .. } => about("due", obligation),
        C::ObligationAdd { id, .. } => about("duty", id),
        C::ObligationRemove { obligation, .. } => about("duty", obligation),
        C::Right { .. } => None,
    }
}

/// On which side of a correction one looks at a reading.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Before,
    After,
}

/// The value a correction is about, in the reading as it stands at that moment.
fn shown(correction: &CorrectionV1, of: &Applied, moment: Moment) -> Shown {
    use CorrectionV1 as C;
    let read = &of.directive;
    match correction {
        C::Reference { index, .. } => entry(*index, moment, &read.references, reference),
        C::ReferenceRemove { index } => gone(*index, moment, &read.references, reference),
        C::Addressee { index, .. } => entry(*index, moment, &read.addressees, addressee),
        C::AddresseeRemove { index } => gone(*index, moment, &read.addressees, addressee),
        C::Contact { index, .. } => entry(*index, moment, &read.contacts, |c| {
            let parts = core::iter::once(&c.name).chain(&c.phones).chain(&c.emails);
            joined(parts.map(|part| Some(part.as_str())))
        }),
        C::ContactRemove { index } => gone(*index, moment, &read.contacts, |c| text(Some(&c.name))),
        C::EnclosureAdd { .. } => entry(None, moment, &read.enclosures, |e| {
            joined([Some(e.title.as_str()), e.sign.as_deref()].into_iter())
        }),
        C::EnclosureRemove { index } => {
            gone(*index, moment, &read.enclosures, |e| text(Some(&e.title)))
        }
        C::EnclosureReceived { index, .. } => {
            let title = read.enclosures.get(*index).map(|e| e.title.as_str());
            let day = of.enclosures.get(index);
            let day = day.map(|day| format!("{} · {day}", title.unwrap_or_default()));
            text(day.as_deref())
        }
        C::Received { .. } => text(of.received.map(|day| day.to_string()).as_deref()),
        _ => single(correction, read),
    }
}

/// The value of a field that stands once in a reading or in a duty.
fn single(correction: &CorrectionV1, of: &DirectiveV1) -> Shown {
    use CorrectionV1 as C;
    let duty = |id: &String, show: fn(&ObligationV1) -> Shown| {
        let found = of.obligations.iter().find(|o| o.id == *id);
        found.map_or(Shown::Blank, show)
    };
    match correction {
        C::Number { .. } => text(of.number.as_deref()),
        C::Sign { .. } => text(of.sign.as_deref()),
        C::Place { .. } => text(of.place.as_deref()),
        C::Subject { .. } => text(of.subject.as_deref()),
        C::Date { .. } => date(of),
        C::Watch { .. } => {
            let watch = of.watch.as_ref();
            text(
                watch
                    .map(|w| format!("{} · {} – {}", w.name, w.from, w.to))
                    .as_deref(),
            )
        }
        C::Issuer { .. } => text(of.issuer.as_ref().map(|i| i.name.as_str())),
        C::Signer { .. } => of.signer.as_ref().map_or(Shown::Blank, signer),
        C::MeasureAdd { obligation, .. } | C::MeasureRemove { obligation, .. } => {
            duty(obligation, |o| {
                let known = o.measures.iter().filter_map(|m| MeasureId::parse(m));
                Shown::Measures(known.collect())
            })
        }
        C::Addressees { obligation, .. } => duty(obligation, |o| classes(&o.addressees)),
        C::ObligationText { obligation, .. }
        | C::ObligationAdd { id: obligation, .. }
        | C::ObligationRemove { obligation, .. } => duty(obligation, |o| text(Some(&o.text))),
        C::ObligationDue { obligation, .. } => duty(obligation, |o| {
            text(o.due.map(|day| day.to_string()).as_deref())
        }),
        _ => Shown::Blank,
    }
}

/// An entry put in place of another, or behind the others.
fn entry<T>(
    index: Option<usize>,
    moment: Moment,
    entries: &[T],
    show: impl Fn(&T) -> Shown,
) -> Shown {
    let found = match (index, moment) {
        (Some(index), _) => entries.get(index),
        (None, Moment::After) => entries.last(),
        (None, Moment::Before) => None,
    };
    found.map_or(Shown::Blank, show)
}

/// An entry taken out: afterwards another may stand in its place, which is none of this.
fn gone<T>(index: usize, moment: Moment, entries: &[T], show: impl Fn(&T) -> Shown) -> Shown {
    let found = entries.get(index).filter(|_| moment == Moment::Before);
    found.map_or(Shown::Blank, show)
}

fn text(value: Option<&str>) -> Shown {
    value.map_or(Shown::Blank, |value| Shown::Text(value.to_owned()))
}

fn joined<'a>(parts: impl Iterator<Item = Option<&'a str>>) -> Shown {
    let parts: Vec<&str> = parts.flatten().filter(|p| !p.is_empty()).collect();
    text((!parts.is_empty()).then(|| parts.join(" · ")).as_deref())
}

fn classes(words: &[String]) -> Shown {
    Shown::Classes(words.iter().filter_map(|w| UnitClass::parse(w)).collect())
}

/// The printed parts; a part that is not known is "…".
fn date(of: &DirectiveV1) -> Shown {
    let parts = of.date_parts;
    if parts.d.is_none() && parts.m.is_none() && parts.y.is_none() {
        return Shown::Blank;
    }
    let part = |known: Option<String>| known.unwrap_or_else(|| "…".to_owned());
    Shown::Text(format!(
        "{}/{}/{}",
        part(parts.d.map(|d| format!("{d:02}"))),
        part(parts.m.map(|m| format!("{m:02}"))),
        part(parts.y.map(|y| y.to_string()))
    ))
}

fn signer(signer: &SignerV1) -> Shown {
    let parts = [&signer.capacity, &signer.title, &signer.name];
    joined(parts.into_iter().map(|part| part.as_deref()))
}

fn reference(cited: &ReferenceV1) -> Shown {
    let number = match (&cited.number, &cited.sign) {
        (Some(number), Some(sign)) => Some(format!("{number}/{sign}")),
        (number, sign) => number.clone().or_else(|| sign.clone()),
    };
    let date = cited.date.map(|day| day.to_string());
    let parts = [number.as_deref(), date.as_deref(), cited.issuer.as_deref()];
    joined(parts.into_iter())
}

fn addressee(addressee: &AddresseeV1) -> Shown {
    text(Some(&addressee.text))
}
