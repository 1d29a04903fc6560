//! `/settings`: the organisation's own thresholds, by the measure each decides; and the regime packs, to be read.
//!
//! A threshold is "mức nội bộ" and never shown as law; what packs hold is law as it was read and is changed by nobody
//! here.

mod packs;

use super::ledger::actor_word;
use super::page;
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use domain::measure_id::MeasureId;
use domain::policy::Threshold;
use engine::EngineError;
use engine::policy::{PolicyChange, PolicyEntry};
use jiff::SignedDuration;
use lang::Lang;
use packs::PackView;
use serde::Deserialize;
use std::collections::HashMap;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The key of the threshold that was just set.
    #[serde(default)]
    done: String,
}

#[derive(Template)]
#[template(path = "settings.html")]
struct SettingsPage {
    f: Frame,
    may_set: bool,
    done: Option<String>,
    groups: Vec<GroupView>,
    changed: usize,
    packs: Vec<PackView>,
}

/// The thresholds of one measure, or of the rules common to all.
struct GroupView {
    /// The measure's id; blank for the common rules.
    id: String,
    title: String,
    entries: Vec<EntryView>,
}

struct EntryView {
    key: &'static str,
    title: String,
    value: String,
    default: String,
    is_default: bool,
    bounds: (String, String),
    /// Other measures that compare with it.
    also: Vec<String>,
    /// Newest first.
    changes: Vec<ChangeView>,
    form: FormView,
}

struct ChangeView {
    at: String,
    by: String,
    value: String,
    reason: String,
    seq: u64,
}

/// The form of one threshold with what stands in it.
struct FormView {
    revision: u64,
    number: String,
    /// The units offered: what is sent, what is read, whether it is chosen. One without a choice has no list.
    units: Vec<(&'static str, String, bool)>,
    reason: String,
    error: Option<String>,
    /// What was typed, in words, where somebody else has set another value meanwhile.
    conflict: Option<String>,
}

/// What somebody sent for one threshold and why it was not taken.
struct Refused {
    key: String,
    number: String,
    unit: String,
    reason: String,
    why: Why,
}

enum Why {
    NoNumber,
    OutOfBounds,
    NoReason,
    Changed(Threshold),
}

/// `GET /settings`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Query(asked): Query<Asked>,
) -> Result<Response, PageError> {
    let view = written(&site, viewer, taste, &asked.done, None).await?;
    Ok(page(&view)?.into_response())
}

/// `POST /settings/{key}`: sets one threshold.
pub(crate) async fn set(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(key): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let entries = site.engine.policy_entries().await?;
    let entry = entries.iter().find(|entry| entry.key == key);
    let entry = entry.ok_or(PageError::NotFound)?;
    let revision = u64::try_from(form.number("revision")?)
        .map_err(|_| PageError::Form("web-form-number", "revision".to_owned()))?;
    let number = form.text("number").unwrap_or_default().to_owned();
    let unit = form.text("unit").unwrap_or_default().to_owned();
    let reason = form.text("reason").unwrap_or_default().to_owned();
    let why = match threshold(entry.default, &number, &unit) {
        None => Why::NoNumber,
        Some(_) if reason.is_empty() => Why::NoReason,
        Some(value) => {
            let set = site
                .engine
                .set_policy(&viewer.actor, revision, entry.key, value, &reason)
                .await;
            match set {
                Ok(_) => {
                    site.engine.refresh().await?;
                    let to = format!("/settings?done={key}#k-{key}");
                    return Ok(Redirect::to(&to).into_response());
                }
                Err(EngineError::Conflict { .. }) => Why::Changed(value),
                Err(EngineError::Invalid(_)) if entry.bounds.hold(value) => Why::NoReason,
                Err(EngineError::Invalid(_)) => Why::OutOfBounds,
                Err(other) => return Err(other.into()),
            }
        }
    };
    let refused = Refused {
        key,
        number,
        unit,
        reason,
        why,
    };
    let view = written(&site, viewer, taste, "", Some(&refused)).await?;
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page(&view)?).into_response())
}

