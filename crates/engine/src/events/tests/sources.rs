//! Senders over HTTP: their tokens.

use super::*;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_token_voids_the_old_one_and_only_who_shows_a_token_can_have_one() {
    let bed = Bed::new().await;
    let local = &Actor::Local;
    let adoption = Adoption {
        unit: None,
        name: "máy chủ web (mẫu)".into(),
        class: String::new(),
        systems: Vec::new(),
    };
    let (source, old) = bed.engine.add_source(local, adoption).await.unwrap();
    let intake = Intake::new(Arc::clone(&bed.engine), bed.log.clone());
    let holder = async |secret: &Secret| intake.holder(secret.expose()).await.unwrap();
    assert_eq!(holder(&old).await.as_ref(), Some(&source.key));

    let renewed = bed
        .engine
        .renew_source_token(local, source.id, source.revision);
    let (renewed, new) = renewed.await.unwrap();
    assert_eq!(holder(&old).await, None);
    assert_eq!(holder(&new).await.as_ref(), Some(&source.key));
    let late = bed
        .engine
        .renew_source_token(local, source.id, source.revision);
    assert!(matches!(late.await, Err(EngineError::Conflict { .. })));

    let retired = bed.engine.retire_source(local, source.id, renewed.revision);
    let retired = retired.await.unwrap();
    assert_eq!(holder(&new).await, None);
    let refused = bed
        .engine
        .renew_source_token(local, source.id, retired.revision);
    assert!(matches!(refused.await, Err(EngineError::Invalid(_))));

    let mut pump = bed.pump().await;
    bed.send(FIREWALL, &[contact(7, LISTED)]).await;
    pump.step(Duration::ZERO).await.unwrap();
    let waiting = bed
        .engine
        .event_sources(local, &[SourceState::Waiting], None, 10);
    let waiting = waiting.await.unwrap();
    assert_eq!(waiting.len(), 1);
    let refused = bed
        .engine
        .renew_source_token(local, waiting[0].id, waiting[0].revision);
    assert!(matches!(refused.await, Err(EngineError::Invalid(_))));
}
