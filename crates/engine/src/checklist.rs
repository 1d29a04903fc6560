//! "Việc của tôi": with a letter and no facts at all, who does what, what proves it, by when.

use crate::Engine;
use domain::clause::Clause;
use domain::facts::FactKind;
use domain::mandate::Mandate;
use domain::measure_id::MeasureId;
use domain::measures;
use domain::unit::UnitClass;
use jiff::Timestamp;

/// One line of the checklist.
#[derive(Debug, Clone)]
pub struct Task {
    /// The obligation's printed path.
    pub obligation: String,
    /// The clause's own words.
    pub text: String,
    /// The measure, if one was recognised.
    pub measure: Option<MeasureId>,
    /// When it is due.
    pub due: Option<Timestamp>,
    /// The tables whose rows prove it.
    pub proven_by: Vec<FactKind>,
    /// What to do, from the measure's manual, in Vietnamese and English.
    pub what_to_do: Option<(&'static str, &'static str)>,
}

impl Engine {
    /// The tasks of a class of units under a directive, in printed order.
    #[must_use]
    pub fn checklist(&self, mandate: &Mandate, class: UnitClass) -> Vec<Task> {
        mandate
            .clauses
            .iter()
            .filter(|clause| addresses(clause, class))
            .flat_map(|clause| self.tasks(mandate, clause))
            .collect()
    }

    pub(crate) fn tasks(&self, mandate: &Mandate, clause: &Clause) -> Vec<Task> {
        let bare = |measure: Option<MeasureId>| Task {
            obligation: clause.id.to_string(),
            text: clause.text.to_string(),
            measure,
            due: measure.map(|id| mandate.due(clause, measures::of(id).phase, &self.zone)),
            proven_by: measure.map_or_else(Vec::new, |id| measures::of(id).needs.to_vec()),
            what_to_do: measure.map(measures::of).and_then(|measure| {
                let vi = section(measure.manual_vi, "Việc cần làm")?;
                Some((vi, section(measure.manual_en, "What to do")?))
            }),
        };
        if clause.measures.is_empty() {
            return vec![bare(None)];
        }
        clause.measures.iter().map(|id| bare(Some(*id))).collect()
    }
}

fn addresses(clause: &Clause, class: UnitClass) -> bool {
    class == UnitClass::All
        || clause.classes.is_empty()
        || clause.classes.contains(&class)
        || clause.classes.contains(&UnitClass::All)
}

/// The body of a `## ` section of a manual page.
fn section<'a>(page: &'a str, title: &str) -> Option<&'a str> {
    let (_, rest) = page.split_once(&format!("\n## {title}\n"))?;
    let body = rest.split("\n## ").next()?.trim();
    (!body.is_empty()).then_some(body)
}
