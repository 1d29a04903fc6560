//! Invented content for the tests.

use jiff::{SignedDuration, Timestamp};
use store::{
    CutOff, CutOffId, Digest, Directive, DirectiveId, Fact, FactId, Import, Judgement,
    JudgementKey, KeptFile, LeafError, LeafSlot, Report, ReportId, Return, Source, SourceId,
    Statement, StatementId, Store, sha256,
};
use uuid::Uuid;

/// An instant in minutes after the evening before Tết Giáp Thìn 2024.
pub(crate) fn minute(minutes: i64) -> Timestamp {
    let evening: Timestamp = "2024-02-08T18:00:00+07:00".parse().unwrap();
    evening + SignedDuration::from_mins(minutes)
}

pub(crate) fn uuid(number: u128) -> Uuid {
    Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0000 + number)
}

pub(crate) const DIRECTIVE: u128 = 0xd1;

pub(crate) fn directive_id() -> DirectiveId {
    DirectiveId(uuid(DIRECTIVE))
}

/// A leaf as small as the store allows.
pub(crate) fn leaf(slot: LeafSlot) -> Result<Vec<u8>, LeafError> {
    Ok(format!("{{\"row\":\"{}\",\"seq\":{}}}", slot.row, slot.seq).into_bytes())
}

pub(crate) fn source(number: u128) -> Source {
    Source {
        id: SourceId(uuid(0x5000 + number)),
        code: format!("N{number}"),
        unit: None,
        kind: "export".into(),
        basis: 'B',
        title: Some("Xuất từ bảng điều khiển".into()),
        file_name: Some(format!("av-{number}.csv")),
        sha256: Some(sha256(&number.to_be_bytes())),
        generated_at: Some(minute(-60)),
        period_from: Some(minute(-1440)),
        period_to: Some(minute(-60)),
        rows: Some(3),
        person: None,
    }
}

pub(crate) fn fact(number: u128, table: &str, code: &str, unit: Option<&str>, body: &str) -> Fact {
    Fact {
        id: FactId(uuid(0xf_0000 + number)),
        table: table.into(),
        code: code.into(),
        unit: unit.map(Into::into),
        occurred_at: None,
        retracted: false,
        body: body.into(),
    }
}

/// Three machines, two of one ward.
pub(crate) fn machines() -> Vec<Fact> {
    vec![
        fact(
            1,
            "assets",
            "PC-01",
            Some("p-hoa"),
            r#"{"kind":"workstation"}"#,
        ),
        fact(
            2,
            "assets",
            "PC-02",
            Some("p-hoa"),
            r#"{"kind":"workstation"}"#,
        ),
        fact(3, "assets", "SV-01", Some("p-tan"), r#"{"kind":"server"}"#),
    ]
}

pub(crate) async fn import(
    store: &Store,
    at: Timestamp,
    source: Source,
    facts: Vec<Fact>,
) -> (u64, u64) {
    let mut tx = store.begin(at).await.unwrap();
    let done = tx.import(Import { source, facts }, leaf).await.unwrap();
    tx.commit().await.unwrap();
    (done.source.value.inserted, done.source.value.unchanged)
}

pub(crate) fn judgement(unit: &str, measure: &str, status: &str) -> Judgement {
    Judgement {
        key: JudgementKey {
            directive: directive_id(),
            obligation: "1.b".into(),
            unit: unit.into(),
            measure: measure.into(),
        },
        status: status.into(),
        basis: Some('B'),
        is_final: false,
        as_of: minute(0),
        changes_at: None,
        body: r#"{"figures":{"done":1,"total":2}}"#.into(),
    }
}

pub(crate) fn directive() -> Directive {
    Directive {
        id: directive_id(),
        sha256: sha256(b"cong van mau"),
        file_name: "cong-van-mau.docx".into(),
        received_at: minute(-2000),
        watch: Some((minute(0), minute(10_000))),
        confirmed_by: Some("Nguyễn Văn Mẫu".into()),
        body: r#"{"number":null}"#.into(),
    }
}

pub(crate) fn statement(number: u128) -> Statement {
    Statement {
        id: StatementId(uuid(0x7000 + number)),
        directive: directive_id(),
        obligation: "1.f".into(),
        unit: "p-hoa".into(),
        measure: "awareness".into(),
        person: "Trần Thị Mẫu".into(),
        status: "met".into(),
        text: "Đã tuyên truyền cho toàn bộ cán bộ".into(),
        file: Some(sha256(b"bien ban")),
        occurred_at: minute(-30),
        expires_at: Some(minute(10_000)),
    }
}

pub(crate) fn closed_return(unit: &str) -> Return {
    Return {
        directive: directive_id(),
        unit: unit.into(),
        closed_at: minute(100),
        closed_by: "Lê Văn Mẫu".into(),
    }
}

pub(crate) fn cut_off(number: u128) -> CutOff {
    CutOff {
        id: CutOffId(uuid(0xc000 + number)),
        directive: directive_id(),
        as_of: minute(120),
        body: r#"{"met":1,"not_met":1}"#.into(),
    }
}

pub(crate) fn report(sha256: Digest) -> Report {
    Report {
        id: ReportId(uuid(0xb000)),
        directive: directive_id(),
        cut_off: Some(cut_off(1).id),
        file_name: "bao-cao-mau.docx".into(),
        sha256,
    }
}

/// One of everything, in several transactions; 12 leaves, 6 heads.
///
/// Leaves: 0 import, 1 directive, 2 to 5 judgements, 6 statement, 7 return,
/// 8 cut-off, 9 file, 10 report, 11 import.
pub(crate) async fn one_of_everything(store: &Store) {
    import(store, minute(1), source(1), machines()).await;
    let mut tx = store.begin(minute(2)).await.unwrap();
    tx.add_directive(directive(), leaf).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin(minute(3)).await.unwrap();
    let results = ["p-hoa", "p-tan"]
        .into_iter()
        .flat_map(|unit| ["watch.antimalware", "malware.remove"].map(|measure| (unit, measure)))
        .map(|(unit, measure)| judgement(unit, measure, "partial"))
        .collect();
    tx.add_judgements(results, |_, _, slot| leaf(slot))
        .await
        .unwrap();
    tx.add_statement(statement(1), leaf).await.unwrap();
    tx.commit().await.unwrap();

    let mut tx = store.begin(minute(100)).await.unwrap();
    tx.close_return(closed_return("p-hoa"), leaf).await.unwrap();
    tx.commit().await.unwrap();

    let content = b"noi dung bao cao mau".to_vec();
    let size = content.len() as u64;
    let sha256 = store.files().put(content).await.unwrap();
    let mut tx = store.begin(minute(121)).await.unwrap();
    tx.add_cut_off(cut_off(1), leaf).await.unwrap();
    let file = KeptFile {
        sha256,
        name: "bao-cao-mau.docx".into(),
        purpose: "report".into(),
        size,
    };
    tx.add_file(file, leaf).await.unwrap();
    tx.add_report(report(sha256), leaf).await.unwrap();
    tx.commit().await.unwrap();

    let more = fact(
        9,
        "assets",
        "PC-03",
        Some("p-tan"),
        r#"{"kind":"workstation"}"#,
    );
    import(store, minute(130), source(2), vec![more]).await;
}
