//! Over sockets of their own: datagrams, streams, streams over TLS.

use super::doors;
use server::intake::{Addresses, Door, Intake, Limits, Listeners, Refusal};
use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// The source of everything sent here.
pub(super) const LOCAL: &str = "syslog/127.0.0.1";

/// Sockets that are served until told.
pub(super) struct Open {
    bound: Vec<(Door, SocketAddr)>,
    stop: oneshot::Sender<()>,
    serving: JoinHandle<()>,
}

impl Open {
    /// All three, on ports of their own.
    pub(super) async fn new(intake: &Intake, tls: Option<&std::path::Path>) -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let addresses = Addresses {
            udp: Some(any),
            tcp: Some(any),
            tls: tls.map(|folder| (any, folder.join("cert.pem"), folder.join("key.pem"))),
        };
        let listeners = Listeners::bind(&addresses).await.unwrap();
        let bound = listeners.bound.clone();
        let (stop, stopped) = oneshot::channel();
        let intake = intake.clone();
        let serving = tokio::spawn(async move {
            listeners
                .serve(&intake, async { drop(stopped.await) })
                .await;
        });
        Self {
            bound,
            stop,
            serving,
        }
    }

    pub(super) fn at(&self, door: Door) -> SocketAddr {
        self.bound.iter().find(|(own, _)| *own == door).unwrap().1
    }

    pub(super) async fn close(self) {
        self.stop.send(()).unwrap();
        self.serving.await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn datagrams_are_kept_one_message_each() {
    let (intake, kept) = doors(Limits::default());
    let open = Open::new(&intake, None).await;
    let sender = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    for message in ["<34>một", "<34>hai\nba\n", "\n", "<34>bốn"] {
        sender
            .send_to(message.as_bytes(), open.at(Door::SyslogUdp))
            .await
            .unwrap();
    }
    assert_eq!(
        kept.when(LOCAL, 3).await,
        ["<34>một", "<34>hai\nba", "<34>bốn"]
    );
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_source_of_datagrams_that_floods_loses_them_and_it_is_counted() {
    let limits = Limits {
        source_bytes_per_second: 10,
        ..Limits::default()
    };
    let (intake, kept) = doors(limits);
    let open = Open::new(&intake, None).await;
    let sender = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    for _ in 0..20 {
        sender
            .send_to(&[b'x'; 25], open.at(Door::SyslogUdp))
            .await
            .unwrap();
    }
    kept.when(LOCAL, 2).await;
    open.close().await;
    let kept = kept.of(LOCAL).len();
    let lost = format!(
        "khien_intake_lost_total{{door=\"syslog_udp\"}} {}\n",
        20 - kept
    );
    assert!((2..20).contains(&kept), "{kept}");
    assert!(
        intake.figures().contains(&lost),
        "{kept} of 20\n{}",
        intake.figures()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_in_either_framing_is_kept_to_its_last_byte() {
    let (intake, kept) = doors(Limits::default());
    let open = Open::new(&intake, None).await;
    let mut stream = TcpStream::connect(open.at(Door::SyslogTcp)).await.unwrap();
    stream
        .write_all("<34>một\n10 <34>hai\nba<34>b".as_bytes())
        .await
        .unwrap();
    assert_eq!(kept.when(LOCAL, 2).await, ["<34>một", "<34>hai\nba"]);
    stream.write_all("ốn".as_bytes()).await.unwrap();
    drop(stream);
    assert_eq!(kept.when(LOCAL, 3).await[2], "<34>bốn");
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_of_a_stream_is_tried_again_in_its_order() {
    let (intake, kept) = doors(Limits::default());
    let busy = Refusal::Busy {
        retry_after: Duration::from_millis(10),
    };
    kept.refusals
        .lock()
        .unwrap()
        .extend([busy, Refusal::Full, busy]);
    let open = Open::new(&intake, None).await;
    let mut stream = TcpStream::connect(open.at(Door::SyslogTcp)).await.unwrap();
    let all: Vec<String> = (0..2_000).map(|n| format!("<34>{n}")).collect();
    stream.write_all(all.join("\n").as_bytes()).await.unwrap();
    drop(stream);
    assert_eq!(kept.when(LOCAL, 2_000).await, all);
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_streams_of_one_source_are_closed() {
    let limits = Limits {
        source_connections_max: 1,
        ..Limits::default()
    };
    let (intake, kept) = doors(limits);
    let open = Open::new(&intake, None).await;
    let mut first = TcpStream::connect(open.at(Door::SyslogTcp)).await.unwrap();
    first.write_all(b"<34>first\n").await.unwrap();
    kept.when(LOCAL, 1).await;
    let mut second = TcpStream::connect(open.at(Door::SyslogTcp)).await.unwrap();
    let read = second.read(&mut [0; 1]).await;
    assert!(matches!(read, Ok(0) | Err(_)), "{read:?}");
    assert!(
        intake
            .figures()
            .contains("khien_intake_refused_total{door=\"syslog_tcp\"} 1\n")
    );
    open.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_read_is_kept_when_the_server_stops() {
    let (intake, kept) = doors(Limits::default());
    let open = Open::new(&intake, None).await;
    let mut stream = TcpStream::connect(open.at(Door::SyslogTcp)).await.unwrap();
    stream
        .write_all("<34>một\n<34>ha".as_bytes())
        .await
        .unwrap();
    kept.when(LOCAL, 1).await;
    open.close().await;
    assert_eq!(kept.of(LOCAL), ["<34>một", "<34>ha"]);
    let after = stream.read(&mut [0; 1]).await;
    assert!(matches!(after, Ok(0) | Err(_)), "{after:?}");
}
