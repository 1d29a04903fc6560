//! Measure 17, `telco.protect`: attacks are seen and stopped in time, own subscribers who are their source are told,
//! and nothing is blocked without a basis.
//!
//! What is harmful or illegal is named by orders, reports and contracts only; content is never judged here.

use crate::case::Case;
use crate::facts::{
    Action, Detection, Fact, FactKind, LinkKind, Network, Severity, SubscriberCase,
};
use crate::findings::{Findings, Step, median};
use crate::judgement::{Status, Verdict};
use crate::liveness::ALIVE_SHARE;
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::measures::authority_orders;
use crate::ratio::{ItemState, count};
use core::net::IpAddr;
use jiff::{SignedDuration, Timestamp};

/// Measure 17.
pub static MEASURE: Measure = Measure {
    id: MeasureId::TelcoProtect,
    version: 1,
    phase: Phase::Window,
    needs: &[
        FactKind::Network,
        FactKind::Detection,
        FactKind::Action,
        FactKind::SubscriberCase,
        FactKind::Order,
    ],
    services: &[],
    judge,
    manual_vi: include_str!("telco_protect.vi.md"),
    manual_en: include_str!("telco_protect.en.md"),
};

/// What is told of an uplink's sensor counts for a day (part of this measure's rule, version 1).
const SENSOR_FRESH: SignedDuration = SignedDuration::from_hours(24);
/// So many digits in a row make a telephone number (part of this measure's rule, version 1).
const PHONE_DIGITS: usize = 9;

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoSensor "protect.no_sensor" ("Chưa có cảm biến phát hiện tấn công trên tuyến nào đã khai", "no declared uplink has an attack sensor"),
        SensorGap { link: String } "protect.sensor_gap" ("Tuyến {link} không có cảm biến hoạt động đủ 95 % thời gian hoặc số liệu quá 1 ngày", "link {link} has no sensor alive for 95 % of the time, or was last told of more than a day ago"),
        NotMitigated { at: String, kind: String } "protect.not_mitigated" ("Tấn công {kind} lúc {at} chưa được ngăn chặn trong thời hạn nội bộ", "the attack {kind} of {at} was not mitigated within the internal limit"),
        Mitigating { at: String, kind: String } "protect.mitigating" ("Tấn công {kind} lúc {at} đang được ngăn chặn, còn trong hạn", "the attack {kind} of {at} is being mitigated, in its time"),
        NotNotified { subscriber: String } "protect.not_notified" ("Thuê bao {subscriber} là nguồn tấn công nhưng chưa được thông báo trong thời hạn nội bộ", "subscriber {subscriber} is a source of attack and was not told within the internal limit"),
        Notifying { subscriber: String } "protect.notifying" ("Thuê bao {subscriber} chưa được thông báo, còn trong hạn", "subscriber {subscriber} is not told yet, in its time"),
        NotRehandled { subscriber: String } "protect.not_rehandled" ("Thuê bao {subscriber} tái diễn nhưng chưa được xử lý lại trong thời hạn nội bộ", "subscriber {subscriber} relapsed and was not handled again within the internal limit"),
        Rehandling { subscriber: String } "protect.rehandling" ("Thuê bao {subscriber} tái diễn, còn trong hạn xử lý lại", "subscriber {subscriber} relapsed, in its time to be handled again"),
        NotPseudonym { case: String } "protect.not_pseudonym" ("Hồ sơ {case} ghi số thuê bao, địa chỉ hoặc thư thay vì bí danh: phải thay bằng bí danh", "case {case} names a number or an address instead of a pseudonym: replace it"),
        NoBasis { action: String, at: String } "protect.block_without_basis" ("Biện pháp {action} lúc {at} không có căn cứ", "measure {action} of {at} has no basis"),
        NoExpiry { action: String } "protect.block_incomplete" ("Biện pháp {action} thiếu thời điểm hết hiệu lực hoặc người rà soát", "measure {action} lacks expiry or reviewer"),
        NoticeLate { bad: usize } "protect.notice_late" ("{bad} yêu cầu, thông báo của cơ quan có thẩm quyền quá hạn hoặc thực hiện khi chưa xác thực", "{bad} notices of authorities are overdue or were carried out unauthenticated"),
        NoticeOpen { open: usize } "protect.notice_open" ("{open} yêu cầu, thông báo của cơ quan có thẩm quyền đang xử lý", "{open} notices of authorities are being handled"),
        Protected { events: usize } "protect.done" ("Cảm biến hoạt động trên mọi tuyến đã khai, {events} tấn công mức cao được ngăn chặn trong hạn", "sensors are alive on all declared uplinks, {events} high events were mitigated in time"),
    }
}

