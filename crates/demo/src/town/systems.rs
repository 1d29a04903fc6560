//! Information systems with their levels, decisions, controls and reviews.

use super::Sample;
use super::sources::{DOSSIER, INVENTORY, REVIEW};
use crate::moment::{day, hours_before};
use domain::facts::{Control, ControlState, LevelState, Review, System};
use domain::key::Key;
use jiff::civil::Date;

struct Plan {
    code: &'static str,
    unit: &'static str,
    name: &'static str,
    level: i64,
    state: LevelState,
    by: &'static str,
    open_controls: usize,
}

macro_rules! system {
    ($code:literal of $unit:literal $name:literal level $level:literal $state:ident by $by:literal, $open:literal open) => {
        Plan {
            code: $code,
            unit: $unit,
            name: $name,
            level: $level,
            state: LevelState::$state,
            by: $by,
            open_controls: $open,
        }
    };
}

/// Decisions of levels 1 and 2 come from the designated unit, of level 3 from the owner (NĐ 85/2016 Đ12); one ward
/// approved its level itself, which it may not.
const SYSTEMS: [Plan; 12] = [
    system!("HT-CONG" of "TX" "Cổng thông tin điện tử thị xã (mẫu)" level 2 Approved by "Đơn vị chuyên trách về ATTT (Sở Thông tin và Truyền thông tỉnh Bình Mẫu)", 0 open),
    system!("HT-MOTCUA" of "TX" "Một cửa điện tử thị xã (mẫu)" level 3 Approved by "Chủ quản HTTT (UBND thị xã An Mẫu)", 2 open),
    system!("HT-THU" of "TX" "Thư điện tử nội bộ thị xã (mẫu)" level 2 Appraised by "", 3 open),
    system!("HT-VHTT" of "VHTT" "Truyền thanh và trang tin cơ sở (mẫu)" level 1 Approved by "Đơn vị chuyên trách về ATTT (Sở Thông tin và Truyền thông tỉnh Bình Mẫu)", 0 open),
    system!("HT-KETOAN" of "TCKH" "Kế toán ngân sách (mẫu)" level 2 Draft by "", 5 open),
    system!("HT-GDDT" of "GDDT" "Quản lý trường học (mẫu)" level 2 Approved by "Đơn vị chuyên trách về ATTT (Sở Thông tin và Truyền thông tỉnh Bình Mẫu)", 0 open),
    system!("HT-PMD" of "PMD" "Trang thông tin phường Mẫu Đông (mẫu)" level 1 Approved by "Đơn vị chuyên trách về ATTT (Sở Thông tin và Truyền thông tỉnh Bình Mẫu)", 0 open),
    system!("HT-PMT" of "PMT" "Trang thông tin phường Mẫu Tây (mẫu)" level 1 Approved by "Đơn vị chuyên trách về ATTT (Sở Thông tin và Truyền thông tỉnh Bình Mẫu)", 0 open),
    system!("HT-PMN" of "PMN" "Mạng nội bộ phường Mẫu Nam (mẫu)" level 1 Sent by "", 4 open),
    system!("HT-PMB" of "PMB" "Mạng nội bộ phường Mẫu Bắc (mẫu)" level 1 Approved by "UBND phường Mẫu Bắc", 0 open),
    system!("HT-XTH" of "XTH" "Mạng nội bộ xã Mẫu Thượng (mẫu)" level 1 Approved by "Đơn vị chuyên trách về ATTT (Sở Thông tin và Truyền thông tỉnh Bình Mẫu)", 0 open),
    system!("HT-XTR" of "XTR" "Mạng nội bộ xã Mẫu Trung (mẫu)" level 1 Approved by "Đơn vị chuyên trách về ATTT (Sở Thông tin và Truyền thông tỉnh Bình Mẫu)", 0 open),
];

/// The system that a unit's machines belong to, if it has one.
pub(crate) fn first_of(unit: &str) -> Option<&'static str> {
    SYSTEMS.iter().find(|s| s.unit == unit).map(|s| s.code)
}

/// All systems with their unit and level.
pub(crate) fn all() -> impl Iterator<Item = (&'static str, &'static str, i64)> {
    SYSTEMS.iter().map(|s| (s.code, s.unit, s.level))
}

pub(crate) fn add(sample: &mut Sample) {
    for plan in &SYSTEMS {
        sample.put(plan.code, Some(plan.unit), INVENTORY, &system(plan));
        controls(sample, plan);
        review(sample, plan);
    }
}

fn system(plan: &Plan) -> System {
    let approved = plan.state == LevelState::Approved;
    let number: String = plan
        .code
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    System {
        name: plan.name.into(),
        level: Some(plan.level),
        level_state: Some(plan.state),
        decision_no: approved
            .then(|| format!("90{}/QĐ-{number}-MAU", plan.name.chars().count()).into()),
        decision_by: approved.then(|| plan.by.into()),
        decision_date: approved.then(|| Date::constant(2023, 9, 15)),
        expected_date: (!approved).then(|| day(3, 31)),
        operator: Some("Bộ phận CNTT (mẫu)".into()),
        in_use: Some(true),
        rto_minutes: Some(240),
        rpo_minutes: Some(24 * 60),
    }
}

/// One row for each title of the level's catalogue; the last few of some systems are only half done.
fn controls(sample: &mut Sample, plan: &Plan) {
    let clauses = super::catalogue::clauses(plan.level);
    let done = clauses.len().saturating_sub(plan.open_controls);
    let checked = hours_before(sample.as_of, 24 * 60);
    for (at, clause) in clauses.iter().enumerate() {
        let is_done = at < done;
        let control = Control {
            system: Key::new(plan.code),
            clause: (*clause).into(),
            state: if is_done {
                ControlState::Met
            } else {
                ControlState::Partial
            },
            reason: (!is_done).then(|| "Đang mua sắm, triển khai (mẫu)".into()),
            evidence: Some("files/ho-so-cap-do.txt".into()),
            checked_at: Some(checked),
            due: (!is_done).then(|| day(3, 31)),
        };
        sample.put_at(
            format!("{}-{clause}", plan.code),
            Some(plan.unit),
            DOSSIER,
            checked,
            &control,
        );
    }
}

/// The unit's own review of weaknesses; one system was not reviewed and one review left a weak point.
fn review(sample: &mut Sample, plan: &Plan) {
    if plan.code == "HT-KETOAN" {
        return;
    }
    let at = hours_before(sample.as_of, 24 * 8);
    let review = Review {
        system: Key::new(plan.code),
        at,
        record: Some("files/bien-ban-ra-soat.txt".into()),
        findings_open: Some(i64::from(plan.code == "HT-THU")),
    };
    sample.put_at(
        format!("RS-{}", plan.code),
        Some(plan.unit),
        REVIEW,
        at,
        &review,
    );
}
