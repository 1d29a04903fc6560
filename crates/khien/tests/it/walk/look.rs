//! What is asked of every page passed: axe finds nothing in light and dark, nothing scrolls sideways, targets are
//! large enough, it is light, asks only its own site, breaks no rule of its content security policy. A picture of
//! each is kept.

use super::driver::Driver;
use super::window::{Window, decoded};
use serde_json::{Value, json};
use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};

/// A page's bytes on the wire with all it needs, and how many they may be.
const WEIGHT_BYTES_MAX: u64 = 150 * 1024;
/// Targets of a finger, in CSS pixels (WCAG 2.2, 2.5.8); what stands in a sentence is excepted.
const TARGET_PX_MIN: u64 = 24;

/// A browser, what it shows of a site, and what was found wrong so far.
pub(super) struct Visit {
    pub(super) window: Window,
    width: u32,
    /// axe-core's source, when it is there.
    axe: Option<String>,
    pictures: PathBuf,
    seen: Cell<u32>,
    faults: RefCell<Vec<String>>,
}

impl Visit {
    /// Opens a browser this wide on a site; pictures go into a folder of this name.
    pub(super) async fn begin(tools: &super::Tools, base: &str, width: u32, name: &str) -> Self {
        let driver = Driver::start(&tools.chromium, width).await;
        let window = Window {
            driver,
            base: base.to_owned(),
        };
        let pictures = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("walk")
            .join(format!("{name}-{width}"));
        if pictures.exists() {
            std::fs::remove_dir_all(&pictures).unwrap();
        }
        std::fs::create_dir_all(&pictures).unwrap();
        let visit = Self {
            window,
            width,
            axe: tools.axe.clone(),
            pictures,
            seen: Cell::new(0),
            faults: RefCell::new(Vec::new()),
        };
        visit.measure(1000).await;
        visit
    }

    /// Gives a window this browser's size; a window opened later has another one.
    pub(super) async fn measure(&self, height: u32) {
        let size = json!({
            "width": self.width, "height": height, "deviceScaleFactor": 1, "mobile": self.width < 500,
        });
        self.window
            .driver
            .devtools("Emulation.setDeviceMetricsOverride", &size)
            .await;
    }

    /// Looks at the page shown; `name` is for its pictures.
    pub(super) async fn look(&self, name: &str) {
        self.asked().await;
        self.sideways().await;
        self.weight().await;
        self.hidden_focus().await;
        if self.width < 500 {
            self.targets().await;
        }
        let number = self.seen.get() + 1;
        self.seen.set(number);
        for theme in ["light", "dark"] {
            self.window.script(THEME, json!(theme)).await;
            self.picture(&format!("{number:02}-{name}-{theme}.png"))
                .await;
            self.axe(theme).await;
        }
        self.window.script(THEME, Value::Null).await;
        self.measure(1000).await;
    }

    /// What the browser asked for and complained about since the last look.
    pub(super) async fn asked(&self) {
        for entry in self.log("performance").await {
            let message: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            let message = &message["message"];
            if message["method"] != "Network.requestWillBeSent" {
                continue;
            }
            let url = message["params"]["request"]["url"]
                .as_str()
                .unwrap_or_default();
            let own = url.starts_with(&format!("{}/", self.window.base));
            if !own
                && !["data:", "about:", "chrome:"]
                    .iter()
                    .any(|s| url.starts_with(s))
            {
                self.fault(&format!("asks {url}")).await;
            }
        }
        for entry in self.log("browser").await {
            let text = entry["message"].as_str().unwrap_or_default().to_owned();
            // A form sent back with its errors is answered with 422, which the console reports.
            if entry["level"] == "SEVERE" && !text.contains("status of 422") {
                self.fault(&format!("console: {text}")).await;
            }
        }
    }

    pub(super) async fn log(&self, kind: &str) -> Vec<Value> {
        let log = self
            .window
            .driver
            .post("/se/log", &json!({"type": kind}))
            .await;
        log.unwrap().as_array().cloned().unwrap_or_default()
    }

    async fn sideways(&self) {
        let found = self.window.script(SIDEWAYS, Value::Null).await;
        if found != Value::Null {
            self.fault(&format!("scrolls sideways: {found}")).await;
        }
    }

    async fn weight(&self) {
        let bytes = self
            .window
            .script(WEIGHT, Value::Null)
            .await
            .as_u64()
            .unwrap();
        if bytes > WEIGHT_BYTES_MAX {
            self.fault(&format!("weighs {bytes} bytes")).await;
        }
    }

