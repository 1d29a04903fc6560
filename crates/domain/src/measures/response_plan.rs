//! Measure 12, `response.plan`: an approved response plan that was drilled, and systems that can really be restored.

use crate::case::Case;
use crate::facts::{
    Backup, Basis, Drill, Fact, FactKind, Plan, PlanKind, RestoreTest, ServiceKind, System,
};
use crate::findings::{Findings, Step};
use crate::judgement::{Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use jiff::SignedDuration;

/// Measure 12.
pub static MEASURE: Measure = Measure {
    id: MeasureId::ResponsePlan,
    version: 1,
    phase: Phase::Preparation,
    needs: &[
        FactKind::Plan,
        FactKind::Drill,
        FactKind::Backup,
        FactKind::RestoreTest,
        FactKind::System,
    ],
    services: &[ServiceKind::Response],
    judge,
    manual_vi: include_str!("response_plan.vi.md"),
    manual_en: include_str!("response_plan.en.md"),
};

/// A plan holds for a year (part of this measure's rule, version 1).
const PLAN_HOLDS: SignedDuration = SignedDuration::from_hours(365 * 24);
/// Backups and restore tests are asked of systems from this level on (part of this measure's rule, version 1).
const LEVEL_FROM: i64 = 2;

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        Nothing "plan.nothing" ("Chưa có kế hoạch ứng phó, diễn tập, sao lưu hay thử khôi phục nào", "no response plan, drill, backup or restore test"),
        NoPlan "plan.no_plan" ("Chưa có kế hoạch ứng phó sự cố", "there is no incident response plan"),
        NotApproved { plan: String } "plan.not_approved" ("Kế hoạch “{plan}” chưa được phê duyệt", "plan \"{plan}\" is not approved"),
        PlanOld { plan: String, at: String } "plan.old" ("Kế hoạch “{plan}” phê duyệt lúc {at}, quá 1 năm", "plan \"{plan}\" was approved at {at}, more than a year ago"),
        Contacts { plan: String } "plan.contacts" ("Đầu mối trong kế hoạch “{plan}” chưa được xác nhận còn đúng", "the contacts in plan \"{plan}\" are not confirmed to be valid"),
        NoDrill "plan.no_drill" ("Chưa có diễn tập trong thời hạn nội bộ", "no drill within the internal interval"),
        DrillUnmeasured { at: String } "plan.drill_unmeasured" ("Lần diễn tập {at} không ghi thời gian đo được hoặc không có biên bản", "the drill of {at} has no measured time or no record"),
        Register "plan.register" ("Danh mục hệ thống chưa được người đứng đầu xác nhận, không biết còn hệ thống nào phải khôi phục", "the head has not confirmed the register, so other systems may have to be restored"),
        NoBackup { system: String } "plan.no_backup" ("{system}: chưa có thông tin sao lưu", "{system}: nothing is known of a backup"),
        NoTargets { system: String } "plan.no_targets" ("{system}: chưa đặt RPO hoặc RTO", "{system}: no RPO or RTO is set"),
        BackupLate { system: String, at: String } "plan.backup_late" ("{system}: bản sao lưu tốt gần nhất lúc {at}, quá RPO", "{system}: the last good backup is of {at}, beyond the RPO"),
        BackupDead { system: String, at: String } "plan.backup_dead" ("{system}: bản sao lưu tốt gần nhất lúc {at}, quá hai lần RPO", "{system}: the last good backup is of {at}, beyond twice the RPO"),
        NotOffline { system: String } "plan.not_offline" ("{system}: chưa có bản sao lưu ngoại tuyến", "{system}: no copy is kept offline"),
        NoRestore { system: String } "plan.no_restore" ("{system}: chưa thử khôi phục trong thời hạn nội bộ", "{system}: no restore test within the internal interval"),
        RestoreFailed { system: String, at: String } "plan.restore_failed" ("{system}: lần thử khôi phục {at} không thành công và chưa làm lại", "{system}: the restore test of {at} failed and was not repeated"),
        RestoreUnfinished { system: String } "plan.restore_unfinished" ("{system}: lần thử khôi phục chưa kết thúc hoặc chưa được kiểm chứng", "{system}: the restore test has not ended or was not verified"),
        RestoreSlow { system: String, minutes: i64, rto: i64 } "plan.restore_slow" ("{system}: khôi phục mất {minutes} phút, quá RTO {rto} phút", "{system}: restoring took {minutes} minutes, beyond the RTO of {rto}"),
        RestoreTyped { count: usize } "plan.restore_typed" ("Thời gian khôi phục của {count} hệ thống là nhập tay, không phải nhật ký của phần mềm sao lưu", "the restore times of {count} systems are typed by hand, not from a job log"),
        Ready { systems: usize } "plan.ready" ("Kế hoạch đã phê duyệt, đã diễn tập, {systems} hệ thống khôi phục được trong thời gian đặt ra", "the plan is approved and drilled, and {systems} systems can be restored in time"),
    }
}

