//! Programs that people send logs with, where they are installed; what is not is told on a line of its own.
//!
//! `KHIEN_SENDERS` may name a folder with programs of senders (`rsyslogd`, `python` with the SDK of OpenTelemetry and the
//! client of Elasticsearch) that are not on
//! the path; `syslog-ng` as well.

use super::syslog::Open;
use super::{TOKEN, doors, site};
use server::intake::{Door, Limits};
use std::path::PathBuf;
use std::process::Output;
use tokio::process::Command;

/// A program of the folder or the path; `None`, told, when there is none.
fn program(name: &str) -> Option<PathBuf> {
    let own = std::env::var_os("KHIEN_SENDERS").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders = own
        .into_iter()
        .chain(std::env::split_paths(&path))
        .chain(["/usr/sbin".into()]);
    let found = folders.find_map(|folder| Some(folder.join(name)).filter(|path| path.is_file()));
    if found.is_none() {
        skip(name);
    }
    found
}

/// Tells that something is not there, which where all is tried is a failure.
fn skip(name: &str) {
    assert!(
        std::env::var_os("KHIEN_TEST_ALL").is_none(),
        "{name} is not installed"
    );
    println!("skipped: {name} is not installed");
}

async fn run(command: &mut Command) -> Output {
    let output = command.output().await.unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}: {told}");
    output
}

