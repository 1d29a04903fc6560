//! Thresholds changed on the screen: with a reason, without overwriting each other, kept over a restart.

use crate::office::Office;
use domain::policy::{Policy, Threshold};
use engine::{Actor, EngineError};

const ME: Actor = Actor::Local;
const NEW: Threshold = Threshold::Share(0.7);

#[tokio::test]
async fn a_changed_threshold_counts_at_once_and_after_a_restart() {
    let office = Office::open().await;
    let engine = &office.engine;
    let revision = engine
        .set_policy(&ME, 0, "floor", NEW, "chỉ đạo mẫu")
        .await
        .unwrap();
    assert_eq!((revision, engine.policy().floor), (1, 0.7));
    let dirty = engine.store().dirty().await.unwrap();
    assert!(
        dirty.iter().any(|mark| mark.what.kind == "shifts"),
        "all is judged again"
    );
    let office = office.again().await;
    assert_eq!(office.engine.policy().floor, 0.7);
    let entries = office.engine.policy_entries().await.unwrap();
    assert_eq!(entries.len(), Policy::default().entries().len());
    let floor = entries.iter().find(|e| e.key == "floor").unwrap();
    assert_eq!(
        (floor.value, floor.default, floor.revision),
        (NEW, Threshold::Share(0.5), 1)
    );
    let change = floor.changed.as_ref().unwrap();
    assert_eq!(
        (change.reason.as_str(), change.by.as_str()),
        ("chỉ đạo mẫu", "local")
    );
    assert_eq!(
        office.engine.policy_history("floor").await.unwrap().len(),
        1
    );
    office.verify().await;
}

#[tokio::test]
async fn what_does_not_fit_changes_nothing() {
    let office = Office::open().await;
    let engine = &office.engine;
    for (key, value, reason, code) in [
        ("floor", Threshold::Share(1.5), "x", "invalid"),
        ("floor", Threshold::Count(1), "x", "invalid"),
        ("floor", NEW, "  ", "invalid"),
        ("no_such", NEW, "x", "not_found"),
    ] {
        let refused = engine
            .set_policy(&ME, 0, key, value, reason)
            .await
            .unwrap_err();
        assert_eq!(refused.code(), code, "{key} {value:?} {reason:?}");
    }
    engine
        .set_policy(&ME, 0, "floor", NEW, "một")
        .await
        .unwrap();
    let late = engine
        .set_policy(&ME, 0, "floor", Threshold::Share(0.9), "hai")
        .await;
    assert!(matches!(
        late.unwrap_err(),
        EngineError::Conflict { current: 1 }
    ));
    assert_eq!(engine.policy().floor, 0.7);
}
