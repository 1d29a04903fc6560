//! The report that goes back to the upper tier: from frozen judgements to a .docx.

mod figures;

use crate::actor::Actor;
use crate::cutoff::Frozen;
use crate::directives::InForce;
use crate::judging::Judged;
use crate::papers::enclosures::missing_enclosures;
use crate::papers::letterhead::{citation, occasion_of, parent, recipient};
use crate::papers::scope::{of_units, subtree, top};
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::facts::{FactRow as _, Incident, Plan, Unit};
use domain::judgement::{Judgement, Reason, Status};
use domain::key::Key;
use lang::{Lang, text};
use letters::report::{DutyLine, ReportInput, UnitLine, Zero};
use std::collections::BTreeSet;
use store::sha256;

/// Shortcomings and proposals listed in the text; the annex has all.
const LISTED_MAX: usize = 12;

/// A report or another paper that was written.
#[derive(Debug, Clone)]
pub struct Written {
    /// Name proposed for the file.
    pub file_name: String,
    /// The .docx or .xlsx.
    pub bytes: Vec<u8>,
}

impl Engine {
    /// Writes the report of `unit` (the top of the tree when `None`) on a directive from its frozen judgements,
    /// keeps the file and binds its hash in the ledger.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when there is no such unit or it is out of sight; [`EngineError::Forbidden`] without
    /// [`Action::WriteReport`] for it, or for the whole organisation where none is named; as the store;
    /// [`EngineError::Report`].
    pub async fn write_report(
        &self,
        actor: &Actor,
        in_force: &InForce,
        judged: &Judged,
        frozen: &Frozen,
        unit: Option<&str>,
    ) -> Result<Written, EngineError> {
        let of = unit.map(Key::new);
        self.require(actor, Action::WriteReport, of.as_ref())
            .await?;
        let input = self.report_input(in_force, judged, frozen, unit)?;
        let bytes =
            letters::report::write(&input).map_err(|e| EngineError::Report(e.to_string()))?;
        let file_name = self.file_name("bao-cao", in_force, "docx");
        let written = Written { file_name, bytes };
        self.keep_report(actor, in_force, frozen, &written).await?;
        Ok(written)
    }

    /// Keeps a written file of the report and binds its hash in the ledger.
    pub(crate) async fn keep_report(
        &self,
        actor: &Actor,
        in_force: &InForce,
        frozen: &Frozen,
        written: &Written,
    ) -> Result<(), EngineError> {
        self.store.files().put(written.bytes.clone()).await?;
        let row = store::Report {
            id: self.ids.report(),
            directive: in_force.id,
            cut_off: Some(frozen.id),
            file_name: written.file_name.clone(),
            sha256: sha256(&written.bytes),
        };
        let leaf_of = row.clone();
        let mut tx = self.begin().await?;
        tx.add_report(row, |slot| {
            crate::ledger::report_leaf(actor, &leaf_of, slot)
        })
        .await?;
        tx.commit().await?;
        Ok(())
    }

    /// A name for a paper on a directive: what it is, the instant, the end of the directive's id. Whatever could be
    /// part of a path is taken out: codes of units come from outside.
    pub(crate) fn file_name(&self, what: &str, in_force: &InForce, ending: &str) -> String {
        let now = self.clock.now().to_zoned(self.zone.clone());
        let is_plain = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
        let what: String = what
            .chars()
            .map(|c| if is_plain(c) { c } else { '-' })
            .collect();
        format!(
            "{what}-{}-{}.{ending}",
            now.strftime("%Y%m%d-%H%M"),
            short(&in_force.id.to_string())
        )
    }

