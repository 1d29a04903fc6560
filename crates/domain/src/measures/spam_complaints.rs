//! Measure 19, `spam.complaints`: complaints shared by the state's intake are decided in time, scams first, and the
//! source is dealt with, not only the ticket.

use crate::case::Case;
use crate::facts::{Batch, Complaint, ComplaintKind, ComplaintVerdict, Fact, FactKind};
use crate::findings::{Findings, Step};
use crate::judgement::{Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use crate::text::fold;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Measure 19.
pub static MEASURE: Measure = Measure {
    id: MeasureId::SpamComplaints,
    version: 1,
    phase: Phase::Window,
    needs: &[FactKind::Batch, FactKind::Complaint],
    services: &[],
    judge,
    manual_vi: include_str!("spam_complaints.vi.md"),
    manual_en: include_str!("spam_complaints.en.md"),
};

/// A source upheld so often without any action is a failure (part of this measure's rule, version 1).
const UPHELD_MOST: usize = 3;
/// More decisions than this within one minute are flagged (part of this measure's rule, version 1).
const MASS: usize = 50;
/// A higher share of "insufficient" is flagged (part of this measure's rule, version 1).
const INSUFFICIENT_SHARE: f64 = 0.5;

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoBatch "spam.no_batch" ("Chưa nhận đợt phản ánh nào trong đợt cao điểm", "no batch of complaints was received in the watch"),
        BatchMissing { missing: i64, after: i64 } "spam.batch_missing" ("Thiếu {missing} đợt phản ánh, chỗ thiếu đầu tiên sau số {after}", "{missing} batches are missing, the first after number {after}"),
        BatchDiffers { batch: i64, stated: i64, held: usize } "spam.batch_differs" ("Đợt {batch} ghi {stated} phản ánh nhưng chỉ có {held}", "batch {batch} states {stated} complaints, {held} are held"),
        BatchTwice { batch: i64 } "spam.batch_twice" ("Đợt {batch} trùng tệp với một đợt khác, không tính thêm", "batch {batch} is the same file as another one and adds nothing"),
        ScamOverdue { count: usize, first: String } "spam.scam_overdue" ("{count} phản ánh lừa đảo chưa kết luận, quá hạn nội bộ, cũ nhất nhận lúc {first}", "{count} scam complaints are undecided past the internal limit, the oldest of {first}"),
        Overdue { count: usize } "spam.overdue" ("{count} phản ánh kết luận muộn hoặc chưa kết luận, quá hạn nội bộ", "{count} complaints were decided late or are undecided past the internal limit"),
        NotReplied { count: usize } "spam.not_replied" ("{count} phản ánh quá hạn mà chưa phản hồi người phản ánh", "{count} complaints past their limit are not answered"),
        InDue { count: usize } "spam.in_due" ("{count} phản ánh đang trong hạn xử lý", "{count} complaints are in their time"),
        SourceFree { source: String, upheld: usize } "spam.source_without_action" ("Nguồn {source} bị phản ánh đúng {upheld} lần mà chưa xử lý nguồn", "source {source} was upheld {upheld} times without action on it"),
        SourceOpen { sources: usize } "spam.source_open" ("{sources} nguồn phản ánh đúng chưa được xử lý (chặn, thu hồi, nhắc nhở)", "{sources} upheld sources have not been acted on (block, recall, warning)"),
        Recurs { percent: String, sources: usize } "spam.recurrence" ("{sources} nguồn tái diễn sau xử lý ({percent} %), vượt mức nội bộ", "{sources} sources recurred after action ({percent} %), above the internal level"),
        MassClosing { count: usize, at: String } "spam.mass_closing" ("{count} phản ánh được kết luận trong cùng một phút, lúc {at}: cần kiểm tra lại", "{count} complaints were decided within one minute at {at}: to be reviewed"),
        Insufficient { percent: i64 } "spam.insufficient" ("{percent} % kết luận là không đủ căn cứ: cần kiểm tra lại", "{percent} % were decided as insufficient: to be reviewed"),
        Handled { complaints: usize } "spam.done" ("{complaints} phản ánh đã xử lý đúng hạn, nguồn phát tán đã được xử lý", "{complaints} complaints handled in time, their sources acted on"),
    }
}

const RECEIVE: Step = (
    "Kết nối, nhận đủ các đợt phản ánh do Cục An toàn thông tin chia sẻ và đối chiếu số lượng",
    "receive every batch that the authority shares and compare the numbers",
);
const DECIDE: Step = (
    "Kết luận ngay các phản ánh quá hạn, phản ánh lừa đảo trước, rồi phản hồi người phản ánh",
    "decide the overdue complaints now, scams first, and answer those who complained",
);
const ACT: Step = (
    "Xử lý nguồn phát tán đã xác định (chặn, thu hồi, xác minh thông tin thuê bao), không chỉ đóng phiếu",
    "act on the upheld sources (block, recall, check the subscription), not only close the ticket",
);

