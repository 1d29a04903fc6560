//! What an address carries: filters, the slice, ids; each refused with a problem when it is not of its form.

use super::problem::Problem;
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::request::Parts;
use engine::accounts::DirectiveId;
use engine::records::{LIMIT_MAX, Listed, Slice};
use serde::Serialize;
use serde::de::DeserializeOwned;
use utoipa::ToSchema;
use wire::api::{Page, cursor, position};

/// Items of a page when nobody says how many.
const LIMIT_USUAL: usize = 100;

/// The query of an address. A parameter that the door does not know is refused: a filter misspelt would else tell of
/// everything.
pub(super) struct Asked<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(asked) = Query::from_request_parts(parts, state).await?;
        Ok(Self(asked))
    }
}

/// The variables of an address.
pub(super) struct Named<T>(pub(super) T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Named<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(named) = Path::from_request_parts(parts, state).await?;
        Ok(Self(named))
    }
}

/// The slice of a list that is asked for.
pub(super) fn slice(
    list: &str,
    limit: Option<usize>,
    after: Option<&str>,
) -> Result<Slice, Problem> {
    let limit = limit.unwrap_or(LIMIT_USUAL);
    if limit == 0 || limit > LIMIT_MAX {
        return Err(Problem::new("request.bad_limit"));
    }
    Ok(Slice {
        after: after.map(|after| position(list, after)).transpose()?,
        limit,
    })
}

/// A slice as a page of the wire.
pub(super) fn paged<T, U: Serialize + ToSchema>(
    list: &str,
    listed: Listed<T>,
    item: impl FnMut(T) -> U,
) -> Page<U> {
    let listed = listed.map(item);
    Page {
        items: listed.items,
        next: listed.next.map(|place| cursor(list, &place)),
    }
}

/// A filter that must be a word of a closed list.
pub(super) fn word<T>(
    name: &str,
    value: Option<&str>,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<Option<T>, Problem> {
    let bad = |value: &str| Problem::new("request.bad_filter").because(format!("{name}={value}"));
    value
        .map(|value| parse(value).ok_or_else(|| bad(value)))
        .transpose()
}

/// An id in the address: one that can't be an id is that of nothing.
pub(super) fn id<T>(text: &str, parse: impl Fn(&str) -> Option<T>) -> Result<T, Problem> {
    parse(text).ok_or_else(|| Problem::new("not_found"))
}

/// The directive that a filter names, if it names one.
pub(super) fn directive(id: Option<&str>) -> Result<Option<DirectiveId>, Problem> {
    id.map(|text| self::id(text, DirectiveId::parse))
        .transpose()
}
