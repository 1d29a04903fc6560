//! `/rules/sets/{name}`: one rule set with its rules, the loudest first; tried, put in force, taken out, removed.

use super::super::alerts::{DAYS, look};
use super::super::ledger::actor_word;
use super::super::{Page, page};
use super::trial::TrialView;
use super::{BadView, ShelfView, address, alerts_of, bad_view, changed, shelf_of};
use crate::web::error::PageError;
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::viewer::{Taste, Viewer};
use crate::web::{Site, show};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use domain::access::Action;
use engine::Shelf;
use engine::events::{BadLine, Candidate, Noise, RuleLine, RulesIn};
use lang::Lang;
use serde::Deserialize;

/// Rules of one page.
const ROWS_MAX: usize = 50;
/// Lines that can't be used and are shown.
const BAD_MAX: usize = 50;

/// What the address may carry.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Where the set stands; in force without a word.
    #[serde(default)]
    state: String,
    /// Only rules with these letters in their title or name.
    #[serde(default)]
    q: String,
    /// Which page of the rules, from 1.
    #[serde(default)]
    page: usize,
}

#[derive(Template)]
#[template(path = "rule_set.html")]
struct SetPage {
    f: Frame,
    name: String,
    shelf: ShelfView,
    state: &'static str,
    is_own: bool,
    when: Option<String>,
    by: String,
    sha256: String,
    rules: usize,
    unusable: usize,
    noise: Noise,
    rows: Vec<RuleView>,
    found: usize,
    q: String,
    before: Option<String>,
    after: Option<String>,
    bad: Vec<BadView>,
    bad_count: usize,
    is_brought: bool,
    may_try: bool,
    may_suppress: bool,
    sees_alerts: bool,
    days: [i64; 4],
    trial: Option<TrialView>,
    error: Option<String>,
    typed: String,
}

struct RuleView {
    title: String,
    is_vietnamese: bool,
    key: String,
    file: String,
    look: &'static str,
    level: String,
    is_correlation: bool,
    is_raised: bool,
    noise: Noise,
    alerts: String,
}

/// `GET /rules/sets/{name}`
pub(crate) async fn show(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Page {
    let shelf = Shelf::parse(&asked.state).unwrap_or_default();
    page(&set(&site, viewer, taste, (shelf, &name), &asked).await?)
}

/// The page of a set that was just brought, with what can't be used of it and is not kept.
pub(super) async fn brought(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    name: &str,
    bad: &[BadLine],
) -> Result<Response, PageError> {
    let of = (Shelf::Waiting, name);
    let mut shown = set(site, viewer, taste, of, &Asked::default()).await?;
    let views = bad.iter().take(BAD_MAX);
    shown.bad = views.map(|bad| bad_view(taste.lang, bad)).collect();
    shown.bad_count = bad.len();
    shown.is_brought = true;
    Ok(page(&shown)?.into_response())
}

/// `POST /rules/sets/{name}`: tries it, puts it in force, takes it out of force, removes it.
pub(crate) async fn change(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(name): Path<String>,
    form: Checked,
) -> Result<Response, PageError> {
    let shelf = shelf_of(&form);
    let candidate = Candidate::Rules(shelf, name.clone());
    let here = match changed(&site, &viewer, taste, &candidate, &form).await? {
        Ok(to) => return Ok(Redirect::to(&to).into_response()),
        Err(here) => here,
    };
    let of = (shelf, name.as_str());
    let mut again = set(&site, viewer, taste, of, &Asked::default()).await?;
    again.trial = here
        .trial
        .map(|trial| TrialView::of(&site, &again.f, &trial));
    (again.error, again.typed) = (here.error, here.reason);
    Ok((here.status, page(&again)?).into_response())
}

async fn set(
    site: &Site,
    viewer: Viewer,
    taste: Taste,
    (shelf, name): (Shelf, &str),
    asked: &Asked,
) -> Result<SetPage, PageError> {
    let RulesIn {
        shown,
        rules,
        problems,
    } = site.engine.rules_in(&viewer.actor, shelf, name).await?;
    let people = site.engine.names().await?;
    let actor = viewer.actor.clone();
    let here = address("sets", name, shelf);
    let f = Frame::of(site, viewer, taste, "rules").at(here);
    let wanted = asked.q.trim().to_lowercase();
    let found = rules.iter().filter(|rule| fits(rule, &wanted));
    let found: Vec<&RuleLine> = found.collect();
    let pages = found.len().div_ceil(ROWS_MAX).max(1);
    let number = asked.page.clamp(1, pages);
    let rows = found.iter().skip((number - 1) * ROWS_MAX).take(ROWS_MAX);
    let link = |number: usize| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("state", shelf.as_str());
        query.append_pair("q", asked.q.trim());
        query.append_pair("page", &number.to_string());
        format!("/rules/sets/{name}?{}", query.finish())
    };
    let about = shown.about.as_ref();
    let may_everywhere = |action: Action| actor.may_everywhere(action);
    Ok(SetPage {
        name: name.to_owned(),
        shelf: about.map_or_else(|| ShelfView::own(&f), |_| ShelfView::of(&f, shelf)),
        state: shelf.as_str(),
        is_own: about.is_none(),
        when: about.map(|about| show::instant(about.imported_at, site.engine.zone())),
        by: about.map_or_else(String::new, |about| {
            actor_word(&f, &people, Some(&about.imported_by))
        }),
        sha256: about.map_or_else(String::new, |about| about.sha256.to_hex()),
        unusable: about.map_or(0, |about| about.unusable),
        rules: shown.rules,
        noise: shown.noise,
        rows: rows.map(|rule| view(&f, rule)).collect(),
        found: found.len(),
        q: asked.q.trim().to_owned(),
        before: (number > 1).then(|| link(number - 1)),
        after: (number < pages).then(|| link(number + 1)),
        bad: problems
            .iter()
            .take(BAD_MAX)
            .map(|bad| bad_view(taste.lang, bad))
            .collect(),
        bad_count: problems.len(),
        is_brought: false,
        may_try: site.events.is_some(),
        may_suppress: may_everywhere(Action::SuppressAlerts),
        sees_alerts: actor.may_anywhere(Action::ViewAlerts),
        days: DAYS,
        trial: None,
        error: None,
        typed: String::new(),
        f,
    })
}

/// Whether a rule has these letters in its title or name.
fn fits(rule: &RuleLine, wanted: &str) -> bool {
    let texts = [&rule.title, &rule.title_en, &rule.key, &rule.file];
    wanted.is_empty()
        || texts
            .iter()
            .any(|text| text.to_lowercase().contains(wanted))
}

fn view(f: &Frame, rule: &RuleLine) -> RuleView {
    let is_vietnamese = f.lang == Lang::Vi;
    RuleView {
        title: if is_vietnamese {
            rule.title.clone()
        } else {
            rule.title_en.clone()
        },
        is_vietnamese,
        key: rule.key.clone(),
        file: rule.file.clone(),
        look: look(Some(rule.severity)),
        level: f.word("alert-level", rule.severity.as_str()),
        is_correlation: rule.is_correlation,
        is_raised: rule.is_raised,
        noise: rule.noise,
        alerts: alerts_of(&rule.key),
    }
}
