//! The head of the document, and the signature at its end.

use super::ReportInput;
use super::grid::side_by_side;
use super::paper::{BODY, Block, Look, WIDTH, body, centred, gap, rule, small, spacing};
use docx_rs::{AlignmentType, LineSpacing, Paragraph};
use lang::{Lang, text};

/// Column of the issuer; the nation needs the rest for its one line.
const LEFT: usize = 3800;
const RIGHT: usize = WIDTH - LEFT;
/// "Độc lập - Tự do - Hạnh phúc" in bold 14 points is as long as its rule.
const MOTTO: usize = 3480;
/// A third to a half of the issuer's line.
const UNDER_ISSUER: usize = 1300;
/// A third to a half of the subject's line.
const UNDER_SUBJECT: usize = 2000;

/// Characters that fit one line of the subject, and one of the issuer's column.
const ONE_LINE: usize = 62;
const LEFT_LINE: usize = 26;
/// Where the name of a committee breaks.
const COMMITTEE: &str = "ỦY BAN NHÂN DÂN ";

fn t(id: &str, values: &[(&str, lang::Value<'_>)]) -> String {
    text(Lang::Vi, id, values)
}

/// "Kết quả bảo đảm an toàn thông tin mạng dịp …".
pub(super) fn subject(input: &ReportInput) -> String {
    let subject = t(
        "report-subject",
        &[("occasion", input.occasion.as_str().into())],
    );
    subject.trim_end().to_owned()
}

/// Issuer and nation, number and date, title, addressee and the opening sentences.
pub(super) fn head(input: &ReportInput) -> Vec<Block> {
    let recipient = t(
        "report-to",
        &[("recipient", input.recipient.trim_end_matches('.').into())],
    );
    let basis = [
        ("directive", input.directive.as_str().into()),
        ("unit", input.issuer.as_str().into()),
    ];
    let as_of = [
        ("at", input.as_of.as_str().into()),
        ("hash", input.hash.as_str().into()),
    ];
    let spaced = |p: Paragraph, before: u32| p.line_spacing(LineSpacing::new().before(before));
    vec![
        side_by_side((LEFT, issuer(input)), (RIGHT, nation(input))).into(),
        spaced(
            centred(&t("report-kind", &[]), Look::size(BODY).bold()),
            300,
        )
        .into(),
        centred(
            &stacked(&subject(input), " dịp ", ONE_LINE),
            Look::size(BODY).bold(),
        )
        .into(),
        rule(UNDER_SUBJECT, WIDTH).into(),
        spaced(centred(&recipient, Look::size(BODY)), 180).into(),
        body(&t("report-basis", &basis))
            .line_spacing(spacing(240))
            .into(),
        // The long word of the hash would tear a justified line apart.
        body(&t("report-as-of", &as_of))
            .align(AlignmentType::Left)
            .into(),
    ]
}

/// A text too long for its line, broken where a reader would: before the blank of `mark` that ends or opens a part.
fn stacked(text: &str, mark: &str, line: usize) -> String {
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

fn issuer(input: &ReportInput) -> Vec<Paragraph> {
    let parent = input.parent.iter();
    let name = |name: &str| stacked(&name.to_uppercase(), COMMITTEE, LEFT_LINE);
    let mut lines: Vec<Paragraph> = parent.map(|p| centred(&name(p), Look::size(24))).collect();
    lines.push(centred(&name(&input.issuer), Look::size(24).bold()));
    lines.push(rule(UNDER_ISSUER, LEFT));
    let number = t("report-number", &[("sign", input.sign.as_str().into())]);
    lines.push(centred(&number, Look::size(26)).line_spacing(LineSpacing::new().before(60)));
    lines
}

fn nation(input: &ReportInput) -> Vec<Paragraph> {
    let year = input.year.to_string();
    let date = [
        ("place", input.place.as_str().into()),
        ("year", year.as_str().into()),
    ];
    let date = centred(&t("report-place-date", &date), Look::size(26).italic());
    vec![
        centred(&t("report-nation", &[]), Look::size(24).bold()),
        centred(&t("report-motto", &[]), Look::size(BODY).bold()),
        rule(MOTTO, RIGHT),
        date.line_spacing(LineSpacing::new().before(60)),
    ]
}

/// "Nơi nhận" and the signature block, with the name left blank; never parted from the closing sentence above.
pub(super) fn signature(input: &ReportInput) -> Vec<Block> {
    let archive = t(
        "report-recipients-archive",
        &[("unit", input.archive.as_str().into())],
    );
    let left = vec![
        small(&t("report-recipients", &[]), Look::size(24).bold().italic()),
        small(&t("report-recipients-as-above", &[]), Look::size(22)),
        small(&archive, Look::size(22)),
    ];
    let signature = &input.signature;
    let titles = signature
        .on_behalf
        .iter()
        .chain(&signature.capacity)
        .chain([&signature.title]);
    let mut right: Vec<Paragraph> = titles
        .map(|line| centred(&line.to_uppercase(), Look::size(BODY).bold()))
        .collect();
    // Room for signature and seal.
    right.push(gap(1400));
    right.push(centred(
        &t("report-name-blank", &[]),
        Look::size(26).italic(),
    ));
    vec![
        gap(200).keep_next(true).into(),
        side_by_side((LEFT, left), (RIGHT, right)).into(),
    ]
}
