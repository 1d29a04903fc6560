//! The calendar of a regime pack: named observances and their official breaks.

use jiff::civil::Date;

/// All observances a pack knows, of all years.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    /// The observances in no particular order.
    pub observances: Vec<Observance>,
}

/// One holiday of one year, as a watch period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observance {
    /// What kind of holiday: `new_year`, `tet`, `hung_kings`, `reunification_labour` (30/4 and 1/5),
    /// `dien_bien_phu`, `national_day`; the list is open.
    pub key: Box<str>,
    /// The Gregorian year in which it falls.
    pub year: i16,
    /// Vietnamese name, such as "Tết Nguyên đán Giáp Thìn 2024".
    pub name_vi: Box<str>,
    /// English name.
    pub name_en: Box<str>,
    /// First day of the official break, or the day itself.
    pub from: Date,
    /// Last day, inclusive.
    pub to: Date,
    /// The tag of where this was read.
    pub source: Box<str>,
    /// False where the source itself is unverified; shown on screen.
    pub verified: bool,
}

impl Calendar {
    /// The observances of one kind, any year.
    pub fn of_kind<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a Observance> {
        self.observances.iter().filter(move |o| &*o.key == key)
    }

    /// The observance of one kind in one year.
    #[must_use]
    pub fn find(&self, key: &str, year: i16) -> Option<&Observance> {
        self.observances
            .iter()
            .find(|o| &*o.key == key && o.year == year)
    }
}
