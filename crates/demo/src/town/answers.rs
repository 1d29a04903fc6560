//! What units say themselves: statements of named persons with a file, word without one, and returns closed by heads.

use super::Sample;
use super::cast::{CLOSED, MEMBERS, SILENT, member};
use super::sources::{RETURNS, WORD, statement_file, statement_source};
use crate::moment::hours_before;
use domain::facts::{Claim, ReturnRow, StatementRow};

/// Units that state, the measure, what they claim.
const STATEMENTS: [(&str, &str, Claim); 17] = [
    ("PMD", "hunt", Claim::Met),
    ("XTH", "hunt", Claim::Met),
    ("PMN", "hunt", Claim::Partial),
    ("XTR", "response.plan", Claim::Partial),
    ("PMT", "alerts.irlab", Claim::Met),
    ("XTH", "alerts.irlab", Claim::Met),
    ("PMN", "alerts.irlab", Claim::Met),
    ("VHTT", "alerts.irlab", Claim::Met),
    ("PMB", "awareness", Claim::Met),
    ("VTM", "watch.siem", Claim::Met),
    ("NTM", "watch.siem", Claim::Met),
    ("NTM", "telco.protect", Claim::Met),
    ("VTM", "alerts.irlab", Claim::Met),
    ("NTM", "alerts.irlab", Claim::Met),
    ("NTM", "hunt", Claim::Met),
    ("NTM", "spam.complaints", Claim::NotApplicable),
    ("XHA", "level.measures_review", Claim::NotApplicable),
];

pub(crate) fn add(sample: &mut Sample) {
    let at = hours_before(sample.as_of, 7);
    for (unit, measure, claim) in STATEMENTS {
        let Some(member) = member(unit) else { continue };
        let by_head = claim == Claim::NotApplicable;
        let statement = StatementRow {
            obligation: None,
            measure: measure.into(),
            claim,
            person: Some(
                if by_head {
                    member.head
                } else {
                    member.officers.first().copied().unwrap_or_default()
                }
                .into(),
            ),
            by_head: Some(by_head),
            file: Some(statement_file(unit).into()),
            text: Some("Đơn vị xác nhận theo tài liệu kèm theo (mẫu)".into()),
        };
        sample.put_at(
            format!("KB-{unit}-{measure}"),
            Some(unit),
            &statement_source(unit),
            at,
            &statement,
        );
    }
    word(sample, at);
    returns(sample);
}

/// A telephone call is word only: never more than "partial".
fn word(sample: &mut Sample, at: jiff::Timestamp) {
    let statement = StatementRow {
        obligation: None,
        measure: "hunt".into(),
        claim: Claim::Met,
        person: None,
        by_head: None,
        file: None,
        text: Some("Báo miệng qua điện thoại (mẫu)".into()),
    };
    sample.put_at("KB-XTR-hunt", Some("XTR"), WORD, at, &statement);
}

/// Units that state something.
pub(crate) fn stating() -> Vec<&'static str> {
    let mut units: Vec<&'static str> = STATEMENTS.iter().map(|(unit, _, _)| *unit).collect();
    units.sort_unstable();
    units.dedup();
    units
}

/// Heads of most units have closed their returns; the department above and the closed office have not, and the silent
/// ward has given nothing at all.
fn returns(sample: &mut Sample) {
    let at = hours_before(sample.as_of, 5);
    for member in &MEMBERS {
        if ["SOTT", SILENT, CLOSED, "PMB"].contains(&member.code) {
            continue;
        }
        let closing = ReturnRow {
            closed_at: Some(at),
            closed_by: Some(member.head.into()),
        };
        sample.put_at(
            format!("PHIEU-{}", member.code),
            Some(member.code),
            RETURNS,
            at,
            &closing,
        );
    }
}