#[tokio::test(flavor = "multi_thread")]
async fn logger_sends_by_datagram_and_by_stream() {
    let Some(logger) = program("logger") else {
        return;
    };
    for (door, how) in [
        (Door::SyslogUdp, &["--udp", "--rfc3164"][..]),
        (Door::SyslogUdp, &["--udp", "--rfc5424"]),
        (Door::SyslogTcp, &["--tcp", "--rfc5424"]),
        (Door::SyslogTcp, &["--tcp", "--rfc5424", "--octet-count"]),
    ] {
        let (intake, kept) = doors(Limits::default());
        let open = Open::new(&intake, None).await;
        let port = open.at(door).port().to_string();
        let mut command = Command::new(&logger);
        command.args(["--server", "127.0.0.1", "--port", &port, "--tag", "thu"]);
        command.args(how).args(["--", "đăng nhập sai"]);
        run(&mut command).await;
        let got = kept.when("syslog/127.0.0.1", 1).await;
        assert_eq!(got.len(), 1, "{how:?}: {got:?}");
        assert!(got[0].starts_with("<13>"), "{how:?}: {got:?}");
        assert!(got[0].ends_with("đăng nhập sai"), "{how:?}: {got:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_sends_lines_and_json() {
    let Some(curl) = program("curl") else {
        return;
    };
    let (world, kept) = site(Limits::default()).await;
    let url = format!("http://{}/intake/v1/events", world.listen().await);
    let bearer = format!("Authorization: Bearer {TOKEN}");
    for (more, body, expected) in [
        (&[][..], "một\nhai\n", "{\"accepted\":2,\"cut\":0}"),
        (
            &["--header", "Content-Type: application/json"],
            "[{\"a\":1}]",
            "{\"accepted\":1,\"cut\":0}",
        ),
    ] {
        let mut command = Command::new(&curl);
        command.args(["--silent", "--show-error", "--fail", "--header", &bearer]);
        command.args(more).args(["--data-binary", body, &url]);
        let output = run(&mut command).await;
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
    }
    assert_eq!(kept.of("token/a"), ["một", "hai", "{\"a\":1}"]);
}

/// A configuration of rsyslog that sends what its own socket of datagrams gets.
fn rsyslog(folder: &std::path::Path, inlet: u16, more: &str, port: u16) -> String {
    format!(
        "global(workDirectory=\"{0}\")\nmodule(load=\"imudp\")\ninput(type=\"imudp\" address=\"127.0.0.1\" port=\"{inlet}\")\n\
         *.* action(type=\"omfwd\" target=\"127.0.0.1\" port=\"{port}\" protocol=\"tcp\" {more})\n",
        folder.display()
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn rsyslog_relays_in_both_framings() {
    let Some(rsyslogd) = program("rsyslogd") else {
        return;
    };
    for more in [
        "",
        "TCP_Framing=\"octet-counted\" template=\"RSYSLOG_SyslogProtocol23Format\"",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let (intake, kept) = doors(Limits::default());
        let open = Open::new(&intake, None).await;
        let inlet = std::net::UdpSocket::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let file = folder.path().join("rsyslog.conf");
        let text = rsyslog(folder.path(), inlet, more, open.at(Door::SyslogTcp).port());
        std::fs::write(&file, text).unwrap();
        let mut command = Command::new(&rsyslogd);
        command
            .arg("-n")
            .arg("-f")
            .arg(&file)
            .arg("-i")
            .arg(folder.path().join("pid"));
        let mut running = command.kill_on_drop(true).spawn().unwrap();
        let sender = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let mut got = Vec::new();
        // It listens a moment after it started.
        for _ in 0..50 {
            let message = "<34>Feb  9 16:11:02 may-01 sshd[7]: Failed password for root";
            sender
                .send_to(message.as_bytes(), ("127.0.0.1", inlet))
                .await
                .unwrap();
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            got = kept.of("syslog/127.0.0.1");
            got.retain(|text| text.contains("Failed password"));
            if !got.is_empty() {
                break;
            }
        }
        running.kill().await.unwrap();
        let first = got.first().expect("rsyslog sent nothing");
        assert!(first.starts_with("<34>"), "{first}");
        assert!(first.ends_with("Failed password for root"), "{first}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn syslog_ng_relays_a_file_by_the_syslog_protocol_plain_and_over_tls() {
    let Some(syslog_ng) = program("syslog-ng") else {
        return;
    };
    for (door, transport) in [
        (Door::SyslogTcp, "transport(\"tcp\")"),
        (
            Door::SyslogTls,
            "transport(\"tls\") tls(ca-file(\"cert.pem\") peer-verify(yes))",
        ),
    ] {
        let folder = tempfile::tempdir().unwrap();
        super::tls::certificate(folder.path());
        let (intake, kept) = doors(Limits::default());
        let open = Open::new(&intake, Some(folder.path())).await;
        let path = |name: &str| folder.path().join(name);
        std::fs::write(path("app.log"), "đăng nhập sai\n").unwrap();
        let text = format!(
            "@version: 3.38\nsource app {{ file(\"{}\" flags(no-parse) read-old-records(yes)); }};\n\
             destination khien {{ syslog(\"127.0.0.1\" port({}) {transport}); }};\n\
             log {{ source(app); destination(khien); }};\n",
            path("app.log").display(),
            open.at(door).port()
        );
        let cert = path("cert.pem").display().to_string();
        std::fs::write(path("conf"), text.replace("cert.pem", &cert)).unwrap();
        let mut command = Command::new(&syslog_ng);
        command.arg("--foreground").arg("--no-caps");
        for (option, name) in [
            ("--cfgfile", "conf"),
            ("--persist-file", "persist"),
            ("--pidfile", "pid"),
            ("--control", "control"),
        ] {
            command.arg(option).arg(path(name));
        }
        let mut running = command.kill_on_drop(true).spawn().unwrap();
        let got = kept.when("syslog/127.0.0.1", 1).await;
        running.kill().await.unwrap();
        let first = got.first().expect("syslog-ng sent nothing");
        assert!(first.contains("đăng nhập sai"), "{first}");
        assert!(first.starts_with('<'), "{first}");
    }
}

const OTEL: &str = r#"
import logging, sys
from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
provider = LoggerProvider(resource=Resource.create({"host.name": "may-01", "service.name": "thu"}))
exporter = OTLPLogExporter(endpoint=sys.argv[1] + "/v1/logs", headers={"authorization": "Bearer " + sys.argv[2]}, compression=Compression.Gzip)
provider.add_log_record_processor(BatchLogRecordProcessor(exporter))
logging.getLogger().addHandler(LoggingHandler(logger_provider=provider))
logging.warning("đăng nhập sai", extra={"client.address": "192.0.2.7", "attempts": 3})
provider.shutdown()
"#;

const ELASTIC: &str = r#"
import sys
from elasticsearch import Elasticsearch, helpers
client = Elasticsearch(sys.argv[1], api_key=("id", sys.argv[2]))
assert client.info()["version"]["number"].startswith("8.")
documents = [{"_op_type": "create", "_index": "logs-thu", "message": f"dòng {n}"} for n in range(300)]
kept, failed = helpers.bulk(client, documents, chunk_size=100)
assert (kept, failed) == (300, []), (kept, failed)
"#;

#[tokio::test(flavor = "multi_thread")]
async fn opentelemetry_and_elasticsearch_clients_send() {
    let Some(python) = program("python") else {
        return;
    };
    for (module, script, below, expected) in [
        (
            "opentelemetry.exporter.otlp.proto.http",
            OTEL,
            "/intake/otlp",
            1,
        ),
        ("elasticsearch", ELASTIC, "/intake/es", 300),
    ] {
        let has = Command::new(&python)
            .args(["-c", &format!("import {module}")])
            .output()
            .await;
        if !has.is_ok_and(|output| output.status.success()) {
            skip(module);
            continue;
        }
        let (world, kept) = site(Limits::default()).await;
        let url = format!("http://{}{below}", world.listen().await);
        run(Command::new(&python).args(["-c", script, &url, TOKEN])).await;
        let got = kept.of("token/a");
        assert_eq!(got.len(), expected, "{module}");
        let first: serde_json::Value = serde_json::from_str(&got[0]).unwrap();
        if expected == 1 {
            assert_eq!(first["message"], "đăng nhập sai", "{first}");
            assert_eq!(first["host.name"], "may-01");
            assert_eq!(first["client.address"], "192.0.2.7");
            assert_eq!(first["attempts"], 3);
        } else {
            assert_eq!(first["message"], "dòng 0", "{first}");
        }
    }
}
