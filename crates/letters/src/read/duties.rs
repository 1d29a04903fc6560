//! Items to obligations: which items are duties, whom they bind, what they ask.
//!
//! Only leaves are duties; headings lend them addressees, deadlines and, where
//! a leaf says too little by itself, context. Descriptions, purposes and
//! contact points are no duties. Meanings come from `classify`.

use super::folded::Folded;
use super::lines::shorten;
use super::outline::{Node, Outline};
use super::words::{
    CONTACT_LEAD, DESCRIBING, IMPERATIVES, INFORMING_HEADING, NO_END_OF_SUBJECT, OPEN_LIST,
    begins_with_any, holds_any, position,
};
use super::{contacts, dates, exposures, references, syllables, units};
use crate::classify::{Scored, classify};
use domain::directive::{DirectiveKind, Obligation};
use domain::measure_id::MeasureId;
use domain::text::fold;
use domain::unit::UnitClass;

/// Most duties taken of one document.
pub(crate) const MAX_OBLIGATIONS: usize = 300;
/// Longest text kept of one duty, in characters.
const MAX_CLAUSE: usize = 20_000;

/// What the duties of a document share.
#[derive(Debug)]
pub(crate) struct Shared {
    /// The kind of the document.
    pub(crate) kind: DirectiveKind,
    /// The printed year, for deadlines without one.
    pub(crate) year: Option<i16>,
    /// Classes of each line of "Kính gửi".
    pub(crate) addressees: Vec<(String, Vec<UnitClass>)>,
    /// Whether an enterprise issued it.
    pub(crate) enterprise: bool,
    /// What the state of the text leaves of certainty, 0 to 1.
    pub(crate) structure: f64,
}

impl Shared {
    /// All classes addressed; everybody when nobody is named.
    pub(crate) fn everybody(&self) -> Vec<UnitClass> {
        let mut all: Vec<UnitClass> = Vec::new();
        for class in self.addressees.iter().flat_map(|(_, classes)| classes) {
            if !all.contains(class) {
                all.push(*class);
            }
        }
        if all.is_empty() {
            vec![UnitClass::All]
        } else {
            all
        }
    }

    /// The classes a heading or the subject of a clause names; `None` when it names nobody.
    pub(crate) fn addressed_by(&self, text: &str) -> Option<Vec<UnitClass>> {
        let subject = subject_of(text)?;
        let found = units::named_exactly(&subject);
        if found.classes.is_empty() && !found.agencies_in_general {
            return None;
        }
        let mut classes = found.classes;
        if found.agencies_in_general && classes.is_empty() {
            if let Some((_, known)) = self
                .addressees
                .iter()
                .find(|(line, _)| same_unit(line, &subject))
            {
                classes.clone_from(known);
            } else if fold(&subject).contains("doanh nghiep") {
                return None;
            } else {
                classes.extend(
                    self.everybody()
                        .into_iter()
                        .filter(|class| is_agency(*class)),
                );
            }
        }
        // Offices an enterprise names are its own.
        let own = self.enterprise && classes == [UnitClass::LocalAgency];
        (!classes.is_empty() && !own).then_some(classes)
    }
}

fn is_agency(class: UnitClass) -> bool {
    matches!(
        class,
        UnitClass::CentralAgency
            | UnitClass::PeoplesCommittee
            | UnitClass::LocalAgency
            | UnitClass::Commune
    )
}

/// Whether a heading repeats a line of addressees, or its beginning.
fn same_unit(line: &str, subject: &str) -> bool {
    let (line, subject) = (fold(line), fold(subject));
    line.starts_with(&subject) || subject.starts_with(&line)
}