const MAKE_PLAN: Step = (
    "Lập kế hoạch ứng phó sự cố, trình người đứng đầu phê duyệt, kiểm tra lại từng số điện thoại",
    "draw up the response plan, have the head approve it, and check every telephone number in it",
);
const DRILL: Step = (
    "Tổ chức một buổi diễn tập, ghi thời gian đo được và lập biên bản",
    "hold a drill, note the measured time and write the record",
);
const BACK_UP: Step = (
    "Chạy sao lưu ngay cho hệ thống đã nêu và giữ một bản ngoại tuyến",
    "back up the system named now and keep one copy offline",
);
const RESTORE: Step = (
    "Thử khôi phục hệ thống đã nêu từ bản sao lưu, đo thời gian và kiểm chứng dữ liệu",
    "restore the system named from its backup as a test, measure the time and verify the data",
);
const CONFIRM: Step = (
    "Trình người đứng đầu xác nhận danh mục hệ thống; đặt RPO, RTO cho từng hệ thống",
    "have the head confirm the register of systems; set RPO and RTO for each",
);

fn judge(case: &Case<'_>) -> Verdict {
    let plans: Vec<&Fact<Plan>> = case
        .own::<Plan>()
        .iter()
        .filter(|p| p.kind == PlanKind::Response)
        .collect();
    let systems: Vec<&Fact<System>> = case
        .own::<System>()
        .iter()
        .filter(|s| s.level.unwrap_or(LEVEL_FROM) >= LEVEL_FROM && s.in_use != Some(false))
        .collect();
    let drills = drills(case, &plans);
    let backups = case.own::<Backup>().iter().any(|b| b.system.is_some());
    if plans.is_empty() && drills.is_empty() && !backups && case.own::<RestoreTest>().is_empty() {
        return Verdict::unknown(Why::Nothing).next(MAKE_PLAN.0, MAKE_PLAN.1);
    }
    let mut findings = Findings::default();
    let plan = plans.iter().copied().max_by_key(|p| p.approved_at);
    check_plan(case, plan, &mut findings);
    check_drill(case, &drills, &mut findings);
    if !case.register_established() {
        findings.add(Status::Partial, Why::Register, CONFIRM);
    }
    let mut typed = 0;
    for system in &systems {
        check_backup(case, system, plan, &mut findings);
        typed += usize::from(check_restore(case, system, plan, &mut findings));
    }
    if typed > 0 {
        findings.flag(Why::RestoreTyped { count: typed });
    }
    findings
        .conclude(Why::Ready {
            systems: systems.len(),
        })
        .figure("plans", count(plans.len()))
        .figure("drills", count(drills.len()))
        .figure("systems", count(systems.len()))
        .figure("restore_typed", count(typed))
}

fn check_plan(case: &Case<'_>, plan: Option<&Fact<Plan>>, findings: &mut Findings) {
    let Some(plan) = plan else {
        return findings.add(Status::Partial, Why::NoPlan, MAKE_PLAN);
    };
    findings.rest_on(plan);
    let title = || plan.title.to_string();
    let signed = plan
        .approved_by
        .as_ref()
        .filter(|by| !by.trim().is_empty())
        .and(plan.approved_at)
        .filter(|at| case.clock.reached(*at));
    match signed {
        None => findings.add(
            Status::Partial,
            Why::NotApproved { plan: title() },
            MAKE_PLAN,
        ),
        Some(at) if case.clock.older_than(at, PLAN_HOLDS) => {
            let at = case.local(at);
            findings.add(
                Status::Partial,
                Why::PlanOld { plan: title(), at },
                MAKE_PLAN,
            );
        }
        Some(_) => {}
    }
    if plan.contacts_valid != Some(true) {
        findings.add(Status::Partial, Why::Contacts { plan: title() }, MAKE_PLAN);
    }
}

