//! The JSON of `directive read` (DESIGN section 4), version 1.
//!
//! Every field is always there: what the document leaves blank is `null` or an
//! empty list, never left out, so that a script need not tell the two apart.
//! It says what was read; it judges nothing.

use domain::directive::{
    Addressee, Capacity, Contact, DateParts, Directive, DirectiveKind, Enclosure, Issuer,
    Obligation, Reference, Relation, Signer, Warning, Watch,
};
use domain::measure_id::MeasureId;
use domain::unit::{Tier, UnitClass};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One line of `directive read --json`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct DirectiveV1 {
    /// The file as given on the command line.
    pub file: String,
    /// Word of [`DirectiveKind`].
    pub kind: String,
    /// Digits before the slash, as printed.
    pub number: Option<String>,
    /// What follows the slash.
    pub sign: Option<String>,
    /// `YYYY-MM-DD`, only when printed in full.
    pub date: Option<Date>,
    /// The printed parts of the date.
    pub date_parts: DatePartsV1,
    /// Place printed before the date.
    pub place: Option<String>,
    /// Who issued it.
    pub issuer: Option<IssuerV1>,
    /// The superior body printed above.
    pub parent_issuer: Option<String>,
    /// Subject.
    pub subject: Option<String>,
    /// The watch period.
    pub watch: Option<WatchV1>,
    /// Lines of "Kính gửi".
    pub addressees: Vec<AddresseeV1>,
    /// Documents cited.
    pub references: Vec<ReferenceV1>,
    /// The duties in printed order, the synthetic `contacts` last.
    pub obligations: Vec<ObligationV1>,
    /// Contact points.
    pub contacts: Vec<ContactV1>,
    /// Documents attached or to be published.
    pub enclosures: Vec<EnclosureV1>,
    /// Lines of "Nơi nhận".
    pub recipients_cc: Vec<String>,
    /// Who signed.
    pub signer: Option<SignerV1>,
    /// What to check by hand.
    pub warnings: Vec<WarningV1>,
}

/// Day, month and year as printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DatePartsV1 {
    /// Day, 1 to 31.
    pub d: Option<i8>,
    /// Month, 1 to 12.
    pub m: Option<i8>,
    /// Year, four digits.
    pub y: Option<i16>,
}

/// The issuing authority.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct IssuerV1 {
    /// Its name.
    pub name: String,
    /// Word of [`Tier`].
    pub tier: String,
}

/// A watch period, both days inclusive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WatchV1 {
    /// Its name.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// One line of "Kính gửi".
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct AddresseeV1 {
    /// The line as printed.
    pub text: String,
    /// Its main class: the first of `classes`.
    pub class: String,
    /// Words of [`UnitClass`].
    pub classes: Vec<String>,
}

/// A cited document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ReferenceV1 {
    /// What follows the slash.
    pub sign: Option<String>,
    /// Digits before the slash, as printed.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Word of [`Relation`].
    pub relation: String,
}

/// One duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ObligationV1 {
    /// The printed path, or `contacts`.
    pub id: String,
    /// The clause on one line.
    pub text: String,
    /// Words of [`UnitClass`].
    pub addressees: Vec<String>,
    /// Ids of measures.
    pub measures: Vec<String>,
    /// CVE ids.
    pub cves: Vec<String>,
    /// Products.
    pub products: Vec<String>,
    /// Signs cited, with number.
    pub references: Vec<String>,
    /// Printed deadline.
    pub due: Option<Date>,
    /// 0 to 1.
    pub confidence: f64,
}

/// A contact point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct ContactV1 {
    /// Name as printed.
    pub name: String,
    /// Telephone numbers as printed.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
}

/// A document attached or to be published.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct EnclosureV1 {
    /// What the text calls it.
    pub title: String,
    /// Number and sign, where printed.
    pub sign: Option<String>,
}

/// Who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SignerV1 {
    /// Name.
    pub name: Option<String>,
    /// Title.
    pub title: Option<String>,
    /// Word of [`Capacity`].
    pub capacity: Option<String>,
}