/// The words before the verb: who is meant. `None` when the text begins with the verb.
fn subject_of(text: &str) -> Option<String> {
    let folded = Folded::new(shorten(text, 400));
    let mut body = folded.text.as_str();
    for lead in [
        "doi voi ",
        "giao cho ",
        "giao ",
        "de nghi ",
        "yeu cau ",
        "trach nhiem cua ",
        "nhiem vu cua ",
    ] {
        body = body.strip_prefix(lead).unwrap_or(body);
    }
    let (mut end_verb, mut verb) = first_verb(body)?;
    // "UBND tỉnh yêu cầu các sở …": the asked, not the asking, are bound.
    if matches!(verb, "de nghi" | "yeu cau") && !body.get(..end_verb)?.contains(':') {
        body = body.get(end_verb + verb.len()..)?.trim_start();
        (end_verb, verb) = first_verb(body)?;
    }
    let start = folded.text.len() - body.len();
    if body.starts_with("he thong") || (end_verb == 0 && !verb.is_empty()) {
        return None;
    }
    let verb = (!verb.is_empty()).then_some(end_verb);
    let colon = body.find(':');
    // A heading that is all subject has no verb; a sentence without one names nobody.
    let end = match (verb, colon) {
        (Some(verb), Some(colon)) => verb.min(colon),
        (Some(end), None) | (None, Some(end)) => end,
        (None, None) if body.len() < 200 && !body.ends_with('.') => body.len(),
        (None, None) => return None,
    };
    let range = folded.printed_range(start..start + end);
    let subject = super::folded::part(text, range)
        .trim()
        .trim_end_matches([':', ',', '.'])
        .to_owned();
    (!subject.is_empty() && subject.split(' ').count() <= 60).then_some(subject)
}

/// The first verb that ends a subject and where it stands; no verb is an empty one at the end.
fn first_verb(body: &str) -> Option<(usize, &'static str)> {
    if begins_with_any(body, IMPERATIVES) {
        let verb = IMPERATIVES
            .iter()
            .filter(|v| body.starts_with(**v))
            .max_by_key(|v| v.len())?;
        return Some((0, verb));
    }
    let ending = IMPERATIVES
        .iter()
        .filter(|v| !NO_END_OF_SUBJECT.contains(v));
    let first = ending
        .filter_map(|v| position(body, v).map(|at| (at, *v)))
        .min_by_key(|(at, _)| *at);
    Some(first.unwrap_or((body.len(), "")))
}

/// The obligations of the outline, and whether some were left out because of their number.
pub(crate) fn obligations(outline: &mut Outline, shared: &Shared) -> (Vec<Obligation>, bool) {
    merge_open_lists(outline);
    let contacts = contact_flags(outline);
    let mut out: Vec<Obligation> = Vec::new();
    for (i, (node, contact)) in outline.nodes.iter().zip(contacts).enumerate() {
        if contact || node.has_children || node.absorbed || !is_duty(outline, i, shared) {
            continue;
        }
        if out.len() == MAX_OBLIGATIONS {
            return (out, true);
        }
        let context = Context::of(outline, i, shared);
        out.push(obligation(node, &context, shared));
    }
    let cut_off = outline.cut_off;
    (out, cut_off)
}

/// For each item whether it belongs to a list of contact points.
pub(crate) fn contact_flags(outline: &Outline) -> Vec<bool> {
    let nodes = &outline.nodes;
    let addressed: Vec<bool> = nodes
        .iter()
        .map(|node| contacts::has_address(&node.text))
        .collect();
    let mut below = vec![false; nodes.len()];
    for (node, has) in nodes.iter().zip(&addressed) {
        if let Some(flag) = node.parent.and_then(|p| below.get_mut(p)) {
            *flag |= has;
        }
    }
    let mut flags: Vec<bool> = Vec::with_capacity(nodes.len());
    for ((node, own), below) in nodes.iter().zip(&addressed).zip(&below) {
        let inherited = node
            .parent
            .and_then(|p| flags.get(p))
            .copied()
            .unwrap_or(false);
        let led = node
            .lead
            .and_then(|l| outline.leads.get(l))
            .is_some_and(|l| l.contacts);
        let listed = led && !node.has_children && (*own || node.kind.is_counted());
        flags.push(inherited || listed || is_contact_item(node, *own, *below));
    }
    flags
}