const SENSE: Step = (
    "Bật và kiểm tra cảm biến trên mọi tuyến quốc tế đã khai, nạp số liệu hôm nay",
    "turn on and check the sensors of all declared uplinks, load today's figures",
);
const MITIGATE: Step = (
    "Ngăn chặn tấn công đã nêu và ghi giờ ngăn chặn",
    "mitigate the attack named and note when",
);
const NOTIFY: Step = (
    "Thông báo cho thuê bao đã nêu, hướng dẫn làm sạch và theo dõi tái diễn",
    "tell the subscriber named, help to clean up and watch for a relapse",
);
const JUSTIFY: Step = (
    "Gỡ biện pháp không có căn cứ, hoặc ghi căn cứ, thời hạn và người rà soát",
    "lift the measure without a basis, or write down basis, expiry and reviewer",
);
const ANSWER: Step = (
    "Xác thực và thực hiện các yêu cầu của cơ quan có thẩm quyền đúng hạn",
    "authenticate and carry out the authorities' notices in time",
);
const MASK: Step = (
    "Thay số thuê bao, địa chỉ trong hồ sơ bằng bí danh",
    "replace numbers and addresses in the case by a pseudonym",
);

fn judge(case: &Case<'_>) -> Verdict {
    let mut findings = Findings::default();
    sensors(case, &mut findings);
    let in_watch =
        |at: Timestamp| case.clock.reached(at) && at >= case.window.from && at < case.window.to;
    let detections: Vec<&Fact<Detection>> = case
        .own::<Detection>()
        .iter()
        .filter(|d| in_watch(d.at))
        .collect();
    let high = |d: &&&Fact<Detection>| d.severity >= Severity::High;
    for detection in detections.iter().filter(high) {
        mitigation(case, detection, &mut findings);
    }
    let cases: Vec<&Fact<SubscriberCase>> = case
        .own::<SubscriberCase>()
        .iter()
        .filter(|c| in_watch(c.at) || c.relapsed.is_some_and(in_watch))
        .collect();
    for subscriber in &cases {
        notification(case, subscriber, &mut findings);
    }
    let actions: Vec<&Fact<Action>> = case
        .own::<Action>()
        .iter()
        .filter(|a| case.clock.reached(a.at) && a.expires.is_none_or(|at| at >= case.window.from))
        .collect();
    for action in &actions {
        block(case, action, &mut findings);
    }
    notices(case, &mut findings);
    let events = detections.iter().filter(high).count();
    let verdict = findings.conclude(Why::Protected { events });
    let mitigated = |d: &Fact<Detection>| {
        let at = d.mitigated_at.filter(|at| *at <= case.as_of())?;
        Some(at.duration_since(d.at).as_secs_f64() / 60.0)
    };
    let minutes: Vec<f64> = detections.iter().filter_map(|d| mitigated(d)).collect();
    let of = |matches: &dyn Fn(&SubscriberCase) -> bool| {
        count(cases.iter().filter(|c| matches(c)).count())
    };
    let mut verdict = verdict
        .figure("detected", count(detections.len()))
        .figure("mitigated", count(minutes.len()))
        .figure("cases", count(cases.len()))
        .figure("notified", of(&|c| c.notified.is_some()))
        .figure("cleaned", of(&|c| c.resolved.is_some()))
        .figure("relapsed", of(&|c| c.relapsed.is_some()))
        .figure("blocks", count(actions.len()));
    if let Some(median) = median(minutes) {
        verdict = verdict.figure("median_minutes", median);
    }
    verdict
}

/// Every declared uplink has a sensor alive for 95 % of the time; without any sensor nothing is known, and zero
/// detections say nothing.
fn sensors(case: &Case<'_>, findings: &mut Findings) {
    let uplinks: Vec<&Fact<Network>> = case
        .own::<Network>()
        .iter()
        .filter(|n| n.kind == Some(LinkKind::Transit))
        .collect();
    if !uplinks.iter().any(|n| n.sensor_percent.is_some()) {
        return findings.add(Status::Unknown, Why::NoSensor, SENSE);
    }
    for row in &uplinks {
        let newest = uplinks
            .iter()
            .filter(|n| n.link == row.link)
            .max_by_key(|n| (n.period_to, n.recorded_at));
        if newest.is_some_and(|n| n.code != row.code) {
            continue;
        }
        findings.rest_on(row);
        let told = row.period_to.unwrap_or(row.recorded_at);
        let is_old = if case.clock.reached(case.window.to) {
            case.window.to.duration_since(told) > SENSOR_FRESH
        } else {
            case.clock.older_than(told, SENSOR_FRESH)
        };
        let alive = row.sensor_percent.unwrap_or(0.0) >= ALIVE_SHARE * 100.0;
        if is_old || !alive {
            let link = row.link.to_string();
            findings.add(Status::Partial, Why::SensorGap { link }, SENSE);
        }
    }
}

