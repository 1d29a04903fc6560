//! Who may do what: eight roles, the actions of the desk, and the part of the
//! unit tree a role is held for.
//!
//! One table ([`ROWS`]) says which role has which right; nothing else in Khiên
//! decides about rights. It knows no accounts, sessions or secrets: those are
//! kept in `store` and used in `engine::accounts`.
//!
//! Outside the scope of a person a thing is [`Decision::Hidden`] (404: not even
//! its existence is told); inside the scope, without the right, the answer is
//! [`Decision::Forbidden`] (403).

mod table;
mod tree;

pub use table::{ROWS, Row};
pub use tree::UnitTree;

use crate::facts::Unit;
use crate::key::Key;
use crate::unit::closed_words;

closed_words! {
    /// What somebody is to the organisation.
    Role {
        /// Quản trị hệ thống: accounts, tokens, thresholds; states nothing and closes nothing.
        SystemAdmin "system_admin",
        /// Quản trị đơn vị: accounts, links and facts of a subtree.
        UnitAdmin "unit_admin",
        /// Lãnh đạo: confirms directives, closes returns, cuts off, signs the report.
        Commander "commander",
        /// Cán bộ trực: reads letters in, imports, states, writes papers.
        DutyOfficer "duty_officer",
        /// Cán bộ phân tích: reads everything of the work, imports findings.
        Analyst "analyst",
        /// Người trả lời của một đơn vị: its own duties, statements and return, nothing below it.
        Respondent "respondent",
        /// Thanh tra, kiểm tra: reads everything, changes nothing.
        Auditor "auditor",
        /// A program with a token: brings letters and facts in, and reads. A letter it brings is a draft until a
        /// person confirms it.
        Machine "machine",
    }
}

closed_words! {
    /// What can be done at the desk.
    Action {
        /// See the board.
        ViewBoard "view_board",
        /// See a directive and its duties.
        ViewDirective "view_directive",
        /// See a duty of a unit: status, figures, reasons, statements.
        ViewDuty "view_duty",
        /// See the units and what is registered for them.
        ViewUnits "view_units",
        /// Open the files kept as evidence.
        ViewEvidence "view_evidence",
        /// See the ledger and its proofs.
        ViewLedger "view_ledger",
        /// See who did what.
        ViewAudit "view_audit",
        /// Bring in a letter.
        UploadDirective "upload_directive",
        /// Correct what was read from a letter.
        CorrectReading "correct_reading",
        /// Put a directive in force.
        ConfirmDirective "confirm_directive",
        /// Import fact tables, logs and lists.
        ImportFacts "import_facts",
        /// State something about a duty, with or without a file.
        GiveStatement "give_statement",
        /// Close a unit's return.
        CloseReturn "close_return",
        /// Freeze the figures.
        CutOff "cut_off",
        /// Write the report that goes up.
        WriteReport "write_report",
        /// Write checklists, reminders and roster sheets.
        WritePapers "write_papers",
        /// Fill in and approve the watch roster of a unit.
        SaveRoster "save_roster",
        /// Change the organisation's own thresholds.
        SetPolicy "set_policy",
        /// Make, change and disable accounts.
        ManageAccounts "manage_accounts",
        /// Make and revoke tokens of programs.
        ManageTokens "manage_tokens",
        /// Make and revoke the secret links of units without accounts.
        ManageLinks "manage_links",
        /// Change one's own password, second factor and sessions.
        ManageOwnAccount "manage_own_account",
        /// Have duties judged again now.
        JudgeNow "judge_now",
        /// Read what the program measures about itself.
        ViewTelemetry "view_telemetry",
        /// Search the events kept, and see what was searched for before. Every search is logged.
        ViewEvents "view_events",
        /// Take events out as a file.
        ExportEvents "export_events",
        /// Save searches, keep hunts, run new rules and lists over what is kept.
        HuntEvents "hunt_events",
        /// See alerts.
        ViewAlerts "view_alerts",
        /// Acknowledge and close alerts.
        HandleAlerts "handle_alerts",
        /// Have alerts of one kind not raised until a day.
        SuppressAlerts "suppress_alerts",
        /// See what sends events.
        ViewSources "view_sources",
        /// Adopt, name, assign and retire what sends events.
        ManageSources "manage_sources",
        /// Send events in.
        SendEvents "send_events",
        /// Import and remove rules and indicator lists.
        ManageRules "manage_rules",
    }
}

