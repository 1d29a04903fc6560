//! Carrying out runs of new lists and rules over the events kept, a slice after the other, until nothing is left.

use super::Stop;
use crate::EngineError;
use crate::events::Retro;
use std::time::Duration;

/// How often it is seen whether a run was asked for.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// How long it rests after a failure.
const REST: Duration = Duration::from_secs(10);

/// Carries out runs until `stop`. What fails is told to `failed`.
pub async fn hunt_back(mut retro: Retro, stop: Stop, mut failed: impl FnMut(&EngineError) + Send) {
    while !stop.is_stopped() {
        let rest = match retro.step(&stop).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => LOOK_EVERY,
            Err(error) => {
                failed(&error);
                REST
            }
        };
        tokio::select! {
            () = stop.stopped() => {}
            () = tokio::time::sleep(rest) => {}
        }
    }
}
