//! The doors of programs, as a program meets them.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "what is missing fails the test, as it should"
)]

mod described;
mod doors;
mod reading;
mod writing;

use crate::world::World;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use domain::access::{Grant, Role};
use domain::key::Key;
use engine::Actor;
use engine::accounts::NewToken;
use serde_json::Value;

/// What came back.
struct Reply {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Reply {
    /// The answer as JSON.
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|e| panic!("{e}: {}", self.text))
    }

    /// The code of a problem; the answer must be one, of a listed code.
    fn code(&self) -> String {
        let kind = self.headers.get(header::CONTENT_TYPE).unwrap();
        assert_eq!(kind, "application/problem+json", "{}", self.text);
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        let code = json["code"].as_str().unwrap().to_owned();
        assert!(domain::codes::find(&code).is_some(), "{code} is not listed");
        code
    }

    /// The items of a page.
    fn items(&self) -> Vec<Value> {
        assert_eq!(self.status, StatusCode::OK, "{}", self.text);
        self.json()["items"].as_array().unwrap().clone()
    }
}

/// A program with a token, for the whole organisation or a unit and all below it.
struct Program {
    bearer: String,
}

impl Program {
    async fn new(world: &World, unit: Option<&str>) -> Self {
        let token = NewToken {
            name: "phần mềm mẫu".to_owned(),
            grants: vec![Grant {
                role: Role::Machine,
                subtree: unit.map(Key::new),
            }],
            expires_at: None,
        };
        let secret = world.engine.create_token(&Actor::Local, token).await;
        Self {
            bearer: format!("Bearer {}", secret.unwrap().expose()),
        }
    }

    async fn get(&self, world: &World, path: &str) -> Reply {
        self.send(world, Request::get(path), "").await
    }

    /// Sends a body, as given.
    async fn post(&self, world: &World, path: &str, headers: &[(&str, &str)], body: &str) -> Reply {
        let mut request = Request::post(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(world, request, body).await
    }

    async fn send(
        &self,
        world: &World,
        request: axum::http::request::Builder,
        body: &str,
    ) -> Reply {
        let request = request.header(header::AUTHORIZATION, &self.bearer);
        ask(world, request, body).await
    }
}

async fn ask(world: &World, request: axum::http::request::Builder, body: &str) -> Reply {
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let answer = world.send(request).await;
    Reply {
        status: answer.status,
        headers: answer.headers,
        text: answer.body,
    }
}

/// The description of the API, as it is given to everybody.
async fn description(world: &World) -> Value {
    let reply = ask(world, Request::get("/api/openapi.json"), "").await;
    assert_eq!(reply.status, StatusCode::OK);
    reply.json()
}