/// Drills of response plans; one that names no plan counts, one of a portal's plan does not.
fn drills<'a>(case: &Case<'a>, plans: &[&Fact<Plan>]) -> Vec<&'a Fact<Drill>> {
    let drills = case.own::<Drill>().iter();
    drills
        .filter(|d| {
            case.clock.reached(d.at)
                && d.plan
                    .as_ref()
                    .is_none_or(|key| plans.iter().any(|p| p.code == *key))
        })
        .collect()
}

fn check_drill(case: &Case<'_>, drills: &[&Fact<Drill>], findings: &mut Findings) {
    let newest = drills.iter().max_by_key(|d| d.at);
    let Some(drill) = newest.filter(|d| !case.clock.older_than(d.at, case.policy.drill)) else {
        return findings.add(Status::Partial, Why::NoDrill, DRILL);
    };
    findings.rest_on(drill);
    if drill.minutes.is_none() || drill.record.is_none() {
        let at = case.local(drill.at);
        findings.add(Status::Partial, Why::DrillUnmeasured { at }, DRILL);
    }
}

fn check_backup(
    case: &Case<'_>,
    system: &Fact<System>,
    plan: Option<&Fact<Plan>>,
    findings: &mut Findings,
) {
    let name = || system.name.to_string();
    let own = || {
        let backups = case.own::<Backup>().iter();
        backups.filter(|b| b.system.as_ref() == Some(&system.code) && case.clock.reached(b.last_ok))
    };
    let Some(newest) = own().max_by_key(|b| b.last_ok) else {
        return findings.add(Status::Partial, Why::NoBackup { system: name() }, BACK_UP);
    };
    findings.rest_on(newest);
    if !own().any(|b| b.offline == Some(true)) {
        findings.add(Status::Partial, Why::NotOffline { system: name() }, BACK_UP);
    }
    let minutes = system.rpo_minutes.or(plan.and_then(|p| p.rpo_minutes));
    let Some(minutes) = minutes else {
        return findings.add(Status::Partial, Why::NoTargets { system: name() }, CONFIRM);
    };
    let at = case.local(newest.last_ok);
    let rpo = |times: i64| SignedDuration::from_mins(minutes.clamp(0, RPO_MAX) * times);
    if case.clock.older_than(newest.last_ok, rpo(2)) {
        let why = Why::BackupDead { system: name(), at };
        findings.add_shown(Status::NotMet, why, BACK_UP, newest);
    } else if case.clock.older_than(newest.last_ok, rpo(1)) {
        findings.add(
            Status::Partial,
            Why::BackupLate { system: name(), at },
            BACK_UP,
        );
    }
}

/// No recovery point lies further back than ten years; keeps the arithmetic in range.
const RPO_MAX: i64 = 10 * 366 * 24 * 60;

/// The newest restore test of a system; says whether its time was typed by hand.
fn check_restore(
    case: &Case<'_>,
    system: &Fact<System>,
    plan: Option<&Fact<Plan>>,
    findings: &mut Findings,
) -> bool {
    let name = || system.name.to_string();
    let newest = case
        .own::<RestoreTest>()
        .iter()
        .filter(|t| t.system == system.code && case.clock.reached(t.start))
        .max_by_key(|t| t.start);
    let Some(test) = newest else {
        findings.add(Status::Partial, Why::NoRestore { system: name() }, RESTORE);
        return false;
    };
    findings.rest_on(test);
    let took = test.end.filter(|end| case.clock.reached(*end));
    let took = took.map(|end| end.duration_since(test.start));
    let rto = system.rto_minutes.or(plan.and_then(|p| p.rto_minutes));
    if test.verified == Some(false) {
        let at = case.local(test.start);
        let why = Why::RestoreFailed { system: name(), at };
        findings.add_shown(Status::NotMet, why, RESTORE, test);
    } else if case.clock.older_than(test.start, case.policy.restore) {
        findings.add(Status::Partial, Why::NoRestore { system: name() }, RESTORE);
    } else {
        match (took.filter(|_| test.verified == Some(true)), rto) {
            (None, _) => findings.add(
                Status::Partial,
                Why::RestoreUnfinished { system: name() },
                RESTORE,
            ),
            (_, None) => findings.add(Status::Partial, Why::NoTargets { system: name() }, CONFIRM),
            (Some(took), Some(rto)) if took.as_secs() > rto.saturating_mul(60) => {
                let minutes = took.as_mins();
                let why = Why::RestoreSlow {
                    system: name(),
                    minutes,
                    rto,
                };
                findings.add(Status::Partial, why, RESTORE);
            }
            _ => {}
        }
    }
    test.basis() >= Basis::C
}
