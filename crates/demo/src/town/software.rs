//! Software found on the machines, and the bulletins the units have received.

use super::Sample;
use super::machines::{self, Machine, Runs, build, is_outdated};
use super::sources::{BULLETINS, SOFTWARE};
use crate::moment::hours_before;
use domain::facts::{Advisory, Severity, Software};
use domain::key::Key;
use jiff::civil::Date;

pub(crate) fn add(sample: &mut Sample) {
    let seen = hours_before(sample.as_of, 20);
    for machine in machines::all() {
        // Two desks of this office are not inventoried.
        if matches!(machine.name.as_str(), "PMB-PC-15" | "PMB-PC-16") {
            continue;
        }
        for (at, (product, vendor, version)) in products(&machine).into_iter().enumerate() {
            let software = Software {
                asset: Key::new(&machine.name),
                product: product.into(),
                vendor: Some(vendor.into()),
                version: Some(version.into()),
                kb: if at == 0 {
                    updates(&machine)
                } else {
                    Vec::new()
                },
                seen_at: Some(seen),
            };
            sample.put_at(
                format!("PM-{}-{}", machine.name, at + 1),
                Some(machine.unit),
                SOFTWARE,
                seen,
                &software,
            );
        }
    }
    bulletins(sample);
}

fn products(machine: &Machine) -> Vec<(&'static str, &'static str, &'static str)> {
    let system = build(machine);
    match machine.runs {
        Runs::Windows10 => vec![
            (
                "Windows 10 Version 22H2",
                "Microsoft",
                system.unwrap_or_default(),
            ),
            ("Google Chrome", "Google", "121.0.6167.140"),
        ],
        Runs::Server2019 => vec![(
            "Windows Server 2019",
            "Microsoft",
            system.unwrap_or_default(),
        )],
        Runs::Server2016 => vec![(
            "Windows Server 2016",
            "Microsoft",
            system.unwrap_or_default(),
        )],
        Runs::Linux => vec![("nginx", "F5", "1.24.0"), ("OpenSSL", "OpenSSL", "3.0.13")],
        Runs::Zimbra => vec![("Zimbra Collaboration", "Zimbra", "8.8.15 Patch 40")],
        Runs::BigIp if machine.name.ends_with("01") => vec![("BIG-IP", "F5", "16.1.3.3")],
        Runs::BigIp => vec![("BIG-IP", "F5", "15.1.9")],
        Runs::FortiOs => vec![("FortiOS", "Fortinet", "7.2.7")],
    }
}

/// The cumulative update of January 2024, or of April 2023 on the machines left behind.
fn updates(machine: &Machine) -> Vec<Box<str>> {
    let old = is_outdated(machine);
    let kb = match machine.runs {
        Runs::Windows10 if old => "KB5025221",
        Runs::Windows10 => "KB5034122",
        Runs::Server2016 if old => "KB5025228",
        Runs::Server2016 => "KB5034119",
        Runs::Server2019 => "KB5034127",
        _ => return Vec::new(),
    };
    vec![kb.into()]
}

struct Bulletin {
    code: &'static str,
    sign: &'static str,
    date: Date,
    title: &'static str,
    products: &'static [&'static str],
    cves: &'static [&'static str],
    fixed: &'static [&'static str],
    severity: Severity,
    exploited: bool,
}

