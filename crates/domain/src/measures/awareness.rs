//! Measure 13, `awareness`: the staff learnt the four topics that the letter names.
//!
//! Only counts are kept here; who sat the quiz stays with the unit.

use crate::case::Case;
use crate::facts::{Basis, Fact, FactKind, Session};
use crate::findings::{Findings, Step};
use crate::judgement::{Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::count;
use crate::text::fold;

/// Measure 13.
pub static MEASURE: Measure = Measure {
    id: MeasureId::Awareness,
    version: 1,
    phase: Phase::Preparation,
    needs: &[FactKind::Session],
    services: &[],
    judge,
    manual_vi: include_str!("awareness.vi.md"),
    manual_en: include_str!("awareness.en.md"),
};

/// The four topics (part of this measure's rule, version 1): both names, and the folded words that mean them.
const TOPICS: &[(&str, &str, &[&str])] = &[
    ("kỹ năng cơ bản", "basic skills", &["ky nang", "skill"]),
    (
        "thông tin xấu độc",
        "harmful information",
        &["xau doc", "harmful"],
    ),
    ("tin giả", "fake news", &["tin gia", "fake"]),
    ("lừa đảo", "scams", &["lua dao", "scam", "fraud"]),
];

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoSession "awareness.no_session" ("Chưa có đợt tuyên truyền nào sau ngày nhận công văn", "no awareness session since the letter came"),
        TopicMissing { vi: &'static str, en: &'static str } "awareness.topic_missing" ("Chưa tuyên truyền về {vi}", "nothing was said about {en}"),
        FewReached { vi: &'static str, en: &'static str, reached: i64, headcount: i64 } "awareness.few_reached" ("Mới {reached}/{headcount} cán bộ tiếp cận nội dung {vi}, dưới mức nội bộ", "only {reached} of {headcount} staff were reached about {en}, below the internal level"),
        NoHeadcount "awareness.no_headcount" ("Chưa khai số cán bộ, không tính được tỷ lệ", "the headcount is not given, so no share can be worked out"),
        TooMany { session: String, reached: i64, limit: i64 } "awareness.too_many" ("Đợt {session} ghi {reached} người nhưng chỉ có thể là {limit}: số liệu sai, không được tính", "session {session} claims {reached} people where {limit} are possible: wrong, not counted"),
        Twice { vi: &'static str, en: &'static str, sum: i64, headcount: i64 } "awareness.counted_twice" ("Cộng các đợt về {vi} được {sum} lượt trên {headcount} cán bộ: có người được đếm nhiều lần, chỉ tính đợt đông nhất", "the sessions about {en} add up to {sum} for a staff of {headcount}: people are counted twice, only the largest session counts"),
        NoMaterial { sessions: usize } "awareness.no_material" ("{sessions} đợt không có tài liệu kèm mã: chỉ là lời khai", "{sessions} sessions have no material with a hash: word only"),
        Outside { sessions: usize } "awareness.outside" ("{sessions} đợt diễn ra trước khi nhận công văn hoặc sau đợt cao điểm, không được tính", "{sessions} sessions lie before the letter came or after the watch and do not count"),
        Done { percent: i64 } "awareness.done" ("Đủ bốn nội dung, nội dung ít người tiếp cận nhất đạt {percent} % cán bộ", "all four topics; the least attended one reached {percent} % of the staff"),
    }
}

const HOLD: Step = (
    "Tổ chức tuyên truyền đủ bốn nội dung: kỹ năng cơ bản, thông tin xấu độc, tin giả, lừa đảo; lưu tài liệu và số người",
    "hold sessions on all four topics: basic skills, harmful information, fake news, scams; keep material and numbers",
);
const REACH: Step = (
    "Tuyên truyền tiếp cho những cán bộ chưa tham gia (họp cơ quan, gửi bài có xác nhận đã đọc)",
    "reach the staff who have not taken part yet (staff meeting, text with read receipts)",
);
const CORRECT: Step = (
    "Kiểm tra lại số người của đợt đã nêu và số cán bộ của đơn vị",
    "check the numbers of the session named and the unit's headcount",
);

