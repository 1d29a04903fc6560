//! Paragraphs to a tree of numbered items with their printed paths.
//!
//! Labels are kept as printed, jumps included; dashes are counted under their
//! heading. An item may also lack its mark, because bullets set by a word
//! processor are lost when a text is copied: paragraphs after an open heading
//! then count as dashes. Which items are duties is decided in `duties`.

use super::folded::Folded;
use super::marker::{Kind, Marker};
use super::paragraphs::Paragraph;
use super::words::{ASKS, CLOSING, CONTACT_LEAD, GOING_ON, holds_any};

/// A numbered, lettered or dashed item.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The kind of its mark.
    pub(crate) kind: Kind,
    /// The printed label or, for dashes, the count.
    pub(crate) label: String,
    /// Labels from the outermost heading to this item, joined with stops.
    pub(crate) path: String,
    /// Its text.
    pub(crate) text: String,
    /// The heading above it.
    pub(crate) parent: Option<usize>,
    /// The paragraph without a mark that led to it.
    pub(crate) lead: Option<usize>,
    /// Whether anything stands under it.
    pub(crate) has_children: bool,
    /// Whether its text was taken into that of its heading.
    pub(crate) absorbed: bool,
    /// Whether the mark itself was missing.
    pub(crate) implied: bool,
}

/// A paragraph without a mark that announces items.
#[derive(Debug, Clone)]
pub(crate) struct Lead {
    /// Its text.
    pub(crate) text: String,
    /// Whether it asks for what follows.
    pub(crate) asks: bool,
    /// Whether it leads to contact points.
    pub(crate) contacts: bool,
}

/// The body as a tree.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Paragraphs before the first item, leads included.
    pub(crate) preamble: Vec<String>,
    /// The items in printed order.
    pub(crate) nodes: Vec<Node>,
    /// Paragraphs that announce items.
    pub(crate) leads: Vec<Lead>,
    /// Paragraphs after the first item that belong to none.
    pub(crate) notes: Vec<String>,
    /// Whether there were more items than are kept.
    pub(crate) cut_off: bool,
}

/// Most items of one document; what comes after them is left out.
const MAX_NODES: usize = 5_000;

/// Builds the tree.
pub(crate) fn outline(paragraphs: Vec<Paragraph>) -> Outline {
    let last_marked = paragraphs
        .iter()
        .rposition(|p| p.marker.is_some() && !super::contacts::has_address(&p.text));
    let mut build = Builder::default();
    for (i, paragraph) in paragraphs.into_iter().enumerate() {
        if build.out.nodes.len() >= MAX_NODES {
            build.out.cut_off = true;
            break;
        }
        let marks_follow = last_marked.is_some_and(|last| last > i);
        match paragraph.marker {
            Some(marker) => build.item(marker, paragraph.text, false),
            None => build.unmarked(paragraph, marks_follow),
        }
    }
    let mut outline = build.out;
    for i in 0..outline.nodes.len() {
        let path = path(&outline.nodes, i);
        if let Some(node) = outline.nodes.get_mut(i) {
            node.path = path;
        }
    }
    outline
}

#[derive(Default)]
struct Builder {
    out: Outline,
    /// The open items from the outermost in.
    stack: Vec<usize>,
    /// The lead that announced what is read now.
    lead: Option<usize>,
    /// Whether paragraphs without mark count as items at present.
    implying: bool,
}

impl Builder {
    fn item(&mut self, marker: Marker, text: String, implied: bool) {
        let marker = self.settle(marker);
        self.make_room(&marker);
        let parent = self.stack.last().copied();
        if let Some(node) = parent.and_then(|p| self.out.nodes.get_mut(p)) {
            node.has_children = true;
        }
        if !marker.kind.is_counted() && parent.is_none() {
            self.lead = self
                .lead
                .filter(|lead| self.out.leads.get(*lead).is_some_and(|l| !l.contacts));
        }
        let label = if marker.kind.is_counted() {
            self.count(parent).to_string()
        } else {
            marker.label
        };
        self.stack.push(self.out.nodes.len());
        self.out.nodes.push(Node {
            kind: marker.kind,
            label,
            path: String::new(),
            text,
            parent,
            lead: self.lead,
            has_children: false,
            absorbed: false,
            implied,
        });
        self.implying = implied;
    }

    /// Tells letters from small romans and "đ" from a "d" without its stroke.
    fn settle(&self, mut marker: Marker) -> Marker {
        let last = |kind: Kind| {
            self.stack
                .iter()
                .rev()
                .filter_map(|i| self.out.nodes.get(*i))
                .find(|n| n.kind == kind)
                .map(|n| n.label.as_str())
        };
        if marker.kind == Kind::Letter {
            let roman_goes_on = matches!(
                (last(Kind::SmallRoman), marker.label.as_str()),
                (Some("iv"), "v") | (Some("ix"), "x")
            );
            if roman_goes_on
                || (marker.label == "i"
                    && last(Kind::Letter) != Some("h")
                    && last(Kind::Letter) != Some("g"))
            {
                marker.kind = Kind::SmallRoman;
            } else if marker.label == "d" && last(Kind::Letter) == Some("d") {
                "đ".clone_into(&mut marker.label);
            }
        }
        marker
    }