    fn report_input(
        &self,
        in_force: &InForce,
        judged: &Judged,
        frozen: &Frozen,
        unit: Option<&str>,
    ) -> Result<ReportInput, EngineError> {
        let top = top(judged, unit)?;
        let below = subtree(judged, &top.code);
        let judgements = of_units(judged, &below);
        let head = self.letterhead(judged, top);
        let as_of = self.printed_moment(self.clock.now());
        let reporting = unit_lines(judged, &judgements, &below);
        Ok(ReportInput {
            recipient: recipient(in_force, parent(judged, top), &top.name),
            parent: head.parent,
            issuer: head.issuer,
            sign: head.sign,
            archive: head.archive,
            place: head.place,
            year: head.year,
            directive: citation(in_force),
            occasion: occasion_of(in_force),
            claim: text(Lang::Vi, "claim-none", &[]),
            as_of,
            hash: frozen.sha256.to_hex().chars().take(16).collect(),
            documents: documents(judged, &below),
            duties: duty_lines(in_force, &judgements),
            incidents: incidents(in_force, judged, &below, &judgements),
            shortcomings: shortcomings(judged, &judgements),
            proposals: proposals(in_force, judged, &judgements),
            unit_count: reporting.len(),
            missing_units: reporting
                .iter()
                .filter(|u| !u.reported)
                .map(|u| u.name.clone())
                .collect(),
            units: reporting,
            signature: head.signature,
            sample: head.sample,
        })
    }
}

pub(crate) fn duty_lines(in_force: &InForce, judgements: &[&Judgement]) -> Vec<DutyLine> {
    let clauses = in_force.mandate.clauses.iter();
    clauses
        .flat_map(|clause| {
            clause
                .measures
                .iter()
                .map(move |measure| (clause, *measure))
        })
        .map(|(clause, measure)| {
            let of: Vec<&Judgement> = judgements
                .iter()
                .copied()
                .filter(|j| *j.obligation == *clause.id && j.measure == measure)
                .collect();
            DutyLine {
                obligation: clause.id.to_string(),
                measure,
                title: lang::measure_title(Lang::Vi, measure.as_str()),
                by_status: by_status(of.iter().copied()),
                not_reported: silent(&of),
                counted: figures::counted(&of),
                figures: Vec::new(),
                reasons: worst_reasons(&of),
            }
        })
        .collect()
}

fn by_status<'a>(judgements: impl Iterator<Item = &'a Judgement>) -> [u32; Status::ALL.len()] {
    let mut counts = [0_u32; Status::ALL.len()];
    for judgement in judgements {
        for (count, status) in counts.iter_mut().zip(Status::ALL) {
            *count += u32::from(judgement.status == *status);
        }
    }
    counts
}

fn silent(judgements: &[&Judgement]) -> u32 {
    let silent = judgements
        .iter()
        .filter(|j| !j.reported && j.status != Status::NotApplicable);
    u32::try_from(silent.count()).unwrap_or(u32::MAX)
}

/// The deciding reasons of the failures, those of most units first; of many units with one reason the first is told.
fn worst_reasons(judgements: &[&Judgement]) -> Vec<String> {
    const SHOWN: usize = 3;
    let mut reasons: Vec<(&Reason, usize)> = Vec::new();
    for judgement in judgements.iter().filter(|j| j.status == Status::NotMet) {
        let Some(reason) = telling(judgement) else {
            continue;
        };
        match reasons
            .iter_mut()
            .find(|(known, _)| known.code == reason.code)
        {
            Some((_, units)) => *units += 1,
            None => reasons.push((reason, 1)),
        }
    }
    reasons.sort_by_key(|(_, units)| core::cmp::Reverse(*units));
    let told = reasons.into_iter().take(SHOWN);
    told.map(|(reason, units)| {
        let text = reason.vi.trim_end_matches('.');
        match units {
            1 => reason.vi.clone(),
            _ => format!("{text} (và {} đơn vị khác cùng lý do)", units - 1),
        }
    })
    .collect()
}

/// The reason that names what is wrong: the second where the first only counts.
fn telling(judgement: &Judgement) -> Option<&Reason> {
    judgement
        .reasons
        .iter()
        .find(|r| !r.code.starts_with("ratio."))
        .or_else(|| judgement.reasons.first())
}