/// An item that speaks of contact points and holds an address itself or under it.
fn is_contact_item(node: &Node, own: bool, below: bool) -> bool {
    if !own && !below {
        return false;
    }
    let folded = Folded::new(&node.text).text;
    let asks =
        begins_with_any(&folded, IMPERATIVES) && !begins_with_any(&folded, &["lien he", "dau moi"]);
    let speaks = CONTACT_LEAD.is_match(&folded);
    if node.has_children {
        return speaks && !asks && below;
    }
    // "Khi có sự cố, báo cáo ngay về …, điện thoại …" asks for more than to know a number.
    let reports = holds_any(&folded, &["bao cao", "thong bao"]);
    own && !asks
        && !reports
        && (speaks
            || folded.contains("dien thoai")
            || folded.contains("thu dien tu")
            || folded.len() < 200)
}

/// The item and the headings above it, innermost first.
fn chain(outline: &Outline, i: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(i), |at| outline.nodes.get(*at).and_then(|n| n.parent))
}

fn is_duty(outline: &Outline, i: usize, shared: &Shared) -> bool {
    let Some(node) = outline.nodes.get(i) else {
        return false;
    };
    let folded = Folded::new(shorten(&node.text, 400)).text;
    if DESCRIBING.is_match(&folded) || node.text.ends_with(':') {
        return false;
    }
    let informing = chain(outline, i)
        .skip(1)
        .filter_map(|at| outline.nodes.get(at))
        .any(informs);
    let capital = !node.text.chars().any(char::is_lowercase);
    if informing || capital {
        return false;
    }
    let imperative = begins_with_any(&folded, IMPERATIVES);
    let lead = node.lead.and_then(|l| outline.leads.get(l));
    let asked = lead.is_none_or(|l| l.asks);
    if shared.kind == DirectiveKind::Report {
        return imperative && lead.is_some_and(|l| l.asks);
    }
    let words = folded.split(' ').count();
    let addressed = || shared.addressed_by(&node.text).is_some();
    if asked {
        words >= 3 || imperative
    } else {
        (imperative || addressed() || !classify(&node.text).is_empty()) && words >= 3
    }
}

/// Whether a heading stands over purposes or descriptions.
fn informs(heading: &Node) -> bool {
    let folded = Folded::new(shorten(&heading.text, 120)).text;
    INFORMING_HEADING.is_match(&folded) && folded.split(' ').count() <= 16
}

/// Lists that merely complete a sentence ("đặc biệt như: - F5; - Zimbra") go into it.
fn merge_open_lists(outline: &mut Outline) {
    for i in 0..outline.nodes.len() {
        let open = outline
            .nodes
            .get(i)
            .is_some_and(|n| n.has_children && OPEN_LIST.is_match(&Folded::new(&n.text).text));
        if !open {
            continue;
        }
        let nodes = outline.nodes.iter().enumerate();
        let children: Vec<usize> = nodes
            .filter(|(_, n)| n.parent == Some(i))
            .map(|(c, _)| c)
            .collect();
        let fragment =
            |n: &Node| !n.has_children && !begins_with_any(&Folded::new(&n.text).text, IMPERATIVES);
        if !children
            .iter()
            .filter_map(|c| outline.nodes.get(*c))
            .all(fragment)
        {
            continue;
        }
        let mut joined = String::new();
        for node in children.iter().filter_map(|c| outline.nodes.get(*c)) {
            joined.push(' ');
            joined.push_str(&node.text);
        }
        for child in children {
            if let Some(node) = outline.nodes.get_mut(child) {
                node.absorbed = true;
            }
        }
        if let Some(node) = outline.nodes.get_mut(i) {
            node.text.push_str(&joined);
            node.has_children = false;
        }
    }
}

/// What an item inherits from what stands above it.
struct Context {
    addressees: Vec<UnitClass>,
    due: Option<jiff::civil::Date>,
    heading: Option<String>,
}

