//! Reports that were written: those the asker may open.

use super::{Listed, Slice};
use crate::actor::Actor;
use crate::live::history::EvidenceFile;
use crate::reporting::KeptReport;
use crate::{Engine, EngineError};
use domain::access::Action;
use store::DirectiveId;

/// A report.
#[derive(Debug, Clone)]
pub struct ReportLine {
    /// The directive it tells of.
    pub directive: DirectiveId,
    /// The report.
    pub report: KeptReport,
}

impl Engine {
    /// The reports the asker may open, in the order of the ledger. A report tells of the whole tree: for those of a part
    /// of it there are none but their own.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ViewBoard`]; [`EngineError::NotFound`] for a directive that is not in
    /// force; as the store.
    pub async fn list_reports(
        &self,
        actor: &Actor,
        directive: Option<DirectiveId>,
        slice: &Slice,
    ) -> Result<Listed<ReportLine>, EngineError> {
        if !actor.may_anywhere(Action::ViewBoard) {
            return Err(EngineError::Forbidden);
        }
        let mut lines = Vec::new();
        for held in self.in_sight(actor, directive)? {
            let directive = held.in_force.id;
            let kept = self.reporting(actor, directive).await?.reports.into_iter();
            let open = kept.filter(|report| report.may_open);
            lines.extend(open.map(|report| ReportLine { directive, report }));
        }
        lines.sort_by_key(|line| line.report.seq);
        let placed = lines
            .into_iter()
            .map(|line| (vec![format!("{:020}", line.report.seq)], line));
        Ok(slice.of(placed))
    }

    /// One report by its id.
    ///
    /// # Errors
    /// As [`Engine::list_reports`]; [`EngineError::NotFound`].
    pub async fn one_report(&self, actor: &Actor, seq: u64) -> Result<ReportLine, EngineError> {
        let one = Slice {
            after: seq
                .checked_sub(1)
                .map(|before| vec![format!("{before:020}")]),
            limit: 1,
        };
        let found = self.list_reports(actor, None, &one).await?.items;
        let found = found.into_iter().find(|line| line.report.seq == seq);
        found.ok_or_else(|| {
            EngineError::not_found(format_args!("báo cáo {seq}"), format_args!("report {seq}"))
        })
    }

    /// The file of a report.
    ///
    /// # Errors
    /// As [`Engine::one_report`].
    pub async fn report_file(&self, actor: &Actor, seq: u64) -> Result<EvidenceFile, EngineError> {
        let line = self.one_report(actor, seq).await?;
        Ok(EvidenceFile {
            bytes: self.store.files().read(line.report.sha256).await?,
            name: line.report.file_name,
            purpose: "report".into(),
        })
    }
}
