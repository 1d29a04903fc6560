//! Measure 16, `telco.infra`: the declared links are polled, available, not full, every outage is accounted for, and
//! the network operations post is staffed round the clock.

use crate::case::Case;
use crate::facts::{Basis, Fact, FactKind, Network, Outage, PostKind, ServiceKind};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::measures::duty_roster_24x7;
use crate::ratio::{Item, ItemState, Ratio, count};
use crate::span::{Coverage, Span};
use crate::text::fold;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// Measure 16.
pub static MEASURE: Measure = Measure {
    id: MeasureId::TelcoInfra,
    version: 1,
    phase: Phase::Window,
    needs: &[
        FactKind::Network,
        FactKind::Outage,
        FactKind::Post,
        FactKind::Shift,
        FactKind::CheckIn,
        FactKind::CallBack,
        FactKind::Handover,
        FactKind::GapReason,
    ],
    services: &[ServiceKind::Noc],
    judge,
    manual_vi: include_str!("telco_infra.vi.md"),
    manual_en: include_str!("telco_infra.en.md"),
};

/// A link is polled for this share of the time (part of this measure's rule, version 1).
const POLLED_PERCENT: f64 = 95.0;
/// A link is full above this share of its capacity (part of this measure's rule, version 1).
const FULL_SHARE: f64 = 0.8;
/// Outages longer than this need cause and end (part of this measure's rule, version 1).
const OUTAGE: SignedDuration = SignedDuration::from_mins(15);
/// An unexplained outage longer than this is a failure (part of this measure's rule, version 1).
const OUTAGE_LONG: SignedDuration = SignedDuration::from_hours(4);
/// An export is a day's work: it speaks for a period that ends at most a day after its own.
const EXPORT_TAIL: SignedDuration = SignedDuration::from_hours(24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoLinks "infra.no_links" ("Chưa khai tuyến lõi, tuyến quốc tế hay tuyến phục vụ cơ quan nào", "no core, transit or agency link is declared"),
        NotPolled { link: String, percent: i64 } "infra.not_polled" ("Tuyến {link} chỉ được đo {percent} % thời gian", "link {link} was polled for {percent} % of the time only"),
        NoMeasure { link: String } "infra.no_measure" ("Tuyến {link} thiếu số liệu sẵn sàng, P95 hoặc dung lượng", "link {link} lacks availability, P95 or capacity"),
        BelowTarget { link: String, percent: String, target: String, vi: &'static str, en: &'static str } "infra.below_target" ("Tuyến {link} sẵn sàng {percent} %, dưới {target} % ({vi})", "link {link} was available for {percent} %, below {target} % ({en})"),
        Contradicted { link: String, claimed: String } "infra.contradicted" ("Tuyến {link} khai sẵn sàng {claimed} % nhưng sổ gián đoạn cho thấy thấp hơn: lấy kết quả xấu hơn", "link {link} claims {claimed} %, its outages show less: the worse one stands"),
        Full { link: String } "infra.full" ("Tuyến {link} có P95 vượt 80 % dung lượng", "link {link} has a P95 above 80 % of its capacity"),
        NoCause { link: String, at: String } "infra.outage_without_cause" ("Gián đoạn tuyến {link} lúc {at} chưa ghi nguyên nhân", "the outage of link {link} at {at} has no cause written down"),
        StillDown { link: String, at: String } "infra.still_down" ("Tuyến {link} gián đoạn từ {at}, chưa khôi phục", "link {link} has been down since {at}"),
        Unexplained { link: String, at: String, hours: i64 } "infra.outage_unexplained" ("Tuyến {link} gián đoạn {hours} giờ từ {at} mà không rõ nguyên nhân", "link {link} was down for {hours} hours from {at} without a known cause"),
        AnnouncedLate { link: String, at: String } "infra.announced_late" ("Bảo dưỡng tuyến {link} lúc {at} thông báo sau khi đã bắt đầu: tính là gián đoạn", "maintenance of link {link} at {at} was announced after it began: it counts as an outage"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let links = links(case);
    let staffed = duty_roster_24x7::verdict_for(case, &[PostKind::Noc]);
    if links.is_empty() {
        let found = Verdict::unknown(Why::NoLinks).next(
            "Khai các tuyến lõi, tuyến quốc tế, tuyến phục vụ cơ quan và nạp số liệu của hệ thống quản lý mạng",
            "declare the core, transit and agency links and load the network management export",
        );
        return found.worst(staffed);
    }
    let total = links.len();
    let items: Vec<Item> = links.values().map(|link| link.item(case)).collect();
    let ratio = Ratio::of(items).total_unknown_if(!case.register_established());
    let mut verdict = ratio.verdict(case);
    verdict.next_step = next_step(&verdict);
    let outages: Vec<&Fact<Outage>> = links.values().flat_map(|l| l.outages.clone()).collect();
    let repairs: Vec<f64> = outages
        .iter()
        .filter(|o| !is_planned(o))
        .filter_map(|o| Some(o.to?.duration_since(o.from).as_secs_f64() / 60.0))
        .collect();
    verdict = verdict
        .figure("links", count(total))
        .figure("outages", count(outages.len()));
    if !repairs.is_empty() {
        let sum: f64 = repairs.iter().sum();
        verdict = verdict.figure("repair_minutes_mean", (sum / count(repairs.len())).round());
    }
    verdict.worst(staffed)
}

/// One declared link: its rows in the watch, and its outages.
struct Link<'a> {
    rows: Vec<&'a Fact<Network>>,
    outages: Vec<&'a Fact<Outage>>,
}

