//! What hides an element from a visitor: inline declarations, simple rules of
//! `<style>` blocks, attributes. Not a style engine: no cascade, no sizes
//! computed from parents, no media queries.

use core::fmt;
use std::collections::HashMap;

/// Rules kept of all `<style>` blocks of a page.
const RULES_MAX: usize = 5_000;

/// How an element is kept from a visitor's eyes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum HiddenBy {
    /// `display:none`, the `hidden` attribute or a closed dialog.
    Display,
    /// `visibility:hidden` or `opacity:0`.
    Visibility,
    /// Moved off the screen: `left:-9999px`, `text-indent:-9999px`.
    OffScreen,
    /// Letters of no size: `font-size:0`.
    FontSize,
    /// A box of at most one pixel that cuts off its content.
    ZeroSize,
    /// Letters in the colour of their background.
    SameColour,
    /// Only for readers without scripts: `<noscript>`.
    NoScript,
}

impl HiddenBy {
    /// The stable code, such as `display_none`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Display => "display_none",
            Self::Visibility => "invisible",
            Self::OffScreen => "off_screen",
            Self::FontSize => "font_size_zero",
            Self::ZeroSize => "zero_size",
            Self::SameColour => "same_colour",
            Self::NoScript => "noscript",
        }
    }
}

impl fmt::Display for HiddenBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What an element looks like, as far as its own and its parents' declarations tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Appearance {
    pub(super) hidden: Option<HiddenBy>,
    colour: Option<Colour>,
    background: Option<Colour>,
}

type Colour = u32;

impl Appearance {
    /// The appearance of a child with these declarations inside `self`.
    pub(super) fn child(self, own: &Declarations) -> Self {
        let colour = own.colour.or(self.colour);
        let background = own.background.or(self.background);
        let inherited = match self.hidden {
            // These two can be undone by a child; the others cannot.
            Some(HiddenBy::Visibility) if own.shown => None,
            Some(HiddenBy::FontSize) if own.font_given => None,
            Some(HiddenBy::SameColour) => None,
            other => other,
        };
        let same = colour.is_some() && colour == background;
        let hidden = inherited
            .or(own.hidden)
            .or(same.then_some(HiddenBy::SameColour));
        Self {
            hidden,
            colour,
            background,
        }
    }

    /// The same inside an element hidden for a reason outside its style.
    pub(super) fn hidden_by(mut self, reason: HiddenBy) -> Self {
        self.hidden = self.hidden.or(Some(reason));
        self
    }
}

/// The declarations of one element that matter for hiding.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Declarations {
    hidden: Option<HiddenBy>,
    shown: bool,
    font_given: bool,
    colour: Option<Colour>,
    background: Option<Colour>,
    positioned: bool,
    moved: bool,
    tiny: bool,
    cut_off: bool,
}

impl Declarations {
    /// Reads the text of a `style` attribute or of the braces of a rule.
    pub(super) fn read(css: &str) -> Self {
        let mut all = Self::default();
        for declaration in css.split(';') {
            if let Some((name, value)) = declaration.split_once(':') {
                let value = value.trim().to_ascii_lowercase();
                let value = value.trim_end_matches("!important").trim_end();
                all.take(name.trim().to_ascii_lowercase().as_str(), value);
            }
        }
        all.conclude();
        all
    }

    fn take(&mut self, name: &str, value: &str) {
        match name {
            "display" if value == "none" => self.hide(HiddenBy::Display),
            "visibility" if value == "hidden" || value == "collapse" => {
                self.hide(HiddenBy::Visibility);
            }
            "visibility" => self.shown = true,
            "opacity" if length(value).is_some_and(|opacity| opacity <= 0.01) => {
                self.hide(HiddenBy::Visibility);
            }
            "font-size" => {
                self.font_given = true;
                if length(value).is_some_and(|size| size < 1.5) && !value.ends_with("em") {
                    self.hide(HiddenBy::FontSize);
                }
            }
            "text-indent" | "margin-left" | "margin-top" if far(value) => {
                self.hide(HiddenBy::OffScreen);
            }
            "left" | "top" | "right" | "bottom" if far(value) => self.moved = true,
            "position" => self.positioned = value != "static",
            "width" | "height" | "max-height" | "max-width" => {
                self.tiny |= length(value).is_some_and(|size| (0.0..=1.0).contains(&size))
                    && !value.ends_with(['%', 'm', 'h', 'w']);
            }
            "overflow" | "overflow-x" | "overflow-y" => self.cut_off = value == "hidden",
            "clip" if value.starts_with("rect(0") || value.starts_with("rect(1px") => {
                self.hide(HiddenBy::ZeroSize);
            }
            "transform" if value.contains("scale(0)") => self.hide(HiddenBy::ZeroSize),
            "color" => self.colour = colour(value),
            "background" | "background-color" => {
                self.background = value.split_whitespace().find_map(colour);
            }
            _ => {}
        }
    }

    fn hide(&mut self, reason: HiddenBy) {
        self.hidden = self.hidden.or(Some(reason));
    }

    fn conclude(&mut self) {
        if self.positioned && self.moved {
            self.hide(HiddenBy::OffScreen);
        }
        if self.tiny && self.cut_off {
            self.hide(HiddenBy::ZeroSize);
        }
    }

