//! An invented office: an engine on a fresh folder, a letter, a small tree of units.

use domain::policy::Policy;
use engine::directives::{Confirmation, InForce};
use engine::imports::{NewImport, Upload, UploadKind};
use engine::{Actor, Clock, Database, Engine, Settings};
use jiff::civil::date;
use jiff::tz::TimeZone;
use tempfile::TempDir;

/// A letter of the sample town.
pub(crate) const LETTER: &str = include_str!("../../../demo/src/letters/town.txt");

pub(crate) const UNITS: &str = "Mã,Tên đơn vị,Nhóm,Đơn vị cấp trên\n\
    TX,UBND thị xã Mẫu,peoples_committee,\n\
    P1,UBND phường Mẫu 1,commune,TX\n\
    P2,UBND phường Mẫu 2,commune,TX\n\
    T1,Tổ 1 phường Mẫu 1,commune,P1\n";

pub(crate) struct Office {
    pub(crate) engine: Engine,
    temp: TempDir,
}

impl Office {
    pub(crate) async fn open() -> Self {
        let temp = tempfile::tempdir().unwrap();
        let engine = opened(&temp).await;
        Self { engine, temp }
    }

    /// The same folder opened again.
    pub(crate) async fn again(self) -> Self {
        self.engine.close().await.unwrap();
        let engine = opened(&self.temp).await;
        Self { engine, ..self }
    }

    pub(crate) fn later(&self, minutes: i64) {
        let clock = self.engine.clock();
        clock.set(clock.now() + jiff::SignedDuration::from_mins(minutes));
    }

    /// The tree of units as facts.
    pub(crate) async fn with_units(self) -> Self {
        self.import(&[("units.csv", UNITS)]).await;
        self
    }

    pub(crate) async fn import(&self, files: &[(&str, &str)]) {
        let plan = self
            .engine
            .plan_import(&Actor::Local, upload(files))
            .await
            .unwrap();
        assert_eq!(plan.problems, []);
        self.engine
            .commit_import(&Actor::Local, plan.id)
            .await
            .unwrap();
    }

    /// The letter in force, received on 5 January 2024.
    pub(crate) async fn in_force(&self) -> InForce {
        let received = Confirmation {
            received: Some(date(2024, 1, 5)),
            watch: None,
        };
        let bytes = LETTER.as_bytes();
        let confirmed = self
            .engine
            .confirm_directive(&Actor::Local, "thu.txt", bytes, &received);
        confirmed.await.unwrap()
    }

    /// The ledger must be whole after whatever a test did.
    pub(crate) async fn verify(&self) {
        let report = self.engine.verify_ledger(&[]).await.unwrap();
        assert_eq!(report.problems, []);
    }
}

pub(crate) fn upload(files: &[(&str, &str)]) -> NewImport {
    let files = files.iter().map(|(name, text)| Upload {
        name: (*name).into(),
        bytes: text.as_bytes().to_vec(),
        kind: UploadKind::ByName,
    });
    NewImport {
        files: files.collect(),
        scope: None,
        source: None,
    }
}

async fn opened(temp: &TempDir) -> Engine {
    let settings = Settings {
        database: Database::Sqlite,
        clock: Clock::pinned("2024-01-20T08:00:00+07:00".parse().unwrap()),
        zone: TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        policy: Policy::default(),
        sample: true,
    };
    Engine::open(&temp.path().join("data"), settings)
        .await
        .unwrap()
}
