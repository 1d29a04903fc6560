//! Drafts change under their revision; settings and reopenings are bound to the ledger.

use store::{
    Draft, DraftChange, DraftId, Reopening, SettingChange, Store, StoreError, Trust, sha256,
};

use crate::engines::on_each_engine;
use crate::sample::{closed_return, directive_id, leaf, minute, uuid};

fn draft() -> Draft {
    Draft {
        id: DraftId(uuid(0xd0)),
        sha256: sha256(b"cong van mau"),
        file_name: "cong-van-mau.txt".into(),
        uploaded_by: "local".into(),
        uploaded_at: minute(1),
        source_text: "Số: /UBND-VH".into(),
        body: r#"{"number":null}"#.into(),
        corrections: "[]".into(),
        revision: 0,
        state: "reading".into(),
        directive: None,
        changed_at: minute(1),
    }
}

fn change(corrections: &str, state: &str) -> DraftChange {
    DraftChange {
        corrections: corrections.into(),
        state: state.into(),
        directive: (state == "confirmed").then(directive_id),
    }
}

async fn changed(
    store: &Store,
    at: i64,
    revision: u64,
    to: DraftChange,
) -> Result<u64, StoreError> {
    let mut tx = store.begin(minute(at)).await.unwrap();
    let next = tx.change_draft(draft().id, revision, to).await?;
    tx.commit().await.unwrap();
    Ok(next)
}

#[test]
fn a_draft_comes_back_and_a_stale_change_is_refused() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let mut tx = store.begin(minute(1)).await.unwrap();
        tx.add_draft(draft()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(store.draft(draft().id).await.unwrap(), Some(draft()));

        assert_eq!(
            changed(&store, 2, 0, change("[1]", "reading"))
                .await
                .unwrap(),
            1
        );
        let stale = changed(&store, 3, 0, change("[2]", "reading"))
            .await
            .unwrap_err();
        assert!(matches!(stale, StoreError::Conflict { current: 1 }));
        assert_eq!(
            changed(&store, 3, 1, change("[1,3]", "confirmed"))
                .await
                .unwrap(),
            2
        );
        let kept = store.drafts_of_file(draft().sha256).await.unwrap();
        assert_eq!((kept.len(), kept[0].corrections.as_str()), (1, "[1,3]"));
        assert_eq!(
            (kept[0].directive, kept[0].changed_at),
            (Some(directive_id()), minute(3))
        );
        assert_eq!(kept[0].body, draft().body, "what was read is never changed");

        let mut tx = store.begin(minute(4)).await.unwrap();
        let absent = tx
            .change_draft(DraftId(uuid(1)), 0, change("[]", "reading"))
            .await;
        assert_eq!(absent.unwrap_err().code(), "store.no_draft");
    });
}

fn setting(revision: u64, value: &str) -> SettingChange {
    SettingChange {
        key: "policy.floor".into(),
        value: value.into(),
        revision,
        changed_by: "local".into(),
        reason: "mẫu".into(),
    }
}

async fn set(store: &Store, at: i64, setting: SettingChange) -> Result<(), StoreError> {
    let mut tx = store.begin(minute(at)).await.unwrap();
    tx.change_setting(setting, leaf).await?;
    tx.commit().await.unwrap();
    Ok(())
}

#[test]
fn settings_keep_their_history_and_an_edit_past_the_store_shows() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        set(&store, 1, setting(1, "0.6")).await.unwrap();
        set(&store, 2, setting(2, "0.7")).await.unwrap();
        let stale = set(&store, 3, setting(2, "0.8")).await.unwrap_err();
        assert!(matches!(stale, StoreError::Conflict { current: 2 }));
        let now = store.settings().await.unwrap();
        assert_eq!(
            (now.len(), &now["policy.floor"].value),
            (1, &setting(2, "0.7"))
        );
        assert_eq!(
            store.setting_changes("policy.floor").await.unwrap().len(),
            2
        );
        store.close().await.unwrap();

        bed.tamper(&["UPDATE settings SET value_text = '0.1' WHERE revision = 2"])
            .await;
        let report = bed.open().await.verify(&Trust::default()).await.unwrap();
        let found: Vec<_> = report
            .problems
            .iter()
            .map(|p| (p.code.as_str(), p.seq))
            .collect();
        assert_eq!(found, [("ledger.row_changed", Some(1))]);
    });
}

#[test]
fn a_closing_that_was_opened_again_no_longer_stands() {
    on_each_engine(async |bed| {
        let store = bed.open().await;
        let standing = async |at| {
            store
                .returns(directive_id(), minute(at))
                .await
                .unwrap()
                .len()
        };
        let mut tx = store.begin(minute(100)).await.unwrap();
        tx.close_return(closed_return("p-hoa"), leaf).await.unwrap();
        tx.close_return(closed_return("p-tan"), leaf).await.unwrap();
        tx.commit().await.unwrap();
        let reopening = Reopening {
            directive: directive_id(),
            unit: "p-hoa".into(),
            reopened_at: minute(110),
            reopened_by: "local".into(),
            reason: "sót số liệu".into(),
        };
        let mut tx = store.begin(minute(110)).await.unwrap();
        tx.reopen_return(reopening.clone(), leaf).await.unwrap();
        tx.commit().await.unwrap();
        // At the earlier instant it stood: what was known then never changes.
        assert_eq!((standing(105).await, standing(110).await), (2, 1));
        assert_eq!(
            store
                .closings(directive_id(), minute(110))
                .await
                .unwrap()
                .len(),
            2
        );
        let kept = store.reopenings(directive_id(), minute(110)).await.unwrap();
        assert_eq!((kept.len(), &kept[0].value), (1, &reopening));
        assert!(store.verify(&Trust::default()).await.unwrap().is_intact());
    });
}
