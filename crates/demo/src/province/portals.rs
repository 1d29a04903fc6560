//! Web sites of the province and some wards, and what Khiên saw on them of the text that the letter orders published.

use super::PROVINCE;
use super::cast::{Office, Province};
use super::sources::{ENCLOSURES, REGISTER};
use crate::history::Book;
use crate::moment::{hours_before, local};
use crate::row::Row;
use crate::sample::Sample;
use domain::facts::{
    EnclosureReceipt, LevelState, Portal, Publication, PublicationState, SourceKind, System,
};
use domain::key::Key;
use jiff::Timestamp;
use jiff::civil::Date;

/// Number and sign of the text to publish.
const SIGN: &str = "9120/BKHCN-MAU";
/// Its title as the letter cites it.
const TITLE: &str =
    "Công văn về việc phòng, tránh lừa đảo trên không gian mạng dịp Tết Nguyên đán Bính Ngọ";
/// Where its text lies in the facts folder.
pub(super) const FILE: &str = "enclosures/9120-BKHCN-MAU.txt";
/// The text itself.
pub(super) const TEXT: &str = include_str!("mandated.txt");

/// The units with a web site of their own: the province and two wards in five.
fn owners(province: &Province) -> impl Iterator<Item = &Office> {
    let has_site = |o: &&Office| o.code == PROVINCE || (o.is_ward() && o.draw(9, 5) < 2);
    province.offices.iter().filter(has_site)
}

fn code(office: &Office) -> String {
    format!("TRANG-{}", office.code)
}

fn url(office: &Office) -> String {
    format!("https://{}.example.com/", office.code.to_lowercase())
}

/// The register of web sites, and the text as it came.
pub(super) fn add(sample: &mut Sample, province: &Province) {
    let received = local(Date::constant(2026, 1, 16), 8, 30);
    let text = EnclosureReceipt {
        title: TITLE.into(),
        sign: Some(SIGN.into()),
        received_at: Some(received),
        file: Some(FILE.into()),
        text: Some(TEXT.into()),
        issuer: Some("Bộ Khoa học và Công nghệ (mẫu)".into()),
        date: Some(Date::constant(2026, 1, 14)),
    };
    sample.put_at("KT-9120", None, ENCLOSURES, received, &text);
    let confirmed = hours_before(sample.as_of, 24 * 20);
    for office in owners(province) {
        // The level of the site's system is proposed and not approved yet.
        let system = System {
            name: format!("Trang thông tin {}", office.name).into(),
            level: Some(1),
            level_state: Some(LevelState::Sent),
            decision_no: None,
            decision_by: None,
            decision_date: None,
            expected_date: Some(Date::constant(2026, 3, 31)),
            operator: None,
            in_use: Some(true),
            rto_minutes: None,
            rpo_minutes: None,
        };
        let system_code = format!("HT-{}", office.code);
        let unit = Some(office.code.as_str());
        sample.put(system_code.as_str(), unit, REGISTER, &system);
        let portal = Portal {
            name: format!("Trang thông tin điện tử {}", office.name).into(),
            url: url(office).into(),
            provider: None,
            host_contact: None,
            confirmed_at: Some(confirmed),
            system: Some(Key::new(&system_code)),
        };
        sample.put(code(office), unit, REGISTER, &portal);
    }
}

/// What the last round through the sites found: the full text on most, a summary on some, nothing on a few.
pub(super) fn looked_at(book: &mut Book, province: &Province, as_of: Timestamp) {
    let at = hours_before(as_of, 2);
    for office in owners(province) {
        let (state, share) = match office.draw(10, 10) {
            0 => (PublicationState::Missing, 0.0),
            1 | 2 => (PublicationState::Summary, 0.55),
            _ => (PublicationState::Found, 1.0),
        };
        let is_there = state != PublicationState::Missing;
        let found = Publication {
            portal: Key::new(&code(office)),
            document: SIGN.into(),
            state,
            at,
            url: is_there.then(|| format!("{}van-ban/9120", url(office)).into()),
            containment: Some(share),
            ocr: Some(false),
            has_number: Some(is_there),
            has_date: Some(is_there),
            has_issuer: Some(is_there),
            linked_from_home: Some(is_there),
            crawled: Some(true),
            removed_at: None,
            internal_exposed: None,
        };
        let row = Row::of(
            format!("DT-{}", office.code),
            Some(office.code.as_str()),
            &found,
        );
        book.put(at, "khien", SourceKind::Probe, row);
    }
}
