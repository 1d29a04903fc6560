//! The figures of results: what every key counts, in which unit, and from which tables.
//!
//! One row a key, so that a page can show any figure of any measure in words; a test compares the list with what the
//! measures give. It holds no words for people: those stand in `lang` under the same keys.

use crate::facts::FactKind;
use crate::measure::Measure;
use crate::unit::closed_words;

closed_words! {
    /// What a figure is counted in.
    FigureUnit {
        /// A bare number: its name says what it counts.
        Plain "plain",
        /// Per cent.
        Percent "percent",
        /// Hours.
        Hours "hours",
        /// Minutes.
        Minutes "minutes",
        /// Times, occasions.
        Times "times",
        /// Machines.
        Machines "machines",
        /// Systems.
        Systems "systems",
        /// People.
        People "people",
        /// Shifts.
        Shifts "shifts",
        /// Alerts.
        Alerts "alerts",
        /// Incidents.
        Incidents "incidents",
        /// Findings.
        Findings "findings",
        /// Events.
        Events "events",
        /// Addresses.
        Addresses "addresses",
        /// Documents.
        Documents "documents",
        /// Portals.
        Portals "portals",
        /// Links.
        Links "links",
        /// Orders.
        Orders "orders",
        /// Batches.
        Batches "batches",
    }
}

/// One kind of figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FigureKind {
    /// Its key in results and JSON.
    pub key: &'static str,
    /// What it is counted in.
    pub unit: FigureUnit,
    /// The tables it is counted from; of a key that several measures share, each has its own among them.
    pub tables: &'static [FactKind],
}

impl FigureKind {
    /// The kind of this key.
    #[must_use]
    pub fn of(key: &str) -> Option<&'static Self> {
        FIGURES.iter().find(|kind| kind.key == key)
    }

    /// The tables a measure counts it from.
    pub fn tables_of(&self, measure: &Measure) -> impl Iterator<Item = FactKind> {
        let tables = self.tables.iter().copied();
        tables.filter(|table| measure.needs(*table))
    }
}

const fn kind(key: &'static str, unit: FigureUnit, tables: &'static [FactKind]) -> FigureKind {
    FigureKind { key, unit, tables }
}

use FactKind as F;
use FigureUnit as U;

