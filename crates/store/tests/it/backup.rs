//! A folder whose database is elsewhere: refused whole, saved without it only when that was asked for.

use crate::engines::on_each_engine;
use store::Database;
use store::backup::{self, DatabasePart, Source};

#[test]
fn a_database_on_a_server_is_left_out_only_when_asked() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let hash = store.files().put("minh chứng".into()).await.unwrap();
        crate::sample::one_of_everything(&store).await;
        store.close().await.unwrap();
        let scratch = tempfile::tempdir().unwrap();
        let to = scratch.path().join("a.zip");
        let written = async |files_only: bool| {
            let work = tempfile::tempdir().unwrap();
            let source = Source {
                dir: bed.dir(),
                database: bed.database(),
                files_only,
                at: "2024-02-08T14:30:00Z".parse().unwrap(),
            };
            backup::write(&source, &to, work.path()).await
        };
        let apart = matches!(bed.database(), Database::Postgres(_));
        if apart {
            let refused = written(false).await.unwrap_err();
            assert_eq!(refused.code(), "backup.database_apart");
            assert!(!to.exists(), "half an archive is left");
        }
        let told = written(true).await.unwrap();
        let part = if apart {
            DatabasePart::Apart
        } else {
            DatabasePart::Inside
        };
        assert_eq!(told.about.database, part);
        // What the archive says of the ledger is that of the server it belongs to.
        assert!(told.about.leaves > 0);

        let into = scratch.path().join("into");
        std::fs::create_dir(&into).unwrap();
        let contents = backup::unpack(&to, &into).await.unwrap();
        assert_eq!(contents.about.leaves, told.about.leaves);
        assert_eq!(into.join("khien.db").exists(), !apart);
        // Beside its server the folder is whole again.
        let again = store::Store::open(
            &into,
            if apart {
                bed.database()
            } else {
                Database::Sqlite
            },
        );
        let again = again.await.unwrap();
        assert_eq!(
            again.files().read(hash).await.unwrap(),
            "minh chứng".as_bytes()
        );
        again.close().await.unwrap();
    });
}
