//! Which pack was in force: by the date of the document, else the date of
//! receipt, else the latest date it cites.

use super::Pack;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// All packs in the order of their effect, without gap or overlap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packs {
    packs: Vec<Pack>,
}

/// Why a set of packs was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PacksError {
    /// There is none.
    #[error("no regime pack given")]
    Empty,
    /// Two have the same id.
    #[error("two regime packs have the id `{0}`")]
    SameId(Box<str>),
    /// A pack ends before it begins.
    #[error("regime pack `{0}` ends before it begins")]
    Backwards(Box<str>),
    /// Days without a pack.
    #[error("no regime pack between `{before}` and `{after}`")]
    Hole {
        /// The earlier pack.
        before: Box<str>,
        /// The later pack.
        after: Box<str>,
    },
    /// Days with two packs.
    #[error("regime packs `{before}` and `{after}` overlap")]
    Overlap {
        /// The earlier pack.
        before: Box<str>,
        /// The later pack.
        after: Box<str>,
    },
}

/// Which date decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChosenBy {
    /// The date printed on the document.
    Document,
    /// The date of receipt that a person confirmed.
    Received,
    /// The latest date the document cites.
    LatestCited,
}

/// What a person should know about the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ChooseWarning {
    /// Neither dated nor received: the latest cited date decided.
    ByCitedDate,
    /// No date at all.
    NoDate,
    /// A date, but no pack for it.
    NoneInForce,
}

/// The outcome of choosing a pack.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice<'a> {
    /// The pack; `None` comes with a warning.
    pub pack: Option<&'a Pack>,
    /// The day that decided and which date it is.
    pub day: Option<(Date, ChosenBy)>,
    /// What a person should know.
    pub warning: Option<ChooseWarning>,
}

/// The day that decides about the pack, and a warning where it is a makeshift.
#[must_use]
pub fn choose(
    date: Option<Date>,
    received: Option<Date>,
    latest_cited: Option<Date>,
) -> (Option<(Date, ChosenBy)>, Option<ChooseWarning>) {
    let known = [
        (date, ChosenBy::Document),
        (received, ChosenBy::Received),
        (latest_cited, ChosenBy::LatestCited),
    ];
    let day = known.into_iter().find_map(|(day, by)| Some((day?, by)));
    let warning = match day {
        None => Some(ChooseWarning::NoDate),
        Some((_, ChosenBy::LatestCited)) => Some(ChooseWarning::ByCitedDate),
        Some(_) => None,
    };
    (day, warning)
}

impl Packs {
    /// Puts packs in order.
    ///
    /// # Errors
    /// When there is none, or their periods leave a hole or overlap.
    pub fn new(mut packs: Vec<Pack>) -> Result<Self, PacksError> {
        packs.sort_by_key(|pack| pack.effective_from);
        if packs.is_empty() {
            return Err(PacksError::Empty);
        }
        if let Some(pack) = packs
            .iter()
            .find(|p| p.effective_to.is_some_and(|last| last < p.effective_from))
        {
            return Err(PacksError::Backwards(pack.id.clone()));
        }
        let mut ids = BTreeSet::new();
        if let Some(pack) = packs.iter().find(|pack| !ids.insert(&pack.id)) {
            return Err(PacksError::SameId(pack.id.clone()));
        }
        for (before, after) in packs.iter().zip(packs.iter().skip(1)) {
            adjoin(before, after)?;
        }
        Ok(Self { packs })
    }

    /// All packs, the earliest first.
    #[must_use]
    pub fn all(&self) -> &[Pack] {
        &self.packs
    }

    /// The pack in force on `day`.
    #[must_use]
    pub fn in_force(&self, day: Date) -> Option<&Pack> {
        self.packs.iter().find(|pack| pack.covers(day))
    }

    /// The pack with this id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<&Pack> {
        self.packs.iter().find(|pack| &*pack.id == id)
    }

    /// The pack under which a directive is judged.
    #[must_use]
    pub fn choose(
        &self,
        date: Option<Date>,
        received: Option<Date>,
        latest_cited: Option<Date>,
    ) -> Choice<'_> {
        let (day, warning) = choose(date, received, latest_cited);
        let pack = day.and_then(|(day, _)| self.in_force(day));
        let missing = (day.is_some() && pack.is_none()).then_some(ChooseWarning::NoneInForce);
        Choice {
            pack,
            day,
            warning: missing.or(warning),
        }
    }
}

fn adjoin(before: &Pack, after: &Pack) -> Result<(), PacksError> {
    let both = || (before.id.clone(), after.id.clone());
    let next = before.effective_to.and_then(|last| last.tomorrow().ok());
    match next {
        Some(next) if next == after.effective_from => Ok(()),
        Some(next) if next < after.effective_from => {
            let (before, after) = both();
            Err(PacksError::Hole { before, after })
        }
        _ => {
            let (before, after) = both();
            Err(PacksError::Overlap { before, after })
        }
    }
}

impl ChooseWarning {
    /// Stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::ByCitedDate => "pack.by_cited_date",
            Self::NoDate => "pack.no_date",
            Self::NoneInForce => "pack.none_in_force",
        }
    }

    /// What to check, in Vietnamese.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::ByCitedDate => {
                "văn bản không ghi ngày và chưa có ngày đến: tạm chọn bộ quy định theo ngày muộn nhất được viện dẫn; cần người xác nhận ngày văn bản đến"
            }
            Self::NoDate => {
                "văn bản không có ngày nào để chọn bộ quy định; cần nhập ngày văn bản đến"
            }
            Self::NoneInForce => "không có bộ quy định nào có hiệu lực vào ngày này",
        }
    }

    /// What to check, in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::ByCitedDate => {
                "the document has no date and no date of receipt yet: the regime was chosen by the latest date it cites; a person must confirm the date of receipt"
            }
            Self::NoDate => {
                "the document has no date to choose a regime by; enter the date of receipt"
            }
            Self::NoneInForce => "no regime pack is in force on that day",
        }
    }
}
