//! What a person does in a browser: go, type, choose, press, read. Waits are for conditions, never for a time.

use super::driver::Driver;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long anything may take to show, on a machine that does much else.
const PATIENCE: Duration = Duration::from_secs(40);
/// Between two looks at a condition.
const PAUSE: Duration = Duration::from_millis(50);

/// A browser window on a site.
pub(super) struct Window {
    pub(super) driver: Driver,
    /// The site's address without a slash at the end.
    pub(super) base: String,
}

impl Window {
    /// Opens an address of the site.
    pub(super) async fn go(&self, path: &str) {
        let url = format!("{}{path}", self.base);
        self.driver
            .post("/url", &json!({"url": url}))
            .await
            .unwrap();
    }

    /// The path shown now, with its query.
    pub(super) async fn path(&self) -> String {
        let url = self.driver.get("/url").await.unwrap();
        let url = url.as_str().unwrap();
        url.strip_prefix(&self.base).unwrap_or(url).to_owned()
    }

    /// The value of a script, a function body.
    pub(super) async fn script(&self, body: &str, given: Value) -> Value {
        let command = json!({"script": body, "args": [given]});
        self.driver
            .post("/execute/sync", &command)
            .await
            .unwrap_or_else(|refusal| panic!("{refusal} in {body:.200}"))
    }

    /// The value a script hands to its last argument.
    pub(super) async fn script_later(&self, body: &str, given: Value) -> Value {
        let command = json!({"script": body, "args": [given]});
        self.driver.post("/execute/async", &command).await.unwrap()
    }

    /// Types into a field that is empty or gets emptied.
    pub(super) async fn fill(&self, css: &str, text: &str) {
        let element = self.there(css).await;
        let at = format!("/element/{element}");
        self.driver
            .post(&format!("{at}/clear"), &json!({}))
            .await
            .unwrap();
        self.driver
            .post(&format!("{at}/value"), &json!({"text": text}))
            .await
            .unwrap_or_else(|refusal| panic!("{css}: {refusal}"));
    }

    /// Puts a file into a file field.
    pub(super) async fn attach(&self, css: &str, file: &Path) {
        let element = self.there(css).await;
        let body = json!({"text": file.to_str().unwrap()});
        self.driver
            .post(&format!("/element/{element}/value"), &body)
            .await
            .unwrap();
    }

    /// Sets a date, a time or a choice: what its typing looks like depends on the browser's language.
    pub(super) async fn choose(&self, css: &str, value: &str) {
        self.there(css).await;
        let set = "const e = document.querySelector(arguments[0][0]); e.value = arguments[0][1]; \
                   e.dispatchEvent(new Event('input', {bubbles: true})); return e.value;";
        let kept = self.script(set, json!([css, value])).await;
        assert_eq!(kept, value, "{css} does not take {value}");
    }

    /// Presses what does not lead to another page: a radio button, a summary.
    pub(super) async fn tick(&self, css: &str) {
        let element = self.there(css).await;
        let show = "document.querySelector(arguments[0]).scrollIntoView({block: 'center'});";
        self.script(show, json!(css)).await;
        self.driver
            .post(&format!("/element/{element}/click"), &json!({}))
            .await
            .unwrap_or_else(|refusal| panic!("{css}: {refusal}"));
    }

    /// Presses a link or button and waits for the page it leads to.
    pub(super) async fn press(&self, css: &str) {
        let before = self.driver.find("html").await.unwrap();
        self.tick(css).await;
        self.left(&before, css).await;
    }

    /// Presses a key that sends a form or follows a link, and waits for the page it leads to.
    pub(super) async fn press_key(&self, key: &str) {
        let before = self.driver.find("html").await.unwrap();
        self.keys(key).await;
        self.left(&before, key).await;
    }

    /// Waits until the page with this root is gone and another one is there.
    async fn left(&self, root: &str, by: &str) {
        let gone = format!("/element/{root}/name");
        let start = Instant::now();
        while self.driver.get(&gone).await.is_ok() {
            let path = self.path().await;
            assert!(start.elapsed() < PATIENCE, "{by} on {path} leads nowhere");
            tokio::time::sleep(PAUSE).await;
        }
        self.until("document.readyState === 'complete'").await;
    }

    /// Opens the fold an element lies in, if it lies in a closed one.
    pub(super) async fn unfold(&self, css: &str) {
        let open = "const fold = document.querySelector(arguments[0]).closest('details:not([open])'); \
            fold?.querySelector('summary').click();";
        self.script(open, json!(css)).await;
    }

    /// Puts the focus on an element.
    pub(super) async fn focus(&self, css: &str) {
        let focus = "document.querySelector(arguments[0]).focus();";
        self.script(focus, json!(css)).await;
    }

