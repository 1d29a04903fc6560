//! Why a row of a list is not used, in words for programs and for people.

/// Why a row of a list is not used as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Neither an address, a range, a network, a name, a URL, an e-mail address nor a digest.
    Malformed,
    /// A private, unspecified, loopback, multicast or reserved address.
    NotPublic,
    /// A network or range so wide (shorter than /8, or /16 for IPv6) or a name
    /// so general (`com.vn`) that it cannot be meant.
    TooWide,
    /// A name with letters outside ASCII; its `xn--` form is needed.
    NonAsciiName,
    /// No cell of the row holds an indicator.
    Empty,
    /// The list is larger than its index can address.
    TooLarge,
    /// A note, the row is used: the address had bits set beyond its prefix and
    /// was read as its network.
    HostBits,
}

impl Reason {
    /// The stable code shown to people and programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Malformed => "indicator.malformed",
            Self::NotPublic => "indicator.not_public",
            Self::TooWide => "indicator.too_wide",
            Self::NonAsciiName => "indicator.non_ascii_name",
            Self::Empty => "indicator.empty",
            Self::TooLarge => "indicator.list_too_large",
            Self::HostBits => "indicator.host_bits",
        }
    }

    /// The reason in Vietnamese.
    #[must_use]
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Malformed => {
                "không phải địa chỉ IP, dải địa chỉ, tên miền, URL, địa chỉ thư hay mã băm"
            }
            Self::NotPublic => "địa chỉ nội bộ hoặc dành riêng, không phải địa chỉ công khai",
            Self::TooWide => "dải địa chỉ hoặc tên miền quá rộng",
            Self::NonAsciiName => "tên miền có dấu, cần ghi ở dạng xn--",
            Self::Empty => "dòng không có mục nào để đối chiếu",
            Self::TooLarge => "danh sách quá lớn",
            Self::HostBits => "địa chỉ không phải đầu dải, đã đọc thành dải mạng chứa nó",
        }
    }

    /// The reason in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Malformed => {
                "not an address, a range, a name, a URL, an e-mail address or a digest"
            }
            Self::NotPublic => "private or reserved address, not a public one",
            Self::TooWide => "the range or name is too wide",
            Self::NonAsciiName => "a name with diacritics must be given in its xn-- form",
            Self::Empty => "the row holds nothing to look for",
            Self::TooLarge => "the list is too large",
            Self::HostBits => "the address is inside its network; read as the whole network",
        }
    }

    /// True when the row is used all the same.
    #[must_use]
    pub const fn is_note(self) -> bool {
        matches!(self, Self::HostBits)
    }
}
