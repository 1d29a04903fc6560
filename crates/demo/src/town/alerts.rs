//! Alerts of monitoring, anti-malware and IRLab with what became of them, hunts, and one incident.

use super::Sample;
use super::cast::answering;
use super::sources::{AV_ALERTS, FIREWALL, HUNTS, INCIDENTS, IRLAB, SIEM};
use super::systems;
use crate::moment::{hours_before, minutes_after};
use domain::facts::{
    Alert, AlertClass, AlertVerdict, Daybook, DaybookKind, Hunt, Incident, Severity,
};
use domain::key::Key;

struct Raised {
    code: &'static str,
    unit: &'static str,
    source: &'static str,
    origin: &'static str,
    asset: Option<&'static str>,
    class: AlertClass,
    severity: Severity,
    /// Hours before the instant judged for.
    hours: i64,
    /// Minutes until seen, verified, closed.
    minutes: [Option<i64>; 3],
    verdict: Option<AlertVerdict>,
}

macro_rules! alert {
    ($code:literal of $unit:literal from $source:expr, $origin:literal on $asset:expr; $class:ident $severity:ident, $hours:literal h ago, [$seen:expr, $verified:expr, $closed:expr] $verdict:expr) => {
        Raised {
            code: $code,
            unit: $unit,
            source: $source,
            origin: $origin,
            asset: $asset,
            class: AlertClass::$class,
            severity: Severity::$severity,
            hours: $hours,
            minutes: [$seen, $verified, $closed],
            verdict: $verdict,
        }
    };
}

use AlertVerdict::{False, Test, True};

fn raised() -> Vec<Raised> {
    vec![
        alert!("CB-SIEM-01" of "TX" from SIEM, "siem" on Some("TX-SRV-03"); Attack High, 19 h ago, [Some(22), Some(70), Some(190)] Some(True)),
        alert!("CB-SIEM-02" of "TX" from SIEM, "siem" on Some("TX-SRV-04"); Attack Medium, 15 h ago, [Some(41), Some(96), Some(130)] Some(False)),
        alert!("CB-SIEM-03" of "TX" from SIEM, "siem" on Some("TX-SRV-01"); Attack Critical, 9 h ago, [Some(8), Some(25), Some(118)] Some(True)),
        alert!("CB-SIEM-04" of "GDDT" from SIEM, "siem" on Some("GDDT-SRV-01"); Attack High, 12 h ago, [Some(35), Some(80), Some(240)] Some(False)),
        alert!("CB-SIEM-05" of "PMD" from SIEM, "siem" on Some("PMD-SRV-01"); Attack High, 20 h ago, [Some(30), Some(64), Some(200)] Some(True)),
        alert!("CB-SIEM-06" of "TX" from SIEM, "siem" on None; Other Low, 6 h ago, [Some(4), Some(5), Some(6)] Some(Test)),
        alert!("CB-AV-01" of "PMT" from AV_ALERTS, "av" on Some("PMT-PC-04"); Malware High, 40 h ago, [Some(15), Some(60), Some(620)] Some(True)),
        alert!("CB-AV-02" of "VHTT" from AV_ALERTS, "av" on Some("VHTT-PC-11"); Malware Medium, 18 h ago, [Some(10), Some(45), Some(240)] Some(True)),
        alert!("CB-AV-03" of "XTH" from AV_ALERTS, "av" on Some("XTH-PC-02"); Malware Medium, 16 h ago, [Some(25), Some(55), Some(75)] Some(False)),
        alert!("CB-AV-04" of "TCKH" from AV_ALERTS, "av" on Some("TCKH-PC-05"); Malware High, 98 h ago, [Some(90), Some(400), None] Some(True)),
        alert!("CB-IRLAB-01" of "TX" from IRLAB, "irlab" on Some("TX-SRV-03"); Attack High, 17 h ago, [Some(20), Some(90), Some(300)] Some(True)),
        alert!("CB-IRLAB-02" of "TX" from IRLAB, "irlab" on None; Vulnerability Medium, 14 h ago, [Some(50), Some(120), Some(500)] Some(True)),
        alert!("CB-IRLAB-03" of "GDDT" from IRLAB, "irlab" on None; Botnet High, 11 h ago, [Some(32), Some(140), Some(420)] Some(True)),
    ]
}