    /// Sends keys to whatever has the focus.
    pub(super) async fn keys(&self, keys: &str) {
        let actions: Vec<Value> = keys
            .chars()
            .flat_map(|key| {
                ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key.to_string()}))
            })
            .collect();
        let body = json!({"actions": [{"type": "key", "id": "keyboard", "actions": actions}]});
        self.driver.post("/actions", &body).await.unwrap();
    }

    /// Sends keys that lead to another page, and waits until it is there.
    pub(super) async fn lead(&self, keys: &str, place: &str) {
        self.keys(keys).await;
        let start = Instant::now();
        while !self.path().await.starts_with(place) {
            assert!(
                start.elapsed() < PATIENCE,
                "{keys} does not lead to {place}"
            );
            tokio::time::sleep(PAUSE).await;
        }
        self.until("document.readyState === 'complete'").await;
    }

    /// Waits until an expression of the page is true.
    pub(super) async fn until(&self, expression: &str) {
        let start = Instant::now();
        let body = format!("return Boolean({expression});");
        while self.script(&body, Value::Null).await != true {
            if start.elapsed() > PATIENCE {
                let text = self.text("body").await;
                panic!("never on {}: {expression}\n{text}", self.path().await);
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// What an element says, as a person sees it.
    pub(super) async fn text(&self, css: &str) -> String {
        let element = self.there(css).await;
        let text = self.driver.get(&format!("/element/{element}/text")).await;
        text.unwrap().as_str().unwrap().to_owned()
    }

    /// An attribute or property of an element; empty when it has none.
    pub(super) async fn property(&self, css: &str, name: &str) -> String {
        let element = self.there(css).await;
        let value = self
            .driver
            .get(&format!("/element/{element}/property/{name}"))
            .await
            .unwrap();
        value.as_str().unwrap_or_default().to_owned()
    }

    /// Asserts that the page says this somewhere.
    pub(super) async fn says(&self, words: &str) {
        let text = self.text("body").await;
        assert!(
            text.contains(words),
            "{} does not say “{words}”:\n{text}",
            self.path().await
        );
    }

    /// Whether there is such an element now.
    pub(super) async fn has(&self, css: &str) -> bool {
        self.driver.find(css).await.is_ok()
    }

    /// How many such elements there are.
    pub(super) async fn count(&self, css: &str) -> u64 {
        let count = "return document.querySelectorAll(arguments[0]).length;";
        self.script(count, json!(css)).await.as_u64().unwrap()
    }

    /// The bytes an address of the site gives the person signed in.
    pub(super) async fn download(&self, address: &str) -> Vec<u8> {
        let fetch = "const [address, done] = arguments; \
            fetch(address).then(async (answer) => { \
                if (!answer.ok) return done('answered ' + answer.status); \
                const reader = new FileReader(); \
                reader.onload = () => done([reader.result.split(',')[1]]); \
                reader.readAsDataURL(await answer.blob()); \
            }, (error) => done(String(error)));";
        let got = self.script_later(fetch, json!(address)).await;
        decoded(
            got[0]
                .as_str()
                .unwrap_or_else(|| panic!("{address}: {got}")),
        )
    }

    /// Another window of the same browser; commands go to it from now on. Gives back the one left.
    pub(super) async fn open_second(&self) -> String {
        let first = self.driver.get("/window").await.unwrap();
        let made = self
            .driver
            .post("/window/new", &json!({"type": "window"}))
            .await
            .unwrap();
        self.turn_to(made["handle"].as_str().unwrap()).await;
        first.as_str().unwrap().to_owned()
    }

    /// The window commands go to.
    pub(super) async fn handle(&self) -> String {
        let handle = self.driver.get("/window").await.unwrap();
        handle.as_str().unwrap().to_owned()
    }

    /// Sends commands to this window.
    pub(super) async fn turn_to(&self, handle: &str) {
        let body = json!({"handle": handle});
        self.driver.post("/window", &body).await.unwrap();
    }

    /// Closes the window commands go to, and goes on in another.
    pub(super) async fn close_and_turn_to(&self, handle: &str) {
        self.driver
            .call(hyper::Method::DELETE, "/window", &Value::Null)
            .await
            .unwrap();
        self.turn_to(handle).await;
    }

    /// Gives the browser a cookie of the site, as its own small forms do.
    pub(super) async fn remember(&self, name: &str, value: &str) {
        let cookie = json!({"cookie": {"name": name, "value": value, "path": "/"}});
        self.driver.post("/cookie", &cookie).await.unwrap();
    }

    /// Forgets who is signed in, as another person's browser would not know it.
    pub(super) async fn forget(&self) {
        self.driver
            .call(hyper::Method::DELETE, "/cookie", &Value::Null)
            .await
            .unwrap();
    }

    async fn there(&self, css: &str) -> String {
        match self.driver.find(css).await {
            Ok(element) => element,
            Err(refusal) => {
                let path = self.path().await;
                panic!("{css} on {path}: {refusal}")
            }
        }
    }
}

/// Bytes as the protocol sends them.
pub(super) fn decoded(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .unwrap()
}
