//! Measure 9, `hunt`: somebody searched the logs for hidden intruders, far enough back and in living sources, and what
//! was found was dealt with.

use crate::case::Case;
use crate::facts::{Fact, FactKind, Hunt, ServiceKind, System};
use crate::judgement::{Status, Verdict};
use crate::key::Key;
use crate::liveness::{self, LogSource};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use crate::span::Span;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Measure 9.
pub static MEASURE: Measure = Measure {
    id: MeasureId::Hunt,
    version: 1,
    phase: Phase::Window,
    needs: &[FactKind::Hunt, FactKind::Beat, FactKind::System],
    services: &[ServiceKind::Soc, ServiceKind::Siem],
    judge,
    manual_vi: include_str!("hunt.vi.md"),
    manual_en: include_str!("hunt.en.md"),
};

/// A hunt reaches back 30 days, or to the first day of its indicator (part of this measure's rule, version 1).
const REACH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// It covers this share of the systems that log (part of this measure's rule, version 1).
const COVER: f64 = 0.8;
/// A true finding is disposed of within 72 hours (part of this measure's rule, version 1).
const DISPOSE: SignedDuration = SignedDuration::from_hours(72);
/// A source was living when it was heard in the last day of the period searched (part of this measure's rule, version 1).
const LIVING: SignedDuration = SignedDuration::from_hours(24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        None "hunt.none" ("Chưa có lần săn lùng nào trong đợt", "no hunt in the watch"),
        Running { hunt: String } "hunt.not_finished" ("Lần săn lùng {hunt} chưa kết thúc", "hunt {hunt} is not finished"),
        TooShort { hunt: String, days: i64 } "hunt.period_short" ("Lần săn lùng {hunt} chỉ tìm trong {days} ngày, cần 30 ngày hoặc từ ngày đầu của chỉ dấu", "hunt {hunt} searched {days} days only; 30 are needed, or back to the indicator's first day"),
        NothingRead { hunt: String } "hunt.nothing_read" ("Lần săn lùng {hunt} không đọc sự kiện nào", "hunt {hunt} read no event"),
        Silent { hunt: String } "hunt.sources_silent" ("Lần săn lùng {hunt} chạy trên nguồn đã im lặng hoặc không rõ nguồn: không tính", "hunt {hunt} ran over silent or unnamed sources: it does not count"),
        Repeated { hunt: String } "hunt.repeated" ("Lần săn lùng {hunt} lặp lại truy vấn cũ trên dữ liệu cũ: không tính", "hunt {hunt} repeats an old query without new data: it does not count"),
        LittleCover { percent: i64 } "hunt.low_cover" ("Chỉ phủ {percent} % hệ thống có gửi nhật ký, cần 80 %", "only {percent} % of the systems that log are covered; 80 % are needed"),
        Fewer { done: usize, wanted: i64 } "hunt.too_few" ("Mới có {done} lần săn lùng được tính, mức nội bộ {wanted}", "{done} hunts count, the internal number is {wanted}"),
        FindingOpen { hunt: String } "hunt.finding_open" ("Phát hiện của lần {hunt} chưa xử lý xong, còn trong hạn", "findings of {hunt} are not disposed of yet, in due"),
        FindingOverdue { hunt: String, since: String } "hunt.finding_overdue" ("Phát hiện thật của lần {hunt} từ {since} chưa xử lý, quá 72 giờ", "a true finding of {hunt} since {since} is not disposed of after 72 hours"),
        Done { hunts: usize } "hunt.done" ("{hunts} lần săn lùng được tính, mọi phát hiện đã xử lý", "{hunts} hunts count and every finding was disposed of"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let own: BTreeSet<&Key<System>> = case.own::<System>().iter().map(|s| &s.code).collect();
    let provided = [ServiceKind::Soc, ServiceKind::Siem]
        .into_iter()
        .flat_map(|kind| case.provided::<Hunt>(kind));
    let provided = provided.filter(|h| h.systems.iter().any(|s| own.contains(s)));
    let mut hunts: Vec<&Fact<Hunt>> = case.own::<Hunt>().iter().chain(provided).collect();
    hunts.sort_by(|a, b| (a.finished, &a.code).cmp(&(b.finished, &b.code)));
    hunts.dedup_by(|a, b| a.code == b.code);
    let in_watch = |h: &&&Fact<Hunt>| {
        let ended = h.finished.is_none_or(|at| at >= case.window.from);
        ended && case.clock.reached(h.recorded_at.min(h.period_to))
    };
    let current: Vec<&Fact<Hunt>> = hunts.iter().filter(in_watch).copied().collect();
    if current.is_empty() {
        return Verdict::unknown(Why::None).next(
            "Chạy một lần săn lùng trên nhật ký ít nhất 30 ngày bằng Khiên (trang Săn lùng, hoặc khien logs hunt) và ghi kết luận",
            "run a hunt over at least 30 days of logs with Khiên (the page Hunts, or khien logs hunt) and record its conclusion",
        );
    }
    let sources = liveness::log_sources(case, &[ServiceKind::Soc, ServiceKind::Siem]);
    let mut shortfalls: Vec<(Status, Why)> = Vec::new();
    let mut counted: Vec<&Fact<Hunt>> = Vec::new();
    for hunt in &current {
        match flaw(case, hunt, &hunts, &sources) {
            Some(why) => shortfalls.push((Status::Partial, why)),
            None => counted.push(hunt),
        }
    }
    shortfalls.extend(current.iter().filter_map(|h| finding(case, h)));
    let cover = cover(&counted, &sources);
    let wanted = case.policy.hunts;
    if i64::try_from(counted.len()).unwrap_or(i64::MAX) < wanted {
        shortfalls.push((
            Status::Partial,
            Why::Fewer {
                done: counted.len(),
                wanted,
            },
        ));
    } else {
        // Flawed hunts beside enough good ones are told, but do not count against the unit.
        shortfalls
            .retain(|(_, why)| matches!(why, Why::FindingOpen { .. } | Why::FindingOverdue { .. }));
        if cover < COVER {
            shortfalls.push((
                Status::Partial,
                Why::LittleCover {
                    percent: percent(cover),
                },
            ));
        }
    }
    conclude(&current, &counted, shortfalls, cover)
}

fn conclude(
    current: &[&Fact<Hunt>],
    counted: &[&Fact<Hunt>],
    mut shortfalls: Vec<(Status, Why)>,
    cover: f64,
) -> Verdict {
    shortfalls.sort_by_key(|(status, _)| core::cmp::Reverse(*status));
    let deciding = if counted.is_empty() { current } else { counted };
    let basis = deciding.iter().map(|h| h.basis()).max();
    let mut shortfalls = shortfalls.into_iter();
    let mut verdict = match shortfalls.next() {
        None => Verdict::new(
            Status::Met,
            basis,
            Why::Done {
                hunts: counted.len(),
            },
        ),
        Some((status, why)) => {
            let (vi, en) = match why {
                Why::FindingOverdue { .. } | Why::FindingOpen { .. } => (
                    "Xử lý xong các phát hiện của lần săn lùng, ghi cách xử lý",
                    "dispose of the findings of the hunt and record how",
                ),
                _ => (
                    "Săn lùng lại trên nguồn nhật ký đang hoạt động, đủ 30 ngày, phủ ít nhất 80 % hệ thống có nhật ký",
                    "hunt again over living sources, 30 days back, covering at least 80 % of the systems that log",
                ),
            };
            Verdict::new(status, basis, why).next(vi, en)
        }
    };
    verdict
        .reasons
        .extend(shortfalls.map(|(_, why)| why.into()));
    for hunt in current {
        verdict.note(hunt);
    }
    let sum = |of: fn(&Hunt) -> i64| {
        current
            .iter()
            .map(|h| of(h).max(0))
            .fold(0, i64::saturating_add)
    };
    let figure = |n: i64| count(usize::try_from(n).unwrap_or(0));
    verdict
        .seeing(current.len())
        .figure("hunts", count(current.len()))
        .figure("hunts_counted", count(counted.len()))
        .figure(
            "systems_covered_percent",
            count(usize::try_from(percent(cover)).unwrap_or(0)),
        )
        .figure("events_read", figure(sum(|h| h.events_read)))
        .figure("findings", figure(sum(|h| h.findings)))
        .figure("disposed", figure(sum(|h| h.disposed.unwrap_or(0))))
}

/// Why a hunt does not count.
fn flaw(
    case: &Case<'_>,
    hunt: &Fact<Hunt>,
    all: &[&Fact<Hunt>],
    sources: &[LogSource<'_>],
) -> Option<Why> {
    let name = || hunt.code.to_string();
    let Some(finished) = hunt.finished.filter(|at| case.clock.reached(*at)) else {
        return Some(Why::Running { hunt: name() });
    };
    let searched = hunt
        .period_to
        .min(finished)
        .duration_since(hunt.period_from);
    let since_first = hunt
        .indicator_since
        .is_some_and(|since| hunt.period_from <= since);
    if searched < REACH && !since_first {
        return Some(Why::TooShort {
            hunt: name(),
            days: searched.as_hours() / 24,
        });
    }
    if hunt.events_read <= 0 {
        return Some(Why::NothingRead { hunt: name() });
    }
    let earlier = all
        .iter()
        .filter(|h| h.code != hunt.code && h.finished.is_some_and(|at| at < finished));
    let same = |h: &&&Fact<Hunt>| {
        h.query_hash.is_some() && h.query_hash == hunt.query_hash && h.period_to >= hunt.period_to
    };
    if earlier.clone().any(|h| same(&h)) {
        return Some(Why::Repeated { hunt: name() });
    }
    let is_living = sources.iter().any(|s| lives(s, hunt));
    (!is_living).then(|| Why::Silent { hunt: name() })
}

/// Whether a source belongs to the hunt and was heard in the last day of the period searched.
fn lives(source: &LogSource<'_>, hunt: &Hunt) -> bool {
    let from = hunt.period_to.checked_sub(LIVING).unwrap_or(Timestamp::MIN);
    let heard =
        |b: &&Fact<crate::facts::Beat>| b.from < hunt.period_to && b.to > from && b.to >= b.from;
    hunt.sources.contains(&source.row.code)
        && if source.is_expected() {
            source.alive_share(Span::new(from, hunt.period_to)) >= liveness::ALIVE_SHARE
        } else {
            source.beats.iter().any(heard)
        }
}

/// The share of the systems that log which living sources of the counted hunts cover; none log: nothing is covered.
fn cover(counted: &[&Fact<Hunt>], sources: &[LogSource<'_>]) -> f64 {
    let logging: BTreeSet<&Key<System>> = sources.iter().flat_map(|s| &s.row.systems).collect();
    let covered: BTreeSet<&Key<System>> = sources
        .iter()
        .filter(|s| counted.iter().any(|h| lives(s, h)))
        .flat_map(|s| &s.row.systems)
        .collect();
    if logging.is_empty() {
        0.0
    } else {
        count(covered.len()) / count(logging.len())
    }
}

/// Findings not disposed of: a failure when they are known to be true for more than 72 hours.
fn finding(case: &Case<'_>, hunt: &Fact<Hunt>) -> Option<(Status, Why)> {
    let name = hunt.code.to_string();
    if hunt.findings <= hunt.disposed.unwrap_or(0) {
        return None;
    }
    let since = hunt
        .true_findings_since
        .filter(|at| case.clock.older_than(*at, DISPOSE));
    Some(match since {
        Some(since) => (
            Status::NotMet,
            Why::FindingOverdue {
                hunt: name,
                since: case.local(since),
            },
        ),
        None => (Status::Partial, Why::FindingOpen { hunt: name }),
    })
}

fn percent(share: f64) -> i64 {
    SignedDuration::try_from_secs_f64(share * 100.0 + 1e-9).map_or(0, |d| d.as_secs())
}
