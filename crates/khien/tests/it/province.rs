//! The province's view: one console export for 460 communes, nobody lost, everybody counted.

use crate::program::{Folder, run, verify};
use engine::{Clock, Database, Engine, Settings};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use store::{JudgementQuery, StateQuery};

/// The shown province: its folder, and what was printed.
struct Shown {
    data: Folder,
    out: String,
    err: String,
}

impl Shown {
    async fn new() -> Self {
        let data = Folder::new();
        let arguments = ["demo", "--as", "province", "--once", "--data", &data.path()];
        let (out, err) = run(&arguments, 3).await;
        Self { data, out, err }
    }

    fn facts(&self) -> PathBuf {
        Path::new(&self.data.path()).join("facts")
    }

    /// Rows of a table of the facts folder, by column.
    fn table(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let kind = domain::facts::FactKind::parse(name).unwrap();
        let file = format!("{name}.csv");
        let bytes = std::fs::read(self.facts().join(&file)).unwrap();
        let zone = TimeZone::get("Asia/Ho_Chi_Minh").unwrap();
        let tables = letters::tables::read(&file, &bytes, Some(kind), &zone).unwrap();
        let rows = tables.into_iter().flat_map(|t| t.rows);
        rows.map(|row| {
            let cells = kind.columns().iter().zip(row.cells);
            let mut cells: BTreeMap<String, String> = cells
                .filter_map(|(c, cell)| Some((c.name.to_owned(), cell?)))
                .collect();
            cells.insert("code".into(), row.code);
            cells.extend(row.unit.map(|unit| ("unit".to_owned(), unit)));
            cells
        })
        .collect()
    }

    fn units_in(&self, table: &str) -> BTreeSet<String> {
        let rows = self.table(table).into_iter();
        rows.filter_map(|row| row.get("unit").cloned()).collect()
    }

    async fn engine(&self) -> Engine {
        let settings = Settings {
            database: Database::Sqlite,
            clock: Clock::pinned(demo::PROVINCE_AS_OF.parse().unwrap()),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: domain::policy::Policy::default(),
            sample: true,
        };
        let data = self.data.path();
        Engine::open(Path::new(&data), settings).await.unwrap()
    }

    /// The numbers of a printed line, in order, those of its brackets apart.
    fn numbers(line: &str) -> (Vec<usize>, Vec<usize>) {
        let (mut plain, mut bracketed) = (Vec::new(), Vec::new());
        let mut within = false;
        for word in line.split_inclusive([' ', '(', ')']) {
            let digits: String = word.chars().filter(char::is_ascii_digit).collect();
            if let Ok(number) = digits.parse() {
                if within {
                    bracketed.push(number);
                } else {
                    plain.push(number);
                }
            }
            within = (within || word.contains('(')) && !word.contains(')');
        }
        (plain, bracketed)
    }
}

#[tokio::test]
async fn the_province_sees_all_its_communes() {
    let shown = Shown::new().await;
    for wanted in [
        "MẪU – KHÔNG CÓ GIÁ TRỊ",
        "473 đơn vị thuộc diện thực hiện",
        "Mười xã, phường nhiều việc khẩn cấp nhất",
        "Chưa báo cáo: 69/473 đơn vị",
        "Báo cáo đã ghi",
        "Đã chốt số liệu",
        "Sổ minh chứng nguyên vẹn",
    ] {
        assert!(
            shown.out.contains(wanted),
            "“{wanted}” is not printed:\n{}",
            shown.out
        );
    }
    counts_add_up(&shown);
    every_machine_is_with_its_unit(&shown).await;
    who_has_not_answered_is_exact(&shown).await;
    the_export_alone_finds_the_units_again(&shown).await;
    verify(&shown.data.path(), 0).await;
}

