//! Where a fact of a pack was read, and texts in two languages.

/// The source of a fact and whether it was checked against the original.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Origin {
    /// A tag of the pack followed by the place, such as `PĐ nd-85-2016 Đ12`.
    pub source: Box<str>,
    /// False where the source itself is unverified; shown on screen.
    pub verified: bool,
}

/// A text in Vietnamese and English.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bilingual {
    /// Vietnamese.
    pub vi: Box<str>,
    /// English.
    pub en: Box<str>,
}

/// A named item with its source: a form, a kind, one line of a checklist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced {
    /// Short id, unique in its list.
    pub id: Box<str>,
    /// What it is called or says.
    pub text: Bilingual,
    /// Where it was read.
    pub origin: Origin,
}
