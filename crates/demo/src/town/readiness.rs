//! Plans, drills, backups, restore tests, awareness sessions.

use super::Sample;
use super::cast::{CLOSED, STALE_REGISTER, answering};
use super::sources::{BACKUPS, DOSSIER, SESSIONS};
use super::systems;
use crate::moment::hours_before;
use domain::facts::{Backup, Drill, Plan, PlanKind, RestoreTest, Session};
use domain::key::Key;

pub(crate) fn add(sample: &mut Sample) {
    for member in answering() {
        // One commune never wrote a plan.
        if member.code != CLOSED {
            plan(sample, member.code, member.head);
        }
        if member.code != "PMB" {
            session(
                sample,
                member.code,
                member.headcount,
                member.code == STALE_REGISTER,
            );
        }
    }
    for (system, unit, level) in systems::all() {
        backup(sample, system, unit, level);
    }
}

fn plan(sample: &mut Sample, unit: &str, head: &str) {
    let approved = hours_before(sample.as_of, 24 * 120);
    let code = format!("KH-{unit}");
    let plan = Plan {
        kind: PlanKind::Response,
        title: "Kế hoạch ứng phó sự cố an toàn thông tin mạng (mẫu)".into(),
        version: Some("2023.2".into()),
        approved_by: Some(head.into()),
        approved_at: Some(approved),
        contacts_valid: Some(true),
        host_contact: None,
        rto_minutes: Some(240),
        rpo_minutes: Some(24 * 60),
        portal: None,
    };
    sample.put_at(code.as_str(), Some(unit), DOSSIER, approved, &plan);
    // Two units have not drilled their plan.
    if unit == "XTR" || unit == STALE_REGISTER {
        return;
    }
    let at = hours_before(sample.as_of, 24 * 75);
    let drill = Drill {
        plan: Some(Key::new(&code)),
        at,
        minutes: Some(sample.random.between(95, 220)),
        record: Some("files/bien-ban-dien-tap.txt".into()),
    };
    sample.put_at(format!("DT-{unit}"), Some(unit), DOSSIER, at, &drill);
}

fn backup(sample: &mut Sample, system: &str, unit: &str, level: i64) {
    // The accounting server's job has failed for four days.
    let hours = if system == "HT-KETOAN" { 101 } else { 19 };
    let last_ok = hours_before(sample.as_of, hours);
    let backup = Backup {
        system: Some(Key::new(system)),
        portal: None,
        last_ok,
        offline: Some(system != "HT-THU"),
    };
    sample.put_at(
        format!("SL-{system}"),
        Some(unit),
        BACKUPS,
        last_ok,
        &backup,
    );
    if level < 2 {
        return;
    }
    let start = hours_before(sample.as_of, 24 * 90);
    let minutes = sample.random.between(70, 180);
    let test = RestoreTest {
        system: Key::new(system),
        start,
        end: Some(crate::moment::minutes_after(start, minutes)),
        verified: Some(true),
    };
    sample.put_at(format!("KP-{system}"), Some(unit), BACKUPS, start, &test);
}

fn session(sample: &mut Sample, unit: &str, headcount: i64, is_thin: bool) {
    let at = hours_before(sample.as_of, 24 * 13);
    let topics: &[&str] = if is_thin {
        &["kỹ năng cơ bản", "lừa đảo"]
    } else {
        &["kỹ năng cơ bản", "xấu độc", "tin giả", "lừa đảo"]
    };
    let reached = if is_thin {
        headcount / 2
    } else {
        headcount - 2
    };
    let session = Session {
        topics: topics.iter().map(|t| Box::from(*t)).collect(),
        material_sha256: Some(sample.random.digest().into()),
        form: Some("Trực tuyến (mẫu)".into()),
        at,
        reached,
        quiz_passed: Some(reached - 1),
    };
    sample.put_at(format!("TT-{unit}"), Some(unit), SESSIONS, at, &session);
}
