//! Contact points: names with telephone numbers and e-mail addresses.

use super::folded::{Folded, pattern, rest, upto};
use domain::directive::Contact;
use regex::Regex;
use std::sync::LazyLock;

static EMAIL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}\s?@\s?[A-Za-z0-9](?:[A-Za-z0-9-]{0,62}\.)+[A-Za-z]{2,24}",
    )
});
static PHONE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:\+84|\(\+84\)|\(0\d{1,3}\)|\b0\d|\b1(?:800|900))(?:[\s.()/-]{0,2}\d){2,12}\b")
});
static PHONE_CUE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:^|[^&\w])(?:dien thoai|dt|sdt|so dt|tel|hotline|duong day nong|di dong|zalo|fax|phone|so may)\b",
    )
});
static DATE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^\d{1,2}/\d{1,2}/\d{4}$"));
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:^|[\s,;:(–-])[\s,;:(–-]*(?:(?:theo |qua |tai |hoac |va )?(?:so )?(?:dien thoai|dt|sdt|so dt|tel|hotline|duong day nong|di dong|dien thoai di dong|zalo|fax)|",
        r"(?:qua |dia chi )?(?:thu dien tu|email|e-mail|hop thu|mail)|dia chi\s?:)\b"
    ))
});
static NAME_LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^.*\b(?:dau moi(?: lien he| ho tro| tiep nhan)?(?: cua [^:]{0,80})?|lien he(?: voi| truc tiep| ngay| ngay voi)?|thong tin (?:chi tiet )?(?:xin )?lien he|",
        r"thong tin (?:trao doi|chi tiet)|(?:bao cao|thong bao|thong tin|phan anh|gui)(?: ket qua| tinh hinh| ngay| kip thoi){0,2} (?:ve|cho|toi|den))",
        r"(?: cua [^:]{0,80}| qua [^:]{0,60}| sau| la)?\s?[:,]?\s+"
    ))
});

/// Whether a text holds an e-mail address or a telephone number.
pub(crate) fn has_address(text: &str) -> bool {
    EMAIL.is_match(text) || !phones(text).is_empty()
}

/// Telephone numbers as printed: 8 to 12 digits, beginning with 0 or the country code.
fn phones(text: &str) -> Vec<String> {
    let folded = Folded::new(text).text;
    let cued = PHONE_CUE.is_match(&folded);
    PHONE
        .find_iter(text)
        .filter_map(|found| {
            let printed = found
                .as_str()
                .trim_matches(|c: char| !c.is_ascii_digit() && !matches!(c, '+' | '('));
            let digits = printed.chars().filter(char::is_ascii_digit).count();
            // Without a cue only a full mobile or trunk number is taken; dates have slashes and years.
            let long_enough = if cued { digits >= 8 } else { digits >= 10 };
            let is_date = printed.contains('/') && (!cued || DATE.is_match(printed));
            (long_enough && digits <= 13 && !is_date).then(|| printed.to_owned())
        })
        .collect()
}

fn emails(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for found in EMAIL.find_iter(text) {
        let mail: String = found
            .as_str()
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        if !out.contains(&mail) {
            out.push(mail);
        }
    }
    out
}

/// The contacts of one paragraph; several stand apart by semicolons.
pub(crate) fn of_paragraph(text: &str) -> Vec<Contact> {
    let mut out: Vec<Contact> = Vec::new();
    for piece in text.split(';') {
        let mut contact = Contact {
            name: name(piece),
            phones: phones(piece),
            emails: emails(piece),
        };
        if contact.phones.is_empty() && contact.emails.is_empty() {
            continue;
        }
        // A piece that only goes on with numbers belongs to the name before it.
        if contact.name.is_empty()
            && let Some(last) = out.last_mut()
        {
            last.phones.append(&mut contact.phones);
            last.emails.append(&mut contact.emails);
        } else {
            out.push(contact);
        }
    }
    out
}

/// The name before the first number, address or its label.
fn name(piece: &str) -> String {
    let folded = Folded::new(piece);
    let ends = [
        LABEL
            .find(&folded.text)
            .map(|m| folded.printed_range(m.range()).start),
        EMAIL.find(piece).map(|m| m.start()),
        PHONE.find(piece).map(|m| m.start()),
    ];
    let end = ends.into_iter().flatten().min().unwrap_or(piece.len());
    let before = upto(piece, end);
    let folded = Folded::new(before);
    let start = NAME_LEAD
        .find(&folded.text)
        .map_or(0, |m| folded.printed_range(m.end()..m.end()).start);
    let named = rest(before, start).trim();
    let bracket = named.trim_end_matches(['(', ',', ':', ';', '-', '–', ' ', '.']);
    let name = bracket.trim_start_matches(['(', ',', ':', '-', '–', ' ', '.']);
    // The bracket that held the number is cut through; its beginning may stay.
    if name.matches('(').count() > name.matches(')').count() {
        format!("{name})")
    } else {
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, name: &str, phones: &[&str], emails: &[&str]) {
        let found = of_paragraph(text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert_eq!(
            (
                found[0].name.as_str(),
                &found[0].phones[..],
                &found[0].emails[..]
            ),
            (
                name,
                &phones.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..],
                &emails.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>()[..]
            ),
            "{text}"
        );
    }

    #[test]
    fn names_numbers_and_addresses_are_taken_as_printed() {
        check(
            "Trung tâm Ứng cứu (VNCERT/CC), điện thoại 024.3640.4421 hoặc số điện thoại trực đường dây nóng 086.9100.317, thư điện tử: ir@vncert.vn.",
            "Trung tâm Ứng cứu (VNCERT/CC)",
            &["024.3640.4421", "086.9100.317"],
            &["ir@vncert.vn"],
        );
        check(
            "Đội Ứng cứu sự cố tỉnh: điện thoại: 02383.500027.",
            "Đội Ứng cứu sự cố tỉnh",
            &["02383.500027"],
            &[],
        );
        check(
            "Trong trường hợp cần thiết liên hệ đầu mối hỗ trợ: Trung tâm Mẫu, điện thoại 0900 000 000, thư điện tử: a@mau.example",
            "Trung tâm Mẫu",
            &["0900 000 000"],
            &["a@mau.example"],
        );
        check(
            "Ông Lê Văn Mẫu (ĐT: 0900.000.001)",
            "Ông Lê Văn Mẫu",
            &["0900.000.001"],
            &[],
        );
    }

    #[test]
    fn dates_and_signs_are_no_numbers() {
        for text in [
            "từ ngày 08/02/2024 đến 14/02/2024",
            "Công văn số 0012/UBND",
            "trực 24/7",
            "CVE-2023-46747",
            "Công văn số 05/PGDĐT ngày 03/01/2025 của Phòng GD&ĐT",
        ] {
            assert!(!has_address(text), "{text}");
        }
    }
}
