//! Measure 3, `watch.siem`: people follow the central monitoring without a break and deal with attacks in time.
//!
//! Owning a SIEM is asked only from the level that the regime pack names; below it a unit may rely on a provider.

mod alerts;
mod systems;

use crate::case::Case;
use crate::facts::{
    Alert, Basis, Check, CheckKind, DaybookKind, Fact, FactKind, PostKind, ServiceKind, Severity,
};
use crate::judgement::{Bilingual, Reason, Status, Verdict};
use crate::liveness::{self, LogSource};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use crate::roster::{Roster, made_at};
use jiff::{SignedDuration, Timestamp};

/// Measure 3.
pub static MEASURE: Measure = Measure {
    id: MeasureId::WatchSiem,
    version: 1,
    phase: Phase::Window,
    needs: &[
        FactKind::System,
        FactKind::Asset,
        FactKind::Beat,
        FactKind::Post,
        FactKind::Shift,
        FactKind::CheckIn,
        FactKind::CallBack,
        FactKind::Handover,
        FactKind::Check,
        FactKind::Alert,
        FactKind::Incident,
        FactKind::Daybook,
    ],
    services: SERVICES,
    judge,
    manual_vi: include_str!("watch_siem.vi.md"),
    manual_en: include_str!("watch_siem.en.md"),
};

const SERVICES: &[ServiceKind] = &[ServiceKind::Soc, ServiceKind::Siem];
/// Posts whose officers look at the monitoring.
const POSTS: &[PostKind] = &[PostKind::Watch, PostKind::Noc, PostKind::Field];

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoSource "siem.no_source" ("Chưa có nguồn nhật ký giám sát nào và chưa có đơn vị giám sát thay", "no monitored log source, and nobody monitors for the unit"),
        SystemUnwatched { system: String, level: i64 } "siem.system_unwatched" ("Hệ thống {system} (cấp độ {level}) chưa có nguồn nhật ký giám sát", "system {system} (level {level}) has no monitored log source"),
        NoRhythm { source: String } "siem.no_rhythm" ("Nguồn {source} chưa khai nhịp gửi, không phát hiện được khi nguồn im lặng", "source {source} has no expected rhythm, so its silence cannot be told"),
        Silent { source: String, from: String, to: String, minutes: i64 } "siem.silent" ("Nguồn {source} im lặng {minutes} phút, từ {from} đến {to}", "source {source} was silent for {minutes} minutes, from {from} to {to}"),
        SilentTooLong { system: String, from: String, hours: i64 } "siem.silent_too_long" ("Hệ thống {system} mất giám sát {hours} giờ từ {from} mà không mở sự cố", "system {system} was not monitored for {hours} hours from {from} and no incident was opened"),
        NoShifts "siem.no_shifts" ("Chưa có ca trực nào nên không chứng minh được có người theo dõi giám sát", "there are no shifts, so nothing shows that people follow the monitoring"),
        Unchecked { count: usize, shift: String, from: String } "siem.shift_unchecked" ("{count} ca đã qua không có lượt mở hàng đợi cảnh báo, ca đầu tiên {shift} lúc {from}", "{count} past shifts without a look at the alert queue, the first {shift} at {from}"),
        AlertUnseen { alert: String, at: String } "siem.alert_unseen" ("Cảnh báo {alert} phát sinh lúc {at} quá hạn mà chưa ai xem", "alert {alert} of {at} was not seen in time"),
        AlertOverdue { alert: String, at: String } "siem.alert_overdue" ("Cảnh báo {alert} phát sinh lúc {at} quá hạn xử lý, chưa đóng và chưa chuyển thành sự cố", "alert {alert} of {at} is past its limit, neither closed nor made an incident"),
        AlertLate { count: usize, alert: String } "siem.alert_late" ("{count} cảnh báo được xem hoặc xử lý muộn, ví dụ {alert}", "{count} alerts were seen or handled late, such as {alert}"),
        ZeroUnproven "siem.zero_unproven" ("0 cảnh báo nhưng nguồn không sống đủ 95 % thời gian và sổ cảnh báo chưa khóa hằng ngày", "no alert, but the sources were not alive for 95 % of the time and the alert book was not closed daily"),
        NothingHappened "siem.nothing_happened" ("Không phát sinh cảnh báo, các nguồn hoạt động liên tục", "no alert came up, the sources were alive throughout"),
        PositiveControl { at: String } "siem.positive_control" ("Lần thử dương tính gần nhất: {at}", "last positive control: {at}"),
        MassClosing { closed: usize, at: String } "siem.mass_closing" ("{closed} cảnh báo được đóng trong một phút ({at}): cần rà soát lại", "{closed} alerts were closed within one minute ({at}): to be reviewed"),
        Followed { shifts: usize, alerts: usize } "siem.followed" ("{shifts} ca đều có người theo dõi; {alerts} cảnh báo cao và nguy cấp, không cảnh báo nào quá hạn xử lý", "all {shifts} shifts looked at the monitoring; {alerts} high and critical alerts, none of them past its time"),
    }
}

