//! `/ledger`: sổ minh chứng. How far it is, verifying it, its newest entries, the checkpoint to keep elsewhere.

use super::evidence::attachment;
use super::page;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use engine::proofs::VerifyReport;
use serde::Deserialize;
use std::collections::HashMap;
use wire::ledger::{Leaf, LeafKind};

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Only entries before this position.
    #[serde(default)]
    before: Option<u64>,
}

#[derive(Template)]
#[template(path = "ledger.html")]
struct LedgerPage {
    f: Frame,
    leaves: String,
    head: Option<HeadView>,
    key: String,
    checked: Option<CheckedView>,
    given: String,
    rows: Vec<RowView>,
    is_first: bool,
    before: Option<u64>,
}

/// The newest checkpoint.
struct HeadView {
    root: String,
    at: String,
    text: String,
}

/// What verifying found.
struct CheckedView {
    is_intact: bool,
    told: String,
    problems: Vec<ProblemView>,
    left_out: usize,
}

struct ProblemView {
    seq: Option<u64>,
    what: String,
    code: &'static str,
}

struct RowView {
    seq: u64,
    at: String,
    kind: String,
    what: String,
    by: String,
}

/// `GET /ledger`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    write(&site, viewer, taste, asked.before, None).await
}

/// `POST /ledger`: verifies all of it, against a checkpoint from outside where one was pasted.
pub(crate) async fn verify(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    form: Checked,
) -> Result<Response, PageError> {
    // Browsers send line ends as CR LF; a signed note has LF only.
    let given = form
        .text("checkpoint")
        .map(|text| format!("{}\n", text.replace("\r\n", "\n")));
    let report = site
        .engine
        .verify_ledger_for(&viewer.actor, given.as_deref())
        .await?;
    let given = given.unwrap_or_default();
    write(&site, viewer, taste, None, Some((report, given))).await
}

/// `GET /ledger/checkpoint`: the signed note as a file.
pub(crate) async fn checkpoint(
    State(site): State<Site>,
    viewer: Viewer,
) -> Result<Response, PageError> {
    let standing = site.engine.ledger_standing(&viewer.actor).await?;
    let (checkpoint, _) = standing.newest.ok_or(PageError::NotFound)?;
    let name = format!("khien-checkpoint-{}.txt", checkpoint.size);
    Ok(attachment(&name, checkpoint.text.into_bytes()))
}

async fn write(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    before: Option<u64>,
    report: Option<(VerifyReport, String)>,
) -> Result<Response, PageError> {
    let standing = site.engine.ledger_standing(&viewer.actor).await?;
    let entries = site.engine.ledger_entries(&viewer.actor, before).await?;
    let names = site.engine.names().await?;
    let f = Frame::of(site, viewer, taste, "ledger").at("/ledger");
    let zone = site.engine.zone();
    let count = |n: u64| f.n(usize::try_from(n).unwrap_or(usize::MAX));
    let rows = entries.leaves.iter().map(|leaf| RowView {
        seq: leaf.seq,
        at: show::instant(leaf.at, zone),
        kind: kind_word(&f, &leaf.kind),
        what: what(site, &f, leaf),
        by: actor_word(&f, &names, leaf.by.as_deref()),
    });
    let rows = rows.collect();
    let leaves = standing.newest.as_ref().map_or(0, |(c, _)| c.size);
    let view = LedgerPage {
        leaves: count(leaves),
        head: standing.newest.map(|(checkpoint, at)| HeadView {
            root: checkpoint.root.to_hex(),
            at: show::instant(at, zone),
            text: checkpoint.text,
        }),
        key: standing.key,
        given: report
            .as_ref()
            .map(|(_, given)| given.clone())
            .unwrap_or_default(),
        checked: report.map(|(report, _)| checked(&f, &report)),
        rows,
        is_first: before.is_none(),
        before: entries.before,
        f,
    };
    Ok(page(&view)?.into_response())
}

