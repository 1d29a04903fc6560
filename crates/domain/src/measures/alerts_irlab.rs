//! Measure 10, `alerts.irlab`: somebody looks at the national coordination platform every shift, takes its alerts up
//! and finishes them.
//!
//! The platform has no interface for programs: the best basis is B, an export or mail with the alert's number.

use crate::case::Case;
use crate::facts::{
    Alert, AlertVerdict, Asset, Basis, Check, CheckKind, Fact, FactKind, Post, PostKind,
    ServiceKind, Severity, Shift, System,
};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::key::Key;
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use crate::span::Span;
use crate::text::fold;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Measure 10.
pub static MEASURE: Measure = Measure {
    id: MeasureId::AlertsIrlab,
    version: 1,
    phase: Phase::Window,
    needs: &[
        FactKind::Check,
        FactKind::Post,
        FactKind::Alert,
        FactKind::Asset,
        FactKind::System,
    ],
    services: &[ServiceKind::Irlab],
    judge,
    manual_vi: include_str!("alerts_irlab.vi.md"),
    manual_en: include_str!("alerts_irlab.en.md"),
};

/// No look at the platform for longer is a failure (part of this measure's rule, version 1).
const UNWATCHED: SignedDuration = SignedDuration::from_hours(24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoAccount "irlab.no_account" ("Chưa xác nhận ai giữ tài khoản IRLab và chưa có lượt xem nào", "nobody is confirmed to hold an account of IRLab and no look at it is recorded"),
        Unwatched { from: String, hours: i64 } "irlab.unwatched" ("Không ai xem IRLab {hours} giờ liền, từ {from}", "nobody looked at IRLab for {hours} hours from {from}"),
        ShiftUnchecked { count: usize, first: String } "irlab.shift_unchecked" ("{count} ca đã qua không có lượt xem IRLab, ca đầu hết lúc {first}", "{count} past shifts have no look at IRLab, the first ended {first}"),
        NoShift "irlab.no_shift" ("Chưa có bảng trực nên không biết ca nào phải xem IRLab", "there is no roster, so it is not known which shifts should look at IRLab"),
        NotAcknowledged { alert: String, limit: String } "irlab.not_acknowledged" ("Cảnh báo {alert} chưa tiếp nhận, quá hạn {limit}", "alert {alert} was not taken up by {limit}"),
        AcknowledgedLate { alert: String } "irlab.acknowledged_late" ("Cảnh báo {alert} tiếp nhận chậm", "alert {alert} was taken up late"),
        Overdue { alert: String, limit: String } "irlab.overdue" ("Cảnh báo {alert} chưa xử lý xong, quá hạn {limit}", "alert {alert} was not closed by {limit}"),
        ClosedLate { alert: String } "irlab.closed_late" ("Cảnh báo {alert} xử lý xong sau hạn", "alert {alert} was closed after its due date"),
        InDue { count: usize } "irlab.in_due" ("{count} cảnh báo đang xử lý, còn trong hạn", "{count} alerts are open in due"),
        NoNumber { alert: String } "irlab.no_number" ("Cảnh báo {alert} không ghi số hiệu hoặc số tiếp nhận trên nền tảng, không đối chiếu được", "alert {alert} has no number or receipt of the platform, so it cannot be reconciled"),
        Done { alerts: usize, checks: usize } "irlab.done" ("{checks} lượt xem, đủ mọi ca; {alerts} cảnh báo đã tiếp nhận, xử lý trong hạn", "{checks} looks, one in every shift; {alerts} alerts taken up and handled in time"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let has_account = case
        .services(ServiceKind::Irlab)
        .any(|s| s.confirmed_by.is_some());
    let checks = checks(case);
    let shifts = shifts(case);
    let alerts = alerts(case);
    // Nobody is known to look: only an alert past its time is a failure then.
    let is_blind = !has_account && checks.is_empty();
    let mut found: Vec<(Status, Why)> = Vec::new();
    if !is_blind {
        found.extend(unwatched(case, &checks));
        found.extend(unchecked(case, &shifts, &checks));
    }
    let mut open = 0;
    for alert in &alerts {
        found.extend(handling(case, alert, &mut open));
    }
    if is_blind && !found.iter().any(|(status, _)| *status == Status::NotMet) {
        return Verdict::unknown(Why::NoAccount).seeing(alerts.len()).next(
            "Ghi ai giữ tài khoản IRLab (dịch vụ irlab, có người xác nhận) và mỗi ca xem một lượt trên Khiên",
            "record who holds the IRLab account (service irlab, with who confirms it) and look once a shift through Khiên",
        );
    }
    found.sort_by_key(|(status, _)| core::cmp::Reverse(*status));
    let bases = checks
        .iter()
        .map(|c| c.basis())
        .chain(alerts.iter().map(|a| a.basis()));
    // The platform can't be read by a program, so no look at it is better founded than B.
    let basis = bases.max().map(|b| b.max(Basis::B));
    let mut found = found.into_iter();
    let mut verdict = match found.next() {
        None => Verdict::new(
            Status::Met,
            basis,
            Why::Done {
                alerts: alerts.len(),
                checks: checks.len(),
            },
        ),
        Some((status, why)) => {
            let next = next_step(&why);
            let mut verdict = Verdict::new(status, basis, why);
            verdict.next_step = Some(next);
            verdict
        }
    };
    verdict.reasons.extend(found.map(|(_, why)| why.into()));
    if open > 0 {
        verdict = verdict.because(Why::InDue { count: open });
    }
    alerts.iter().for_each(|alert| verdict.note(alert));
    checks.iter().for_each(|check| verdict.note(check));
    let of = |matches: fn(&Alert) -> bool| count(alerts.iter().filter(|a| matches(a)).count());
    let verdict = verdict
        .seeing(checks.len() + alerts.len())
        .figure("alerts", count(alerts.len()))
        .figure("acknowledged", of(|a| a.acknowledged.is_some()))
        .figure("closed", of(|a| a.closed.is_some()))
        .figure("checks", count(checks.len()))
        .figure("shifts_past", count(shifts.len()));
    match median_minutes(&alerts) {
        Some(minutes) => verdict.figure("acknowledge_minutes_median", minutes),
        None => verdict,
    }
}

fn next_step(why: &Why) -> Bilingual {
    let (vi, en) = match why {
        Why::NotAcknowledged { .. } | Why::AcknowledgedLate { .. } => (
            "Tiếp nhận ngay cảnh báo trên IRLab, ghi số tiếp nhận",
            "take the alert up on IRLab now and record the receipt",
        ),
        Why::Overdue { .. } | Why::ClosedLate { .. } => (
            "Xử lý xong cảnh báo quá hạn và đóng trên IRLab",
            "finish the alert past due and close it on IRLab",
        ),
        Why::NoNumber { .. } => (
            "Ghi số hiệu cảnh báo và số tiếp nhận trên nền tảng để đối chiếu",
            "record the alert's number and receipt on the platform so that it can be reconciled",
        ),
        _ => (
            "Mỗi ca trực xem IRLab ít nhất một lượt và ghi trên Khiên",
            "look at IRLab at least once a shift and record it in Khiên",
        ),
    };
    Bilingual::new(vi, en)
}

/// Looks of the part of the watch that has gone by; a linked provider's count for the unit.
fn checks<'a>(case: &Case<'a>) -> Vec<&'a Fact<Check>> {
    let elapsed = case.elapsed();
    let mut checks: Vec<&Fact<Check>> = case
        .own::<Check>()
        .iter()
        .chain(case.provided::<Check>(ServiceKind::Irlab))
        .filter(|c| {
            c.kind == CheckKind::Irlab
                && elapsed.from <= c.at
                && case.clock.reached(c.at)
                && c.at <= elapsed.to
        })
        .collect();
    checks.sort_by(|a, b| (a.at, &a.code).cmp(&(b.at, &b.code)));
    checks
}