    /// Adds what another rule says; the later one wins.
    fn merge(&mut self, later: &Self) {
        self.hidden = later.hidden.or(self.hidden);
        self.shown |= later.shown;
        self.font_given |= later.font_given;
        self.colour = later.colour.or(self.colour);
        self.background = later.background.or(self.background);
    }

    /// Marks the element hidden for a reason given by an attribute.
    pub(super) fn also_hidden(&mut self, reason: HiddenBy) {
        self.hide(reason);
    }
}

/// The number a length begins with, in whatever unit follows.
fn length(value: &str) -> Option<f64> {
    let number: String = value
        .chars()
        .take_while(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '+'))
        .collect();
    number.parse().ok()
}

/// Whether a length lies well outside any screen.
fn far(value: &str) -> bool {
    length(value).is_some_and(|px| px <= -400.0)
        || (value.ends_with("em") && length(value).is_some_and(|em| em <= -40.0))
        || (value.ends_with('%') && length(value).is_some_and(|share| share <= -100.0))
}

/// Red, green and blue of the notations that spam uses; anything else is unknown.
fn colour(value: &str) -> Option<Colour> {
    if let Some(hex) = value.strip_prefix('#') {
        return match hex.len() {
            6 => u32::from_str_radix(hex, 16).ok(),
            3 => u32::from_str_radix(hex, 16).ok().map(|short| {
                let (red, green, blue) = ((short >> 8) & 0xf, (short >> 4) & 0xf, short & 0xf);
                ((red * 17) << 16) | ((green * 17) << 8) | (blue * 17)
            }),
            _ => None,
        };
    }
    if let Some(inner) = value
        .strip_prefix("rgb(")
        .and_then(|rest| rest.strip_suffix(')'))
    {
        let mut parts = inner.split(',').map(|part| part.trim().parse::<u8>().ok());
        let (red, green, blue) = (parts.next()??, parts.next()??, parts.next()??);
        return Some((u32::from(red) << 16) | (u32::from(green) << 8) | u32::from(blue));
    }
    match value {
        "white" => Some(0xff_ffff),
        "black" => Some(0),
        "transparent" | "" => None,
        _ => None,
    }
}

/// The hiding rules of a page's `<style>` blocks, by class and by id.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    classes: HashMap<String, Declarations>,
    ids: HashMap<String, Declarations>,
}

impl Sheet {
    /// Adds a `<style>` block. Rules inside `@media` and the like are left
    /// out: they hide for some visitors only. So are compound selectors.
    pub(super) fn add(&mut self, css: &str) {
        let mut rest = css;
        while let Some((selector, after)) = rest.split_once('{') {
            if selector.trim_start().starts_with('@') {
                rest = after_nested(after);
                continue;
            }
            let Some((body, next)) = after.split_once('}') else {
                break;
            };
            rest = next;
            self.add_rule(selector, body);
        }
    }

    fn add_rule(&mut self, selectors: &str, body: &str) {
        let declarations = Declarations::read(body);
        if declarations == Declarations::default() {
            return;
        }
        for selector in selectors.split(',') {
            if self.classes.len() + self.ids.len() >= RULES_MAX {
                return;
            }
            let selector = selector.rsplit("*/").next().unwrap_or_default().trim();
            let simple = |name: &str| !name.is_empty() && name.chars().all(is_name);
            if let Some((element, class)) = selector.split_once('.') {
                if simple(class) && element.chars().all(char::is_alphanumeric) {
                    self.classes
                        .entry(class.to_owned())
                        .or_default()
                        .merge(&declarations);
                }
            } else if let Some((element, id)) = selector.split_once('#')
                && simple(id)
                && element.chars().all(char::is_alphanumeric)
            {
                self.ids
                    .entry(id.to_owned())
                    .or_default()
                    .merge(&declarations);
            }
        }
    }

    /// Takes `document.getElementById("x").style.display = "none"`, the
    /// script form of hiding that link sellers paste in.
    pub(super) fn add_script(&mut self, script: &str) {
        for call in script.split("getElementById(").skip(1).take(RULES_MAX) {
            let mut parts = call.splitn(3, ['"', '\'']);
            let (Some(_), Some(id), Some(after)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            let statement: String = after
                .chars()
                .take(60)
                .filter(|c| !c.is_whitespace())
                .collect();
            let hides = statement.starts_with(").style.display=\"none\"")
                || statement.starts_with(").style.display='none'");
            if hides {
                self.ids
                    .entry(id.to_owned())
                    .or_default()
                    .merge(&Declarations::read("display:none"));
            }
        }
    }

    /// What the rules and the `style` attribute say about one element.
    pub(super) fn declarations(
        &self,
        class: Option<&str>,
        id: Option<&str>,
        style: Option<&str>,
    ) -> Declarations {
        let mut all = Declarations::default();
        for name in class.unwrap_or_default().split_ascii_whitespace().take(64) {
            if let Some(rule) = self.classes.get(name) {
                all.merge(rule);
            }
        }
        if let Some(rule) = id.and_then(|id| self.ids.get(id)) {
            all.merge(rule);
        }
        if let Some(style) = style {
            all.merge(&Declarations::read(style));
        }
        all
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_')
}

/// The sheet after the block that `inside` begins in the middle of.
fn after_nested(inside: &str) -> &str {
    let mut depth = 1_usize;
    for (at, c) in inside.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return inside.split_at_checked(at + 1).map_or("", |(_, rest)| rest);
        }
    }
    ""
}
