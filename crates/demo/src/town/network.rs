//! The telecom company: its network, outages, attacks seen and blocked, subscribers that were sources.

use super::Sample;
use super::sources::{NMS, TELECOM_DESK};
use crate::moment::{FIRST_DAY, hours_before, local, minutes_after};
use domain::facts::{Action, Detection, LinkKind, Network, Outage, Severity, SubscriberCase};
use domain::key::Key;

const OPERATOR: Option<&str> = Some("VTM");

pub(crate) fn add(sample: &mut Sample) {
    let until = hours_before(sample.as_of, 1);
    for (code, link, kind, capacity, p95, available) in [
        (
            "TUYEN-LOI",
            "Vòng lõi An Mẫu (mẫu)",
            LinkKind::Core,
            40_000.0,
            21_300.0,
            100.0,
        ),
        (
            "TUYEN-QT",
            "Kết nối liên mạng (mẫu)",
            LinkKind::Transit,
            20_000.0,
            14_850.0,
            99.98,
        ),
        (
            "TUYEN-TX",
            "Kênh UBND thị xã (mẫu)",
            LinkKind::Agency,
            1_000.0,
            412.0,
            99.95,
        ),
    ] {
        let row = network(link, kind, [capacity, p95, available], until);
        sample.put(code, OPERATOR, NMS, &row);
    }
    let row = network(
        "Kênh nền tảng số (mẫu)",
        LinkKind::Agency,
        [10_000.0, 3_900.0, 99.97],
        until,
    );
    sample.put("TUYEN-NTM", Some("NTM"), NMS, &row);
    outage(sample);
    detections(sample);
    subscribers(sample);
}

fn network(
    link: &str,
    kind: LinkKind,
    [capacity, p95, available]: [f64; 3],
    until: jiff::Timestamp,
) -> Network {
    Network {
        link: link.into(),
        kind: Some(kind),
        capacity_mbps: Some(capacity),
        p95_mbps: Some(p95),
        polled_percent: Some(99.8),
        available_percent: Some(available),
        target_percent: Some(99.9),
        sensor_percent: Some(100.0),
        period_from: Some(local(FIRST_DAY, 0, 0)),
        period_to: Some(until),
    }
}

fn outage(sample: &mut Sample) {
    let from = hours_before(sample.as_of, 14);
    let outage = Outage {
        link: Key::new("TUYEN-TX"),
        from,
        to: Some(minutes_after(from, 21)),
        cause: Some("Đứt cáp quang do thi công (mẫu)".into()),
        announced_at: None,
    };
    sample.put_at("GD-TUYEN-TX", OPERATOR, NMS, from, &outage);
}

fn detections(sample: &mut Sample) {
    for (number, hours, minutes, severity) in [
        (1, 18, 9, Severity::High),
        (2, 10, 12, Severity::High),
        (3, 5, 30, Severity::Medium),
    ] {
        let at = hours_before(sample.as_of, hours);
        let code = format!("PH-{number}");
        let detection = Detection {
            at,
            kind: "Tấn công từ chối dịch vụ (mẫu)".into(),
            severity,
            mitigated_at: Some(minutes_after(at, minutes)),
        };
        sample.put_at(code.as_str(), OPERATOR, NMS, at, &detection);
        let action = Action {
            kind: "Chặn nguồn tại biên mạng (mẫu)".into(),
            at: minutes_after(at, minutes),
            detection: Some(Key::new(&code)),
            basis: Some("Quy trình bảo vệ mạng lưới đã phê duyệt (mẫu)".into()),
            expires: Some(minutes_after(at, 60 * 24)),
            reviewer: Some("Quách Mẫu Viễn".into()),
        };
        sample.put_at(format!("NC-{number}"), OPERATOR, NMS, at, &action);
    }
}

/// Own subscribers that were sources of attack (QĐ 05/2017 Đ7.4), by pseudonym.
fn subscribers(sample: &mut Sample) {
    for (number, hours) in [(1, 60), (2, 44), (3, 20)] {
        let at = hours_before(sample.as_of, hours);
        let case = SubscriberCase {
            pseudonym: format!("TB-MAU-{number:03}").into(),
            ip: None,
            at,
            notified: Some(minutes_after(at, 300)),
            resolved: Some(minutes_after(at, 900)),
            relapsed: None,
            rehandled: None,
        };
        sample.put_at(format!("VT-TB-{number}"), OPERATOR, TELECOM_DESK, at, &case);
    }
}
