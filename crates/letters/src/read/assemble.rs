//! The parts read, put together as one directive with its warnings.

use super::duties::{self, Shared};
use super::folded::Folded;
use super::head::Head;
use super::layout::{self, Layout};
use super::lines::{Line, MAX_LINES, shorten};
use super::outline::Outline;
use super::warnings::warning;
use super::{
    ReadContext, contacts, dates, exposures, flat, head, issuer, outline, paragraphs, prose,
    references, syllables, tail, units, watch,
};
use domain::directive::{
    Addressee, Contact, Directive, DirectiveKind, Enclosure, Issuer, Obligation, Reference, Warning,
};
use domain::measure_id::MeasureId;
use domain::unit::{Tier, UnitClass};

/// Reads a directive from clean lines.
pub(crate) fn directive(lines: Vec<Line>, context: &ReadContext<'_>) -> Directive {
    let (lines, flattened) = flat::cut(lines);
    let long = lines.len() >= MAX_LINES;
    let layout = layout::split(lines);
    let head = head::read(&layout.head);
    let mut outline = outline::outline(paragraphs::paragraphs(&layout.body));
    let mut notes = Notes::default();
    if long {
        notes.add("directive.truncated", &MAX_LINES.to_string());
    }
    notes.head(&head, &layout);
    if flattened {
        notes.add("directive.flattened", "");
    }
    let text = whole_text(&layout, &outline);
    notes.damage(&text);
    let kind = kind(&head, &layout);
    let found = found_contacts(&outline);
    let (references, enclosures) = citations(&layout, &outline);
    let shared = shared(&layout, kind, &head, flattened);
    let obligations = all_obligations(&mut outline, &layout, &shared, &found, &text, &mut notes);
    let window = watch::find(
        head.subject.as_deref(),
        &outline.preamble,
        head.date.year.map(|year| (year, head.date.month)),
        context.calendar,
    );
    notes.watch(&window);
    notes.report_due(&outline, &shared);
    let (issuer, parent_issuer) = issuer_of(&head, &text, &mut notes);
    let tail = tail::read(&layout.tail);
    Directive {
        kind,
        number: head.number,
        sign: head.sign,
        date: dates::complete(head.date, None),
        date_parts: head.date,
        place: head.place,
        issuer,
        parent_issuer,
        subject: head.subject,
        watch: window.watch,
        addressees: shared
            .addressees
            .into_iter()
            .map(|(text, classes)| Addressee { text, classes })
            .collect(),
        references,
        obligations,
        contacts: found.contacts,
        enclosures,
        recipients_cc: tail.recipients,
        signer: tail.signer,
        warnings: notes.warnings,
    }
}

/// All paragraphs of the body, for what may stand anywhere in it.
fn body_texts(outline: &Outline) -> impl Iterator<Item = &str> {
    let nodes = outline.nodes.iter().map(|n| n.text.as_str());
    outline
        .preamble
        .iter()
        .map(String::as_str)
        .chain(nodes)
        .chain(outline.notes.iter().map(String::as_str))
}

fn whole_text(layout: &Layout, outline: &Outline) -> String {
    let addressees = layout.addressees.iter().map(String::as_str);
    addressees
        .chain(body_texts(outline))
        .collect::<Vec<_>>()
        .join("\n")
}

fn kind(head: &Head, layout: &Layout) -> DirectiveKind {
    let addressed_or_letter = layout.addressed || head.subject.is_some();
    head.kind.unwrap_or(if layout.telegram {
        DirectiveKind::Telegram
    } else if addressed_or_letter {
        DirectiveKind::OfficialLetter
    } else {
        DirectiveKind::Other
    })
}

fn shared(layout: &Layout, kind: DirectiveKind, head: &Head, flattened: bool) -> Shared {
    // "Các đơn vị thành viên" of an enterprise are no agencies.
    let enterprise = head
        .organisations
        .iter()
        .any(|name| issuer::tier(name) == Tier::Enterprise);
    let addressees = layout
        .addressees
        .iter()
        .map(|line| {
            let found = units::named(line);
            let classes = match (found.classes.is_empty(), found.agencies_in_general) {
                (false, _) => found.classes,
                (true, true) if enterprise => vec![UnitClass::StateEnterprise],
                (true, true) => vec![UnitClass::LocalAgency],
                (true, false) => vec![UnitClass::All],
            };
            (line.clone(), classes)
        })
        .collect();
    Shared {
        kind,
        year: head.date.year,
        addressees,
        enterprise,
        structure: if flattened { 0.9 } else { 1.0 },
    }
}