/// The declared links by folded name; a link may have a row for each day.
fn links<'a>(case: &Case<'a>) -> BTreeMap<String, Link<'a>> {
    let mut links: BTreeMap<String, Link<'a>> = BTreeMap::new();
    for row in case.own::<Network>() {
        let link = links.entry(fold(&row.link)).or_insert_with(|| Link {
            rows: Vec::new(),
            outages: Vec::new(),
        });
        link.rows.push(row);
    }
    let elapsed = case.elapsed();
    let in_watch = |o: &&Fact<Outage>| {
        let end = o.to.unwrap_or(case.as_of());
        case.clock.reached(o.from) && Span::new(o.from, end).within(elapsed).is_some()
    };
    for outage in case.own::<Outage>().iter().filter(in_watch) {
        let called = |l: &&mut Link<'_>| l.rows.iter().any(|r| r.code == outage.link);
        if let Some(link) = links.values_mut().find(called) {
            link.outages.push(outage);
        }
    }
    links
}

/// Maintenance counts as planned only if it was announced before it began.
fn is_planned(outage: &Outage) -> bool {
    outage.announced_at.is_some_and(|at| at < outage.from)
}

impl Link<'_> {
    fn name(&self) -> String {
        self.rows
            .first()
            .map_or_else(String::new, |r| r.link.to_string())
    }

    /// The worst of outages and measurements.
    fn item(&self, case: &Case<'_>) -> Item {
        let name = self.name();
        let outages = self.outages.iter().filter_map(|o| outage(case, &name, o));
        let mut found: Vec<(ItemState, Why, Basis)> = outages.collect();
        found.sort_by_key(|(state, ..)| *state != ItemState::Bad);
        let measured = self.measured(case);
        let shown = self.rows.first();
        let weakest = self.rows.iter().map(|r| r.basis()).max();
        let known = |state, basis, why: Option<Why>| {
            let mut item = Item::unseen(name.clone());
            item.state = state;
            item.basis = basis;
            item.reason = why.map(Into::into);
            item.evidence = shown.map(|r| crate::judgement::Evidence::of(r));
            item
        };
        match (found.into_iter().next(), measured) {
            (Some((ItemState::Bad, why, basis)), _) => {
                known(ItemState::Bad, Some(basis), Some(why))
            }
            (_, Err((ItemState::Unseen, why))) => Item::unseen(name.clone()).because(why),
            (Some((state, why, basis)), _) => known(state, weakest.max(Some(basis)), Some(why)),
            (None, Err((state, why))) => known(state, weakest, Some(why)),
            (None, Ok(())) => known(ItemState::Done, weakest, None),
        }
    }

    /// Polled, available and not full.
    fn measured(&self, case: &Case<'_>) -> Result<(), (ItemState, Why)> {
        let link = || self.name();
        let (polled, over) = self.polled(case);
        if polled < POLLED_PERCENT {
            let percent = SignedDuration::try_from_secs_f64(polled).map_or(0, |d| d.as_secs());
            let why = Why::NotPolled {
                link: link(),
                percent,
            };
            return Err((ItemState::Unseen, why));
        }
        let no_measure = || (ItemState::Unseen, Why::NoMeasure { link: link() });
        for row in &self.rows {
            let target = row.target_percent;
            let (target, (vi, en)) = target.map_or(
                (case.policy.net * 100.0, ("mức nội bộ", "internal level")),
                |t| (t, ("mức hợp đồng", "as contracted")),
            );
            let claimed = row.available_percent.ok_or_else(no_measure)?;
            let shown = self.shown_available(over);
            if claimed.min(shown) < target && claimed >= target {
                let claimed = rounded(claimed);
                let why = Why::Contradicted {
                    link: link(),
                    claimed,
                };
                return Err((ItemState::Open, why));
            }
            if claimed < target {
                let why = Why::BelowTarget {
                    link: link(),
                    percent: rounded(claimed),
                    target: rounded(target),
                    vi,
                    en,
                };
                return Err((ItemState::Open, why));
            }
            let capacity = row.capacity_mbps.filter(|c| *c > 0.0);
            let (p95, capacity) = row.p95_mbps.zip(capacity).ok_or_else(no_measure)?;
            if p95 > FULL_SHARE * capacity {
                return Err((ItemState::Open, Why::Full { link: link() }));
            }
        }
        Ok(())
    }

    /// The share of H in which the link was polled, in percent, and H itself; an export may lag by a day.
    fn polled(&self, case: &Case<'_>) -> (f64, Span) {
        let elapsed = case.elapsed();
        let is_live = self.rows.iter().any(|r| r.basis() == Basis::A);
        let last = self.rows.iter().filter_map(|r| r.period_to).max();
        // The result may change when the export is a day old.
        let lapses = last.and_then(|last| last.checked_add(EXPORT_TAIL).ok());
        if let Some(at) = lapses.filter(|_| !is_live && case.as_of() < case.window.to) {
            case.clock.note(at);
        }
        let tail = elapsed.to.checked_sub(EXPORT_TAIL).unwrap_or(elapsed.to);
        let until = if is_live || case.as_of() >= case.window.to {
            elapsed.to
        } else {
            tail.max(elapsed.from)
        };
        let over = Span::new(elapsed.from, until);
        let rows = self.rows.iter().filter_map(|r| {
            let period = Span::new(r.period_from?, r.period_to?);
            period.within(elapsed).map(|_| (period, r.polled_percent))
        });
        let (mut covered, mut least) = (Vec::new(), None);
        for (period, polled) in rows {
            covered.push(period);
            let polled = polled.unwrap_or(0.0);
            least = Some(least.map_or(polled, |l: f64| l.min(polled)));
        }
        (
            least.unwrap_or(0.0) * Coverage::of(covered).share_of(over),
            elapsed,
        )
    }

    /// What the outage book leaves of a period, in percent.
    fn shown_available(&self, over: Span) -> f64 {
        let down = self.outages.iter().filter(|o| !is_planned(o));
        let down = Coverage::of(down.map(|o| Span::new(o.from, o.to.unwrap_or(over.to))));
        if over.length().is_positive() {
            (1.0 - down.share_of(over)) * 100.0
        } else {
            100.0
        }
    }
}

