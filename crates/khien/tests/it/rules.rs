//! `khien rules import`, `list` and `remove`, and hunting with what was imported.

use crate::program::{Folder, khien, run, verify};
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::time::timeout;

/// A rule that finds programs of this name.
fn rule(id: u8, program: &str) -> String {
    format!(
        "title: Program {program}\nid: 5d1f4c1e-0c55-4d2f-9d5e-6f0f3a0b7c{id:02}\nauthor: Người mẫu\nlicense: DRL-1.1\n\
         logsource: {{category: process_creation, product: windows}}\n\
         detection:\n  a: {{Image|endswith: '\\{program}'}}\n  condition: a\nlevel: high\n"
    )
}

/// A log in which these programs were started, one a minute.
fn log(programs: &[&str]) -> String {
    let line = |(minute, program): (usize, &&str)| {
        format!(
            r#"{{"EventID":1,"TimeCreated":"2024-02-08T09:{minute:02}:00Z","Channel":"Microsoft-Windows-Sysmon/Operational","Image":"C:\\Users\\a\\{program}"}}"#
        ) + "\n"
    };
    programs.iter().enumerate().map(line).collect()
}

/// A folder of rules, a data folder and a log beside them.
struct World {
    rules: Folder,
    data: Folder,
    log: String,
}

impl World {
    fn new(programs: &[&str]) -> Self {
        let rules = Folder::new();
        let log = rules.write_to("../log.json", &log(programs));
        Self {
            rules,
            data: Folder::new(),
            log,
        }
    }

    async fn import(&self, name: &str, code: i32) -> (String, String) {
        let (rules, data) = (self.rules.path(), self.data.path());
        run(
            &["rules", "import", &rules, "--name", name, "--data", &data],
            code,
        )
        .await
    }

    /// Titles of what a hunt with the rules in force finds.
    async fn found(&self, code: i32) -> (Vec<String>, String) {
        let hunt = [
            "logs",
            "hunt",
            "--json",
            "--data",
            &self.data.path(),
            &self.log,
        ];
        let (out, err) = run(&hunt, code).await;
        let titles = out.lines().map(|line| {
            let found: serde_json::Value = serde_json::from_str(line).unwrap();
            found["rule"]["title"].as_str().unwrap().to_owned()
        });
        (titles.collect(), err)
    }

    async fn sets(&self) -> Vec<(String, u64)> {
        let (out, _) = run(&["rules", "list", "--json", "--data", &self.data.path()], 0).await;
        let sets = out.lines().map(|line| {
            let set: serde_json::Value = serde_json::from_str(line).unwrap();
            let name = set["name"].as_str().unwrap().to_owned();
            (name, set["rules"].as_u64().unwrap())
        });
        sets.filter(|(name, _)| name != "starter").collect()
    }
}

#[tokio::test]
async fn imported_rules_are_hunted_with_until_they_are_replaced_or_removed() {
    let world = World::new(&["one.exe", "two.exe"]);
    assert_eq!(world.found(0).await.0, Vec::<String>::new());
    world.rules.write("one.yml", &rule(1, "one.exe"));
    world.import("own", 0).await;
    assert_eq!(world.sets().await, [("own".to_owned(), 1)]);
    let (titles, err) = world.found(3).await;
    assert_eq!(titles, ["Program one.exe"]);
    assert!(err.contains(", own"), "{err}");
    // The same again changes nothing; another content replaces the whole set.
    let (_, err) = world.import("own", 0).await;
    assert!(err.contains("không đổi gì"), "{err}");
    std::fs::remove_file(Path::new(&world.rules.path()).join("one.yml")).unwrap();
    world.rules.write("two.yml", &rule(2, "two.exe"));
    world.import("own", 0).await;
    assert_eq!(world.found(3).await.0, ["Program two.exe"]);
    // Named rules stand alone.
    let one = world.rules.write_to("../one.yml", &rule(1, "one.exe"));
    let hunt = [
        "logs",
        "hunt",
        "--rules",
        &one,
        "--data",
        &world.data.path(),
        &world.log,
    ];
    let (out, _) = run(&hunt, 3).await;
    assert!(out.contains("one.exe") && !out.contains("two.exe"), "{out}");
    run(&["rules", "remove", "own", "--data", &world.data.path()], 0).await;
    run(&["rules", "remove", "own", "--data", &world.data.path()], 1).await;
    assert_eq!(world.found(0).await.0, Vec::<String>::new());
    verify(&world.data.path(), 0).await;
}

