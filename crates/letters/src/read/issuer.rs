//! Who issued it: names of organisations, their tier, and what a sign tells.
//!
//! The printed head rules; the sign and the body speak only where a copy has
//! lost its head. Abbreviations are those of 2016 to 2026; an unknown one
//! yields no issuer rather than a guess.

use super::folded::{Folded, part, pattern};
use super::fuzzy::same_word;
use domain::directive::Issuer;
use domain::text::fold;
use domain::unit::Tier;
use regex::Regex;
use std::sync::LazyLock;

/// Beginnings of names of organisations, folded, with their tier; the first that fits counts.
const NAMES: &[(&str, Tier)] = &[
    ("van phong trung uong", Tier::CentralParty),
    ("ban chap hanh trung uong", Tier::CentralParty),
    ("ban bi thu", Tier::CentralParty),
    ("bo chinh tri", Tier::CentralParty),
    ("ban to chuc trung uong", Tier::CentralParty),
    ("ban tuyen giao", Tier::CentralParty),
    ("ban chi dao trung uong", Tier::CentralParty),
    ("dang bo chinh phu", Tier::CentralParty),
    ("dang cong san viet nam", Tier::CentralParty),
    ("thu tuong chinh phu", Tier::Government),
    ("chinh phu", Tier::Government),
    ("van phong chinh phu", Tier::Government),
    ("ban co yeu chinh phu", Tier::Government),
    ("bo truong", Tier::Ministry),
    ("bo chi huy", Tier::Department),
    ("bo tu lenh", Tier::Department),
    ("bo ", Tier::Ministry),
    ("thanh tra chinh phu", Tier::Ministry),
    ("uy ban dan toc", Tier::Ministry),
    ("kiem toan nha nuoc", Tier::Ministry),
    ("ngan hang nha nuoc chi nhanh", Tier::Department),
    ("ngan hang nha nuoc", Tier::Ministry),
    ("bao hiem xa hoi viet nam", Tier::Ministry),
    ("dai truyen hinh viet nam", Tier::Ministry),
    ("tong cuc", Tier::Department),
    ("cuc ", Tier::Department),
    ("vu ", Tier::Department),
    ("so ", Tier::Department),
    ("trung tam", Tier::Department),
    ("bao hiem xa hoi", Tier::Department),
    ("kho bac", Tier::Department),
    ("cong an tinh", Tier::Department),
    ("cong an thanh pho", Tier::Department),
    ("cong an", Tier::Department),
    ("van phong", Tier::Department),
    ("phong ", Tier::Department),
    ("tinh uy", Tier::Province),
    ("thanh uy", Tier::Province),
    ("huyen uy", Tier::District),
    ("thi uy", Tier::District),
    ("dang uy", Tier::Other),
    ("tap doan", Tier::Enterprise),
    ("tong cong ty", Tier::Enterprise),
    ("cong ty", Tier::Enterprise),
    ("ngan hang", Tier::Enterprise),
    ("quy tin dung", Tier::Enterprise),
    ("hiep hoi", Tier::Other),
    ("truong", Tier::Other),
    ("benh vien", Tier::Other),
    ("ban ", Tier::Other),
    ("hoi ", Tier::Other),
];

/// Words after "UBND", with the tier they tell.
const COMMITTEES: &[(&str, Tier)] = &[
    ("tinh", Tier::Province),
    ("thi xa", Tier::District),
    ("huyen", Tier::District),
    ("quan", Tier::District),
    ("thi tran", Tier::Commune),
    ("xa", Tier::Commune),
    ("phuong", Tier::Commune),
    ("dac khu", Tier::Commune),
];

/// Cities directly under the centre; other cities are district towns.
const CENTRAL_CITIES: &[&str] = &[
    "ha noi",
    "ho chi minh",
    "hai phong",
    "da nang",
    "can tho",
    "hue",
    "hcm",
];

