//! Measure 11, `ncsc.connect`: (a) the link to the national monitoring centre carries accepted data without a break, and
//! (b) signs of attack are shared with every recipient the letter prints.
//!
//! Only what the receiver accepted counts; that a packet came back does not.

use crate::case::Case;
use crate::facts::{
    Alert, AlertVerdict, Basis, Fact, FactKind, Hit, HitAnswer, Incident, Link, LinkBreak, Receipt,
    ServiceKind, Severity, Share,
};
use crate::judgement::{Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use crate::span::{Coverage, Span};
use crate::text::{fold, nfc};
use jiff::{SignedDuration, Timestamp};

/// Measure 11.
pub static MEASURE: Measure = Measure {
    id: MeasureId::NcscConnect,
    version: 1,
    phase: Phase::Window,
    needs: &[
        FactKind::Link,
        FactKind::Receipt,
        FactKind::LinkBreak,
        FactKind::Share,
        FactKind::Alert,
        FactKind::Hit,
        FactKind::Incident,
        // What `watch.siem` reads: without it nobody can say that nothing happened.
        FactKind::System,
        FactKind::Asset,
        FactKind::CallBack,
        FactKind::Handover,
        FactKind::Beat,
        FactKind::Check,
        FactKind::Daybook,
        FactKind::Post,
    ],
    services: &[ServiceKind::Link],
    judge,
    manual_vi: include_str!("ncsc_connect.vi.md"),
    manual_en: include_str!("ncsc_connect.en.md"),
};

/// A receipt vouches for one interval of its link and this much more (part of this measure's rule, version 1).
const LATE_BY: f64 = 0.1;
/// A break longer than this needs a reason and must be told (part of this measure's rule, version 1).
const BREAK_TOLD: SignedDuration = SignedDuration::from_hours(1);
/// An untold break longer than this is a failure (part of this measure's rule, version 1).
const BREAK_BAD: SignedDuration = SignedDuration::from_hours(24);
/// A sign not shared for longer is a failure (part of this measure's rule, version 1).
const SHARE_BAD: SignedDuration = SignedDuration::from_hours(24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoLink "ncsc.no_receipt" ("Chưa có xác nhận nhận dữ liệu nào của Trung tâm và chưa liên kết luồng của tỉnh", "no receipt of the centre, and no feed of the province is linked"),
        NotBegun "ncsc.not_begun" ("Đợt chưa bắt đầu, chưa có thời gian để đo kết nối", "the watch has not begun, there is nothing to measure yet"),
        LowUptime { feed: String, percent: String } "ncsc.low_uptime" ("Luồng {feed} chỉ có dữ liệu được chấp nhận {percent} % thời gian, dưới mức nội bộ", "feed {feed} had accepted data {percent} % of the time, below the internal limit"),
        EmptySends { feed: String, count: usize } "ncsc.empty_sends" ("Luồng {feed} có {count} lần gửi 0 máy, không được tính", "feed {feed} sent no host {count} times; those do not count"),
        NotInside { feed: String } "ncsc.unit_not_inside" ("Luồng {feed} không có máy nào của đơn vị", "feed {feed} holds no host of the unit"),
        BreakUntold { feed: String, from: String, hours: i64 } "ncsc.break_untold" ("Luồng {feed} gián đoạn {hours} giờ từ {from}, chưa ghi lý do và chưa báo", "feed {feed} broke for {hours} hours from {from}, without a reason or without telling"),
        BreakBad { feed: String, from: String, hours: i64 } "ncsc.break_too_long" ("Luồng {feed} gián đoạn {hours} giờ từ {from} mà không báo", "feed {feed} broke for {hours} hours from {from} and nobody was told"),
        LinkKept { feed: String, percent: String } "ncsc.link_kept" ("Luồng {feed}: dữ liệu được chấp nhận {percent} % thời gian", "feed {feed}: accepted data {percent} % of the time"),
        ShareOverdue { subject: String, recipient: String } "ncsc.share_overdue" ("Dấu hiệu {subject} chưa chia sẻ với {recipient} sau 24 giờ", "sign {subject} was not shared with {recipient} within 24 hours"),
        ShareLate { subject: String, recipient: String } "ncsc.share_late" ("Dấu hiệu {subject} chia sẻ với {recipient} chậm hơn mức nội bộ hoặc chưa chia sẻ", "sign {subject} was shared with {recipient} later than the internal limit, or not yet"),
        ShareOpen { subject: String, recipient: String } "ncsc.share_open" ("Dấu hiệu {subject} chưa chia sẻ với {recipient}, còn trong hạn", "sign {subject} is not shared with {recipient} yet, in due"),
        NoReference { subject: String, recipient: String } "ncsc.share_without_reference" ("Chia sẻ {subject} với {recipient} không có mã tiếp nhận", "sharing {subject} with {recipient} has no receipt"),
        AllShared { subjects: usize } "ncsc.all_shared" ("{subjects} dấu hiệu đã chia sẻ với mọi nơi nhận in trong công văn", "{subjects} signs were shared with every recipient printed"),
        NoSubject "ncsc.no_sign" ("Không phát sinh dấu hiệu tấn công phải chia sẻ", "no sign of attack to share"),
        NoSubjectUnproven "ncsc.no_sign_unproven" ("Chưa có dấu hiệu nào được ghi, nhưng việc theo dõi hệ thống giám sát chưa có dữ liệu nên không kết luận được", "no sign is recorded, but nothing is known of the monitoring, so that proves nothing"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let link = link(case);
    let sharing = sharing(case);
    link.worst(sharing)
}

// ---- (a) the link -------------------------------------------------------------------------------------------------

fn link(case: &Case<'_>) -> Verdict {
    let provided = case.provided::<Link>(ServiceKind::Link);
    let is_provided = case.own::<Link>().is_empty() && !provided.is_empty();
    let links: Vec<&Fact<Link>> = case.own::<Link>().iter().chain(provided).collect();
    let mut receipts: Vec<&Fact<Receipt>> = case.own::<Receipt>().iter().collect();
    receipts.extend(case.provided::<Receipt>(ServiceKind::Link));
    receipts.retain(|r| case.clock.reached(r.at));
    let elapsed = case.elapsed();
    if links.is_empty() || receipts.is_empty() {
        return Verdict::unknown(Why::NoLink).next(
            "Nạp xác nhận nhận dữ liệu của Trung tâm, hoặc liên kết luồng của tỉnh (dịch vụ link) kèm số máy của đơn vị trong đó",
            "load the centre's receipts, or link the province's feed (service link) with this unit's hosts inside it",
        );
    }
    let verdicts = links.into_iter().map(|l| {
        let own: Vec<&Fact<Receipt>> = receipts
            .iter()
            .filter(|r| r.feed == l.code)
            .copied()
            .collect();
        feed(case, l, &own, elapsed, is_provided)
    });
    verdicts
        .reduce(Verdict::worst)
        .unwrap_or_else(|| Verdict::unknown(Why::NoLink))
}

/// One feed: the time in which its data was accepted, and its breaks.
fn feed(
    case: &Case<'_>,
    link: &Fact<Link>,
    receipts: &[&Fact<Receipt>],
    elapsed: Span,
    is_provided: bool,
) -> Verdict {
    let name = || link.feed.to_string();
    if elapsed.from >= elapsed.to {
        return Verdict::unknown(Why::NotBegun).seeing(receipts.len());
    }
    if receipts.is_empty() {
        return Verdict::unknown(Why::NoLink);
    }
    let (empty, good): (Vec<&Fact<Receipt>>, Vec<&Fact<Receipt>>) =
        receipts.iter().copied().partition(|r| r.hosts == Some(0));
    let covered = accepted(case, link, &good);
    let share = covered.share_of(elapsed);
    let percent = format!("{:.1}", share * 100.0);
    let gaps = covered.gaps(elapsed).into_iter();
    let mut found: Vec<(Status, Why)> = gaps.filter_map(|gap| broken(case, link, gap)).collect();
    if share < case.policy.uptime {
        let percent = percent.clone();
        found.push((
            Status::Partial,
            Why::LowUptime {
                feed: name(),
                percent,
            },
        ));
    }
    let newest = good.iter().max_by_key(|r| r.at);
    // A feed of the province says how many of the unit's hosts it holds; the unit's own feed is its own.
    let is_outside = |r: &&&Fact<Receipt>| r.hosts_of_unit.map_or(is_provided, |hosts| hosts <= 0);
    if newest.is_some_and(|r| is_outside(&r)) {
        found.push((Status::Partial, Why::NotInside { feed: name() }));
    }
    let basis = |rows: &[&Fact<Receipt>]| rows.iter().map(|r| r.basis()).max();
    let kept = Why::LinkKept {
        feed: name(),
        percent,
    };
    let mut verdict = decided(found, basis(&good).or(basis(&empty)), kept, MEND);
    if !empty.is_empty() {
        let count = empty.len();
        verdict = verdict.because(Why::EmptySends {
            feed: name(),
            count,
        });
    }
    if let Some(newest) = newest {
        verdict.note(newest);
    }
    verdict
        .seeing(receipts.len())
        .figure("uptime_percent", (share * 1000.0).floor() / 10.0)
        .figure("receipts", count(good.len()))
        .figure("receipts_empty", count(empty.len()))
}

/// The time for which receipts vouch: an interval of the link each, and a little more.
fn accepted(case: &Case<'_>, link: &Link, good: &[&Fact<Receipt>]) -> Coverage {
    let every = SignedDuration::from_mins(link.interval_minutes.max(1));
    let late_by =
        SignedDuration::try_from_secs_f64(every.as_secs_f64() * LATE_BY).unwrap_or_default();
    let vouched = every.checked_add(late_by).unwrap_or(every);
    let span = |r: &&Fact<Receipt>| Span::new(r.at, r.at.checked_add(vouched).unwrap_or(r.at));
    let covered = Coverage::of(good.iter().map(span));
    if let Some(last) = covered.spans().last() {
        case.clock.note(last.to);
    }
    covered
}

/// The worst finding decides; without any, the good one.
fn decided(
    mut found: Vec<(Status, Why)>,
    basis: Option<Basis>,
    good: Why,
    (vi, en): (&str, &str),
) -> Verdict {
    found.sort_by_key(|(status, _)| core::cmp::Reverse(*status));
    let mut found = found.into_iter();
    let mut verdict = match found.next() {
        None => Verdict::new(Status::Met, basis, good),
        Some((status, why)) => Verdict::new(status, basis, why).next(vi, en),
    };
    verdict.reasons.extend(found.map(|(_, why)| why.into()));
    verdict
}

const MEND: (&str, &str) = (
    "Khôi phục luồng, ghi lý do gián đoạn và báo Trung tâm (hoặc tỉnh), nạp xác nhận mới",
    "restore the feed, record the reason of the break and tell the centre (or the province); load new receipts",
);
const SHARE: (&str, &str) = (
    "Chia sẻ dấu hiệu với mọi nơi nhận in trong công văn, ghi giờ và mã tiếp nhận",
    "share the sign with every recipient the letter prints; record when and the receipt",
);

/// A gap in accepted data: nothing up to an hour, told with a reason beyond; untold for a day is a failure.
fn broken(case: &Case<'_>, link: &Fact<Link>, gap: Span) -> Option<(Status, Why)> {
    let longer = |limit: SignedDuration| {
        if gap.to == case.as_of() {
            case.clock.older_than(gap.from, limit)
        } else {
            gap.length() > limit
        }
    };
    if !longer(BREAK_TOLD) {
        return None;
    }
    let mut breaks: Vec<&Fact<LinkBreak>> = case.own::<LinkBreak>().iter().collect();
    breaks.extend(case.provided::<LinkBreak>(ServiceKind::Link));
    let written = breaks.into_iter().find(|b| {
        let span = Span::new(b.from, b.to.unwrap_or(case.as_of()));
        b.feed == link.code && span.within(gap).is_some()
    });
    let is_told = written.is_some_and(|b| b.told.is_some_and(|at| case.clock.reached(at)));
    let has_reason =
        written.is_some_and(|b| b.reason.as_ref().is_some_and(|r| !r.trim().is_empty()));
    let (feed, from, hours) = (
        link.feed.to_string(),
        case.local(gap.from),
        gap.length().as_hours(),
    );
    if !is_told && longer(BREAK_BAD) {
        return Some((Status::NotMet, Why::BreakBad { feed, from, hours }));
    }
    (!is_told || !has_reason).then_some((Status::Partial, Why::BreakUntold { feed, from, hours }))
}

// ---- (b) sharing --------------------------------------------------------------------------------------------------

/// A sign that has to be shared: what it is called and since when it is verified.
struct Sign {
    names: Vec<String>,
    since: Timestamp,
}

fn sharing(case: &Case<'_>) -> Verdict {
    let signs = signs(case);
    if signs.is_empty() {
        return nothing_to_share(case).figure("signs", 0.0);
    }
    let recipients = recipients(&case.clause.text);
    // Without a printed recipient, sharing with anybody counts.
    let wanted: Vec<Option<&str>> = if recipients.is_empty() {
        vec![None]
    } else {
        recipients.iter().map(|r| Some(r.as_str())).collect()
    };
    let mut found: Vec<(Status, Why)> = Vec::new();
    let mut shared = 0;
    let mut used: Vec<&Fact<Share>> = Vec::new();
    let mut minutes: Vec<i64> = Vec::new();
    for sign in &signs {
        let shares: Vec<Option<&Fact<Share>>> =
            wanted.iter().map(|r| first_share(case, sign, *r)).collect();
        shared += usize::from(shares.iter().all(Option::is_some));
        for (recipient, share) in wanted.iter().zip(shares) {
            used.extend(share);
            minutes.extend(share.map(|s| s.at.duration_since(sign.since).as_mins().max(0)));
            found.extend(shared_in_time(case, sign, *recipient, share));
        }
    }
    let basis = used.iter().map(|s| s.basis()).max();
    let all = Why::AllShared {
        subjects: signs.len(),
    };
    let mut verdict = decided(found, basis, all, SHARE);
    for share in used {
        verdict.note(share);
    }
    minutes.sort_unstable();
    let median = minutes.get(minutes.len() / 2);
    let median = median.and_then(|m| usize::try_from(*m).ok());
    let verdict = verdict
        .seeing(signs.len())
        .figure("signs", count(signs.len()))
        .figure("signs_shared", count(shared))
        .figure("recipients", count(recipients.len()));
    match median {
        Some(median) => verdict.figure("share_minutes_median", count(median)),
        None => verdict,
    }
}

/// "Không phát sinh" only when the monitoring itself is known (measure 3).
fn nothing_to_share(case: &Case<'_>) -> Verdict {
    let watched = (crate::measures::watch_siem::MEASURE.judge)(case);
    if watched.status == Status::Unknown {
        return Verdict::unknown(Why::NoSubjectUnproven).next(
            "Nạp dữ liệu theo dõi hệ thống giám sát trước, rồi mới khẳng định không phát sinh",
            "load the data of the central monitoring first; only then can it be said that nothing happened",
        );
    }
    Verdict::new(Status::Met, watched.basis, Why::NoSubject)
}

/// True high alerts, confirmed hits of the lists, and incidents, of the watch.
fn signs(case: &Case<'_>) -> Vec<Sign> {
    let elapsed = case.elapsed();
    let inside =
        |at: &Timestamp| elapsed.from <= *at && *at <= elapsed.to && case.clock.reached(*at);
    let mut signs = Vec::new();
    for alert in case.own::<Alert>() {
        let is_true = alert.verdict == Some(AlertVerdict::True) && alert.severity >= Severity::High;
        if let Some(since) = alert.verified.filter(|at| is_true && inside(at)) {
            let mut names = vec![alert.code.to_string()];
            names.extend(alert.number.iter().map(ToString::to_string));
            signs.push(Sign { names, since });
        }
    }
    for hit in case.own::<Hit>() {
        let is_true = matches!(hit.answer, Some(HitAnswer::Cleaned | HitAnswer::InProgress));
        if let Some(since) = hit.answered_at.filter(|at| is_true && inside(at)) {
            signs.push(Sign {
                names: vec![hit.code.to_string()],
                since,
            });
        }
    }
    let incidents = case
        .own::<Incident>()
        .iter()
        .filter(|i| inside(&i.detected));
    signs.extend(incidents.map(|i| Sign {
        names: vec![i.code.to_string()],
        since: i.detected,
    }));
    signs
}

/// The first time a sign was shared with a recipient.
fn first_share<'a>(
    case: &Case<'a>,
    sign: &Sign,
    recipient: Option<&str>,
) -> Option<&'a Fact<Share>> {
    let is_about = |s: &&Fact<Share>| sign.names.iter().any(|n| fold(n) == fold(&s.subject));
    let is_to = |s: &&Fact<Share>| recipient.is_none_or(|wanted| same_body(wanted, &s.recipient));
    case.own::<Share>()
        .iter()
        .filter(|s| is_about(s) && is_to(s) && case.clock.reached(s.at))
        .min_by_key(|s| s.at)
}

