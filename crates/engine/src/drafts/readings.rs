//! What a person should compare before a reading comes into force: blanks, weak readings, slips, what the reader
//! warned of. Each has a name that stays the same while the draft is corrected, so that "Đúng" can answer it.

use super::{Correction, Draft};
use domain::directive::{Directive, Obligation, Warning};
use domain::judgement::Bilingual;
use domain::text::fold;
use letters::read::{Place, Places};

/// Below this confidence a duty is shown to a person.
const CERTAIN: f64 = 0.8;

/// Why a reading is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingKind {
    /// A person has to say it: without it the directive cannot come into force.
    Required,
    /// The document leaves it blank.
    Blank,
    /// The reader is not sure of it.
    Unsure,
    /// No measure was recognised in a duty.
    Unclassified,
    /// Printed wrongly, or read so by the scanner, and understood as something else.
    Slip,
    /// Anything else the reader warns of.
    Warning,
}

/// One reading to confirm or correct.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its name, for [`Correction::Right`].
    pub id: String,
    /// Why it is shown.
    pub kind: ReadingKind,
    /// The lines to compare it with.
    pub place: Option<Place>,
    /// The print, where there is one.
    pub printed: Option<String>,
    /// How it was read.
    pub read_as: Option<String>,
    /// What to check.
    pub why: Bilingual,
    /// Code of the reader's warning, where one stands behind it.
    pub code: Option<String>,
    /// 0 to 1, where it was measured.
    pub confidence: Option<f64>,
    /// The obligation it is about.
    pub obligation: Option<String>,
    /// Whether a person has answered it.
    pub settled: bool,
}

impl Reading {
    fn new(id: impl Into<String>, kind: ReadingKind, why: Bilingual) -> Self {
        Self {
            id: id.into(),
            kind,
            place: None,
            printed: None,
            read_as: None,
            why,
            code: None,
            confidence: None,
            obligation: None,
            settled: false,
        }
    }
}

