//! Measure 15, `portal.check`: every portal is up and unharmed, has a plan with backup, a technical officer on duty, and
//! answers its users.
//!
//! What a probe saw is a row of `fetches`; how long it lasted is counted here.

use crate::case::Case;
use crate::facts::{
    Backup, Basis, Fact, FactKind, Fetch, Plan, PlanKind, Portal, Post, PostKind, ServiceKind,
    Shift, SupportRequest,
};
use crate::judgement::{Bilingual, Reason, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::portals::{self, Portals};
use crate::ratio::{Item, ItemState, Ratio, count};
use crate::span::{Coverage, Span};
use crate::text::fold;
use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Measure 15.
pub static MEASURE: Measure = Measure {
    id: MeasureId::PortalCheck,
    version: 1,
    phase: Phase::Window,
    needs: &[
        FactKind::Fetch,
        FactKind::Sighting,
        FactKind::Plan,
        FactKind::Backup,
        FactKind::Post,
        FactKind::SupportRequest,
    ],
    // Khiên probes a portal whoever hosts it; a provider can only stand in for the plan, which is asked below.
    services: &[],
    judge,
    manual_vi: include_str!("portal_check.vi.md"),
    manual_en: include_str!("portal_check.en.md"),
};

/// Probes are at most 15 minutes apart (part of this measure's rule, version 1).
const PROBE_EVERY: SignedDuration = SignedDuration::from_mins(15);
/// A portal was watched when probes cover this share of the time (part of this measure's rule, version 1, as rule 8).
const WATCHED_SHARE: f64 = 0.95;
/// A certificate must hold for 14 more days (part of this measure's rule, version 1).
const CERTIFICATE_LEFT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// A portal's backup is at most 7 days old (part of this measure's rule, version 1).
const BACKUP_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A probe older than this says nothing about now (part of this measure's rule, version 1).
const PROBE_DEAD: SignedDuration = SignedDuration::from_hours(24);
/// Working hours are counted from 8:00 to 12:00 and from 13:00 to 17:00 (part of this measure's rule, version 1).
const WORKING: [(i8, i8); 2] = [(8, 12), (13, 17)];

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoPortal "portal.none_registered" ("Chưa có cổng, trang TTĐT nào trong danh mục", "no portal or site is registered"),
        Unregistered { name: String } "portal.unregistered" ("Trang {name} thấy trong DNS nhưng chưa có trong danh mục", "site {name} is seen in DNS but not registered"),
        NotProbed { portal: String } "portal.not_probed" ("Chưa có lượt kiểm tra nào của {portal}", "{portal} has not been probed"),
        ProbeOld { portal: String, at: String } "portal.probe_old" ("Lượt kiểm tra mới nhất của {portal} lúc {at}, quá 24 giờ", "the newest probe of {portal} was at {at}, more than 24 hours ago"),
        Trouble { portal: String, what: String, since: String } "portal.trouble" ("{portal}: {what} từ {since}, quá hạn khắc phục nội bộ", "{portal}: {what} since {since}, past the internal limit"),
        TroubleOpen { portal: String, what: String, since: String } "portal.trouble_open" ("{portal}: {what} từ {since}, đang trong hạn khắc phục", "{portal}: {what} since {since}, within the internal limit"),
        LowUptime { portal: String, percent: String } "portal.low_uptime" ("{portal} chỉ sẵn sàng {percent} % thời gian đã qua của đợt, dưới mức nội bộ", "{portal} was up only {percent} % of the watch so far, below the internal limit"),
        ProbeGaps { portal: String, percent: String } "portal.probe_gaps" ("{portal} mới được theo dõi {percent} % thời gian đã qua của đợt (cần kiểm tra cách nhau không quá 15 phút)", "{portal} was watched {percent} % of the watch so far (probes at most 15 minutes apart are needed)"),
        CertificateSoon { portal: String, at: String } "portal.certificate_soon" ("Chứng thư của {portal} hết hạn {at}, còn không quá 14 ngày", "the certificate of {portal} ends {at}, within 14 days"),
        NoCertificate { portal: String } "portal.no_certificate" ("{portal} không dùng HTTPS hoặc chứng thư không hợp lệ", "{portal} does not use HTTPS or its certificate is not valid"),
        Unreviewed { portal: String, at: String } "portal.change_unreviewed" ("Nội dung {portal} thay đổi lúc {at} chưa được duyệt", "a change on {portal} at {at} was not reviewed"),
        LinksUnknown { portal: String } "portal.links_unchecked" ("{portal} chưa được kiểm tra liên kết bị chèn trong 24 giờ", "{portal} was not checked for injected links within 24 hours"),
        NoPlan { portal: String } "portal.no_plan" ("Chưa có phương án xử lý được phê duyệt cho {portal}", "no approved plan for {portal}"),
        NoHostContact { portal: String } "portal.no_host_contact" ("Phương án của {portal} chưa có đầu mối nơi đặt máy chủ", "the plan of {portal} names no contact at its host"),
        BackupOld { portal: String } "portal.backup_old" ("{portal} không có bản sao lưu tốt trong 7 ngày", "{portal} has no good backup within 7 days"),
        NoOfficer { portal: String } "portal.no_officer" ("Không có cán bộ kỹ thuật được phân công theo dõi {portal} lúc này", "no technical officer is assigned to {portal} now"),
        SupportLate { portal: String, count: usize } "portal.support_late" ("{count} yêu cầu hỗ trợ của người dùng {portal} trả lời chậm hoặc chưa trả lời (quá số giờ làm việc nội bộ)", "{count} requests of users of {portal} were answered late or not at all (working hours, internal limit)"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let portals = Portals::of(case);
    if portals.count() == 0 {
        return Verdict::unknown(Why::NoPortal).next(
            "Khai cổng, trang TTĐT vào danh mục, hoặc để người đứng đầu xác nhận không có",
            "register the unit's portals and sites, or have the head confirm that there is none",
        );
    }
    let mut totals = Totals::default();
    let mut items = Vec::new();
    let mut extra: Vec<Reason> = Vec::new();
    for portal in portals.registered {
        let (item, more) = check(case, portal, &mut totals);
        items.push(item);
        extra.extend(more);
    }
    items.extend(portals.strange.iter().map(|name| {
        Item::unseen(name.clone()).because(Why::Unregistered {
            name: name.to_string(),
        })
    }));
    let known = items
        .iter()
        .filter(|i| i.state != ItemState::Unseen)
        .count();
    let ratio = Ratio::of(items).total_unknown_if(!portals.established);
    let mut verdict = ratio.verdict(case).seeing(portals.count()).knowing(known);
    verdict.reasons.extend(extra);
    let next = next_step(&verdict);
    verdict.next_step = next;
    verdict
        .figure("portals", count(portals.count()))
        .figure("probes", count(totals.probes))
        .figure("injected", count(totals.injected))
        .figure("requests", count(totals.requests))
        .figure("requests_answered", count(totals.answered))
        .figure("requests_late", count(totals.late))
}

#[derive(Debug, Default)]
struct Totals {
    probes: usize,
    injected: usize,
    requests: usize,
    answered: usize,
    late: usize,
}

/// One portal: bad for trouble past its clock, open for any other shortcoming, done without.
fn check(case: &Case<'_>, portal: &Fact<Portal>, totals: &mut Totals) -> (Item, Vec<Reason>) {
    let name = || portal.name.to_string();
    let all = portals::fetches(case, portal);
    totals.probes += all.len();
    let late = late_requests(case, portal, totals);
    let Some(last) = all.last() else {
        return (
            Item::unseen(portal.name.clone()).because(Why::NotProbed { portal: name() }),
            Vec::new(),
        );
    };
    if troubles(case, &all, Trouble::Injected).is_some() {
        totals.injected += 1;
    }
    let mut open: Vec<Reason> = Vec::new();
    for kind in Trouble::ALL {
        let Some(since) = troubles(case, &all, kind) else {
            continue;
        };
        let (portal_name, what, since_text) = (name(), kind.words().to_owned(), case.local(since));
        if case.clock.older_than(since, case.policy.portal) {
            let why = Why::Trouble {
                portal: portal_name,
                what,
                since: since_text,
            };
            return (
                Item::known(portal.name.clone(), ItemState::Bad, last).because(why),
                open,
            );
        }
        open.push(
            Why::TroubleOpen {
                portal: portal_name,
                what,
                since: since_text,
            }
            .into(),
        );
    }
    if case.clock.older_than(last.at, PROBE_DEAD) {
        let why = Why::ProbeOld {
            portal: name(),
            at: case.local(last.at),
        };
        return (Item::unseen(portal.name.clone()).because(why), open);
    }
    let (ready, readiness) = readiness(case, portal);
    open.extend(health(case, portal, &all).into_iter().map(Into::into));
    open.extend(readiness.into_iter().map(Into::into));
    if late > 0 {
        open.push(
            Why::SupportLate {
                portal: name(),
                count: late,
            }
            .into(),
        );
    }
    let state = if open.is_empty() {
        ItemState::Done
    } else {
        ItemState::Open
    };
    let mut item = Item::known(portal.name.clone(), state, last);
    item.basis = item.basis.max(ready);
    let mut reasons = open.into_iter();
    item.reason = reasons.next();
    (item, reasons.collect())
}

/// What must not last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Trouble {
    Injected,
    Defaced,
    Expired,
    Down,
}

impl Trouble {
    const ALL: [Self; 4] = [Self::Defaced, Self::Injected, Self::Expired, Self::Down];

    const fn words(self) -> &'static str {
        match self {
            Self::Injected => "bị chèn liên kết lạ (injected links)",
            Self::Defaced => "bị thay giao diện (defaced)",
            Self::Expired => "chứng thư hết hạn (certificate expired)",
            Self::Down => "không truy cập được (down)",
        }
    }

    /// Whether a probe saw it; `None` when it did not look.
    fn seen(self, fetch: &Fetch) -> Option<bool> {
        match self {
            Self::Injected => fetch.injected.map(|n| n > 0),
            Self::Defaced => fetch.defaced,
            Self::Expired => fetch.cert_expires.map(|at| at <= fetch.at),
            Self::Down => Some(!fetch.up),
        }
    }
}

