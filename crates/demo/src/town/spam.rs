//! Complaints about spam and scam that the state's intake shared with the operator, by batch.

use super::Sample;
use super::sources::COMPLAINTS;
use crate::moment::{hours_before, minutes_after};
use domain::facts::{Batch, Complaint, ComplaintKind, ComplaintVerdict};
use domain::key::Key;

const OPERATOR: Option<&str> = Some("VTM");
const BATCHES: i64 = 6;
const A_BATCH: i64 = 15;

const KINDS: [ComplaintKind; 4] = [
    ComplaintKind::ScamCall,
    ComplaintKind::SpamSms,
    ComplaintKind::ScamSms,
    ComplaintKind::SpamCall,
];

pub(crate) fn add(sample: &mut Sample) {
    for seq in 1..=BATCHES {
        let received = hours_before(sample.as_of, 12 * (BATCHES - seq) + 6);
        let code = format!("DOT-{seq:02}");
        let batch = Batch {
            seq,
            count: A_BATCH,
            sha256: Some(sample.random.digest().into()),
            received,
        };
        sample.put_at(code.as_str(), OPERATOR, COMPLAINTS, received, &batch);
        for number in 1..=A_BATCH {
            let complaint = complaint(sample, &code, received, seq, number);
            sample.put_at(
                format!("PA-{seq:02}-{number:02}"),
                OPERATOR,
                COMPLAINTS,
                received,
                &complaint,
            );
        }
    }
}

fn complaint(
    sample: &mut Sample,
    batch: &str,
    received: jiff::Timestamp,
    seq: i64,
    number: i64,
) -> Complaint {
    let kind = KINDS
        .iter()
        .cycle()
        .nth(usize::try_from(number).unwrap_or(0))
        .copied()
        .unwrap_or(ComplaintKind::SpamSms);
    // The newest batch is still being looked at.
    let is_open = seq == BATCHES && number > 6;
    let takes = sample.random.between(40, 320);
    let verdict = if sample.random.chance(75) {
        ComplaintVerdict::Upheld
    } else {
        ComplaintVerdict::Rejected
    };
    let decided = minutes_after(received, takes);
    let acted = verdict == ComplaintVerdict::Upheld && !is_open;
    Complaint {
        kind,
        origin: format!("NGUON-MAU-{seq:02}{number:02}").into(),
        batch: Some(Key::new(batch)),
        received,
        decided: (!is_open).then_some(decided),
        verdict: (!is_open).then_some(verdict),
        action: acted.then(|| "Chặn chiều đi (mẫu)".into()),
        action_at: acted.then(|| minutes_after(decided, 15)),
        replied: (!is_open).then(|| minutes_after(decided, 20)),
    }
}
