//! Measure 2, `duty.roster_24x7`: round-the-clock duty by the owner's own force, planned, approved and proven.
//!
//! What the minutes are is counted in [`crate::roster`]; here is what they mean.

use crate::case::Case;
use crate::facts::{DutyMode, FactKind, Handover, PostKind};
use crate::judgement::{Bilingual, Reason, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use crate::roster::{self, Roster};
use crate::span::Span;
use jiff::SignedDuration;

/// Measure 2.
pub static MEASURE: Measure = Measure {
    id: MeasureId::DutyRoster,
    version: 1,
    phase: Phase::Window,
    needs: &[
        FactKind::Post,
        FactKind::Shift,
        FactKind::CheckIn,
        FactKind::CallBack,
        FactKind::Handover,
        FactKind::GapReason,
    ],
    services: &[],
    judge,
    manual_vi: include_str!("duty_roster_24x7.vi.md"),
    manual_en: include_str!("duty_roster_24x7.en.md"),
};

/// The posts whose shifts are the round-the-clock duty; the officer of a portal belongs to `portal.check`.
const POSTS: &[PostKind] = &[PostKind::Watch, PostKind::Noc, PostKind::Field];

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoRoster "duty.no_roster" ("Chưa có bảng phân công trực nào trong đợt", "no duty roster for the watch"),
        NotApproved { count: usize } "duty.not_approved" ("{count} ca chưa được lãnh đạo phê duyệt nên chưa được tính", "{count} shifts are not approved by the head, so they do not count"),
        Hole { from: String, to: String, minutes: i64, more: usize } "duty.planned_hole" ("Không phân công ai từ {from} đến {to} ({minutes} phút); khoảng trống khác: {more}", "nobody is assigned from {from} to {to} ({minutes} minutes); {more} more such holes"),
        HoleAhead { from: String, to: String, minutes: i64, more: usize } "duty.planned_hole_ahead" ("Bảng trực còn trống từ {from} đến {to} ({minutes} phút), đợt chưa bắt đầu; còn {more} khoảng khác", "the roster is still empty from {from} to {to} ({minutes} minutes), the watch has not begun; {more} more"),
        ApprovedLate { shift: String, at: String } "duty.approved_late" ("Ca {shift} phê duyệt lúc {at}, không trước khi đợt bắt đầu", "shift {shift} was approved at {at}, not before the watch began"),
        Unproven { shifts: usize } "duty.presence_unproven" ("{shifts} ca đã đến giờ nhưng chưa có điểm danh nào trên Khiên: chưa chứng minh có mặt", "{shifts} shifts have begun without any check-in in Khiên: presence is not proven"),
        TypedCheckIns { count: usize } "duty.checkin_typed" ("{count} lượt điểm danh nhập tay không được tính: phải tự điểm danh trên Khiên", "{count} check-ins were typed and do not count: officers check in themselves"),
        GapTooLong { from: String, to: String, minutes: i64, person: String } "duty.gap_too_long" ("Trống trực {minutes} phút, từ {from} đến {to}, vượt mức nội bộ; người chịu trách nhiệm gần nhất: {person}", "nobody proven on duty for {minutes} minutes, from {from} to {to}, beyond the internal limit; last responsible: {person}"),
        GapNoReason { from: String, to: String, minutes: i64, person: String } "duty.gap_without_reason" ("Trống trực {minutes} phút, từ {from} đến {to}, chưa ghi lý do; người chịu trách nhiệm gần nhất: {person}", "nobody proven on duty for {minutes} minutes, from {from} to {to}, without a written reason; last responsible: {person}"),
        GapExplained { from: String, to: String, minutes: i64, reason: String } "duty.gap_explained" ("Trống trực {minutes} phút, từ {from} đến {to}, lý do: {reason}", "nobody proven on duty for {minutes} minutes, from {from} to {to}, reason given: {reason}"),
        NoCallBack { days: usize, first: String } "duty.no_call_back" ("{days} ngày không có lượt gọi kiểm tra được trả lời, ngày đầu tiên {first}", "{days} days without an answered call-back, the first {first}"),
        CallBackUnanswered { count: usize, first: String } "duty.call_back_unanswered" ("{count} lượt gọi kiểm tra không được trả lời kịp, lượt đầu lúc {first}", "{count} call-backs were not answered in time, the first at {first}"),
        NotHandedOver { count: usize, shift: String, at: String } "duty.not_handed_over" ("{count} ca chưa giao ca có người nhận, ca đầu tiên {shift} hết lúc {at}; người giao vẫn chịu trách nhiệm", "{count} shifts were not handed over and accepted, the first {shift}, ended {at}; the outgoing officer stays responsible"),
        TwoPosts { person: String, at: String } "duty.two_posts" ("{person} được xếp hai vị trí cùng lúc, từ {at}", "{person} is on two posts at once from {at}"),
        TooLong { person: String, hours: i64, from: String } "duty.too_long" ("{person} trực liền {hours} giờ từ {from}, quá mức nội bộ", "{person} is on duty for {hours} hours without a break from {from}, beyond the internal limit"),
        FewerHours { percent: i64 } "duty.fewer_hours" ("Công văn yêu cầu củng cố, tăng cường, nhưng giờ trực mỗi ngày chỉ bằng {percent} % của 28 ngày trước", "the letter asks for reinforcement, yet officer-hours a day are {percent} % of the 28 days before"),
        NoBaseline "duty.no_baseline" ("Công văn yêu cầu củng cố, tăng cường, nhưng chưa nạp ca trực của 28 ngày trước để so sánh", "the letter asks for reinforcement, yet no shift of the 28 days before is loaded to compare with"),
        Hired { hours: i64 } "duty.hired" ("{hours} giờ do lực lượng thuê ngoài trực (công văn giao lực lượng của đơn vị)", "{hours} hours are stood by a hired force (the letter names the unit's own)"),
        Full { shifts: usize, officers: usize } "duty.full" ("Phân công kín 24/7, phê duyệt trước đợt, đã chứng minh có mặt đến thời điểm này ({shifts} ca, {officers} người)", "round-the-clock roster approved before the watch, presence proven so far ({shifts} shifts, {officers} officers)"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    verdict_for(case, POSTS)
}

/// One shortcoming: what status it allows at best, why, and what to do about it.
type Finding = (Status, Reason, Bilingual);

/// The verdict of this measure's rule over the posts of some kinds; `telco.infra` asks it of the NOC's.
pub(crate) fn verdict_for(case: &Case<'_>, kinds: &[PostKind]) -> Verdict {
    let roster = Roster::of(case, kinds);
    if roster.watches.is_empty() {
        return Verdict::unknown(Why::NoRoster).next(
            "Lập bảng phân công trực đủ 24 giờ mỗi ngày của đợt, trình người đứng đầu phê duyệt",
            "draw up a roster for all 24 hours of each day of the watch and have the head approve it",
        );
    }
    // The letter may arrive when the watch has begun; before that nothing could be approved because of it.
    let begun = case.clock.reached(case.window.from);
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(holes(case, &roster, begun));
    if begun {
        findings.extend(presence(case, &roster));
    }
    findings.extend(approval(case, &roster));
    findings.extend(overload(case, &roster));
    if case.clause.words.reinforce {
        findings.extend(reinforcement(&roster));
    }
    let mut verdict = conclude(&roster, findings);
    let hired = roster.hours(DutyMode::Hired);
    if hired > 0.0 {
        verdict = verdict.because(Why::Hired {
            hours: whole(hired),
        });
    }
    with_figures(case, &roster, verdict)
}

/// The worst finding decides; the others of the same kind follow it.
fn conclude(roster: &Roster<'_>, mut findings: Vec<Finding>) -> Verdict {
    findings.sort_by_key(|f| core::cmp::Reverse(f.0));
    let unapproved = roster
        .watches
        .iter()
        .filter(|w| w.planned.is_none())
        .count();
    let accepted: Vec<&crate::facts::Fact<Handover>> = roster
        .watches
        .iter()
        .filter_map(|w| w.handed_over)
        .collect();
    let basis = roster.basis().max(accepted.iter().map(|h| h.basis()).max());
    let mut findings = findings.into_iter();
    let mut verdict = match findings.next() {
        None => Verdict::new(
            Status::Met,
            basis,
            Why::Full {
                shifts: roster.watches.len(),
                officers: roster.officers(),
            },
        ),
        Some((status, reason, next)) => {
            let mut verdict = Verdict::new(status, basis, reason);
            verdict.next_step = Some(next);
            verdict
        }
    };
    verdict
        .reasons
        .extend(findings.map(|(_, reason, _)| reason));
    if unapproved > 0 {
        verdict = verdict.because(Why::NotApproved { count: unapproved });
    }
    if roster.typed_checkins > 0 {
        verdict = verdict.because(Why::TypedCheckIns {
            count: roster.typed_checkins,
        });
    }
    for watch in &roster.watches {
        verdict.note(watch.shift);
    }
    verdict.seeing(roster.watches.len())
}

/// Stretches of the window nobody is assigned to. What policy passes over as a gap is passed over here too (rule 3).
fn holes(case: &Case<'_>, roster: &Roster<'_>, begun: bool) -> Option<Finding> {
    let mut holes = roster.planned().gaps(case.window);
    holes.retain(|h| h.length() > case.policy.gap);
    let first = holes.first()?;
    let (from, to) = (case.local(first.from), case.local(first.to));
    let (minutes, more) = (first.length().as_mins(), holes.len() - 1);
    let next = Bilingual::new(
        format!("Xếp người trực từ {from} đến {to} và trình lãnh đạo phê duyệt"),
        format!("assign an officer from {from} to {to} and have the head approve it"),
    );
    Some(if begun {
        let why = Why::Hole {
            from,
            to,
            minutes,
            more,
        };
        (Status::NotMet, why.into(), next)
    } else {
        let why = Why::HoleAhead {
            from,
            to,
            minutes,
            more,
        };
        (Status::Partial, why.into(), next)
    })
}

fn approval(case: &Case<'_>, roster: &Roster<'_>) -> Option<Finding> {
    let limit = case.window.from.max(case.mandate.received_at);
    let late = roster.watches.iter().find_map(|w| {
        let at = w
            .shift
            .approved_at
            .filter(|at| w.planned.is_some() && *at >= limit)?;
        Some(Why::ApprovedLate {
            shift: w.shift.code.to_string(),
            at: case.local(at),
        })
    })?;
    let next = Bilingual::new(
        "Lần sau trình phê duyệt bảng trực trước khi đợt bắt đầu; nay giải trình với cấp trên",
        "have the roster approved before the watch next time; explain the delay to the upper tier now",
    );
    Some((Status::Partial, late.into(), next))
}

/// Presence: check-ins, call-backs, handovers, and the gaps they leave.
fn presence(case: &Case<'_>, roster: &Roster<'_>) -> Vec<Finding> {
    let elapsed = case.elapsed();
    let due = roster
        .watches
        .iter()
        .filter(|w| !w.pending && case.clock.reached(w.shift.from))
        .count();
    if due == 0 {
        return Vec::new();
    }
    if !roster.is_proving() {
        let next = Bilingual::new(
            "Người trực tự điểm danh trên Khiên khi vào ca, giao ca có người nhận",
            "officers check in with Khiên when they come on duty, and hand over to one who accepts",
        );
        return vec![(Status::Partial, Why::Unproven { shifts: due }.into(), next)];
    }
    let mut findings = gaps(case, roster, elapsed);
    findings.extend(call_backs(case, roster, elapsed));
    let open = roster.not_handed_over(case, case.policy.checkin);
    if let Some(first) = open.first() {
        let why = Why::NotHandedOver {
            count: open.len(),
            shift: first.shift.code.to_string(),
            at: case.local(first.shift.to),
        };
        let next = Bilingual::new(
            "Người giao ca gửi biên bản giao ca, người nhận bấm nhận ca",
            "the outgoing officer sends the handover, the incoming one accepts it",
        );
        findings.push((Status::Partial, why.into(), next));
    }
    findings
}

fn gaps(case: &Case<'_>, roster: &Roster<'_>, elapsed: Span) -> Vec<Finding> {
    let gaps = roster.proven(case.as_of()).gaps(elapsed);
    gaps.into_iter()
        .filter(|gap| is_longer(case, *gap, case.policy.gap))
        .map(|gap| {
            let (from, to) = (case.local(gap.from), case.local(gap.to));
            let minutes = gap.length().as_mins();
            let next = Bilingual::new(
                format!("Làm rõ ai trực từ {from} đến {to}, ghi lý do và người xác nhận"),
                format!("clear up who was on duty from {from} to {to}; write the reason and who confirms it"),
            );
            let person = responsible(roster, gap);
            if is_longer(case, gap, case.policy.gap_max) {
                let why = Why::GapTooLong { from, to, minutes, person };
                return (Status::NotMet, why.into(), next);
            }
            match roster::reason_for(case, gap) {
                None => {
                    let why = Why::GapNoReason { from, to, minutes, person };
                    (Status::NotMet, why.into(), next)
                }
                Some(written) => {
                    let reason = written.reason.to_string();
                    let why = Why::GapExplained { from, to, minutes, reason };
                    (Status::Partial, why.into(), next)
                }
            }
        })
        .collect()
}

/// Whether a gap is longer than a limit; of one still open at T the clock learns when it will be.
fn is_longer(case: &Case<'_>, gap: Span, limit: SignedDuration) -> bool {
    if gap.to == case.as_of() {
        case.clock.older_than(gap.from, limit)
    } else {
        gap.length() > limit
    }
}

/// Who had the duty when the gap began: the one who had not handed over, else the one who should have come.
fn responsible(roster: &Roster<'_>, gap: Span) -> String {
    let outgoing = roster
        .watches
        .iter()
        .filter(|w| w.proven.is_some_and(|p| p.to <= gap.from));
    let incoming = roster.watches.iter().find(|w| w.shift.to > gap.from);
    let last = outgoing.max_by_key(|w| w.shift.to).or(incoming);
    last.map_or_else(String::new, |w| w.shift.person.to_string())
}

fn call_backs(case: &Case<'_>, roster: &Roster<'_>, elapsed: Span) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    let next = Bilingual::new(
        "Lãnh đạo hoặc cấp trên gọi kiểm tra ngẫu nhiên mỗi ngày một lượt, ghi giờ gọi và giờ trả lời",
        "the leader or the upper tier calls back once a day at random and notes call and answer",
    );
    if let Some(first) = roster.unanswered.iter().min() {
        let why = Why::CallBackUnanswered {
            count: roster.unanswered.len(),
            first: case.local(first.from),
        };
        findings.push((Status::Partial, why.into(), next.clone()));
    }
    let days = roster::days_without_call_back(case, roster, elapsed);
    if let Some(first) = days.first() {
        let why = Why::NoCallBack {
            days: days.len(),
            first: first.strftime("%d/%m/%Y").to_string(),
        };
        findings.push((Status::Partial, why.into(), next));
    }
    findings
}

