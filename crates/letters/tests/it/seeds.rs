//! The two real letters must come out whole (issue 2, section 2).

use crate::calendar::calendar;
use domain::directive::{Capacity, Directive, DirectiveKind, Relation};
use domain::measure_id::MeasureId::{self, *};
use domain::unit::{Tier, UnitClass};
use letters::read::{ReadContext, read_bytes, read_text};
use std::path::PathBuf;

/// The text of a seed, unless this checkout has none.
fn seed(name: &str) -> Option<String> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/domain/directives")
        .join(name);
    let text = std::fs::read_to_string(&path).ok();
    if text.is_none() {
        eprintln!("skipped: no seed letter {name}");
    }
    text
}

fn read(text: &str) -> Directive {
    read_text(
        text,
        &ReadContext {
            calendar: &calendar(),
        },
    )
}

fn ids(directive: &Directive) -> Vec<&str> {
    directive
        .obligations
        .iter()
        .map(|o| o.id.as_str())
        .collect()
}

const TOWN: [&str; 13] = [
    "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1", "2.2", "2.3", "8.1", "8.2", "8.3", "contacts",
];
const MINISTRY: [&str; 9] = [
    "1.a", "1.b", "1.c", "1.d", "2.a", "2.b", "2.c", "2.d", "contacts",
];

/// What each duty of the town's letter asks, and what each of the ministry's asks.
const TOWN_MEASURES: [&[MeasureId]; 13] = [
    &[LevelMeasuresReview],
    &[DutyRoster, WatchSiem, WatchAntimalware],
    &[MalwareRemove, BotnetPriorityCheck],
    &[VulnReviewFix],
    &[NcscConnect],
    &[Awareness],
    &[PortalPublishFulltext],
    &[PortalCheck],
    &[PortalCheck],
    &[DutyRoster, TelcoInfra],
    &[TelcoProtect],
    &[TelcoContract],
    &[Escalate],
];
const MINISTRY_MEASURES: [&[MeasureId]; 9] = [
    &[DutyRoster, WatchSiem, WatchAntimalware],
    &[PatchFull],
    &[
        MalwareRemove,
        BotnetPriorityCheck,
        VulnReviewFix,
        Hunt,
        AlertsIrlab,
    ],
    &[ResponsePlan],
    &[DutyRoster, TelcoInfra],
    &[TelcoProtect],
    &[SpamComplaints],
    &[AuthorityOrders],
    &[Escalate],
];

fn check_town(directive: &Directive) {
    assert_eq!(ids(directive), TOWN);
    for (duty, measures) in directive.obligations.iter().zip(TOWN_MEASURES) {
        assert_eq!(duty.measures, measures, "{}", duty.id);
        let expected: &[UnitClass] = match duty.id.split('.').next() {
            Some("1") => &[UnitClass::LocalAgency, UnitClass::Commune],
            Some("2") => &[UnitClass::PortalOwner],
            Some("8") => &[UnitClass::TelecomInternet, UnitClass::DigitalPlatform],
            _ => &[
                UnitClass::LocalAgency,
                UnitClass::TelecomInternet,
                UnitClass::DigitalPlatform,
                UnitClass::Commune,
            ],
        };
        assert_eq!(duty.addressees, expected, "{}", duty.id);
    }
    let cited: Vec<_> = directive
        .references
        .iter()
        .map(|r| (r.number.as_deref(), r.sign.as_deref(), r.relation))
        .collect();
    assert_eq!(
        cited,
        [
            (Some("07"), Some("STTTT-CĐS"), Relation::Implements),
            (Some("1943"), Some("CATTT-NCSC"), Relation::Warning),
            (Some("2216"), Some("CATTT-NCSC"), Relation::Warning),
            (Some("6410"), Some("BTTTT-CATTT"), Relation::Publish),
        ]
    );
    assert_eq!(
        directive.obligations[3].products,
        ["F5 BIG-IP", "Zimbra", "Microsoft"]
    );
    assert_eq!(
        directive.obligations[3].references,
        ["1943/CATTT-NCSC", "2216/CATTT-NCSC"]
    );
    let contacts: Vec<_> = directive
        .contacts
        .iter()
        .map(|c| (c.phones.len(), c.emails.len()))
        .collect();
    assert_eq!(contacts, [(2, 1), (2, 1), (1, 0)]);
}

