//! The head of the report, and the signature at its end.

use super::ReportInput;
use crate::layout::letterhead::{Head, end, stacked};
use crate::layout::paper::{BODY, Block, Look, WIDTH, body, centred, rule, spacing};
use docx_rs::{AlignmentType, LineSpacing, Paragraph};
use lang::{Lang, text};

/// A third to a half of the subject's line.
const UNDER_SUBJECT: usize = 2000;
/// Characters that fit one line of the subject.
const ONE_LINE: usize = 62;

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
    let number = t("report-number", &[("sign", input.sign.as_str().into())]);
    let head = Head {
        parent: input.parent.as_deref(),
        issuer: &input.issuer,
        number: Some(&number),
        about: None,
        place: &input.place,
        year: input.year,
        across: false,
    };
    let spaced = |p: Paragraph, before: u32| p.line_spacing(LineSpacing::new().before(before));
    vec![
        head.table().into(),
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

/// "Nơi nhận" and the signature block, with the name left blank.
pub(super) fn signature(input: &ReportInput) -> Vec<Block> {
    end(&input.archive, &input.signature)
}
