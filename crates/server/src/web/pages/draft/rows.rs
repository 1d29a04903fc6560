//! What was read, row by row: the head of the letter and its duties, each with the forms that correct it.

use super::forms::{Draw, Form, Row};
use crate::web::form::Checked;
use crate::web::frame::Frame;
use crate::web::show;
use domain::directive::{Capacity, Directive, Obligation, Signer};
use domain::measure_id::MeasureId;
use domain::unit::{Tier, UnitClass};
use engine::drafts::Draft;

/// Writes the rows of a draft.
pub(super) struct Rows<'a> {
    pub(super) f: &'a Frame,
    pub(super) draft: &'a Draft,
    /// The form that was refused.
    pub(super) sent: Option<&'a Checked>,
}

/// A duty with its forms.
pub(super) struct DutyRow {
    pub(super) id: String,
    /// Its printed path, or the word for what the contacts ask.
    pub(super) label: String,
    pub(super) who: String,
    pub(super) confidence: String,
    pub(super) due: Option<String>,
    pub(super) text: String,
    /// Its words as they were read, where a person changed them.
    pub(super) before: Option<String>,
    /// Whether a person added it.
    pub(super) is_added: bool,
    pub(super) measures: Vec<(&'static str, String)>,
    pub(super) edits: Vec<Form>,
    pub(super) is_open: bool,
    /// Whether it may be taken out: what follows from the contacts goes with them.
    pub(super) remove: Option<Form>,
}

impl<'a> Rows<'a> {
    pub(super) fn draw(&self, what: &'static str, at: &str) -> Draw<'a> {
        Draw::new(self.f, self.sent, what, at)
    }

    fn blank(&self, value: Option<&str>) -> String {
        value.map_or_else(|| self.f.t("web-blank"), str::to_owned)
    }

    /// The head of the letter and its signer.
    pub(super) fn head(&self) -> Vec<Row> {
        let single = |what: &'static str, label: &str, of: fn(&Directive) -> Option<&str>| {
            let at = format!("f-{what}");
            let value = of(&self.draft.corrected);
            let edit = self.draw(what, &at).text("value", label, value).done();
            self.row(at, label, edit, |d| of(d).map(str::to_owned))
        };
        let date = self.draw("date", "f-date");
        let date = date
            .text(
                "value",
                "web-draft-date-form",
                shown_date(&self.draft.corrected).as_deref(),
            )
            .done();
        let mut rows = vec![
            single("number", "web-draft-number", |d| d.number.as_deref()),
            single("sign", "web-draft-sign", |d| d.sign.as_deref()),
            self.row("f-date".to_owned(), "web-date", date, shown_date),
            single("place", "web-draft-place", |d| d.place.as_deref()),
        ];
        rows.push(self.issuer());
        rows.push(single("subject", "web-subject", |d| d.subject.as_deref()));
        rows.push(self.signer());
        rows
    }

    fn row(
        &self,
        id: String,
        label: &str,
        edit: Form,
        of: impl Fn(&Directive) -> Option<String>,
    ) -> Row {
        let (read, now) = (of(&self.draft.reading), of(&self.draft.corrected));
        Row {
            id,
            label: self.f.t(label),
            shown: self.blank(now.as_deref()),
            under: String::new(),
            before: (read != now).then(|| self.blank(read.as_deref())),
            edit,
            remove: None,
        }
    }

    fn issuer(&self) -> Row {
        let tiers: Vec<(&str, String)> = Tier::ALL
            .iter()
            .map(|tier| (tier.as_str(), self.f.word("tier", tier.as_str())))
            .collect();
        let now = self.draft.corrected.issuer.as_ref();
        let edit = self
            .draw("issuer", "f-issuer")
            .text("name", "web-issuer", now.map(|i| i.name.as_str()))
            .required()
            .choose(
                "tier",
                "web-draft-tier",
                &tiers,
                now.map_or("", |i| i.tier.as_str()),
                None,
            )
            .done();
        let f = self.f;
        self.row("f-issuer".to_owned(), "web-issuer", edit, |d| {
            let issuer = d.issuer.as_ref()?;
            let tier = f.word("tier", issuer.tier.as_str());
            Some(format!("{} ({tier})", issuer.name))
        })
    }

    fn signer(&self) -> Row {
        let capacities: Vec<(&str, String)> = Capacity::ALL
            .iter()
            .map(|capacity| (capacity.as_str(), capacity_word(self.f, *capacity)))
            .collect();
        let now = self.draft.corrected.signer.as_ref();
        let edit = self
            .draw("signer", "f-signer")
            .text(
                "name",
                "web-draft-signer-name",
                now.and_then(|s| s.name.as_deref()),
            )
            .text(
                "title",
                "web-draft-signer-title",
                now.and_then(|s| s.title.as_deref()),
            )
            .choose(
                "capacity",
                "web-draft-capacity",
                &capacities,
                now.and_then(|s| s.capacity).map_or("", Capacity::as_str),
                Some(self.f.t("web-draft-capacity-none")),
            )
            .done();
        self.row("f-signer".to_owned(), "web-draft-signer", edit, |d| {
            d.signer.as_ref().map(shown_signer)
        })
    }

