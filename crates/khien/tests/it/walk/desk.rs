//! The main walk: from the one-time link of an empty folder to the report in somebody's hands.

use super::look::Visit;
use super::site::Site;
use super::town::{self, Files, PASSWORD};
use super::{Tools, live, paper};
use crate::program::shared;
use serde_json::Value;
use std::path::Path;

/// The file beside the statement.
const PROOF: &str = "MẪU: 20 người đã ký nhận.\n";

/// Walks; the browser is this wide.
pub(super) async fn walk(width: u32) {
    let Some(tools) = Tools::find() else { return };
    let site = Site::empty().await;
    let visit = Visit::begin(&tools, &site.base, width, "desk").await;
    let files = Files::new();
    let walk = Walk {
        visit: &visit,
        files: &files,
    };
    walk.first_administrator(site.link.as_deref().unwrap())
        .await;
    walk.invite("can.bo", "Hoàng Thị Mẫu", "duty_officer", "")
        .await;
    walk.invite("lanh.dao", "Lê Văn Mẫu", "commander", "").await;
    walk.sign_in("can.bo").await;
    walk.upload_letter().await;
    let draft = walk.correct_reading().await;
    walk.sign_in("lanh.dao").await;
    walk.confirm(&draft).await;
    walk.sign_in("can.bo").await;
    walk.import_tables().await;
    let duty = walk.open_what_is_not_met().await;
    walk.state_with_file(&duty).await;
    walk.sign_in("quan.tri").await;
    walk.invite("xa.mot", "Trần Thị Mẫu", "respondent", "XM1")
        .await;
    walk.sign_in("xa.mot").await;
    walk.close_return().await;
    walk.sign_in("lanh.dao").await;
    walk.cut_off().await;
    walk.report().await;
    live::watch(&walk).await;
    visit.end().await;
}

pub(super) struct Walk<'a> {
    pub(super) visit: &'a Visit,
    files: &'a Files,
}