/// One shortcoming: the best status it allows, its basis, why, and what to do about it.
struct Finding {
    status: Status,
    basis: Option<Basis>,
    why: Reason,
    next: Bilingual,
}

fn judge(case: &Case<'_>) -> Verdict {
    let sources = liveness::log_sources(case, SERVICES);
    let systems = systems::of(case, &sources);
    let alerts = alerts::of(case);
    let mut findings = alerts::findings(case, &alerts);
    let failed = findings.iter().any(|f| f.status == Status::NotMet);
    let roster = Roster::of(case, POSTS);
    let past = past_shifts(case, &roster);
    if sources.is_empty() && !failed {
        let verdict = Verdict::unknown(Why::NoSource).seeing(alerts.len()).next(
            "Kết nối nhật ký của hệ thống tới nơi giám sát, hoặc nộp xác nhận của đơn vị giám sát thay",
            "connect the systems' logs to a monitoring service, or submit the provider's confirmation",
        );
        return with_figures(case, &systems, &alerts, &past, verdict);
    }
    findings.extend(systems::findings(case, &systems));
    findings.extend(shift_findings(case, &past));
    let nothing = alerts.is_empty();
    if nothing && !zero_is_proven(case, &sources) {
        findings.push(Finding {
            status: Status::Partial,
            basis: None,
            why: Why::ZeroUnproven.into(),
            next: Bilingual::new(
                "Giữ nguồn nhật ký gửi liên tục, hoặc khóa sổ cảnh báo mỗi ngày kể cả khi không có cảnh báo",
                "keep the log sources sending, or close the alert book each day even without alerts",
            ),
        });
    }
    let verdict = conclude(case, &sources, &alerts, &past, findings);
    with_figures(case, &systems, &alerts, &past, verdict)
}