/// How one deadline stands.
enum Deadline {
    Kept,
    Running,
    Missed,
}

fn deadline(
    case: &Case<'_>,
    from: Timestamp,
    done: Option<Timestamp>,
    within: SignedDuration,
) -> Deadline {
    match done.filter(|at| *at >= from && case.clock.reached(*at)) {
        Some(at) if at.duration_since(from) <= within => Deadline::Kept,
        None if !case.clock.older_than(from, within) => Deadline::Running,
        _ => Deadline::Missed,
    }
}

fn mitigation(case: &Case<'_>, event: &Fact<Detection>, findings: &mut Findings) {
    findings.rest_on(event);
    let (at, kind) = (case.local(event.at), event.kind.to_string());
    match deadline(case, event.at, event.mitigated_at, case.policy.ddos) {
        Deadline::Kept => {}
        Deadline::Running => {
            findings.add(Status::Partial, Why::Mitigating { at, kind }, MITIGATE);
        }
        Deadline::Missed => {
            let why = Why::NotMitigated { at, kind };
            findings.add_shown(Status::NotMet, why, MITIGATE, event);
        }
    }
}

fn notification(case: &Case<'_>, row: &Fact<SubscriberCase>, findings: &mut Findings) {
    findings.rest_on(row);
    let is_masked = is_pseudonym(&row.pseudonym);
    // A name that is no pseudonym is not repeated in a reason, which leaves the unit.
    let subscriber = if is_masked {
        row.pseudonym.to_string()
    } else {
        row.code.to_string()
    };
    if !is_masked {
        let case = row.code.to_string();
        findings.add(Status::Partial, Why::NotPseudonym { case }, MASK);
    }
    match deadline(case, row.at, row.notified, case.policy.notify) {
        Deadline::Kept => {}
        Deadline::Running => {
            let subscriber = subscriber.clone();
            findings.add(Status::Partial, Why::Notifying { subscriber }, NOTIFY);
        }
        Deadline::Missed => {
            let subscriber = subscriber.clone();
            let why = Why::NotNotified { subscriber };
            findings.add_shown(Status::NotMet, why, NOTIFY, row);
        }
    }
    let Some(relapsed) = row.relapsed.filter(|at| case.clock.reached(*at)) else {
        return;
    };
    match deadline(case, relapsed, row.rehandled, case.policy.notify) {
        Deadline::Kept => {}
        Deadline::Running => findings.add(Status::Partial, Why::Rehandling { subscriber }, NOTIFY),
        Deadline::Missed => {
            let why = Why::NotRehandled { subscriber };
            findings.add_shown(Status::NotMet, why, NOTIFY, row);
        }
    }
}

/// Not a telephone number, not an address, not an e-mail address.
fn is_pseudonym(name: &str) -> bool {
    let digits = name.chars().filter(char::is_ascii_digit).count();
    let is_phone = digits >= PHONE_DIGITS && !name.chars().any(char::is_alphabetic);
    !is_phone && !name.contains('@') && name.trim().parse::<IpAddr>().is_err()
}

fn block(case: &Case<'_>, action: &Fact<Action>, findings: &mut Findings) {
    findings.rest_on(action);
    let filled = |text: &Option<Box<str>>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
    let name = format!("{} ({})", action.code.as_str(), action.kind);
    if !filled(&action.basis) {
        let at = case.local(action.at);
        let why = Why::NoBasis { action: name, at };
        findings.add_shown(Status::NotMet, why, JUSTIFY, action);
    } else if action.expires.is_none() || !filled(&action.reviewer) {
        findings.add(Status::Partial, Why::NoExpiry { action: name }, JUSTIFY);
    }
}

/// Notices of authorities run on the clocks of `authority.orders`.
fn notices(case: &Case<'_>, findings: &mut Findings) {
    let items = authority_orders::items(case);
    let of = |state: ItemState| items.iter().filter(|i| i.state == state).count();
    let (bad, open) = (of(ItemState::Bad), of(ItemState::Open));
    for basis in items.iter().filter_map(|i| i.basis) {
        findings.weaken(basis);
    }
    if bad > 0 {
        findings.add(Status::NotMet, Why::NoticeLate { bad }, ANSWER);
    } else if open > 0 {
        findings.add(Status::Partial, Why::NoticeOpen { open }, ANSWER);
    }
}
