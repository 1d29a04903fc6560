//! The invented town of the demonstration in a data folder of its own.

use domain::facts::SourceKind;
use engine::directives::{Confirmation, InForce};
use engine::facts_in::Observation;
use engine::{Actor, Clock, Database, Engine, Settings};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use tempfile::TempDir;

/// The instant the town is made for.
pub(crate) const AS_OF: &str = "2024-02-08T21:30:00+07:00";

/// A data folder, and the folder of facts.
pub(crate) struct Town {
    temp: TempDir,
}

impl Town {
    pub(crate) fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let town = Self { temp };
        demo::write(&town.facts(), demo::SEED, instant(AS_OF), &[]).unwrap();
        town
    }

    pub(crate) fn facts(&self) -> std::path::PathBuf {
        self.temp.path().join("facts")
    }

    pub(crate) fn settings(&self) -> Settings {
        Settings {
            database: Database::Sqlite,
            clock: Clock::pinned(instant(AS_OF)),
            zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
            policy: domain::policy::Policy::default(),
            sample: true,
        }
    }

    pub(crate) async fn open(&self) -> Engine {
        self.open_with(self.settings()).await
    }

    pub(crate) async fn open_with(&self, settings: Settings) -> Engine {
        Engine::open(&self.temp.path().join("data"), settings)
            .await
            .unwrap()
    }

    pub(crate) async fn import(&self, engine: &Engine) {
        let _counts = engine
            .import_folder(&Actor::Local, &self.facts())
            .await
            .unwrap();
    }
}

pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// Puts one of the two sample letters in force.
pub(crate) async fn letter(engine: &Engine, which: usize) -> InForce {
    let (name, text) = demo::letters().get(which).copied().unwrap();
    let received = Confirmation {
        received: Some(jiff::civil::date(2024, 1, 5)),
        watch: None,
    };
    engine
        .confirm_directive(&Actor::Local, name, text.as_bytes(), &received)
        .await
        .unwrap()
}

/// Records rows as seen by Khiên now.
pub(crate) async fn record(engine: &Engine, rows: Vec<demo::Row>) {
    let rows = rows.into_iter().map(|row| Observation {
        kind: row.kind,
        code: row.code,
        unit: row.unit,
        occurred_at: row.occurred_at,
        cells: row.cells,
    });
    engine
        .record(&Actor::Local, SourceKind::Khien, "test", rows.collect())
        .await
        .unwrap();
}