impl Walk<'_> {
    /// The one-time link makes the first account; there is no default password.
    async fn first_administrator(&self, link: &str) {
        let w = &self.visit.window;
        w.go("/").await;
        assert!(w.path().await.starts_with("/login"));
        self.visit.look("sign-in").await;
        w.go(link).await;
        self.visit.look("one-time-link").await;
        w.fill("#login", "quan.tri").await;
        w.fill("#name", "Nguyễn Văn Mẫu").await;
        w.fill("#password", PASSWORD).await;
        w.fill("#again", PASSWORD).await;
        w.press("main button").await;
        self.visit.look("first-page").await;
        w.go("/account").await;
        w.says("Nguyễn Văn Mẫu").await;
        w.go(link).await;
        assert!(!w.has("#password").await, "the one-time link opens twice");
        // The browser reports the 404 of the used link, rightly.
        for entry in self.visit.log("browser").await {
            let told = entry["message"].to_string();
            assert!(told.contains("404"), "{told}");
        }
    }

    /// The administrator makes an account; the person opens the link in a browser of their own and chooses a password.
    async fn invite(&self, login: &str, name: &str, role: &str, unit: &str) {
        let w = &self.visit.window;
        self.sign_in("quan.tri").await;
        w.go("/accounts").await;
        w.fill("#login", login).await;
        w.fill("#name", name).await;
        w.choose("select[name=role]", role).await;
        if !unit.is_empty() {
            w.fill("input[name=unit]", unit).await;
        }
        w.press("form[action='/accounts'] .btn-main").await;
        let link = w.text(".secret").await;
        self.visit.look("account-made").await;
        w.forget().await;
        w.go(link.strip_prefix(&w.base).unwrap()).await;
        w.fill("#password", PASSWORD).await;
        w.fill("#again", PASSWORD).await;
        w.press("main button").await;
    }

    pub(super) async fn sign_in(&self, login: &str) {
        let w = &self.visit.window;
        w.forget().await;
        w.go("/login").await;
        w.fill("#login", login).await;
        w.fill("#password", PASSWORD).await;
        w.press("form[action='/login'] .btn-main").await;
    }

    async fn upload_letter(&self) {
        let w = &self.visit.window;
        w.go("/directives").await;
        self.visit.look("directives-empty").await;
        let (name, text) = demo::letters()[0];
        let text = self.files.file(name, text);
        let letter = paper::converted(&text, "docx").await.unwrap_or(text);
        self.read_in(&letter, 12).await;
        let draft = w.path().await;
        for seed in ["thai-hoa-tet-2024.txt", "btttt-30-4-2024.txt"] {
            if let Some(letter) = shared(&format!("domain/directives/{seed}")) {
                let letter = std::fs::canonicalize(letter).unwrap();
                self.read_in(&letter, 8).await;
            }
        }
        w.go(&draft).await;
        self.visit.look("draft").await;
    }

    /// A letter goes in, and at least so many duties are read from it.
    async fn read_in(&self, letter: &Path, duties: u64) {
        let w = &self.visit.window;
        w.go("/directives").await;
        w.attach("#letter", letter).await;
        w.press("form[action='/directives/upload'] .btn-main").await;
        assert!(w.path().await.starts_with("/drafts/"));
        let read = w.count("li[id^='d-']").await;
        assert!(read >= duties, "{read} duties of {}", letter.display());
    }

    /// The date the letter leaves blank is filled in, and one reading is called right. Gives the draft's path.
    async fn correct_reading(&self) -> String {
        let w = &self.visit.window;
        let draft = w.path().await;
        let date = town::day(-4);
        let form = "form[action$='/correct']:has(input[name=what][value=date])";
        w.unfold(form).await;
        w.choose(&format!("{form} input[name=value]"), &date).await;
        w.press(&format!("{form} button")).await;
        let right = "form[action$='/correct']:has(input[name=what][value=right])";
        let open = w.count(right).await;
        w.press(&format!("{right} button")).await;
        assert_eq!(
            w.count(right).await,
            open - 1,
            "“right” settles one reading"
        );
        self.correct_by_keyboard(right, open - 1).await;
        self.visit.look("draft-corrected").await;
        draft
    }

    /// On a row, `a` settles it, `e` opens what corrects it and `x` what removes it.
    async fn correct_by_keyboard(&self, right: &str, open: u64) {
        let w = &self.visit.window;
        if !w.has("[data-row] [aria-keyshortcuts~=a]").await {
            return;
        }
        w.focus("[data-row]:has([aria-keyshortcuts~=a])").await;
        w.press_key("a").await;
        assert_eq!(
            w.count(right).await,
            open - 1,
            "the key a settles a reading"
        );
        for key in ["e", "x"] {
            w.focus(&format!(
                "[data-row]:has(summary[aria-keyshortcuts~={key}])"
            ))
            .await;
            w.keys(key).await;
            w.until(&format!(
                "document.querySelector('details[open] > summary[aria-keyshortcuts~={key}]')"
            ))
            .await;
        }
        w.go(&w.path().await).await;
    }

    /// The leader gives the date of receipt and the watch, and puts the letter in force.
    async fn confirm(&self, draft: &str) {
        let w = &self.visit.window;
        w.go(draft).await;
        w.choose("#received", &town::day(-3)).await;
        w.choose("#from", &town::day(-1)).await;
        w.choose("#to", &town::day(6)).await;
        w.press("form[action$='/confirm'] .btn-main").await;
        assert!(w.path().await.starts_with("/directives/"));
        w.says("Chưa có dữ liệu").await;
        self.visit.look("directive").await;
        w.go("/board").await;
        w.says("Chưa có dữ liệu").await;
        self.visit.look("board-without-facts").await;
    }

    /// Three tables, one row wrong: told by file, row and column, mended on the page, imported whole.
    async fn import_tables(&self) {
        let w = &self.visit.window;
        w.go("/imports").await;
        self.visit.look("imports").await;
        for (name, table) in [
            ("units.csv", town::UNITS),
            ("assets.csv", town::ASSETS),
            ("statements.csv", town::STATEMENTS),
        ] {
            w.attach("#files", &self.files.file(name, table)).await;
        }
        w.choose("#kind", "statement").await;
        w.press("form[action='/imports'] .btn-main").await;
        let wrong = w.text("section[aria-labelledby=wrong] tbody tr").await;
        assert!(
            wrong.contains("assets.csv") && wrong.contains('3'),
            "{wrong}"
        );
        assert!(
            !w.has("form[action$='/commit']").await,
            "a faulty file can be imported"
        );
        self.visit.look("import-with-a-bad-row").await;
        let mend = "form[action$='/amend']";
        assert_eq!(
            w.property(&format!("{mend} [name=row]"), "value").await,
            "3"
        );
        w.fill(&format!("{mend} [name=value]"), "192.0.2.12").await;
        w.press(&format!("{mend} button")).await;
        self.visit.look("import-mended").await;
        w.press("form[action$='/commit'] button").await;
        w.says("Đã nhập").await;
        self.visit.look("imported").await;
        w.go("/board").await;
        w.says("UBND xã Mẫu Một").await;
        self.visit.look("board").await;
    }

    /// From the board to the one duty that is not met. Gives its path.
    async fn open_what_is_not_met(&self) -> String {
        let w = &self.visit.window;
        w.press("[id^='c-XM1-'].v-unmet").await;
        let duty = w.path().await;
        w.until("document.querySelector('#judged .v-unmet')").await;
        self.visit.look("duty-not-met").await;
        duty
    }

    /// A statement with a file; a second window that shows the duty changes by itself.
    async fn state_with_file(&self, duty: &str) {
        let w = &self.visit.window;
        let second = {
            let first = w.open_second().await;
            self.visit.measure(1000).await;
            w.go(duty).await;
            w.script("window.sameDocument = true;", Value::Null).await;
            let second = w.handle().await;
            w.turn_to(&first).await;
            (first, second)
        };
        let before = w.text("#judged").await;
        assert!(before.contains("Chưa đạt"), "{before}");
        w.tick("input[name=claim][value=met]").await;
        w.fill(
            "#text",
            "Đã tổ chức hai buổi tuyên truyền cho toàn bộ cán bộ xã, có danh sách ký nhận.",
        )
        .await;
        let proof = self.files.file("danh-sach-ky-nhan.txt", PROOF);
        w.attach("#file", &proof).await;
        w.press("form[data-keep] .btn-main").await;
        let kept = w.property("#judged a[href^='/evidence/']", "href").await;
        assert_eq!(w.download(&kept).await, PROOF.as_bytes());
        let after = w.text("#judged").await;
        assert!(
            after.contains("Đạt") && !after.contains("Chưa đạt"),
            "{after}"
        );
        assert!(after.contains("danh-sach-ky-nhan.txt"), "{after}");
        self.visit.look("duty-stated").await;
        w.turn_to(&second.1).await;
        w.until("document.querySelector('#judged .v-met') && !document.querySelector('#judged .v-unmet')").await;
        let live = w.text("#judged").await;
        assert!(live.contains("tự khai"), "the basis changes too: {live}");
        let same = w
            .script("return window.sameDocument === true;", Value::Null)
            .await;
        assert_eq!(same, true, "the second window loaded the page again");
        self.visit.look("second-window").await;
        w.close_and_turn_to(&second.0).await;
    }

    /// The unit's head closes its return.
    async fn close_return(&self) {
        let w = &self.visit.window;
        self.visit.look("mine").await;
        w.press("main a[href*='/return/']").await;
        self.visit.look("return").await;
        w.press("a[href$='/close']").await;
        w.fill("#head", "Trần Thị Mẫu").await;
        self.visit.look("return-to-close").await;
        w.press("form[action$='/close'] .btn-main").await;
        w.says("Đã chốt").await;
        w.says("1/10 đã trả lời").await;
        self.visit.look("return-closed").await;
    }

    async fn cut_off(&self) {
        let w = &self.visit.window;
        w.go("/reports").await;
        self.visit.look("reports").await;
        w.press("form[action$='/cut-off'] button").await;
        self.visit.look("cut-off").await;
        w.go("/ledger").await;
        self.visit.look("ledger").await;
    }

    /// The report is written, downloaded as the browser would, and opened.
    async fn report(&self) {
        let w = &self.visit.window;
        w.go("/reports").await;
        w.press("form[action$='/write'] .btn-main").await;
        let cut_offs = "section table:not(:has(a[href*='/files/'])) a[href^='/ledger/']";
        assert_eq!(
            w.count(cut_offs).await,
            1,
            "the report froze the same figures again"
        );
        self.visit.look("report-written").await;
        let docx = "return [...document.querySelectorAll('a[href*=\"/files/\"]')] \
            .find((a) => a.textContent.includes('.docx')).href;";
        let link = w.script(docx, Value::Null).await;
        let link = link.as_str().unwrap();
        let bytes = w.download(link).await;
        paper::opens(&bytes, self.files.path(), &["UBND xã Mẫu Một", "Chưa"]).await;
    }
}