/// A text in both languages.
fn told(id: &str, values: &[(&str, lang::Value<'_>)]) -> Bilingual {
    let [vi, en] = lang::Lang::ALL.map(|lang| lang::text(lang, id, values));
    Bilingual::new(vi, en)
}

fn in_both(warning: &Warning) -> Bilingual {
    let [vi, en] = lang::Lang::ALL.map(|lang| letters::read::warning_text(lang, warning));
    Bilingual::new(vi, en)
}

/// All readings of a draft to confirm, in the order of the document.
pub(super) fn to_confirm(draft: &Draft) -> Vec<Reading> {
    let places = letters::read::places(&draft.source, &draft.reading);
    let mut all = required(draft, &places);
    all.extend(warned(draft, &places));
    let duties = draft.reading.obligations.iter();
    all.extend(duties.filter_map(|duty| of_duty(draft, duty)));
    all.extend(slips(draft));
    for reading in &mut all {
        reading.settled |= accepted(draft, &reading.id);
    }
    all
}

/// Whether somebody said "Đúng".
fn accepted(draft: &Draft, id: &str) -> bool {
    let answers = draft.corrections.iter();
    answers
        .map(|made| &made.correction)
        .any(|c| matches!(c, Correction::Right { reading } if reading == id))
}

fn required(draft: &Draft, places: &Places) -> Vec<Reading> {
    let mut received = Reading::new(
        "received",
        ReadingKind::Required,
        told("reading-received", &[]),
    );
    received.place = places.date;
    received.read_as = draft
        .received
        .or(draft.corrected.date)
        .map(|d| d.to_string());
    received.settled = draft.received.is_some();
    let mut watch = Reading::new("watch", ReadingKind::Required, told("reading-watch", &[]));
    watch.place = places.watch;
    let shown = |d: &Directive| d.watch.as_ref().map(|w| format!("{} – {}", w.from, w.to));
    watch.printed = draft.reading.watch.as_ref().map(|w| w.name.clone());
    watch.read_as = shown(&draft.corrected);
    watch.settled = shown(&draft.reading) != watch.read_as;
    vec![received, watch]
}

/// What the reader warned of, where no duty says it already.
fn warned(draft: &Draft, places: &Places) -> Vec<Reading> {
    let (read, now) = (&draft.reading, &draft.corrected);
    let warnings = read.warnings.iter();
    let told = warnings.filter(|w| {
        !matches!(
            &*w.code,
            "directive.unclassified" | "directive.watch_unknown"
        )
    });
    told.map(|warning| {
        let (kind, place, read_as, settled) = match &*warning.code {
            "directive.number_blank" => (
                ReadingKind::Blank,
                places.number,
                None,
                now.number.is_some(),
            ),
            "directive.date_blank" => (ReadingKind::Blank, places.date, None, now.date.is_some()),
            "directive.subject_missing" => (ReadingKind::Blank, None, None, now.subject.is_some()),
            "directive.number_displaced" => (
                ReadingKind::Unsure,
                places.number,
                read.number.clone(),
                now.number != read.number,
            ),
            "directive.issuer_derived" | "directive.issuer_unknown" => (
                ReadingKind::Unsure,
                places.issuer.or(places.number),
                read.issuer.as_ref().map(|i| i.name.clone()),
                now.issuer != read.issuer,
            ),
            _ => (ReadingKind::Warning, None, None, false),
        };
        Reading {
            place,
            read_as,
            settled,
            code: Some(warning.code.to_string()),
            printed: line_of(draft, place),
            ..Reading::new(format!("warning:{}", warning.code), kind, in_both(warning))
        }
    })
    .collect()
}

fn line_of(draft: &Draft, place: Option<Place>) -> Option<String> {
    let at = place?.first.checked_sub(1)?;
    draft.source.get(at).map(|line| line.text.clone())
}

/// A duty whose measures or words are not certain; settled once a person touched or removed it.
fn of_duty(draft: &Draft, duty: &Obligation) -> Option<Reading> {
    let now = draft.corrected.obligations.iter().find(|o| o.id == duty.id);
    let (kind, why) = if duty.measures.is_empty() {
        (ReadingKind::Unclassified, "reading-unclassified")
    } else if duty.confidence < CERTAIN {
        (ReadingKind::Unsure, "reading-unsure")
    } else {
        return None;
    };
    let why = told(why, &[("duty", (&duty.id).into())]);
    let measures: Vec<&str> = duty.measures.iter().map(|m| m.as_str()).collect();
    Some(Reading {
        place: draft.places.get(&duty.id).copied(),
        printed: Some(duty.text.clone()),
        read_as: (!measures.is_empty()).then(|| measures.join(", ")),
        confidence: Some(duty.confidence),
        obligation: Some(duty.id.clone()),
        settled: now.is_none_or(|now| now.measures != duty.measures || now.text != duty.text),
        ..Reading::new(format!("obligation:{}", duty.id), kind, why)
    })
}

fn slips(draft: &Draft) -> Vec<Reading> {
    let found = letters::read::slips(&draft.source).into_iter();
    found
        .map(|slip| {
            let within =
                |place: &Place| place.first <= slip.place.first && slip.place.last <= place.last;
            let duties = draft.places.iter();
            let obligation = duties
                .filter(|(_, place)| within(place))
                .map(|(id, _)| id.clone())
                .next();
            let text = |directive: &Directive| {
                let duties = directive.obligations.iter();
                let own = duties.clone().find(|o| Some(&o.id) == obligation.as_ref());
                own.map(|o| o.text.clone())
            };
            let (read, now) = (text(&draft.reading), text(&draft.corrected));
            let id = format!("slip:{}:{}", slip.place.first, fold(&slip.printed));
            let why = told(
                "reading-slip",
                &[
                    ("printed", (&slip.printed).into()),
                    ("read", (&slip.read_as).into()),
                ],
            );
            Reading {
                place: Some(slip.place),
                settled: obligation.is_some() && read != now,
                obligation,
                printed: Some(slip.printed),
                read_as: Some(slip.read_as),
                ..Reading::new(id, ReadingKind::Slip, why)
            }
        })
        .collect()
}