#[tokio::test]
async fn what_can_not_be_used_is_told_and_the_rest_is_kept_word_for_word() {
    let world = World::new(&["one.exe"]);
    let good = rule(1, "one.exe");
    world.rules.write("one.yml", &good);
    world.rules.write(
        "bad.yml",
        "title: x\nlogsource: {product: linux}\ndetection: {a: {b|nothing: c}, condition: a}\n",
    );
    world.rules.write("notes.txt", "no rule");
    // A value that a hunt may give is no fault of the rule.
    world.rules.write(
        "later.yml",
        &rule(2, "x").replace("endswith: '\\x'", "expand: '%admins%'"),
    );
    std::fs::write(
        Path::new(&world.rules.path()).join("bytes.yml"),
        b"title: \xff",
    )
    .unwrap();
    #[cfg(unix)]
    {
        let outside = world
            .rules
            .write_to("../outside.yml", &rule(3, "outside.exe"));
        std::os::unix::fs::symlink(outside, Path::new(&world.rules.path()).join("link.yml"))
            .unwrap();
    }
    let (out, err) = world.import("own", 3).await;
    assert!(
        out.contains("bad.yml:3: ") && out.contains("bytes.yml:1: "),
        "{out}"
    );
    assert_eq!(out.lines().count(), 2, "{out}");
    #[cfg(unix)]
    assert!(err.contains("1 liên kết bỏ qua"), "{err}");
    assert_eq!(world.sets().await, [("own".to_owned(), 1)]);
    let set = Path::new(&world.data.path()).join("rules/own");
    let mut kept = Vec::new();
    for entry in std::fs::read_dir(set).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            for file in std::fs::read_dir(path).unwrap() {
                kept.push(std::fs::read_to_string(file.unwrap().path()).unwrap());
            }
        }
    }
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept.contains(&good), "{kept:?}");
    // What would leave no rule at all changes nothing.
    let none = Folder::new();
    let bad = none.write_to("bad.yml", "title: x\n");
    run(
        &[
            "rules",
            "import",
            &bad,
            "--name",
            "own",
            "--data",
            &world.data.path(),
        ],
        1,
    )
    .await;
    assert_eq!(world.found(3).await.0, ["Program one.exe"]);
}

#[tokio::test]
async fn names_lead_nowhere_and_replace_nothing_by_chance() {
    let world = World::new(&["one.exe"]);
    world.rules.write("one.yml", &rule(1, "one.exe"));
    for name in ["../own", "a/b", ".own", "Bộ", "starter", ""] {
        world.import(name, 1).await;
    }
    // Without a name the set is called after its folder, and one that is there stays.
    let import = [
        "rules",
        "import",
        &world.rules.path(),
        "--data",
        &world.data.path(),
    ];
    run(&import, 0).await;
    let (_, err) = run(&import, 1).await;
    assert!(err.contains("--name inner"), "{err}");
    assert_eq!(world.sets().await, [("inner".to_owned(), 1)]);
}

#[tokio::test]
async fn an_altered_set_is_an_error_and_not_a_hunt_without_it() {
    let world = World::new(&["one.exe"]);
    world.rules.write("one.yml", &rule(1, "one.exe"));
    world.import("own", 0).await;
    let set = Path::new(&world.data.path()).join("rules/own");
    let folder = std::fs::read_dir(&set)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.is_dir())
        .unwrap();
    let file = std::fs::read_dir(folder)
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    std::fs::write(&file, rule(1, "other.exe")).unwrap();
    let (_, err) = world.found(1).await;
    assert!(err.contains("bộ luật own"), "{err}");
    world.import("own", 0).await;
    assert_eq!(world.found(3).await.0, ["Program one.exe"]);
}

/// A correlation may count the rules of a set that is there already.
#[tokio::test]
async fn a_set_may_name_the_rules_of_another() {
    let world = World::new(&["one.exe", "one.exe", "one.exe"]);
    let count = "title: Counted\nid: 5d1f4c1e-0c55-4d2f-9d5e-6f0f3a0b7c77\ncorrelation:\n  type: event_count\n  \
                 rules: [5d1f4c1e-0c55-4d2f-9d5e-6f0f3a0b7c01]\n  timespan: 1h\n  condition: {gte: 3}\nlevel: high\n";
    let counting = world.rules.write_to("../counting.yml", count);
    let data = world.data.path();
    let import = [
        "rules", "import", &counting, "--name", "counting", "--data", &data,
    ];
    run(&import, 1).await;
    world.rules.write("one.yml", &rule(1, "one.exe"));
    world.import("own", 0).await;
    run(&import, 0).await;
    // What is counted is not told by itself.
    assert_eq!(world.found(3).await.0, ["Counted"]);
    // Two are too few.
    world.rules.write_to("../log.json", &log(&["one.exe"; 2]));
    assert_eq!(world.found(0).await.0, Vec::<String>::new());
}

#[tokio::test]
async fn beside_a_server_rules_are_read_and_a_change_is_refused_with_what_to_do() {
    let world = World::new(&["one.exe"]);
    world.rules.write("one.yml", &rule(1, "one.exe"));
    world.import("own", 0).await;
    let (rules, data) = (world.rules.path(), world.data.path());
    let mut server = khien(&["serve", "--data", &data, "--listen", "127.0.0.1:0"])
        .spawn()
        .unwrap();
    let mut told = BufReader::new(server.stdout.take().unwrap()).lines();
    let listening = timeout(Duration::from_secs(60), told.next_line()).await;
    assert!(listening.unwrap().unwrap().is_some(), "it serves");
    for (lang, said) in [
        ("vi", ["khien serve", "hãy dừng chương trình đó"]),
        ("en", ["khien serve", "stop that program"]),
    ] {
        let head = ["--lang", lang, "rules"];
        let import = ["import", &rules, "--name", "other", "--data", &data];
        let remove = ["remove", "own", "--data", &data];
        for verb in [&import[..], &remove[..]] {
            let (_, err) = run(&[&head[..], verb].concat(), 1).await;
            assert!(said.iter().all(|part| err.contains(part)), "{err}");
            assert!(err.contains(&data), "{err}");
        }
    }
    assert_eq!(world.sets().await, [("own".to_owned(), 1)]);
    assert_eq!(world.found(3).await.0, ["Program one.exe"]);
    server.kill().await.unwrap();
    world.import("other", 0).await;
}