/// Something to check by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct WarningV1 {
    /// Stable code.
    pub code: String,
    /// What to check, in Vietnamese.
    pub text: String,
}

/// A file that could not be read, in the same stream: `{file, error{code, text}}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct UnreadableV1 {
    /// The file as given on the command line.
    pub file: String,
    /// Why.
    pub error: WarningV1,
}

/// A word of the JSON that no list of the domain has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {list} {word:?}")]
pub struct UnknownWord {
    /// The list that was looked in.
    pub list: &'static str,
    /// The word.
    pub word: String,
}

impl DirectiveV1 {
    /// The JSON form of a directive read from `file`.
    #[must_use]
    pub fn new(file: impl Into<String>, read: &Directive) -> Self {
        let parts = read.date_parts;
        Self {
            file: file.into(),
            kind: read.kind.to_string(),
            number: read.number.clone(),
            sign: read.sign.clone(),
            date: read.date,
            date_parts: DatePartsV1 {
                d: parts.day,
                m: parts.month,
                y: parts.year,
            },
            place: read.place.clone(),
            issuer: read.issuer.as_ref().map(|i| IssuerV1 {
                name: i.name.clone(),
                tier: i.tier.to_string(),
            }),
            parent_issuer: read.parent_issuer.clone(),
            subject: read.subject.clone(),
            watch: read.watch.as_ref().map(|w| WatchV1 {
                name: w.name.clone(),
                from: w.from,
                to: w.to,
            }),
            addressees: read.addressees.iter().map(AddresseeV1::new).collect(),
            references: read.references.iter().map(ReferenceV1::new).collect(),
            obligations: read.obligations.iter().map(ObligationV1::new).collect(),
            contacts: read.contacts.iter().map(ContactV1::new).collect(),
            enclosures: read
                .enclosures
                .iter()
                .map(|e| EnclosureV1 {
                    title: e.title.clone(),
                    sign: e.sign.clone(),
                })
                .collect(),
            recipients_cc: read.recipients_cc.clone(),
            signer: read.signer.as_ref().map(SignerV1::new),
            warnings: read
                .warnings
                .iter()
                .map(|w| WarningV1 {
                    code: w.code.to_string(),
                    text: w.text.clone(),
                })
                .collect(),
        }
    }

    /// The directive again, without the name of its file.
    ///
    /// # Errors
    /// When a word of a closed list (kind, class, measure …) is unknown, as in
    /// a document written by a newer version.
    pub fn to_directive(&self) -> Result<Directive, UnknownWord> {
        Ok(Directive {
            kind: word("kind", &self.kind, DirectiveKind::parse)?,
            number: self.number.clone(),
            sign: self.sign.clone(),
            date: self.date,
            date_parts: DateParts {
                day: self.date_parts.d,
                month: self.date_parts.m,
                year: self.date_parts.y,
            },
            place: self.place.clone(),
            issuer: self.issuer.as_ref().map(IssuerV1::to_issuer).transpose()?,
            parent_issuer: self.parent_issuer.clone(),
            subject: self.subject.clone(),
            watch: self.watch.as_ref().map(|w| Watch {
                name: w.name.clone(),
                from: w.from,
                to: w.to,
            }),
            addressees: self
                .addressees
                .iter()
                .map(AddresseeV1::to_addressee)
                .collect::<Result<_, _>>()?,
            references: self
                .references
                .iter()
                .map(ReferenceV1::to_reference)
                .collect::<Result<_, _>>()?,
            obligations: self
                .obligations
                .iter()
                .map(ObligationV1::to_obligation)
                .collect::<Result<_, _>>()?,
            contacts: self.contacts.iter().map(ContactV1::to_contact).collect(),
            enclosures: self
                .enclosures
                .iter()
                .map(|e| Enclosure {
                    title: e.title.clone(),
                    sign: e.sign.clone(),
                })
                .collect(),
            recipients_cc: self.recipients_cc.clone(),
            signer: self.signer.as_ref().map(SignerV1::to_signer).transpose()?,
            warnings: self
                .warnings
                .iter()
                .map(|w| Warning {
                    code: w.code.clone().into(),
                    text: w.text.clone(),
                })
                .collect(),
        })
    }
}