/// Codes of issuing bodies in signs, with name and tier; "UBND" is resolved by its place.
const CODES: &[(&str, &str, Tier)] = &[
    ("ttg", "Thủ tướng Chính phủ", Tier::Government),
    ("cp", "Chính phủ", Tier::Government),
    ("vpcp", "Văn phòng Chính phủ", Tier::Government),
    ("tw", "Ban Chấp hành Trung ương", Tier::CentralParty),
    ("vptw", "Văn phòng Trung ương Đảng", Tier::CentralParty),
    ("btttt", "Bộ Thông tin và Truyền thông", Tier::Ministry),
    ("bkhcn", "Bộ Khoa học và Công nghệ", Tier::Ministry),
    ("bca", "Bộ Công an", Tier::Ministry),
    ("bqp", "Bộ Quốc phòng", Tier::Ministry),
    ("btc", "Bộ Tài chính", Tier::Ministry),
    ("bct", "Bộ Công Thương", Tier::Ministry),
    ("byt", "Bộ Y tế", Tier::Ministry),
    ("bgddt", "Bộ Giáo dục và Đào tạo", Tier::Ministry),
    ("bgtvt", "Bộ Giao thông vận tải", Tier::Ministry),
    ("bnv", "Bộ Nội vụ", Tier::Ministry),
    ("nhnn", "Ngân hàng Nhà nước Việt Nam", Tier::Ministry),
    ("cattt", "Cục An toàn thông tin", Tier::Department),
    ("cvt", "Cục Viễn thông", Tier::Department),
    (
        "a05",
        "Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao",
        Tier::Department,
    ),
    ("cntt", "Cục Công nghệ thông tin", Tier::Department),
    ("stttt", "Sở Thông tin và Truyền thông", Tier::Department),
    ("skhcn", "Sở Khoa học và Công nghệ", Tier::Department),
    (
        "ncsc",
        "Trung tâm Giám sát an toàn không gian mạng quốc gia",
        Tier::Department,
    ),
    (
        "vncert",
        "Trung tâm Ứng cứu khẩn cấp không gian mạng Việt Nam",
        Tier::Department,
    ),
];

/// Codes of document types; the body stands after them in a sign.
const TYPES: &[&str] = &[
    "kh", "qd", "ct", "cd", "bc", "tb", "ttr", "nq", "hd", "tt", "nd", "gm", "pa", "cv", "ttr",
    "qc", "dx",
];

/// The tier of an organisation by its name.
pub(crate) fn tier(name: &str) -> Tier {
    let folded = without_slip(fold(name));
    let committee = [
        "uy ban nhan dan ",
        "ubnd ",
        "hoi dong nhan dan ",
        "hdnd ",
        "chu tich uy ban nhan dan ",
        "chu tich ubnd ",
    ]
    .iter()
    .find_map(|p| folded.strip_prefix(p));
    if let Some(of) = committee {
        if let Some(city) = of
            .strip_prefix("thanh pho ")
            .or_else(|| of.strip_prefix("tp "))
            .or_else(|| of.strip_prefix("tp. "))
        {
            let central = CENTRAL_CITIES.contains(&city);
            return if central {
                Tier::Province
            } else {
                Tier::District
            };
        }
        let tier = COMMITTEES.iter().find(|(word, _)| {
            of.strip_prefix(word)
                .is_some_and(|r| r.is_empty() || r.starts_with(' '))
        });
        return tier.map_or(Tier::Other, |(_, tier)| *tier);
    }
    NAMES
        .iter()
        .find(|(start, _)| (folded.clone() + " ").starts_with(start))
        .map_or(Tier::Other, |(_, tier)| *tier)
}

/// "UBNB" is "UBND" read badly; nothing else begins so.
fn without_slip(folded: String) -> String {
    match folded.split_once(' ') {
        Some((first, after))
            if first.len() == 4
                && first != "ubnd"
                && first.starts_with("ub")
                && same_word("ubnd", first) =>
        {
            format!("ubnd {after}")
        }
        _ => folded,
    }
}

/// Whether a line begins like the name of an organisation.
pub(crate) fn begins_organisation(line: &str) -> bool {
    let folded = without_slip(fold(line)) + " ";
    if folded.starts_with("ban nhan dan")
        || folded.starts_with("so: ")
        || folded.starts_with("vu viec")
    {
        return false;
    }
    ["uy ban nhan dan ", "ubnd ", "hoi dong nhan dan ", "uy "]
        .iter()
        .any(|p| folded.starts_with(p))
        || NAMES.iter().any(|(start, _)| folded.starts_with(start))
}

/// The issuer a sign tells, with the body's own words and the printed place for a people's committee.
pub(crate) fn by_sign(sign: &str, place: Option<&str>, text: &str) -> Option<Issuer> {
    let folded = fold(sign);
    let mut codes = folded
        .split(['-', '/'])
        .map(str::trim)
        .filter(|c| !c.is_empty() && !c.chars().all(|d| d.is_ascii_digit()));
    let first = codes.next()?;
    let code = if TYPES.contains(&first) {
        codes.next()?
    } else {
        first
    };
    if code == "ubnd" || code == "hdnd" {
        return committee(place, text);
    }
    CODES
        .iter()
        .find(|(c, _, _)| *c == code)
        .map(|(_, name, tier)| Issuer {
            name: (*name).to_owned(),
            tier: *tier,
        })
}

static COMMITTEE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\b(?:UBND|Ủy ban nhân dân|Uỷ ban nhân dân|Uy ban nhan dan)\s+(?P<type>tỉnh|thành phố|thị xã|huyện|quận|phường|xã|thị trấn|đặc khu|tinh|thanh pho|thi xa|huyen|quan|phuong|xa)(?P<name>(?:\s\p{Lu}[\p{L}]*){1,4})?",
    )
});