/// Watch shifts that ended within the part of the watch that has gone by: the provider's when it looks for the unit.
fn shifts<'a>(case: &Case<'a>) -> Vec<&'a Fact<Shift>> {
    let provided = case.provided::<Shift>(ServiceKind::Irlab);
    let mut posts: Vec<&Fact<Post>> = case.own::<Post>().iter().collect();
    posts.extend(case.provided::<Post>(ServiceKind::Irlab));
    let is_watch = |s: &Shift| {
        let kind = posts.iter().find(|p| p.code == s.post).and_then(|p| p.kind);
        kind.unwrap_or(PostKind::Watch) == PostKind::Watch
    };
    let own: Vec<&Fact<Shift>> = case.own::<Shift>().iter().collect();
    let all = if provided.is_empty() { own } else { provided };
    let mut shifts: Vec<&Fact<Shift>> = all
        .into_iter()
        .filter(|s| {
            s.from < s.to && is_watch(s) && s.to > case.window.from && s.from < case.window.to
        })
        .filter(|s| case.clock.reached(s.to))
        .collect();
    shifts.sort_by(|a, b| (a.to, &a.code).cmp(&(b.to, &b.code)));
    shifts
}

/// The longest stretch without a look, when it is longer than a day.
fn unwatched(case: &Case<'_>, checks: &[&Fact<Check>]) -> Option<(Status, Why)> {
    let elapsed = case.elapsed();
    let ends = checks.iter().map(|c| c.at).chain([elapsed.to]);
    let begins = [elapsed.from]
        .into_iter()
        .chain(checks.iter().map(|c| c.at));
    let gaps = begins.zip(ends).map(|(from, to)| Span::new(from, to));
    let long = |gap: &Span| {
        if gap.to == case.as_of() {
            case.clock.older_than(gap.from, UNWATCHED)
        } else {
            gap.length() > UNWATCHED
        }
    };
    let first = gaps.filter(long).max_by_key(|g| g.length())?;
    Some((
        Status::NotMet,
        Why::Unwatched {
            from: case.local(first.from),
            hours: first.length().as_hours(),
        },
    ))
}

