//! Control titles, design requirements and thresholds of a pack.

use super::convert::{all, required};
use super::error::PackError;
use super::file;
use super::place::{Known, Place, Sections, pair, unique};
use super::rules::level_number;
use domain::pack::catalogue::{Bound, ControlKind};
use domain::pack::{Catalogue, Control, ControlGroup, Design, Threshold, ThresholdValue};

pub(super) fn catalogue(k: &Known<'_>, s: &Sections) -> Result<Catalogue, PackError> {
    let (place, f) = required(s.catalogue.as_ref(), "catalogue")?;
    unique(
        s.group
            .iter()
            .map(|(place, group)| (place.clone(), &*group.id)),
    )?;
    unique(s.group.iter().flat_map(|(place, group)| {
        let controls = group.controls.iter().enumerate();
        controls.map(|(i, control)| (place.part("controls", i), &*control.clause))
    }))?;
    Ok(Catalogue {
        standard: f.standard.0.clone(),
        valid_from: f.from.map(|day| day.0),
        valid_to: f.to.map(|day| day.0),
        groups: all(&s.group, |p, f| group(k, p, f))?,
        designs: all(&s.design, |p, f| design(k, p, f))?,
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn group(k: &Known<'_>, place: &Place, f: &file::GroupForm) -> Result<ControlGroup, PackError> {
    let Some(kind) = ControlKind::parse(&f.kind) else {
        let problem = format!("expected one of {}", ControlKind::WORDS.join(", "));
        return Err(place.error("kind", problem));
    };
    let control = |c: &file::ControlForm| Control {
        clause: c.clause.0.clone(),
        title: pair(&c.vi, &c.en),
    };
    Ok(ControlGroup {
        level: level_number(place, "level", f.level)?,
        id: f.id.0.clone(),
        kind,
        title: pair(&f.vi, &f.en),
        controls: f.controls.iter().map(control).collect(),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn design(k: &Known<'_>, place: &Place, f: &file::DesignForm) -> Result<Design, PackError> {
    let texts = |forms: &[file::PairForm]| forms.iter().map(|p| pair(&p.vi, &p.en)).collect();
    Ok(Design {
        level: level_number(place, "level", f.level)?,
        zones: texts(&f.zones),
        measures: texts(&f.measures),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

pub(super) fn threshold(
    k: &Known<'_>,
    place: &Place,
    f: &file::ThresholdForm,
) -> Result<Threshold, PackError> {
    let Some(bound) = Bound::parse(&f.bound) else {
        let problem = format!("expected one of {}", Bound::WORDS.join(", "));
        return Err(place.error("bound", problem));
    };
    let levels = f.levels.map(|value| value.0);
    let is_flag = |value: ThresholdValue| matches!(value, ThresholdValue::Required(_));
    if levels
        .iter()
        .flatten()
        .any(|v| is_flag(*v) != (bound == Bound::Required))
    {
        return Err(place.error(
            "levels",
            "true and false go with the bound `bool`, and only with it",
        ));
    }
    Ok(Threshold {
        id: f.id.0.clone(),
        title: pair(&f.vi, &f.en),
        bound,
        levels,
        clauses: f.clauses.0.clone(),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}