fn overload(case: &Case<'_>, roster: &Roster<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = Vec::new();
    if let Some(shift) = roster::doubly_posted(case).first() {
        let why = Why::TwoPosts {
            person: shift.person.to_string(),
            at: case.local(shift.from),
        };
        let next = Bilingual::new(
            "Xếp người khác cho một trong hai vị trí",
            "assign somebody else to one of the two posts",
        );
        findings.push((Status::Partial, why.into(), next));
    }
    let longest = roster::longest_duty(case, roster);
    if let Some((person, span)) = longest.filter(|(_, s)| s.length() > case.policy.consecutive) {
        let why = Why::TooLong {
            person,
            hours: span.length().as_hours(),
            from: case.local(span.from),
        };
        let next = Bilingual::new(
            "Chia ca ngắn lại, xếp thêm người thay",
            "make the shifts shorter and assign relief",
        );
        findings.push((Status::Partial, why.into(), next));
    }
    findings
}

fn reinforcement(roster: &Roster<'_>) -> Option<Finding> {
    let why = match roster.staffing_ratio() {
        None => Why::NoBaseline,
        Some(ratio) if ratio < 1.0 => Why::FewerHours {
            percent: whole(ratio * 100.0),
        },
        Some(_) => return None,
    };
    let next = Bilingual::new(
        "Bổ sung người trực so với ngày thường; nạp bảng trực 28 ngày trước đợt",
        "add officers compared with ordinary days; load the rosters of the 28 days before the watch",
    );
    Some((Status::Partial, why.into(), next))
}

