//! The reasons of an answer, with a stable code and both texts.

/// Why a product is or is not exposed, or why that cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Why {
    /// The version lies in an affected range.
    InRange(String),
    /// The version is at or past a fix.
    PastFix(String),
    /// The version lies outside everything the issuer calls affected.
    OutsideRange,
    /// The issuer says so of exactly this version or product.
    Stated,
    /// An installed update mends it.
    UpdateInstalled(String),
    /// None of the updates that mend it is installed.
    UpdateMissing(String),
    /// The issuer judged this release in later advisories and does not list it here.
    ReleaseNotListed,
    /// The inventory gives no version.
    NoVersion,
    /// The version cannot be compared with the advisory's.
    NotComparable(String),
    /// The advisory names the product without a range.
    NoRange,
    /// The advisory's range is written in a way that cannot be read.
    UnreadableRange(String),
    /// The advisory says nothing about this release line.
    LineNotListed,
    /// The release of the product is not known.
    ReleaseUnknown,
    /// Product name and build speak of different releases.
    ReleaseConflict,
    /// No installed updates are listed for the asset.
    NoUpdateList,
    /// An installed update is newer than the advisories at hand and may mend it.
    NewerUpdate(String),
    /// Two fixes of different numbers are named for this release.
    RangesDisagree,
    /// Advisories contradict each other.
    SourcesDisagree,
    /// Only some modules are affected and it is not known which are in use.
    ModuleUnknown(String),
    /// Only some platforms are affected and the asset's is not known.
    PlatformUnknown(String),
    /// The issuer is still examining it or calls it unknown.
    IssuerUnknown,
}

impl Why {
    /// The stable code, such as `in_range`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InRange(_) => "in_range",
            Self::PastFix(_) => "past_fix",
            Self::OutsideRange => "outside_range",
            Self::Stated => "stated",
            Self::UpdateInstalled(_) => "update_installed",
            Self::UpdateMissing(_) => "update_missing",
            Self::ReleaseNotListed => "release_not_listed",
            Self::NoVersion => "no_version",
            Self::NotComparable(_) => "not_comparable",
            Self::NoRange => "no_range",
            Self::UnreadableRange(_) => "unreadable_range",
            Self::LineNotListed => "line_not_listed",
            Self::ReleaseUnknown => "release_unknown",
            Self::ReleaseConflict => "release_conflict",
            Self::NoUpdateList => "no_update_list",
            Self::NewerUpdate(_) => "newer_update",
            Self::RangesDisagree => "ranges_disagree",
            Self::SourcesDisagree => "sources_disagree",
            Self::ModuleUnknown(_) => "module_unknown",
            Self::PlatformUnknown(_) => "platform_unknown",
            Self::IssuerUnknown => "issuer_unknown",
        }
    }

    /// The reason in plain Vietnamese.
    #[must_use]
    pub fn vi(&self) -> String {
        match self {
            Self::InRange(range) => format!("phiên bản nằm trong dải bị ảnh hưởng ({range})"),
            Self::PastFix(fix) => format!("phiên bản đã từ bản vá {fix} trở lên"),
            Self::OutsideRange => "phiên bản nằm ngoài dải bị ảnh hưởng".into(),
            Self::Stated => "đơn vị ban hành cảnh báo nêu rõ như vậy".into(),
            Self::UpdateInstalled(kb) => format!("đã cài bản cập nhật {kb}"),
            Self::UpdateMissing(kbs) => format!("chưa cài bản cập nhật nào trong số: {kbs}"),
            Self::ReleaseNotListed => {
                "hãng đã đánh giá bản phát hành này và không liệt kê là bị ảnh hưởng".into()
            }
            Self::NoVersion => "danh mục phần mềm không ghi phiên bản".into(),
            Self::NotComparable(version) => {
                format!("không so sánh được phiên bản {version} với cảnh báo")
            }
            Self::NoRange => "cảnh báo không nêu dải phiên bản".into(),
            Self::UnreadableRange(range) => format!("không đọc được dải phiên bản \"{range}\""),
            Self::LineNotListed => "cảnh báo không nói về dòng phiên bản này".into(),
            Self::ReleaseUnknown => "không rõ bản phát hành của sản phẩm".into(),
            Self::ReleaseConflict => "tên sản phẩm và số bản dựng không khớp nhau".into(),
            Self::NoUpdateList => "không có danh sách bản cập nhật (KB) của máy".into(),
            Self::NewerUpdate(kb) => {
                format!("{kb} mới hơn dữ liệu hiện có, có thể đã bao gồm bản vá")
            }
            Self::RangesDisagree => "có nhiều mốc bản vá khác nhau cho bản phát hành này".into(),
            Self::SourcesDisagree => "các cảnh báo mâu thuẫn nhau".into(),
            Self::ModuleUnknown(modules) => {
                format!("chỉ ảnh hưởng mô-đun {modules}, chưa rõ máy có dùng hay không")
            }
            Self::PlatformUnknown(platforms) => {
                format!("chỉ ảnh hưởng trên nền tảng {platforms}, chưa rõ nền tảng của máy")
            }
            Self::IssuerUnknown => "đơn vị ban hành chưa kết luận về phiên bản này".into(),
        }
    }

    /// The reason in English.
    #[must_use]
    pub fn en(&self) -> String {
        match self {
            Self::InRange(range) => format!("the version is in the affected range ({range})"),
            Self::PastFix(fix) => format!("the version is at or past the fix {fix}"),
            Self::OutsideRange => "the version is outside the affected ranges".into(),
            Self::Stated => "the issuer says so".into(),
            Self::UpdateInstalled(kb) => format!("update {kb} is installed"),
            Self::UpdateMissing(kbs) => format!("none of these updates is installed: {kbs}"),
            Self::ReleaseNotListed => {
                "the maker judged this release and does not list it as affected".into()
            }
            Self::NoVersion => "the inventory gives no version".into(),
            Self::NotComparable(version) => {
                format!("version {version} cannot be compared with the advisory")
            }
            Self::NoRange => "the advisory gives no range of versions".into(),
            Self::UnreadableRange(range) => format!("the range \"{range}\" cannot be read"),
            Self::LineNotListed => "the advisory does not speak of this release line".into(),
            Self::ReleaseUnknown => "the release of the product is not known".into(),
            Self::ReleaseConflict => "product name and build do not agree".into(),
            Self::NoUpdateList => "no list of installed updates for the asset".into(),
            Self::NewerUpdate(kb) => {
                format!("{kb} is newer than the advisories at hand and may include the fix")
            }
            Self::RangesDisagree => "different fixes are named for this release".into(),
            Self::SourcesDisagree => "advisories contradict each other".into(),
            Self::ModuleUnknown(modules) => {
                format!("only module {modules} is affected; not known whether it is in use")
            }
            Self::PlatformUnknown(platforms) => {
                format!("only affected on {platforms}; the asset's platform is not known")
            }
            Self::IssuerUnknown => "the issuer has not decided about this version".into(),
        }
    }
}
