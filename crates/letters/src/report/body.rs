//! The body: what was done, what is wrong, what is asked for.

use super::{Counted, DutyLine, ReportInput, Zero};
use crate::layout::figures::{capitalised, number, shortened, with_stop};
use crate::layout::paper::{BODY, Block, Look, body, body_of, heading, run};
use domain::judgement::Status;
use domain::measure_id::MeasureId;
use lang::{Lang, text, word};

/// The sections of the usual report-back (`facts.md` f) and the measures each one tells of.
const RESULTS: &[(&str, &[MeasureId])] = &[
    ("report-result-duty", &[MeasureId::DutyRoster]),
    (
        "report-result-watch",
        &[
            MeasureId::WatchSiem,
            MeasureId::WatchAntimalware,
            MeasureId::Hunt,
            MeasureId::AlertsIrlab,
        ],
    ),
    ("report-result-malware", &[MeasureId::MalwareRemove]),
    ("report-result-botnet", &[MeasureId::BotnetPriorityCheck]),
    (
        "report-result-vulnerabilities",
        &[MeasureId::VulnReviewFix, MeasureId::PatchFull],
    ),
    ("report-result-ncsc", &[MeasureId::NcscConnect]),
    (INCIDENTS, &[MeasureId::Escalate]),
    (
        "report-result-portals",
        &[MeasureId::PortalPublishFulltext, MeasureId::PortalCheck],
    ),
    ("report-result-awareness", &[MeasureId::Awareness]),
    (
        "report-result-telecom",
        &[
            MeasureId::TelcoInfra,
            MeasureId::TelcoProtect,
            MeasureId::TelcoContract,
            MeasureId::SpamComplaints,
            MeasureId::AuthorityOrders,
        ],
    ),
    ("report-result-levels", &[MeasureId::LevelMeasuresReview]),
    ("report-result-plan", &[MeasureId::ResponsePlan]),
];
/// The section that also tells of incidents.
const INCIDENTS: &str = "report-result-incidents";
/// Sections 1 to 9 stand in every such report, asked for or not, so that reports can be laid side by side.
const ALWAYS: usize = 9;
/// Reasons told of one duty.
const REASONS_MAX: usize = 3;
/// Longest reason told whole, in characters.
const REASON_CHARS_MAX: usize = 240;
/// Units without a report named in the text; the annex marks them all.
const MISSING_MAX: usize = 20;
/// The obligation that no clause prints: the contacts at the end of a directive.
pub(super) const CONTACTS: &str = "contacts";
/// Statuses as a reader asks for them: what is done, what is wrong, what is open.
pub(super) const READING_ORDER: [Status; 5] = [
    Status::Met,
    Status::Partial,
    Status::NotMet,
    Status::Unknown,
    Status::NotApplicable,
];

fn t(id: &str, values: &[(&str, lang::Value<'_>)]) -> String {
    text(Lang::Vi, id, values)
}

/// Parts I to IV and the closing sentence.
pub(super) fn body_blocks(input: &ReportInput) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![
        heading(&t("report-section-1", &[]), 0).into(),
        heading(&t("report-section-1-documents", &[]), 1).into(),
    ];
    blocks.extend(lines(&input.documents, "report-not-established"));
    blocks.push(heading("2. Báo cáo của các đơn vị", 1).into());
    blocks.push(body(&reporting(input)).into());
    blocks.push(heading(&t("report-section-2", &[]), 0).into());
    blocks.extend(results(input));
    blocks.push(heading(&t("report-section-3", &[]), 0).into());
    blocks.extend(lines(&input.shortcomings, "report-no-shortcoming"));
    blocks.push(heading(&t("report-section-4", &[]), 0).into());
    blocks.extend(lines(&input.proposals, "report-no-proposal"));
    let note = Look::size(BODY - 4).italic();
    // Kept with the signature, so that it never stands on a page without any text of the report.
    blocks.push(
        body_of([run(&with_stop(&input.claim), note)])
            .keep_next(true)
            .into(),
    );
    blocks.push(
        body_of([run(&t("report-internal-limits", &[]), note)])
            .keep_next(true)
            .into(),
    );
    let closing = t("report-closing", &[("unit", input.issuer.as_str().into())]);
    blocks.push(body(&closing).keep_next(true).into());
    blocks
}

fn lines(lines: &[String], when_empty: &str) -> Vec<Block> {
    if lines.is_empty() {
        return vec![body(&t(when_empty, &[])).into()];
    }
    let line = |line: &String| body(&format!("- {}", with_stop(&capitalised(line)))).into();
    lines.iter().map(line).collect()
}

/// Who has reported; the missing ones by name, never counted as zero. A province's many are named in the annex.
fn reporting(input: &ReportInput) -> String {
    let missing = &input.missing_units;
    if missing.is_empty() {
        return t("report-all-units", &[("count", input.unit_count.into())]);
    }
    let received = input.unit_count.saturating_sub(missing.len());
    let shown = missing.get(..MISSING_MAX).unwrap_or(missing);
    let mut units = shown.join(", ");
    if shown.len() < missing.len() {
        let more = missing.len() - shown.len();
        units.push_str(&format!(
            " và {more} đơn vị khác, in nghiêng tại Phụ lục II"
        ));
    }
    let named = t("report-missing-units", &[("units", units.as_str().into())]);
    let (all, silent) = (input.unit_count, missing.len());
    format!("Đã nhận báo cáo của {received}/{all} đơn vị, {silent} đơn vị chưa báo cáo. {named}")
}

fn results(input: &ReportInput) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut printed = 0;
    for (at, (title, measures)) in RESULTS.iter().enumerate() {
        let duties: Vec<&DutyLine> = input
            .duties
            .iter()
            .filter(|d| measures.contains(&d.measure))
            .collect();
        if duties.is_empty() && at >= ALWAYS {
            continue;
        }
        printed += 1;
        blocks.push(heading(&numbered(&t(title, &[]), printed), 1).into());
        if *title == INCIDENTS {
            blocks.push(body(&incidents(input.incidents)).into());
        } else if duties.is_empty() {
            blocks.push(body("Văn bản không giao nhiệm vụ này.").into());
        }
        blocks.extend(duties.into_iter().flat_map(result));
    }
    blocks
}

