//! Which machines a unit has: the register joined with what is seen elsewhere (rule 5).

use domain::case::{Case, Setting};
use domain::census::Census;
use domain::clause::{Clause, ClauseWords};
use domain::facts::{AssetKind, FactHead, FactKind, Facts, Provenance, SourceKind};
use domain::key::Key;
use domain::mandate::Mandate;
use domain::measure::Phase;
use domain::policy::Policy;
use jiff::Timestamp;
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::sync::Arc;

const REGISTER: &str = "assets s1 kind=server name=SRV-01 ip=10.0.0.5
assets w1 kind=workstation name=PC-01 ip=10.0.0.11
assets w2 kind=workstation name=PC-02.xa.vn ip=10.0.0.12
assets n1 kind=network name=SW-01 ip=10.0.0.1";

/// Counts the servers and workstations of unit U on 9/2/2024 noon and compares `name:av` of each, in order; `av` is the
/// code of its row on the console, `-` without one, `+typed` after it when a typed row stands beside.
#[track_caller]
fn check(rows: &str, expected: &str) {
    let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
    let mut facts = Facts::new();
    let mut unit = vec![
        "units U name=U class=commune register_confirmed_by=A register_confirmed_at=2024-02-01T08:00",
    ];
    unit.extend(REGISTER.lines().chain(rows.lines()));
    for line in unit {
        put(&mut facts, line.trim(), &zone);
    }
    let window = Mandate::window_of_days(date(2024, 2, 8), date(2024, 2, 14), &zone).unwrap();
    let clause = Clause {
        id: "1".into(),
        text: "".into(),
        classes: vec![],
        measures: vec![],
        references: vec![],
        cves: vec![],
        products: vec![],
        due: None,
        words: ClauseWords::default(),
    };
    let mandate = Mandate {
        directive: "D".into(),
        date: None,
        received_at: "2024-01-10T08:00:00+07:00".parse().unwrap(),
        window,
        clauses: vec![clause],
        enclosures: vec![],
        references: vec![],
        contacts: vec![],
    };
    let (policy, pack) = (Policy::default(), super::pack_2016());
    let setting = Setting {
        facts: &facts,
        mandate: &mandate,
        policy: &policy,
        pack: &pack,
        zone: &zone,
        as_of: "2024-02-09T12:00:00+07:00".parse().unwrap(),
    };
    let unit = facts.unit("U").unwrap();
    let case = Case::new(&setting, unit, &mandate.clauses[0], Phase::Window);
    let census = Census::of(&case, &[AssetKind::Server, AssetKind::Workstation]);
    let found: Vec<String> = census
        .machines
        .iter()
        .map(|m| {
            let av = m.av.map_or("-", |av| av.code.as_str());
            let typed = m
                .av_typed
                .map_or(String::new(), |av| format!("+{}", av.code));
            format!("{}:{av}{typed}", m.name)
        })
        .collect();
    assert_eq!(found.join(" "), expected);
}

/// `TABLE CODE key=value …`; `src=typed` makes the row a person's.
fn put(facts: &mut Facts, line: &str, zone: &TimeZone) {
    let mut words = line.split(' ');
    let kind = FactKind::parse(words.next().unwrap()).unwrap();
    let code = words.next().unwrap();
    let mut source = SourceKind::Export;
    let mut head_unit = Some(Key::new("U"));
    let mut cells: Vec<Option<&str>> = vec![None; kind.columns().len()];
    for word in words {
        match word.split_once('=').unwrap() {
            ("src", "typed") => source = SourceKind::Statement,
            ("unit", "") => head_unit = None,
            ("unit", unit) => head_unit = Some(Key::new(unit)),
            (key, value) => {
                let at = kind.columns().iter().position(|c| c.name == key).unwrap();
                cells[at] = Some(value);
            }
        }
    }
    let at: Timestamp = "2024-02-09T06:00:00+07:00".parse().unwrap();
    let head = FactHead {
        code: code.into(),
        unit: head_unit,
        provenance: Arc::new(Provenance {
            code: "s".into(),
            kind: source,
            title: None,
            file: Some("f.csv".into()),
            sha256: Some("0".into()),
            generated_at: Some(at),
            period_from: None,
            period_to: None,
            person: Some("P".into()),
        }),
        occurred_at: None,
        recorded_at: at,
    };
    facts.retract(kind, code);
    facts.put(kind, head, &cells, zone).unwrap();
}

#[test]
fn the_register_alone_holds_machines_of_the_kinds_asked() {
    check("", "SRV-01:- PC-01:- PC-02.xa.vn:-");
}

#[test]
fn a_row_of_the_console_finds_its_machine_whatever_the_case_and_domain() {
    check(
        "av_hosts a1 host=pc-01.UBND.gov last_seen=2024-02-09T05:00\nav_hosts a2 host=PC-02 last_seen=2024-02-09T05:00",
        "SRV-01:- PC-01:a1 PC-02.xa.vn:a2",
    );
}

#[test]
fn an_address_finds_a_machine_only_when_no_row_names_it() {
    check(
        "av_hosts a1 host=MAY-KE-TOAN ip=10.0.0.11 last_seen=2024-02-09T05:00",
        "SRV-01:- PC-01:a1 PC-02.xa.vn:-",
    );
    // PC-01 is named by its own row; whoever holds its old address is another machine.
    check(
        "av_hosts a1 host=PC-01 ip=10.0.0.50 last_seen=2024-02-09T05:00\nav_hosts a2 host=LA ip=10.0.0.11 last_seen=2024-02-09T05:00",
        "SRV-01:- PC-01:a1 PC-02.xa.vn:- LA:a2",
    );
}

