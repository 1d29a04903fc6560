//! The return of a unit without accounts, out and back as a workbook.

use super::letterhead::citation;
use super::scope::{bound, top};
use super::{failed, status_word};
use crate::actor::Actor;
use crate::directives::InForce;
use crate::judging::Judged;
use crate::report::Written;
use crate::statements::NewStatement;
use crate::{Engine, EngineError};
use domain::access::Action;
use jiff::civil::Date;
use letters::papers::{
    Answer, FormDuty, FormInput, ReturnForm, read_return_form, write_return_form,
};
use letters::tables::TableProblem;

/// What became of a form that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakenReturn {
    /// Statements kept.
    pub kept: usize,
    /// Answers that had been kept before, the same claim by the same person in the same words.
    pub unchanged: usize,
}

impl Engine {
    /// The return form of a unit as .xlsx, a row for each duty addressed to it.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such unit or no duty is addressed to it; [`EngineError::Report`].
    pub fn write_return_form(
        &self,
        in_force: &InForce,
        judged: &Judged,
        unit: &str,
        deadline: Option<Date>,
    ) -> Result<Written, EngineError> {
        let unit = top(judged, Some(unit))?;
        let text_of = |obligation: &str| {
            let mut clauses = in_force.mandate.clauses.iter();
            let clause = clauses.find(|c| *c.id == *obligation);
            clause.map_or_else(String::new, |c| c.text.to_string())
        };
        let duties: Vec<FormDuty> = bound(judged, &unit.code)
            .into_iter()
            .map(|j| FormDuty {
                obligation: j.obligation.to_string(),
                text: text_of(&j.obligation),
                measure: j.measure,
                status: status_word(j),
            })
            .collect();
        if duties.is_empty() {
            return Err(EngineError::no_duty_of(&unit.name));
        }
        let input = FormInput {
            directive: in_force.id.to_string(),
            citation: citation(in_force),
            unit: unit.code.to_string(),
            unit_name: unit.name.to_string(),
            deadline: deadline.map(|d| d.strftime("%d/%m/%Y").to_string()),
            as_of: self.printed_moment(self.clock.now()),
            duties,
            sample: self.sample,
        };
        Ok(Written {
            file_name: self.file_name(&format!("phieu-{}", unit.code), in_force, "xlsx"),
            bytes: write_return_form(&input).map_err(|e| failed(&e))?,
        })
    }

    /// Takes a form that came back for `unit`: checks all of it, then keeps in one transaction a statement for each
    /// answer that is not kept already, so that the same form again changes nothing. The file named in a row is told in
    /// the statement's text; it founds nothing until it is attached.
    ///
    /// # Errors
    /// [`EngineError::Tables`] with everything that is wrong and nothing kept; [`EngineError::NotFound`] when there is
    /// no such unit or it is out of sight; [`EngineError::Forbidden`] without [`Action::GiveStatement`] for it; as the
    /// store.
    pub async fn take_return_form(
        &self,
        actor: &Actor,
        in_force: &InForce,
        unit: &str,
        file: &str,
        bytes: &[u8],
    ) -> Result<TakenReturn, EngineError> {
        self.speaks(actor, Action::GiveStatement, in_force, unit)
            .await?;
        let form = read_return_form(file, bytes).map_err(EngineError::Tables)?;
        check(file, in_force, unit, &form)?;
        let kept = self.store.statements(in_force.id, self.clock.now()).await?;
        let mut taken = TakenReturn {
            kept: 0,
            unchanged: 0,
        };
        let mut new = Vec::new();
        for answer in form.answers {
            let statement = statement(unit, answer);
            let newest = kept.iter().rev().map(|k| &k.value).find(|s| {
                s.unit == unit
                    && s.obligation == statement.obligation
                    && s.measure == statement.measure.as_str()
            });
            let same = newest.is_some_and(|s| {
                s.status == statement.claim.as_str()
                    && s.person == statement.person
                    && s.text == statement.text
            });
            if same {
                taken.unchanged += 1;
                continue;
            }
            new.push(statement);
        }
        taken.kept = new.len();
        if !new.is_empty() {
            let _ids = self.state_all(actor, in_force, new).await?;
        }
        Ok(taken)
    }
}

/// Whether the form is for this directive and unit, and every row for a duty of the directive.
fn check(file: &str, in_force: &InForce, unit: &str, form: &ReturnForm) -> Result<(), EngineError> {
    let of_file = |code, vi: String, en: String| TableProblem {
        code,
        file: file.to_owned(),
        row: None,
        column: None,
        vi,
        en,
    };
    let mut problems = Vec::new();
    if form.directive != in_force.id.to_string() {
        problems.push(of_file(
            "return_form.other_directive",
            "phiếu của văn bản khác; hãy lấy phiếu của văn bản này".into(),
            "the form is for another directive; take the one for this directive".into(),
        ));
    }
    if form.unit != unit {
        problems.push(of_file(
            "return_form.other_unit",
            format!("phiếu của đơn vị {}, không phải của {unit}", form.unit),
            format!("the form is of unit {}, not of {unit}", form.unit),
        ));
    }
    let is_duty = |answer: &Answer| {
        let mut clauses = in_force.mandate.clauses.iter();
        clauses.any(|c| *c.id == *answer.obligation && c.measures.contains(&answer.measure))
    };
    if problems.is_empty() {
        let unknown = form.answers.iter().filter(|a| !is_duty(a));
        problems.extend(unknown.map(|a| TableProblem {
            row: Some(a.row),
            ..of_file(
                "return_form.unknown_duty",
                format!(
                    "văn bản không có nhiệm vụ {} với tiêu chí này",
                    a.obligation
                ),
                format!(
                    "the directive has no duty {} with this measure",
                    a.obligation
                ),
            )
        }));
    }
    if problems.is_empty() {
        Ok(())
    } else {
        Err(EngineError::Tables(problems))
    }
}

fn statement(unit: &str, answer: Answer) -> NewStatement {
    let named = answer
        .file
        .map(|file| format!("Tệp nêu trong phiếu: {file}"));
    let text: Vec<String> = Some(answer.note)
        .into_iter()
        .filter(|note| !note.is_empty())
        .chain(named)
        .collect();
    NewStatement {
        unit: unit.to_owned(),
        obligation: answer.obligation,
        measure: answer.measure,
        claim: answer.claim,
        person: answer.person,
        text: text.join("\n"),
        file: None,
    }
}