impl Context {
    fn of(outline: &Outline, i: usize, shared: &Shared) -> Self {
        let node = outline.nodes.get(i);
        let headings: Vec<&str> = chain(outline, i)
            .skip(1)
            .filter_map(|at| outline.nodes.get(at))
            .map(|n| n.text.as_str())
            .collect();
        let lead = node
            .and_then(|n| n.lead)
            .and_then(|l| outline.leads.get(l))
            .map(|l| l.text.as_str());
        let own = node.map(|n| n.text.as_str());
        let addressees = own
            .into_iter()
            .chain(headings.iter().copied())
            .find_map(|text| shared.addressed_by(text))
            .or_else(|| lead.and_then(|l| asked_by_lead(l, shared)))
            .unwrap_or_else(|| shared.everybody());
        let due = headings
            .iter()
            .copied()
            .chain(lead)
            .find_map(|text| dates::deadline(&Folded::new(text).text, shared.year));
        Self {
            addressees,
            due,
            heading: headings.first().map(|h| (*h).to_owned()),
        }
    }
}

/// The classes a lead-in asks: "…, UBND tỉnh đề nghị các sở, ban, ngành:". Words
/// for everybody ("các cơ quan, đơn vị") among them narrow nothing, and without
/// a verb of asking the subject of a sentence is the issuer, who is not bound.
fn asked_by_lead(lead: &str, shared: &Shared) -> Option<Vec<UnitClass>> {
    let folded = Folded::new(lead);
    let sentence = folded.text.rfind(". ").map_or(0, |at| at + 2);
    let verbs = ["de nghi", "yeu cau", "giao", "doi voi"];
    let last_verb = verbs.iter().filter_map(|v| {
        let text = folded.text.get(sentence..)?;
        // "Theo yêu cầu của Bộ …" asks nobody: it is the noun, and the issuer stands after it.
        let asks = |(at, v): &(usize, &str)| {
            let after = text.get(at + v.len()..);
            !after.is_some_and(|after| after.starts_with(" cua "))
        };
        let found = text.rmatch_indices(v).find(asks)?.0;
        Some(sentence + found + v.len())
    });
    let start = match last_verb.max() {
        Some(after) => after,
        // "Các doanh nghiệp viễn thông:" is all subject.
        None if sentence == 0
            && first_verb(&folded.text).is_some_and(|(_, verb)| verb.is_empty()) =>
        {
            0
        }
        None => return None,
    };
    let asked = folded.printed_range(start..folded.text.len());
    let asked = super::folded::part(lead, asked).trim();
    let subject = subject_of(asked)?;
    let general = holds_any(&fold(&subject), &["co quan", "don vi", "to chuc"]);
    if general {
        None
    } else {
        shared.addressed_by(asked)
    }
}

fn obligation(node: &Node, context: &Context, shared: &Shared) -> Obligation {
    let text = shorten(&node.text, MAX_CLAUSE);
    let mut scored = classify(text);
    let mut certainty = shared.structure;
    if node.implied {
        certainty *= 0.85;
    }
    if scored.is_empty()
        && let Some(heading) = context.heading.as_deref()
    {
        scored = classify(&format!("{} {text}", shorten(heading, 300)));
        certainty *= 0.8;
    }
    let mut duty = clause(&node.path, text, &scored, certainty, shared);
    duty.addressees.clone_from(&context.addressees);
    duty.due = duty.due.or(context.due);
    duty
}

/// An obligation by the words of its clause alone.
pub(crate) fn clause(
    path: &str,
    text: &str,
    scored: &[Scored],
    certainty: f64,
    shared: &Shared,
) -> Obligation {
    let (products, slipped) = exposures::products(text);
    let cited = references::of_paragraph(text);
    let mut measures: Vec<MeasureId> = scored.iter().map(|s| s.measure).collect();
    measures.sort_by_key(|m| m.number());
    measures.dedup();
    // The least certain of the recognised measures decides; without any, the reading is weak.
    let meaning = scored
        .iter()
        .map(|s| s.confidence)
        .reduce(f64::min)
        .unwrap_or(0.3);
    let slip = if slipped { 0.95 } else { 1.0 } * (1.0 - (syllables::damage(text) * 2.0).min(0.4));
    Obligation {
        id: path.to_owned(),
        text: text.trim().to_owned(),
        addressees: shared.everybody(),
        measures,
        cves: exposures::cves(text),
        products,
        references: cited.iter().filter_map(references::cited_as).collect(),
        due: dates::deadline(&Folded::new(text).text, shared.year),
        confidence: ((certainty * meaning * slip) * 100.0).round() / 100.0,
    }
}