fn unit_lines(
    judged: &Judged,
    judgements: &[&Judgement],
    below: &BTreeSet<Key<Unit>>,
) -> Vec<UnitLine> {
    judged
        .facts
        .units()
        .iter()
        .filter(|unit| below.contains(&unit.code))
        .filter_map(|unit| {
            let of: Vec<&Judgement> = judgements
                .iter()
                .copied()
                .filter(|j| j.unit == unit.code)
                .collect();
            let bound: Vec<&&Judgement> = of
                .iter()
                .filter(|j| j.status != Status::NotApplicable)
                .collect();
            let reported = bound.iter().any(|j| j.reported);
            (!bound.is_empty()).then(|| UnitLine {
                name: unit.name.to_string(),
                reported,
                by_status: by_status(of.iter().copied()),
                not_met: not_met(&of),
            })
        })
        .collect()
}

fn not_met(judgements: &[&Judgement]) -> Vec<String> {
    let mut paths: Vec<String> = judgements
        .iter()
        .filter(|j| j.status == Status::NotMet)
        .map(|j| j.obligation.to_string())
        .collect();
    paths.dedup();
    paths
}

fn shortcomings(judged: &Judged, judgements: &[&Judgement]) -> Vec<String> {
    let failed = judgements.iter().filter(|j| j.status == Status::NotMet);
    let mut lines: Vec<String> = failed
        .map(|j| {
            let unit = judged
                .facts
                .unit(j.unit.as_str())
                .map_or_else(|| j.unit.to_string(), |u| u.name.to_string());
            let reason = telling(j).map_or("", |r| r.vi.as_str());
            let measure = lang::measure_title(Lang::Vi, j.measure.as_str());
            text(
                Lang::Vi,
                "report-shortcoming",
                &[
                    ("unit", unit.as_str().into()),
                    ("measure", measure.as_str().into()),
                    ("reason", reason.into()),
                ],
            )
        })
        .collect();
    let more = lines.len().saturating_sub(LISTED_MAX);
    lines.truncate(LISTED_MAX);
    if more > 0 {
        lines.push(format!("và {more} nội dung khác, xem Phụ lục II"));
    }
    lines
}

/// What the upper tier has to do: send the enclosures that are missing.
fn proposals(in_force: &InForce, judged: &Judged, judgements: &[&Judgement]) -> Vec<String> {
    let missing = missing_enclosures(in_force, judged).into_iter();
    let asked =
        missing.map(|e| format!("Đề nghị gửi văn bản kèm theo chưa nhận được: {}", e.title));
    let unknown = judgements
        .iter()
        .filter(|j| j.status == Status::Unknown)
        .count();
    asked
        .chain((unknown > 0).then(|| {
            format!("Còn {unknown} kết quả chưa đủ dữ liệu để kết luận; đơn vị tiếp tục bổ sung")
        }))
        .collect()
}

fn documents(judged: &Judged, below: &BTreeSet<Key<Unit>>) -> Vec<String> {
    let plans = below
        .iter()
        .filter_map(|u| judged.facts.of(u))
        .flat_map(Plan::of);
    let mut titles: Vec<String> = plans
        .filter(|p| p.approved_at.is_some())
        .map(|p| p.title.to_string())
        .collect();
    titles.sort_unstable();
    titles.dedup();
    titles.truncate(LISTED_MAX);
    titles
}

/// Incidents of the watch; zero is a claim that the measure of escalation has to bear out (rule 8).
fn incidents(
    in_force: &InForce,
    judged: &Judged,
    below: &BTreeSet<Key<Unit>>,
    judgements: &[&Judgement],
) -> Zero {
    let window = in_force.mandate.window;
    let rows = below
        .iter()
        .filter_map(|u| judged.facts.of(u))
        .flat_map(Incident::of);
    let count = rows.filter(|i| window.contains(i.detected)).count();
    let watched = judgements.iter().filter(|j| {
        j.measure == domain::measure_id::MeasureId::WatchSiem && j.status != Status::NotApplicable
    });
    let mut watched = watched.peekable();
    if count > 0 {
        Zero::Count(count)
    } else if watched.peek().is_some() && watched.all(|j| j.status == Status::Met) {
        Zero::Proved
    } else {
        Zero::NotEstablished
    }
}

fn short(id: &str) -> String {
    id.chars()
        .rev()
        .take(6)
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect()
}
