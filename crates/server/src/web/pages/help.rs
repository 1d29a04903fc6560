//! `/help`: the manual: how each measure judges, what each role does first, keys, words, about.
//!
//! The pages are Markdown beside the measures and in `docs/manual`; they are embedded, so that a
//! site without a network has all of them.

use super::{Page, page};
use crate::web::Site;
use crate::web::error::PageError;
use crate::web::frame::Frame;
use crate::web::manual::{self, Written};
use crate::web::viewer::{Taste, Viewer};
use askama::Template;
use axum::extract::{Path, State};
use domain::measure_id::MeasureId;
use domain::measures;
use lang::Lang;

/// What measures have in common, as the index groups them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Watch,
    Clean,
    Ready,
    Portal,
    Telco,
}

impl Group {
    const ALL: [Self; 5] = [
        Self::Watch,
        Self::Clean,
        Self::Ready,
        Self::Portal,
        Self::Telco,
    ];

    fn of(id: MeasureId) -> Self {
        use MeasureId as M;
        match id {
            M::DutyRoster
            | M::WatchSiem
            | M::WatchAntimalware
            | M::AlertsIrlab
            | M::NcscConnect
            | M::Escalate => Self::Watch,
            M::MalwareRemove
            | M::BotnetPriorityCheck
            | M::VulnReviewFix
            | M::PatchFull
            | M::Hunt => Self::Clean,
            M::LevelMeasuresReview | M::ResponsePlan | M::Awareness => Self::Ready,
            M::PortalPublishFulltext | M::PortalCheck => Self::Portal,
            M::TelcoInfra
            | M::TelcoProtect
            | M::TelcoContract
            | M::SpamComplaints
            | M::AuthorityOrders => Self::Telco,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Watch => "web-help-group-watch",
            Self::Clean => "web-help-group-clean",
            Self::Ready => "web-help-group-ready",
            Self::Portal => "web-help-group-portal",
            Self::Telco => "web-help-group-telco",
        }
    }
}

/// A page of the manual that belongs to no measure.
struct Guide {
    id: &'static str,
    vi: &'static str,
    en: &'static str,
}

macro_rules! guides {
    ($($id:literal $file:literal),+ $(,)?) => {
        [$(Guide {
            id: $id,
            vi: include_str!(concat!("../../../../../docs/manual/", $file, ".vi.md")),
            en: include_str!(concat!("../../../../../docs/manual/", $file, ".en.md")),
        }),+]
    };
}

static GUIDES: [Guide; 16] = guides![
    "officer" "officer",
    "leader" "leader",
    "inspector" "inspector",
    "administrator" "administrator",
    "glossary" "glossary",
    "roles" "access",
    "tables" "tables",
    "papers" "papers",
    "rules" "rules",
    "log-formats" "log-formats",
    "alerts" "alerts",
    "searching" "searching",
    "lists" "lists",
    "sending" "sending",
    "operations" "operations",
    "api" "api",
];

#[derive(Template)]
#[template(path = "help.html")]
struct HelpPage {
    f: Frame,
    guides: Vec<(&'static str, String)>,
    groups: Vec<(String, Vec<MeasureLink>)>,
    version: &'static str,
}

struct MeasureLink {
    id: &'static str,
    title: String,
}

#[derive(Template)]
#[template(path = "manual.html")]
struct ManualPage {
    f: Frame,
    text: Written,
    /// The version of the rule, on the page of a measure.
    rule: Option<String>,
    before: Option<&'static str>,
    after: Option<&'static str>,
}

/// `GET /help`
pub(crate) async fn index(State(site): State<Site>, viewer: Viewer, taste: Taste) -> Page {
    let f = Frame::of(&site, viewer, taste, "help");
    let groups = Group::ALL.into_iter().map(|group| {
        let all = MeasureId::ALL.iter().filter(|id| Group::of(**id) == group);
        let links = all.map(|id| MeasureLink {
            id: id.as_str(),
            title: lang::measure_title(f.lang, id.as_str()),
        });
        (f.t(group.text()), links.collect())
    });
    let guides = GUIDES
        .iter()
        .map(|guide| (guide.id, manual::title(in_lang(guide, f.lang)).to_owned()));
    page(&HelpPage {
        groups: groups.collect(),
        guides: guides.collect(),
        version: env!("CARGO_PKG_VERSION"),
        f,
    })
}

/// `GET /help/{measure}`
pub(crate) async fn measure(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
) -> Page {
    let id = MeasureId::parse(&id).ok_or(PageError::NotFound)?;
    let measure = measures::of(id);
    let text = match taste.lang {
        Lang::Vi => measure.manual_vi,
        Lang::En => measure.manual_en,
    };
    let at = MeasureId::ALL.iter().position(|other| *other == id);
    let neighbour = |at: Option<usize>| at.and_then(|at| MeasureId::ALL.get(at));
    let f = Frame::of(&site, viewer, taste, "help").at(format!("/help/{id}"));
    page(&ManualPage {
        text: manual::write(text),
        rule: Some(f.tn("web-help-rule-version", usize::from(measure.version))),
        f,
        before: neighbour(at.and_then(|at| at.checked_sub(1))).map(|id| id.as_str()),
        after: neighbour(at.map(|at| at + 1)).map(|id| id.as_str()),
    })
}

/// `GET /help/guides/{guide}`
pub(crate) async fn guide(
    State(site): State<Site>,
    viewer: Viewer,
    taste: Taste,
    Path(id): Path<String>,
) -> Page {
    let guide = GUIDES
        .iter()
        .find(|guide| guide.id == id)
        .ok_or(PageError::NotFound)?;
    page(&ManualPage {
        text: manual::write(in_lang(guide, taste.lang)),
        f: Frame::of(&site, viewer, taste, "help").at(format!("/help/guides/{}", guide.id)),
        rule: None,
        before: None,
        after: None,
    })
}

fn in_lang(guide: &Guide, lang: Lang) -> &'static str {
    match lang {
        Lang::Vi => guide.vi,
        Lang::En => guide.en,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_of_the_manual_has_a_title_and_headings_in_both_languages() {
        let guides = GUIDES.iter().flat_map(|g| [(g.id, g.vi), (g.id, g.en)]);
        let of_measures = MeasureId::ALL.iter().flat_map(|id| {
            let measure = measures::of(*id);
            [
                (id.as_str(), measure.manual_vi),
                (id.as_str(), measure.manual_en),
            ]
        });
        for (id, text) in guides.chain(of_measures) {
            let written = manual::write(text);
            assert!(written.title.chars().count() > 5, "{id}");
            assert!(written.html.contains("<h2"), "{id}");
            assert!(
                !written.html.contains("href=\"../"),
                "{id}: a link to a file"
            );
        }
    }
}
