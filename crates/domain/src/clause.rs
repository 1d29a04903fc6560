//! A clause as the measures read it: its own words set the bar (rule 3).

use crate::directive::Obligation;
use crate::measure_id::MeasureId;
use crate::text::fold;
use crate::unit::UnitClass;
use jiff::civil::Date;

/// One obligation, prepared for judging.
#[derive(Debug, Clone, PartialEq)]
pub struct Clause {
    /// Printed path, or `contacts`.
    pub id: Box<str>,
    /// The printed words.
    pub text: Box<str>,
    /// Classes it binds.
    pub classes: Vec<UnitClass>,
    /// Measures it asks.
    pub measures: Vec<MeasureId>,
    /// Documents cited, such as `1943/CATTT-NCSC`.
    pub references: Vec<String>,
    /// CVE ids named.
    pub cves: Vec<String>,
    /// Products named.
    pub products: Vec<String>,
    /// Printed deadline.
    pub due: Option<Date>,
    /// What its words demand.
    pub words: ClauseWords,
}

/// Words that set the bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ClauseWords {
    /// "toàn bộ", "đầy đủ", "triệt để": all of it.
    pub entire: bool,
    /// "liên tục", "24/7": no gap.
    pub continuous: bool,
    /// "kịp thời": in time by severity.
    pub timely: bool,
    /// "ưu tiên": the order in time is checked.
    pub priority: bool,
    /// "đặc biệt như", "đặc biệt là": the named ones are only examples.
    pub open_list: bool,
    /// "củng cố", "tăng cường": more than before.
    pub reinforce: bool,
}

impl ClauseWords {
    /// The words of a clause, whatever their diacritics.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let text = fold(text);
        let has = |words: &[&str]| words.iter().any(|w| text.contains(w));
        Self {
            entire: has(&["toan bo", "day du", "triet de"]),
            continuous: has(&["lien tuc", "24/7", "24/24"]),
            timely: has(&["kip thoi"]),
            priority: has(&["uu tien"]),
            open_list: has(&["dac biet nhu", "dac biet la"]),
            reinforce: has(&["cung co", "tang cuong"]),
        }
    }
}

impl From<&Obligation> for Clause {
    fn from(obligation: &Obligation) -> Self {
        Self {
            id: obligation.id.as_str().into(),
            text: obligation.text.as_str().into(),
            classes: obligation.addressees.clone(),
            measures: obligation.measures.clone(),
            references: obligation.references.clone(),
            cves: obligation.cves.clone(),
            products: obligation.products.clone(),
            due: obligation.due,
            words: ClauseWords::of(&obligation.text),
        }
    }
}
