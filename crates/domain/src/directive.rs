//! A directive as read: one document of an authority with its duties.
//!
//! Everything printed is kept as printed; what the text leaves blank is
//! `None`, never a guess. DESIGN section 4 gives the JSON form.

use crate::measure_id::MeasureId;
use crate::unit::{Tier, UnitClass, closed_words};
use jiff::civil::Date;
use std::borrow::Cow;

closed_words! {
    /// The kind of document.
    DirectiveKind {
        /// Công văn.
        OfficialLetter "official_letter",
        /// Chỉ thị.
        Directive "directive",
        /// Công điện.
        Telegram "telegram",
        /// Kế hoạch.
        Plan "plan",
        /// Báo cáo.
        Report "report",
        /// Quyết định.
        Decision "decision",
        /// Anything else, vulnerability bulletins without a head included.
        Other "other",
    }
}

closed_words! {
    /// How a directive relates to a document it cites.
    Relation {
        /// "Thực hiện Công văn …": the directive passes this one on.
        Implements "implements",
        /// A warning (bulletin) the duties rest on.
        Warning "warning",
        /// A text that has to be published.
        Publish "publish",
        /// "văn bản gửi kèm theo".
        Enclosed "enclosed",
        /// "Căn cứ …".
        Basis "basis",
        /// Any other mention.
        Mentioned "mentioned",
    }
}

closed_words! {
    /// In what capacity the signer signs (Decree 30/2020, Annex I).
    Capacity {
        /// TM.: on behalf of a collective.
        OnBehalf "TM.",
        /// Q.: acting.
        Acting "Q.",
        /// KT.: deputy for the head.
        DeputyFor "KT.",
        /// TL.: by order.
        ByOrder "TL.",
        /// TUQ.: delegated.
        Delegated "TUQ.",
    }
}

/// One directive as read from a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Directive {
    /// Kind of document.
    pub kind: DirectiveKind,
    /// Digits before the slash, kept as printed ("07"); `None` when blank.
    pub number: Option<String>,
    /// What follows the slash ("UBND-VH").
    pub sign: Option<String>,
    /// Date of the document, only when day, month and year are all printed.
    pub date: Option<Date>,
    /// The printed parts of the date.
    pub date_parts: DateParts,
    /// Place printed before the date.
    pub place: Option<String>,
    /// The authority that issued it.
    pub issuer: Option<Issuer>,
    /// The superior body printed above the issuer.
    pub parent_issuer: Option<String>,
    /// Subject (V/v, trích yếu).
    pub subject: Option<String>,
    /// The watch period.
    pub watch: Option<Watch>,
    /// Lines of "Kính gửi".
    pub addressees: Vec<Addressee>,
    /// Documents cited.
    pub references: Vec<Reference>,
    /// The duties in printed order; the synthetic `contacts` comes last.
    pub obligations: Vec<Obligation>,
    /// Contacts with telephone numbers and e-mail addresses.
    pub contacts: Vec<Contact>,
    /// Documents cited as attached or to be published.
    pub enclosures: Vec<Enclosure>,
    /// Lines of "Nơi nhận".
    pub recipients_cc: Vec<String>,
    /// Who signed.
    pub signer: Option<Signer>,
    /// What the reader should check by hand.
    pub warnings: Vec<Warning>,
}

/// Day, month and year as printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DateParts {
    /// Day of the month, 1 to 31.
    pub day: Option<i8>,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Year with four digits.
    pub year: Option<i16>,
}

/// The issuing authority.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issuer {
    /// Its name.
    pub name: String,
    /// Its tier.
    pub tier: Tier,
}

/// The period in which duty must be proven.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watch {
    /// Name as printed or from the calendar.
    pub name: String,
    /// First day.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
}

/// One line of "Kính gửi".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressee {
    /// The line as printed, without dash and closing mark.
    pub text: String,
    /// All classes the line names; the first is the main one. Never empty.
    pub classes: Vec<UnitClass>,
}

/// A cited document: number and sign as printed ("07" and "STTTT-CĐS").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What follows the slash.
    pub sign: Option<String>,
    /// Digits before the slash, as printed.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<Date>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// Its relation to the citing directive.
    pub relation: Relation,
}

/// One duty.
#[derive(Debug, Clone, PartialEq)]
pub struct Obligation {
    /// The printed path, such as `1.a`, `8.3`, or `contacts`.
    pub id: String,
    /// The clause's own words, joined to one line.
    pub text: String,
    /// Classes it binds.
    pub addressees: Vec<UnitClass>,
    /// What it asks, as measures; may be empty when nothing was recognised.
    pub measures: Vec<MeasureId>,
    /// CVE ids named in it.
    pub cves: Vec<String>,
    /// Products named in it, by their usual name.
    pub products: Vec<String>,
    /// Signs cited in it with number, such as `1943/CATTT-NCSC`.
    pub references: Vec<String>,
    /// A printed deadline.
    pub due: Option<Date>,
    /// Confidence of the reading, 0 to 1.
    pub confidence: f64,
}

impl Obligation {
    /// The id of the synthetic obligation that carries the contacts.
    pub const CONTACTS: &'static str = "contacts";

    /// Whether this is the synthetic obligation made from the contact list.
    #[must_use]
    pub fn is_synthetic(&self) -> bool {
        self.id == Self::CONTACTS
    }
}

/// A contact point.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contact {
    /// Name as printed.
    pub name: String,
    /// Telephone numbers as printed.
    pub phones: Vec<String>,
    /// E-mail addresses.
    pub emails: Vec<String>,
}

/// A document cited as attached or to be published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// What it is called in the text.
    pub title: String,
    /// Number and sign, where printed.
    pub sign: Option<String>,
}

/// Who signed, in what capacity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signer {
    /// Name as printed.
    pub name: Option<String>,
    /// Title, such as "PHÓ CHỦ TỊCH".
    pub title: Option<String>,
    /// Capacity.
    pub capacity: Option<Capacity>,
}

/// Something the reader should check: a stable code and a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// Stable code, dotted snake case; owned where it was read back from a file.
    pub code: Cow<'static, str>,
    /// What to check, in Vietnamese.
    pub text: String,
}
