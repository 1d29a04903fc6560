//! Which classes of units a line addresses (DESIGN section 4, `class`).
//!
//! A line is read piece by piece: the noun it begins with tells the sort of
//! organisation, the words after it the trade. Names the table does not know
//! yield nothing, and the caller falls back to everybody addressed.

use super::fuzzy::{Word, same_word, words};
use domain::text::fold;
use domain::unit::UnitClass::{self, *};

/// What a line names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Named {
    /// Classes in the order they are named.
    pub(crate) classes: Vec<UnitClass>,
    /// Whether general words stand there ("các cơ quan, đơn vị"), which name nobody in particular.
    pub(crate) agencies_in_general: bool,
}

/// One rule: all phrases of `needs` present and none of `unless`.
struct Rule {
    needs: &'static [&'static str],
    unless: &'static [&'static str],
    classes: &'static [UnitClass],
}

macro_rules! rule {
    ([$($need:literal),+] => [$($class:ident),+]) => { rule!([$($need),+] unless [] => [$($class),+]) };
    ([$($need:literal),+] unless [$($unless:literal),*] => [$($class:ident),+]) => {
        Rule { needs: &[$($need),+], unless: &[$($unless),*], classes: &[$($class),+] }
    };
}

/// Rules that decide a piece alone; the first that fits ends the search.
const DECIDING: &[Rule] = &[
    rule!(["cong ttdt"] => [PortalOwner]),
    rule!(["trang ttdt"] => [PortalOwner]),
    rule!(["cong thong tin dien tu"] => [PortalOwner]),
    rule!(["trang thong tin dien tu"] => [PortalOwner]),
    rule!(["trang tin dien tu"] => [PortalOwner]),
    rule!(["chu quan website"] => [PortalOwner]),
    rule!(["quan tri website"] => [PortalOwner]),
    rule!(["chi nhanh ngan hang nuoc ngoai"] => [Finance]),
    rule!(["ngan hang nha nuoc", "chi nhanh"] => [Finance]),
    rule!(["ngan hang nha nuoc"] => [CentralAgency]),
    rule!(["bao hiem xa hoi viet nam"] => [CentralAgency]),
    rule!(["bao hiem xa hoi"] => [LocalAgency]),
    rule!(["so tai chinh"] => [LocalAgency]),
    rule!(["phong tai chinh"] => [LocalAgency]),
    rule!(["bo tai chinh"] => [CentralAgency]),
    rule!(["cuc vien thong"] => [CentralAgency]),
    rule!(["cuc an toan thong tin"] => [CentralAgency]),
    rule!(["cuc cong nghe thong tin"] => [CentralAgency]),
    rule!(["cuc an ninh mang"] => [CentralAgency]),
    rule!(["van phong chinh phu"] => [CentralAgency]),
    rule!(["thanh tra chinh phu"] => [CentralAgency]),
    rule!(["bo nganh dia phuong"] => [CentralAgency, PeoplesCommittee]),
    rule!(["so thong tin va truyen thong"] => [LocalAgency]),
    rule!(["so tt tt"] => [LocalAgency]),
    rule!(["bo thong tin va truyen thong"] => [CentralAgency]),
    rule!(["toa an nhan dan toi cao"] => [CentralAgency]),
    rule!(["vien kiem sat nhan dan toi cao"] => [CentralAgency]),
    rule!(["chu tich nuoc"] => [CentralAgency]),
    rule!(["quoc hoi"] => [CentralAgency]),
    rule!(["kiem toan nha nuoc"] => [CentralAgency]),
    rule!(["don vi chuyen trach", "bo nganh"] => [CentralAgency]),
];

