//! Documents that a directive cites as attached and that never came.

use super::failed;
use super::letterhead::{citation, parent, recipient};
use super::scope::top;
use crate::directives::InForce;
use crate::judging::Judged;
use crate::report::Written;
use crate::{Engine, EngineError};
use domain::directive::Enclosure;
use domain::facts::{EnclosureReceipt, FactRow as _};
use letters::papers::{EnclosuresInput, MissingEnclosure, write_enclosures};

impl Engine {
    /// The draft of a letter of `unit` (the top of the tree when `None`) that asks for the enclosures not received.
    /// Nothing is kept and nothing is sent.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such unit or nothing is missing; [`EngineError::Report`].
    pub fn write_enclosure_request(
        &self,
        in_force: &InForce,
        judged: &Judged,
        unit: Option<&str>,
    ) -> Result<Written, EngineError> {
        let top = top(judged, unit)?;
        let missing = missing_enclosures(in_force, judged);
        if missing.is_empty() {
            return Err(EngineError::not_found(
                "văn bản kèm theo nào còn thiếu",
                "an enclosure that is missing",
            ));
        }
        let input = EnclosuresInput {
            letterhead: self.letterhead(judged, top),
            recipient: recipient(in_force, parent(judged, top), &top.name),
            directive: citation(in_force),
            received: self.printed_day(in_force.mandate.received_at),
            as_of: self.printed_moment(self.clock.now()),
            missing: missing
                .into_iter()
                .map(|e| missing_of(in_force, e))
                .collect(),
        };
        Ok(Written {
            file_name: self.file_name("de-nghi-gui-van-ban", in_force, "docx"),
            bytes: write_enclosures(&input).map_err(|e| failed(&e))?,
        })
    }
}

/// The enclosures of a directive of which no receipt is recorded, by sign or title.
pub(crate) fn missing_enclosures<'a>(in_force: &'a InForce, judged: &Judged) -> Vec<&'a Enclosure> {
    let received = EnclosureReceipt::of(judged.facts.shared());
    let is_here = |e: &Enclosure| {
        received.iter().any(|r| {
            r.received_at.is_some()
                && (r.sign.as_deref() == e.sign.as_deref() && e.sign.is_some()
                    || domain::text::fold(&r.title) == domain::text::fold(&e.title))
        })
    };
    let cited = in_force.directive.enclosures.iter();
    cited.filter(|e| !is_here(e)).collect()
}

fn missing_of(in_force: &InForce, enclosure: &Enclosure) -> MissingEnclosure {
    let rests_on = |clause: &&domain::clause::Clause| {
        let sign = enclosure.sign.as_ref();
        sign.is_some_and(|sign| clause.references.contains(sign))
            || domain::text::fold(&clause.text).contains(&domain::text::fold(&enclosure.title))
    };
    let clauses = in_force.mandate.clauses.iter().filter(rests_on);
    MissingEnclosure {
        title: enclosure.title.clone(),
        sign: enclosure.sign.clone(),
        duties: clauses.map(|c| c.id.to_string()).collect(),
    }
}
