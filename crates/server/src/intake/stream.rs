//! Syslog in streams: TCP and TLS.
//!
//! The protocol has no answer, so a stream that can't be taken is not read: the sender's own queue holds what comes. When
//! the server stops, what was read is kept first.

use super::counts::add;
use super::{Door, Intake, Sender, stopped};
use axum::serve::Listener;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncReadExt as _};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use wire::intake::Records;
use wire::intake::framing::Framing;

/// Bytes read at once, from a stream that has more to give up to the larger number: each reading waits for its records to
/// be safe, so a fast sender is given longer strides and not more of them.
const READ_BYTES: usize = 64 * 1024;
const READ_BYTES_MAX: usize = 1024 * 1024;

/// Serves until `stop`, and until what was read is kept.
pub(super) async fn serve<L>(
    mut listener: L,
    door: Door,
    intake: Intake,
    mut stop: watch::Receiver<bool>,
) where
    L: Listener<Addr = SocketAddr>,
{
    let places = Arc::new(Semaphore::new(intake.limits.connections_max));
    let mut open = JoinSet::new();
    loop {
        let (io, peer) = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stopped(&mut stop) => break,
        };
        while open.try_join_next().is_some() {}
        let sender = Sender {
            door,
            peer: Some(peer.ip().to_canonical()),
            token: None,
        };
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let own = intake.sources.enter(&sender.source(), &intake.limits);
        let Some(places) = place.zip(own) else {
            add(&intake.counts.of(door).refused, 1);
            tracing::warn!(%peer, "too many syslog connections; one is closed");
            continue;
        };
        let (intake, stop) = (intake.clone(), stop.clone());
        open.spawn(async move {
            follow(io, &sender, &intake, stop).await;
            drop(places);
        });
    }
    drop(listener);
    while open.join_next().await.is_some() {}
}

async fn follow<I: AsyncRead + Unpin>(
    mut io: I,
    sender: &Sender,
    intake: &Intake,
    mut stop: watch::Receiver<bool>,
) {
    let source = sender.source();
    let mut framing = Framing::default();
    let mut buffer = vec![0; READ_BYTES];
    loop {
        let read = tokio::select! {
            read = tokio::time::timeout(intake.limits.silence_max, io.read(&mut buffer)) => read,
            () = stopped(&mut stop) => break,
        };
        let Ok(Ok(length @ 1..)) = read else {
            break;
        };
        let stride = buffer.len();
        let mut records = Records::default();
        framing.push(buffer.get(..length).unwrap_or_default(), &mut records);
        if !intake.keep_on(sender, records, &mut stop).await {
            return;
        }
        if let Some(stride) = next_stride(stride, length) {
            buffer = vec![0; stride];
        }
        let rest = intake.spend(&source, length);
        tokio::select! {
            () = tokio::time::sleep(rest), if !rest.is_zero() => {}
            () = stopped(&mut stop), if !rest.is_zero() => {}
            else => {}
        }
    }
    let mut records = Records::default();
    framing.finish(&mut records);
    intake.keep_on(sender, records, &mut stop).await;
}

/// How much to read at once from now on, when that changes: more of a stream that filled what there was, little again of
/// one that has calmed down.
const fn next_stride(stride: usize, read: usize) -> Option<usize> {
    if read == stride && stride < READ_BYTES_MAX {
        Some(stride * 2)
    } else if stride > READ_BYTES && read < READ_BYTES / 2 {
        Some(READ_BYTES)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fast_stream_is_read_in_longer_strides_until_it_calms_down() {
        assert_eq!(next_stride(READ_BYTES, 500), None);
        assert_eq!(next_stride(READ_BYTES, READ_BYTES), Some(2 * READ_BYTES));
        assert_eq!(next_stride(READ_BYTES_MAX, READ_BYTES_MAX), None);
        assert_eq!(next_stride(READ_BYTES_MAX, READ_BYTES), None);
        assert_eq!(next_stride(READ_BYTES_MAX, 500), Some(READ_BYTES));
    }
}
