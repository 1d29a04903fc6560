//! Units and the shared monitoring service.

use super::PROVINCE;
use super::cast::{Answer, Office, PROVIDER, Province};
use super::sources::REGISTER;
use crate::moment::hours_before;
use crate::sample::Sample;
use domain::facts::{OfficeCalendar, Service, ServiceKind, Unit};
use domain::key::Key;
use jiff::Timestamp;

/// The register of units.
pub(super) fn units(sample: &mut Sample, province: &Province) {
    let confirmed = hours_before(sample.as_of, 24 * 20);
    for office in &province.offices {
        let unit = unit(office, confirmed);
        sample.put(office.code.as_str(), None, REGISTER, &unit);
    }
}

fn unit(office: &Office, confirmed: Timestamp) -> Unit {
    // A unit that has not answered has confirmed no register either, so its total is not established.
    let has_register = office.answer != Answer::Nothing;
    let staff = if office.is_commune() { 32 } else { 60 };
    Unit {
        name: office.name.as_str().into(),
        class: vec![office.class],
        tier: Some(office.tier),
        parent: (office.code != PROVINCE).then(|| Key::new(PROVINCE)),
        head: Some(office.head().into()),
        headcount: i64::try_from(staff + office.draw(1, 12)).ok(),
        register_confirmed_at: has_register.then_some(confirmed),
        register_confirmed_by: has_register.then(|| office.head().into()),
        calendar: Some(OfficeCalendar::Open),
        console_groups: vec![office.group.as_str().into()],
        host_prefixes: Vec::new(),
        from: None,
        to: None,
    }
}

/// The province's department watches the systems of all units that asked for it; it confirmed so since the letter came.
pub(super) fn services(sample: &mut Sample, province: &Province) {
    let confirmed = hours_before(sample.as_of, 24 * 9);
    let served = province
        .offices
        .iter()
        .filter(|o| o.code != PROVIDER && o.draw(2, 10) != 0);
    for office in served {
        let service = Service {
            kind: ServiceKind::Siem,
            provider: PROVIDER.into(),
            consumer: Key::new(&office.code),
            contract: Some("Văn bản dùng chung số 9021/MAU (mẫu)".into()),
            from: None,
            to: None,
            confirmed_by: Some("Đỗ Mẫu Nhất".into()),
            confirmed_at: Some(confirmed),
        };
        let code = format!("DV-{}", office.code);
        sample.put(code, Some(office.code.as_str()), REGISTER, &service);
    }
}