async fn written(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    done: &str,
    refused: Option<&Refused>,
) -> Result<SettingsPage, PageError> {
    let f = Frame::of(site, viewer, taste, "settings").at("/settings");
    let names = site.engine.names().await?;
    let entries = site.engine.policy_entries().await?;
    let is_changed = |e: &&PolicyEntry| e.value != e.default;
    let changed = entries.iter().filter(is_changed).count();
    let mut groups: Vec<GroupView> = Vec::new();
    let mut said = None;
    for entry in entries {
        if entry.key == done {
            said = Some(f.tv("web-settings-done", title(&f, &entry)));
        }
        let first = entry.measures.first().copied();
        let id = first.map_or_else(String::new, |id| id.as_str().to_owned());
        let history = match entry.revision {
            0 => Vec::new(),
            _ => site.engine.policy_history(entry.key).await?,
        };
        let own = refused.filter(|refused| refused.key == entry.key);
        let view = entry_view(site, &f, &names, &entry, history, own);
        match groups.iter_mut().find(|group| group.id == id) {
            Some(group) => group.entries.push(view),
            None => groups.push(GroupView {
                title: first.map_or_else(
                    || f.t("web-settings-common"),
                    |id| lang::measure_title(f.lang, id.as_str()),
                ),
                id,
                entries: vec![view],
            }),
        }
    }
    // In the order of the measures, the common rules first.
    groups.sort_by_key(|group| MeasureId::ALL.iter().position(|id| id.as_str() == group.id));
    Ok(SettingsPage {
        may_set: f.may_everywhere(Action::SetPolicy),
        packs: packs::views(site, &f),
        done: said,
        groups,
        changed,
        f,
    })
}

fn title<'e>(f: &Frame, entry: &'e PolicyEntry) -> &'e str {
    match f.lang {
        Lang::Vi => entry.vi,
        Lang::En => entry.en,
    }
}

fn entry_view(
    site: &Site,
    f: &Frame,
    names: &HashMap<String, String>,
    entry: &PolicyEntry,
    history: Vec<PolicyChange>,
    refused: Option<&Refused>,
) -> EntryView {
    let changes = history.into_iter().rev().map(|change| ChangeView {
        at: f.at_instant(site, change.at),
        by: actor_word(f, names, Some(&change.by)),
        value: words(f, change.value),
        reason: change.reason,
        seq: change.seq,
    });
    let also = entry.measures.iter().skip(1);
    EntryView {
        key: entry.key,
        title: title(f, entry).to_owned(),
        value: words(f, entry.value),
        default: words(f, entry.default),
        is_default: entry.value == entry.default,
        bounds: (words(f, entry.bounds.least), words(f, entry.bounds.most)),
        also: also
            .map(|id| lang::measure_title(f.lang, id.as_str()))
            .collect(),
        changes: changes.collect(),
        form: form_view(f, entry, refused),
    }
}

