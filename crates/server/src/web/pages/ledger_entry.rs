//! `/ledger/{seq}`: one entry, what it says, and the proof that the newest checkpoint covers it.

use super::ledger::{actor_word, kind_word, subject, unit_name};
use super::{Page, page};
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, State};
use std::collections::HashMap;
use wire::ledger::{Leaf, LeafKind};

#[derive(Template)]
#[template(path = "ledger_entry.html")]
struct EntryPage {
    f: Frame,
    seq: u64,
    kind: String,
    at: String,
    facts: Vec<(String, String)>,
    text: String,
    hash: String,
    path: Vec<String>,
    size: String,
    size_plain: u64,
    root: String,
    signed_at: String,
    holds: bool,
    older: Option<u64>,
    newer: Option<u64>,
}

/// `GET /ledger/{seq}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(seq): Path<u64>,
) -> Page {
    let entry = site.engine.ledger_entry(&viewer.actor, seq).await?;
    let names = site.engine.names().await?;
    let f = Frame::of(&site, viewer, taste, "ledger").at(format!("/ledger/{seq}"));
    let zone = site.engine.zone();
    let proof = &entry.inclusion;
    let size = proof.checkpoint.size;
    let view = EntryPage {
        seq,
        kind: kind_word(&f, &entry.leaf.kind),
        at: show::instant(entry.leaf.at, zone),
        facts: facts(&site, &f, &names, &entry.leaf),
        text: entry.text,
        hash: proof.hash.to_hex(),
        path: proof.path.iter().map(|hash| hash.to_hex()).collect(),
        size: f.n(usize::try_from(size).unwrap_or(usize::MAX)),
        size_plain: size,
        root: proof.checkpoint.root.to_hex(),
        signed_at: show::instant(proof.at, zone),
        holds: proof.holds,
        older: seq.checked_sub(1),
        newer: Some(seq.saturating_add(1)).filter(|next| *next < size),
        f,
    };
    page(&view)
}

/// The fields that the entry has, in words.
fn facts(
    site: &Site,
    f: &Frame,
    names: &HashMap<String, String>,
    leaf: &Leaf,
) -> Vec<(String, String)> {
    let status = |code: &String| {
        if leaf.kind == LeafKind::Statement {
            f.word("stated", code)
        } else {
            f.word("status", code)
        }
    };
    let actor = leaf.by.as_deref();
    let rows = [
        (
            "web-leaf-by",
            actor.map(|by| actor_word(f, names, Some(by))),
        ),
        (
            "web-leaf-about",
            leaf.directive.as_deref().map(|id| subject(site, id)),
        ),
        (
            "web-unit",
            leaf.unit.as_deref().map(|unit| unit_name(site, unit)),
        ),
        (
            "web-leaf-duty",
            leaf.obligation.clone().filter(|o| !o.is_empty()),
        ),
        (
            "web-leaf-measure",
            leaf.measure
                .as_deref()
                .map(|m| lang::measure_title(f.lang, m)),
        ),
        ("web-leaf-before", leaf.status_before.as_ref().map(status)),
        ("web-leaf-now", leaf.status.as_ref().map(status)),
        (
            "web-leaf-basis",
            leaf.basis.as_ref().map(|b| f.word("basis", b)),
        ),
        ("web-leaf-id", leaf.id.clone()),
        ("web-leaf-row", Some(leaf.row.clone())),
    ];
    rows.into_iter()
        .filter_map(|(key, value)| Some((f.t(key), value?)))
        .collect()
}
