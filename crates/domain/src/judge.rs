//! Judging: a measure's verdict, then the rules common to all measures.
//!
//! Pure and deterministic for given facts and time. What belongs to one
//! measure is in its own file; here are class (11), statements (6), closed
//! returns (7), shared services (10), the cap of basis D, and time (2).

use crate::case::{Case, Setting};
use crate::clause::Clause;
use crate::facts::{
    Basis, Check, CheckIn, Claim, ContactPoint, Drill, Fact, Hunt, Plan, Portal, ReturnRow,
    Session, Shift, StatementRow, Unit,
};
use crate::judgement::{Judgement, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measures;
use crate::unit::UnitClass;

/// The reason of a duty that a closed return leaves blank.
pub const NO_EVIDENCE: &str = "common.no_evidence";

/// The reason by which a duty is not addressed to a unit at all.
pub const OTHER_CLASS: &str = "common.other_class";

crate::reasons! {
    /// Reasons of the rules common to all measures.
    pub(crate) enum Why {
        OtherClass "common.other_class" ("Nhiệm vụ không giao cho nhóm đơn vị này", "the duty is not addressed to this class of unit"),
        AbsenceConfirmed { person: String } "common.absence_confirmed" ("{person} xác nhận đơn vị không có đối tượng này, dữ liệu không cho thấy điều ngược lại", "{person} confirms that the unit has none, and nothing seen contradicts it"),
        AbsenceContradicted { seen: usize } "common.absence_contradicted" ("Xác nhận không có, nhưng dữ liệu cho thấy {seen} đối tượng", "absence was confirmed, but {seen} of this kind are seen"),
        WordOnly "common.word_only" ("Chỉ có lời khai, chưa có tệp minh chứng: tối đa là một phần", "word only, no file: partial at most"),
        Stated { person: String } "common.stated" ("Theo xác nhận có tệp của {person} (tự khai)", "as stated with a file by {person}"),
        StatedBare "common.stated_bare" ("Theo lời khai, không có tệp hoặc không rõ người khai", "as stated without a file or a name"),
        Conflict { claim: Status, found: Status, claim_vi: &'static str, found_vi: &'static str } "common.conflict" ("Tự khai “{claim_vi}” mâu thuẫn với dữ liệu “{found_vi}”: lấy kết quả xấu hơn", "the statement ({claim}) contradicts the data ({found}): the worse one stands"),
        StatementExpired "common.statement_expired" ("Xác nhận nằm ngoài thời gian của đợt này", "the statement lies outside this watch"),
        NoEvidence "common.no_evidence" ("Đơn vị đã chốt phiếu mà không có minh chứng", "the unit closed its return without evidence"),
        NotReported "common.not_reported" ("Đơn vị chưa báo cáo", "the unit has not reported"),
        Served { provider: String } "common.served_by" ("Do {provider} thực hiện thay, có xác nhận ghi ngày cho đơn vị này", "done for this unit by {provider}, with a dated confirmation"),
        ServedNoContact "common.served_no_contact" ("Dịch vụ do nơi khác thực hiện nhưng đầu mối của đơn vị chưa được thử trong thời hạn", "served by another, but the unit's own contact has not been tested in time"),
    }
}

/// All judgements of one unit: one for each clause and measure.
#[must_use]
pub fn judge_unit(setting: &Setting<'_>, unit: &Fact<Unit>) -> Vec<Judgement> {
    let clauses = setting.mandate.clauses.iter();
    clauses
        .flat_map(|clause| {
            clause
                .measures
                .iter()
                .map(move |id| judge(setting, unit, clause, measures::of(*id)))
        })
        .collect()
}

/// All judgements of all units of the register.
#[must_use]
pub fn judge_all(setting: &Setting<'_>) -> Vec<Judgement> {
    setting
        .facts
        .units()
        .iter()
        .flat_map(|unit| judge_unit(setting, unit))
        .collect()
}

/// One judgement.
#[must_use]
pub fn judge(
    setting: &Setting<'_>,
    unit: &Fact<Unit>,
    clause: &Clause,
    measure: &Measure,
) -> Judgement {
    let case = Case::new(setting, unit, clause, measure.phase);
    let verdict = if is_bound(setting, unit, clause) {
        common_rules(&case, measure)
    } else {
        Verdict::new(Status::NotApplicable, None, Why::OtherClass)
    };
    // The window's ends and the due date always matter; asking makes them candidates for `changes_at`.
    let ended = case.clock.reached(case.window.to);
    let due = case.clock.reached(case.due);
    let is_final = match measure.phase {
        Phase::Window => ended,
        Phase::Preparation => due,
    };
    Judgement {
        unit: unit.code.clone(),
        obligation: clause.id.clone(),
        measure: measure.id,
        version: measure.version,
        status: verdict.status,
        basis: verdict.basis,
        is_final,
        as_of: case.as_of(),
        window: case.window,
        changes_at: if verdict.status == Status::NotApplicable {
            None
        } else {
            case.clock.changes_at()
        },
        reported: has_reported(&case),
        figures: verdict.figures,
        reasons: verdict.reasons,
        evidence: verdict.evidence,
        next_step: verdict.next_step,
    }
}

/// Whether the clause binds the unit: by its own class, or by a command tier above it that has to pass the duty on.
#[must_use]
pub fn is_bound(setting: &Setting<'_>, unit: &Fact<Unit>, clause: &Clause) -> bool {
    if clause.classes.is_empty() || clause.classes.contains(&UnitClass::All) {
        return true;
    }
    let owns_portal = setting
        .facts
        .of(&unit.code)
        .is_some_and(|f| !<Portal as crate::facts::FactRow>::of(f).is_empty());
    if unit.class.iter().any(|c| clause.classes.contains(c))
        || (owns_portal && clause.classes.contains(&UnitClass::PortalOwner))
    {
        return true;
    }
    // At most as deep as an administrative tree can be; also ends a tree with a cycle.
    let mut above = unit.parent.clone();
    for _ in 0..8 {
        let Some(parent) = above
            .as_ref()
            .and_then(|code| setting.facts.unit(code.as_str()))
        else {
            return false;
        };
        if parent
            .class
            .iter()
            .any(|c| c.passes_duties_down() && clause.classes.contains(c))
        {
            return true;
        }
        above.clone_from(&parent.parent);
    }
    false
}

fn common_rules(case: &Case<'_>, measure: &Measure) -> Verdict {
    let found = (measure.judge)(case);
    let found = served_elsewhere(case, measure, found);
    let stated = with_statement(case, measure, found);
    let closed = with_return(case, stated);
    cap_word_only(closed)
}

/// Rule 10: an unlinked provider's dated confirmation naming the unit; the unit keeps a tested contact of its own.
fn served_elsewhere(case: &Case<'_>, measure: &Measure, found: Verdict) -> Verdict {
    if found.status != Status::Unknown || found.known > 0 {
        return found;
    }
    let confirmed = measure
        .services
        .iter()
        .flat_map(|kind| case.services(*kind))
        .find(|s| {
            s.confirmed_by.is_some()
                && s.confirmed_at.is_some_and(|at| {
                    at >= case.mandate.received_at && at < case.window.to && case.clock.reached(at)
                })
        });
    let Some(service) = confirmed else {
        return found;
    };
    let contact_tested = case.own::<ContactPoint>().iter().any(|c| {
        c.own == Some(true)
            && c.dead != Some(true)
            && c.verified_at
                .is_some_and(|at| !case.clock.older_than(at, case.policy.contact))
    });
    let basis = Some(service.basis().max(Basis::C));
    let why = Why::Served {
        provider: service.provider.to_string(),
    };
    let verdict = if contact_tested {
        Verdict::new(Status::Met, basis, why)
    } else {
        Verdict::new(Status::Partial, basis, Why::ServedNoContact)
            .because(why)
            .next(
                "Khai và thử đầu mối của đơn vị",
                "declare and test the unit's own contact",
            )
    };
    verdict.proven_by(service)
}

/// Rules 6 and 11: what a named person states, and never against what is seen.
fn with_statement(case: &Case<'_>, measure: &Measure, found: Verdict) -> Verdict {
    let Some(statement) = newest_statement(case, measure) else {
        return found;
    };
    let at = statement.occurred_at.unwrap_or(statement.recorded_at);
    if at < case.mandate.received_at || at >= case.window.to {
        return found.because(Why::StatementExpired);
    }
    let basis = statement_basis(statement);
    match statement.claim {
        Claim::NotApplicable => absence(case, statement, found, basis),
        Claim::Met | Claim::None => weigh(statement, found, Status::Met, basis),
        Claim::Partial => weigh(statement, found, Status::Partial, basis),
        Claim::NotMet => weigh(statement, found, Status::NotMet, basis),
    }
}

fn newest_statement<'a>(case: &Case<'a>, measure: &Measure) -> Option<&'a Fact<StatementRow>> {
    case.own::<StatementRow>()
        .iter()
        .filter(|s| {
            &*s.measure == measure.id.as_str()
                && s.obligation.as_ref().is_none_or(|o| **o == *case.clause.id)
        })
        .filter(|s| s.recorded_at <= case.as_of())
        .max_by_key(|s| s.recorded_at)
}