fn unchecked(
    case: &Case<'_>,
    shifts: &[&Fact<Shift>],
    checks: &[&Fact<Check>],
) -> Option<(Status, Why)> {
    if shifts.is_empty() {
        let begun = case.elapsed().length() > UNWATCHED;
        return begun.then_some((Status::Partial, Why::NoShift));
    }
    let in_shift = |c: &Check, s: &Fact<Shift>| {
        let named = c.shift.as_ref().is_none_or(|key| *key == s.code);
        named && s.from <= c.at && c.at <= s.to
    };
    let without: Vec<_> = shifts
        .iter()
        .filter(|s| !checks.iter().any(|c| in_shift(c, s)))
        .collect();
    let first = without.first()?;
    Some((
        Status::Partial,
        Why::ShiftUnchecked {
            count: without.len(),
            first: case.local(first.to),
        },
    ))
}

/// Alerts of the platform about the unit: of the watch, and older ones still open.
fn alerts<'a>(case: &Case<'a>) -> Vec<&'a Fact<Alert>> {
    let assets: BTreeSet<&Key<Asset>> = case.own::<Asset>().iter().map(|a| &a.code).collect();
    let systems: BTreeSet<&Key<System>> = case.own::<System>().iter().map(|s| &s.code).collect();
    let ours = |a: &Alert| {
        a.asset.as_ref().is_some_and(|k| assets.contains(k))
            || a.system.as_ref().is_some_and(|k| systems.contains(k))
    };
    let provided = case
        .provided::<Alert>(ServiceKind::Irlab)
        .into_iter()
        .filter(|a| ours(a));
    let mut alerts: Vec<&Fact<Alert>> = case
        .own::<Alert>()
        .iter()
        .chain(provided)
        .filter(|a| {
            a.origin
                .as_deref()
                .is_some_and(|o| fold(o).contains("irlab"))
        })
        .filter(|a| case.clock.reached(a.raised) && a.verdict != Some(AlertVerdict::Test))
        .filter(|a| {
            a.raised >= case.window.from || a.closed.is_none_or(|at| at >= case.window.from)
        })
        .collect();
    alerts.sort_by(|a, b| (a.raised, &a.code).cmp(&(b.raised, &b.code)));
    alerts.dedup_by(|a, b| a.code == b.code);
    alerts
}

/// One alert: taken up within P.ack, closed by its date or the internal limit of its severity.
fn handling(case: &Case<'_>, alert: &Fact<Alert>, open: &mut usize) -> Vec<(Status, Why)> {
    let name = || {
        alert
            .number
            .as_deref()
            .unwrap_or(alert.code.as_str())
            .to_owned()
    };
    let happened = |at: &Timestamp| *at >= alert.raised && case.clock.reached(*at);
    let after = |span| alert.raised.checked_add(span).unwrap_or(alert.raised);
    let mut found = Vec::new();
    match alert.acknowledged.filter(happened) {
        None if case.clock.older_than(alert.raised, case.policy.ack) => {
            let limit = case.local(after(case.policy.ack));
            found.push((
                Status::NotMet,
                Why::NotAcknowledged {
                    alert: name(),
                    limit,
                },
            ));
        }
        Some(at) if at.duration_since(alert.raised) > case.policy.ack => {
            found.push((Status::Partial, Why::AcknowledgedLate { alert: name() }));
        }
        _ => {}
    }
    let allowed = if alert.severity == Severity::Critical {
        case.policy.handle_critical
    } else {
        case.policy.handle_high
    };
    let due = alert.due.unwrap_or_else(|| after(allowed));
    match alert.closed.filter(happened) {
        None if case.clock.older_than(due, SignedDuration::ZERO) => {
            found.push((
                Status::NotMet,
                Why::Overdue {
                    alert: name(),
                    limit: case.local(due),
                },
            ));
        }
        None => *open += 1,
        Some(at) if at > due => found.push((Status::Partial, Why::ClosedLate { alert: name() })),
        Some(_) => {}
    }
    let filled = |text: &Option<Box<str>>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
    if !filled(&alert.number) || (alert.acknowledged.is_some() && !filled(&alert.receipt)) {
        found.push((Status::Partial, Why::NoNumber { alert: name() }));
    }
    found
}

fn median_minutes(alerts: &[&Fact<Alert>]) -> Option<f64> {
    let taken = alerts
        .iter()
        .filter_map(|a| Some(a.acknowledged?.duration_since(a.raised).as_mins()));
    let mut minutes: Vec<i64> = taken.filter(|m| *m >= 0).collect();
    minutes.sort_unstable();
    let middle = minutes.get(minutes.len() / 2).copied()?;
    usize::try_from(middle).ok().map(count)
}
