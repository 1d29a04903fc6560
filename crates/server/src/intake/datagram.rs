//! Syslog in datagrams (RFC 5426): one message each, nobody sends it again.
//!
//! Receiving never waits for the disk: messages queue up to a bound, and what comes beyond it is counted as lost. What the
//! system itself threw away before it was received is counted too, where Linux tells.

use super::counts::add;
use super::{Door, Intake, Sender, stopped};
use std::collections::HashMap;
use std::net::IpAddr;
use std::time::Duration;
use tokio::net::UdpSocket;
use tokio::sync::{mpsc, watch};
use wire::intake::{MESSAGE_BYTES_MAX, Records};

/// Messages received and not yet kept.
const QUEUE_MAX: usize = 16_384;
/// Messages kept together.
const BATCH_MAX: usize = 2_048;
/// How often the system is asked what it threw away.
const LOOK: Duration = Duration::from_secs(5);

/// Serves until `stop`, and until what was received is kept.
pub(super) async fn serve(socket: UdpSocket, intake: Intake, stop: watch::Receiver<bool>) {
    let (queue, waiting) = mpsc::channel(QUEUE_MAX);
    let keeping = tokio::spawn(keep(waiting, intake.clone(), stop.clone()));
    receive(&socket, queue, &intake, stop).await;
    drop(socket);
    drop(keeping.await);
}

async fn receive(
    socket: &UdpSocket,
    queue: mpsc::Sender<(IpAddr, Vec<u8>)>,
    intake: &Intake,
    mut stop: watch::Receiver<bool>,
) {
    let figures = intake.counts.of(Door::SyslogUdp);
    let port = socket.local_addr().map(|own| own.port()).ok();
    let mut dropped_before = 0;
    let mut look = tokio::time::interval(LOOK);
    let mut buffer = vec![0; MESSAGE_BYTES_MAX];
    loop {
        let received = tokio::select! {
            received = socket.recv_from(&mut buffer) => received,
            _ = look.tick() => {
                let dropped = port.map_or(0, dropped_by_system);
                add(&figures.lost, dropped.saturating_sub(dropped_before));
                dropped_before = dropped.max(dropped_before);
                continue;
            }
            () = stopped(&mut stop) => return,
        };
        // An error is the echo of some other datagram; the socket is good for the next.
        let Ok((length, peer)) = received else {
            continue;
        };
        let message = buffer.get(..length).unwrap_or_default();
        let peer = peer.ip().to_canonical();
        let too_fast = !intake.spend(&format!("syslog/{peer}"), length).is_zero();
        if too_fast || queue.try_send((peer, message.to_vec())).is_err() {
            add(&figures.lost, 1);
        }
    }
}

async fn keep(
    mut waiting: mpsc::Receiver<(IpAddr, Vec<u8>)>,
    intake: Intake,
    mut stop: watch::Receiver<bool>,
) {
    let mut batch = Vec::new();
    while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let mut by_peer: HashMap<IpAddr, Records> = HashMap::new();
        for (peer, mut message) in batch.drain(..) {
            while message
                .pop_if(|end| matches!(end, b'\n' | b'\r' | 0))
                .is_some()
            {}
            if !message.is_empty() {
                by_peer.entry(peer).or_default().frames.push(message);
            }
        }
        for (peer, records) in by_peer {
            let sender = Sender {
                door: Door::SyslogUdp,
                peer: Some(peer),
                token: None,
            };
            let count = u64::try_from(records.frames.len()).unwrap_or_default();
            if !intake.keep_on(&sender, records, &mut stop).await {
                add(&intake.counts.of(Door::SyslogUdp).lost, count);
            }
        }
    }
}

/// Datagrams for a port that Linux dropped because nobody took them in time; 0 where it does not tell.
fn dropped_by_system(port: u16) -> u64 {
    let tables = ["/proc/net/udp", "/proc/net/udp6"];
    let texts = tables
        .iter()
        .filter_map(|path| std::fs::read_to_string(path).ok());
    texts.map(|text| drops(&text, port)).sum()
}

/// The last column of the port's rows in such a table.
fn drops(table: &str, port: u16) -> u64 {
    let ending = format!(":{port:04X}");
    let rows = table.lines().filter(|row| {
        let local = row.split_whitespace().nth(1);
        local.is_some_and(|local| local.ends_with(&ending))
    });
    rows.filter_map(|row| row.split_whitespace().next_back()?.parse::<u64>().ok())
        .sum()
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_the_system_dropped_is_read_for_the_own_port_only() {
        let table = "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n\
            \u{20} 410: 0100007F:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 26521 2 0000000000000000 17\n\
            \u{20} 411: 0100007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 26522 2 0000000000000000 4\n";
        assert_eq!(super::drops(table, 514), 17);
        assert_eq!(super::drops(table, 515), 0);
    }
}
