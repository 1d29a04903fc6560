//! Who is in the province, what each has answered, and how its machines stand.

use super::names::{person, place};
use super::{PROVINCE, stream};
use crate::random::Random;
use domain::unit::{Tier, UnitClass};

/// The province with all its units.
pub(super) struct Province {
    /// The committee first, then the departments, then the communes.
    pub(super) offices: Vec<Office>,
}

/// One unit.
pub(super) struct Office {
    /// Its place among all units.
    pub(super) index: usize,
    /// Its code.
    pub(super) code: String,
    /// Its name, marked as a sample.
    pub(super) name: String,
    /// Its group on the province's console.
    pub(super) group: String,
    /// How directives address it.
    pub(super) class: UnitClass,
    /// Its tier.
    pub(super) tier: Tier,
    /// What it has answered.
    pub(super) answer: Answer,
    /// How its machines stand on the console.
    pub(super) fleet: Fleet,
    /// Whether it keeps its roster and check-ins in Khiên.
    pub(super) keeps_roster: bool,
}

/// What a unit has answered.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Answer {
    /// Nothing at all: "chưa báo cáo".
    Nothing,
    /// Something, but its head has not closed the return.
    Begun,
    /// Its head has closed the return.
    Closed,
}

/// How a unit's machines stand on the console.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fleet {
    /// All report and are protected.
    Healthy,
    /// A few are silent, unprotected or behind with signatures.
    Patchy,
    /// A server has been unprotected for two days.
    ServerOff,
    /// One machine is infected.
    Infected,
    /// None has reported for weeks.
    Silent,
    /// No machine in the export.
    Absent,
}

/// Departments of the province: code and name.
const DEPARTMENTS: [(&str, &str); 12] = [
    ("SO-KHCN", "Sở Khoa học và Công nghệ"),
    ("SO-NV", "Sở Nội vụ"),
    ("SO-TC", "Sở Tài chính"),
    ("SO-TP", "Sở Tư pháp"),
    ("SO-XD", "Sở Xây dựng"),
    ("SO-NNMT", "Sở Nông nghiệp và Môi trường"),
    ("SO-CT", "Sở Công Thương"),
    ("SO-YT", "Sở Y tế"),
    ("SO-GDDT", "Sở Giáo dục và Đào tạo"),
    ("SO-VHTTDL", "Sở Văn hóa, Thể thao và Du lịch"),
    ("SO-TTR", "Thanh tra"),
    ("SO-VP", "Văn phòng UBND"),
];

/// The department that runs the shared services.
pub(super) const PROVIDER: &str = "SO-KHCN";

impl Province {
    /// The province with so many communes.
    pub(super) fn new(seed: u64, communes: usize) -> Self {
        let mut random = Random::new(seed, stream::CAST);
        let mut offices = vec![committee()];
        for (code, name) in DEPARTMENTS {
            offices.push(department(offices.len(), code, name));
        }
        let answers = dealt(&mut random, communes, &ANSWERS, Answer::Begun);
        let fleets = dealt(&mut random, communes, &FLEETS, Fleet::Healthy);
        for (number, (answer, fleet)) in answers.into_iter().zip(fleets).enumerate() {
            let keeps_roster = answer != Answer::Nothing && random.chance(20);
            offices.push(commune(offices.len(), number, answer, fleet, keeps_roster));
        }
        Self { offices }
    }

    /// The units that have answered anything.
    pub(super) fn answering(&self) -> impl Iterator<Item = &Office> {
        self.offices.iter().filter(|o| o.answer != Answer::Nothing)
    }
}

/// Of 100 communes so many; the rest has begun.
const ANSWERS: [(Answer, usize); 2] = [(Answer::Nothing, 15), (Answer::Closed, 60)];
/// Of 100 communes so many, at least one of each where there are enough; the rest is healthy.
const FLEETS: [(Fleet, usize); 5] = [
    (Fleet::Absent, 2),
    (Fleet::Silent, 1),
    (Fleet::ServerOff, 4),
    (Fleet::Infected, 6),
    (Fleet::Patchy, 30),
];

/// One card for each commune, so many of each kind in a hundred, shuffled.
fn dealt<T: Copy>(random: &mut Random, count: usize, shares: &[(T, usize)], rest: T) -> Vec<T> {
    let mut cards: Vec<T> = Vec::with_capacity(count);
    for (card, percent) in shares {
        cards.extend(std::iter::repeat_n(*card, (count * percent).div_ceil(100)));
    }
    cards.truncate(count);
    cards.resize(count, rest);
    for at in (1..cards.len()).rev() {
        let other = random.below(u32::try_from(at + 1).unwrap_or(u32::MAX));
        cards.swap(at, usize::try_from(other).unwrap_or(0));
    }
    cards
}

fn committee() -> Office {
    Office {
        index: 0,
        code: PROVINCE.into(),
        name: "UBND tỉnh Bình Mẫu (mẫu)".into(),
        group: "Bình Mẫu/UBND tỉnh".into(),
        class: UnitClass::PeoplesCommittee,
        tier: Tier::Province,
        answer: Answer::Closed,
        fleet: Fleet::Healthy,
        keeps_roster: true,
    }
}

fn department(index: usize, code: &str, name: &str) -> Office {
    Office {
        index,
        code: code.into(),
        name: format!("{name} tỉnh Bình Mẫu (mẫu)"),
        group: format!("Bình Mẫu/{name}"),
        class: UnitClass::LocalAgency,
        tier: Tier::Department,
        answer: if code == "SO-TTR" {
            Answer::Begun
        } else {
            Answer::Closed
        },
        fleet: if code == "SO-YT" {
            Fleet::ServerOff
        } else {
            Fleet::Healthy
        },
        keeps_roster: code != "SO-TTR",
    }
}

fn commune(
    index: usize,
    number: usize,
    answer: Answer,
    fleet: Fleet,
    keeps_roster: bool,
) -> Office {
    // One in four is a ward.
    let is_ward = number % 4 == 1;
    let (letter, kind, title) = if is_ward {
        ("P", "phường", "Phường")
    } else {
        ("X", "xã", "Xã")
    };
    let place = place(number);
    Office {
        index,
        code: format!("{letter}{:04}", number + 1),
        name: format!("UBND {kind} {place} (mẫu)"),
        group: format!("Bình Mẫu/{title} {place}"),
        class: UnitClass::Commune,
        tier: Tier::Commune,
        answer,
        fleet,
        keeps_roster,
    }
}

impl Office {
    /// Its head.
    pub(super) fn head(&self) -> String {
        person(self.index, 0)
    }

    /// One of its three officers for information security.
    pub(super) fn officer(&self, turn: usize) -> String {
        person(self.index, turn % 3 + 1)
    }

    /// Whether it is a commune or ward.
    pub(super) fn is_commune(&self) -> bool {
        self.tier == Tier::Commune
    }

    /// Whether it is a ward.
    pub(super) fn is_ward(&self) -> bool {
        self.code.starts_with('P')
    }

    /// A number of its own below `count`, the same in each run.
    pub(super) fn draw(&self, what: usize, count: usize) -> usize {
        // Knuth's multiplicative hash spreads neighbouring units.
        (self.index + what * 1_009)
            .wrapping_mul(2_654_435_761)
            .checked_shr(7)
            .unwrap_or(0)
            .checked_rem(count)
            .unwrap_or(0)
    }
}
