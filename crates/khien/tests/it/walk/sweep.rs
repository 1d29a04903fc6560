//! Every page of the sample town that a link leads to, looked at once; and no door of the list that was forgotten.

use super::Tools;
use super::look::Visit;
use super::site::Site;
use serde_json::{Value, json};
use std::collections::{BTreeSet, VecDeque};

/// The password of the demonstration's accounts, which its sign-in page tells.
const PASSWORD: &str = "khien ban trinh dien";

/// Who looks, in this order: what the first may not see, a later one does.
const EYES: &[&str] = &[
    "quan.tri.dv",
    "lanh.dao",
    "truc.ban",
    "quan.tri",
    "thanh.tra",
];

/// Doors no link of the finished town leads to; each is walked through elsewhere.
const ELSEWHERE: &[&str] = &[
    // The first evening, shown while nothing is known: the walk from the one-time link.
    "/start",
    // Files and health, asked for by programs and by every page.
    "/a/{name}",
    "/healthz",
    "/readyz",
    "/live",
    "/alerts/news",
    "/events/news",
    // Shown without a session, by a secret, or while something is being done: the other walks.
    "/login",
    "/link/{secret}",
    "/drafts/{id}",
    "/imports/{plan}",
    "/imports/{plan}/errors.csv",
    "/evidence/{sha256}",
    // Leads on to the board.
    "/",
];

/// Looks at one page of every kind, in this language; the browser is this wide.
pub(super) async fn sweep(width: u32, language: &str) {
    let Some(tools) = Tools::find() else { return };
    let site = Site::demo().await;
    let visit = Visit::begin(&tools, &site.base, width, "town").await;
    let mut crawl = Crawl {
        visit: &visit,
        doors: server::web::doors().iter().map(|door| door.path).collect(),
        reached: BTreeSet::new(),
    };
    for login in EYES {
        sign_in(&visit, login).await;
        visit.window.remember("lang", language).await;
        crawl.follow_links().await;
        if *login == "quan.tri.dv" {
            crawl.secret_link().await;
        }
    }
    crawl.nothing_forgotten().await;
    visit.end().await;
}

/// Signs a sample account in.
pub(super) async fn sign_in(visit: &Visit, login: &str) {
    let w = &visit.window;
    w.forget().await;
    w.go("/login").await;
    w.fill("#login", login).await;
    w.fill("#password", PASSWORD).await;
    w.press("form[action='/login'] .btn-main").await;
}

struct Crawl<'a> {
    visit: &'a Visit,
    doors: Vec<&'static str>,
    reached: BTreeSet<&'static str>,
}

impl Crawl<'_> {
    async fn follow_links(&mut self) {
        let w = &self.visit.window;
        let mut visited = BTreeSet::new();
        let mut waiting = VecDeque::from([w.path().await]);
        while let Some(path) = waiting.pop_front() {
            if server::api::doors().iter().any(|door| door.path == path) {
                continue;
            }
            let Some(door) = self.door(&path) else {
                self.visit
                    .fault(&format!("links {path}, which is no door"))
                    .await;
                continue;
            };
            if visited.contains(door) {
                continue;
            }
            // Not 200: a POST door that a button names, or what this account may not see and a later one will.
            let (status, kind) = self.asked(&path).await;
            if status != 200 {
                continue;
            }
            visited.insert(door);
            let is_new = self.reached.insert(door);
            if !kind.starts_with("text/html") {
                continue;
            }
            w.go(&path).await;
            if is_new {
                self.visit.look(&name(door)).await;
            }
            let links = w.script(LINKS, Value::Null).await;
            let links = links.as_array().unwrap().iter();
            waiting.extend(links.filter_map(|link| link.as_str().map(str::to_owned)));
        }
    }

    /// A unit without accounts answers through its secret link.
    async fn secret_link(&mut self) {
        let w = &self.visit.window;
        w.go("/units").await;
        w.press("#units tbody a[href^='/units/']").await;
        w.press("a[href$='/links']").await;
        w.press("form[action$='/links'] button").await;
        self.visit.look("secret-link-made").await;
        let link = w.property("#address", "value").await;
        w.forget().await;
        w.go(link.strip_prefix(&w.base).unwrap()).await;
        self.visit.look("secret-link").await;
        self.reached.insert("/unit-link/{secret}");
    }

    async fn asked(&self, path: &str) -> (u64, String) {
        let answer = self.visit.window.script_later(ASK, json!(path)).await;
        let kind = answer[1].as_str().unwrap_or_default();
        (answer[0].as_u64().unwrap_or_default(), kind.to_owned())
    }

    /// Doors that answer to being asked, and that nothing led to. Of doors that only take forms somebody hears 405.
    async fn nothing_forgotten(&self) {
        let is_open = |door: &&str| !self.reached.contains(*door) && !ELSEWHERE.contains(door);
        let mut left: Vec<&str> = self.doors.iter().copied().filter(is_open).collect();
        for login in ["quan.tri.dv", "lanh.dao"] {
            sign_in(self.visit, login).await;
            let mut unanswered = Vec::new();
            for door in left {
                if self.asked(&door.replace(['{', '}'], "")).await.0 != 405 {
                    unanswered.push(door);
                }
            }
            left = unanswered;
        }
        for door in left {
            self.visit.fault(&format!("no link leads to {door}")).await;
        }
    }

    /// The door of a path: of several that match, the one with the most words of its own.
    fn door(&self, path: &str) -> Option<&'static str> {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').collect();
        let fits = |door: &&&'static str| {
            let wanted: Vec<&str> = door.split('/').collect();
            wanted.len() == parts.len()
                && wanted
                    .iter()
                    .zip(&parts)
                    .all(|(want, part)| want == part || want.starts_with('{'))
        };
        let doors = self.doors.iter().filter(fits);
        doors.copied().min_by_key(|door| door.matches('{').count())
    }
}

/// A name for pictures: the words of the address.
fn name(door: &str) -> String {
    let words: Vec<&str> = door
        .split(['/', '{', '}', '.'])
        .filter(|word| !word.is_empty())
        .collect();
    words.join("-")
}

/// Addresses of this site that the page links or asks by a form of questions.
const LINKS: &str = "const own = (u) => { const url = new URL(u, location.href); \
        return url.origin === location.origin ? url.pathname + url.search : null; }; \
    return [...document.querySelectorAll('a[href],form[method=get],[formaction]')] \
        .map((e) => own(e.getAttribute('href') ?? e.getAttribute('formaction') ?? e.getAttribute('action'))) \
        .filter((path) => path !== null);";

/// Status and kind of an answer, without showing it.
const ASK: &str = "const [path, done] = arguments; const stop = new AbortController(); \
    fetch(path, {signal: stop.signal}).then((answer) => { \
        const told = [answer.redirected ? 303 : answer.status, answer.headers.get('content-type') ?? '']; \
        stop.abort(); done(told); \
    }, (error) => done([0, String(error)]));";
