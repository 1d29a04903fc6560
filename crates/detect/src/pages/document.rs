//! From tokens to the facts of a page: texts, links, hidden blocks, scripts.
//!
//! Two passes over the tokens: styles and scripts first, because a rule at the
//! end of a page hides what stands before it; then content.

use html5gum::{DefaultEmitter, HtmlString, StartTag, State, Token, Tokenizer, naive_next_state};
use std::collections::BTreeMap;

use super::decode::decode;
use super::link::{Link, LinkKind, Resolver};
use super::open_elements::{OpenElements, breaks_line, is_void};
use super::style::{HiddenBy, Sheet};
use super::{LINKS_MAX, PAGE_BYTES_MAX};

/// Letters kept of one link's anchor.
const ANCHOR_CHARS_MAX: usize = 300;
/// Hidden blocks kept of one page, and bytes of text kept of each.
const HIDDEN_BLOCKS_MAX: usize = 2_000;
const HIDDEN_TEXT_MAX: usize = 20_000;
/// Metas kept of one page.
const METAS_MAX: usize = 50;

/// A part of the page that a visitor does not see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HiddenBlock {
    pub(super) by: HiddenBy,
    pub(super) text: String,
}

/// What was read of one page.
#[derive(Debug, Default)]
pub(super) struct Document {
    pub(super) title: String,
    /// The texts of `<h1>` elements.
    pub(super) headings: Vec<String>,
    pub(super) metas: Vec<String>,
    pub(super) text: String,
    pub(super) links: Vec<Link>,
    pub(super) hidden: Vec<HiddenBlock>,
    /// The texts of the page's own scripts.
    pub(super) scripts: Vec<String>,
    pub(super) truncated: bool,
}

impl Document {
    pub(super) fn read(html: &[u8], page_url: &str) -> Self {
        let truncated = html.len() > PAGE_BYTES_MAX;
        let html = html.get(..PAGE_BYTES_MAX).unwrap_or(html);
        let html = decode(html);
        let mut reader = Reader {
            resolver: Resolver::new(page_url),
            document: Self {
                truncated,
                ..Self::default()
            },
            ..Reader::default()
        };
        (reader.sheet, reader.document.scripts) = styles_and_scripts(&html);
        each_token(&html, |token| reader.take(token));
        reader.finish()
    }
}

/// Runs `take` over the tokens, switching to raw text where a browser with
/// scripts off would (so that `<noscript>` is read as what it holds).
fn each_token(html: &str, mut take: impl FnMut(Token)) {
    let mut tokens = Tokenizer::new_with_emitter(html, DefaultEmitter::default());
    while let Some(Ok(token)) = tokens.next() {
        if let Token::StartTag(tag) = &token
            && tag.name != b"noscript"
            && let Some(state) = naive_next_state(&tag.name)
        {
            tokens.set_state(state);
        } else if matches!(&token, Token::StartTag(tag) if tag.name == b"noframes") {
            tokens.set_state(State::RawText);
        }
        take(token);
    }
}

