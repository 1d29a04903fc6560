//! The engine's own figures are those of the data folder.

use crate::program::{Folder, run};
use engine::{Clock, Database, Engine, Settings};

#[tokio::test]
async fn the_figures_are_those_of_the_folder() {
    let (data, facts) = (Folder::new(), Folder::new());
    facts.write(
        "units.csv",
        "code,name,class\nU,Xã mẫu,commune\nV,Xã mẫu hai,commune\n",
    );
    facts.write("sources.csv", "code,kind,file,generated_at\n");
    run(
        &["facts", "import", &facts.path(), "--data", &data.path()],
        0,
    )
    .await;
    let settings = Settings {
        database: Database::Sqlite,
        clock: Clock::System,
        zone: jiff::tz::TimeZone::UTC,
        policy: domain::policy::Policy::default(),
        sample: false,
    };
    let engine = Engine::open(data.path().as_ref(), settings).await.unwrap();
    engine.measure().await.unwrap();
    let text = engine.telemetry().render();
    let leaves = engine.checkpoint().await.unwrap().unwrap().size;
    for line in [
        "khien_facts 2".to_owned(),
        format!("khien_ledger_leaves {leaves}"),
        "khien_judgements{status=\"met\"} 0".to_owned(),
    ] {
        assert!(text.lines().any(|found| found == line), "{line}: {text}");
    }
    engine.close().await.unwrap();
}