fn word<T>(
    list: &'static str,
    word: &str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T, UnknownWord> {
    parse(word).ok_or_else(|| UnknownWord {
        list,
        word: word.to_owned(),
    })
}

fn classes(words: &[String]) -> Result<Vec<UnitClass>, UnknownWord> {
    words
        .iter()
        .map(|w| word("class", w, UnitClass::parse))
        .collect()
}

fn words<T: ToString>(values: &[T]) -> Vec<String> {
    values.iter().map(ToString::to_string).collect()
}

impl IssuerV1 {
    fn to_issuer(&self) -> Result<Issuer, UnknownWord> {
        Ok(Issuer {
            name: self.name.clone(),
            tier: word("tier", &self.tier, Tier::parse)?,
        })
    }
}

impl AddresseeV1 {
    fn new(read: &Addressee) -> Self {
        let main = read.classes.first().copied().unwrap_or(UnitClass::All);
        Self {
            text: read.text.clone(),
            class: main.to_string(),
            classes: words(&read.classes),
        }
    }

    fn to_addressee(&self) -> Result<Addressee, UnknownWord> {
        Ok(Addressee {
            text: self.text.clone(),
            classes: classes(&self.classes)?,
        })
    }
}

impl ReferenceV1 {
    fn new(read: &Reference) -> Self {
        Self {
            sign: read.sign.clone(),
            number: read.number.clone(),
            date: read.date,
            issuer: read.issuer.clone(),
            relation: read.relation.to_string(),
        }
    }

    fn to_reference(&self) -> Result<Reference, UnknownWord> {
        Ok(Reference {
            sign: self.sign.clone(),
            number: self.number.clone(),
            date: self.date,
            issuer: self.issuer.clone(),
            relation: word("relation", &self.relation, Relation::parse)?,
        })
    }
}

impl ObligationV1 {
    fn new(read: &Obligation) -> Self {
        Self {
            id: read.id.clone(),
            text: read.text.clone(),
            addressees: words(&read.addressees),
            measures: words(&read.measures),
            cves: read.cves.clone(),
            products: read.products.clone(),
            references: read.references.clone(),
            due: read.due,
            confidence: read.confidence,
        }
    }

    fn to_obligation(&self) -> Result<Obligation, UnknownWord> {
        Ok(Obligation {
            id: self.id.clone(),
            text: self.text.clone(),
            addressees: classes(&self.addressees)?,
            measures: self
                .measures
                .iter()
                .map(|m| word("measure", m, MeasureId::parse))
                .collect::<Result<_, _>>()?,
            cves: self.cves.clone(),
            products: self.products.clone(),
            references: self.references.clone(),
            due: self.due,
            confidence: self.confidence,
        })
    }
}

impl ContactV1 {
    fn new(read: &Contact) -> Self {
        Self {
            name: read.name.clone(),
            phones: read.phones.clone(),
            emails: read.emails.clone(),
        }
    }

    fn to_contact(&self) -> Contact {
        Contact {
            name: self.name.clone(),
            phones: self.phones.clone(),
            emails: self.emails.clone(),
        }
    }
}

impl SignerV1 {
    fn to_signer(&self) -> Result<Signer, UnknownWord> {
        let capacity = self
            .capacity
            .as_deref()
            .map(|c| word("capacity", c, Capacity::parse))
            .transpose()?;
        Ok(Signer {
            name: self.name.clone(),
            title: self.title.clone(),
            capacity,
        })
    }

    fn new(read: &Signer) -> Self {
        Self {
            name: read.name.clone(),
            title: read.title.clone(),
            capacity: read.capacity.map(|c| c.to_string()),
        }
    }
}

#[cfg(test)]
#[path = "directive/tests.rs"]
mod tests;