/// Since when a trouble has lasted without a probe that looked and did not see it; `None` when it is over.
fn troubles(case: &Case<'_>, all: &[&Fact<Fetch>], kind: Trouble) -> Option<Timestamp> {
    // A certificate seen valid ends by itself, between two probes too.
    if kind == Trouble::Expired {
        let ends = all.iter().rev().find_map(|f| f.cert_expires)?;
        return case.clock.reached(ends).then_some(ends);
    }
    let mut since = None;
    for fetch in all.iter().rev() {
        match kind.seen(fetch) {
            Some(true) => since = Some(fetch.at),
            Some(false) => break,
            None => {}
        }
    }
    since
}

/// Watched, up, certified, unchanged, without injected links.
fn health(case: &Case<'_>, portal: &Fact<Portal>, all: &[&Fact<Fetch>]) -> Vec<Why> {
    let name = || portal.name.to_string();
    let mut found = Vec::new();
    let elapsed = case.elapsed();
    if elapsed.from < elapsed.to {
        found.extend(availability(case, portal, all, elapsed));
    }
    let certificate = all.iter().rev().find(|f| f.cert_expires.is_some());
    match certificate.and_then(|f| f.cert_expires) {
        None => found.push(Why::NoCertificate { portal: name() }),
        Some(_) if certificate.is_some_and(|f| f.cert_valid == Some(false)) => {
            found.push(Why::NoCertificate { portal: name() });
        }
        Some(ends) => {
            let soon = ends.checked_sub(CERTIFICATE_LEFT).unwrap_or(ends);
            if case.clock.reached(soon) && case.clock.is_ahead(ends) {
                found.push(Why::CertificateSoon {
                    portal: name(),
                    at: case.local(ends),
                });
            }
        }
    }
    let changed = all
        .iter()
        .filter(|f| f.changed == Some(true) && f.at >= case.mandate.received_at);
    let unreviewed = |f: &&&Fact<Fetch>| {
        f.reviewed_at
            .is_none_or(|at| at < f.at || case.clock.is_ahead(at))
    };
    if let Some(change) = changed.filter(unreviewed).min_by_key(|f| f.at) {
        found.push(Why::Unreviewed {
            portal: name(),
            at: case.local(change.at),
        });
    }
    let looked = all.iter().rev().find(|f| f.injected.is_some());
    if looked.is_none_or(|f| case.clock.older_than(f.at, PROBE_DEAD)) {
        found.push(Why::LinksUnknown { portal: name() });
    }
    found
}

