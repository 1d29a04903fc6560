//! The workbook annexed to the report.

use super::letterhead::{citation, parent};
use super::scope::{of_units, silent, subtree, top};
use super::{basis_word, failed, status_word};
use crate::actor::Actor;
use crate::cutoff::Frozen;
use crate::directives::InForce;
use crate::judging::Judged;
use crate::report::{Written, duty_lines};
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use jiff::Timestamp;
use jiff::civil::DateTime;
use lang::{Lang, measure_title, text};
use letters::papers::{AnnexInput, AnnexRow, MissingUnit, write_annex};
use std::collections::BTreeMap;

impl Engine {
    /// Writes the annex of the report of `unit` (the top of the tree when `None`) from the same frozen judgements,
    /// keeps the file and binds its hash in the ledger, as [`Engine::write_report`] does.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such unit or it is out of sight; [`EngineError::Forbidden`] without
    /// [`Action::WriteReport`] for it, or for the whole organisation where none is named; as the store;
    /// [`EngineError::Report`].
    pub async fn write_annex(
        &self,
        actor: &Actor,
        in_force: &InForce,
        judged: &Judged,
        frozen: &Frozen,
        unit: Option<&str>,
    ) -> Result<Written, EngineError> {
        let of = unit.map(Key::new);
        self.require(actor, Action::WriteReport, of.as_ref())
            .await?;
        let input = self.annex_input(in_force, judged, frozen, unit)?;
        let written = Written {
            file_name: self.file_name("phu-luc", in_force, "xlsx"),
            bytes: write_annex(&input).map_err(|e| failed(&e))?,
        };
        self.keep_report(actor, in_force, frozen, &written).await?;
        Ok(written)
    }

    fn annex_input(
        &self,
        in_force: &InForce,
        judged: &Judged,
        frozen: &Frozen,
        unit: Option<&str>,
    ) -> Result<AnnexInput, EngineError> {
        let top = top(judged, unit)?;
        let below = subtree(judged, &top.code);
        let judgements = of_units(judged, &below);
        let units = judged.facts.units().iter();
        let missing = units
            .filter(|unit| below.contains(&unit.code))
            .filter_map(|unit| {
                let duties = silent(judged, &unit.code)?;
                let known = duties.iter().filter(|j| j.status != Status::Unknown);
                Some(MissingUnit {
                    unit: unit.code.to_string(),
                    name: unit.name.to_string(),
                    parent: parent(judged, unit).map_or_else(String::new, |p| p.name.to_string()),
                    known: known.count(),
                    duties: duties.len(),
                })
            });
        Ok(AnnexInput {
            issuer: top.name.to_string(),
            directive: citation(in_force),
            as_of: self.printed_moment(self.clock.now()),
            as_of_local: Some(self.local_time(self.clock.now())),
            hash: frozen.sha256.to_hex().chars().take(16).collect(),
            duties: duty_lines(in_force, &judgements),
            missing: missing.collect(),
            rows: self.annex_rows(judged, &judgements),
            claim: text(Lang::Vi, "claim-none", &[]),
            sample: self.sample,
        })
    }

    fn annex_rows(&self, judged: &Judged, judgements: &[&Judgement]) -> Vec<AnnexRow> {
        // Looked up once: thousands of units have dozens of rows each.
        let names: BTreeMap<&str, &str> = judged
            .facts
            .units()
            .iter()
            .map(|u| (u.code.as_str(), &*u.name))
            .collect();
        let row = |j: &&Judgement| AnnexRow {
            unit: j.unit.to_string(),
            name: names
                .get(j.unit.as_str())
                .map_or_else(String::new, |n| (*n).to_owned()),
            obligation: j.obligation.to_string(),
            measure: measure_title(Lang::Vi, j.measure.as_str()),
            status: status_word(j),
            reported: j.reported,
            basis: basis_word(j),
            done: j.figure("done"),
            total: j.figure("total"),
            reasons: j.reasons.iter().map(|r| r.vi.clone()).collect(),
            changes_at: j.changes_at.map(|at| self.local_time(at)),
            next_step: j
                .next_step
                .as_ref()
                .map_or_else(String::new, |n| n.vi.clone()),
        };
        judgements.iter().map(row).collect()
    }

    fn local_time(&self, at: Timestamp) -> DateTime {
        at.to_zoned(self.zone.clone()).datetime()
    }
}
