//! The end of a letter: who receives copies, who signed and in what capacity.

use super::folded::pattern;
use super::layout::is_recipients;
use super::lines::Line;
use super::marker;
use domain::directive::{Capacity, Signer};
use regex::Regex;
use std::sync::LazyLock;

/// What the tail says.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    /// Lines of "Nơi nhận".
    pub(crate) recipients: Vec<String>,
    /// Who signed.
    pub(crate) signer: Option<Signer>,
}

/// Titles of signers, printed in capitals; longer ones before those they contain.
const TITLES: &[&str] = &[
    "PHÓ TỔNG KIỂM TOÁN NHÀ NƯỚC",
    "TỔNG KIỂM TOÁN NHÀ NƯỚC",
    "PHÓ CHÁNH VĂN PHÒNG",
    "CHÁNH VĂN PHÒNG",
    "PHÓ TỔNG GIÁM ĐỐC",
    "TỔNG GIÁM ĐỐC",
    "PHÓ GIÁM ĐỐC",
    "GIÁM ĐỐC",
    "PHÓ CHỦ TỊCH THƯỜNG TRỰC",
    "PHÓ CHỦ TỊCH",
    "CHỦ TỊCH",
    "PHÓ TỔNG CỤC TRƯỞNG",
    "TỔNG CỤC TRƯỞNG",
    "PHÓ CỤC TRƯỞNG",
    "CỤC TRƯỞNG",
    "PHÓ VỤ TRƯỞNG",
    "VỤ TRƯỞNG",
    "PHÓ CHI CỤC TRƯỞNG",
    "CHI CỤC TRƯỞNG",
    "THỨ TRƯỞNG THƯỜNG TRỰC",
    "THỨ TRƯỞNG",
    "BỘ TRƯỞNG, CHỦ NHIỆM",
    "BỘ TRƯỞNG",
    "PHÓ THỐNG ĐỐC",
    "THỐNG ĐỐC",
    "PHÓ THỦ TƯỚNG",
    "THỦ TƯỚNG",
    "PHÓ TRƯỞNG PHÒNG",
    "TRƯỞNG PHÒNG",
    "PHÓ TRƯỞNG BAN",
    "TRƯỞNG BAN",
    "PHÓ VIỆN TRƯỞNG",
    "VIỆN TRƯỞNG",
    "PHÓ HIỆU TRƯỞNG",
    "HIỆU TRƯỞNG",
    "PHÓ BÍ THƯ",
    "BÍ THƯ",
    "PHÓ CHỦ NHIỆM",
    "CHỦ NHIỆM",
    "PHÓ TRƯỞNG CÔNG AN",
    "TRƯỞNG CÔNG AN",
    "CHÁNH THANH TRA",
    "CHÁNH ÁN",
    "TƯ LỆNH",
    "TRƯỞNG ĐẠI DIỆN",
];

static CAPACITY: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?:^|\s)(TM|KT|TL|TUQ|Q)\s?\.\s*"));
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:(?:GS|PGS|TS|ThS|BS|KS|CN|Th\.S)\.|(?:Đại|Thượng|Trung|Thiếu) (?:tá|tướng|úy))\s?)*(\p{Lu}\p{Ll}*(?:\s\p{Lu}\p{Ll}*){1,5})$",
    )
});
static SIGNED_MARK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^[(\[]?\s?(?:đã ký|da ky|ký tên, đóng dấu)\s?[)\]]?$"));

/// Whether the text holds a title of a signer.
pub(crate) fn is_title(line: &str) -> bool {
    TITLES.iter().any(|title| line.starts_with(title))
}

/// Reads the lines of the tail.
pub(crate) fn read(lines: &[Line]) -> Tail {
    let mut tail = Tail::default();
    let mut in_list = false;
    let mut signature: Vec<&str> = Vec::new();
    for line in lines {
        let text = line.text.as_str();
        if is_recipients(text) {
            in_list = true;
            continue;
        }
        if let Some((_, item)) = marker::split(text).filter(|(mark, _)| mark.kind.is_counted()) {
            tail.recipients.push(trimmed(item));
        } else if CAPACITY.is_match(text)
            || is_capital(text)
            || NAME.is_match(text)
            || SIGNED_MARK.is_match(text)
        {
            signature.push(text);
        } else if in_list && text.ends_with([';', '.']) && line.gap {
            tail.recipients.push(trimmed(text));
        } else if in_list && let Some(last) = tail.recipients.last_mut() {
            last.push(' ');
            last.push_str(&trimmed(text));
        } else if let Some((title, name)) = title_and_name(text) {
            signature.extend([title, name]);
        }
    }
    tail.signer = signer(&signature);
    tail
}

fn trimmed(item: &str) -> String {
    item.trim_end_matches([';', '.', ',', ' ', '/']).to_owned()
}

fn is_capital(text: &str) -> bool {
    !text.chars().any(char::is_lowercase) && text.chars().filter(|c| c.is_uppercase()).count() >= 4
}