/// Each probe vouches until the next, for 15 minutes at most.
fn availability(
    case: &Case<'_>,
    portal: &Fact<Portal>,
    all: &[&Fact<Fetch>],
    elapsed: Span,
) -> Option<Why> {
    let nexts = all.iter().skip(1).map(|f| f.at).chain([elapsed.to]);
    let stretch = |from: Timestamp, next: Timestamp| {
        let until = from.checked_add(PROBE_EVERY).unwrap_or(from);
        Span::new(from, until.min(next.max(from)))
    };
    let stretches: Vec<(Span, bool)> = all
        .iter()
        .zip(nexts)
        .map(|(f, next)| (stretch(f.at, next), f.up))
        .collect();
    let watched = Coverage::of(stretches.iter().map(|(s, _)| *s));
    let up = Coverage::of(stretches.iter().filter(|(_, up)| *up).map(|(s, _)| *s));
    let seconds = |c: &Coverage| c.length_within(elapsed).as_secs_f64();
    let portal_name = || portal.name.to_string();
    let watched_share = watched.share_of(elapsed);
    let up_share = if seconds(&watched) > 0.0 {
        seconds(&up) / seconds(&watched)
    } else {
        0.0
    };
    if watched_share < WATCHED_SHARE {
        return Some(Why::ProbeGaps {
            portal: portal_name(),
            percent: format!("{:.1}", watched_share * 100.0),
        });
    }
    (up_share < case.policy.up).then(|| Why::LowUptime {
        portal: portal_name(),
        percent: format!("{:.2}", up_share * 100.0),
    })
}

