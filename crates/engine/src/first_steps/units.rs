//! The first units, typed by the person who begins: the organisation itself and those right below it.
//!
//! Only while nothing is registered; a register that exists is changed by import, where every row is checked
//! against the others.

use super::roster::Change;
use crate::actor::Actor;
use crate::facts_in::Observation;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{FactKind, FactRow as _, Unit};
use domain::key::Key;
use domain::unit::UnitClass;
use std::collections::BTreeSet;

/// Most units that are typed; more come by a table.
pub const UNITS_MAX: usize = 200;
/// Longest name, in characters.
const NAME_CHARS_MAX: usize = 200;
/// The code of the organisation itself.
const TOP: &str = "DV";

/// The organisation as typed on the first evening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewUnits {
    /// Name of the organisation.
    pub name: String,
    /// What the directives address it as.
    pub class: UnitClass,
    /// Its head, who approves and closes.
    pub head: Option<String>,
    /// Names of the units right below it.
    pub below: Vec<String>,
    /// What the directives address those as.
    pub below_class: UnitClass,
}

impl Engine {
    /// Registers the first units as the word of the actor and gives how many there are now. What it writes is a
    /// register nobody has confirmed yet, which results that count it say.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ImportFacts`] for the whole organisation;
    /// [`EngineError::Invalid`] when units are registered already, a name is missing, too long or there twice;
    /// as the store.
    pub async fn register_first_units(
        &self,
        actor: &Actor,
        new: &NewUnits,
    ) -> Result<usize, EngineError> {
        self.require(actor, Action::ImportFacts, None).await?;
        let now = self.clock.now();
        let facts = self.facts_in(&[FactKind::Unit], now).await?;
        if !facts.units().is_empty() {
            return Err(EngineError::invalid(
                "đã có danh mục đơn vị; hãy sửa bằng tệp ở trang nhập dữ liệu",
                "there is a register of units already; change it by a file on the import page",
            ));
        }
        let changes = changes(new)?;
        let count = changes.len();
        let what = ("units:first", "Danh mục đơn vị nhập trên màn hình", None);
        self.store_typed(actor, what, changes, None).await?;
        Ok(count)
    }
}

fn changes(new: &NewUnits) -> Result<Vec<Change>, EngineError> {
    let refused = |vi: String, en: String| Err(EngineError::invalid(vi, en));
    let clean = |name: &String| {
        let name = domain::text::nfc(name);
        name.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let top = clean(&new.name);
    let below: Vec<String> = new
        .below
        .iter()
        .map(clean)
        .filter(|n| !n.is_empty())
        .collect();
    if top.is_empty() {
        return refused(
            "chưa ghi tên đơn vị".to_owned(),
            "the name of the organisation is missing".to_owned(),
        );
    }
    if below.len() >= UNITS_MAX {
        return refused(
            format!("quá {UNITS_MAX} đơn vị; hãy nhập danh mục bằng tệp ở trang nhập dữ liệu"),
            format!(
                "more than {UNITS_MAX} units; import the register by a file on the import page"
            ),
        );
    }
    let mut seen = BTreeSet::new();
    for name in [&top].into_iter().chain(&below) {
        if name.chars().nth(NAME_CHARS_MAX).is_some() {
            return refused(
                format!("tên đơn vị dài quá {NAME_CHARS_MAX} ký tự"),
                format!("the name of a unit is longer than {NAME_CHARS_MAX} characters"),
            );
        }
        if !seen.insert(name.to_lowercase()) {
            return refused(
                format!("đơn vị “{name}” ghi hai lần"),
                format!("the unit “{name}” is there twice"),
            );
        }
    }
    let head = new.head.as_ref().map(clean).filter(|head| !head.is_empty());
    let mut changes = vec![change(TOP, &unit(&top, new.class, head, None))];
    changes.extend(below.iter().enumerate().map(|(place, name)| {
        let row = unit(name, new.below_class, None, Some(Key::new(TOP)));
        change(&format!("{TOP}-{:02}", place + 1), &row)
    }));
    Ok(changes)
}

fn unit(name: &str, class: UnitClass, head: Option<String>, parent: Option<Key<Unit>>) -> Unit {
    Unit {
        name: name.into(),
        class: vec![class],
        tier: None,
        parent,
        head: head.map(Into::into),
        headcount: None,
        register_confirmed_at: None,
        register_confirmed_by: None,
        calendar: None,
        console_groups: Vec::new(),
        host_prefixes: Vec::new(),
        from: None,
        to: None,
    }
}

fn change(code: &str, row: &Unit) -> Change {
    Change {
        observation: Observation {
            kind: Unit::KIND,
            code: code.to_owned(),
            unit: None,
            occurred_at: None,
            cells: row.print(),
        },
        retracted: false,
    }
}
