//! "Việc của tôi" as a document: of a unit, or of a class of units when no facts are known.

use super::letterhead::citation;
use super::scope::{bound, top};
use super::{failed, reason, status_word};
use crate::checklist::Task;
use crate::directives::InForce;
use crate::judging::Judged;
use crate::report::Written;
use crate::{Engine, EngineError};
use domain::clause::Clause;
use domain::directive::Obligation;
use domain::facts::Unit;
use domain::judgement::{Judgement, Status};
use domain::key::Key;
use domain::unit::UnitClass;
use lang::{Lang, measure_title, word};
use letters::papers::{ChecklistClause, ChecklistInput, ChecklistTask, write_checklist};

/// Whose work a checklist lists.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'a> {
    /// A class of units, from the directive alone.
    Class(UnitClass),
    /// A unit of the register with its results, by code.
    Unit(&'a Judged, &'a str),
}

impl Engine {
    /// The checklist of a unit or a class under a directive as .docx: what proves each duty, by when, boxes to tick,
    /// room for names.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such unit or no duty is addressed to it; [`EngineError::Report`].
    pub fn write_checklist(
        &self,
        in_force: &InForce,
        whose: Whose<'_>,
    ) -> Result<Written, EngineError> {
        let (name, clauses) = match whose {
            Whose::Class(class) => (
                word(Lang::Vi, "class", class.as_str()),
                self.listed_of_class(in_force, class),
            ),
            Whose::Unit(judged, code) => {
                let unit = top(judged, Some(code))?;
                let clauses = self.listed_of_unit(in_force, judged, &unit.code);
                (unit.name.to_string(), clauses)
            }
        };
        if clauses.is_empty() {
            return Err(EngineError::no_duty_of(name));
        }
        let input = ChecklistInput {
            whose: name,
            directive: citation(in_force),
            watch: self.watch_days(in_force),
            as_of: self.printed_moment(self.clock.now()),
            clauses,
            sample: self.sample,
        };
        Ok(Written {
            file_name: self.file_name("viec-can-lam", in_force, "docx"),
            bytes: write_checklist(&input).map_err(|e| failed(&e))?,
        })
    }

    fn listed_of_class(&self, in_force: &InForce, class: UnitClass) -> Vec<ChecklistClause> {
        let tasks = self.checklist(&in_force.mandate, class);
        let clauses = in_force.mandate.clauses.iter();
        let listed = clauses.filter_map(|clause| {
            let own = tasks.iter().filter(|t| *t.obligation == *clause.id);
            let own: Vec<ChecklistTask> = own.map(|t| self.listed_task(t, None)).collect();
            (!own.is_empty()).then(|| listed(clause, own))
        });
        listed.collect()
    }

    fn listed_of_unit(
        &self,
        in_force: &InForce,
        judged: &Judged,
        unit: &Key<Unit>,
    ) -> Vec<ChecklistClause> {
        let judgements = bound(judged, unit);
        let clauses = in_force.mandate.clauses.iter();
        let listed = clauses.filter_map(|clause| {
            let of = |task: &Task| {
                let found = judgements
                    .iter()
                    .find(|j| j.obligation == clause.id && Some(j.measure) == task.measure);
                found.map(|j| self.listed_task(task, Some(j)))
            };
            let tasks = self.tasks(&in_force.mandate, clause);
            let own: Vec<ChecklistTask> = tasks.iter().filter_map(of).collect();
            (!own.is_empty()).then(|| listed(clause, own))
        });
        listed.collect()
    }

    fn listed_task(&self, task: &Task, judgement: Option<&Judgement>) -> ChecklistTask {
        let title = |id: domain::measure_id::MeasureId| measure_title(Lang::Vi, id.as_str());
        let next = judgement.and_then(|j| j.next_step.as_ref());
        let steps = match (next, task.what_to_do) {
            (Some(next), _) => vec![next.vi.clone()],
            (None, Some((manual, _))) => steps(manual),
            (None, None) => Vec::new(),
        };
        let is_done = |j: &Judgement| matches!(j.status, Status::Met | Status::NotApplicable);
        ChecklistTask {
            title: task
                .measure
                .map_or_else(|| "Thực hiện theo văn bản".into(), title),
            now: judgement.map(now),
            steps,
            proof: proof(task),
            due: task.due.map(|at| self.printed_due(at)),
            done: judgement.is_some_and(is_done),
        }
    }
}

fn listed(clause: &Clause, tasks: Vec<ChecklistTask>) -> ChecklistClause {
    if *clause.id == *Obligation::CONTACTS {
        let text = "Các đầu mối nêu ở cuối văn bản".to_owned();
        return ChecklistClause {
            path: "Đầu mối".into(),
            text,
            tasks,
        };
    }
    ChecklistClause {
        path: clause.id.to_string(),
        text: clause.text.to_string(),
        tasks,
    }
}

/// The status; where it is not met, with what decides it.
fn now(judgement: &Judgement) -> String {
    let status = status_word(judgement);
    if judgement.status == Status::Met {
        return status;
    }
    match reason(judgement) {
        "" => status,
        why => format!("{status} – {why}"),
    }
}

/// What the rows of these tables show, by their titles.
fn proof(task: &Task) -> Vec<String> {
    let titles = task.proven_by.iter().map(|kind| kind.titles().0.to_owned());
    titles.collect()
}

/// The lines of a section of a manual page, without its marks.
fn steps(section: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in section.lines() {
        let bare = line.trim().replace("**", "").replace('`', "");
        let item = bare.strip_prefix("- ");
        match (item, lines.last_mut()) {
            (Some(item), _) => lines.push(item.to_owned()),
            (None, _) if bare.is_empty() => {}
            (None, None) => lines.push(bare),
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(&bare);
            }
        }
    }
    lines
}
