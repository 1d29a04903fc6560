//! The papers around the report: the workbook annexed to it, a unit's
//! checklist, the reminder, the request for enclosures, the roster, and the
//! return form of units without accounts.
//!
//! The caller gives everything as plain values; here is only how it stands on
//! paper. Letters are drafts in the layout of Decree 30/2020/NĐ-CP, Annex I:
//! number, day and signer stay blank, and nothing is ever sent from here.
//! They are in Vietnamese, as the decree wants them.

mod annex;
mod checklist;
mod enclosures;
mod reminder;
mod return_form;
mod roster;
mod sheet;
#[cfg(test)]
mod tests;

pub use crate::layout::letterhead::{Letterhead, Signature};
pub use annex::{AnnexInput, AnnexRow, MissingUnit, write_annex};
pub use checklist::{ChecklistClause, ChecklistInput, ChecklistTask, write_checklist};
pub use enclosures::{EnclosuresInput, MissingEnclosure, write_enclosures};
pub use reminder::{ReminderInput, SilentUnit, write_reminder};
pub use return_form::{
    Answer, FORM_BYTES_MAX, FORM_ROWS_MAX, FORM_VERSION, FormDuty, FormInput, ReturnForm,
    read_return_form, write_return_form,
};
pub use roster::{RosterDay, RosterInput, RosterRow, write_roster};

/// Why a paper could not be written.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// The document could not be packed.
    #[error("không đóng gói được tệp .docx: {0}")]
    Pack(#[from] zip::result::ZipError),
    /// The workbook could not be written.
    #[error("không ghi được tệp .xlsx: {0}")]
    Sheet(#[from] rust_xlsxwriter::XlsxError),
}
