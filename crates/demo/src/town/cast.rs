//! The units of the invented town: who is there, under whom, with how many machines.

use domain::facts::{OfficeCalendar, Unit};
use domain::key::Key;
use domain::unit::{Tier, UnitClass};
use jiff::Timestamp;

/// One unit of the sample.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// Its code.
    pub(crate) code: &'static str,
    /// Its name, marked as a sample.
    pub(crate) name: &'static str,
    /// How directives address it.
    pub(crate) class: &'static [UnitClass],
    /// Its tier.
    pub(crate) tier: Tier,
    /// The unit above.
    pub(crate) parent: Option<&'static str>,
    /// Its head.
    pub(crate) head: &'static str,
    /// Its officers for information security.
    pub(crate) officers: [&'static str; 3],
    /// Staff.
    pub(crate) headcount: i64,
    /// Third byte of its private addresses, and its place in the public range.
    pub(crate) net: u8,
    /// Servers in the register.
    pub(crate) servers: u8,
    /// Workstations in the register.
    pub(crate) stations: u8,
}

use UnitClass::{
    Commune, DigitalPlatform, LocalAgency, PeoplesCommittee, PortalOwner, TelecomInternet,
};

macro_rules! member {
    ($code:literal $name:literal $class:expr, $tier:ident under $parent:expr; $head:literal, [$a:literal, $b:literal, $c:literal]; $headcount:literal staff, net $net:literal, $servers:literal + $stations:literal) => {
        Member {
            code: $code,
            name: $name,
            class: $class,
            tier: Tier::$tier,
            parent: $parent,
            head: $head,
            officers: [$a, $b, $c],
            headcount: $headcount,
            net: $net,
            servers: $servers,
            stations: $stations,
        }
    };
}

/// All units. The province's department serves the others; it is no addressee of the town's letter.
pub(crate) const MEMBERS: [Member; 15] = [
    member!("SOTT" "Sở Thông tin và Truyền thông tỉnh Bình Mẫu (mẫu)" &[], Department under None; "Đỗ Mẫu Nhất", ["Lý Mẫu Hai", "Lý Mẫu Ba", "Lý Mẫu Tư"]; 42 staff, net 1, 0 + 0),
    member!("TX" "UBND thị xã An Mẫu (mẫu)" &[PeoplesCommittee, LocalAgency, PortalOwner], District under Some("SOTT"); "Phạm Mẫu Thị", ["Trần Mẫu An", "Lê Mẫu Bình", "Võ Mẫu Cát"]; 64 staff, net 2, 10 + 36),
    member!("VHTT" "Phòng Văn hóa và Thông tin thị xã An Mẫu (mẫu)" &[LocalAgency], Department under Some("TX"); "Bùi Mẫu Văn", ["Bùi Mẫu Dung", "Bùi Mẫu Giang", "Bùi Mẫu Hạnh"]; 14 staff, net 3, 1 + 20),
    member!("TCKH" "Phòng Tài chính - Kế hoạch thị xã An Mẫu (mẫu)" &[LocalAgency], Department under Some("TX"); "Ngô Mẫu Tài", ["Ngô Mẫu Khoa", "Ngô Mẫu Lan", "Ngô Mẫu Minh"]; 18 staff, net 4, 2 + 21),
    member!("GDDT" "Phòng Giáo dục và Đào tạo thị xã An Mẫu (mẫu)" &[LocalAgency], Department under Some("TX"); "Hồ Mẫu Giáo", ["Hồ Mẫu Nga", "Hồ Mẫu Oanh", "Hồ Mẫu Phúc"]; 16 staff, net 5, 1 + 21),
    member!("PMD" "UBND phường Mẫu Đông (mẫu)" &[Commune, PortalOwner], Commune under Some("TX"); "Cao Mẫu Đông", ["Cao Mẫu Quân", "Cao Mẫu Sơn", "Cao Mẫu Tâm"]; 24 staff, net 6, 1 + 18),
    member!("PMT" "UBND phường Mẫu Tây (mẫu)" &[Commune, PortalOwner], Commune under Some("TX"); "Dương Mẫu Tây", ["Dương Mẫu Uyên", "Dương Mẫu Vinh", "Dương Mẫu Xuân"]; 23 staff, net 7, 1 + 18),
    member!("PMN" "UBND phường Mẫu Nam (mẫu)" &[Commune], Commune under Some("TX"); "Hà Mẫu Nam", ["Hà Mẫu Yên", "Hà Mẫu Ánh", "Hà Mẫu Bảo"]; 22 staff, net 8, 1 + 17),
    member!("PMB" "UBND phường Mẫu Bắc (mẫu)" &[Commune], Commune under Some("TX"); "Kiều Mẫu Bắc", ["Kiều Mẫu Chi", "Kiều Mẫu Đạt", "Kiều Mẫu Hà"]; 22 staff, net 9, 1 + 16),
    member!("XTH" "UBND xã Mẫu Thượng (mẫu)" &[Commune], Commune under Some("TX"); "Lương Mẫu Thượng", ["Lương Mẫu Huy", "Lương Mẫu Kim", "Lương Mẫu Liên"]; 20 staff, net 10, 1 + 15),
    member!("XTR" "UBND xã Mẫu Trung (mẫu)" &[Commune], Commune under Some("TX"); "Mạc Mẫu Trung", ["Mạc Mẫu Mai", "Mạc Mẫu Nhân", "Mạc Mẫu Phương"]; 21 staff, net 11, 1 + 15),
    member!("XHA" "UBND xã Mẫu Hạ (mẫu)" &[Commune], Commune under Some("TX"); "Nông Mẫu Hạ", ["Nông Mẫu Quyên", "Nông Mẫu Sinh", "Nông Mẫu Thảo"]; 19 staff, net 12, 0 + 14),
    member!("XLA" "UBND xã Mẫu Lâm (mẫu)" &[Commune], Commune under Some("TX"); "Ông Mẫu Lâm", ["Ông Mẫu Trí", "Ông Mẫu Vân", "Ông Mẫu Xuyến"]; 18 staff, net 13, 0 + 0),
    member!("VTM" "Công ty Viễn thông Mẫu Một (mẫu)" &[TelecomInternet], Enterprise under None; "Quách Mẫu Viễn", ["Quách Mẫu Ân", "Quách Mẫu Biên", "Quách Mẫu Cầm"]; 35 staff, net 14, 3 + 6),
    member!("NTM" "Công ty Nền tảng số Mẫu Hai (mẫu)" &[DigitalPlatform], Enterprise under None; "Sầm Mẫu Nền", ["Sầm Mẫu Du", "Sầm Mẫu Gấm", "Sầm Mẫu Hiên"]; 28 staff, net 15, 2 + 4),
];