fn conclude(
    case: &Case<'_>,
    sources: &[LogSource<'_>],
    alerts: &[&Fact<Alert>],
    past: &[PastShift<'_>],
    mut findings: Vec<Finding>,
) -> Verdict {
    let beats = sources
        .iter()
        .flat_map(|s| s.beats.iter().map(|b| b.basis()));
    let checks = past.iter().filter_map(|p| p.check.map(Fact::basis));
    let basis = beats
        .chain(checks)
        .chain(alerts.iter().map(|a| a.basis()))
        .max();
    findings.sort_by_key(|f| core::cmp::Reverse(f.status));
    let mut findings = findings.into_iter();
    let mut verdict = match findings.next() {
        Some(first) => {
            let mut verdict = Verdict::new(first.status, first.basis.or(basis), first.why);
            verdict.next_step = Some(first.next);
            verdict
        }
        None if alerts.is_empty() => Verdict::new(Status::Met, basis, Why::NothingHappened),
        None => Verdict::new(
            Status::Met,
            basis,
            Why::Followed {
                shifts: past.len(),
                alerts: alerts.iter().filter(|a| alerts::is_grave(a)).count(),
            },
        ),
    };
    verdict.reasons.extend(findings.map(|f| f.why));
    with_notes(case, sources, alerts, past, verdict).seeing(sources.len() + alerts.len())
}

/// What a reader should know besides: the last positive control, mass closing, and the rows that prove it.
fn with_notes(
    case: &Case<'_>,
    sources: &[LogSource<'_>],
    alerts: &[&Fact<Alert>],
    past: &[PastShift<'_>],
    mut verdict: Verdict,
) -> Verdict {
    if let Some(at) = liveness::positive_control(case, sources) {
        verdict = verdict.because(Why::PositiveControl { at: case.local(at) });
    }
    if let Some((minute, closed)) = alerts::busiest_minute(alerts) {
        let at = case.local(minute);
        verdict = verdict.because(Why::MassClosing { closed, at });
    }
    for alert in alerts.iter().filter(|a| alerts::is_grave(a)) {
        verdict.note(alert);
    }
    for past in past {
        if let Some(check) = past.check {
            verdict.note(check);
        }
    }
    verdict
}

/// (b) A shift that is over, with the look at the queue that was taken in it.
struct PastShift<'a> {
    code: String,
    from: Timestamp,
    check: Option<&'a Fact<Check>>,
}

fn past_shifts<'a>(case: &Case<'a>, roster: &Roster<'a>) -> Vec<PastShift<'a>> {
    let checks: Vec<&Fact<Check>> = case
        .own::<Check>()
        .iter()
        .filter(|c| c.kind == CheckKind::Siem)
        .collect();
    roster
        .watches
        .iter()
        .map(|w| w.shift)
        .filter(|shift| case.clock.reached(shift.to))
        .map(|shift| PastShift {
            code: shift.code.to_string(),
            from: shift.from,
            check: checks
                .iter()
                .copied()
                .filter(|c| c.shift.as_ref().is_none_or(|s| *s == shift.code))
                .filter(|c| {
                    // A look that Khiên saw counts when it was seen; a typed one when it is said to have been.
                    let at = match c.basis() {
                        Basis::A => made_at(case, c.at, c.recorded_at),
                        _ => c.at,
                    };
                    shift.from <= at && at <= shift.to
                })
                .min_by_key(|c| c.basis()),
        })
        .collect()
}

fn shift_findings(case: &Case<'_>, past: &[PastShift<'_>]) -> Option<Finding> {
    let next = Bilingual::new(
        "Mỗi ca trực mở hàng đợi cảnh báo trên Khiên ít nhất một lần",
        "open the alert queue in Khiên at least once in each shift",
    );
    let begun = case.clock.reached(case.window.from);
    let unchecked: Vec<&PastShift<'_>> = past.iter().filter(|p| p.check.is_none()).collect();
    let why = match unchecked.first() {
        Some(first) => Why::Unchecked {
            count: unchecked.len(),
            shift: first.code.clone(),
            from: case.local(first.from),
        },
        None if begun && case.own::<crate::facts::Shift>().is_empty() => Why::NoShifts,
        None => return None,
    };
    Some(Finding {
        status: Status::Partial,
        basis: None,
        why: why.into(),
        next,
    })
}

fn zero_is_proven(case: &Case<'_>, sources: &[LogSource<'_>]) -> bool {
    let exports = sources.iter().flat_map(|s| s.beats.iter());
    let exports = exports
        .filter(|b| b.basis() <= Basis::B)
        .map(|b| &*b.provenance);
    let book = Some(DaybookKind::Alerts);
    liveness::zero_is_proven(case, case.elapsed(), sources, exports, book)
}

fn with_figures(
    case: &Case<'_>,
    systems: &[systems::Watched<'_, '_>],
    alerts: &[&Fact<Alert>],
    past: &[PastShift<'_>],
    verdict: Verdict,
) -> Verdict {
    let of = |severity| count(alerts.iter().filter(|a| a.severity == severity).count());
    let grave: Vec<&Fact<Alert>> = alerts
        .iter()
        .copied()
        .filter(|a| alerts::is_grave(a))
        .collect();
    let in_time = grave.iter().filter(|a| {
        let handled = alerts::handled_at(case, a);
        handled.is_some() && !alerts::is_late(handled, a, alerts::limits(case, a).1)
    });
    let waits = |at: &dyn Fn(&Alert) -> Option<Timestamp>| {
        let spans = grave
            .iter()
            .filter_map(|a| Some(at(a)?.duration_since(a.raised)));
        median(spans.collect())
    };
    let (seen, handled) = (
        waits(&|a| alerts::seen_at(case, a)),
        waits(&|a| alerts::handled_at(case, a)),
    );
    let mut verdict = verdict
        .figure("systems", count(systems.len()))
        .figure(
            "systems_watched",
            count(systems.iter().filter(|w| !w.sources.is_empty()).count()),
        )
        .figure("shifts_past", count(past.len()))
        .figure(
            "shifts_checked",
            count(past.iter().filter(|p| p.check.is_some()).count()),
        )
        .figure("alerts_critical", of(Severity::Critical))
        .figure("alerts_high", of(Severity::High))
        .figure("alerts_medium", of(Severity::Medium))
        .figure("alerts_low", of(Severity::Low))
        .figure(
            "alerts_verified",
            count(alerts.iter().filter(|a| a.verified.is_some()).count()),
        )
        .figure("handled_in_time", count(in_time.count()));
    if let Some(minutes) = seen {
        verdict = verdict.figure("median_seen_minutes", minutes);
    }
    if let Some(minutes) = handled {
        verdict = verdict.figure("median_handled_minutes", minutes);
    }
    verdict
}

/// The median of some waits in minutes, the lower one of an even number.
fn median(mut spans: Vec<SignedDuration>) -> Option<f64> {
    spans.sort_unstable();
    let middle = spans.len().checked_sub(1)? / 2;
    spans.get(middle).map(|s| s.as_secs_f64() / 60.0)
}
