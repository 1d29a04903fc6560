//! As much of a browser as the bench needs: one kept connection, one cookie, compressed answers read to their end.

use anyhow::ensure;
use http_body_util::{BodyExt as _, Empty};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use tokio::net::TcpStream;

/// A connection of somebody who is signed in.
pub(super) struct Browser {
    sender: SendRequest<Empty<Bytes>>,
    cookie: String,
    host: String,
}

impl Browser {
    pub(super) async fn open(to: SocketAddr, cookie: &str) -> anyhow::Result<Self> {
        let stream = TcpStream::connect(to).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(async move { drop(connection.await) });
        Ok(Self {
            sender,
            cookie: cookie.to_owned(),
            host: to.to_string(),
        })
    }

    async fn ask(&mut self, path: &str, live: bool) -> anyhow::Result<Response<Incoming>> {
        let mut request = Request::get(path)
            .header("host", &self.host)
            .header("cookie", &self.cookie)
            .header("accept-encoding", "gzip");
        if live {
            request = request.header("x-live", "1");
        }
        self.sender.ready().await?;
        Ok(self
            .sender
            .send_request(request.body(Empty::new())?)
            .await?)
    }

    /// The bytes of a page as they cross the wire; `live` asks as the script does after a change.
    pub(super) async fn page(&mut self, path: &str, live: bool) -> anyhow::Result<Bytes> {
        let answer = self.ask(path, live).await?;
        let status = answer.status();
        let body = answer.into_body().collect().await?.to_bytes();
        ensure!(status.is_success(), "{path} answers {status}");
        Ok(body)
    }

    /// The live stream, once it has said hello.
    pub(super) async fn stream(mut self) -> anyhow::Result<Stream> {
        let answer = self.ask("/live", false).await?;
        ensure!(answer.status().is_success(), "no live stream");
        let mut stream = Stream {
            body: answer.into_body(),
            _browser: self,
        };
        stream.until("event: hello").await?;
        Ok(stream)
    }
}

/// A live stream that is being read.
pub(super) struct Stream {
    body: Incoming,
    _browser: Browser,
}

impl Stream {
    /// Reads until this stands in one of its frames.
    pub(super) async fn until(&mut self, word: &str) -> anyhow::Result<()> {
        while let Some(frame) = self.body.frame().await {
            let Ok(bytes) = frame?.into_data() else {
                continue;
            };
            if String::from_utf8_lossy(&bytes).contains(word) {
                return Ok(());
            }
        }
        anyhow::bail!("the live stream ended")
    }
}
