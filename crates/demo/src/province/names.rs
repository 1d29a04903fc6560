//! Invented names of places and people: two syllables each, so that 3,600 communes have names of their own.

/// First and second syllables; no two of them look alike without their marks.
const SYLLABLES: [&str; 60] = [
    "An",
    "Bình",
    "Cẩm",
    "Châu",
    "Chiến",
    "Cường",
    "Diên",
    "Duy",
    "Đại",
    "Điền",
    "Đoài",
    "Đông",
    "Đức",
    "Gia",
    "Giang",
    "Hải",
    "Hậu",
    "Hiệp",
    "Hòa",
    "Hưng",
    "Kiên",
    "Khánh",
    "Kim",
    "Lạc",
    "Lâm",
    "Lập",
    "Liên",
    "Lộc",
    "Long",
    "Lương",
    "Mai",
    "Minh",
    "Mỹ",
    "Nam",
    "Nghĩa",
    "Ngọc",
    "Nhân",
    "Ninh",
    "Phong",
    "Phú",
    "Phúc",
    "Quang",
    "Quý",
    "Sơn",
    "Tam",
    "Tân",
    "Tây",
    "Tiến",
    "Thái",
    "Thanh",
    "Thiện",
    "Thọ",
    "Thịnh",
    "Thủy",
    "Trung",
    "Trường",
    "Tường",
    "Vạn",
    "Vĩnh",
    "Xuân",
];
const FAMILIES: [&str; 12] = [
    "Bùi", "Cao", "Dương", "Đỗ", "Hà", "Hồ", "Kiều", "Lương", "Mạc", "Ngô", "Phạm", "Võ",
];

/// "Mẫu An Bình": the name of the place at an index, its own for each of the first 3,600.
pub(super) fn place(index: usize) -> String {
    let count = SYLLABLES.len();
    let (first, round) = (index % count, index / count);
    let name = format!(
        "Mẫu {} {}",
        syllable(first),
        syllable(first + round % count + 1)
    );
    match round / count {
        0 => name,
        again => format!("{name} {}", again + 1),
    }
}

/// "Bùi Mẫu Hải": a person of a unit; `role` keeps the persons of one unit apart.
pub(super) fn person(index: usize, role: usize) -> String {
    let family = FAMILIES
        .get((index + role * 5) % FAMILIES.len())
        .copied()
        .unwrap_or_default();
    format!("{family} Mẫu {}", syllable(index * 7 + role * 13))
}

fn syllable(at: usize) -> &'static str {
    SYLLABLES
        .get(at % SYLLABLES.len())
        .copied()
        .unwrap_or_default()
}