fn judge(case: &Case<'_>) -> Verdict {
    let all = case.own::<Session>();
    let held: Vec<&Fact<Session>> = all
        .iter()
        .filter(|s| case.clock.reached(s.at))
        .filter(|s| s.at >= case.mandate.received_at && s.at < case.window.to)
        .collect();
    let outside = all
        .iter()
        .filter(|s| s.at < case.mandate.received_at || s.at >= case.window.to)
        .count();
    if held.is_empty() {
        let mut verdict = Verdict::unknown(Why::NoSession).next(HOLD.0, HOLD.1);
        if outside > 0 {
            verdict = verdict.because(Why::Outside { sessions: outside });
        }
        return verdict.figure("sessions", 0.0);
    }
    let mut findings = Findings::default();
    let (sessions, wrong) = plausible(case, &held, &mut findings);
    // A wrong row is known as well: it shows that something was held, and on what basis.
    for session in &held {
        findings.rest_on(session);
    }
    let bare = sessions
        .iter()
        .filter(|s| s.material_sha256.is_none())
        .count();
    if bare > 0 {
        findings.weaken(Basis::D);
        findings.flag(Why::NoMaterial { sessions: bare });
    }
    if outside > 0 {
        findings.flag(Why::Outside { sessions: outside });
    }
    let least = topics(case, &sessions, &mut findings);
    let total: i64 = sessions.iter().map(|s| s.reached.max(0)).sum();
    let passed: i64 = sessions.iter().filter_map(|s| s.quiz_passed).sum();
    findings
        .conclude(Why::Done {
            percent: least.unwrap_or(0),
        })
        .figure("sessions", count(sessions.len()))
        .figure("sessions_wrong", count(wrong))
        .figure("attendances", number(total))
        .figure("quiz_passed", number(passed))
        .figure("least_reached_percent", number(least.unwrap_or(0)))
}

/// Sessions whose numbers can be true: no more people than the unit has, no more passed than came.
fn plausible<'a>(
    case: &Case<'_>,
    held: &[&'a Fact<Session>],
    findings: &mut Findings,
) -> (Vec<&'a Fact<Session>>, usize) {
    let headcount = case.unit.headcount.unwrap_or(i64::MAX);
    let (good, wrong): (Vec<_>, Vec<_>) = held.iter().copied().partition(|s| {
        (0..=headcount).contains(&s.reached) && s.quiz_passed.is_none_or(|n| n <= s.reached)
    });
    for session in &wrong {
        let why = Why::TooMany {
            session: session.code.to_string(),
            reached: session.reached.max(session.quiz_passed.unwrap_or(0)),
            limit: headcount.min(session.reached.max(0)),
        };
        findings.add(Status::Partial, why, CORRECT);
    }
    (good, wrong.len())
}

/// Each topic by itself; gives the percentage of the least attended one.
fn topics(case: &Case<'_>, sessions: &[&Fact<Session>], findings: &mut Findings) -> Option<i64> {
    let headcount = case.unit.headcount.filter(|n| *n > 0);
    if headcount.is_none() {
        findings.add(Status::Partial, Why::NoHeadcount, CORRECT);
    }
    let mut least: Option<i64> = None;
    for (vi, en, words) in TOPICS {
        let about: Vec<i64> = sessions
            .iter()
            .filter(|s| s.topics.iter().any(|t| means(t, words)))
            .map(|s| s.reached)
            .collect();
        if about.is_empty() {
            findings.add(Status::Partial, Why::TopicMissing { vi, en }, HOLD);
        }
        let Some(headcount) = headcount else {
            continue;
        };
        let sum: i64 = about.iter().sum();
        let most = about.iter().copied().max().unwrap_or(0);
        let reached = if sum > headcount { most } else { sum };
        if sum > headcount && most < headcount {
            findings.flag(Why::Twice {
                vi,
                en,
                sum,
                headcount,
            });
        }
        let is_enough = number(reached) >= case.policy.reach * number(headcount);
        if !about.is_empty() && !is_enough {
            let why = Why::FewReached {
                vi,
                en,
                reached,
                headcount,
            };
            findings.add(Status::Partial, why, REACH);
        }
        let percent = reached.saturating_mul(100) / headcount;
        least = Some(least.map_or(percent, |l| l.min(percent)));
    }
    least
}

fn means(topic: &str, words: &[&str]) -> bool {
    let topic = fold(topic);
    words.iter().any(|word| topic.contains(word))
}

/// A number of people; far below 2^31.
fn number(n: i64) -> f64 {
    count(usize::try_from(n).unwrap_or(0))
}