    async fn hidden_focus(&self) {
        let hidden = self.window.script(HIDDEN_FOCUS, Value::Null).await;
        for control in hidden.as_array().unwrap() {
            self.fault(&format!("has the focus behind a bar: {control}"))
                .await;
        }
    }

    async fn targets(&self) {
        let small = self.window.script(TARGETS, json!(TARGET_PX_MIN)).await;
        for target in small.as_array().unwrap() {
            self.fault(&format!("too small for a finger: {target}"))
                .await;
        }
    }

    async fn picture(&self, name: &str) {
        let height = self
            .window
            .script("return document.documentElement.scrollHeight;", Value::Null)
            .await
            .as_u64()
            .unwrap()
            .clamp(1000, 3000);
        self.measure(u32::try_from(height).unwrap()).await;
        let shot = self.window.driver.get("/screenshot").await.unwrap();
        let bytes = decoded(shot.as_str().unwrap());
        std::fs::write(self.pictures.join(name), bytes).unwrap();
    }

    async fn axe(&self, theme: &str) {
        let Some(source) = &self.axe else { return };
        if self.window.script("return typeof axe;", Value::Null).await == "undefined" {
            self.window.script(source, Value::Null).await;
        }
        let found = self.window.script_later(AXE, json!(theme)).await;
        for violation in found.as_array().unwrap() {
            self.fault(&format!("axe ({theme}): {violation}")).await;
        }
    }

    /// Notes what is wrong with the page shown.
    pub(super) async fn fault(&self, what: &str) {
        let path = self.window.path().await;
        self.faults
            .borrow_mut()
            .push(format!("{path} at {} px: {what}", self.width));
    }

    /// Fails when anything was found wrong on any page.
    pub(super) async fn end(self) {
        self.window.driver.quit().await;
        eprintln!("pictures: {}", self.pictures.display());
        let faults = self.faults.into_inner();
        assert!(
            faults.is_empty(),
            "{} faults:\n{}",
            faults.len(),
            faults.join("\n")
        );
    }
}

/// The theme as the page's own buttons set it; `null` leaves it to the system.
const THEME: &str = "const root = document.documentElement; \
    if (arguments[0]) root.dataset.theme = arguments[0]; else delete root.dataset.theme;";

const SIDEWAYS: &str = "const root = document.documentElement; \
    if (root.scrollWidth <= window.innerWidth) return null; \
    const wide = [...document.querySelectorAll('body *')] \
        .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1).slice(0, 3); \
    return [root.scrollWidth, ...wide.map((e) => e.outerHTML.slice(0, 160))];";

const WEIGHT: &str = "const parts = [...performance.getEntriesByType('navigation'), \
        ...performance.getEntriesByType('resource').filter((r) => r.initiatorType !== 'fetch')]; \
    return parts.reduce((sum, part) => sum + part.encodedBodySize, 0);";

/// Controls that lie behind the strip or the bar below when they get the focus (WCAG 2.2, 2.4.11).
const HIDDEN_FOCUS: &str = "const found = []; \
    for (const e of document.querySelectorAll('main :is(a[href],button,input:not([type=hidden]),select,summary)')) { \
        e.focus(); const box = e.getBoundingClientRect(); \
        if (document.activeElement !== e || !box.width) continue; \
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2); \
        if (hit?.closest('.nav,.strip')) found.push(e.outerHTML.slice(0, 160)); \
    } \
    document.activeElement.blur(); window.scrollTo(0, 0); return found.slice(0, 3);";

/// Controls smaller than a finger needs, unless they stand in a line of text or lie in a label large enough.
const TARGETS: &str = "const least = arguments[0]; \
    return [...document.querySelectorAll('a[href],button,input:not([type=hidden]),select,summary')].filter((e) => { \
        const label = e.closest('label'); const box = (label || e).getBoundingClientRect(); \
        if (!box.width || e.closest('.sr,.skip,p,.dim,.under,li,td,dd,span')) return false; \
        return box.width < least || box.height < least; \
    }).map((e) => e.outerHTML.slice(0, 160));";

/// All rules of WCAG 2.2 A and AA in light; the colours again in dark, as nothing else changes.
const AXE: &str = "const [theme, done] = arguments; \
    const run = theme === 'dark' ? {runOnly: ['color-contrast']} : { \
        runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}, \
        rules: {'target-size': {enabled: true}}}; \
    axe.run(document, {resultTypes: ['violations'], ...run}).then( \
        (result) => done(result.violations.map((v) => [v.id, v.help, \
            ...v.nodes.slice(0, 3).map((n) => n.html.slice(0, 200) + ' ' + (n.any[0]?.message ?? ''))])), \
        (error) => done([['failed', String(error)]]));";
