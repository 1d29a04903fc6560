//! What a hunt rests on when people answer its alerts.

use super::*;

/// The ward's alerts, each closed at this time or left open.
fn answered(alerts: &[(&str, &str)]) -> String {
    let mut text = "code,unit,class,severity,raised,closed\n".to_owned();
    for (code, closed) in alerts {
        text += &format!("{code},W,attack,critical,{NOW},{closed}\n");
    }
    text
}

/// The disposed findings and basis of each hunt.
async fn hunts(ward: &Ward) -> Vec<(i64, Basis)> {
    let hunts = ward.rows::<Hunt>().await;
    let each = hunts.iter();
    each.map(|hunt| (hunt.disposed.unwrap(), hunt.basis()))
        .collect()
}

const CLOSED: &str = "2024-02-08T16:00:00Z";
const CLOSED_LATER: &str = "2024-02-08T17:00:00Z";

#[tokio::test]
async fn an_export_about_one_alert_does_not_found_the_word_about_another() {
    let ward = Ward::new().await;
    let thefts = theft("PC-01", "u") + &theft("strange", "u");
    ward.write("logs/a.ndjson", &(quiet(31, "PC-01") + &thefts));
    ward.import().await;
    assert_eq!(hunts(&ward).await, [(0, Basis::B)]);
    let alerts = ward.rows::<Alert>().await;
    let [one, other] = [0, 1].map(|at| alerts[at].code.to_string());
    ward.later(4);
    ward.write("alerts.csv", &answered(&[(&one, CLOSED)]));
    ward.import().await;
    assert_eq!(hunts(&ward).await, [(1, Basis::D)]);
    // The system that keeps the answers hands them over, the other one only at first.
    ward.write(
        "sources.csv",
        "code,unit,kind,file,generated_at,systems\n\
         NK,W,log,logs/a.ndjson,2024-02-08T14:00:00Z,HT\n\
         XA,W,export,alerts.csv,2024-02-08T18:00:00Z,\n",
    );
    ward.write("alerts.csv", &answered(&[(&other, CLOSED)]));
    ward.import().await;
    assert_eq!(hunts(&ward).await, [(2, Basis::D)]);
    let both = answered(&[(&one, CLOSED_LATER), (&other, CLOSED)]);
    ward.write("alerts.csv", &both);
    ward.import().await;
    assert_eq!(hunts(&ward).await, [(2, Basis::B)]);
    assert_eq!(ward.import().await.0, 0);
}

#[tokio::test]
async fn a_grown_log_rests_on_the_word_about_its_alerts_too() {
    let ward = Ward::new().await;
    ward.write("logs/a.ndjson", &log(31, "PC-01"));
    ward.import().await;
    let code = ward.rows::<Alert>().await[0].code.to_string();
    ward.later(4);
    ward.write("alerts.csv", &answered(&[(&code, CLOSED)]));
    ward.import().await;
    let at = CLOSED.parse().unwrap();
    let grown = log(31, "PC-01") + &event(at, "PC-01", "u", "a.exe");
    ward.write("logs/a.ndjson", &grown);
    ward.import().await;
    assert_eq!(hunts(&ward).await, [(1, Basis::D), (1, Basis::D)]);
}
