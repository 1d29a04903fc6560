//! The organisation's thresholds come from its own file.

use crate::program::{Folder, run};

const LETTER: &str = "Số: /UBND-VH\n\nThị xã Mẫu, ngày 03 tháng 01 năm 2024\n\nV/v bảo đảm an toàn thông tin mạng dịp Tết Nguyên đán Giáp Thìn 2024\n\nKính gửi: UBND các xã, phường.\n\n1. UBND các xã, phường:\n\n- Tổ chức tuyên truyền, nâng cao nhận thức về an toàn thông tin mạng, cảnh giác với thông tin xấu độc, tin giả, lừa đảo cho cán bộ.\n";

#[tokio::test]
async fn a_threshold_of_the_file_decides_and_a_wrong_one_is_refused_by_name() {
    let facts = Folder::new();
    facts.write(
        "units.csv",
        "code,name,class,headcount,head\nU,Đơn vị mẫu,commune,10,Trưởng\n",
    );
    facts.write(
        "sources.csv",
        "code,kind,file,generated_at\nS,export,sessions.csv,2024-02-08T10:00:00Z\n",
    );
    facts.write(
        "sessions.csv",
        "code,unit,source,topics,material_sha256,at,reached\nT1,U,S,kỹ năng cơ bản;xấu độc;tin giả;lừa đảo,abc,2024-01-20 08:00,6\n",
    );
    let letter = facts.write_to("../thu.txt", LETTER);
    let policy = facts.write_to("../muc.toml", "reach = 0.5\n");
    let folder = facts.path();
    let base = [
        "directive",
        "check",
        &letter,
        "--facts",
        &folder,
        "--received",
        "2024-01-05",
        "--as-of",
        "2024-02-09T08:00:00+07:00",
        "--json",
    ];
    let (shipped, _) = run(&base, 0).await;
    let (own, _) = run(&[&base[..], &["--policy", &policy]].concat(), 0).await;
    let status = |text: &str| {
        let json: serde_json::Value = serde_json::from_str(text).unwrap();
        json["judgements"][0]["status"].as_str().unwrap().to_owned()
    };
    assert_eq!(
        (status(&shipped).as_str(), status(&own).as_str()),
        ("partial", "met")
    );
    let wrong = facts.write_to("../sai.toml", "reachh = 0.5\n");
    let (_, told) = run(&[&base[..], &["--policy", &wrong]].concat(), 1).await;
    assert!(
        told.contains("sai.toml") && told.contains("reachh"),
        "{told}"
    );
}