fn checked(f: &Frame, report: &VerifyReport) -> CheckedView {
    let count = |n: u64| f.n(usize::try_from(n).unwrap_or(usize::MAX));
    let (leaves, heads) = (count(report.leaves), count(report.heads));
    let is_intact = report.is_intact();
    let key = match (is_intact, report.checkpoints) {
        (true, 0) => "web-ledger-intact",
        (true, _) => "web-ledger-intact-against",
        (false, _) => "web-ledger-altered",
    };
    CheckedView {
        is_intact,
        told: f.tx(
            key,
            &[("leaves", (&leaves).into()), ("heads", (&heads).into())],
        ),
        problems: report
            .problems
            .iter()
            .map(|problem| ProblemView {
                seq: problem.seq,
                what: f.t(&format!(
                    "web-{}",
                    problem.code.as_str().replace(['.', '_'], "-")
                )),
                code: problem.code.as_str(),
            })
            .collect(),
        left_out: usize::try_from(report.problems_left_out).unwrap_or(usize::MAX),
    }
}

/// The kind of an entry in words.
pub(crate) fn kind_word(f: &Frame, kind: &LeafKind) -> String {
    f.t(match kind {
        LeafKind::Import => "web-leaf-import",
        LeafKind::Directive => "web-leaf-directive",
        LeafKind::StatusChanged => "web-leaf-status-changed",
        LeafKind::JudgedAgain => "web-leaf-judged-again",
        LeafKind::Statement => "web-leaf-statement",
        LeafKind::ReturnClosed => "web-leaf-return-closed",
        LeafKind::ReturnReopened => "web-leaf-return-reopened",
        LeafKind::Setting => "web-leaf-setting",
        LeafKind::CutOff => "web-leaf-cut-off",
        LeafKind::Report => "web-leaf-report",
        LeafKind::File => "web-leaf-file",
        LeafKind::Other(word) => return word.clone(),
    })
}

/// Who did it: a name where the word is of an account or token, else what kind of actor it was.
pub(crate) fn actor_word(f: &Frame, names: &HashMap<String, String>, by: Option<&str>) -> String {
    match by {
        None => String::new(),
        Some("local") => f.t("web-actor-local"),
        Some("judge") => f.t("web-actor-judge"),
        Some(word) => match names.get(word) {
            Some(name) => name.clone(),
            None if word.starts_with("link:") => f.t("web-actor-link"),
            None if word.starts_with("token:") => f.t("web-actor-token"),
            None if word.len() == 36 => f.t("web-actor-gone"),
            None => f.tv("web-actor-job", word),
        },
    }
}

/// The name of a unit as it is registered, else its code.
pub(crate) fn unit_name(site: &Site, code: &str) -> String {
    let all = site.engine.live().all();
    all.last()
        .and_then(|held| held.unit(code).map(|unit| unit.name.to_string()))
        .unwrap_or_else(|| code.to_owned())
}

/// What a directive in force is about, else its id.
pub(crate) fn subject(site: &Site, id: &str) -> String {
    let all = site.engine.live().all();
    let held = all.iter().find(|h| h.in_force.id.to_string() == id);
    held.map_or_else(|| id.to_owned(), |held| super::reports::title(held))
}

fn what(site: &Site, f: &Frame, leaf: &Leaf) -> String {
    let status = |code: &str| f.word("status", code);
    let mut parts: Vec<String> = Vec::new();
    parts.extend(leaf.unit.as_deref().map(|code| unit_name(site, code)));
    parts.extend(
        leaf.obligation
            .as_deref()
            .filter(|o| !o.is_empty() && *o != domain::directive::Obligation::CONTACTS)
            .map(|o| f.tv("web-duty-of", o)),
    );
    parts.extend(
        leaf.measure
            .as_deref()
            .map(|measure| lang::measure_title(f.lang, measure)),
    );
    match (&leaf.kind, &leaf.status, &leaf.status_before) {
        (LeafKind::Statement, Some(claim), _) => parts.push(f.word("stated", claim)),
        (_, Some(now), Some(before)) if now != before => {
            parts.push(format!("{} → {}", status(before), status(now)));
        }
        (_, Some(now), _) => parts.push(status(now)),
        _ => {}
    }
    if leaf.kind == LeafKind::Import {
        parts.extend(leaf.basis.as_deref().map(|b| f.word("basis", b)));
    }
    if parts.is_empty() {
        parts.extend(leaf.directive.as_deref().map(|id| subject(site, id)));
    }
    parts.join(" · ")
}