/// "PHÓ CHỦ TỊCH Lê Văn Mẫu" on one line: the capital words, then the name.
fn title_and_name(text: &str) -> Option<(&str, &str)> {
    let at = text
        .char_indices()
        .zip(text.chars().skip(1))
        .find(|((_, a), b)| a.is_uppercase() && b.is_lowercase())
        .map(|((i, _), _)| i)?;
    let (title, name) = text.split_at_checked(at)?;
    (is_capital(title) && NAME.is_match(name)).then(|| (title.trim(), name))
}

/// The signer from the lines of the signature: the last prefix applies to who signed.
fn signer(lines: &[&str]) -> Option<Signer> {
    let mut signer = Signer {
        name: None,
        title: None,
        capacity: None,
    };
    for line in lines {
        let (line, name) = match title_and_name(line) {
            Some((title, name)) => (title, Some(name)),
            None => (*line, None),
        };
        let mut heads = line;
        if let Some(found) = CAPACITY.captures_iter(line).last() {
            signer.capacity = found
                .get(1)
                .and_then(|m| Capacity::parse(&format!("{}.", m.as_str())));
            signer.title = None;
            heads = found
                .get(0)
                .map_or(line, |m| super::folded::rest(line, m.end()));
        }
        if let Some(title) = last_title(heads) {
            signer.title = Some(title.to_owned());
        }
        let name = name
            .or_else(|| NAME.is_match(line).then_some(line))
            .filter(|n| !is_capital(n));
        if let Some(found) = name
            .filter(|_| signer.title.is_some() || signer.capacity.is_some())
            .and_then(|n| NAME.captures(n))
        {
            signer.name = found.get(1).map(|m| m.as_str().to_owned());
        }
    }
    (signer.name.is_some() || signer.title.is_some() || signer.capacity.is_some()).then_some(signer)
}

/// The last title on a line: "BỘ TRƯỞNG THỨ TRƯỞNG" names the superior, then the signer.
fn last_title(line: &str) -> Option<&str> {
    let mut found: Vec<std::ops::Range<usize>> = Vec::new();
    for title in TITLES {
        for (at, _) in line.match_indices(title) {
            let range = at..at + title.len();
            if !found
                .iter()
                .any(|f| f.start < range.end && range.start < f.end)
            {
                found.push(range);
            }
        }
    }
    line.get(found.into_iter().max_by_key(|f| f.start)?)
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;

    fn check(text: &str, capacity: Option<Capacity>, title: Option<&str>, name: Option<&str>) {
        let signer = read(&lines(text)).signer;
        let got = signer
            .as_ref()
            .map(|s| (s.capacity, s.title.as_deref(), s.name.as_deref()));
        assert_eq!(got, Some((capacity, title, name)), "{text}");
    }

    #[test]
    fn the_last_prefix_is_the_capacity_of_the_signer() {
        use Capacity::*;
        check(
            "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\nLê Văn Mẫu",
            Some(DeputyFor),
            Some("PHÓ CHỦ TỊCH"),
            Some("Lê Văn Mẫu"),
        );
        check(
            "TM. ỦY BAN NHÂN DÂN KT. CHỦ TỊCH PHÓ CHỦ TỊCH Lê Văn Mẫu",
            Some(DeputyFor),
            Some("PHÓ CHỦ TỊCH"),
            Some("Lê Văn Mẫu"),
        );
        check(
            "KT. BỘ TRƯỞNG THỨ TRƯỞNG\n(Đã ký)\nTrần Thị Mẫu",
            Some(DeputyFor),
            Some("THỨ TRƯỞNG"),
            Some("Trần Thị Mẫu"),
        );
        check(
            "TL. BỘ TRƯỞNG\nCỤC TRƯỞNG",
            Some(ByOrder),
            Some("CỤC TRƯỞNG"),
            None,
        );
        check(
            "GIÁM ĐỐC\nTS. Lê Văn Mẫu",
            None,
            Some("GIÁM ĐỐC"),
            Some("Lê Văn Mẫu"),
        );
        check(
            "GIÁM ĐỐC\nĐại tá Lê Văn Mẫu",
            None,
            Some("GIÁM ĐỐC"),
            Some("Lê Văn Mẫu"),
        );
        check(
            "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH",
            Some(OnBehalf),
            Some("CHỦ TỊCH"),
            None,
        );
    }

    #[test]
    fn recipients_are_listed_without_marks_and_signature() {
        let tail = read(&lines(
            "Nơi nhận:        KT. CHỦ TỊCH\n- Như trên;        PHÓ CHỦ TỊCH\n- Sở TT&TT; (báo cáo)\n- Các cơ quan\nbáo chí;\n- Lưu: VT, VH.",
        ));
        assert_eq!(
            tail.recipients,
            [
                "Như trên",
                "Sở TT&TT; (báo cáo)",
                "Các cơ quan báo chí",
                "Lưu: VT, VH"
            ]
        );
    }
}