fn judge(case: &Case<'_>) -> Verdict {
    let mut findings = Findings::default();
    let (batches, missing) = batches(case, &mut findings);
    let from = case.window.from;
    let complaints: Vec<&Fact<Complaint>> = case
        .own::<Complaint>()
        .iter()
        .filter(|c| case.clock.reached(c.received) && c.received < case.window.to)
        .filter(|c| c.received >= from || decided(case, c).is_none_or(|at| at >= from))
        .collect();
    for complaint in &complaints {
        findings.rest_on(complaint);
    }
    deadlines(case, &complaints, &mut findings);
    let sources = Sources::of(case, &complaints);
    sources.judge(case, &mut findings);
    flags(case, &complaints, &mut findings);
    let verdict = findings.conclude(Why::Handled {
        complaints: complaints.len(),
    });
    let of = |matches: &dyn Fn(&Complaint) -> bool| {
        count(complaints.iter().filter(|c| matches(c)).count())
    };
    let kind = |kind: ComplaintKind| of(&|c| c.kind == kind);
    verdict
        .figure("batches", count(batches))
        .figure("batches_missing", missing)
        .figure("received", count(complaints.len()))
        .figure("decided", of(&|c| decided(case, c).is_some()))
        .figure("sources_acted_on", count(sources.acted.len()))
        .figure("replied", of(&|c| c.replied.is_some()))
        .figure("scam_sms", kind(ComplaintKind::ScamSms))
        .figure("scam_call", kind(ComplaintKind::ScamCall))
        .figure("spam_sms", kind(ComplaintKind::SpamSms))
        .figure("spam_call", kind(ComplaintKind::SpamCall))
        .figure("spam_mail", kind(ComplaintKind::SpamMail))
        .figure("recurrence_percent", sources.recurrence() * 100.0)
}

/// When a complaint was decided; a decision ahead of T, or before it came in, is none.
fn decided(case: &Case<'_>, complaint: &Complaint) -> Option<Timestamp> {
    let at = complaint.verdict.and(complaint.decided)?;
    (at >= complaint.received && case.clock.reached(at)).then_some(at)
}

/// The batches: some in the watch, none missing in the numbering, each with as many complaints as it states.
/// Gives how many there are and how many are missing.
fn batches(case: &Case<'_>, findings: &mut Findings) -> (usize, f64) {
    let all: Vec<&Fact<Batch>> = case
        .own::<Batch>()
        .iter()
        .filter(|b| case.clock.reached(b.received))
        .collect();
    let in_watch = |b: &Fact<Batch>| b.received >= case.window.from && b.received < case.window.to;
    if !all.iter().any(|b| in_watch(b)) {
        findings.add(Status::Unknown, Why::NoBatch, RECEIVE);
    }
    let mut hashes = BTreeSet::new();
    for batch in &all {
        // Older batches are asked for the numbering only.
        if in_watch(batch) {
            findings.rest_on(batch);
        }
        let hash = batch.sha256.as_deref().map(str::to_lowercase);
        if hash.is_some_and(|hash| !hashes.insert(hash)) {
            findings.flag(Why::BatchTwice { batch: batch.seq });
            continue;
        }
        let own = case.own::<Complaint>().iter();
        let held = own
            .filter(|c| c.batch.as_ref() == Some(&batch.code))
            .count();
        if usize::try_from(batch.count).ok() != Some(held) {
            let why = Why::BatchDiffers {
                batch: batch.seq,
                stated: batch.count,
                held,
            };
            findings.add(Status::Partial, why, RECEIVE);
        }
    }
    let numbers: BTreeSet<i64> = all.iter().map(|b| b.seq).collect();
    let pairs = numbers.iter().zip(numbers.iter().skip(1));
    let holes: Vec<(i64, i64)> = pairs
        .map(|(a, b)| (*a, b.saturating_sub(*a).saturating_sub(1)))
        .filter(|(_, missing)| *missing > 0)
        .collect();
    let missing = holes
        .iter()
        .fold(0_i64, |sum, (_, n)| sum.saturating_add(*n));
    if let Some((after, _)) = holes.first() {
        let why = Why::BatchMissing {
            missing,
            after: *after,
        };
        findings.add(Status::Partial, why, RECEIVE);
    }
    let missing = usize::try_from(missing).unwrap_or(usize::MAX);
    (all.len(), count(missing))
}

fn is_scam(complaint: &Complaint) -> bool {
    matches!(
        complaint.kind,
        ComplaintKind::ScamSms | ComplaintKind::ScamCall
    )
}