/// What is wrong with one outage.
fn outage(case: &Case<'_>, link: &str, outage: &Fact<Outage>) -> Option<(ItemState, Why, Basis)> {
    let basis = outage.basis();
    let link = || link.to_owned();
    let at = || case.local(outage.from);
    let ended = outage.to.filter(|to| case.clock.reached(*to));
    let longer = |limit: SignedDuration| {
        ended.map_or_else(
            || case.clock.older_than(outage.from, limit),
            |to| to.duration_since(outage.from) > limit,
        )
    };
    let explained = outage.cause.as_ref().is_some_and(|c| !c.trim().is_empty());
    let planned = is_planned(outage);
    if longer(OUTAGE_LONG) && !explained && !planned {
        let hours = ended
            .unwrap_or(case.as_of())
            .duration_since(outage.from)
            .as_hours();
        let why = Why::Unexplained {
            link: link(),
            at: at(),
            hours,
        };
        return Some((ItemState::Bad, why, basis));
    }
    if !longer(OUTAGE) {
        return None;
    }
    let why = if !explained && !planned && outage.announced_at.is_some() {
        Why::AnnouncedLate {
            link: link(),
            at: at(),
        }
    } else if !explained && !planned {
        Why::NoCause {
            link: link(),
            at: at(),
        }
    } else if ended.is_none() {
        Why::StillDown {
            link: link(),
            at: at(),
        }
    } else {
        return None;
    };
    Some((ItemState::Open, why, basis))
}

fn rounded(percent: f64) -> String {
    format!("{percent:.2}")
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("infra.outage_unexplained") || says("infra.still_down") => (
            "Khôi phục tuyến đang gián đoạn, ghi nguyên nhân và giờ khôi phục vào phiếu sự cố",
            "restore the link that is down; write cause and time of repair into the ticket",
        ),
        _ if says("infra.not_polled") || says("infra.no_measure") => (
            "Nạp bản xuất mới của hệ thống quản lý mạng cho mọi tuyến đã khai",
            "load a new network management export for every declared link",
        ),
        _ if says("infra.full") => (
            "Mở rộng dung lượng hoặc chuyển bớt lưu lượng của tuyến đã nêu",
            "add capacity to the link named or move traffic away from it",
        ),
        _ if says("ratio.total_unknown") => (
            "Trình người đứng đầu xác nhận danh mục tuyến",
            "have the head confirm the list of links",
        ),
        _ => (
            "Ghi nguyên nhân và giờ khôi phục của từng lần gián đoạn; làm rõ tuyến dưới mức cam kết",
            "write cause and end of each outage; clear up the links below their target",
        ),
    };
    Some(Bilingual::new(vi, en))
}
