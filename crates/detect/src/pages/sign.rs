//! What can be seen on a page that looks injected: kinds, weights and their texts.

use super::style::HiddenBy;

/// How certain a sign is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Weight {
    /// Treated as an injection until a person says otherwise.
    Injected,
    /// Worth a look; lawful pages can show it.
    Suspicious,
}

/// What was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignKind {
    /// A link to a host built like a gambling site's or listed as one.
    GamblingHost,
    /// A link to another site with gambling words as its anchor.
    GamblingAnchor,
    /// A hidden link with gambling words or such a host.
    HiddenLink,
    /// Gambling words in a part of the page that visitors do not see.
    HiddenText,
    /// Gambling words in the title or in the metas for search engines.
    TitleOrMeta,
    /// The page sends visitors to, frames or runs something of such a host.
    Redirect,
    /// Links inside the site whose anchors or names advertise gambling.
    InternalPage,
    /// The sentences of defacers.
    Defacement,
    /// Many hidden links to other sites.
    HiddenForeignLinks,
    /// The page sends visitors to another site by itself.
    ForeignRedirect,
    /// A script hides what it does.
    ObfuscatedScript,
    /// A script that treats visitors from search engines differently.
    Cloaking,
    /// Much advertising language and no word of warning.
    Text,
}

impl SignKind {
    /// The stable code, such as `gambling_host`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::GamblingHost => "gambling_host",
            Self::GamblingAnchor => "gambling_anchor",
            Self::HiddenLink => "hidden_link",
            Self::HiddenText => "hidden_text",
            Self::TitleOrMeta => "title_or_meta",
            Self::Redirect => "redirect",
            Self::InternalPage => "internal_page",
            Self::Defacement => "defacement",
            Self::HiddenForeignLinks => "hidden_foreign_links",
            Self::ForeignRedirect => "foreign_redirect",
            Self::ObfuscatedScript => "obfuscated_script",
            Self::Cloaking => "cloaking",
            Self::Text => "text",
        }
    }

    /// The same in plain Vietnamese.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::GamblingHost => "liên kết tới tên miền cờ bạc",
            Self::GamblingAnchor => "liên kết ra ngoài mang từ ngữ quảng cáo cờ bạc",
            Self::HiddenLink => "liên kết cờ bạc bị giấu",
            Self::HiddenText => "nội dung cờ bạc bị giấu trong trang",
            Self::TitleOrMeta => "tiêu đề hoặc thẻ mô tả chứa từ ngữ quảng cáo cờ bạc",
            Self::Redirect => "trang chuyển hướng hoặc nhúng tên miền cờ bạc",
            Self::InternalPage => "trang con mang tên quảng cáo cờ bạc",
            Self::Defacement => "dấu hiệu thay đổi giao diện",
            Self::HiddenForeignLinks => "nhiều liên kết ra ngoài bị giấu",
            Self::ForeignRedirect => "trang tự chuyển hướng sang tên miền khác",
            Self::ObfuscatedScript => "mã kịch bản bị làm rối",
            Self::Cloaking => "kịch bản phân biệt khách đến từ máy tìm kiếm",
            Self::Text => "nhiều từ ngữ quảng cáo cờ bạc trong nội dung",
        }
    }

    /// The same in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::GamblingHost => "link to a gambling host",
            Self::GamblingAnchor => "foreign link with words that advertise gambling",
            Self::HiddenLink => "hidden gambling link",
            Self::HiddenText => "gambling text hidden in the page",
            Self::TitleOrMeta => "title or meta with words that advertise gambling",
            Self::Redirect => "page redirects to or embeds a gambling host",
            Self::InternalPage => "page of this site named to advertise gambling",
            Self::Defacement => "sign of defacement",
            Self::HiddenForeignLinks => "many hidden links to other sites",
            Self::ForeignRedirect => "page redirects to another site by itself",
            Self::ObfuscatedScript => "obfuscated script",
            Self::Cloaking => "script treats visitors from search engines differently",
            Self::Text => "much language that advertises gambling",
        }
    }
}

/// One thing that looks injected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sign {
    /// How certain it is.
    pub weight: Weight,
    /// What was seen.
    pub kind: SignKind,
    /// The words seen, at most 160 letters.
    pub excerpt: String,
    /// Where a link of the sign leads.
    pub target: Option<String>,
    /// The terms that decided, sorted.
    pub terms: Vec<String>,
    /// How it is hidden, when it is.
    pub hidden: Option<HiddenBy>,
}