/// Each duty counts every unit once, and the good ones by what they rest on.
fn counts_add_up(shown: &Shown) {
    let units = shown.table("units").len();
    let lines: Vec<&str> = shown
        .out
        .lines()
        .filter(|l| l.starts_with("     Đạt "))
        .collect();
    assert_eq!(lines.len(), 12, "one line for each duty");
    for line in lines {
        let (plain, met) = Shown::numbers(line);
        assert_eq!(plain.len(), 6, "{line}");
        assert_eq!(plain[..5].iter().sum::<usize>(), units, "{line}");
        if plain[0] > 0 {
            assert_eq!(met.iter().sum::<usize>(), plain[0], "{line}");
        }
    }
}

/// The units' own groups say whose a machine is; nobody else's row is touched, and none is lost.
async fn every_machine_is_with_its_unit(shown: &Shown) {
    let owner: BTreeMap<String, String> = shown
        .table("units")
        .into_iter()
        .map(|u| (u["console_groups"].clone(), u["code"].clone()))
        .collect();
    let rows = shown.table("av_hosts");
    let wanted: BTreeMap<String, Option<String>> = rows
        .iter()
        .map(|r| (r["code"].clone(), owner.get(&r["group"]).cloned()))
        .collect();
    let engine = shown.engine().await;
    let query = StateQuery {
        tables: Some(vec!["av_hosts".into()]),
        ..StateQuery::at(engine.clock().now())
    };
    let kept: BTreeMap<String, Option<String>> = engine
        .store()
        .facts_at(&query)
        .await
        .unwrap()
        .into_iter()
        .map(|k| (k.fact.code, k.fact.unit))
        .collect();
    engine.close().await.unwrap();
    assert_eq!(
        kept.len(),
        rows.len(),
        "every machine of the export is kept"
    );
    assert_eq!(kept, wanted);
    // What is nobody's and who has nothing is named.
    let strange: BTreeSet<&str> = rows
        .iter()
        .filter(|r| !owner.contains_key(&r["group"]))
        .map(|r| r["group"].as_str())
        .collect();
    assert_eq!(strange.len(), 3);
    for group in strange {
        assert!(shown.err.contains(&format!("“{group}”")), "{}", shown.err);
    }
    let with: BTreeSet<&String> = wanted.values().flatten().collect();
    let without: Vec<&String> = owner.values().filter(|u| !with.contains(u)).collect();
    assert_eq!(without.len(), 10);
    for unit in without {
        assert!(shown.err.contains(unit.as_str()), "{unit}: {}", shown.err);
    }
}

/// Whoever gave nothing has not reported; what the console says of its machines is no answer of its own.
async fn who_has_not_answered_is_exact(shown: &Shown) {
    let mut answered = shown.units_in("statements");
    answered.extend(shown.units_in("returns"));
    answered.extend(shown.units_in("shifts"));
    let silent: BTreeSet<String> = shown
        .table("units")
        .into_iter()
        .map(|u| u["code"].clone())
        .filter(|u| !answered.contains(u))
        .collect();
    assert_eq!(silent.len(), 69, "15 % of 460 communes");
    let engine = shown.engine().await;
    let kept = engine.store().judgements(&JudgementQuery::default()).await;
    engine.close().await.unwrap();
    let found: BTreeSet<String> = kept
        .unwrap()
        .into_iter()
        .map(|k| k.value)
        .filter(|j| j.status != "not_applicable" && j.body.contains(r#""reported":false"#))
        .map(|j| j.key.unit)
        .collect();
    assert_eq!(found, silent);
}

/// Next week's export comes without the register: the units known already recognise their machines.
async fn the_export_alone_finds_the_units_again(shown: &Shown) {
    let alone = Folder::new();
    for file in ["av_hosts.csv", "sources.csv"] {
        std::fs::copy(
            shown.facts().join(file),
            Path::new(&alone.path()).join(file),
        )
        .unwrap();
    }
    let data = shown.data.path();
    let (_, told) = run(&["facts", "import", &alone.path(), "--data", &data], 0).await;
    assert!(told.contains("Đã nhập 0 dòng mới"), "{told}");
}
