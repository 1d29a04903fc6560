//! Who writes: the head of a document with issuer and nation, and its end with
//! "Nơi nhận" and the signature. Number, day and name stay blank: a person gives them.

use super::grid::side_by_side;
use super::paper::{BODY, Block, Look, WIDTH, WIDTH_ACROSS, centred, gap, rule, small};
use docx_rs::{LineSpacing, Paragraph, Table};
use lang::{Lang, text};

/// Column of the issuer on an upright page; the nation needs the rest for its one line.
const LEFT: usize = 3800;
/// The same on a page across.
const LEFT_ACROSS: usize = 6500;
/// "Độc lập - Tự do - Hạnh phúc" in bold 14 points is as long as its rule.
const MOTTO: usize = 3480;
/// A third to a half of the issuer's line.
const UNDER_ISSUER: usize = 1300;
/// Characters that fit one line of the issuer's column.
const LEFT_LINE: usize = 26;
/// Where the name of a committee breaks.
const COMMITTEE: &str = "ỦY BAN NHÂN DÂN ";

/// Who signs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signature {
    /// "TM. ỦY BAN NHÂN DÂN", where a collective is spoken for.
    pub on_behalf: Option<String>,
    /// "KT. CHỦ TỊCH", where a deputy signs.
    pub capacity: Option<String>,
    /// "CHỦ TỊCH".
    pub title: String,
}

/// Who writes, as the head and the end of an official letter name them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letterhead {
    /// The body above the issuer.
    pub parent: Option<String>,
    /// The issuing body.
    pub issuer: String,
    /// Its abbreviation in the number line ("UBND").
    pub sign: String,
    /// The unit that drafts it, in the number line and for "Lưu: VT, …".
    pub archive: String,
    /// Place before the date.
    pub place: String,
    /// Year of the letter.
    pub year: i16,
    /// The line "TM. …" or "KT. …" above the signature, and the signer's title.
    pub signature: Signature,
    /// Whether all data is invented: then every page says so.
    pub sample: bool,
}

impl Letterhead {
    /// What follows the slash of an official letter's number: issuer and drafting unit.
    pub(crate) fn letter_sign(&self) -> String {
        format!("{}-{}", self.sign, self.archive)
    }

    /// The head of an official letter about `about` ("V/v …").
    pub(crate) fn letter_head(&self, about: &str) -> Block {
        let number = format!("Số:        /{}", self.letter_sign());
        Head {
            parent: self.parent.as_deref(),
            issuer: &self.issuer,
            number: Some(&number),
            about: Some(about),
            place: &self.place,
            year: self.year,
            across: false,
        }
        .table()
        .into()
    }

    /// The head of a sheet on pages across that is no letter: neither number nor subject.
    pub(crate) fn sheet_head(&self) -> Block {
        Head {
            parent: self.parent.as_deref(),
            issuer: &self.issuer,
            number: None,
            about: None,
            place: &self.place,
            year: self.year,
            across: true,
        }
        .table()
        .into()
    }

    /// "Nơi nhận" and the signature block of a letter.
    pub(crate) fn end(&self) -> Vec<Block> {
        end(&self.archive, &self.signature)
    }
}

/// The head of a document.
pub(crate) struct Head<'a> {
    pub(crate) parent: Option<&'a str>,
    pub(crate) issuer: &'a str,
    /// The number line with its number blank.
    pub(crate) number: Option<&'a str>,
    /// "V/v …", under the number of an official letter.
    pub(crate) about: Option<&'a str>,
    pub(crate) place: &'a str,
    pub(crate) year: i16,
    /// Whether the page lies across.
    pub(crate) across: bool,
}

impl Head<'_> {
    /// Issuer at the left, nation, motto and date at the right.
    pub(crate) fn table(&self) -> Table {
        let (left, width) = if self.across {
            (LEFT_ACROSS, WIDTH_ACROSS)
        } else {
            (LEFT, WIDTH)
        };
        let right = width - left;
        side_by_side((left, self.left(left)), (right, self.right(right)))
    }

    fn left(&self, column: usize) -> Vec<Paragraph> {
        let name = |name: &str| stacked(&name.to_uppercase(), COMMITTEE, LEFT_LINE);
        let parent = self.parent.iter();
        let mut lines: Vec<Paragraph> = parent.map(|p| centred(&name(p), Look::size(24))).collect();
        lines.push(centred(&name(self.issuer), Look::size(24).bold()));
        lines.push(rule(UNDER_ISSUER, column));
        let number = self.number.iter().map(|n| centred(n, Look::size(26)));
        let about = self.about.iter().map(|a| centred(a, Look::size(24)));
        let under = LineSpacing::new().before(60);
        lines.extend(number.map(|p| p.line_spacing(under.clone())));
        let under = LineSpacing::new().before(120);
        lines.extend(about.map(|p| p.line_spacing(under.clone())));
        lines
    }

    fn right(&self, column: usize) -> Vec<Paragraph> {
        let year = self.year.to_string();
        let date = [("place", self.place.into()), ("year", year.as_str().into())];
        let date = text(Lang::Vi, "report-place-date", &date);
        let nation = text(Lang::Vi, "report-nation", &[]);
        let motto = text(Lang::Vi, "report-motto", &[]);
        vec![
            centred(&nation, Look::size(24).bold()),
            centred(&motto, Look::size(BODY).bold()),
            rule(MOTTO, column),
            centred(&date, Look::size(26).italic()).line_spacing(LineSpacing::new().before(60)),
        ]
    }
}

/// A text too long for its line, broken where a reader would: before the blank of `mark` that ends or opens a part.
pub(crate) fn stacked(text: &str, mark: &str, line: usize) -> String {
    if text.chars().count() <= line {
        return text.to_owned();
    }
    let Some((before, after)) = text.split_once(mark) else {
        return text.to_owned();
    };
    let kept = mark.trim();
    if before.is_empty() {
        format!("{kept}\n{after}")
    } else {
        format!("{before}\n{kept} {after}")
    }
}

/// "Nơi nhận" and the signature block, with the name left blank; never parted from the closing sentence above.
pub(crate) fn end(archive: &str, signature: &Signature) -> Vec<Block> {
    let archive = text(
        Lang::Vi,
        "report-recipients-archive",
        &[("unit", archive.into())],
    );
    let copies = text(Lang::Vi, "report-recipients", &[]);
    let as_above = text(Lang::Vi, "report-recipients-as-above", &[]);
    let left = vec![
        small(&copies, Look::size(24).bold().italic()),
        small(&as_above, Look::size(22)),
        small(&archive, Look::size(22)),
    ];
    vec![
        gap(200).keep_next(true).into(),
        side_by_side((LEFT, left), (WIDTH - LEFT, signing(signature))).into(),
    ]
}

/// The lines of the signature with room for it and the name left blank.
pub(crate) fn signing(signature: &Signature) -> Vec<Paragraph> {
    let titles = signature
        .on_behalf
        .iter()
        .chain(&signature.capacity)
        .chain([&signature.title]);
    let mut lines: Vec<Paragraph> = titles
        .map(|line| centred(&line.to_uppercase(), Look::size(BODY).bold()))
        .collect();
    // Room for signature and seal.
    lines.push(gap(1400));
    let blank = text(Lang::Vi, "report-name-blank", &[]);
    lines.push(centred(&blank, Look::size(26).italic()));
    lines
}
