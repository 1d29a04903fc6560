//! Editions of an invented botnet list: one address a line, a table, ranges. Only documentation addresses.

use crate::moment::{day, local};
use crate::random::Random;
use jiff::Timestamp;
use jiff::civil::Date;

/// The national edition of January, plain addresses.
pub(crate) const JANUARY: &str = "botnet-2024-01";
/// A listed address that the machine talks to which nobody cleaned.
pub(crate) const LISTED_PEER: &str = "198.51.100.77";
/// A listed address that the cleaned machine talked to before.
pub(crate) const CLEANED_PEER: &str = "198.51.100.23";
/// A listed address inside a range of the third edition.
pub(crate) const RANGE_PEER: &str = "192.0.2.71";

/// One edition.
pub(crate) struct Edition {
    /// Its file's name without ending; also its code and edition in the table `lists`.
    pub(crate) stem: &'static str,
    /// The file below `lists/`.
    pub(crate) file: String,
    /// Who issued it.
    pub(crate) issuer: &'static str,
    /// The month it is for.
    pub(crate) month: Date,
    /// When it came.
    pub(crate) received: Timestamp,
    /// How many entries it has.
    pub(crate) entries: usize,
    /// The file's text.
    pub(crate) text: String,
}

/// All editions, the same for every seed: lists are issued by others.
pub(crate) fn editions() -> [Edition; 3] {
    let mut random = Random::new(1, 7);
    [plain(&mut random), table(&mut random), ranges()]
}

fn plain(random: &mut Random) -> Edition {
    let mut hosts: Vec<i64> = (0..60).map(|_| random.between(1, 254)).collect();
    hosts.extend([23, 77]);
    hosts.sort_unstable();
    hosts.dedup();
    let entries = hosts.len();
    let lines: Vec<String> = hosts.iter().map(|h| format!("198.51.100.{h}")).collect();
    Edition {
        stem: JANUARY,
        file: format!("{JANUARY}.txt"),
        issuer: "Cục An toàn thông tin (mẫu)",
        month: day(1, 1),
        received: local(day(1, 22), 10, 15),
        entries,
        text: lines.join("\n") + "\n",
    }
}

fn table(random: &mut Random) -> Edition {
    const STEM: &str = "botnet-2024-02";
    let families = ["avalanche-mau", "andromeda-mau", "necurs-mau"];
    let mut text = String::from("STT,Địa chỉ IP,Tên mã độc,Ghi chú\n");
    let mut entries = 0;
    for number in 1..=40 {
        let line = format!(
            "{number},192.0.2.{},{},mẫu\n",
            128 + number,
            random.pick(&families)
        );
        text.push_str(&line);
        entries += 1;
    }
    text.push_str("41,198.51.100.77,necurs-mau,mẫu\n42,2001:db8:bad::5,andromeda-mau,mẫu\n");
    Edition {
        stem: STEM,
        file: format!("{STEM}.csv"),
        issuer: "Cục An toàn thông tin (mẫu)",
        month: day(2, 1),
        received: local(day(2, 5), 16, 40),
        entries: entries + 2,
        text,
    }
}

fn ranges() -> Edition {
    const STEM: &str = "so-dot-xuat-2024-02";
    Edition {
        stem: STEM,
        file: format!("{STEM}.txt"),
        issuer: "Sở Thông tin và Truyền thông tỉnh Bình Mẫu (mẫu)",
        month: day(2, 1),
        received: local(day(2, 6), 9, 5),
        entries: 3,
        text: "# Danh sách đột xuất (mẫu)\n192.0.2.64/28\n192.0.2.96/29\n2001:db8:dead::/48\n"
            .into(),
    }
}