#[test]
fn a_machine_seen_within_thirty_days_counts_without_being_registered() {
    check(
        "av_hosts a1 host=LA last_seen=2024-01-10T12:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:- LA:a1",
    );
    check(
        "av_hosts a1 host=LA last_seen=2024-01-10T11:59",
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
    check(
        "sightings x1 kind=ad name=LA at=2024-02-01T08:00\nsightings x2 kind=dhcp name=la.xa.vn at=2024-02-02T08:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:- LA:-",
    );
    check(
        "sightings x1 kind=ad name=LA at=2024-02-10T08:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
}

#[test]
fn an_old_row_of_the_console_still_tells_how_a_registered_machine_stood() {
    check(
        "av_hosts a1 host=PC-01 last_seen=2023-12-01T08:00",
        "SRV-01:- PC-01:a1 PC-02.xa.vn:-",
    );
}

#[test]
fn a_machine_of_another_kind_is_not_unregistered() {
    check(
        "sightings x1 kind=log name=SW-01 at=2024-02-05T08:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
    check(
        "sightings x1 kind=log name=10.0.0.1 at=2024-02-05T08:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
    // A bare name in the DNS is no machine.
    check(
        "sightings x1 kind=dns name=www at=2024-02-05T08:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
    check(
        "sightings x1 kind=dns name=mail asset_kind=server at=2024-02-05T08:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:- mail:-",
    );
}

#[test]
fn striking_a_machine_from_the_register_takes_a_confirmed_reason() {
    let retired = "assets w1 kind=workstation name=PC-01 retired_at=2024-02-08T09:00";
    check(retired, "SRV-01:- PC-02.xa.vn:- PC-01:-");
    check(
        &format!("{retired} retired_reason=hong"),
        "SRV-01:- PC-02.xa.vn:- PC-01:-",
    );
    let confirmed = format!("{retired} retired_reason=hong retired_confirmed_by=A");
    check(&confirmed, "SRV-01:- PC-02.xa.vn:-");
    // Seen again after that, it counts again.
    check(
        &format!("{confirmed}\nav_hosts a1 host=PC-01 last_seen=2024-02-08T08:00"),
        "SRV-01:- PC-02.xa.vn:-",
    );
    check(
        &format!("{confirmed}\nav_hosts a1 host=PC-01 last_seen=2024-02-08T10:00"),
        "SRV-01:- PC-02.xa.vn:- PC-01:a1",
    );
    // Struck long before the letter it needs nobody's word.
    check(
        "assets w1 kind=workstation name=PC-01 retired_at=2023-12-01T09:00",
        "SRV-01:- PC-02.xa.vn:-",
    );
}

#[test]
fn a_typed_row_stands_beside_the_export_and_never_replaces_it() {
    check(
        "av_hosts a1 host=PC-01 last_seen=2024-02-08T05:00\nav_hosts t1 src=typed host=PC-01 last_seen=2024-02-09T05:00",
        "SRV-01:- PC-01:a1+t1 PC-02.xa.vn:-",
    );
    check(
        "av_hosts t1 src=typed host=PC-01 last_seen=2024-02-09T05:00\nav_hosts a1 host=PC-01 last_seen=2024-02-08T05:00",
        "SRV-01:- PC-01:a1+t1 PC-02.xa.vn:-",
    );
    check(
        "av_hosts a1 host=PC-01 last_seen=2024-02-08T05:00\nav_hosts a2 host=PC-01 last_seen=2024-02-08T06:00",
        "SRV-01:- PC-01:a2 PC-02.xa.vn:-",
    );
}

#[test]
fn a_providers_rows_go_to_the_unit_with_the_strongest_claim() {
    let ours = "units U name=U class=commune console_groups=Tinh/Xa register_confirmed_by=A register_confirmed_at=2024-02-01T08:00
services v1 kind=antimalware provider=P consumer=U";
    let row = "av_hosts a1 unit=P host=LA last_seen=2024-02-09T05:00";
    check(
        &format!("{ours}\n{row} group=TINH\\Xa\\Phong"),
        "SRV-01:- PC-01:- PC-02.xa.vn:- LA:a1",
    );
    check(
        &format!("{ours}\n{row} group=Tinh/Xa2"),
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
    // A unit below with the longer path takes the row.
    let child = "units C name=C class=commune parent=U console_groups=Tinh/Xa/Truong";
    check(
        &format!("{ours}\n{child}\n{row} group=Tinh/Xa/Truong"),
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
    // Without the link the provider's rows are none of ours, even of our machines.
    check(
        "av_hosts a1 unit=P host=PC-01 last_seen=2024-02-09T05:00",
        "SRV-01:- PC-01:- PC-02.xa.vn:-",
    );
    // Rows that name no unit are shared by their marks as well.
    check(
        &format!("{ours}\nav_hosts a1 unit= host=LA group=Tinh/Xa last_seen=2024-02-09T05:00"),
        "SRV-01:- PC-01:- PC-02.xa.vn:- LA:a1",
    );
}