fn with_figures(case: &Case<'_>, roster: &Roster<'_>, verdict: Verdict) -> Verdict {
    let elapsed = case.elapsed();
    let percent = |share: f64| (share * 10_000.0).floor() / 100.0;
    let proven = roster.proven(case.as_of());
    let gaps = proven.gaps(elapsed);
    let longest = gaps.iter().map(|g| g.length()).max().unwrap_or_default();
    let checked_in = roster.watches.iter().filter(|w| w.proven.is_some()).count();
    let handed_over = roster
        .watches
        .iter()
        .filter(|w| w.handed_over.is_some())
        .count();
    let mut verdict = verdict
        .figure(
            "planned_percent",
            percent(roster.planned().share_of(case.window)),
        )
        .figure(
            "proven_percent",
            percent(if elapsed.from < elapsed.to {
                proven.share_of(elapsed)
            } else {
                0.0
            }),
        )
        .figure("longest_gap_minutes", longest.as_secs_f64() / 60.0)
        .figure("shifts", count(roster.watches.len()))
        .figure("shifts_checked_in", count(checked_in))
        .figure("handovers_accepted", count(handed_over))
        .figure("officers", count(roster.officers()))
        .figure("on_site_hours", roster.hours(DutyMode::OnSite))
        .figure("remote_hours", roster.hours(DutyMode::Remote))
        .figure("hired_hours", roster.hours(DutyMode::Hired));
    if let Some(ratio) = roster.staffing_ratio() {
        verdict = verdict.figure("officer_hours_ratio", (ratio * 100.0).round() / 100.0);
    }
    verdict
}

/// A number for a sentence; hours and percents stay far below 2^31.
fn whole(value: f64) -> i64 {
    SignedDuration::try_from_secs_f64(value).map_or(0, |d| d.as_secs())
}