/// The contact points and the words that lead to them.
#[derive(Default)]
struct Found {
    contacts: Vec<Contact>,
    lead: Option<String>,
}

fn found_contacts(outline: &Outline) -> Found {
    let mut found = Found::default();
    for (node, contact) in outline.nodes.iter().zip(duties::contact_flags(outline)) {
        if contact && node.has_children {
            found.lead.get_or_insert_with(|| node.text.clone());
        }
        if contacts::has_address(&node.text) {
            if contact
                && let Some(lead) = node
                    .lead
                    .and_then(|l| outline.leads.get(l))
                    .filter(|l| l.contacts)
            {
                found.lead.get_or_insert_with(|| lead.text.clone());
            }
            found.take(&node.text);
        }
    }
    for text in outline.notes.iter().chain(&outline.preamble) {
        found.take(text);
    }
    found
}

impl Found {
    fn take(&mut self, text: &str) {
        for contact in contacts::of_paragraph(shorten(text, 4000)) {
            if self.contacts.len() < 100 && !self.contacts.contains(&contact) {
                self.lead.get_or_insert_with(|| text.to_owned());
                self.contacts.push(contact);
            }
        }
    }
}

/// Citations and enclosures of the whole body, each once.
fn citations(layout: &Layout, outline: &Outline) -> (Vec<Reference>, Vec<Enclosure>) {
    let mut all = Vec::new();
    let mut enclosures: Vec<Enclosure> = Vec::new();
    let own = |r: &Reference| {
        layout.head.iter().any(|l| {
            r.number.is_some() && references::cited_as(r).is_some_and(|s| l.text.contains(&s))
        })
    };
    for text in body_texts(outline) {
        let found = references::of_paragraph(text);
        for enclosure in references::enclosures(text, &found) {
            if enclosures.len() < 100 && !enclosures.contains(&enclosure) {
                enclosures.push(enclosure);
            }
        }
        references::add(&mut all, found.into_iter().filter(|r| !own(r)).collect());
    }
    (all, enclosures)
}

fn all_obligations(
    outline: &mut Outline,
    layout: &Layout,
    shared: &Shared,
    found: &Found,
    text: &str,
    notes: &mut Notes,
) -> Vec<Obligation> {
    let (mut all, cut_off) = duties::obligations(outline, shared);
    if cut_off {
        notes.add("directive.truncated", &duties::MAX_OBLIGATIONS.to_string());
    }
    if all.is_empty() && shared.kind != DirectiveKind::Report {
        let paragraphs: Vec<String> = body_texts(outline).map(str::to_owned).collect();
        all = prose::obligations(&paragraphs, shared);
        if !all.is_empty() {
            notes.add("directive.prose", "");
        }
    }
    if all.is_empty() {
        notes.add("directive.no_obligations", "");
    }
    make_unique(&mut all, notes);
    attach_exposures(&mut all, text, layout);
    notes.unclassified(&all);
    notes.gaps(outline);
    if !found.contacts.is_empty() {
        all.push(contact_obligation(found, shared));
    }
    all
}

/// Two items with one printed path are told apart, because the path is the id.
fn make_unique(all: &mut [Obligation], notes: &mut Notes) {
    let mut seen: std::collections::HashMap<String, usize> = std::collections::HashMap::new();
    let mut repeated: Vec<String> = Vec::new();
    for duty in all {
        let count = seen.entry(duty.id.clone()).or_default();
        *count += 1;
        if *count > 1 {
            repeated.push(duty.id.clone());
            duty.id = format!("{}-{count}", duty.id);
        }
    }
    if !repeated.is_empty() {
        repeated.dedup();
        notes.add("directive.duplicate_path", &repeated.join(", "));
    }
}