/// "UBND thị xã" with the printed place, or as named in full in the text.
fn committee(place: Option<&str>, text: &str) -> Option<Issuer> {
    let mentions: Vec<_> = COMMITTEE.captures_iter(text).collect();
    let wanted = place.map(fold);
    let full = mentions.iter().find(|m| match (&wanted, m.name("name")) {
        (Some(place), Some(name)) => fold(name.as_str()) == *place,
        _ => false,
    });
    let name = if let Some(full) = full {
        full.get(0)?.as_str().to_owned()
    } else if let Some(place) = place {
        // The bare form speaks of the writer: "UBND thị xã yêu cầu".
        let bare = mentions.iter().find(|m| {
            m.name("name").is_none() && !is_plural(text, m.get(0).map_or(0, |g| g.end()))
        })?;
        format!("{} {place}", bare.get(0)?.as_str())
    } else {
        mentions
            .iter()
            .find(|m| m.name("name").is_some())?
            .get(0)?
            .as_str()
            .to_owned()
    };
    Some(Issuer {
        tier: tier(&name),
        name,
    })
}

/// "UBND xã, phường" and the like speak of many.
fn is_plural(text: &str, end: usize) -> bool {
    super::folded::rest(text, end).starts_with([',', '/'])
}

static ASKING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(?:^|[.,;:“]\s)(?P<name>(?:bo|so|cuc|uy ban nhan dan|ubnd|ngan hang nha nuoc|trung tam|van phong|tap doan|tong cong ty|ngan hang|thu tuong chinh phu|cong an)",
        r"(?: [a-z&/()]+| (?:va|thong|tin)){0,9}?) (?:vua |da |cung )?(?:co cong van |de nghi|yeu cau|khuyen nghi|ban hanh|chi dao)"
    ))
});

/// The body that asks, in a text without a head: "Bộ … đề nghị các cơ quan …".
pub(crate) fn by_request(text: &str) -> Option<Issuer> {
    let folded = Folded::new(text);
    let found = ASKING.captures(&folded.text)?.name("name")?;
    let name = part(text, folded.printed_range(found.range()))
        .trim()
        .to_owned();
    (!name.contains("các ")).then(|| Issuer {
        tier: tier(&name),
        name,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_their_tier() {
        for (name, expected) in [
            ("UBND thị xã Thái Hòa", Tier::District),
            ("ỦY BAN NHÂN DÂN TỈNH NGHỆ AN", Tier::Province),
            ("UBND thành phố Hải Phòng", Tier::Province),
            ("UBND thành phố Vinh", Tier::District),
            ("UBND xã Mẫu", Tier::Commune),
            ("UBND phường Mẫu", Tier::Commune),
            ("BỘ THÔNG TIN VÀ TRUYỀN THÔNG", Tier::Ministry),
            ("Thủ tướng Chính phủ", Tier::Government),
            ("Văn phòng Trung ương Đảng", Tier::CentralParty),
            ("CỤC AN TOÀN THÔNG TIN", Tier::Department),
            ("Sở Khoa học và Công nghệ", Tier::Department),
            ("NGÂN HÀNG NHÀ NƯỚC VIỆT NAM", Tier::Ministry),
            ("Ngân hàng TMCP Mẫu", Tier::Enterprise),
            ("Câu lạc bộ", Tier::Other),
        ] {
            assert_eq!(tier(name), expected, "{name}");
        }
    }

    #[test]
    fn a_sign_tells_the_issuer_with_the_place() {
        let text = "UBND các xã; UBND thị xã yêu cầu; chia sẻ với UBND thị xã Thái Hòa khi";
        for (sign, place, expected) in [
            ("UBND-VH", Some("Thái Hòa"), Some("UBND thị xã Thái Hòa")),
            ("KH-UBND", Some("Thái Hòa"), Some("UBND thị xã Thái Hòa")),
            ("UBND-VH", None, Some("UBND thị xã Thái Hòa")),
            ("UBND-VH", Some("Nơi Khác"), Some("UBND thị xã Nơi Khác")),
            (
                "BTTTT-CATTT",
                Some("Hà Nội"),
                Some("Bộ Thông tin và Truyền thông"),
            ),
            ("CT-TTg", None, Some("Thủ tướng Chính phủ")),
            ("XYZ-ABC", None, None),
        ] {
            assert_eq!(
                by_sign(sign, place, text).map(|i| i.name).as_deref(),
                expected,
                "{sign}"
            );
        }
    }

    #[test]
    fn the_body_that_asks_is_the_issuer_of_a_press_text() {
        let text = "Theo đó, Bộ Thông tin và Truyền thông đề nghị các cơ quan rà soát.";
        assert_eq!(
            by_request(text).map(|i| i.name).as_deref(),
            Some("Bộ Thông tin và Truyền thông")
        );
        assert_eq!(by_request("Các cơ quan đề nghị hỗ trợ"), None);
    }
}