    /// Closes the items that the new one does not stand under.
    fn make_room(&mut self, marker: &Marker) {
        let kind_at = |i: &usize| self.out.nodes.get(*i).map(|n| n.kind);
        if marker.kind == Kind::Dotted {
            let keep = self.stack.iter().rposition(|i| {
                self.out.nodes.get(*i).is_some_and(|n| match n.kind {
                    Kind::Number | Kind::Dotted => is_prefix(&n.label, &marker.label),
                    kind => kind < Kind::Number,
                })
            });
            self.stack.truncate(keep.map_or(0, |at| at + 1));
            return;
        }
        if let Some(at) = self
            .stack
            .iter()
            .rposition(|i| kind_at(i) == Some(marker.kind))
        {
            self.stack.truncate(at);
            return;
        }
        let top_is_open = self
            .stack
            .last()
            .and_then(|i| self.out.nodes.get(*i))
            .is_some_and(|n| n.text.ends_with(':'));
        let first = matches!(marker.label.as_str(), "1" | "a" | "I" | "i");
        if top_is_open && first {
            return;
        }
        while self
            .stack
            .last()
            .is_some_and(|i| kind_at(i) > Some(marker.kind))
        {
            self.stack.pop();
        }
    }

    /// The number of the next unlettered item under `parent`. At the top the
    /// items of leads that only inform are counted apart from those that ask.
    fn count(&self, parent: Option<usize>) -> usize {
        let asks = |lead: Option<usize>| {
            lead.and_then(|l| self.out.leads.get(l))
                .is_none_or(|l| l.asks && !l.contacts)
        };
        let same = |n: &&Node| {
            n.parent == parent
                && n.kind.is_counted()
                && (parent.is_some() || asks(n.lead) == asks(self.lead))
        };
        self.out
            .nodes
            .iter()
            .rev()
            .filter(same)
            .map(|n| n.label.parse().unwrap_or(0))
            .next()
            .unwrap_or(0)
            + 1
    }

    fn unmarked(&mut self, paragraph: Paragraph, marks_follow: bool) {
        let folded = Folded::new(&paragraph.text).text;
        if self.out.nodes.is_empty() {
            self.out.preamble.push(paragraph.text.clone());
        }
        if paragraph.is_open() {
            self.open_lead(paragraph.text, &folded);
        } else if self.takes_implied(&folded, marks_follow) {
            let marker = Marker {
                kind: Kind::Dash,
                label: String::new(),
            };
            if self.out.nodes.is_empty() {
                self.out.preamble.pop();
            }
            self.item(marker, paragraph.text, true);
        } else if self.out.nodes.is_empty() {
            self.lead = None;
        } else if GOING_ON.is_match(&folded)
            || self.heads_one_paragraph()
            || (marks_follow && !CLOSING.is_match(&folded))
        {
            self.append(&paragraph.text);
        } else {
            self.implying = false;
            self.out.notes.push(paragraph.text);
        }
    }

    fn open_lead(&mut self, text: String, folded: &str) {
        let contacts = CONTACT_LEAD.is_match(folded);
        let top = self.stack.last().and_then(|i| self.out.nodes.get(*i));
        let inside_heading =
            top.is_some_and(|n| !n.kind.is_counted() && !n.has_children && n.text.ends_with(':'));
        if contacts && !inside_heading {
            self.stack.clear();
        } else {
            while self
                .stack
                .last()
                .and_then(|i| self.out.nodes.get(*i))
                .is_some_and(|n| n.kind.is_counted())
            {
                self.stack.pop();
            }
        }
        if !self.out.nodes.is_empty() {
            self.out.notes.push(text.clone());
        }
        self.implying = false;
        self.lead = Some(self.out.leads.len());
        self.out.leads.push(Lead {
            asks: holds_any(folded, ASKS),
            contacts,
            text,
        });
    }

    /// Whether a paragraph without mark is an item whose mark was lost.
    fn takes_implied(&self, folded: &str, marks_follow: bool) -> bool {
        if CLOSING.is_match(folded) {
            return false;
        }
        let under_open_heading = self
            .stack
            .last()
            .and_then(|i| self.out.nodes.get(*i))
            .is_some_and(|n| !n.kind.is_counted() && !n.has_children && n.text.ends_with(':'));
        let lead = self.lead.and_then(|l| self.out.leads.get(l));
        let under_lead = lead.is_some_and(|l| l.asks || l.contacts)
            && self.out.nodes.last().is_none_or(|n| n.lead != self.lead)
            && self.stack.is_empty()
            && !marks_follow;
        self.implying || under_open_heading || under_lead
    }

    /// Whether the item above is a bare title such as "Báo cáo", which needs its paragraph.
    fn heads_one_paragraph(&self) -> bool {
        self.out.nodes.last().is_some_and(|n| {
            !n.has_children
                && !n.kind.is_counted()
                && n.text.split(' ').count() <= 4
                && n.text.ends_with(char::is_alphanumeric)
        })
    }

    fn append(&mut self, text: &str) {
        if let Some(last) = self.out.nodes.last_mut() {
            // A heading such as "Công an tỉnh" introduces its one paragraph.
            let heading = !last.text.ends_with(['.', ';', ':', ',', '!', '?', '/']);
            last.text.push_str(if heading { ": " } else { " " });
            last.text.push_str(text);
        }
    }
}

/// Whether "1" or "1.2" is above "1.2.3".
fn is_prefix(above: &str, below: &str) -> bool {
    below
        .strip_prefix(above)
        .is_some_and(|after| after.starts_with('.'))
}

/// The printed path: a dotted label repeats the number above it only once.
fn path(nodes: &[Node], at: usize) -> String {
    let mut labels: Vec<&str> = Vec::new();
    let mut next = Some(at);
    while let Some(node) = next.and_then(|i| nodes.get(i)) {
        let repeated = labels
            .last()
            .is_some_and(|below| is_prefix(&node.label, below));
        if !repeated {
            labels.push(&node.label);
        }
        next = node.parent;
    }
    labels.reverse();
    labels.join(".")
}

#[cfg(test)]
#[path = "outline/tests.rs"]
mod tests;