/// Rules of which all that fit add their classes, in this order.
const ADDING: &[Rule] = &[
    rule!(["ngang bo"] => [CentralAgency]),
    rule!(["thuoc chinh phu"] => [CentralAgency]),
    rule!(["cac bo"] unless ["cac bo phan", "cac bo chi huy"] => [CentralAgency]),
    rule!(["bo nganh"] => [CentralAgency]),
    rule!(["bo ban nganh"] => [CentralAgency]),
    rule!(["bo truong"] => [CentralAgency]),
    rule!(["thuoc bo"] => [CentralAgency]),
    rule!(["truc thuoc bo"] => [CentralAgency]),
    rule!(["trung uong dang"] => [CentralAgency]),
    rule!(["van phong trung uong"] => [CentralAgency]),
    rule!(["ban dang"] unless ["tinh uy", "huyen uy"] => [CentralAgency]),
    rule!(["ban cua dang"] => [CentralAgency]),
    rule!(["co quan trung uong"] => [CentralAgency]),
    rule!(["doan the trung uong"] => [CentralAgency]),
    rule!(["tong cuc"] => [CentralAgency]),
    rule!(["vu cuc"] => [CentralAgency]),
    rule!(["cuc vu"] => [CentralAgency]),
    rule!(["ubnd", "tinh"] unless ["chi nhanh"] => [PeoplesCommittee]),
    rule!(["ubnd", "thanh pho"] => [PeoplesCommittee]),
    rule!(["ubnd", "huyen"] => [PeoplesCommittee]),
    rule!(["ubnd", "thi xa"] unless ["xa phuong", "phong ban"] => [PeoplesCommittee]),
    rule!(["ubnd", "quan"] => [PeoplesCommittee]),
    rule!(["cac dia phuong"] => [PeoplesCommittee]),
    rule!(["ubnd", "xa"] unless ["thi xa"] => [Commune]),
    rule!(["ubnd", "xa phuong"] => [Commune]),
    rule!(["ubnd", "phuong xa"] => [Commune]),
    rule!(["ubnd", "phuong"] => [Commune]),
    rule!(["ubnd", "dac khu"] => [Commune]),
    rule!(["ubnd", "thi tran"] => [Commune]),
    rule!(["ubnd", "cap xa"] => [Commune]),
    rule!(["cap xa"] unless ["ubnd"] => [Commune]),
    rule!(["dang uy", "xa"] => [Commune]),
    rule!(["dang uy", "phuong"] => [Commune]),
    rule!(["tong cong ty"] => [StateEnterprise]),
    rule!(["tap doan kinh te"] => [StateEnterprise]),
    rule!(["tap doan"] unless ["tap doan kinh te"] => [StateEnterprise]),
    rule!(["doanh nghiep nha nuoc"] => [StateEnterprise]),
    rule!(["vien thong"] unless ["so thong tin"] => [TelecomInternet]),
    rule!(["dich vu internet"] => [TelecomInternet]),
    rule!(["internet", "doanh nghiep"] => [TelecomInternet]),
    rule!(["nha mang"] => [TelecomInternet]),
    rule!(["isp"] => [TelecomInternet]),
    rule!(["vnpt"] => [TelecomInternet]),
    rule!(["viettel"] => [TelecomInternet]),
    rule!(["mobifone"] => [TelecomInternet]),
    rule!(["fpt telecom"] => [TelecomInternet]),
    rule!(["cmc telecom"] => [TelecomInternet]),
    rule!(["doanh nghiep", "tt tt"] => [TelecomInternet, DigitalPlatform]),
    rule!(["doanh nghiep", "thong tin va truyen thong"] => [TelecomInternet, DigitalPlatform]),
    rule!(["doanh nghiep", "thong tin truyen thong"] => [TelecomInternet, DigitalPlatform]),
    rule!(["doanh nghiep", "cong nghe thong tin"] => [DigitalPlatform]),
    rule!(["doanh nghiep", "cntt"] => [DigitalPlatform]),
    rule!(["doanh nghiep", "an toan thong tin"] => [DigitalPlatform]),
    rule!(["doanh nghiep", "an ninh mang"] => [DigitalPlatform]),
    rule!(["nen tang so"] => [DigitalPlatform]),
    rule!(["nen tang chuyen doi so"] => [DigitalPlatform]),
    rule!(["nen tang"] unless ["nen tang so", "nen tang chuyen doi so"] => [DigitalPlatform]),
    rule!(["ha tang so"] => [DigitalPlatform]),
    rule!(["trung tam du lieu"] => [DigitalPlatform]),
    rule!(["dien toan dam may"] => [DigitalPlatform]),
    rule!(["mang xa hoi"] => [DigitalPlatform]),
    rule!(["ten mien"] => [DigitalPlatform]),
    rule!(["hosting"] => [DigitalPlatform]),
    rule!(["luu tru web"] => [DigitalPlatform]),
    rule!(["thuong mai dien tu"] => [DigitalPlatform]),
    rule!(["cong nghe so"] => [DigitalPlatform]),
    rule!(["ngan hang"] => [Finance]),
    rule!(["tin dung"] => [Finance]),
    rule!(["to chuc tai chinh"] => [Finance]),
    rule!(["trung gian thanh toan"] => [Finance]),
    rule!(["dich vu thanh toan"] => [Finance]),
    rule!(["thanh toan quoc gia"] => [Finance]),
    rule!(["chung khoan"] => [Finance]),
    rule!(["cong ty tai chinh"] => [Finance]),
    rule!(["cong ty bao hiem"] => [Finance]),
    rule!(["doanh nghiep bao hiem"] => [Finance]),
    rule!(["bao hiem tien gui"] => [Finance]),
];

