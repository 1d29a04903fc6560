//! The one table of rights, written out: action × role.

use super::{Action, Role};

/// One action and who has the right to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row {
    /// The action.
    pub action: Action,
    /// The right of each role, in the order of [`Role::ALL`].
    pub rights: [bool; 8],
}

const Y: bool = true;
const N: bool = false;

const fn row(action: Action, rights: [bool; 8]) -> Row {
    Row { action, rights }
}

/// Who may do what. The roles stand in the order of [`Role::ALL`]: system administrator, unit administrator,
/// commander, duty officer, analyst, respondent, auditor, machine.
#[rustfmt::skip]
pub const ROWS: &[Row] = &[
    row(Action::ViewBoard,        [Y, Y, Y, Y, Y, N, Y, Y]),
    row(Action::ViewDirective,    [Y, Y, Y, Y, Y, Y, Y, Y]),
    row(Action::ViewDuty,         [Y, Y, Y, Y, Y, Y, Y, Y]),
    row(Action::ViewUnits,        [Y, Y, Y, Y, Y, N, Y, Y]),
    row(Action::ViewEvidence,     [N, Y, Y, Y, Y, Y, Y, Y]),
    row(Action::ViewLedger,       [Y, Y, Y, Y, Y, N, Y, Y]),
    row(Action::ViewAudit,        [Y, Y, N, N, N, N, Y, N]),
    row(Action::UploadDirective,  [N, Y, Y, Y, N, N, N, Y]),
    row(Action::CorrectReading,   [N, Y, Y, Y, Y, N, N, N]),
    row(Action::ConfirmDirective, [N, N, Y, N, N, N, N, N]),
    row(Action::ImportFacts,      [N, Y, N, Y, Y, N, N, Y]),
    row(Action::GiveStatement,    [N, Y, Y, Y, N, Y, N, N]),
    row(Action::CloseReturn,      [N, N, Y, N, N, Y, N, N]),
    row(Action::CutOff,           [N, N, Y, N, N, N, N, N]),
    row(Action::WriteReport,      [N, N, Y, N, N, N, N, N]),
    row(Action::WritePapers,      [N, Y, Y, Y, Y, N, N, N]),
    row(Action::SaveRoster,       [N, Y, Y, N, N, Y, N, N]),
    row(Action::SetPolicy,        [Y, N, Y, N, N, N, N, N]),
    row(Action::ManageAccounts,   [Y, Y, N, N, N, N, N, N]),
    row(Action::ManageTokens,     [Y, Y, N, N, N, N, N, N]),
    row(Action::ManageLinks,      [N, Y, N, Y, N, N, N, N]),
    row(Action::ManageOwnAccount, [Y, Y, Y, Y, Y, Y, Y, N]),
    row(Action::JudgeNow,         [N, Y, Y, Y, Y, N, N, N]),
    row(Action::ViewTelemetry,    [Y, N, N, N, N, N, Y, Y]),
    row(Action::ViewEvents,       [N, Y, Y, Y, Y, N, Y, Y]),
    row(Action::ExportEvents,     [N, N, Y, Y, Y, N, N, N]),
    row(Action::HuntEvents,       [N, N, Y, Y, Y, N, N, N]),
    row(Action::ViewAlerts,       [N, Y, Y, Y, Y, N, Y, Y]),
    row(Action::HandleAlerts,     [N, N, Y, Y, Y, N, N, N]),
    row(Action::SuppressAlerts,   [N, N, Y, N, Y, N, N, N]),
    row(Action::ViewSources,      [Y, Y, Y, Y, Y, N, Y, Y]),
    row(Action::ManageSources,    [Y, Y, N, N, N, N, N, N]),
    row(Action::SendEvents,       [N, N, N, N, N, N, N, Y]),
    row(Action::ManageRules,      [Y, N, Y, N, Y, N, N, N]),
];

/// Whether a role has the right. What the table does not name is refused.
pub(super) fn has(role: Role, action: Action) -> bool {
    let column = Role::ALL.iter().position(|r| *r == role);
    ROWS.iter()
        .find(|row| row.action == action)
        .zip(column)
        .and_then(|(row, column)| row.rights.get(column))
        .copied()
        .unwrap_or(false)
}