fn form_view(f: &Frame, entry: &PolicyEntry, refused: Option<&Refused>) -> FormView {
    let (number, unit) = parts(entry.value);
    let chosen = refused.map_or(unit, |refused| refused.unit.as_str());
    let offered: &[(&'static str, &str)] = match entry.default {
        Threshold::Span(_) => &[
            ("min", "web-settings-minutes"),
            ("h", "web-settings-hours"),
            ("d", "web-settings-days"),
        ],
        Threshold::Share(_) => &[("%", "web-settings-percent")],
        Threshold::Count(_) => &[("", "web-settings-times")],
    };
    let units = offered
        .iter()
        .map(|(word, id)| (*word, f.t(id), *word == chosen));
    let (mut error, mut conflict) = (None, None);
    match refused.map(|refused| &refused.why) {
        None => {}
        Some(Why::NoNumber) => error = Some(f.t("web-settings-no-number")),
        Some(Why::NoReason) => error = Some(f.t("web-settings-no-reason")),
        Some(Why::OutOfBounds) => {
            let (least, most) = (entry.bounds.least, entry.bounds.most);
            let (least, most) = (words(f, least), words(f, most));
            let values = [("from", (&least).into()), ("to", (&most).into())];
            error = Some(f.tx("web-settings-out-of-bounds", &values));
        }
        Some(Why::Changed(value)) => conflict = Some(words(f, *value)),
    }
    FormView {
        revision: entry.revision,
        number: refused.map_or(number, |refused| refused.number.clone()),
        units: units.collect(),
        reason: refused.map_or_else(String::new, |refused| refused.reason.clone()),
        error,
        conflict,
    }
}

/// A threshold as a field has it: the number, and its unit.
fn parts(value: Threshold) -> (String, &'static str) {
    match value {
        Threshold::Span(span) => {
            let minutes = span.as_mins();
            match (minutes % 1_440, minutes % 60) {
                (0, _) if minutes > 0 => ((minutes / 1_440).to_string(), "d"),
                (_, 0) if minutes > 0 => ((minutes / 60).to_string(), "h"),
                _ => (minutes.to_string(), "min"),
            }
        }
        // Four decimals of a per cent: what a binary fraction adds beyond them nobody typed.
        Threshold::Share(share) => (((share * 1e6).round() / 1e4).to_string(), "%"),
        Threshold::Count(count) => (count.to_string(), ""),
    }
}

/// A threshold in words.
fn words(f: &Frame, value: Threshold) -> String {
    let (number, unit) = parts(value);
    match (value, unit) {
        (Threshold::Count(count), _) => f.tx("web-settings-count", &[("count", count.into())]),
        (Threshold::Share(_), _) => {
            let number = match f.lang {
                Lang::Vi => number.replace('.', ","),
                Lang::En => number,
            };
            format!("{number} %")
        }
        (Threshold::Span(span), "d") => count(f, "web-days", span.as_hours() / 24),
        (Threshold::Span(span), "h") => count(f, "web-hours", span.as_hours()),
        (Threshold::Span(span), _) => count(f, "web-minutes", span.as_mins()),
    }
}

fn count(f: &Frame, id: &str, value: i64) -> String {
    f.tx(id, &[("count", value.into())])
}

/// The threshold typed, of the kind of `like`; none when it is no number of that kind.
fn threshold(like: Threshold, number: &str, unit: &str) -> Option<Threshold> {
    match like {
        Threshold::Span(_) => {
            let minutes = match unit {
                "min" => 1,
                "h" => 60,
                "d" => 1_440,
                _ => return None,
            };
            let minutes = number.parse::<i64>().ok()?.checked_mul(minutes)?;
            let seconds = minutes.checked_mul(60)?;
            Some(Threshold::Span(SignedDuration::from_secs(seconds)))
        }
        Threshold::Share(_) => {
            let percent: f64 = number.replace(',', ".").parse().ok()?;
            percent
                .is_finite()
                .then_some(Threshold::Share(percent / 100.0))
        }
        Threshold::Count(_) => number.parse().ok().map(Threshold::Count),
    }
}

#[cfg(test)]
mod tests {
    use super::{parts, threshold};
    use domain::policy::{Policy, Threshold};

    #[test]
    fn what_a_field_shows_is_what_it_means() {
        for (key, value, ..) in Policy::default().entries() {
            let (number, unit) = parts(value);
            let read = threshold(value, &number, unit);
            match (read, value) {
                (Some(Threshold::Share(read)), Threshold::Share(value)) => {
                    assert!((read - value).abs() < 1e-9, "{key}");
                }
                (read, value) => assert_eq!(read, Some(value), "{key}"),
            }
        }
    }

    #[test]
    fn only_numbers_of_the_kind_are_taken() {
        let policy = Policy::default();
        for (like, number, unit, taken) in [
            (Threshold::Share(policy.floor), "62,5", "%", true),
            (Threshold::Share(policy.floor), "NaN", "%", false),
            (Threshold::Span(policy.gap), "1.5", "h", false),
            (
                Threshold::Span(policy.gap),
                "9223372036854775807",
                "d",
                false,
            ),
            (Threshold::Span(policy.gap), "15", "tuần", false),
            (Threshold::Count(policy.hunts), "hai", "", false),
        ] {
            assert_eq!(threshold(like, number, unit).is_some(), taken, "{number}");
        }
    }
}
