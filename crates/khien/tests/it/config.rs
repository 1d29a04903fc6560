//! `khien config check` as an administrator meets it.

use crate::program::{Folder, run};

#[tokio::test]
async fn all_errors_are_told_at_once_with_line_and_nearest_key() {
    let folder = Folder::new();
    let file = folder.write_to(
        "khien.toml",
        "data = \"d\"\nlisen = \"127.0.0.1:1\"\nzone = \"Asia/Nowhere\"\n[backup]\nkeep = 0\n",
    );
    let (out, err) = run(&["config", "check", "--config", &file], 1).await;
    for told in [
        "khien.toml:2: lisen: không có khóa này; có phải “listen”?",
        "khien.toml:3: zone:",
        "khien.toml:5: backup.keep:",
        "cấu hình có 3 lỗi",
    ] {
        assert!(err.contains(told), "{told}\n{err}");
    }
    assert!(out.contains("listen"), "{out}");
    let (_, english) = run(&["--lang", "en", "config", "check", "--config", &file], 1).await;
    assert!(english.contains("is it \"listen\"?"), "{english}");
}

#[tokio::test]
async fn a_flag_wins_a_secret_is_masked_and_an_open_door_is_refused() {
    let folder = Folder::new();
    let file = folder.write_to(
        "khien.toml",
        "data = \"d\"\n[database]\nurl = \"postgres://user:hidden-word@127.0.0.1/k\"\n",
    );
    let base = ["config", "check", "--json", "--config", &file];
    let (out, _) = run(&base, 0).await;
    assert!(!out.contains("hidden-word"), "{out}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    let from = |json: &serde_json::Value, key: &str| {
        let values = json["values"].as_array().unwrap();
        let found = values.iter().find(|value| value["key"] == key).unwrap();
        (found["value"].clone(), found["from"].clone())
    };
    assert!(json["ok"].as_bool().unwrap());
    assert!(
        from(&json, "data")
            .1
            .as_str()
            .unwrap()
            .ends_with("khien.toml:1")
    );

    let (out, _) = run(&[&base[..], &["--listen", "0.0.0.0:443"]].concat(), 1).await;
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(from(&json, "listen").1, "--listen");
    let keys: Vec<&str> = json["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|problem| problem["level"] == "error")
        .map(|problem| problem["key"].as_str().unwrap())
        .collect();
    assert_eq!(keys, ["listen"], "{json}");
}