/// Nouns of agencies; they count only where no rule above did.
const AGENCIES: &[&str] = &[
    "doan the",
    "mat tran",
    "cong an",
    "benh vien",
    "to chuc chinh tri",
    "tinh uy",
    "thanh uy",
    "huyen uy",
    "thi uy",
    "bao chi",
    "dai phat thanh",
    "dai truyen hinh",
    "van phong",
    "trung tam",
    "ban quan ly",
    "don vi su nghiep",
    "toa an",
    "vien kiem sat",
    "kho bac",
    "chi cuc",
    "bo chi huy",
    "doi ung cuu",
    "don vi chuyen trach",
    "bo phan chuyen trach",
    "truong hoc",
    "co so giao duc",
    "dai hoc",
];

/// Nouns so short that they count only at the beginning or in a list of their
/// like: "chuyển đổi số" is no "sở", "ban hành" no "ban".
const SHORT_AGENCIES: &[&str] = &["so", "ban", "nganh", "phong", "hoi", "truong"];

/// Two words that only look like an agency: "ban hành", "trường hợp".
const NO_AGENCY: &[(&str, &str)] = &[
    ("ban", "hanh"),
    ("ban", "va"),
    ("truong", "hop"),
    ("so", "luong"),
    ("so", "lieu"),
    ("so", "dien"),
    ("phong", "chong"),
    ("phong", "ngua"),
    ("hoi", "nghi"),
    ("hoi", "thao"),
];

/// Words after which a short noun counts.
const BEFORE_SHORT: &[&str] = &["cac", "va", "doc", "truong", "dao", "cho", "giao"];

/// Nouns that name nobody in particular.
const GENERAL: &[&str] = &["co quan", "don vi", "to chuc", "thu truong"];

/// Classes a line of addressees names. Slips are forgiven only where the words
/// as they stand name nobody: a forgiving reading of short words would find
/// "tỉnh" in "tịch".
pub(crate) fn named(line: &str) -> Named {
    let strict = read(line, true);
    if strict == Named::default() {
        read(line, false)
    } else {
        strict
    }
}

/// Classes a heading or a sentence names, by its words as they stand; "trọng
/// tâm" must not become "trung tâm" where no unit need be named at all.
pub(crate) fn named_exactly(line: &str) -> Named {
    read(line, true)
}

fn read(line: &str, exact: bool) -> Named {
    let mut out = Named::default();
    for piece in line.split(';') {
        let folded = fold(piece)
            .replace("uy ban nhan dan", "ubnd")
            // Offices "thuộc UBND thành phố" are not the committee itself.
            .replace("thuoc ubnd", "thuoc uy ban")
            .replace(" tp.", " thanh pho ")
            .replace(" tp ", " thanh pho ");
        let list = List {
            words: words(&folded),
            exact,
        };
        let found = of_piece(&list);
        if !found.is_empty() {
            if !found.contains(&CentralAgency) && names_offices_first(&list) {
                push(&mut out.classes, &[LocalAgency]);
            }
            push(&mut out.classes, &found);
        } else if names_agency(&list) {
            push(&mut out.classes, &[LocalAgency]);
        } else if names_enterprises(&list) {
            push(
                &mut out.classes,
                &[StateEnterprise, TelecomInternet, DigitalPlatform],
            );
        } else {
            out.agencies_in_general |= GENERAL.iter().any(|noun| list.has(noun));
        }
    }
    out
}

/// The words of a piece and how they are compared.
struct List<'a> {
    words: Vec<Word<'a>>,
    exact: bool,
}

impl List<'_> {
    fn has(&self, phrase: &str) -> bool {
        self.place(phrase).is_some()
    }

    /// Index of the word at which a phrase begins.
    fn place(&self, phrase: &str) -> Option<usize> {
        let phrase: Vec<&str> = phrase.split(' ').collect();
        self.words.windows(phrase.len()).position(|window| {
            window.iter().zip(&phrase).all(|(word, expected)| {
                if self.exact {
                    word.text == *expected
                } else {
                    same_word(expected, word.text)
                }
            })
        })
    }
}

fn of_piece(list: &List<'_>) -> Vec<UnitClass> {
    if let [first, second, ..] = list.words.as_slice()
        && first.text == "bo"
        && !matches!(second.text, "phan" | "chi" | "tu" | "ban" | "nganh")
    {
        // "Bộ Công an", "Bộ Khoa học và Công nghệ": one ministry by its name.
        return vec![CentralAgency];
    }
    if let Some(rule) = DECIDING.iter().find(|rule| fits(rule, list)) {
        return rule.classes.to_vec();
    }
    let mut classes = Vec::new();
    for rule in ADDING.iter().filter(|rule| fits(rule, list)) {
        push(&mut classes, rule.classes);
    }
    classes
}

