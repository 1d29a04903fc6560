//! The desk in a real browser: a headless Chromium walks through `khien serve` as people do.
//!
//! Needs `chromium` and `chromedriver`, and for the accessibility rules the source of axe-core, whose path is in
//! `KHIEN_AXE` (it is under the MPL, so it is fetched by `.ci/run` and kept outside the checkout). What is missing
//! is told in one line, and is a failure with `KHIEN_TEST_ALL`. Pictures of every page passed, in light and dark, are left
//! in the target folder under `tmp/walk`.

mod desk;
mod driver;
mod hunt;
mod live;
mod look;
mod paper;
mod plain;
mod site;
mod sweep;
mod town;
mod window;

/// What the walk uses of this machine.
#[derive(Clone)]
struct Tools {
    chromium: String,
    axe: Option<String>,
}

impl Tools {
    /// None, with a line that says so, when there is no browser here.
    fn find() -> Option<Self> {
        let all = std::env::var_os("KHIEN_TEST_ALL").is_some();
        let chromium = driver::program("chromium");
        let (Some(chromium), Some(_)) = (chromium, driver::program("chromedriver")) else {
            assert!(!all, "chromium or chromedriver is missing");
            eprintln!("skipped: the walk in a browser (apt-get install chromium chromium-driver)");
            return None;
        };
        let axe = std::env::var_os("KHIEN_AXE").map(|path| std::fs::read_to_string(path).unwrap());
        if axe.is_none() {
            assert!(!all, "KHIEN_AXE does not name the source of axe-core");
            eprintln!(
                "skipped: the rules of axe-core in the walk (KHIEN_AXE=…/axe.min.js, as .ci/run sets it)"
            );
        }
        Some(Self {
            chromium: chromium.to_str().unwrap().to_owned(),
            axe,
        })
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_one_time_link_to_the_report_on_a_desk() {
    desk::walk(1440).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_the_one_time_link_to_the_report_on_a_phone() {
    desk::walk(390).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_sample_town_on_a_desk() {
    sweep::sweep(1440, "vi").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_page_of_the_sample_town_on_a_phone_in_english() {
    sweep::sweep(390, "en").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_keyboard_and_without_script() {
    plain::walk().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_an_alert_to_a_concluded_hunt_on_a_desk() {
    hunt::walk(1440).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_an_alert_to_a_concluded_hunt_on_a_phone() {
    hunt::walk(390).await;
}