/// Invented bulletins about public CVE ids: F5 and Zimbra of CISA's list of exploited weaknesses, Microsoft's by month.
/// Updates: Microsoft's own tables for Windows 10 22H2, Server 2016 and Server 2019.
const BULLETINS_HELD: [Bulletin; 9] = [
    Bulletin {
        code: "CB-F5",
        sign: "9943/CATTT-MAU",
        date: Date::constant(2023, 11, 1),
        title: "Lỗ hổng nghiêm trọng trong F5 BIG-IP (mẫu)",
        products: &["BIG-IP"],
        cves: &["CVE-2023-46747"],
        fixed: &[],
        severity: Severity::Critical,
        exploited: true,
    },
    Bulletin {
        code: "CB-ZIMBRA",
        sign: "9216/CATTT-MAU",
        date: Date::constant(2023, 12, 12),
        title: "Lỗ hổng trong hệ thống thư điện tử Zimbra (mẫu)",
        products: &["Zimbra Collaboration"],
        cves: &["CVE-2023-37580"],
        fixed: &["8.8.15 Patch 41"],
        severity: Severity::High,
        exploited: true,
    },
    Bulletin {
        code: "CB-MS-05",
        sign: "9505/CATTT-MAU",
        date: Date::constant(2023, 5, 17),
        title: "Lỗ hổng bảo mật trong các sản phẩm Microsoft công bố tháng 5/2023 (mẫu)",
        products: &["Microsoft Windows"],
        cves: &["CVE-2023-24941", "CVE-2023-29336"],
        fixed: &[],
        severity: Severity::High,
        exploited: true,
    },
    Bulletin {
        code: "CB-MS-06",
        sign: "9506/CATTT-MAU",
        date: Date::constant(2023, 6, 21),
        title: "Lỗ hổng bảo mật trong các sản phẩm Microsoft công bố tháng 6/2023 (mẫu)",
        products: &["Microsoft Windows"],
        cves: &["CVE-2023-32014"],
        fixed: &["KB5027215", "KB5027219", "KB5027222"],
        severity: Severity::Critical,
        exploited: false,
    },
    Bulletin {
        code: "CB-MS-07",
        sign: "9507/CATTT-MAU",
        date: Date::constant(2023, 7, 19),
        title: "Lỗ hổng bảo mật trong các sản phẩm Microsoft công bố tháng 7/2023 (mẫu)",
        products: &["Microsoft Windows"],
        cves: &["CVE-2023-32049", "CVE-2023-36874"],
        fixed: &[],
        severity: Severity::High,
        exploited: true,
    },
    Bulletin {
        code: "CB-MS-08",
        sign: "9508/CATTT-MAU",
        date: Date::constant(2023, 8, 16),
        title: "Lỗ hổng bảo mật trong các sản phẩm Microsoft công bố tháng 8/2023 (mẫu)",
        products: &[".NET"],
        cves: &["CVE-2023-38180"],
        fixed: &[],
        severity: Severity::High,
        exploited: true,
    },
    Bulletin {
        code: "CB-MS-09",
        sign: "9509/CATTT-MAU",
        date: Date::constant(2023, 9, 20),
        title: "Lỗ hổng bảo mật trong các sản phẩm Microsoft công bố tháng 9/2023 (mẫu)",
        products: &["Microsoft Windows"],
        cves: &["CVE-2023-36802"],
        fixed: &["KB5030211", "KB5030214"],
        severity: Severity::High,
        exploited: true,
    },
    Bulletin {
        code: "CB-MS-10",
        sign: "9510/CATTT-MAU",
        date: Date::constant(2023, 10, 18),
        title: "Lỗ hổng bảo mật trong các sản phẩm Microsoft công bố tháng 10/2023 (mẫu)",
        products: &["Microsoft Windows"],
        cves: &["CVE-2023-36563"],
        fixed: &["KB5031356", "KB5031361"],
        severity: Severity::High,
        exploited: true,
    },
    Bulletin {
        code: "CB-MS-11",
        sign: "9511/CATTT-MAU",
        date: Date::constant(2023, 11, 22),
        title: "Lỗ hổng bảo mật trong các sản phẩm Microsoft công bố tháng 11/2023 (mẫu)",
        products: &["Microsoft Windows"],
        cves: &["CVE-2023-36033"],
        fixed: &[],
        severity: Severity::High,
        exploited: true,
    },
];

fn bulletins(sample: &mut Sample) {
    let texts = |list: &[&str]| list.iter().map(|t| Box::from(*t)).collect();
    for held in &BULLETINS_HELD {
        let advisory = Advisory {
            sign: Some(held.sign.into()),
            issuer: Some("Cục An toàn thông tin (mẫu)".into()),
            date: Some(held.date),
            title: Some(held.title.into()),
            products: texts(held.products),
            cves: texts(held.cves),
            fixed: texts(held.fixed),
            severity: Some(held.severity),
            known_exploited: Some(held.exploited),
            due: None,
            closed_at: None,
        };
        sample.put(held.code, None, BULLETINS, &advisory);
    }
}
