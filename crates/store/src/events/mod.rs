//! What goes with events and is not an event: who sends them, the alerts that come of them, and hunting in them.
//!
//! The events themselves are in `lake`. Rows here are changed in place and not bound to the ledger. What a state, a
//! severity or a class means is not known here.

mod alert;
mod hunt;
mod judging;
mod noise;
mod position;
mod retro;
mod search;
mod source;
mod suppression;

pub use alert::{Alert, AlertPlace, AlertQuery, EventRef};
pub use hunt::EventHunt;
pub use judging::EventJudging;
pub use noise::RuleCount;
pub use retro::RetroHunt;
pub use search::SavedSearch;
pub use source::EventSource;
pub use suppression::Suppression;

use crate::StoreError;
use sea_orm::sea_query::{Expr, ExprTrait as _, SimpleExpr};
use sea_orm::{ColumnTrait, Condition};

/// Rows of these units; `None` is all of them, and those of no unit.
fn of_units(column: impl ColumnTrait, units: Option<&[String]>) -> Condition {
    match units {
        None => Condition::all(),
        Some(units) => Condition::all().add(column.is_in(units.iter().map(String::as_str))),
    }
}

/// A column with a number added to it.
fn plus(column: impl ColumnTrait, more: i64) -> SimpleExpr {
    Expr::col(column).add(more)
}

/// A number as its column holds it.
fn number(value: u64) -> Result<i64, StoreError> {
    crate::bound::position_column(value)
}