fn fits(rule: &Rule, list: &List<'_>) -> bool {
    rule.needs.iter().all(|phrase| list.has(phrase))
        && !rule.unless.iter().any(|phrase| list.has(phrase))
}

fn names_agency(list: &List<'_>) -> bool {
    AGENCIES.iter().any(|noun| list.has(noun))
        || list
            .words
            .iter()
            .enumerate()
            .any(|(i, word)| is_short_agency(list, i, word.text))
}

fn is_short_agency(list: &List<'_>, i: usize, word: &str) -> bool {
    let before = i
        .checked_sub(1)
        .and_then(|b| list.words.get(b))
        .map(|w| w.text);
    let after = list.words.get(i + 1).map(|w| w.text);
    SHORT_AGENCIES.contains(&word)
        && !NO_AGENCY
            .iter()
            .any(|(noun, next)| *noun == word && after == Some(next))
        && before.is_none_or(|b| BEFORE_SHORT.contains(&b) || SHORT_AGENCIES.contains(&b))
}

/// "Các sở, ban, ngành, UBND các huyện": offices named before the committees count too.
fn names_offices_first(list: &List<'_>) -> bool {
    ["so", "ban", "phong", "co quan"]
        .iter()
        .any(|noun| list.place(noun).is_some_and(|at| at <= 1))
}

/// "Các doanh nghiệp" without a trade, and without agencies beside them.
fn names_enterprises(list: &List<'_>) -> bool {
    (list.has("doanh nghiep") || list.has("cong ty"))
        && !list.has("co quan")
        && !list.has("to chuc")
}

fn push(classes: &mut Vec<UnitClass>, more: &[UnitClass]) {
    for class in more {
        if !classes.contains(class) {
            classes.push(*class);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: &[UnitClass]) {
        assert_eq!(named(line).classes, expected, "{line}");
    }

    #[test]
    fn addressees_of_ministries_provinces_and_towns_are_told_apart() {
        check(
            "Các Bộ, cơ quan ngang Bộ, cơ quan thuộc Chính phủ",
            &[CentralAgency],
        );
        check(
            "UBND các tỉnh, thành phố trực thuộc Trung ương",
            &[PeoplesCommittee],
        );
        check(
            "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương",
            &[PeoplesCommittee],
        );
        check(
            "Các Tập đoàn kinh tế, Tổng công ty nhà nước",
            &[StateEnterprise],
        );
        check(
            "Các Doanh nghiệp cung cấp dịch vụ viễn thông, Internet và nền tảng số",
            &[TelecomInternet, DigitalPlatform],
        );
        check("Các Tổ chức tài chính, Ngân hàng thương mại", &[Finance]);
        check(
            "Các phòng, ban, ngành, đoàn thể, tổ chức chính trị xã hội thị xã",
            &[LocalAgency],
        );
        check(
            "Các doanh nghiệp hoạt động trong lĩnh vực TT&TT",
            &[TelecomInternet, DigitalPlatform],
        );
        check("UBND các xã, phường", &[Commune]);
        check("UBND các phường, xã, đặc khu", &[Commune]);
        check(
            "Các sở, ban, ngành; UBND các huyện, thành phố, thị xã",
            &[LocalAgency, PeoplesCommittee],
        );
        check(
            "Các tổ chức tín dụng, chi nhánh ngân hàng nước ngoài",
            &[Finance],
        );
        check(
            "Giao Công TTĐT thị xã, Trang Thông tin điện tử các xã, phường",
            &[PortalOwner],
        );
        check(
            "Các doanh nghiệp cung cấp dịch vụ viễn thông, Internet; các tổ chức, doanh nghiệp cung cấp nền tảng chuyển đổi số",
            &[TelecomInternet, DigitalPlatform],
        );
        check(
            "Các phòng, ban, đơn vị thuộc UBND thành phố",
            &[LocalAgency],
        );
        check("Bộ Công an", &[CentralAgency]);
        check(
            "các bộ, ngành, địa phương",
            &[CentralAgency, PeoplesCommittee],
        );
        check(
            "Sở Thông tin và Truyền thông các tỉnh, thành phố",
            &[LocalAgency],
        );
        check(
            "Đơn vị chuyên trách về CNTT các bộ, ngành",
            &[CentralAgency],
        );
    }

    #[test]
    fn general_words_name_nobody_in_particular() {
        let found = named("Các cơ quan, đơn vị trên địa bàn thị xã");
        assert_eq!((found.classes, found.agencies_in_general), (vec![], true));
        assert_eq!(named_exactly("Trường hợp chưa thể vá"), Named::default());
        assert_eq!(named_exactly("NHIỆM VỤ TRỌNG TÂM"), Named::default());
        assert_eq!(
            named("Tăng cường bảo đảm an toàn thông tin mạng"),
            Named::default()
        );
    }
}