pub(crate) fn add(sample: &mut Sample) {
    for raised in raised() {
        let at = hours_before(sample.as_of, raised.hours);
        let [seen, verified, closed] = raised.minutes.map(|m| m.map(|m| minutes_after(at, m)));
        let is_irlab = raised.origin == "irlab";
        let alert = Alert {
            origin: Some(raised.origin.into()),
            number: Some(format!("MAU-{}", raised.code).into()),
            asset: raised.asset.map(Key::new),
            system: systems::first_of(raised.unit).map(Key::new),
            class: raised.class,
            severity: raised.severity,
            raised: at,
            seen,
            verified,
            verdict: raised.verdict,
            closed,
            incident: (raised.code == "CB-SIEM-03").then(|| Key::new("SC-01")),
            acknowledged: seen.filter(|_| is_irlab),
            receipt: is_irlab.then(|| format!("TN-{}", raised.code).into()),
            due: is_irlab.then(|| minutes_after(at, 24 * 60)),
        };
        sample.put_at(raised.code, Some(raised.unit), raised.source, at, &alert);
    }
    incident(sample);
    books(sample);
    hunts(sample);
}

fn incident(sample: &mut Sample) {
    let detected = hours_before(sample.as_of, 9);
    let incident = Incident {
        system: Some(Key::new("HT-THU")),
        severity: Some(Severity::Critical),
        beyond_capacity: Some(false),
        detected,
        escalated_at: Some(minutes_after(detected, 64)),
        escalated_to: Some("Sở Thông tin và Truyền thông; Cục An toàn thông tin".into()),
        reference: Some("TN-SC-01-MAU".into()),
        closed: Some(minutes_after(detected, 300)),
    };
    sample.put_at("SC-01", Some("TX"), INCIDENTS, detected, &incident);
}

/// Books closed on each day before the instant judged for, so that a zero can be believed.
fn books(sample: &mut Sample) {
    for member in answering() {
        for back in 1..=7 {
            let closed_at = hours_before(sample.as_of, 24 * back);
            for (kind, label) in [
                (DaybookKind::Alerts, "CB"),
                (DaybookKind::Incidents, "SC"),
                (DaybookKind::Orders, "YC"),
            ] {
                if kind == DaybookKind::Orders && !member.is_enterprise() {
                    continue;
                }
                let book = Daybook {
                    kind,
                    day: crate::moment::date_of(closed_at),
                    closed_at,
                };
                sample.put_at(
                    format!("SO-{label}-{}-{}", member.code, book.day),
                    Some(member.code),
                    INCIDENTS,
                    closed_at,
                    &book,
                );
            }
        }
    }
}

/// Hunts by the units that can: the town over all its systems, the operator over its core. The others have none.
fn hunts(sample: &mut Sample) {
    let finished = hours_before(sample.as_of, 3);
    for (unit, findings) in [("TX", 1), ("GDDT", 0), ("PMD", 0), ("VTM", 2)] {
        let own = systems::all().filter(|(_, owner, _)| *owner == unit);
        let hunt = Hunt {
            hypothesis: "Máy trong mạng liên lạc định kỳ với máy chủ điều khiển (mẫu)".into(),
            query_hash: Some(sample.random.digest().into()),
            sources: vec![Key::new(FIREWALL)],
            systems: own.map(|(code, _, _)| Key::new(code)).collect(),
            period_from: hours_before(finished, 24 * 35),
            period_to: finished,
            indicator_since: None,
            events_read: sample.random.between(1_800_000, 2_400_000),
            finished: Some(finished),
            findings,
            true_findings_since: (findings > 0).then(|| hours_before(finished, 30)),
            disposed: Some(findings),
            conclusion: Some("Đã xử lý các phát hiện; không thấy dấu hiệu khác (mẫu)".into()),
        };
        sample.put_at(format!("SL-{unit}"), Some(unit), HUNTS, finished, &hunt);
    }
}