/// All figures, those common to all counts first.
pub const FIGURES: &[FigureKind] = &[
    kind("done", U::Plain, &[]),
    kind("total", U::Plain, &[]),
    kind("open", U::Plain, &[]),
    kind("bad", U::Plain, &[]),
    kind("none", U::Plain, &[]),
    kind("total_at_start", U::Plain, &[]),
    kind("done_a", U::Plain, &[]),
    kind("done_b", U::Plain, &[]),
    kind("done_c", U::Plain, &[]),
    kind("done_d", U::Plain, &[]),
    kind("acknowledge_minutes_median", U::Minutes, &[F::Alert]),
    kind("acknowledged", U::Alerts, &[F::Alert]),
    kind("affected", U::Machines, &[F::Exposure]),
    kind("alerts", U::Alerts, &[F::Alert]),
    kind("alerts_critical", U::Alerts, &[F::Alert]),
    kind("alerts_high", U::Alerts, &[F::Alert]),
    kind("alerts_low", U::Alerts, &[F::Alert]),
    kind("alerts_medium", U::Alerts, &[F::Alert]),
    kind("alerts_open", U::Alerts, &[F::Alert]),
    kind("alerts_verified", U::Alerts, &[F::Alert]),
    kind("answered_cleaned", U::Times, &[F::Hit]),
    kind("answered_in_progress", U::Times, &[F::Hit]),
    kind("answered_not_ours", U::Times, &[F::Hit]),
    kind("answered_not_reproduced", U::Times, &[F::Hit]),
    kind("appraised", U::Systems, &[F::System]),
    kind("approved", U::Systems, &[F::System]),
    kind("attendances", U::People, &[F::Session]),
    kind("batches", U::Batches, &[F::Batch]),
    kind("batches_missing", U::Batches, &[F::Batch]),
    kind("blocks", U::Times, &[F::Action]),
    kind("bulletins", U::Plain, &[F::Advisory]),
    kind("bulletins_cited", U::Plain, &[F::Advisory]),
    kind("cases", U::Plain, &[F::SubscriberCase]),
    kind("checks", U::Times, &[F::Check]),
    kind("classified", U::Systems, &[F::System]),
    kind("clauses", U::Plain, &[F::ContractClause]),
    kind("clauses_with_evidence", U::Plain, &[F::ContractClause]),
    kind("cleaned", U::Plain, &[F::Removal, F::SubscriberCase]),
    kind("closed", U::Alerts, &[F::Alert]),
    kind("contacts_loaded", U::Plain, &[F::ContactPoint]),
    kind("contacts_verified", U::Plain, &[F::ContactPoint]),
    kind("contacts_wanted", U::Plain, &[F::ContactPoint]),
    kind("contracts", U::Plain, &[F::Contract]),
    kind("decided", U::Plain, &[F::Complaint]),
    kind("detected", U::Times, &[F::Detection]),
    kind("disposed", U::Findings, &[F::Hunt]),
    kind("documents", U::Documents, &[F::EnclosureReceipt]),
    kind("dossier", U::Systems, &[F::System]),
    kind("drills", U::Times, &[F::Drill]),
    kind("editions", U::Plain, &[F::IndicatorList]),
    kind("events_read", U::Events, &[F::Hunt]),
    kind("findings", U::Findings, &[F::Hunt]),
    kind("full_measures", U::Systems, &[F::Control]),
    kind("handled_in_time", U::Alerts, &[F::Alert]),
    kind("handovers_accepted", U::Shifts, &[F::Handover]),
    kind("hired_hours", U::Hours, &[F::Shift]),
    kind("hunts", U::Times, &[F::Hunt]),
    kind("hunts_counted", U::Times, &[F::Hunt]),
    kind("in_force", U::Plain, &[F::Contract]),
    kind("incidents", U::Incidents, &[F::Incident]),
    kind("incidents_late", U::Incidents, &[F::Incident]),
    kind("infected", U::Machines, &[F::Scan]),
    kind("injected", U::Times, &[F::Fetch]),
    kind("least_reached_percent", U::Percent, &[F::Session]),
    kind("left", U::Machines, &[F::Exposure, F::Scan]),
    kind("links", U::Links, &[F::Network]),
    kind("listed_addresses", U::Addresses, &[F::Hit]),
    kind("longest_gap_minutes", U::Minutes, &[F::CheckIn]),
    kind("machines", U::Machines, &[F::Asset, F::Hit]),
    kind("machines_infected", U::Machines, &[F::AvHost]),
    kind("machines_inventoried", U::Machines, &[F::Software]),
    kind("machines_ioc", U::Machines, &[F::AvHost]),
    kind("machines_vulnerable", U::Machines, &[F::AvHost]),
    kind("median_handled_minutes", U::Minutes, &[F::Alert]),
    kind("median_minutes", U::Minutes, &[F::Order, F::Detection]),
    kind("median_seen_minutes", U::Minutes, &[F::Alert]),
    kind("mitigated", U::Plain, &[F::Exposure, F::Detection]),
    kind("not_updated_15d", U::Machines, &[F::AvHost]),
    kind("notified", U::Plain, &[F::SubscriberCase]),
    kind("officer_hours_ratio", U::Times, &[F::Shift]),
    kind("officers", U::People, &[F::Shift]),
    kind("on_console", U::Machines, &[F::AvHost]),
    kind("on_site_hours", U::Hours, &[F::Shift]),
    kind("on_time", U::Orders, &[F::Order]),
    kind("os_outdated", U::Machines, &[F::AvHost]),
    kind("other_os_outdated", U::Machines, &[F::AvHost]),
    kind("outages", U::Times, &[F::Outage]),
    kind("overdue", U::Orders, &[F::Order]),
    kind("patched", U::Machines, &[F::Exposure]),
    kind("planned_percent", U::Percent, &[F::Shift]),
    kind("plans", U::Plain, &[F::Plan]),
    kind("portals", U::Portals, &[F::Portal]),
    kind("priority_breaches", U::Times, &[F::Hit]),
    kind("probes", U::Times, &[F::Fetch]),
    kind("protection_off", U::Machines, &[F::AvHost]),
    kind("proven_percent", U::Percent, &[F::CheckIn]),
    kind("published", U::Portals, &[F::Publication]),
    kind("quiz_passed", U::People, &[F::Session]),
    kind("receipts", U::Times, &[F::Receipt]),
    kind("receipts_empty", U::Times, &[F::Receipt]),
    kind("received", U::Plain, &[F::Order, F::Complaint]),
    kind("recipients", U::Plain, &[F::Share]),
    kind("recurrence_percent", U::Percent, &[F::Complaint]),
    kind("relapsed", U::Plain, &[F::SubscriberCase]),
    kind("remote_hours", U::Hours, &[F::Shift]),
    kind("repair_minutes_mean", U::Minutes, &[F::Outage]),
    kind("replied", U::Plain, &[F::Complaint]),
    kind("requests", U::Times, &[F::SupportRequest]),
    kind("requests_answered", U::Times, &[F::SupportRequest]),
    kind("requests_late", U::Times, &[F::SupportRequest]),
    kind("restore_typed", U::Systems, &[F::RestoreTest]),
    kind("scam_call", U::Plain, &[F::Complaint]),
    kind("scam_sms", U::Plain, &[F::Complaint]),
    kind("scanned", U::Machines, &[F::Scan]),
    kind("sessions", U::Times, &[F::Session]),
    kind("sessions_wrong", U::Times, &[F::Session]),
    kind("share_minutes_median", U::Minutes, &[F::Share]),
    kind("shifts", U::Shifts, &[F::Shift]),
    kind("shifts_checked", U::Shifts, &[F::Check]),
    kind("shifts_checked_in", U::Shifts, &[F::CheckIn]),
    kind("shifts_past", U::Shifts, &[F::Shift]),
    kind("signs", U::Plain, &[F::Alert, F::Hunt]),
    kind("signs_shared", U::Plain, &[F::Share]),
    kind("sources_acted_on", U::Plain, &[F::Complaint]),
    kind("spam_call", U::Plain, &[F::Complaint]),
    kind("spam_mail", U::Plain, &[F::Complaint]),
    kind("spam_sms", U::Plain, &[F::Complaint]),
    kind("systems", U::Systems, &[F::System]),
    kind("systems_covered_percent", U::Percent, &[F::Hunt]),
    kind("systems_watched", U::Systems, &[F::Beat]),
    kind("targets", U::Plain, &[F::ContractClause]),
    kind("targets_met", U::Plain, &[F::ContractClause]),
    kind("unclassified", U::Plain, &[F::Asset]),
    kind("unregistered", U::Machines, &[F::Sighting]),
    kind("uptime_percent", U::Percent, &[F::Receipt]),
];

#[cfg(test)]
mod tests;