/// The ward that has not answered at all; only what others hold about it is known.
pub(crate) const SILENT: &str = "XLA";
/// The commune whose office is closed over Tết.
pub(crate) const CLOSED: &str = "XHA";
/// The ward whose register was last confirmed too long ago.
pub(crate) const STALE_REGISTER: &str = "PMN";

/// The unit of a code.
pub(crate) fn member(code: &str) -> Option<&'static Member> {
    MEMBERS.iter().find(|m| m.code == code)
}

/// All units that answer: every one but the silent ward.
pub(crate) fn answering() -> impl Iterator<Item = &'static Member> {
    MEMBERS.iter().filter(|m| m.code != SILENT)
}

impl Member {
    /// Whether it is an enterprise.
    pub(crate) fn is_enterprise(&self) -> bool {
        self.tier == Tier::Enterprise
    }

    /// Whether it belongs to the town: all but the department above and the enterprises.
    pub(crate) fn is_of_town(&self) -> bool {
        !self.is_enterprise() && self.code != "SOTT"
    }

    /// The beginning of its machines' names.
    pub(crate) fn prefix(&self) -> String {
        format!("{}-", self.code)
    }

    /// Its group on the anti-malware console.
    pub(crate) fn group(&self) -> String {
        format!("Bình Mẫu/An Mẫu/{}", self.code)
    }

    /// Its row in the register of units.
    pub(crate) fn unit(&self, confirmed: Timestamp) -> Unit {
        let has_register = self.code != SILENT;
        Unit {
            name: self.name.into(),
            class: self.class.to_vec(),
            tier: Some(self.tier),
            parent: self.parent.map(Key::new),
            head: Some(self.head.into()),
            headcount: Some(self.headcount),
            register_confirmed_at: has_register.then_some(confirmed),
            register_confirmed_by: has_register.then(|| self.head.into()),
            calendar: Some(if self.code == CLOSED {
                OfficeCalendar::ClosedOnBreaks
            } else {
                OfficeCalendar::Open
            }),
            console_groups: vec![self.group().into()],
            host_prefixes: vec![self.prefix().into()],
            from: None,
            to: None,
        }
    }
}

/// The town itself: the unit that reports to the upper tier.
pub const TOWN: &str = "TX";
