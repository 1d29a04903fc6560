//! What units say themselves: statements with a file, word without one, and returns closed by heads.

use super::cast::{Answer, Office, Province};
use super::sources::{RETURNS, STATEMENTS, WORD, statement_file};
use crate::moment::hours_before;
use crate::sample::Sample;
use domain::facts::{Claim, ReturnRow, StatementRow};
use domain::measure_id::MeasureId;
use jiff::Timestamp;

/// What the letter asks and no export tells.
const ASKED: [MeasureId; 8] = [
    MeasureId::LevelMeasuresReview,
    MeasureId::DutyRoster,
    MeasureId::MalwareRemove,
    MeasureId::BotnetPriorityCheck,
    MeasureId::VulnReviewFix,
    MeasureId::NcscConnect,
    MeasureId::ResponsePlan,
    MeasureId::Awareness,
];

pub(super) fn add(sample: &mut Sample, province: &Province) {
    let stated = hours_before(sample.as_of, 9);
    let closed = hours_before(sample.as_of, 5);
    for office in province.answering() {
        for (at, measure) in ASKED.into_iter().enumerate() {
            state(sample, office, at, measure, stated);
        }
        if office.answer == Answer::Closed {
            let closing = ReturnRow {
                closed_at: Some(closed),
                closed_by: Some(office.head().into()),
            };
            let code = format!("PHIEU-{}", office.code);
            sample.put_at(code, Some(office.code.as_str()), RETURNS, closed, &closing);
        }
    }
}

fn state(sample: &mut Sample, office: &Office, at: usize, measure: MeasureId, stated: Timestamp) {
    // The roster in Khiên speaks for itself.
    if measure == MeasureId::DutyRoster && office.keeps_roster {
        return;
    }
    // Of twenty: two say nothing, one by telephone only, one admits a failure, three are half way.
    let draw = office.draw(20 + at, 20);
    // Whoever has begun has not answered everything.
    let is_blank = draw < 2 || (office.answer == Answer::Begun && at > 0 && draw < 9);
    if is_blank {
        return;
    }
    let by_word = draw == 2;
    let claim = match draw {
        19 => Claim::NotMet,
        16..=18 => Claim::Partial,
        _ if measure == MeasureId::LevelMeasuresReview && office.is_commune() => {
            Claim::NotApplicable
        }
        _ => Claim::Met,
    };
    let by_head = claim == Claim::NotApplicable;
    let person = if by_head {
        office.head()
    } else {
        office.officer(0)
    };
    let statement = StatementRow {
        obligation: None,
        measure: measure.as_str().into(),
        claim,
        person: (!by_word).then(|| person.into()),
        by_head: (!by_word).then_some(by_head),
        file: (!by_word).then(|| statement_file(&office.code).into()),
        text: Some(
            if by_word {
                "Báo miệng qua điện thoại (mẫu)"
            } else {
                "Đơn vị xác nhận theo tài liệu kèm theo (mẫu)"
            }
            .into(),
        ),
    };
    sample.put_at(
        format!("KB-{}-{measure}", office.code),
        Some(office.code.as_str()),
        if by_word { WORD } else { STATEMENTS },
        stated,
        &statement,
    );
}