fn shared_in_time(
    case: &Case<'_>,
    sign: &Sign,
    recipient: Option<&str>,
    share: Option<&Fact<Share>>,
) -> Option<(Status, Why)> {
    let subject = sign.names.last().cloned().unwrap_or_default();
    let recipient = recipient.unwrap_or("nơi nhận").to_owned();
    let (overdue, late) = match share {
        Some(s) => {
            let took = s.at.duration_since(sign.since);
            (took > SHARE_BAD, took > case.policy.share)
        }
        None => (
            case.clock.older_than(sign.since, SHARE_BAD),
            case.clock.older_than(sign.since, case.policy.share),
        ),
    };
    if overdue {
        return Some((Status::NotMet, Why::ShareOverdue { subject, recipient }));
    }
    if late {
        return Some((Status::Partial, Why::ShareLate { subject, recipient }));
    }
    match share {
        None => Some((Status::Partial, Why::ShareOpen { subject, recipient })),
        Some(s) if s.reference.as_ref().is_none_or(|r| r.trim().is_empty()) => {
            Some((Status::Partial, Why::NoReference { subject, recipient }))
        }
        Some(_) => None,
    }
}

/// The recipients a clause prints: "chia sẻ thông tin với A, B và C khi …".
fn recipients(text: &str) -> Vec<String> {
    let text = nfc(text);
    let tail = text
        .split_once("chia sẻ")
        .or_else(|| text.split_once("Chia sẻ"))
        .map(|(_, tail)| tail);
    let Some((_, list)) = tail.and_then(|t| t.split_once("với ")) else {
        return Vec::new();
    };
    let list = list.split([';', '.']).next().unwrap_or(list);
    let list = list.split_once(" khi ").map_or(list, |(before, _)| before);
    let names = list.split(',').flat_map(|part| part.split(" và "));
    // "Bộ Thông tin và Truyền thông" is one name: a part that is no body goes with the one before it.
    let mut bodies: Vec<String> = Vec::new();
    for name in names.map(str::trim).filter(|n| !n.is_empty()) {
        match bodies.last_mut() {
            Some(last) if fold(name).starts_with("truyen thong") => {
                last.push_str(" và ");
                last.push_str(name);
            }
            _ => bodies.push(name.to_owned()),
        }
    }
    bodies
}

/// Whether two names mean the same body, abbreviated or not.
fn same_body(a: &str, b: &str) -> bool {
    let short = |name: &str| {
        let pairs = [
            ("an toan thong tin mang", "attt"),
            ("an toan thong tin", "attt"),
            ("thong tin va truyen thong", "tt&tt"),
            ("uy ban nhan dan", "ubnd"),
        ];
        pairs
            .iter()
            .fold(fold(name), |name, (long, short)| name.replace(long, short))
    };
    let (a, b) = (short(a), short(b));
    !a.is_empty() && !b.is_empty() && (a.contains(&b) || b.contains(&a))
}