#[test]
fn the_letter_of_the_town_comes_out_whole() {
    let Some(text) = seed("thai-hoa-tet-2024.txt") else {
        return;
    };
    let directive = read(&text);
    check_town(&directive);
    assert_eq!(directive.kind, DirectiveKind::OfficialLetter);
    assert_eq!(
        (directive.number.as_deref(), directive.sign.as_deref()),
        (None, Some("UBND-VH"))
    );
    assert_eq!(
        (directive.date, directive.date_parts.year),
        (None, Some(2024))
    );
    assert_eq!(directive.place.as_deref(), Some("Thái Hòa"));
    let issuer = directive.issuer.as_ref().unwrap();
    assert_eq!(
        (issuer.name.as_str(), issuer.tier),
        ("UBND thị xã Thái Hòa", Tier::District)
    );
    assert_eq!(
        directive.subject.as_deref(),
        Some("tăng cường công tác bảo đảm ATTT mạng trong thời gian Tết Nguyên Đán Giáp Thìn 2024")
    );
    let watch = directive.watch.as_ref().unwrap();
    assert_eq!(
        (watch.from.to_string(), watch.to.to_string()),
        ("2024-02-08".into(), "2024-02-14".into())
    );
    assert_eq!(directive.addressees.len(), 4);
    assert_eq!(directive.enclosures.len(), 2);
    assert_eq!(directive.recipients_cc.len(), 5);
    let signer = directive.signer.as_ref().unwrap();
    assert_eq!(signer.capacity, Some(Capacity::DeputyFor));
    assert_eq!(signer.title.as_deref(), Some("PHÓ CHỦ TỊCH"));
    assert!(signer.name.is_some());
    assert!(
        directive.obligations[2]
            .text
            .contains("hệ thống thông tin có địa chỉ IP nằm trong"),
        "the broken line is rejoined"
    );
    let codes: Vec<&str> = directive.warnings.iter().map(|w| &*w.code).collect();
    assert_eq!(
        codes,
        [
            "directive.number_blank",
            "directive.date_blank",
            "directive.numbering_gap",
            "directive.issuer_derived"
        ]
    );
}

#[test]
fn the_letter_of_the_ministry_comes_out_whole() {
    let Some(text) = seed("btttt-30-4-2024.txt") else {
        return;
    };
    let directive = read(&text);
    assert_eq!(ids(&directive), MINISTRY);
    for (duty, measures) in directive.obligations.iter().zip(MINISTRY_MEASURES) {
        assert_eq!(duty.measures, measures, "{}", duty.id);
    }
    let all = [
        UnitClass::CentralAgency,
        UnitClass::PeoplesCommittee,
        UnitClass::StateEnterprise,
        UnitClass::TelecomInternet,
        UnitClass::DigitalPlatform,
        UnitClass::Finance,
    ];
    assert_eq!(
        directive.obligations[0].addressees, all,
        "a section without addressee binds all"
    );
    assert_eq!(
        directive.obligations[4].addressees,
        [UnitClass::TelecomInternet, UnitClass::DigitalPlatform]
    );
    assert_eq!(directive.addressees.len(), 5);
    assert_eq!(directive.contacts.len(), 2);
    assert_eq!(directive.issuer.as_ref().unwrap().tier, Tier::Ministry);
    let watch = directive.watch.as_ref().unwrap();
    assert_eq!(
        (watch.from.to_string(), watch.to.to_string()),
        ("2024-04-27".into(), "2024-05-07".into())
    );
    let enclosures: Vec<&str> = directive
        .enclosures
        .iter()
        .map(|e| e.title.as_str())
        .collect();
    assert_eq!(
        enclosures,
        ["Danh sách IP mạng Botnet được Cục An toàn thông tin cảnh báo hàng tháng hoặc đột xuất"]
    );
    let signer = directive.signer.as_ref().unwrap();
    assert_eq!(
        (signer.capacity, signer.title.as_deref()),
        (Some(Capacity::DeputyFor), Some("THỨ TRƯỞNG"))
    );
    assert_eq!(directive.recipients_cc.len(), 17);
}