/// C for a named person with a file, else D; the row's own names count, as each statement is its own source.
fn statement_basis(statement: &Fact<StatementRow>) -> Basis {
    let named = statement.person.is_some() && statement.file.is_some();
    if named {
        Basis::C.max(statement.basis().min(Basis::C))
    } else {
        Basis::D
    }
}

fn absence(
    case: &Case<'_>,
    statement: &Fact<StatementRow>,
    found: Verdict,
    basis: Basis,
) -> Verdict {
    if found.seen > 0 {
        return found
            .clone()
            .because(Why::AbsenceContradicted { seen: found.seen });
    }
    let by_head = statement.by_head == Some(true)
        || (statement.person.is_some() && statement.person == case.unit.head);
    if !by_head || basis == Basis::D {
        return found.because(Why::WordOnly);
    }
    let person = statement.person.as_deref().unwrap_or_default().to_owned();
    Verdict::new(
        Status::NotApplicable,
        Some(basis),
        Why::AbsenceConfirmed { person },
    )
    .proven_by(statement)
}

/// A statement fills a blank; against data the worse one stands, with the reason `conflict`.
fn weigh(statement: &Fact<StatementRow>, found: Verdict, claim: Status, basis: Basis) -> Verdict {
    let why = match (&statement.person, basis) {
        (Some(person), Basis::C) => Why::Stated {
            person: person.to_string(),
        },
        _ => Why::StatedBare,
    };
    if found.status == Status::Unknown && found.known == 0 {
        let mut verdict = Verdict::new(claim, Some(basis), why)
            .seeing(found.seen)
            .knowing(0)
            .proven_by(statement);
        verdict.figures = found.figures;
        // What is stated as met asks for nothing more.
        verdict.next_step = found.next_step.filter(|_| claim != Status::Met);
        return verdict;
    }
    // A stated failure beats "unknown" as any known failure does (rule 4).
    let undecided = found.status == Status::Unknown && claim != Status::NotMet;
    if found.status == claim || undecided {
        return found.because(why).proven_by(statement);
    }
    let conflict = Why::Conflict {
        claim,
        found: found.status,
        claim_vi: word(claim),
        found_vi: word(found.status),
    };
    if claim > found.status {
        let mut verdict = Verdict::new(claim, Some(basis), conflict)
            .because(why)
            .proven_by(statement);
        verdict.figures.clone_from(&found.figures);
        (verdict.seen, verdict.known) = (found.seen, found.known);
        verdict.reasons.extend(found.reasons);
        verdict.evidence.extend(found.evidence);
        verdict.evidence.truncate(Verdict::EVIDENCE_MAX);
        return verdict;
    }
    found.because(conflict).proven_by(statement)
}