/// The title with its place in this report; the texts carry the number of the full skeleton.
fn numbered(title: &str, number: usize) -> String {
    let bare = title.split_once(". ").map_or(title, |(_, bare)| bare);
    format!("{number}. {bare}")
}

/// "Không có" stands only where zero is proved.
fn incidents(incidents: Zero) -> String {
    match incidents {
        Zero::Proved => t("report-none", &[]),
        Zero::NotEstablished => t("report-not-established", &[]),
        Zero::Count(n) => format!("Ghi nhận {n} sự cố."),
    }
}

/// One duty: a compact paragraph, then its most telling reasons.
fn result(duty: &DutyLine) -> Vec<Block> {
    let title = format!("- {}", duty.title);
    let clause = match duty.obligation.as_str() {
        CONTACTS => "phần đầu mối liên hệ".to_owned(),
        path => format!("nhiệm vụ {path}"),
    };
    let mut told = format!(" ({clause}): {}.", outcome(duty));
    if let Some(counted) = duty.counted {
        told.push_str(&format!(" {}.", figures(counted)));
    }
    if !duty.figures.is_empty() {
        let further: Vec<String> = duty
            .figures
            .iter()
            .map(|(label, value)| format!("{label}: {value}"))
            .collect();
        told.push_str(&format!(
            " {}",
            with_stop(&capitalised(&further.join("; ")))
        ));
    }
    let runs = [
        run(&title, Look::size(BODY).italic()),
        run(&told, Look::size(BODY)),
    ];
    let mut blocks: Vec<Block> = vec![body_of(runs).into()];
    let reasons = duty.reasons.iter().take(REASONS_MAX);
    blocks.extend(reasons.map(|reason| {
        body(&format!(
            "+ {}",
            with_stop(&capitalised(&shortened(reason, REASON_CHARS_MAX)))
        ))
        .into()
    }));
    let more = duty.reasons.len().saturating_sub(REASONS_MAX);
    if more > 0 {
        blocks.push(
            body(&format!(
                "+ Còn {more} nội dung khác, xem kết quả theo đơn vị tại Phụ lục II."
            ))
            .into(),
        );
    }
    blocks
}

/// How many units stand where; a single unit's result is just its word.
fn outcome(duty: &DutyLine) -> String {
    let of = |status: Status| {
        let counts = Status::ALL.iter().zip(duty.by_status);
        counts
            .into_iter()
            .find(|(s, _)| **s == status)
            .map_or(0, |(_, n)| n)
    };
    let units: u32 = duty
        .by_status
        .iter()
        .fold(0, |sum, n| sum.saturating_add(*n));
    let silent = match (duty.not_reported, units) {
        (0, _) => String::new(),
        (_, 1) => " (đơn vị chưa báo cáo)".to_owned(),
        (n, _) => format!(" ({n} chưa báo cáo)"),
    };
    let counted = READING_ORDER.into_iter().filter(|s| of(*s) > 0);
    let name = |s: Status| word(Lang::Vi, "status", s.as_str()).to_lowercase();
    match units {
        0 => "không có đơn vị thuộc diện áp dụng".to_owned(),
        1 => counted.map(name).collect::<String>() + &silent,
        _ => {
            let parts: Vec<String> = counted.map(|s| format!("{} {}", name(s), of(s))).collect();
            format!("{} trên {units} đơn vị{silent}", parts.join(", "))
        }
    }
}

/// "Đã xong 231/250, trong đó máy xác nhận …, nhập …, tự khai …".
fn figures(counted: Counted) -> String {
    let (done, total) = (number(counted.done), number(counted.total));
    let values = [
        ("label", "Đã xong".into()),
        ("done", done.as_str().into()),
        ("total", total.as_str().into()),
    ];
    let figure = t("report-figure", &values);
    if counted.done <= 0.0 {
        return figure;
    }
    let [machine, imported, declared] =
        [counted.machine, counted.imported, counted.declared].map(number);
    let basis = t(
        "report-by-basis",
        &[
            ("machine", machine.as_str().into()),
            ("imported", imported.as_str().into()),
            ("declared", declared.as_str().into()),
        ],
    );
    format!("{figure}. {}", basis.trim_end_matches('.'))
}
