//! What every page has around its own part: texts, theme, who looks, where one is, the form token.

use super::Site;
use super::viewer::{Taste, Theme, Viewer};
use super::{assets, show};
use domain::access::Action;
use engine::live::Held;
use jiff::Timestamp;
use lang::{Lang, Value};
use std::borrow::Borrow;
use std::collections::HashMap;

/// The frame of a page, `f` in every template.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// Language.
    pub(crate) lang: Lang,
    /// Light or dark when chosen.
    pub(crate) theme: Option<Theme>,
    /// Whether single keys do nothing.
    pub(crate) keys_off: bool,
    /// Who looks; none at the sign-in.
    pub(crate) viewer: Option<Viewer>,
    /// The first part of the current path, for `aria-current`.
    pub(crate) here: &'static str,
    /// The instant of the engine's clock, in words and for machines.
    pub(crate) clock: String,
    /// The same for machines.
    pub(crate) clock_machine: String,
    /// Whether all data is invented.
    pub(crate) sample: bool,
    /// The path and query shown, for forms that come back to it.
    pub(crate) back: String,
    /// Whether the page asks to be kept fresh by the live stream.
    pub(crate) live: bool,
    /// Whether it is the wall screen.
    pub(crate) wall: bool,
    /// Whether this site keeps events, so that the places of events are worth showing.
    pub(crate) keeps_events: bool,
    /// On paper: whose results they are and the instant up to which data was taken.
    pub(crate) on_paper: Option<OnPaper>,
}

/// What a printed page says of where it comes from.
#[derive(Debug, Clone)]
pub(crate) struct OnPaper {
    /// The unit at the top of the register.
    pub(crate) organisation: String,
    /// The instant up to which data was taken, in words.
    pub(crate) until: String,
}

impl Frame {
    /// The frame of a page for a viewer.
    pub(crate) fn of(site: &Site, viewer: Viewer, taste: Taste, here: &'static str) -> Self {
        let now = site.engine.clock().now();
        Self {
            lang: taste.lang,
            theme: taste.theme,
            keys_off: taste.keys_off,
            viewer: Some(viewer),
            here,
            clock: show::instant(now, site.engine.zone()),
            clock_machine: show::machine(now),
            sample: site.engine.is_sample(),
            back: format!("/{here}"),
            live: false,
            wall: false,
            keeps_events: site.events.is_some(),
            on_paper: None,
        }
    }

    /// The frame of a page for nobody in particular: sign-in, errors.
    pub(crate) fn outside(taste: Taste) -> Self {
        Self {
            lang: taste.lang,
            theme: taste.theme,
            keys_off: taste.keys_off,
            viewer: None,
            here: "",
            clock: String::new(),
            clock_machine: String::new(),
            sample: false,
            back: "/".to_owned(),
            live: false,
            wall: false,
            keeps_events: false,
            on_paper: None,
        }
    }

    /// The same, coming back to this address from small forms.
    pub(crate) fn at(mut self, address: impl Into<String>) -> Self {
        self.back = address.into();
        self
    }

    /// The same, its print saying whose results it shows and up to when data was taken.
    pub(crate) fn of_results(mut self, site: &Site, held: &Held) -> Self {
        self.on_paper = Some(OnPaper {
            organisation: organisation(held),
            until: show::instant(held.as_of, site.engine.zone()),
        });
        self
    }

    /// The same, kept fresh by the live stream.
    pub(crate) fn kept_fresh(mut self) -> Self {
        self.live = true;
        self
    }

    /// A text.
    pub(crate) fn t(&self, id: &str) -> String {
        lang::text(self.lang, id, &[])
    }

    /// A text with one number in it, named `count`.
    pub(crate) fn tn(&self, id: &str, count: impl Borrow<usize>) -> String {
        lang::text(self.lang, id, &[("count", (*count.borrow()).into())])
    }

    /// A text with one text in it, named `value`.
    pub(crate) fn tv(&self, id: &str, value: &str) -> String {
        lang::text(self.lang, id, &[("value", value.into())])
    }

    /// A text with several values.
    pub(crate) fn tx(&self, id: &str, values: &[(&str, Value<'_>)]) -> String {
        lang::text(self.lang, id, values)
    }

    /// The word of a code list.
    pub(crate) fn word(&self, family: &str, code: &str) -> String {
        lang::word(self.lang, family, code)
    }

    /// A count as people write it.
    pub(crate) fn n(&self, value: impl Borrow<usize>) -> String {
        show::number(
            self.lang,
            u32::try_from(*value.borrow()).map_or(f64::MAX, f64::from),
        )
    }

    /// A count that may be past what fits elsewhere.
    pub(crate) fn big(&self, value: impl Borrow<u64>) -> String {
        self.n(usize::try_from(*value.borrow()).unwrap_or(usize::MAX))
    }

    /// Whether the viewer may do this anywhere, so that its link is worth showing.
    pub(crate) fn may(&self, action: Action) -> bool {
        self.viewer
            .as_ref()
            .is_some_and(|v| v.actor.may_anywhere(action))
    }

    /// Whether this theme is chosen; `system` is no choice.
    pub(crate) fn is_theme(&self, word: &str) -> bool {
        self.theme.map_or("system", Theme::as_str) == word
    }

    /// Whether the viewer may do this for the whole organisation.
    pub(crate) fn may_everywhere(&self, action: Action) -> bool {
        self.viewer
            .as_ref()
            .is_some_and(|v| v.actor.may_everywhere(action))
    }

    /// The token of forms.
    pub(crate) fn csrf(&self) -> &str {
        self.viewer.as_ref().map_or("", |v| &v.csrf)
    }

    /// Address of the stylesheet.
    pub(crate) fn css(&self) -> String {
        assets::css()
    }

    /// Address of the mark beside the page's title.
    pub(crate) fn icon(&self) -> String {
        assets::icon()
    }

    /// Address of the script.
    pub(crate) fn js(&self) -> String {
        assets::js()
    }

    /// An instant in words.
    pub(crate) fn at_instant(&self, site: &Site, at: Timestamp) -> String {
        show::instant(at, site.engine.zone())
    }
}

/// The unit that stands over the most others: enterprises and other units of a register may stand over none.
fn organisation(held: &Held) -> String {
    let mut below: HashMap<&str, usize> = HashMap::new();
    for parent in held.units().iter().filter_map(|unit| unit.parent.as_ref()) {
        *below.entry(parent.as_str()).or_default() += 1;
    }
    let tops = held.units().iter().filter(|unit| unit.parent.is_none());
    let top = tops.max_by_key(|unit| below.get(unit.code.as_str()).copied().unwrap_or_default());
    top.map(|unit| unit.name.to_string()).unwrap_or_default()
}
