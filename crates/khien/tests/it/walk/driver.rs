//! The little of the W3C WebDriver protocol the walk needs, spoken to chromedriver with `hyper`.
//!
//! The clients to be had were looked at and left out: `fantoccini` brings `webdriver` (MPL-2.0, which `deny.toml`
//! refuses), `thirtyfour` switches `serde_json` to ordered maps in the very program under test.

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// The key of an element in the protocol's JSON.
const ELEMENT: &str = "element-6066-11e4-a52e-4f735466cecf";

/// What chromedriver refuses, in its words, such as `no such element: …`.
pub(super) type Refusal = String;

/// Where a program lies on `PATH`.
pub(super) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

/// A running chromedriver with one browser. Both end when it is dropped: the browser listens to chromedriver
/// through a pipe and goes when that closes.
pub(super) struct Driver {
    _program: Child,
    port: u16,
    session: String,
    /// Profiles and whatever else the two leave behind.
    _folder: tempfile::TempDir,
}

impl Driver {
    /// Starts both; the browser's window is this wide.
    pub(super) async fn start(chromium: &str, width: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut program = Command::new(program("chromedriver").unwrap())
            .arg("--port=0")
            .env("TMPDIR", folder.path())
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let port = announced_port(&mut program).await;
        let mut driver = Self {
            _program: program,
            port,
            session: String::new(),
            _folder: folder,
        };
        let wanted = json!({"capabilities": {"alwaysMatch": capabilities(chromium, width)}});
        let made = driver.raw(Method::POST, "/session", &wanted).await.unwrap();
        made["sessionId"]
            .as_str()
            .unwrap()
            .clone_into(&mut driver.session);
        driver
    }

    /// Ends the browser.
    pub(super) async fn quit(&self) {
        self.call(Method::DELETE, "", &Value::Null).await.unwrap();
    }

    /// One command of the session.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        body: &Value,
    ) -> Result<Value, Refusal> {
        let path = format!("/session/{}{path}", self.session);
        self.raw(method, &path, body).await
    }

    /// A command that sends.
    pub(super) async fn post(&self, path: &str, body: &Value) -> Result<Value, Refusal> {
        self.call(Method::POST, path, body).await
    }

    /// A command that asks.
    pub(super) async fn get(&self, path: &str) -> Result<Value, Refusal> {
        self.call(Method::GET, path, &Value::Null).await
    }

    /// A command of the browser's own protocol.
    pub(super) async fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let body = json!({"cmd": command, "params": parameters});
        self.post("/goog/cdp/execute", &body).await.unwrap()
    }

    /// The first element of the page that matches.
    pub(super) async fn find(&self, css: &str) -> Result<String, Refusal> {
        let body = json!({"using": "css selector", "value": css});
        let found = self.post("/element", &body).await?;
        Ok(found[ELEMENT].as_str().unwrap().to_owned())
    }

    async fn raw(&self, method: Method, path: &str, body: &Value) -> Result<Value, Refusal> {
        let answer =
            tokio::time::timeout(Duration::from_secs(90), self.exchange(method, path, body))
                .await
                .unwrap_or_else(|_| panic!("chromedriver gave no answer to {path}"));
        let value = &answer["value"];
        match value["error"].as_str() {
            Some(error) => Err(value["message"].as_str().unwrap_or(error).to_owned()),
            None => Ok(value.clone()),
        }
    }

    async fn exchange(&self, method: Method, path: &str, body: &Value) -> Value {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
            .await
            .unwrap();
        let connection = tokio::spawn(connection);
        let bytes = match body {
            Value::Null => Bytes::new(),
            some => serde_json::to_vec(some).unwrap().into(),
        };
        let request = Request::builder()
            .method(method)
            .uri(path)
            .header(HOST, "127.0.0.1")
            .header(CONTENT_TYPE, "application/json")
            .body(Full::new(bytes))
            .unwrap();
        let answer = sender.send_request(request).await.unwrap();
        let bytes = answer.into_body().collect().await.unwrap().to_bytes();
        connection.abort();
        serde_json::from_slice(&bytes).unwrap()
    }
}

async fn announced_port(program: &mut Child) -> u16 {
    let mut told = BufReader::new(program.stdout.take().unwrap()).lines();
    let port = tokio::time::timeout(Duration::from_secs(90), async {
        while let Some(line) = told.next_line().await.unwrap() {
            let words = line.trim_end_matches('.').rsplit(' ').next();
            if line.contains("started successfully on port") {
                return words.and_then(|word| word.parse().ok());
            }
        }
        None
    });
    let port = port.await.ok().flatten();
    let port = port.unwrap_or_else(|| panic!("chromedriver does not tell its port"));
    // Read on, so that chromedriver never waits for somebody to listen.
    tokio::spawn(async move { while let Ok(Some(_)) = told.next_line().await {} });
    port
}

fn capabilities(chromium: &str, width: u32) -> Value {
    json!({
        "browserName": "chrome",
        "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        "goog:chromeOptions": {
            "binary": chromium,
            "args": [
                "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--remote-debugging-pipe", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--hide-scrollbars", "--force-device-scale-factor=1",
                "--force-prefers-reduced-motion", "--disable-background-timer-throttling",
                // Nothing but the site under test can be reached.
                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                format!("--window-size={width},1000"),
            ],
        },
    })
}
