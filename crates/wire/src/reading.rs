//! Corrections of a reading, version 1: what a person changed before a directive came into force.
//!
//! The reading as the program made it stays as it is; a correction says what to put in its place, and
//! which is done on a copy. Words of closed lists are checked when it is applied. Nothing here learns: a
//! correction changes this one directive and no later reading.

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One correction. Fields replace what was read; `null` makes a field blank.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum CorrectionV1 {
    /// The digits before the slash.
    Number {
        /// As printed or in the book of incoming documents.
        value: Option<String>,
    },
    /// What follows the slash.
    Sign {
        /// As printed.
        value: Option<String>,
    },
    /// The printed date, as far as it is known.
    Date {
        /// Day of the month.
        d: Option<i8>,
        /// Month.
        m: Option<i8>,
        /// Year with four digits.
        y: Option<i16>,
    },
    /// The subject.
    Subject {
        /// Trích yếu.
        value: Option<String>,
    },
    /// The place printed before the date.
    Place {
        /// As printed.
        value: Option<String>,
    },
    /// Who signed; all three blank is "not printed".
    Signer {
        /// Name.
        #[serde(default)]
        name: Option<String>,
        /// Title, such as "PHÓ CHỦ TỊCH".
        #[serde(default)]
        title: Option<String>,
        /// Word of the capacities: `TM.`, `Q.`, `KT.`, `TL.`, `TUQ.`.
        #[serde(default)]
        capacity: Option<String>,
    },
    /// A document cited, in place of the one at `index` (from 0), or one more.
    Reference {
        /// Position from 0; one more without it.
        #[serde(default)]
        index: Option<usize>,
        /// Digits before the slash.
        #[serde(default)]
        number: Option<String>,
        /// What follows the slash.
        #[serde(default)]
        sign: Option<String>,
        /// Its date.
        #[serde(default)]
        date: Option<Date>,
        /// Who issued it.
        #[serde(default)]
        issuer: Option<String>,
        /// Word of the relations.
        relation: String,
    },
    /// A document that is not cited.
    ReferenceRemove {
        /// Position from 0.
        index: usize,
    },
    /// A line of "Kính gửi", in place of the one at `index` (from 0), or one more.
    Addressee {
        /// Position from 0; one more without it.
        #[serde(default)]
        index: Option<usize>,
        /// The line as printed.
        text: String,
        /// Words of the classes, at least one, the main one first.
        classes: Vec<String>,
    },
    /// A line that names no addressee.
    AddresseeRemove {
        /// Position from 0.
        index: usize,
    },
    /// When the document was received (ngày văn bản đến).
    Received {
        /// The day.
        date: Option<Date>,
    },
    /// The watch, both days inclusive.
    Watch {
        /// Its name; without one the name read before stays.
        #[serde(default)]
        name: Option<String>,
        /// First day.
        from: Date,
        /// Last day.
        to: Date,
    },
    /// Who issued it.
    Issuer {
        /// Its name.
        name: String,
        /// Word of the tiers.
        tier: String,
    },
    /// One more measure of an obligation.
    MeasureAdd {
        /// The obligation's path.
        obligation: String,
        /// Id of the measure.
        measure: String,
    },
    /// A measure that the obligation does not ask.
    MeasureRemove {
        /// The obligation's path.
        obligation: String,
        /// Id of the measure.
        measure: String,
    },
    /// Whom an obligation binds.
    Addressees {
        /// The obligation's path.
        obligation: String,
        /// Words of the classes, at least one.
        classes: Vec<String>,
    },
    /// The words of an obligation.
    ObligationText {
        /// The obligation's path.
        obligation: String,
        /// The clause on one line.
        text: String,
    },
    /// The deadline of an obligation.
    ObligationDue {
        /// The obligation's path.
        obligation: String,
        /// The day; `null` when none is printed.
        due: Option<Date>,
    },
    /// An obligation the reader missed.
    ObligationAdd {
        /// Its printed path, not used yet.
        id: String,
        /// The clause on one line.
        text: String,
        /// The path after which it stands; the end without one.
        #[serde(default)]
        after: Option<String>,
        /// Words of the classes, at least one.
        classes: Vec<String>,
        /// Ids of measures.
        #[serde(default)]
        measures: Vec<String>,
    },
    /// An obligation that is none.
    ObligationRemove {
        /// The obligation's path.
        obligation: String,
        /// Why it is none; asked of a person, absent in what was kept before it was asked.
        #[serde(default)]
        reason: Option<String>,
    },
    /// A contact, in place of the one at `index` (from 0), or one more.
    Contact {
        /// Position from 0; one more without it.
        #[serde(default)]
        index: Option<usize>,
        /// Name.
        name: String,
        /// Telephone numbers.
        #[serde(default)]
        phones: Vec<String>,
        /// E-mail addresses.
        #[serde(default)]
        emails: Vec<String>,
    },
    /// A contact that is none.
    ContactRemove {
        /// Position from 0.
        index: usize,
    },
    /// An enclosure the reader missed.
    EnclosureAdd {
        /// What it is called.
        title: String,
        /// Number and sign.
        #[serde(default)]
        sign: Option<String>,
    },
    /// An enclosure that is none.
    EnclosureRemove {
        /// Position from 0.
        index: usize,
    },
    /// An enclosure that came with the letter.
    EnclosureReceived {
        /// Position from 0.
        index: usize,
        /// The day; `null` takes the mark back.
        on: Option<Date>,
    },
    /// "Đúng": a reading that had to be confirmed is right as it is.
    Right {
        /// Its place among the readings to confirm.
        reading: String,
    },
}

/// A correction with who made it and when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CorrectedV1 {
    /// Word of who made it; never a name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub correction: CorrectionV1,
}

/// A reading and what people made of it, as the file kept with the confirmed directive.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReadingV1 {
    /// What the program read.
    pub read: crate::directive::DirectiveV1,
    /// What was corrected, in order.
    pub corrections: Vec<CorrectedV1>,
}
