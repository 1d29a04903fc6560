//! What an import tells of its logs: what could not be read or used, and which of them are no hunt for it.

use super::NOTICES_MAX;
use crate::facts_in::derive::findings::{Findings, GROUPS_MAX};
use crate::facts_in::provenance::at_row;
use crate::hunt::Rules;
use domain::facts::{Fact, SourceRow};
use letters::tables::TableProblem;

/// What could not be read or used, and what was too much or nobody's.
pub(super) fn tell(rules: &Rules, found: &Findings<'_>, notices: &mut Vec<TableProblem>) {
    notices.extend(unusable(rules));
    for ((source, kind), (count, _)) in found.hunted.problems.iter().take(NOTICES_MAX) {
        let name = found.by_path.find(source);
        notices.push(notice(
            name.map_or("logs", |log| log.name.as_str()),
            "log.bad_records",
            format!("{count} bản ghi không đọc được ({kind})"),
            format!("{count} records can't be read ({kind})"),
        ));
    }
    let flawed = found.logs.iter().filter(|(_, log)| !log.is_whole());
    for (name, log) in flawed.take(NOTICES_MAX) {
        if let Some(why) = log.read.broken_off {
            notices.push(broken_off(name, why));
        }
        if !log.nobodys.is_empty() {
            notices.push(nobodys(name, log.nobodys.len()));
        }
        if log.left_out > 0 {
            notices.push(left_out(name, log.left_out));
        }
    }
}

/// Several sources name the file of one log.
pub(super) fn several_senders(log: &str, senders: &[&Fact<SourceRow>]) -> TableProblem {
    let codes = senders.iter().take(NOTICES_MAX).map(|s| s.code.as_str());
    let codes = codes.collect::<Vec<_>>().join(", ");
    notice(
        log,
        "log.several_sources",
        format!(
            "nhiều nguồn cùng ghi tệp này ({codes}) nên không rõ nhật ký của ai, và không thành lần săn lùng: \
             ghi một nguồn trong bảng sources nhập cùng"
        ),
        format!(
            "several sources name this file ({codes}), so nobody knows whose log it is, and it is no hunt: \
             name one in a table sources imported with it"
        ),
    )
}

/// Imported sets are checked when they are imported, but what they lack then may be lacking still.
fn unusable(rules: &Rules) -> Option<TableProblem> {
    let count = rules.problems.len().saturating_add(rules.passed_over);
    (count > 0).then(|| {
        notice(
            "rules",
            "rules.unusable",
            format!(
                "{count} luật không dùng được khi nhập dữ liệu (sai, trùng, hoặc cần giá trị %TÊN%): xem khien rules check"
            ),
            format!(
                "{count} rules can't be used on imports (wrong, there twice, or in need of a %NAME%): see khien rules check"
            ),
        )
    })
}

fn broken_off(log: &str, why: &str) -> TableProblem {
    notice(
        log,
        "log.unreadable",
        format!(
            "nhật ký không đọc được đến hết ({why}): phát hiện ở phần đã đọc vẫn thành cảnh báo, nhưng nhật ký này \
             không thành lần săn lùng; hãy lấy lại nhật ký đầy đủ"
        ),
        format!(
            "the log could not be read to its end ({why}): what was found in the part read is alerts all the same, \
             but this log is no hunt; fetch the whole log again"
        ),
    )
}

fn nobodys(log: &str, count: usize) -> TableProblem {
    notice(
        log,
        "row.no_unit",
        format!(
            "{count} cảnh báo không nhận ra đơn vị (theo máy, nguồn của nhật ký, dải địa chỉ); \
             nhật ký này vì thế không thành lần săn lùng"
        ),
        format!(
            "{count} alerts belong to no known unit (by machine, source of the log or range); \
             this log is no hunt therefore"
        ),
    )
}

fn left_out(log: &str, count: u64) -> TableProblem {
    notice(
        log,
        "log.too_many_findings",
        format!(
            "quá {GROUPS_MAX} cảnh báo mới; {count} phát hiện không thành cảnh báo, và nhật ký này vì thế không thành \
             lần săn lùng: xem bằng khien logs hunt"
        ),
        format!(
            "more than {GROUPS_MAX} new alerts; {count} findings became none, and this log is no hunt therefore: \
             look at them with khien logs hunt"
        ),
    )
}

fn notice(file: &str, code: &'static str, vi: String, en: String) -> TableProblem {
    TableProblem {
        row: None,
        ..at_row(file, 0, code, vi, en)
    }
}