/// The plan with its backup and host contact, and the officer; and the weakest basis of those.
fn readiness(case: &Case<'_>, portal: &Fact<Portal>) -> (Option<Basis>, Vec<Why>) {
    let name = || portal.name.to_string();
    let mut found = Vec::new();
    let mut basis = None;
    let hosted = hosted_plan(case);
    match plan(case, portal) {
        Some(plan) => {
            basis = basis.max(Some(plan.basis()));
            let filled =
                |text: &Option<Box<str>>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
            if !filled(&plan.host_contact) && !filled(&portal.host_contact) {
                found.push(Why::NoHostContact { portal: name() });
            }
            match backup(case, portal) {
                Some(backup) => basis = basis.max(Some(backup.basis())),
                None => found.push(Why::BackupOld { portal: name() }),
            }
        }
        None if hosted.is_some() => basis = hosted,
        None => found.push(Why::NoPlan { portal: name() }),
    }
    match officer(case, portal) {
        Some(shift) => basis = basis.max(Some(shift.basis())),
        None => found.push(Why::NoOfficer { portal: name() }),
    }
    (basis, found)
}

/// A dated confirmation of the host that names the unit stands for plan and backup (rule 10).
fn hosted_plan(case: &Case<'_>) -> Option<Basis> {
    let confirmed = case.services(ServiceKind::Portal).find(|s| {
        s.confirmed_by.is_some()
            && s.confirmed_at
                .is_some_and(|at| at >= case.mandate.received_at && case.clock.reached(at))
    });
    confirmed.map(|s| s.basis().max(Basis::C))
}

fn plan<'a>(case: &Case<'a>, portal: &Fact<Portal>) -> Option<&'a Fact<Plan>> {
    let provided = case.provided::<Plan>(ServiceKind::Portal).into_iter();
    let provided = provided.filter(|p| p.portal.as_ref() == Some(&portal.code));
    case.own::<Plan>()
        .iter()
        .chain(provided)
        .filter(|p| {
            p.kind == PlanKind::Portal && p.portal.as_ref().is_none_or(|k| *k == portal.code)
        })
        .filter(|p| {
            p.approved_by.is_some() && p.approved_at.is_some_and(|at| case.clock.reached(at))
        })
        .max_by_key(|p| (p.portal.is_some(), p.approved_at))
}

fn backup<'a>(case: &Case<'a>, portal: &Fact<Portal>) -> Option<&'a Fact<Backup>> {
    let provided = case.provided::<Backup>(ServiceKind::Portal).into_iter();
    case.own::<Backup>()
        .iter()
        .chain(provided)
        .filter(|b| b.portal.as_ref() == Some(&portal.code) && case.clock.reached(b.last_ok))
        .filter(|b| !case.clock.older_than(b.last_ok, BACKUP_WITHIN))
        .max_by_key(|b| b.last_ok)
}

/// A shift of a post for portals that runs now, or in the window when that is not now; a post that names another portal is none.
fn officer<'a>(case: &Case<'a>, portal: &Fact<Portal>) -> Option<&'a Fact<Shift>> {
    let others: Vec<String> = case
        .own::<Portal>()
        .iter()
        .filter(|p| p.code != portal.code)
        .map(|p| fold(&p.name))
        .collect();
    let own_name = fold(&portal.name);
    let serves = |post: &Post| {
        let post_name = fold(&post.name);
        post_name.contains(&own_name)
            || !others
                .iter()
                .any(|other| post_name.contains(other.as_str()))
    };
    let posts: BTreeSet<_> = case
        .own::<Post>()
        .iter()
        .filter(|p| p.kind == Some(PostKind::Portal) && serves(p))
        .map(|p| &p.code)
        .collect();
    let now = case.as_of();
    let in_window = case.window.contains(now);
    case.own::<Shift>()
        .iter()
        .filter(|s| posts.contains(&s.post) && s.from < s.to && s.approved_by.is_some())
        .find(|s| {
            let span = Span::new(s.from, s.to);
            if in_window {
                case.clock.reached(s.from) && case.clock.is_ahead(s.to)
            } else {
                span.within(case.window).is_some()
            }
        })
}