fn styles_and_scripts(html: &str) -> (Sheet, Vec<String>) {
    enum In {
        Style,
        Script,
        Other,
    }
    let (mut sheet, mut scripts) = (Sheet::default(), Vec::new());
    let mut place = In::Other;
    each_token(html, |token| match token {
        Token::StartTag(tag) => {
            place = match tag.name.as_slice() {
                b"style" => In::Style,
                b"script" => In::Script,
                _ => In::Other,
            };
        }
        Token::EndTag(_) => place = In::Other,
        Token::String(text) => match place {
            In::Style => sheet.add(&lossy(&text)),
            In::Script => {
                let script = lossy(&text);
                sheet.add_script(&script);
                scripts.push(script);
            }
            In::Other => {}
        },
        Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
    });
    (sheet, scripts)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[derive(Debug, Default)]
struct Reader {
    document: Document,
    resolver: Resolver,
    sheet: Sheet,
    open: OpenElements,
    /// The link whose anchor is being read.
    anchor: Option<usize>,
    /// What text belongs to besides the page.
    place: Place,
    heading: Option<String>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Page,
    /// The first `<title>`.
    Title,
    /// Script, style and other raw text that nobody reads.
    Raw,
}

impl Reader {
    fn take(&mut self, token: Token) {
        match token {
            Token::StartTag(tag) => self.start(tag),
            Token::EndTag(tag) => self.end(&tag.name),
            Token::String(text) => self.text(&String::from_utf8_lossy(&text)),
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }

    fn start(&mut self, tag: StartTag<()>) {
        let StartTag {
            name,
            attributes,
            self_closing,
            ..
        } = tag;
        let name = name.0;
        let attributes = Attributes(attributes);
        self.place = self.place_of(&name);
        self.open.close_implied(&name);
        if breaks_line(&name) {
            self.new_line();
        }
        let mut declarations = self.sheet.declarations(
            attributes.value("class").as_deref(),
            attributes.value("id").as_deref(),
            attributes.value("style").as_deref(),
        );
        if attributes.value("hidden").is_some() || name == b"dialog" && !attributes.has("open") {
            declarations.also_hidden(HiddenBy::Display);
        }
        if attributes.is_tiny_box(&name) {
            declarations.also_hidden(HiddenBy::ZeroSize);
        }
        let mut appearance = self.open.appearance().child(&declarations);
        if name == b"noscript" {
            appearance = appearance.hidden_by(HiddenBy::NoScript);
        }
        let block = self.block_for(appearance.hidden);
        self.links_of(&name, &attributes, appearance.hidden);
        if name == b"h1" && appearance.hidden.is_none() {
            self.heading = Some(String::new());
        }
        // In SVG and MathML a slash closes; in HTML it means nothing.
        let closed = self_closing && (self.open.is_open(b"svg") || self.open.is_open(b"math"));
        if !is_void(&name) && !closed && self.place != Place::Raw {
            let silent = self.open.silent() || matches!(name.as_slice(), b"head" | b"template");
            self.open.open(name, appearance, block, silent);
        }
    }

    fn place_of(&self, name: &[u8]) -> Place {
        match name {
            b"title" if self.document.title.is_empty() && !self.open.is_open(b"svg") => {
                Place::Title
            }
            b"noscript" => Place::Page,
            b"textarea" | b"title" => Place::Page,
            _ if naive_next_state(name).is_some() || name == b"noframes" => Place::Raw,
            _ => Place::Page,
        }
    }

    /// The hidden block that text in an element with this appearance belongs to.
    fn block_for(&mut self, hidden: Option<HiddenBy>) -> Option<usize> {
        let by = hidden?;
        if let Some(outer) = self.open.hidden_block()
            && self.open.hidden() == Some(by)
        {
            return Some(outer);
        }
        if self.document.hidden.len() >= HIDDEN_BLOCKS_MAX {
            return None;
        }
        self.document.hidden.push(HiddenBlock {
            by,
            text: String::new(),
        });
        Some(self.document.hidden.len() - 1)
    }

    fn links_of(&mut self, name: &[u8], attributes: &Attributes, hidden: Option<HiddenBy>) {
        let (kind, attribute) = match name {
            b"a" | b"area" => (LinkKind::Anchor, "href"),
            b"iframe" | b"frame" | b"embed" => (LinkKind::Frame, "src"),
            b"object" => (LinkKind::Frame, "data"),
            b"script" => (LinkKind::Script, "src"),
            b"form" => (LinkKind::Form, "action"),
            b"meta" => return self.meta(attributes),
            b"base" => {
                if let Some(href) = attributes.value("href") {
                    self.resolver.set_base(href.trim());
                }
                return;
            }
            b"link" => {
                let rel = attributes
                    .value("rel")
                    .unwrap_or_default()
                    .to_ascii_lowercase();
                if !rel.split_ascii_whitespace().any(|word| word == "canonical") {
                    return;
                }
                (LinkKind::Canonical, "href")
            }
            b"img" => {
                if self.anchor.is_some() {
                    self.anchor_text(&attributes.value("alt").unwrap_or_default());
                }
                return;
            }
            _ => return,
        };
        if name == b"a" {
            self.anchor = None;
        }
        let Some(href) = attributes.value(attribute) else {
            return;
        };
        if let Some(index) = self.push_link(kind, href.trim(), hidden)
            && kind == LinkKind::Anchor
        {
            self.anchor = Some(index);
            let described = if name == b"area" { "alt" } else { "title" };
            self.anchor_text(&attributes.value(described).unwrap_or_default());
            if name == b"area" {
                self.anchor = None;
            }
        }
    }

    fn push_link(&mut self, kind: LinkKind, href: &str, by: Option<HiddenBy>) -> Option<usize> {
        if self.document.links.len() >= LINKS_MAX {
            self.document.truncated = true;
            return None;
        }
        self.document.links.push(self.resolver.link(kind, href, by));
        Some(self.document.links.len() - 1)
    }

    fn meta(&mut self, attributes: &Attributes) {
        let content = attributes.value("content").unwrap_or_default();
        if attributes
            .value("http-equiv")
            .is_some_and(|is| is.eq_ignore_ascii_case("refresh"))
        {
            if let Some(target) = refresh_target(&content) {
                self.push_link(LinkKind::Refresh, target, None);
            }
            return;
        }
        let name = attributes
            .value("name")
            .or_else(|| attributes.value("property"));
        let told_to_machines = matches!(
            name.unwrap_or_default().to_ascii_lowercase().as_str(),
            "description"
                | "keywords"
                | "og:title"
                | "og:description"
                | "twitter:title"
                | "twitter:description"
        );
        if told_to_machines && self.document.metas.len() < METAS_MAX {
            let mut folded = String::new();
            push_words(&mut folded, &content);
            self.document.metas.push(folded);
        }
    }

    fn end(&mut self, name: &HtmlString) {
        self.place = Place::Page;
        if breaks_line(name) {
            self.new_line();
        }
        match name.as_slice() {
            b"a" => self.anchor = None,
            b"h1" => self.end_heading(),
            _ => {}
        }
        self.open.end(name);
    }

    fn end_heading(&mut self) {
        if let Some(heading) = self.heading.take().filter(|heading| !heading.is_empty())
            && self.document.headings.len() < METAS_MAX
        {
            self.document.headings.push(heading);
        }
    }

    fn text(&mut self, text: &str) {
        match self.place {
            Place::Raw => return,
            Place::Title => return push_words(&mut self.document.title, text),
            Place::Page => {}
        }
        if self.open.silent() {
            return;
        }
        self.anchor_text(text);
        match self.open.hidden() {
            Some(_) => {
                let block = self.open.hidden_block();
                if let Some(block) = block.and_then(|at| self.document.hidden.get_mut(at))
                    && block.text.len() < HIDDEN_TEXT_MAX
                {
                    push_words(&mut block.text, text);
                }
            }
            None => {
                push_words(&mut self.document.text, text);
                if let Some(heading) = &mut self.heading {
                    push_words(heading, text);
                }
            }
        }
    }

    fn anchor_text(&mut self, text: &str) {
        if let Some(link) = self.anchor.and_then(|at| self.document.links.get_mut(at))
            && link.anchor.len() < ANCHOR_CHARS_MAX
        {
            let kept: String = text.chars().take(ANCHOR_CHARS_MAX).collect();
            push_words(&mut link.anchor, &kept);
        }
    }

    fn new_line(&mut self) {
        if self.open.hidden().is_some() {
            return;
        }
        let text = &mut self.document.text;
        while text.ends_with(' ') {
            text.pop();
        }
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    }

    fn finish(mut self) -> Document {
        self.end_heading();
        let document = &mut self.document;
        document.text.truncate(document.text.trim_end().len());
        document.title.truncate(document.title.trim_end().len());
        for link in &mut document.links {
            link.anchor.truncate(link.anchor.trim_end().len());
        }
        document
            .hidden
            .retain(|block| !block.text.trim().is_empty());
        self.document
    }
}

/// Appends `text` with every run of white space as one blank.
fn push_words(out: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            // Invisible characters split words for a machine only.
            if !matches!(
                c,
                '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}'
            ) {
                out.push(c);
            }
        } else if !out.is_empty() && !out.ends_with([' ', '\n']) {
            out.push(' ');
        }
    }
}

