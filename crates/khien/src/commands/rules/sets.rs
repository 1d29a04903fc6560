//! `khien rules import`, `list` and `remove`: the sets that a data folder holds.

use super::super::{Found, setting};
use super::tell_problems;
use crate::cli::Place;
use crate::output;
use engine::hunt::{RuleSetAbout, RulesImport, rule_sets, rules_in_force};
use engine::{Actor, Shelf};
use jiff::Timestamp;
use lang::Lang;
use serde::Serialize;
use std::path::Path;

/// A set.
#[derive(Serialize)]
struct SetV1<'a> {
    name: &'a str,
    /// `in_force` or `waiting`.
    state: &'static str,
    rules: usize,
    correlations: usize,
    files: usize,
    unusable: usize,
    imported_at: Option<Timestamp>,
    sha256: Option<String>,
}

impl<'a> SetV1<'a> {
    fn of(set: &'a RuleSetAbout) -> Self {
        Self {
            name: &set.name,
            state: set.shelf.as_str(),
            rules: set.rules,
            correlations: set.correlations,
            files: set.files,
            unusable: set.unusable,
            imported_at: Some(set.imported_at),
            sha256: Some(set.sha256.to_hex()),
        }
    }
}

pub(super) async fn import(
    lang: Lang,
    import: RulesImport,
    json: bool,
    place: &Place,
) -> anyhow::Result<Found> {
    let engine = setting::engine(place).await?;
    let imported = engine.import_rules(&Actor::Local, &import).await;
    engine.close().await?;
    let imported = imported?;
    tell_problems(lang, json, &imported.problems)?;
    let (name, rules, correlations) = (
        &imported.set.name,
        imported.set.rules,
        imported.set.correlations,
    );
    let (bad, links) = (imported.problems.len(), imported.links);
    output::note(&match (lang, imported.is_known, &imported.replaced) {
        (Lang::Vi, true, _) => format!("Bộ {name} đã có đúng như vậy, không đổi gì."),
        (Lang::En, true, _) => format!("Set {name} is there just so; nothing changed."),
        (Lang::Vi, false, Some(old)) => {
            format!("Đã thay bộ {name} (trước có {} luật).", old.rules)
        }
        (Lang::En, false, Some(old)) => {
            format!("Set {name} replaced (it had {} rules).", old.rules)
        }
        (Lang::Vi, false, None) => format!("Đã nhập bộ {name}."),
        (Lang::En, false, None) => format!("Set {name} imported."),
    });
    output::note(&match lang {
        Lang::Vi => format!(
            "{rules} luật, {correlations} luật tương quan; {bad} không dùng được; {links} liên kết bỏ qua."
        ),
        Lang::En => format!(
            "{rules} rules, {correlations} correlations; {bad} unusable; {links} links passed over."
        ),
    });
    Ok(Found::when(bad > 0))
}

/// The starter set and the imported ones.
pub(super) fn list(lang: Lang, json: bool, data: &Path) -> anyhow::Result<Found> {
    let starter = rules_in_force(None, &[])?;
    let own = SetV1 {
        name: "starter",
        state: Shelf::InForce.as_str(),
        rules: starter.set.len(),
        correlations: starter.set.correlations(),
        files: starter.files,
        unusable: starter.problems.len(),
        imported_at: None,
        sha256: None,
    };
    let imported = rule_sets(data)?;
    let sets = std::iter::once(own).chain(imported.iter().map(SetV1::of));
    for set in sets {
        if json {
            output::json(&set)?;
        } else {
            output::line(&row(lang, &set));
        }
    }
    Ok(Found::Nothing)
}

fn row(lang: Lang, set: &SetV1<'_>) -> String {
    let (name, rules, correlations, bad) = (set.name, set.rules, set.correlations, set.unusable);
    let from = match (lang, set.imported_at, &set.sha256) {
        (Lang::Vi, Some(at), Some(sha256)) => format!("nhập {at:.0}  SHA-256 {sha256}"),
        (Lang::En, Some(at), Some(sha256)) => format!("imported {at:.0}  SHA-256 {sha256}"),
        (Lang::Vi, ..) => "kèm theo chương trình".to_owned(),
        (Lang::En, ..) => "comes with the program".to_owned(),
    };
    let waits = match (lang, set.state == Shelf::Waiting.as_str()) {
        (_, false) => "",
        (Lang::Vi, true) => "  (chờ dùng)",
        (Lang::En, true) => "  (waiting)",
    };
    match lang {
        Lang::Vi => format!(
            "{name:<20} {rules} luật, {correlations} tương quan, {bad} không dùng được  {from}{waits}"
        ),
        Lang::En => {
            format!(
                "{name:<20} {rules} rules, {correlations} correlations, {bad} unusable  {from}{waits}"
            )
        }
    }
}

pub(super) async fn remove(lang: Lang, name: &str, place: &Place) -> anyhow::Result<Found> {
    let engine = setting::engine(place).await?;
    let removed = engine.remove_rules(&Actor::Local, name).await;
    engine.close().await?;
    removed?;
    output::note(&match lang {
        Lang::Vi => format!("Đã gỡ bộ {name}."),
        Lang::En => format!("Set {name} removed."),
    });
    Ok(Found::Nothing)
}