/// A bulletin names its CVEs before it asks; the duties about them carry them.
fn attach_exposures(all: &mut [Obligation], text: &str, layout: &Layout) {
    let annex = layout
        .annexes
        .iter()
        .map(|l| l.text.as_str())
        .collect::<Vec<_>>()
        .join("\n");
    let mut cves = exposures::cves(text);
    for cve in exposures::cves(&annex) {
        if !cves.contains(&cve) {
            cves.push(cve);
        }
    }
    if cves.is_empty() || all.iter().any(|duty| !duty.cves.is_empty()) {
        return;
    }
    let (products, _) = exposures::products(text);
    let about = |duty: &Obligation| {
        duty.measures
            .iter()
            .any(|m| matches!(m, MeasureId::VulnReviewFix | MeasureId::PatchFull))
    };
    for duty in all.iter_mut().filter(|duty| about(duty)) {
        duty.cves.clone_from(&cves);
        for product in &products {
            if !duty.products.contains(product) {
                duty.products.push(product.clone());
            }
        }
    }
}

fn contact_obligation(found: &Found, shared: &Shared) -> Obligation {
    let names: Vec<&str> = found.contacts.iter().map(|c| c.name.as_str()).collect();
    Obligation {
        id: Obligation::CONTACTS.to_owned(),
        text: found.lead.clone().unwrap_or_else(|| names.join("; ")),
        addressees: shared.everybody(),
        measures: vec![MeasureId::Escalate],
        cves: Vec::new(),
        products: Vec::new(),
        references: Vec::new(),
        due: None,
        confidence: shared.structure,
    }
}

fn issuer_of(head: &Head, text: &str, notes: &mut Notes) -> (Option<Issuer>, Option<String>) {
    let mut organisations = head.organisations.iter().rev();
    if let Some(name) = organisations.next() {
        let issuer = Issuer {
            name: name.clone(),
            tier: issuer::tier(name),
        };
        return (Some(issuer), organisations.next().cloned());
    }
    let by_sign = head
        .sign
        .as_deref()
        .and_then(|sign| issuer::by_sign(sign, head.place.as_deref(), text));
    let derived = by_sign.or_else(|| issuer::by_request(text));
    match &derived {
        Some(issuer) => notes.add("directive.issuer_derived", &issuer.name),
        None => notes.add("directive.issuer_unknown", ""),
    }
    (derived, None)
}

/// The warnings, as they gather.
#[derive(Default)]
struct Notes {
    warnings: Vec<Warning>,
}

impl Notes {
    fn add(&mut self, code: &'static str, value: &str) {
        self.warnings.push(warning(code, value));
    }

    fn head(&mut self, head: &Head, layout: &Layout) {
        if !head.present && head.subject.is_none() && !layout.addressed {
            self.add("directive.no_head", "");
            return;
        }
        if head.number.is_none() {
            self.add("directive.number_blank", "");
        }
        if dates::complete(head.date, None).is_none() {
            self.add("directive.date_blank", "");
        }
        if head.displaced {
            self.add("directive.number_displaced", "");
        }
        if head.subject.is_none() {
            self.add("directive.subject_missing", "");
        }
    }

    fn damage(&mut self, text: &str) {
        if syllables::damage(text) > 0.02 {
            self.add("directive.damaged_text", "");
        }
    }

    fn watch(&mut self, window: &watch::Found) {
        if !window.unresolved.is_empty() {
            self.add("directive.watch_unknown", &window.unresolved.join(", "));
        }
    }

    /// A closing sentence may set the date of the report, which no single duty carries.
    fn report_due(&mut self, outline: &Outline, shared: &Shared) {
        let due = outline.notes.iter().find_map(|note| {
            let folded = Folded::new(note).text;
            folded
                .contains("bao cao")
                .then(|| dates::deadline(&folded, shared.year))
                .flatten()
        });
        if let Some(due) = due {
            self.add(
                "directive.report_due",
                &due.strftime("%d/%m/%Y").to_string(),
            );
        }
    }

    fn unclassified(&mut self, all: &[Obligation]) {
        let ids: Vec<&str> = all
            .iter()
            .filter(|duty| duty.measures.is_empty())
            .map(|duty| duty.id.as_str())
            .take(30)
            .collect();
        if !ids.is_empty() {
            self.add("directive.unclassified", &ids.join(", "));
        }
    }

    fn gaps(&mut self, outline: &Outline) {
        let mut last: Option<u32> = None;
        let top = outline
            .nodes
            .iter()
            .filter(|n| n.parent.is_none() && n.kind == super::marker::Kind::Number);
        for label in top.filter_map(|n| n.label.parse::<u32>().ok()) {
            if let Some(before) = last.filter(|before| label > before + 1) {
                self.add("directive.numbering_gap", &format!("{before} → {label}"));
            }
            last = Some(label);
        }
    }
}
