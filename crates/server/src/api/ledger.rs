//! `/api/v1/ledger`: how far the ledger is, its entries, and the proof of one.

use super::answer;
use super::asked::{Asked, Named, slice};
use super::guard::Caller;
use super::problem::Problem;
use crate::web::Site;
use axum::Json;
use axum::extract::State;
use axum::response::Response;
use engine::proofs::Checkpoint;
use jiff::Timestamp;
use serde::Deserialize;
use utoipa::IntoParams;
use wire::api::ledger::{CheckpointV1, EntryV1, ProvenEntryV1, StandingV1};
use wire::api::{Page, cursor};

const LIST: &str = "ledger";

/// Which entries.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Query {
    /// Items of the page, 1 to 500, otherwise 100.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
}

/// Read how far the ledger is
///
/// Its size, the newest signed checkpoint and the key that signs.
#[utoipa::path(get, path = "/api/v1/ledger", tag = "ledger",
    responses((status = 200, description = "The standing of the ledger.", body = StandingV1)))]
pub(super) async fn standing(
    State(site): State<Site>,
    caller: Caller,
) -> Result<Json<StandingV1>, Problem> {
    let standing = site.engine.ledger_standing(&caller.0).await?;
    let newest = standing.newest.as_ref();
    Ok(Json(StandingV1 {
        size: newest.map_or(0, |(checkpoint, _)| checkpoint.size),
        checkpoint: newest.map(|(checkpoint, at)| signed(checkpoint, *at)),
        key: standing.key,
    }))
}

/// Fetch the newest checkpoint
///
/// The signed note as text, to be kept elsewhere: what was cut off or rewritten later shows against it.
#[utoipa::path(get, path = "/api/v1/ledger/checkpoint", tag = "ledger",
    responses((status = 200, description = "The note.", body = String, content_type = "text/plain")))]
pub(super) async fn checkpoint(
    State(site): State<Site>,
    caller: Caller,
) -> Result<Response, Problem> {
    let newest = site.engine.ledger_standing(&caller.0).await?.newest;
    let (checkpoint, _) = newest.ok_or_else(|| Problem::new("not_found"))?;
    Ok(answer::text("text/plain; charset=utf-8", checkpoint.text))
}

/// List entries of the ledger
///
/// Newest first; entries of units outside the caller's part of the tree are left out.
#[utoipa::path(get, path = "/api/v1/ledger/entries", tag = "ledger", params(Query),
    responses((status = 200, description = "A page of entries.", body = Page<EntryV1>)))]
pub(super) async fn entries(
    State(site): State<Site>,
    caller: Caller,
    Asked(asked): Asked<Query>,
) -> Result<Json<Page<EntryV1>>, Problem> {
    let slice = slice(LIST, asked.limit, asked.cursor.as_deref())?;
    let after = slice.after.as_deref().and_then(|place| place.first());
    let bad = |_| Problem::new("request.bad_cursor");
    let before = after.map(|seq| seq.parse().map_err(bad)).transpose()?;
    let found = site.engine.ledger_page(&caller.0, before, slice.limit);
    let found = found.await?;
    let next = found.before.map(|seq| cursor(LIST, &[seq.to_string()]));
    Ok(Json(Page {
        items: found.leaves.iter().map(EntryV1::from).collect(),
        next,
    }))
}

/// Read an entry with its proof
///
/// The canonical bytes of the entry, and the hashes that lead from it to the root of the newest signed checkpoint.
#[utoipa::path(get, path = "/api/v1/ledger/entries/{seq}", tag = "ledger",
    params(("seq" = u64, Path, description = "Position of the entry, from 0.")),
    responses((status = 200, description = "The entry and its proof.", body = ProvenEntryV1)))]
pub(super) async fn entry(
    State(site): State<Site>,
    caller: Caller,
    Named(seq): Named<u64>,
) -> Result<Json<ProvenEntryV1>, Problem> {
    let proven = site.engine.ledger_entry(&caller.0, seq).await?;
    let proof = proven.inclusion;
    Ok(Json(ProvenEntryV1 {
        entry: EntryV1::from(&proven.leaf),
        leaf: proven.text,
        leaf_hash: proof.hash.to_hex(),
        path: proof.path.iter().map(|hash| hash.to_hex()).collect(),
        checkpoint: signed(&proof.checkpoint, proof.at),
        holds: proof.holds,
    }))
}

fn signed(checkpoint: &Checkpoint, at: Timestamp) -> CheckpointV1 {
    CheckpointV1 {
        size: checkpoint.size,
        root: checkpoint.root.to_hex(),
        note: checkpoint.text.clone(),
        signed_at: at,
    }
}
