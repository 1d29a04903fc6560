//! Two sample letters: same build, duties and hazards as real ones, own words, invented unit names.
//!
//! Together they ask for all 21 measures. Blank numbers and dates, a line broken
//! in mid-sentence, slips of the scanner and section numbers that jump are
//! meant to be there.

/// The two letters: file name and text.
#[must_use]
pub fn letters() -> [(&'static str, &'static str); 2] {
    [
        ("cong-van-thi-xa-mau.txt", include_str!("letters/town.txt")),
        ("cong-van-bo-mau.txt", include_str!("letters/ministry.txt")),
    ]
}
