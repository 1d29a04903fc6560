//! The figures of a result: done of the total as a bar, and all others in a table with units and sources.

use super::view::{FigureRow, FigureView};
use super::{figure_text, table_title};
use crate::web::frame::Frame;
use crate::web::show;
use domain::facts::{Basis, FactKind};
use domain::figures::{FigureKind, FigureUnit};
use domain::judgement::{Figure, Judgement};
use domain::measures;

/// Shown by the bar, by basis.
const IN_THE_BAR: &[&str] = &["done", "total", "done_a", "done_b", "done_c", "done_d"];
/// Of no interest while they are zero.
const SILENT_AT_ZERO: &[&str] = &["open", "bad", "none"];

/// Done of the total, drawn by the source of what is done; none where a result counts nothing.
pub(super) fn bar(f: &Frame, judgement: &Judgement) -> Option<FigureView> {
    let text = figure_text(f.lang, judgement)?;
    let total = judgement.figure("total").filter(|t| *t > 0.0)?;
    let done = judgement.figure("done")?;
    let mut from = 0.0;
    let mut parts = Vec::new();
    let mut by_basis = Vec::new();
    for (class, group, keys) in [
        ("f-met", "basis-group-machine", ["done_a", "done_a"]),
        ("f-acc", "basis-group-imported", ["done_b", "done_b"]),
        ("f-part", "basis-group-declared", ["done_c", "done_d"]),
    ] {
        let [first, second] = keys;
        let value = judgement.figure(first).unwrap_or(0.0)
            + if first == second {
                0.0
            } else {
                judgement.figure(second).unwrap_or(0.0)
            };
        if value > 0.0 {
            let width = value / total * 100.0;
            parts.push((class, format!("{from:.2}"), format!("{width:.2}")));
            by_basis.push((f.t(group), show::number(f.lang, value)));
            from += width;
        }
    }
    if parts.is_empty() {
        parts.push((
            "f-met",
            "0".to_owned(),
            format!("{:.2}", done / total * 100.0),
        ));
    }
    Some(FigureView {
        percent: format!("{} %", show::number(f.lang, done / total * 100.0)),
        text,
        parts,
        by_basis,
    })
}

/// The figures that the bar does not show, in the order of the measure.
pub(super) fn rows(f: &Frame, judgement: &Judgement) -> Vec<FigureRow> {
    let has_bar = bar(f, judgement).is_some();
    let is_silent = |figure: &Figure| {
        (has_bar && IN_THE_BAR.contains(&figure.key))
            || (figure.value == 0.0 && SILENT_AT_ZERO.contains(&figure.key))
    };
    let figures = judgement.figures.iter().filter(|figure| !is_silent(figure));
    figures
        .filter_map(|figure| row(f, judgement, figure))
        .collect()
}

fn row(f: &Frame, judgement: &Judgement, figure: &Figure) -> Option<FigureRow> {
    let kind = FigureKind::of(figure.key)?;
    let tables = kind.tables_of(measures::of(judgement.measure));
    let sources: Vec<String> = tables.map(|table| source(f, judgement, table)).collect();
    Some(FigureRow {
        name: f.t(&format!("figure-{}", kind.key)),
        value: value(f, kind.unit, figure.value),
        source: sources.join("; "),
    })
}

/// The number with its unit; the form of the word follows the number.
fn value(f: &Frame, unit: FigureUnit, value: f64) -> String {
    let number = show::number(f.lang, value);
    if unit == FigureUnit::Plain {
        return number;
    }
    // Only whether it is exactly one matters.
    let count: i64 = if value == 1.0 { 1 } else { 2 };
    f.tx(
        &format!("figure-unit-{}", unit.as_str()),
        &[("count", count.into()), ("value", (&number).into())],
    )
}

/// The table, and how its rows among the evidence came here.
fn source(f: &Frame, judgement: &Judgement, table: FactKind) -> String {
    let title = table_title(f.lang, table.name());
    let rows = judgement
        .evidence
        .iter()
        .filter(|e| e.table == table.name());
    let mut groups: Vec<String> = Vec::new();
    for row in rows {
        let group = f.t(match row.basis {
            Basis::A => "basis-group-machine",
            Basis::B => "basis-group-imported",
            Basis::C | Basis::D => "basis-group-declared",
        });
        if !groups.contains(&group) {
            groups.push(group);
        }
    }
    if groups.is_empty() {
        title
    } else {
        format!("{title} ({})", groups.join(", "))
    }
}
