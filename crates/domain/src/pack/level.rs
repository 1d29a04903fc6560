//! What makes a system level 1 to 5, who approves that, how often it is inspected.

use super::authority::Party;
use super::origin::{Bilingual, Origin};
use super::recurring::Every;
use crate::text::fold;

/// The rules of one level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LevelRule {
    /// The level, 1 to 5.
    pub level: u8,
    /// The criteria; one is enough.
    pub criteria: Vec<Criterion>,
    /// Who appraises and who approves; `None` when the pack does not know.
    pub approval: Option<ApprovalRule>,
    /// How often security is inspected; `None` when no interval is set.
    pub inspection: Option<Inspection>,
    /// Where the rules of this level were read.
    pub origin: Origin,
}

/// One criterion of a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Criterion {
    /// The place in the act, such as `8.2.c`.
    pub id: Box<str>,
    /// What it says, in short.
    pub text: Bilingual,
    /// Where it was read.
    pub origin: Origin,
}

/// Who appraises and approves a level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApprovalRule {
    /// Who appraises.
    pub appraisers: Vec<Approver>,
    /// Whose approval counts.
    pub approvers: Vec<Approver>,
    /// Where this was read.
    pub origin: Origin,
}

/// Somebody who may appraise or approve.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approver {
    /// The id of the role, such as `designated_unit` or `system_owner`.
    pub party: Box<str>,
    /// What exactly this one decides, or the case in which it does.
    pub scope: Option<Bilingual>,
}

/// How often the security of a system is inspected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inspection {
    /// At least once in this time; `None` where the act says "định kỳ" only.
    pub every: Option<Every>,
    /// Whether only a licensed, public or designated body may do it.
    pub licensed_assessor: bool,
    /// What it covers.
    pub scope: Bilingual,
    /// Where this was read.
    pub origin: Origin,
}

impl LevelRule {
    /// Whether an approval by `decided_by` counts at this level: `decided_by`
    /// is the id of a role, or its name or alias as people write it, alone or
    /// as one part of "Phòng … (đơn vị chuyên trách)".
    ///
    /// `None` when the pack does not know who is entitled: then nobody may
    /// conclude either way.
    #[must_use]
    pub fn entitles(&self, decided_by: &str, parties: &[Party]) -> Option<bool> {
        let approval = self.approval.as_ref()?;
        Some(approval.approvers.iter().any(|approver| {
            let party = parties.iter().find(|party| party.id == approver.party);
            decided_by
                .split(['(', ')', ',', ';'])
                .map(fold)
                .filter(|part| !part.is_empty())
                .any(|part| match party {
                    Some(party) => party.is_called(&part),
                    None => part == fold(&approver.party),
                })
        }))
    }
}
