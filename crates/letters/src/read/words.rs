//! The set phrases by which a directive shows its structure, all folded.
//!
//! Data only: what each list is for stands above it. Clause meanings are not
//! here but in `classify`, organisations in `units`, products in `exposures`.

use super::folded::pattern;
use regex::Regex;
use std::sync::LazyLock;

/// Verbs a duty begins with.
pub(crate) const IMPERATIVES: &[&str] = &[
    "ap dung",
    "ban hanh",
    "bao cao",
    "bao dam",
    "bao ve",
    "bo sung",
    "bo tri",
    "boc go",
    "boi duong",
    "cai dat",
    "cam ket",
    "can nhac",
    "canh bao",
    "cap nhat",
    "cau hinh",
    "chan",
    "chap hanh",
    "chi dao",
    "chia se",
    "chu dong",
    "chu tri",
    "chu trong",
    "chuan bi",
    "co bien phap",
    "co giai phap",
    "co ke hoach",
    "co lap",
    "co phuong an",
    "cong bo",
    "cong khai",
    "cu can bo",
    "cung cap",
    "cung co",
    "dam bao",
    "dang ky",
    "dang tai",
    "dang toan van",
    "dao tao",
    "danh gia",
    "dat",
    "day manh",
    "de nghi",
    "de xuat",
    "di doi",
    "dien tap",
    "dinh ky",
    "doi mat khau",
    "don doc",
    "dua vao",
    "dung",
    "duy tri",
    "giam sat",
    "giao",
    "go bo",
    "gui",
    "han che",
    "hoan thanh",
    "hoan thien",
    "ho tro",
    "huong dan",
    "ke khai",
    "ket noi",
    "khan truong",
    "khac phuc",
    "khoa",
    "khoi phuc",
    "khong",
    "kich hoat",
    "kien toan",
    "kiem soat",
    "kiem tra",
    "kip thoi",
    "lap",
    "len phuong an",
    "len ke hoach",
    "lien he",
    "luu tru",
    "luu y",
    "ma hoa",
    "mo rong",
    "nang cao",
    "nang cap",
    "ngan chan",
    "nghiem cam",
    "nghiem tuc",
    "nghien cuu",
    "ngat",
    "nhanh chong",
    "niem yet",
    "phan cong",
    "phan loai",
    "phat dong",
    "phat hien",
    "phe duyet",
    "pho bien",
    "phoi hop",
    "phong chong",
    "phong ngua",
    "quan ly",
    "quan triet",
    "quet",
    "quy dinh",
    "ra quet",
    "ra soat",
    "san lung",
    "san sang",
    "sao luu",
    "su dung",
    "tang cuong",
    "tap huan",
    "tap trung",
    "tat",
    "tham gia",
    "tham muu",
    "than trong",
    "thanh lap",
    "thay doi",
    "theo doi",
    "thiet lap",
    "thong bao",
    "thong ke",
    "thu thap",
    "thuc hien",
    "thuong truc",
    "thuong xuyen",
    "tich cuc",
    "tiep nhan",
    "tiep tuc",
    "to chuc",
    "tong hop",
    "trang bi",
    "trien khai",
    "trich xuat",
    "truc",
    "truy vet",
    "tuan thu",
    "tuyen truyen",
    "tuyet doi",
    "ung cuu",
    "ung pho",
    "ung truc",
    "uu tien",
    "van hanh",
    "vo hieu hoa",
    "xac dinh",
    "xac minh",
    "xay dung",
    "xem xet",
    "xu ly",
    "y thuc",
    "yeu cau",
];

/// Verbs that are also nouns or parts of the name of a unit, and so do not end it:
/// "các tổ chức", "doanh nghiệp cung cấp dịch vụ", "đơn vị vận hành".
pub(crate) const NO_END_OF_SUBJECT: &[&str] = &[
    "to chuc", "truc", "giao", "dat", "tat", "chan", "dung", "khong", "cung cap", "van hanh",
    "quan ly", "bao ve", "giam sat", "su dung", "khoa", "ung cuu", "canh bao", "dao tao",
    "thong ke", "kiem tra",
];

/// Words by which a lead-in asks for what follows.
pub(crate) const ASKS: &[&str] = &[
    "de nghi",
    "yeu cau",
    "nhiem vu",
    "khuyen nghi",
    "chi dao",
    "trien khai",
    "thuc hien",
    "tap trung",
    "giao",
    "huong dan",
];

/// Verbs by which a person or body asks, for prose.
pub(crate) const REQUESTS: &[&str] = &[
    "de nghi",
    "yeu cau",
    "khuyen nghi",
    "khuyen cao",
    "chi dao",
    "giao",
    "luu y",
    "can",
];

