//! Levels, incident rules, reports, procedures and monitoring of a pack.

use super::convert::all;
use super::error::PackError;
use super::file;
use super::place::{Known, Place, Placed, pair};
use domain::pack::{
    ApprovalRule, Approver, Bilingual, Clock, Criterion, Inspection, LevelRule, MonitoringRule,
    PeriodicReport, Procedure, SeverityRule, Trigger,
};

pub(super) fn levels(
    k: &Known<'_>,
    forms: &[Placed<file::LevelForm>],
) -> Result<Vec<LevelRule>, PackError> {
    let mut levels = all(forms, |place, form| level(k, place, form))?;
    levels.sort_by_key(|rule| rule.level);
    if levels.iter().map(|rule| rule.level).eq(1..=5) {
        return Ok(levels);
    }
    Err(PackError::new(
        "pack",
        "level",
        "levels 1 to 5 must each stand once",
    ))
}

fn level(k: &Known<'_>, place: &Place, f: &file::LevelForm) -> Result<LevelRule, PackError> {
    let origin = k.origin(place, &f.source, f.verified)?;
    let criteria = k
        .parts(place, "criteria", &origin, &f.criteria)?
        .into_iter()
        .map(|item| Criterion {
            id: item.id,
            text: item.text,
            origin: item.origin,
        })
        .collect();
    let approval = match &f.approval {
        Some(form) => Some(approval(k, place, form)?),
        None => None,
    };
    let inspection = match &f.inspection {
        Some(form) => Some(Inspection {
            every: form.every.map(|every| every.0),
            licensed_assessor: form.licensed_assessor,
            scope: pair(&form.vi, &form.en),
            origin: k.origin(place, &form.source, form.verified)?,
        }),
        None => None,
    };
    Ok(LevelRule {
        level: f.level,
        criteria,
        approval,
        inspection,
        origin,
    })
}

fn approval(
    k: &Known<'_>,
    place: &Place,
    f: &file::ApprovalForm,
) -> Result<ApprovalRule, PackError> {
    let approvers = |key: &str, forms: &[file::ApproverForm]| {
        let convert = |form: &file::ApproverForm| {
            Ok(Approver {
                party: k.party(place, key, &form.party)?,
                scope: scope(place, key, form)?,
            })
        };
        forms
            .iter()
            .map(convert)
            .collect::<Result<Vec<_>, PackError>>()
    };
    Ok(ApprovalRule {
        appraisers: approvers("approval.appraisers", &f.appraisers)?,
        approvers: approvers("approval.approvers", &f.approvers)?,
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn scope(place: &Place, key: &str, f: &file::ApproverForm) -> Result<Option<Bilingual>, PackError> {
    match (&f.vi, &f.en) {
        (Some(vi), Some(en)) => Ok(Some(pair(vi, en))),
        (None, None) => Ok(None),
        _ => Err(place.error(key, "`vi` and `en` stand together or not at all")),
    }
}

pub(super) fn level_number(place: &Place, key: &str, level: u8) -> Result<u8, PackError> {
    if (1..=5).contains(&level) {
        return Ok(level);
    }
    Err(place.error(key, format!("{level} is no level; expected 1 to 5")))
}

pub(super) fn severity(
    k: &Known<'_>,
    place: &Place,
    f: &file::SeverityForm,
) -> Result<SeverityRule, PackError> {
    let origin = k.origin(place, &f.source, f.verified)?;
    Ok(SeverityRule {
        id: f.id.0.clone(),
        title: pair(&f.vi, &f.en),
        otherwise: pair(&f.otherwise_vi, &f.otherwise_en),
        level_from: level_number(place, "level_from", f.level_from)?,
        or_national_list: f.or_national_list,
        effects: k.parts(place, "effects", &origin, &f.effects)?,
        beyond_owner: f.beyond_owner,
        origin,
    })
}

pub(super) fn clock(k: &Known<'_>, place: &Place, f: &file::ClockForm) -> Result<Clock, PackError> {
    let Some(trigger) = Trigger::parse(&f.trigger) else {
        let words = Trigger::WORDS.join(", ");
        let problem = format!("`{}` is no trigger; expected one of {words}", &*f.trigger);
        return Err(place.error("trigger", problem));
    };
    let form = match &f.form {
        Some(id) => Some(k.form(place, id)?),
        None => None,
    };
    Ok(Clock {
        id: f.id.0.clone(),
        title: pair(&f.vi, &f.en),
        trigger,
        from: k.parties(place, "from", &f.from)?,
        to: k.parties(place, "to", &f.to)?,
        any_one: f.any_one,
        limit: f.limit.0,
        form,
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

pub(super) fn report(
    k: &Known<'_>,
    place: &Place,
    f: &file::ReportForm,
) -> Result<PeriodicReport, PackError> {
    let data_window = match (f.data_from, f.data_to) {
        (Some(from), Some(to)) => Some((from.0, to.0)),
        (None, None) => None,
        _ => return Err(place.error("data_from", "needs data_to, and the other way round")),
    };
    let form = match &f.form {
        Some(id) => Some(k.form(place, id)?),
        None => None,
    };
    let level_from = match f.level_from {
        Some(level) => Some(level_number(place, "level_from", level)?),
        None => None,
    };
    // Some reports name no recipient ("lập báo cáo hàng ngày").
    let to =
        f.to.iter()
            .map(|id| k.party(place, "to", id))
            .collect::<Result<_, _>>()?;
    Ok(PeriodicReport {
        id: f.id.0.clone(),
        title: pair(&f.vi, &f.en),
        from: k.party(place, "from", &f.from)?,
        to,
        every: f.every.0,
        due_before: f.due_before.map(|day| day.0),
        data_window,
        level_from,
        form,
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

pub(super) fn procedure(
    k: &Known<'_>,
    place: &Place,
    f: &file::ProcedureForm,
) -> Result<Procedure, PackError> {
    let (low, high) = f.levels;
    if level_number(place, "levels", low)? > level_number(place, "levels", high)? {
        return Err(place.error("levels", "the lower level stands first"));
    }
    Ok(Procedure {
        id: f.id.0.clone(),
        title: pair(&f.vi, &f.en),
        days: f.days,
        working_days: f.working_days,
        levels: f.levels,
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

pub(super) fn monitoring(
    k: &Known<'_>,
    place: &Place,
    f: &file::MonitoringForm,
) -> Result<MonitoringRule, PackError> {
    Ok(MonitoringRule {
        id: f.id.0.clone(),
        text: pair(&f.vi, &f.en),
        level_from: level_number(place, "level_from", f.level_from)?,
        keep: f.keep.map(|keep| keep.0),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}
