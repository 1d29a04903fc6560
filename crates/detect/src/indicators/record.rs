//! Which way a contact went and which own machine took part in it.

use std::net::IpAddr;
use std::sync::Arc;

use domain::event::{Column, Event};

use super::hit::{Direction, Value};
use super::inside::Inside;

/// Where a record was read.
#[derive(Debug, Clone)]
pub struct Position {
    /// Name of the file or stream.
    pub source: Arc<str>,
    /// Line, counted from 1.
    pub line: u64,
}

/// One record and what is needed to say which way it went.
pub(super) struct Record<'a> {
    pub(super) inside: &'a Inside,
    pub(super) event: &'a Event<'a>,
    pub(super) inventory: bool,
    pub(super) position: &'a Position,
}

impl Record<'_> {
    /// The way of the contact with `value`, found in a field of that column, and the own machine.
    pub(super) fn direction(
        &self,
        value: &Value,
        column: Option<Column>,
    ) -> (Direction, Option<IpAddr>) {
        let listed = match value {
            Value::Address(address) => Some(*address),
            _ => None,
        };
        if let Some(own) = listed.filter(|address| self.inventory || self.inside.holds(*address)) {
            return (Direction::Internal, Some(own));
        }
        let (way, other_end) = match column {
            _ if self.inventory => return (Direction::Internal, None),
            Some(Column::SourceAddress | Column::SourceTranslated) => {
                (Direction::Inbound, self.destinations())
            }
            Some(Column::DestinationAddress | Column::DestinationTranslated) => {
                (Direction::Outbound, self.sources())
            }
            Some(Column::Domain | Column::Url) if self.event.row.src_ip.is_some() => {
                (Direction::Outbound, self.sources())
            }
            _ => return (Direction::Unknown, None),
        };
        match other_end
            .iter()
            .find(|address| self.inside.holds(**address))
        {
            Some(own) => (way, Some(*own)),
            // Only one end was printed: the other is the device that wrote the record.
            None if other_end.is_empty() => (way, None),
            None => (Direction::Unknown, None),
        }
    }

    fn sources(&self) -> Vec<IpAddr> {
        self.ends(self.event.row.src_ip, Column::SourceTranslated)
    }

    fn destinations(&self) -> Vec<IpAddr> {
        self.ends(self.event.row.dst_ip, Column::DestinationTranslated)
    }

    fn ends(&self, plain: Option<IpAddr>, translated: Column) -> Vec<IpAddr> {
        let fields = self
            .event
            .fields
            .iter()
            .filter(|field| field.column == Some(translated));
        let translated = fields.filter_map(|field| field.value.trim().parse().ok());
        // FortiGate prints 0.0.0.0 where nothing was translated.
        plain
            .into_iter()
            .chain(translated)
            .filter(|address: &IpAddr| !address.is_unspecified())
            .collect()
    }

    /// The code of the own machine, from the inventory row or by its address.
    pub(super) fn asset(&self, machine: Option<IpAddr>) -> Option<Arc<str>> {
        let named = |column| {
            let mut fields = self
                .event
                .fields
                .iter()
                .filter(|field| field.column == Some(column));
            fields
                .find(|field| !field.value.trim().is_empty())
                .map(|field| field.value.trim().into())
        };
        if self.inventory
            && let Some(name) = named(Column::Asset).or_else(|| named(Column::Host))
        {
            return Some(name);
        }
        self.inside.asset(machine?).cloned()
    }
}