/// The status as people say it in Vietnamese.
fn word(status: Status) -> &'static str {
    match status {
        Status::Met => "đạt",
        Status::Partial => "một phần",
        Status::NotMet => "chưa đạt",
        Status::Unknown => "chưa rõ",
        Status::NotApplicable => "không áp dụng",
    }
}

/// Rule 7: no fact is unknown until the unit closes its return; then a blank is a failure.
fn with_return(case: &Case<'_>, verdict: Verdict) -> Verdict {
    if verdict.status != Status::Unknown {
        return verdict;
    }
    let closed = case.own::<ReturnRow>().iter().find(|r| {
        r.closed_by.is_some()
            && r.closed_at
                .is_some_and(|at| at >= case.mandate.received_at && case.clock.reached(at))
    });
    match closed {
        Some(closing) if verdict.known == 0 => {
            let mut failed = Verdict::new(
                Status::NotMet,
                Some(closing.basis().max(Basis::C)),
                Why::NoEvidence,
            )
            .proven_by(closing);
            failed.figures = verdict.figures;
            failed.reasons.extend(verdict.reasons);
            failed.next_step = verdict.next_step;
            failed
        }
        Some(_) => verdict,
        None if has_reported(case) => verdict,
        None => verdict.because(Why::NotReported),
    }
}

/// Rule 6: word only caps at partial.
fn cap_word_only(mut verdict: Verdict) -> Verdict {
    if verdict.status == Status::Met && verdict.basis == Some(Basis::D) {
        verdict.status = Status::Partial;
        verdict.reasons.insert(0, Why::WordOnly.into());
    }
    verdict
}

/// Whether the unit itself has given anything; rows others hold about it (consoles, lists, probes) are no answer.
fn has_reported(case: &Case<'_>) -> bool {
    !case.own::<ReturnRow>().is_empty()
        || !case.own::<StatementRow>().is_empty()
        || !case.own::<Shift>().is_empty()
        || !case.own::<CheckIn>().is_empty()
        || !case.own::<Check>().is_empty()
        || !case.own::<Session>().is_empty()
        || !case.own::<Plan>().is_empty()
        || !case.own::<Drill>().is_empty()
        || !case.own::<Hunt>().is_empty()
}

#[cfg(test)]
mod tests {
    use super::{NO_EVIDENCE, OTHER_CLASS, Why};
    use crate::judgement::Reason;

    #[test]
    fn the_codes_others_ask_for_are_those_the_reasons_carry() {
        assert_eq!(Reason::from(Why::NoEvidence).code, NO_EVIDENCE);
        assert_eq!(Reason::from(Why::OtherClass).code, OTHER_CLASS);
    }
}
