//! The reminder to units that have not answered.

use super::failed;
use super::letterhead::{citation, occasion_of};
use super::scope::{silent, subtree, top};
use crate::directives::InForce;
use crate::judging::Judged;
use crate::report::Written;
use crate::{Engine, EngineError};
use domain::directive::Obligation;
use domain::judgement::{Judgement, Status};
use domain::measures;
use jiff::civil::Date;
use lang::{Lang, measure_title, word};
use letters::papers::{ReminderInput, SilentUnit, write_reminder};

impl Engine {
    /// The draft of one letter of `unit` (the top of the tree when `None`) to all units below it that have not
    /// answered; without a deadline its place stays blank. Nothing is kept and nothing is sent.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such unit or every unit has reported; [`EngineError::Report`].
    pub fn write_reminder(
        &self,
        in_force: &InForce,
        judged: &Judged,
        unit: Option<&str>,
        deadline: Option<Date>,
    ) -> Result<Written, EngineError> {
        let top = top(judged, unit)?;
        let below = subtree(judged, &top.code);
        let units = judged.facts.units().iter();
        let units: Vec<_> = units
            .filter(|u| below.contains(&u.code) && u.code != top.code)
            .collect();
        let bound = |code: &domain::key::Key<domain::facts::Unit>| {
            let mut own = judged.judgements.iter().filter(|j| j.unit == *code);
            own.any(|j| j.status != Status::NotApplicable)
        };
        let silent: Vec<SilentUnit> = units
            .iter()
            .filter_map(|u| Some(self.silent_unit(in_force, &u.name, &silent(judged, &u.code)?)))
            .collect();
        if silent.is_empty() {
            return Err(EngineError::not_found(
                "đơn vị nào chưa báo cáo",
                "a unit that has not reported",
            ));
        }
        let input = ReminderInput {
            letterhead: self.letterhead(judged, top),
            directive: citation(in_force),
            occasion: occasion_of(in_force),
            as_of: self.printed_moment(self.clock.now()),
            deadline: deadline.map(|d| d.strftime("ngày %d/%m/%Y").to_string()),
            unit_count: units.iter().filter(|u| bound(&u.code)).count(),
            silent,
        };
        Ok(Written {
            file_name: self.file_name("don-doc", in_force, "docx"),
            bytes: write_reminder(&input).map_err(|e| failed(&e))?,
        })
    }

    fn silent_unit(&self, in_force: &InForce, name: &str, duties: &[&Judgement]) -> SilentUnit {
        let missing = duties.iter().filter(|j| j.status != Status::Met);
        let due = missing.clone().filter_map(|j| {
            let mut clauses = in_force.mandate.clauses.iter();
            let clause = clauses.find(|c| c.id == j.obligation)?;
            let phase = measures::of(j.measure).phase;
            Some(in_force.mandate.due(clause, phase, &self.zone))
        });
        SilentUnit {
            name: name.to_owned(),
            due: due.min().map(|at| self.printed_due(at)),
            missing: missing.map(|j| duty(j)).collect(),
            known: known(duties),
        }
    }
}

/// "1.2 Trực giám sát 24/7".
fn duty(judgement: &Judgement) -> String {
    let title = measure_title(Lang::Vi, judgement.measure.as_str());
    match &*judgement.obligation {
        Obligation::CONTACTS => title,
        path => format!("{path} {title}"),
    }
}

/// What machines and other units have shown: "Đạt 2, chưa đạt 1".
fn known(duties: &[&Judgement]) -> String {
    let counted = [Status::Met, Status::Partial, Status::NotMet].map(|status| {
        let count = duties.iter().filter(|j| j.status == status).count();
        let name = word(Lang::Vi, "status", status.as_str()).to_lowercase();
        (count > 0).then(|| format!("{name} {count}"))
    });
    let counted: Vec<String> = counted.into_iter().flatten().collect();
    if counted.is_empty() {
        return "không có".into();
    }
    counted.join(", ")
}
