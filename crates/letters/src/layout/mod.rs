//! How documents stand on paper: the page, the head and the end of Decree
//! 30/2020/NĐ-CP, ruled tables, and the file they are packed in. What a
//! document says is in `report` and `papers`.

pub(crate) mod figures;
pub(crate) mod grid;
pub(crate) mod letterhead;
#[cfg(test)]
pub(crate) mod opened;
pub(crate) mod package;
pub(crate) mod paper;
