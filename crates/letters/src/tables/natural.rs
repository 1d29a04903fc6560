//! Codes for rows that have none: made of the columns that tell a row of its table from all others.
//!
//! Such a code must not depend on where the row stands: next month's file has
//! another row there, and it would take the place of this month's fact. What
//! is filled in later (answered at, closed) is no part of a code, so the filled
//! row takes the place of the open one.

use domain::facts::FactKind;

/// What tells the rows of a table apart.
pub(super) struct Natural {
    /// The columns, by name.
    pub(super) columns: &'static [&'static str],
    /// Whether other tables refer to the row by this text alone; then it must be unique in the table as it is.
    pub(super) referred: bool,
}

const fn own(columns: &'static [&'static str]) -> Natural {
    Natural {
        columns,
        referred: false,
    }
}

const fn referred(columns: &'static [&'static str]) -> Natural {
    Natural {
        columns,
        referred: true,
    }
}

/// The natural code of a table's rows.
pub(super) const fn of(kind: FactKind) -> Natural {
    use FactKind as K;
    match kind {
        K::Unit | K::System | K::Asset | K::Post | K::Portal | K::ContactPoint => {
            referred(&["name"])
        }
        K::Link => referred(&["feed"]),
        K::Network => referred(&["link"]),
        K::Advisory => referred(&["sign", "title"]),
        K::Batch => referred(&["seq"]),
        K::SourceRow => referred(&["file", "title"]),
        K::Service => own(&["kind", "provider", "consumer"]),
        K::Control => own(&["system", "clause"]),
        K::Sighting => own(&["kind", "name"]),
        K::Software => own(&["asset", "product"]),
        K::Range => own(&["cidr"]),
        K::Shift => own(&["post", "person", "from"]),
        K::CheckIn => own(&["shift", "at"]),
        K::CallBack => own(&["shift", "asked_at"]),
        K::Handover => own(&["from_shift", "to_shift"]),
        K::GapReason | K::Closure => own(&["from"]),
        K::Beat => own(&["log_source", "from", "to"]),
        K::Check => own(&["kind", "shift", "at"]),
        K::Alert => own(&["origin", "number", "asset", "class", "raised"]),
        K::AvHost => own(&["group", "host"]),
        K::AvTotal => own(&["at"]),
        K::Scan => own(&["asset", "kind", "start"]),
        K::Removal => own(&["asset", "item", "at"]),
        K::IndicatorList => own(&["issuer", "edition"]),
        K::Hit => own(&["list", "entry", "own_address", "asset", "direction"]),
        K::Exposure => own(&["asset", "advisory", "cve"]),
        K::Review => own(&["system", "at"]),
        K::Hunt => own(&["hypothesis", "period_from"]),
        K::Receipt => own(&["feed", "at"]),
        K::LinkBreak => own(&["feed", "from"]),
        K::Share => own(&["subject", "recipient", "at"]),
        K::Plan => own(&["kind", "title"]),
        K::Drill => own(&["plan", "at"]),
        K::Backup => own(&["system", "portal"]),
        K::RestoreTest => own(&["system", "start"]),
        K::Session => own(&["at", "topics", "form"]),
        K::Fetch => own(&["portal", "url", "at"]),
        K::Publication => own(&["portal", "document"]),
        K::SupportRequest => own(&["portal", "opened"]),
        K::Outage => own(&["link", "from"]),
        K::Detection | K::Action => own(&["kind", "at"]),
        K::SubscriberCase => own(&["pseudonym", "at"]),
        K::Contract => own(&["customer", "service"]),
        K::ContractClause => own(&["contract", "clause"]),
        K::Complaint => own(&["kind", "origin", "received"]),
        K::Order => own(&["issuer", "number"]),
        K::Daybook => own(&["kind", "day"]),
        K::Incident => own(&["system", "detected"]),
        K::EnclosureReceipt => own(&["sign", "title"]),
        K::StatementRow => own(&["obligation", "measure"]),
        // A unit has one return.
        K::ReturnRow => own(&[]),
    }
}

/// The code of a row: its natural columns, behind its unit unless it is referred to; `None` when all are blank.
pub(super) fn code(kind: FactKind, unit: Option<&str>, cells: &[Option<String>]) -> Option<String> {
    let natural = of(kind);
    let position = |name: &&str| kind.columns().iter().position(|c| c.name == *name);
    let parts = natural.columns.iter().filter_map(position);
    let parts: Vec<&str> = parts
        .filter_map(|at| cells.get(at).and_then(Option::as_deref))
        .collect();
    let unit = unit.filter(|_| !natural.referred);
    if parts.is_empty() && !(natural.columns.is_empty() && unit.is_some()) {
        return None;
    }
    Some(unit.into_iter().chain(parts).collect::<Vec<_>>().join("/"))
}
