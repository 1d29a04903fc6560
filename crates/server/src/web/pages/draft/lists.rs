//! The lists of a letter: documents cited, lines of "Kính gửi", enclosures, contacts, each entry with its forms.

use super::forms::{Draw, Form, Row};
use super::rows::{Rows, class_words, classes, words_of};
use crate::web::show;
use domain::directive::{Reference, Relation};
use domain::unit::UnitClass;

/// A list of the letter with the form that adds to it.
pub(super) struct List {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) rows: Vec<Row>,
    pub(super) add: Form,
    pub(super) add_title: String,
}

impl<'a> Rows<'a> {
    /// The documents cited, the lines of "Kính gửi", the enclosures and the contacts.
    pub(super) fn lists(&self) -> Vec<List> {
        vec![
            self.references(),
            self.addressees(),
            self.enclosures(),
            self.contacts(),
        ]
    }

    fn references(&self) -> List {
        let rows = self.draft.corrected.references.iter().enumerate();
        let rows = rows.map(|(index, cited)| {
            let id = format!("ref-{index}");
            let relation = self.f.word("relation", cited.relation.as_str());
            let parts = [
                cited.date.map(show::day),
                cited.issuer.clone(),
                Some(relation),
            ];
            Row {
                label: String::new(),
                shown: shown_reference(cited).unwrap_or_else(|| self.f.t("web-blank")),
                under: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
                before: None,
                edit: self
                    .reference(&id, Some(cited))
                    .with("index", index.to_string())
                    .done(),
                remove: Some(self.removal("reference_remove", &id, index)),
                id,
            }
        });
        List {
            id: "refs",
            title: self.f.t("web-draft-references"),
            rows: rows.collect(),
            add: self.reference("ref-new", None).going("web-draft-add"),
            add_title: self.f.t("web-draft-reference-add"),
        }
    }

    fn reference(&self, at: &str, cited: Option<&Reference>) -> Draw<'a> {
        let relations: Vec<(&str, String)> = Relation::ALL
            .iter()
            .map(|r| (r.as_str(), self.f.word("relation", r.as_str())))
            .collect();
        self.draw("reference", at)
            .text(
                "number",
                "web-draft-number",
                cited.and_then(|c| c.number.as_deref()),
            )
            .text(
                "sign",
                "web-draft-sign",
                cited.and_then(|c| c.sign.as_deref()),
            )
            .day(
                "date",
                "web-date",
                cited.and_then(|c| c.date).map(|d| d.to_string()),
            )
            .text(
                "issuer",
                "web-issuer",
                cited.and_then(|c| c.issuer.as_deref()),
            )
            .choose(
                "relation",
                "web-draft-relation",
                &relations,
                cited.map_or(Relation::Mentioned, |c| c.relation).as_str(),
                None,
            )
    }

    fn addressees(&self) -> List {
        let rows = self.draft.corrected.addressees.iter().enumerate();
        let rows = rows.map(|(index, line)| {
            let id = format!("to-{index}");
            Row {
                label: String::new(),
                shown: line.text.clone(),
                under: classes(self.f, &line.classes),
                before: None,
                edit: self
                    .addressee(&id, &line.text, &line.classes)
                    .with("index", index.to_string())
                    .done(),
                remove: Some(self.removal("addressee_remove", &id, index)),
                id,
            }
        });
        List {
            id: "to",
            title: self.f.t("web-addressees"),
            rows: rows.collect(),
            add: self.addressee("to-new", "", &[]).going("web-draft-add"),
            add_title: self.f.t("web-draft-addressee-add"),
        }
    }

    fn addressee(&self, at: &str, text: &str, chosen: &[UnitClass]) -> Draw<'a> {
        self.draw("addressee", at)
            .text("text", "web-draft-line", Some(text))
            .required()
            .tick(
                "classes",
                "web-draft-classes",
                &class_words(self.f),
                &words_of(chosen),
            )
    }

    fn enclosures(&self) -> List {
        let rows = self.draft.corrected.enclosures.iter().enumerate();
        let rows = rows.map(|(index, enclosure)| {
            let id = format!("enc-{index}");
            Row {
                label: String::new(),
                shown: enclosure.title.clone(),
                under: enclosure.sign.clone().unwrap_or_default(),
                before: None,
                edit: self
                    .draw("enclosure_received", &id)
                    .with("index", index.to_string())
                    .day(
                        "on",
                        "web-draft-enclosure-on",
                        self.draft
                            .enclosures_received
                            .get(&index)
                            .map(ToString::to_string),
                    )
                    .done(),
                remove: Some(self.removal("enclosure_remove", &id, index)),
                id,
            }
        });
        List {
            id: "enclosures",
            title: self.f.t("web-enclosures"),
            rows: rows.collect(),
            add: self
                .draw("enclosure_add", "enc-new")
                .text("title", "web-draft-enclosure-title", None)
                .required()
                .text("sign", "web-number", None)
                .going("web-draft-add"),
            add_title: self.f.t("web-draft-enclosure-add"),
        }
    }

    fn contacts(&self) -> List {
        let rows = self.draft.corrected.contacts.iter().enumerate();
        let contact = |at: &str, name: &str, phones: &[String], emails: &[String]| {
            self.draw("contact", at)
                .text("name", "web-draft-contact-name", Some(name))
                .required()
                .text(
                    "phones",
                    "web-draft-contact-phones",
                    Some(&phones.join("; ")),
                )
                .text(
                    "emails",
                    "web-draft-contact-emails",
                    Some(&emails.join("; ")),
                )
        };
        let rows = rows.map(|(index, known)| {
            let id = format!("who-{index}");
            let parts = known.phones.iter().chain(&known.emails).cloned();
            Row {
                label: String::new(),
                shown: known.name.clone(),
                under: parts.collect::<Vec<_>>().join(" · "),
                before: None,
                edit: contact(&id, &known.name, &known.phones, &known.emails)
                    .with("index", index.to_string())
                    .done(),
                remove: Some(self.removal("contact_remove", &id, index)),
                id,
            }
        });
        List {
            id: "contacts",
            title: self.f.t("web-contacts-column"),
            rows: rows.collect(),
            add: contact("who-new", "", &[], &[]).going("web-draft-add"),
            add_title: self.f.t("web-draft-contact-add"),
        }
    }

    fn removal(&self, what: &'static str, at: &str, index: usize) -> Form {
        self.draw(what, at)
            .with("index", index.to_string())
            .going("web-draft-remove")
    }
}

fn shown_reference(cited: &Reference) -> Option<String> {
    match (&cited.number, &cited.sign) {
        (Some(number), Some(sign)) => Some(format!("{number}/{sign}")),
        (number, sign) => number.clone().or_else(|| sign.clone()),
    }
}
