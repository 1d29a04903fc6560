//! The doors' trait on the engine's way in: records go into the intake log, tokens are those of registered sources.

use super::take::{Held, Refusal, Sender, Take, Taken};
use engine::EngineError;
use engine::events::{self, Refused};
use std::net::IpAddr;
use std::time::Duration;

impl Take for events::Intake {
    fn take<'a>(&'a self, sender: &'a Sender, frames: Vec<Vec<u8>>) -> Taken<'a> {
        let sender = events::Sender {
            key: sender.source().into(),
        };
        Box::pin(async move {
            let taken = Self::take(self, &sender, frames).await;
            taken.map_err(Refusal::from)
        })
    }

    fn holder<'a>(&'a self, secret: &'a str, peer: IpAddr) -> Held<'a> {
        Box::pin(async move {
            let holder = self.holder_from(secret, peer).await;
            holder.map_err(|error| match error {
                EngineError::Wait(seconds) => Refusal::Guessed {
                    retry_after: Duration::from_secs(seconds.unsigned_abs()),
                },
                error => {
                    tracing::error!(%error, "the token of a sender of logs can't be looked up");
                    Refusal::Failed
                }
            })
        })
    }
}

impl From<Refused> for Refusal {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Busy { retry_after } => Self::Busy { retry_after },
            Refused::Full => Self::Full,
            Refused::TooLarge { .. } => Self::TooLarge,
            Refused::Failed => Self::Failed,
        }
    }
}