impl Action {
    /// Whether the answer can be narrowed to what lies in a person's scope, so that the right anywhere is
    /// enough where no unit is named. Everything else without a unit concerns the whole organisation.
    #[must_use]
    pub const fn is_narrowed_by_scope(self) -> bool {
        matches!(
            self,
            Self::ViewBoard
                | Self::ViewDirective
                | Self::ViewDuty
                | Self::ViewUnits
                | Self::ViewEvidence
                | Self::ManageOwnAccount
                | Self::ViewEvents
                | Self::ExportEvents
                | Self::HuntEvents
                | Self::ViewAlerts
                | Self::ViewSources
                | Self::SendEvents
        )
    }
}

/// The answer to "may they?".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum Decision {
    /// They may.
    Granted,
    /// They may not, and may know so (403).
    Forbidden,
    /// It lies outside their scope: for them it is not there (404).
    Hidden,
}

impl Decision {
    /// Whether the answer is yes.
    #[must_use]
    pub const fn is_granted(self) -> bool {
        matches!(self, Self::Granted)
    }
}

/// A role held for a part of the tree.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// The unit it is held for, with all below it; `None` for the whole organisation. A respondent holds it
    /// for that one unit alone.
    pub subtree: Option<Key<Unit>>,
}

impl Grant {
    /// A role for a unit and all below it.
    #[must_use]
    pub fn of(role: Role, unit: &str) -> Self {
        Self {
            role,
            subtree: Some(Key::new(unit)),
        }
    }

    /// A role for the whole organisation.
    #[must_use]
    pub const fn whole(role: Role) -> Self {
        Self {
            role,
            subtree: None,
        }
    }

    /// Whether the grant means something: a respondent answers for a unit, and the system has no parts to
    /// administer.
    #[must_use]
    pub const fn is_meaningful(&self) -> bool {
        match self.role {
            Role::Respondent => self.subtree.is_some(),
            Role::SystemAdmin => self.subtree.is_none(),
            _ => true,
        }
    }

    fn covers(&self, unit: &Key<Unit>, tree: &UnitTree) -> bool {
        match (&self.subtree, self.role) {
            (None, Role::Respondent) => false,
            (None, _) => true,
            (Some(own), Role::Respondent) => own == unit,
            (Some(root), _) => tree.contains(root, unit),
        }
    }

    fn has(&self, action: Action) -> bool {
        self.is_meaningful() && table::has(self.role, action)
    }
}

/// All that somebody may do: the sum of their grants.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Access {
    /// The grants.
    pub grants: Vec<Grant>,
}

impl Access {
    /// Whether the holder may do `action` on `target`; `None` is the organisation as a whole, or for actions
    /// that [`Action::is_narrowed_by_scope`] whatever part of it the holder may see.
    pub fn decide(&self, action: Action, target: Option<&Key<Unit>>, tree: &UnitTree) -> Decision {
        let Some(unit) = target else {
            return self.decide_whole(action);
        };
        let mut inside = self
            .grants
            .iter()
            .filter(|g| g.covers(unit, tree))
            .peekable();
        if inside.peek().is_none() {
            return Decision::Hidden;
        }
        if inside.any(|grant| grant.has(action)) {
            Decision::Granted
        } else {
            Decision::Forbidden
        }
    }

    /// Whether the holder has the right for any unit at all, as a menu or an empty form asks.
    #[must_use]
    pub fn has_anywhere(&self, action: Action) -> bool {
        self.grants.iter().any(|grant| grant.has(action))
    }

    /// Whether the holder has the right for the whole tree, whatever units it will have.
    #[must_use]
    pub fn has_everywhere(&self, action: Action) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.subtree.is_none() && grant.has(action))
    }

    /// Whether this access may hand `grant` to somebody, or take it: nobody gives what reaches beyond their
    /// own part of the tree, and only a system administrator makes another.
    #[must_use]
    pub fn may_hand_out(&self, grant: &Grant, tree: &UnitTree) -> bool {
        let manages = |own: &Grant| {
            own.has(Action::ManageAccounts)
                && (own.role == Role::SystemAdmin || grant.role != Role::SystemAdmin)
        };
        self.grants.iter().filter(|own| manages(own)).any(|own| {
            match (&own.subtree, &grant.subtree) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(_), Some(unit)) => own.covers(unit, tree),
            }
        })
    }

    fn decide_whole(&self, action: Action) -> Decision {
        let wide = |grant: &Grant| grant.subtree.is_none() || action.is_narrowed_by_scope();
        if self.grants.iter().any(|g| wide(g) && g.has(action)) {
            Decision::Granted
        } else {
            Decision::Forbidden
        }
    }
}

#[cfg(test)]
mod tests;
