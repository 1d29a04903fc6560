//! Accounts at the command line.

use crate::program::{Folder, run};

#[tokio::test]
async fn an_account_is_added_listed_and_recovered_by_links_shown_once() {
    let folder = Folder::new();
    let facts = Folder::new();
    facts.write(
        "units.csv",
        "code,name,class,headcount,head\nU,Đơn vị mẫu,commune,10,Trưởng\n",
    );
    let data = folder.path();
    run(&["facts", "import", &facts.path(), "--data", &data], 0).await;
    let add = |login: &'static str, role: &'static str| {
        let data = data.clone();
        async move {
            let name = ["--name", "Người mẫu", "--role", role, "--data", &data];
            let words = [&["user", "add", login][..], &name].concat();
            let code = if role.ends_with("@U") || role == "auditor" {
                0
            } else {
                1
            };
            run(&words, code).await
        }
    };
    let (added, _) = add("lan.nt", "duty_officer@U").await;
    let secret = added.trim_end().strip_prefix("/link/").unwrap();
    assert!(
        secret.len() >= 43 && !secret.contains(char::is_whitespace),
        "{added}"
    );
    let (_, told) = add("bao.tv", "chief").await;
    assert!(
        told.contains("chief") && told.contains("duty_officer"),
        "{told}"
    );
    let (_, told) = add("bao.tv", "analyst@KHONG-CO").await;
    assert!(told.contains("KHONG-CO"), "{told}");

    let (recovered, _) = run(&["user", "recover", "LAN.NT", "--data", &data], 0).await;
    assert!(recovered.starts_with("/link/") && recovered != added);
    run(&["user", "recover", "khong-co", "--data", &data], 1).await;

    let (listed, _) = run(&["user", "list", "--json", "--data", &data], 0).await;
    let lines: serde_json::Value = serde_json::from_str(&listed).unwrap();
    assert_eq!(lines.as_array().map(Vec::len), Some(1));
    assert_eq!(lines[0]["login"], "lan.nt");
    assert_eq!(lines[0]["roles"][0], "duty_officer@U");
    assert_eq!(lines[0]["state"], "invited");
    assert!(!listed.contains(secret));
}
