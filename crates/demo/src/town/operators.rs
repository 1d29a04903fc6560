//! Contracts with the two enterprises, and orders of authorities: one was carried out before it was authenticated.

use super::Sample;
use super::sources::{CONTRACTS, ORDERS};
use crate::moment::{day, hours_before, minutes_after};
use domain::facts::{Contract, ContractClause, Order};
use domain::key::Key;
use jiff::civil::Date;

pub(crate) fn add(sample: &mut Sample) {
    contract(
        sample,
        "VTM",
        "HD-VTM",
        "Kênh truyền số liệu chuyên dùng",
        99.95,
    );
    contract(
        sample,
        "NTM",
        "HD-NTM",
        "Hạ tầng cổng, trang thông tin điện tử",
        99.92,
    );
    orders(sample);
}

fn contract(sample: &mut Sample, provider: &str, code: &str, service: &str, measured: f64) {
    let tested = hours_before(sample.as_of, 24 * 4);
    let contract = Contract {
        provider: Some(Key::new(provider)),
        customer: Some(Key::new("TX")),
        service: format!("{service} (mẫu)").into(),
        from: Some(Date::constant(2023, 7, 1)),
        to: Some(day(12, 31)),
        contact: Some("000.0000.0007 (mẫu)".into()),
        contact_tested_at: Some(tested),
    };
    sample.put(code, Some(provider), CONTRACTS, &contract);
    let late = provider == "NTM";
    for (number, (clause, target, value, lower)) in [
        ("Sẵn sàng dịch vụ (%)", 99.9, measured, false),
        (
            "Thời gian khắc phục sự cố (phút)",
            60.0,
            if late { 82.0 } else { 34.0 },
            true,
        ),
    ]
    .into_iter()
    .enumerate()
    {
        let clause = ContractClause {
            contract: Key::new(code),
            clause: clause.into(),
            target: Some(target),
            measured: Some(value),
            measured_at: Some(hours_before(sample.as_of, 3)),
            lower_is_better: Some(lower),
            evidence: Some("files/bao-cao-sla.txt".into()),
            // The platform company was late once and says how it made up for it.
            remedy: (late && lower).then(|| "Bổ sung nhân sự trực, giảm phí tháng 2 (mẫu)".into()),
        };
        sample.put(
            format!("{code}-{number}"),
            Some(provider),
            CONTRACTS,
            &clause,
        );
    }
}

fn orders(sample: &mut Sample) {
    for (number, hours, authenticated, executed) in
        [(1, 20, 15, 90), (2, 15, 20, 130), (3, 11, 190, 45)]
    {
        let received = hours_before(sample.as_of, hours);
        // The third was carried out first and authenticated afterwards.
        let order = Order {
            number: format!("90{number:02}/YC-MAU").into(),
            issuer: "Cục An toàn thông tin (mẫu)".into(),
            basis: Some("Chặn tên miền lừa đảo (mẫu)".into()),
            received,
            authenticated_by: Some("Quách Mẫu Ân, gọi lại số đã xác minh".into()),
            authenticated_at: Some(minutes_after(received, authenticated)),
            due: Some(minutes_after(received, 24 * 60)),
            executed: Some(minutes_after(received, executed)),
            probed_at: Some(minutes_after(received, executed + 20)),
            probe: Some("Truy vấn DNS từ mạng khác (mẫu)".into()),
            replied: Some(minutes_after(received, executed + 40)),
            expires: Some(minutes_after(received, 60 * 24 * 90)),
        };
        sample.put_at(
            format!("YC-{number}"),
            Some("VTM"),
            ORDERS,
            received,
            &order,
        );
    }
    let received = hours_before(sample.as_of, 16);
    let order = Order {
        number: "9011/YC-MAU".into(),
        issuer: "Cục An toàn thông tin (mẫu)".into(),
        basis: Some("Gỡ trang giả mạo (mẫu)".into()),
        received,
        authenticated_by: Some("Sầm Mẫu Du, gọi lại số đã xác minh".into()),
        authenticated_at: Some(minutes_after(received, 12)),
        due: None,
        executed: Some(minutes_after(received, 75)),
        probed_at: Some(minutes_after(received, 95)),
        probe: Some("Truy cập HTTP từ mạng khác (mẫu)".into()),
        replied: Some(minutes_after(received, 120)),
        expires: None,
    };
    sample.put_at("YC-NTM-1", Some("NTM"), ORDERS, received, &order);
}
