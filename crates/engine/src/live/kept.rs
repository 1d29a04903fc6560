//! A kept result as a judgement again.

use crate::EngineError;
use domain::facts::{Basis, FactKind};
use domain::judgement::{Bilingual, Evidence, Figure, Judgement, Reason, Status};
use domain::key::Key;
use domain::measure_id::MeasureId;
use domain::span::Span;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Distinct codes of reasons and keys of figures that are kept in memory for ever; the rules have a few hundred.
const WORDS_MAX: usize = 10_000;

/// The judgement that a kept result was, over the window of its directive.
pub(crate) fn judgement(kept: &store::Judgement, window: Span) -> Result<Judgement, EngineError> {
    read(kept, window).ok_or_else(|| {
        let key = &kept.key;
        EngineError::Damaged(format!(
            "kết quả {} {} {}",
            key.unit, key.obligation, key.measure
        ))
    })
}

fn read(kept: &store::Judgement, window: Span) -> Option<Judgement> {
    let body = wire::judgement::read_kept_body(&kept.body).ok()?;
    let mut figures = Vec::with_capacity(body.figures.len());
    for key in &body.figure_order {
        let value = body.figures.get(key)?.unwrap_or(f64::NAN);
        figures.push(Figure {
            key: word(key)?,
            value,
        });
    }
    if figures.len() != body.figures.len() {
        return None;
    }
    let reasons = body.reasons.into_iter().map(|reason| {
        Some(Reason {
            code: word(&reason.code)?,
            vi: reason.vi,
            en: reason.en,
        })
    });
    let evidence = body.evidence.into_iter().map(|row| {
        Some(Evidence {
            table: FactKind::parse(&row.table)?.name(),
            code: row.code.into(),
            basis: Basis::parse(&row.basis)?,
            source: row.source.into(),
        })
    });
    let basis = match kept.basis {
        None => None,
        Some(letter) => Some(Basis::parse(letter.encode_utf8(&mut [0; 4]))?),
    };
    Some(Judgement {
        unit: Key::new(&kept.key.unit),
        obligation: kept.key.obligation.as_str().into(),
        measure: MeasureId::parse(&kept.key.measure)?,
        version: body.version,
        status: Status::parse(&kept.status)?,
        basis,
        is_final: kept.is_final,
        as_of: kept.as_of,
        window,
        changes_at: kept.changes_at,
        reported: body.reported,
        figures,
        reasons: reasons.collect::<Option<_>>()?,
        evidence: evidence.collect::<Option<_>>()?,
        next_step: body.next_step.map(|text| Bilingual::new(text.vi, text.en)),
    })
}

/// A code or key of the rules: those are texts of the program, and so few that one copy of each may stay.
fn word(text: &str) -> Option<&'static str> {
    static WORDS: Mutex<Option<HashSet<&'static str>>> = Mutex::new(None);
    let mut words = WORDS.lock().unwrap_or_else(PoisonError::into_inner);
    let words = words.get_or_insert_default();
    if let Some(known) = words.get(text) {
        return Some(known);
    }
    if words.len() >= WORDS_MAX {
        return None;
    }
    let new: &'static str = Box::leak(Box::from(text));
    words.insert(new);
    Some(new)
}