/// How a paragraph begins that closes the directive or merely explains.
pub(crate) static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:(?:xin )?(?:chan thanh cam on|cam on|tran trong)|tren day la|nhan duoc |trong qua trinh |trong truong hop|neu co |neu can |",
        r"moi (?:vuong mac|thong tin|y kien|chi tiet)|thong tin chi tiet|chi tiet (?:xin )?lien he|(?:cac )?dau moi (?:lien he|phoi hop|ho tro|tiep nhan|trao doi)|thong tin (?:lien he|trao doi)|khi (?:gap|xay ra|co|phat hien|can)\b|",
        r"yeu cau (?:cac |thu truong|lanh dao|don vi)|de nghi (?:cac |quy |thu truong|lanh dao|don vi|cong ty)|",
        r"(?:can cu )?(?:cong van|van ban|ke hoach|chi thi|cong dien|quyet dinh) nay|giao (?:so|van phong|phong|cuc|trung tam|bo|thanh tra)\b|",
        r"ket qua (?:thuc hien|trien khai)|bao cao (?:ket qua )?(?:gui|ve)|(?:ubnd|uy ban nhan dan|bo|so|cuc|phong|ngan hang|trung tam|van phong)\b[^.;:]{0,70}\b(?:de nghi|yeu cau|thong bao)\b)"
    ))
});

/// How the paragraph after the addressees begins.
pub(crate) static PREAMBLE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:thuc hien |can cu |nham |theo |de |tiep theo |trien khai |ngay \d|trong thoi gian|trong boi canh|hien nay|thoi gian (?:qua|gan)|",
        r"trong (?:dip|nhung|quy|thang)|qua (?:cong tac|theo doi|giam sat)|vua qua|gan day|xet de nghi|",
        r"(?:bo|so|uy ban nhan dan|ubnd|cuc|trung tam|phong|ngan hang|van phong) [^.;]{0,120}\b(?:nhan duoc|de nghi|yeu cau|thong bao|ban hanh|co y kien))"
    ))
});

/// Headings under which no duty stands.
pub(crate) static INFORMING_HEADING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:muc dich|muc tieu|yeu cau(?: chung)?\W*$|quan diem|pham vi|doi tuong|can cu|co so|tinh hinh|thuc trang|danh gia (?:chung|tinh hinh)|",
        r"ket qua|ton tai|han che|nguyen nhan|kinh phi|thong tin (?:ve |chung|chi tiet|lo hong|van de|canh bao)|mo ta|tong quan|dac diem|",
        r"phu luc|tai lieu tham khao|nguon tham khao|noi dung canh bao|cac lo hong|danh sach (?:lo hong|cac lo hong)|dau moi|thong tin lien he|",
        r"thanh phan|thoi gian|dia diem)(?:\b|$)"
    ))
});

/// How an item begins that describes instead of asking.
pub(crate) static DESCRIBING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:\W*\d{1,3}\W*)?(?:(?:cac |nhung |nhom )?(?:lo hong|diem yeu)\b|cve[ -]?\d|da (?:trien khai|phat hien|ghi nhan|co|duoc|thuc hien|to chuc|ban hanh|xu ly|chi dao|hoan thanh|cap nhat|gui|canh bao|bo tri|tham muu)\b|ngay \d|theo (?:thong ke|bao cao|ghi nhan|thong tin|danh gia)|",
        r"can cu |ghi chu|luu y:|diem cvss|cvss|muc (?:do )?(?:anh huong|nghiem trong|cao)|nghiem trong\b|mo ta|phien ban|san pham bi|anh huong[: ]|",
        r"link|https?\b|www\b|tham khao|nguon[: ]|ioc\b|dia chi ip [^ ]*\d|hash|md5|sha|thoi gian (?:qua|gan day)|tinh hinh|ket qua\b|so luong|trong (?:nam|quy|thang) \d|",
        r"(?:quyet dinh|ke hoach|chi thi|cong dien|cong van|thong bao|huong dan) nay (?:co hieu luc|thay the)|(?:phe duyet|ban hanh)\b.{0,160}\bkem theo)"
    ))
});

/// A lead-in after which items belong to the sentence and are no duties of their own.
pub(crate) static OPEN_LIST: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:\bnhu|\bgom(?: co)?|\bnhu sau day|dac biet la|nhat la|cac (?:lo hong|san pham|he thong|noi dung) sau)\s*:$",
    )
});

/// A paragraph that leads to contact points.
pub(crate) static CONTACT_LEAD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"\blien he\b|\bdau moi\b|duong day nong|\bhotline\b|so dien thoai|\blien lac\b")
});

/// A paragraph that goes on with the duty before it.
pub(crate) static GOING_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:trong do|dac biet|dong thoi|ngoai ra|ben canh do|cu the|rieng |luu y|thoi (?:gian|han) (?:hoan thanh|thuc hien)|hoan thanh |tiep do|tu do|truong hop)",
    )
});

/// Whether the folded text begins with one of the phrases, as whole words.
pub(crate) fn begins_with_any(folded: &str, phrases: &[&str]) -> bool {
    let text = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    phrases.iter().any(|phrase| {
        text.strip_prefix(phrase)
            .is_some_and(|after| !after.starts_with(char::is_alphanumeric))
    })
}

/// Whether the folded text holds one of the phrases, as whole words.
pub(crate) fn holds_any(folded: &str, phrases: &[&str]) -> bool {
    phrases
        .iter()
        .any(|phrase| position(folded, phrase).is_some())
}

/// Where a phrase stands in folded text as whole words.
pub(crate) fn position(folded: &str, phrase: &str) -> Option<usize> {
    folded.match_indices(phrase).map(|(at, _)| at).find(|at| {
        let before = folded.get(..*at).and_then(|t| t.chars().next_back());
        let after = folded
            .get(at + phrase.len()..)
            .and_then(|t| t.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}