/// The ways in which a letter is spoilt on its way: name, and what is done to the text.
type Spoil = (&'static str, fn(&str) -> String);

const SPOILS: [Spoil; 10] = [
    ("decomposed", |t| {
        use unicode_normalization::UnicodeNormalization;
        t.nfd().collect()
    }),
    ("carriage returns", |t| t.replace('\n', "\r\n")),
    ("no empty lines", |t| {
        t.lines()
            .filter(|l| !l.trim().is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }),
    ("an empty line after each", |t| {
        t.lines()
            .filter(|l| !l.trim().is_empty())
            .collect::<Vec<_>>()
            .join("\n\n")
    }),
    ("one line", |t| {
        t.split_whitespace().collect::<Vec<_>>().join(" ")
    }),
    ("no diacritics", |t| t.chars().map(bare).collect()),
    ("pipes", |t| {
        t.lines()
            .filter(|l| !l.trim().is_empty())
            .map(|l| format!("| {l} |\n"))
            .collect()
    }),
    ("bold", |t| {
        t.lines()
            .map(|l| {
                if l.trim().is_empty() {
                    "\n".into()
                } else {
                    format!("**{}**\n", l.replace("**", "").trim())
                }
            })
            .collect()
    }),
    ("en dashes and no-break blanks", |t| {
        t.replace("\n- ", "\n–\u{a0}")
    }),
    ("wrapped at 60", |t| t.lines().map(wrap).collect()),
];

/// The letter without its marks, as typed on a bare keyboard.
fn bare(c: char) -> char {
    let folded = domain::text::fold(&c.to_string());
    let Some(base) = folded.chars().next().filter(|_| !c.is_whitespace()) else {
        return c;
    };
    if c.is_uppercase() {
        base.to_ascii_uppercase()
    } else {
        base
    }
}

fn wrap(line: &str) -> String {
    let mut out = String::new();
    let mut width = 0;
    for word in line.split(' ') {
        if width > 0 && width + word.chars().count() > 60 {
            out.push('\n');
            width = 0;
        } else if width > 0 {
            out.push(' ');
        }
        out.push_str(word);
        width += word.chars().count() + 1;
    }
    out + "\n"
}

#[test]
fn spoilt_copies_keep_the_duties() {
    let (Some(town), Some(ministry)) = (seed("thai-hoa-tet-2024.txt"), seed("btttt-30-4-2024.txt"))
    else {
        return;
    };
    for (name, spoil) in SPOILS {
        for (text, expected, measures) in [
            (&town, &TOWN[..], &TOWN_MEASURES[..]),
            (&ministry, &MINISTRY[..], &MINISTRY_MEASURES[..]),
        ] {
            let directive = read(&spoil(text));
            assert_eq!(ids(&directive), expected, "{name}");
            for (duty, measures) in directive.obligations.iter().zip(measures) {
                assert_eq!(
                    &duty.measures, measures,
                    "{name} {}: {}",
                    duty.id, duty.text
                );
            }
            let whole = read(text);
            assert_eq!(directive.addressees.len(), whole.addressees.len(), "{name}");
            assert_eq!(
                directive.contacts.len(),
                whole.contacts.len(),
                "{name}: {:?}",
                directive.contacts
            );
            assert_eq!(
                directive.watch.map(|w| (w.from, w.to)),
                whole.watch.map(|w| (w.from, w.to)),
                "{name}"
            );
            assert_eq!(
                directive.recipients_cc.len(),
                whole.recipients_cc.len(),
                "{name}: {:?}",
                directive.recipients_cc
            );
        }
    }
}

/// The same for letters of this repository, which every checkout has.
#[test]
fn spoilt_copies_of_invented_letters_keep_the_duties() {
    for (letter, text) in [
        (
            "dotted numbers",
            include_str!("../fixtures/dotted-numbers.txt"),
        ),
        ("bank", include_str!("../fixtures/bank.txt")),
        ("telegram", include_str!("../fixtures/telegram.txt")),
    ] {
        let whole = read(text);
        for (name, spoil) in SPOILS {
            let spoilt = read(&spoil(text));
            assert_eq!(ids(&spoilt), ids(&whole), "{letter}, {name}");
            assert_eq!(
                spoilt.addressees.len(),
                whole.addressees.len(),
                "{letter}, {name}"
            );
            assert_eq!(
                spoilt.contacts.len(),
                whole.contacts.len(),
                "{letter}, {name}"
            );
        }
    }
}

#[test]
fn a_copy_that_begins_in_the_middle_keeps_what_is_left() {
    let Some(text) = seed("btttt-30-4-2024.txt") else {
        return;
    };
    let at = text.find("b) Kiểm tra").unwrap();
    let directive = read(&text[at..]);
    assert_eq!(
        ids(&directive),
        ["b", "c", "d", "2.a", "2.b", "2.c", "2.d", "contacts"]
    );
    assert_eq!(directive.addressees, []);
    assert_eq!(directive.obligations[0].addressees, [UnitClass::All]);
    assert!(
        directive
            .warnings
            .iter()
            .any(|w| w.code == "directive.no_head")
    );
}

#[test]
fn the_same_letter_is_read_from_bytes() {
    let Some(text) = seed("thai-hoa-tet-2024.txt") else {
        return;
    };
    let calendar = calendar();
    let context = ReadContext {
        calendar: &calendar,
    };
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(text.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    for bytes in [
        text.clone().into_bytes(),
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        utf16,
    ] {
        assert_eq!(
            read_bytes("a.txt", &bytes, &context).unwrap(),
            read_text(&text, &context)
        );
    }
}