/// Each complaint decided and answered by its internal limit.
fn deadlines(case: &Case<'_>, complaints: &[&Fact<Complaint>], findings: &mut Findings) {
    let (mut scams, mut late, mut unanswered, mut running) = (Vec::new(), 0, 0, 0);
    for complaint in complaints {
        let limit = if is_scam(complaint) {
            case.policy.scam
        } else {
            case.policy.spam
        };
        let is_over = case.clock.older_than(complaint.received, limit);
        let replied = complaint.replied.filter(|at| case.clock.reached(*at));
        match decided(case, complaint) {
            None if is_over && is_scam(complaint) => scams.push(*complaint),
            None if is_over => late += 1,
            None => running += 1,
            Some(at) if at.duration_since(complaint.received) > limit => late += 1,
            Some(_) if replied.is_none() && is_over => unanswered += 1,
            Some(_) if replied.is_none() => running += 1,
            Some(_) => {}
        }
    }
    if let Some(oldest) = scams.iter().min_by_key(|c| c.received) {
        let why = Why::ScamOverdue {
            count: scams.len(),
            first: case.local(oldest.received),
        };
        findings.add_shown(Status::NotMet, why, DECIDE, oldest);
    }
    if late > 0 {
        findings.add(Status::Partial, Why::Overdue { count: late }, DECIDE);
    }
    if unanswered > 0 {
        let why = Why::NotReplied { count: unanswered };
        findings.add(Status::Partial, why, DECIDE);
    }
    if running > 0 {
        findings.add(Status::Partial, Why::InDue { count: running }, DECIDE);
    }
}

/// The upheld sources: what was done about them, and whether they came back.
#[derive(Default)]
struct Sources<'a> {
    upheld: BTreeMap<String, Vec<&'a Fact<Complaint>>>,
    acted: BTreeSet<String>,
    recurred: BTreeSet<String>,
}

impl<'a> Sources<'a> {
    fn of(case: &Case<'_>, complaints: &[&'a Fact<Complaint>]) -> Self {
        let mut sources = Self::default();
        let upheld = complaints
            .iter()
            .copied()
            .filter(|c| c.verdict == Some(ComplaintVerdict::Upheld) && decided(case, c).is_some());
        for complaint in upheld {
            let source = fold(&complaint.origin);
            sources.upheld.entry(source).or_default().push(complaint);
        }
        for (source, rows) in &sources.upheld {
            let actions = || rows.iter().filter_map(|c| action(case, c));
            let Some(first) = actions().min() else {
                continue;
            };
            let again = rows.iter().map(|c| c.received).filter(|at| *at > first);
            let Some(last_again) = again.max() else {
                sources.acted.insert(source.clone());
                continue;
            };
            sources.recurred.insert(source.clone());
            // Back again: it counts as acted on only when something was done after it came back.
            if actions().any(|at| at >= last_again) {
                sources.acted.insert(source.clone());
            }
        }
        sources
    }

    /// The share of sources that came back after action.
    fn recurrence(&self) -> f64 {
        let all = self.acted.union(&self.recurred).count();
        count(self.recurred.len()) / count(all).max(1.0)
    }

    fn judge(&self, case: &Case<'_>, findings: &mut Findings) {
        let open: Vec<_> = self
            .upheld
            .iter()
            .filter(|(source, _)| !self.acted.contains(*source))
            .collect();
        let free = |rows: &[&Fact<Complaint>]| {
            let never = rows.iter().all(|c| action(case, c).is_none());
            never && rows.len() >= UPHELD_MOST
        };
        let worst = open.iter().filter(|(_, rows)| free(rows));
        if let Some((_, rows)) = worst.max_by_key(|(_, rows)| rows.len())
            && let Some(first) = rows.first()
        {
            let why = Why::SourceFree {
                source: first.origin.to_string(),
                upheld: rows.len(),
            };
            findings.add_shown(Status::NotMet, why, ACT, first);
        }
        if !open.is_empty() {
            let sources = open.len();
            findings.add(Status::Partial, Why::SourceOpen { sources }, ACT);
        }
        if self.recurrence() > case.policy.recur {
            let why = Why::Recurs {
                percent: format!("{:.1}", self.recurrence() * 100.0),
                sources: self.recurred.len(),
            };
            findings.add(Status::Partial, why, ACT);
        }
    }
}

/// When the source was acted on; closing the ticket is no action on the source.
fn action(case: &Case<'_>, complaint: &Complaint) -> Option<Timestamp> {
    let named = complaint.action.as_ref().filter(|a| !a.trim().is_empty())?;
    let at = complaint.action_at.filter(|at| case.clock.reached(*at));
    at.filter(|_| !named.is_empty())
}

/// Patterns of closing without looking: said, for a person to review.
fn flags(case: &Case<'_>, complaints: &[&Fact<Complaint>], findings: &mut Findings) {
    let mut by_minute: BTreeMap<i64, Vec<Timestamp>> = BTreeMap::new();
    let (mut all, mut insufficient) = (0_usize, 0_usize);
    for complaint in complaints {
        let Some(at) = decided(case, complaint) else {
            continue;
        };
        by_minute
            .entry(at.as_second().div_euclid(60))
            .or_default()
            .push(at);
        all += 1;
        insufficient += usize::from(complaint.verdict == Some(ComplaintVerdict::Insufficient));
    }
    let fullest = by_minute.into_values().max_by_key(Vec::len);
    if let Some(times) = fullest.filter(|t| t.len() > MASS) {
        let at = times.first().map_or_else(String::new, |at| case.local(*at));
        let count = times.len();
        findings.flag(Why::MassClosing { count, at });
    }
    let share = count(insufficient) / count(all).max(1.0);
    if share > INSUFFICIENT_SHARE {
        let percent = i64::try_from(insufficient * 100 / all.max(1)).unwrap_or(100);
        findings.flag(Why::Insufficient { percent });
    }
}