/// Requests of the watch that were not answered within the working hours allowed.
fn late_requests(case: &Case<'_>, portal: &Fact<Portal>, totals: &mut Totals) -> usize {
    let mut late = 0;
    let requests = case.own::<SupportRequest>().iter();
    for request in requests.filter(|r| {
        r.portal == portal.code && r.opened >= case.window.from && case.clock.reached(r.opened)
    }) {
        totals.requests += 1;
        let limit = after_working_hours(case, request.opened, case.policy.support);
        // An answer cannot lie before the question, nor ahead of T.
        let answered = request
            .answered
            .filter(|at| *at >= request.opened && case.clock.reached(*at));
        totals.answered += usize::from(answered.is_some());
        let in_time = match answered {
            Some(at) => at <= limit,
            None => !case.clock.older_than(limit, SignedDuration::ZERO),
        };
        late += usize::from(!in_time);
    }
    totals.late += late;
    late
}

/// The instant at which this many working hours have gone by; weekends and the breaks of the pack's calendar count none.
fn after_working_hours(case: &Case<'_>, from: Timestamp, allowed: SignedDuration) -> Timestamp {
    // No break lasts longer; the limit also ends a calendar out of all reason.
    const MOST_DAYS: usize = 60;
    let mut left = allowed;
    let mut day = case.date_of(from);
    for _ in 0..MOST_DAYS {
        let is_break = case
            .pack
            .calendar
            .observances
            .iter()
            .any(|o| o.from <= day && day <= o.to);
        if !is_break && !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            for (opens, closes) in WORKING {
                let at = |hour| {
                    day.at(hour, 0, 0, 0)
                        .to_zoned(case.zone.clone())
                        .map_or(from, |z| z.timestamp())
                };
                let span = Span::new(at(opens).max(from), at(closes));
                if left <= span.length() {
                    return span.from.checked_add(left).unwrap_or(span.to);
                }
                left -= span.length();
            }
        }
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    from.checked_add(allowed).unwrap_or(from)
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("portal.trouble") || says("portal.trouble_open") => (
            "Xử lý ngay sự cố của cổng đã nêu (gỡ liên kết chèn, khôi phục giao diện, gia hạn chứng thư, khôi phục dịch vụ), báo nơi đặt máy chủ",
            "mend the portal named now (remove injected links, restore the pages, renew the certificate, restore service) and tell its host",
        ),
        _ if says("portal.not_probed") || says("portal.probe_old") || says("portal.probe_gaps") => {
            (
                "Bật lượt kiểm tra cổng của Khiên, cách nhau không quá 15 phút",
                "switch on Khiên's probes of the portals, at most 15 minutes apart",
            )
        }
        _ if says("portal.no_officer") => (
            "Phân công cán bộ kỹ thuật theo dõi cổng (vị trí loại portal) và trình phê duyệt ca trực",
            "assign a technical officer to the portal (a post of kind portal) and have the shifts approved",
        ),
        _ if says("portal.no_plan")
            || says("portal.no_host_contact")
            || says("portal.backup_old") =>
        {
            (
                "Phê duyệt phương án xử lý của cổng có đầu mối nơi đặt; sao lưu lại cổng",
                "approve a plan for the portal with the contact at its host; back the portal up",
            )
        }
        _ if says("portal.support_late") => (
            "Trả lời các yêu cầu hỗ trợ còn tồn và ghi giờ trả lời",
            "answer the open support requests and record when",
        ),
        _ if says("portal.change_unreviewed") => (
            "Xem và duyệt (hoặc khôi phục) các thay đổi nội dung",
            "look at the changes and approve them, or restore",
        ),
        _ if says("portal.no_certificate") || says("portal.certificate_soon") => (
            "Cài hoặc gia hạn chứng thư của cổng",
            "install or renew the portal's certificate",
        ),
        _ if says("portal.unregistered") || says("ratio.total_unknown") => (
            "Bổ sung trang còn thiếu vào danh mục và trình người đứng đầu xác nhận",
            "register the missing site and have the head confirm the register",
        ),
        _ => (
            "Cho Khiên kiểm tra toàn trang để tìm liên kết bị chèn",
            "let Khiên crawl the site for injected links",
        ),
    };
    Some(Bilingual::new(vi, en))
}