/// The address in `5; url=https://…`.
fn refresh_target(content: &str) -> Option<&str> {
    let (_, after) = content.split_once([';', ','])?;
    let after = after.trim_start();
    let target = match after.split_at_checked(3) {
        Some((word, rest)) if word.eq_ignore_ascii_case("url") => {
            rest.trim_start().strip_prefix('=')?.trim_start()
        }
        _ => after,
    };
    let target = target.trim_matches(['"', '\'']).trim();
    (!target.is_empty()).then_some(target)
}

struct Attributes(BTreeMap<HtmlString, html5gum::Spanned<HtmlString, ()>>);

impl Attributes {
    fn value(&self, name: &str) -> Option<String> {
        self.0.get(name.as_bytes()).map(|value| lossy(value))
    }

    fn has(&self, name: &str) -> bool {
        self.0.contains_key(name.as_bytes())
    }

    /// `<marquee width=0>` and its like, a favourite of link sellers.
    fn is_tiny_box(&self, element: &[u8]) -> bool {
        let may_be = matches!(element, b"marquee" | b"div" | b"table" | b"span" | b"ul");
        may_be
            && ["width", "height"].into_iter().any(|side| {
                let size = self.value(side).unwrap_or_default();
                matches!(size.trim().trim_end_matches("px"), "0" | "1")
            })
    }
}