    /// The duties in the order of the letter.
    pub(super) fn duties(&self) -> Vec<DutyRow> {
        let duties = self.draft.corrected.obligations.iter();
        duties.map(|duty| self.duty(duty)).collect()
    }

    fn duty(&self, duty: &Obligation) -> DutyRow {
        let at = format!("d-{}", duty.id);
        let read = self
            .draft
            .reading
            .obligations
            .iter()
            .find(|o| o.id == duty.id);
        let of = |what| self.draw(what, &at).with("obligation", &duty.id);
        let edits = vec![
            of("text")
                .long("value", "web-duty-text-correct", &duty.text)
                .required()
                .done(),
            of("addressees")
                .tick(
                    "classes",
                    "web-draft-classes",
                    &class_words(self.f),
                    &words_of(&duty.addressees),
                )
                .done(),
            of("due")
                .day("value", "web-draft-due", duty.due.map(|d| d.to_string()))
                .done(),
        ];
        let percent = (duty.confidence * 100.0).round();
        DutyRow {
            id: duty.id.clone(),
            label: if duty.is_synthetic() {
                self.f.t("web-contacts-column")
            } else {
                duty.id.clone()
            },
            who: classes(self.f, &duty.addressees),
            confidence: format!("{} %", show::number(self.f.lang, percent)),
            due: duty.due.map(show::day),
            before: read
                .filter(|read| read.text != duty.text)
                .map(|read| read.text.clone()),
            is_added: read.is_none(),
            text: duty.text.clone(),
            measures: duty
                .measures
                .iter()
                .map(|m| (m.as_str(), lang::measure_title(self.f.lang, m.as_str())))
                .collect(),
            is_open: edits.iter().any(|form| form.is_open),
            edits,
            remove: (!duty.is_synthetic()).then(|| {
                of("obligation_remove")
                    .text("reason", "web-draft-reason", None)
                    .required()
                    .going("web-draft-remove")
            }),
        }
    }

    /// The form that adds a duty the reader missed.
    pub(super) fn duty_add(&self) -> Form {
        let duties = self.draft.corrected.obligations.iter();
        let ids: Vec<(&str, String)> = duties
            .filter(|duty| !duty.is_synthetic())
            .map(|duty| (duty.id.as_str(), self.f.tv("web-draft-after", &duty.id)))
            .collect();
        let measures: Vec<(&str, String)> = MeasureId::ALL
            .iter()
            .map(|m| (m.as_str(), lang::measure_title(self.f.lang, m.as_str())))
            .collect();
        self.draw("obligation_add", "duty-new")
            .text("id", "web-draft-duty-id", None)
            .required()
            .long("text", "web-duty-text", "")
            .required()
            .choose(
                "after",
                "web-draft-duty-place",
                &ids,
                "",
                Some(self.f.t("web-draft-duty-last")),
            )
            .tick(
                "classes",
                "web-draft-classes",
                &class_words(self.f),
                &["all"],
            )
            .tick("measures", "web-draft-measures", &measures, &[])
            .going("web-draft-add")
    }
}

pub(super) fn class_words(f: &Frame) -> Vec<(&'static str, String)> {
    let all = UnitClass::ALL.iter();
    all.map(|class| (class.as_str(), f.word("class", class.as_str())))
        .collect()
}

pub(super) fn words_of(classes: &[UnitClass]) -> Vec<&'static str> {
    classes.iter().map(|class| class.as_str()).collect()
}

/// The classes in words.
pub(super) fn classes(f: &Frame, classes: &[UnitClass]) -> String {
    let words = classes.iter().map(|class| f.word("class", class.as_str()));
    words.collect::<Vec<_>>().join(", ")
}

/// A capacity with what it means; its word ends with the dot that stands in print.
fn capacity_word(f: &Frame, capacity: Capacity) -> String {
    let key = capacity.as_str().trim_end_matches('.').to_lowercase();
    f.word("capacity", &key)
}

fn shown_signer(signer: &Signer) -> String {
    let capacity = signer.capacity.map(|c| c.as_str().to_owned());
    let parts = [capacity, signer.title.clone(), signer.name.clone()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The printed parts of the date; a part that is blank is "…".
fn shown_date(directive: &Directive) -> Option<String> {
    let parts = directive.date_parts;
    if parts.day.is_none() && parts.month.is_none() && parts.year.is_none() {
        return None;
    }
    let part = |known: Option<String>| known.unwrap_or_else(|| "…".to_owned());
    Some(format!(
        "{}/{}/{}",
        part(parts.day.map(|d| format!("{d:02}"))),
        part(parts.month.map(|m| format!("{m:02}"))),
        part(parts.year.map(|y| y.to_string()))
    ))
}
