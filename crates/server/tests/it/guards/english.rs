//! Every page with English chosen: no Vietnamese word is left but what is quoted or is data of the organisation.

use crate::world::{Eyes, World};
use axum::http::{Method, StatusCode, header};
use domain::access::{Grant, Role};
use engine::Actor;
use engine::accounts::NewAccount;
use server::web::doors;

/// Elements without an end tag.
const VOID: &[&str] = &[
    "meta", "link", "input", "br", "img", "rect", "path", "use", "col", "hr", "circle",
];
/// Attributes that are read or shown.
const SHOWN: &[&str] = &["aria-label=\"", "title=\"", "placeholder=\"", "alt=\""];

fn is_vietnamese(c: char) -> bool {
    matches!(c, '\u{1ea0}'..='\u{1ef9}') || "ăâđêôơưĂÂĐÊÔƠƯàáãèéìíòóõùúýĩũ".contains(c)
}

/// Texts and shown attributes that stand in no element marked as Vietnamese.
fn words(html: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut stack: Vec<bool> = Vec::new();
    for piece in html.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').unwrap_or((piece, ""));
        let name = tag.split([' ', '/', '\n']).next().unwrap_or_default();
        let is_foreign = |stack: &[bool]| stack.last().copied().unwrap_or(false);
        if let Some(rest) = tag.strip_prefix('/') {
            assert!(!rest.is_empty());
            stack.pop();
        } else if !name.starts_with('!') {
            let own = is_foreign(&stack) || (tag.contains("lang=\"vi\"") && name != "html");
            if !own {
                let values = SHOWN.iter().filter_map(|a| tag.split_once(a));
                found.extend(
                    values
                        .filter_map(|(_, v)| v.split('"').next())
                        .map(str::to_owned),
                );
            }
            if !VOID.contains(&name) && !tag.ends_with('/') {
                stack.push(own);
            }
        }
        if !is_foreign(&stack) {
            found.push(text.to_owned());
        }
    }
    found.retain(|text| text.chars().any(is_vietnamese));
    found
}

/// The parts of a text that are Vietnamese and stand nowhere in the data.
fn left_over(text: &str, data: &str) -> Vec<String> {
    let plain = text
        .replace("&amp;", "&")
        .replace("&#34;", "\"")
        .replace("&quot;", "\"");
    let plain = plain
        .replace("Khiên", "")
        .replace("Nơi nhận", "")
        .replace("Kính gửi", "");
    let parts = plain.split(['·', ':', ';', '(', ')', ',', '“', '”', '/', '\n', '–', '…']);
    parts
        .map(str::trim)
        .filter(|part| is_left(part, data))
        .map(str::to_owned)
        .collect()
}

/// A sentence in English may name a thing in Vietnamese: from its first to its last Vietnamese word it must be data.
/// One word alone proves nothing, so the whole part has to be.
fn is_left(part: &str, data: &str) -> bool {
    let words: Vec<&str> = part.split(' ').collect();
    let is_own = |word: &&str| word.chars().any(is_vietnamese);
    let first = words.iter().position(&is_own);
    let last = words.iter().rposition(is_own);
    match first.zip(last) {
        None => false,
        Some((first, last)) if first == last => !data.contains(part),
        Some((first, last)) => !data.contains(&words[first..=last].join(" ")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_page_in_english_keeps_a_vietnamese_word() {
    let mut world = World::town("").await;
    let data = world.data();
    let mut missing: Vec<String> = Vec::new();
    let mut pages = 0;
    for role in [Role::DutyOfficer, Role::Commander, Role::SystemAdmin] {
        let mut eyes = world.person(role).await;
        eyes.cookie.push_str("; lang=en");
        for door in doors() {
            // Manual pages explain the Vietnamese words of the trade.
            if door.path.starts_with("/help/") {
                continue;
            }
            let path = world.filled(door.path);
            let with_unit = format!("{path}?unit={}", world.unit());
            for address in [path.clone(), with_unit, format!("{path}?mode=wall")] {
                let answer = world.get(&address, Some(&eyes)).await;
                let kind = answer.headers.get(header::CONTENT_TYPE);
                if !kind.is_some_and(|k| k.to_str().unwrap().starts_with("text/html")) {
                    continue;
                }
                pages += 1;
                for text in words(&answer.body) {
                    let left = left_over(&text, &data);
                    missing.extend(left.iter().map(|part| format!("{}: {part}", door.path)));
                }
            }
        }
    }
    missing.sort();
    missing.dedup();
    assert!(pages > 60, "{pages}");
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// A form that the engine refuses, and what the page says of it in Vietnamese and in English only.
struct Refused<'a> {
    path: &'a str,
    eyes: &'a Eyes,
    form: &'a [(&'a str, &'a str)],
    told: [&'a str; 2],
}

impl Refused<'_> {
    async fn check(&self, world: &World) {
        let Self {
            path, form, told, ..
        } = self;
        let mut form = form.to_vec();
        form.push(("csrf", self.eyes.csrf.as_str()));
        for (lang, said, unsaid) in [("vi", told[0], told[1]), ("en", told[1], told[0])] {
            let eyes = Eyes {
                cookie: format!("{}; lang={lang}", self.eyes.cookie),
                csrf: String::new(),
            };
            let page = world.ask(Method::POST, path, Some(&eyes), &[], &form).await;
            assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
            assert!(page.body.contains(said), "{path}: {said}: {}", page.body);
            assert!(!page.body.contains(unsaid), "{path}: {unsaid}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_form_says_why_in_the_language_of_the_page() {
    let mut world = World::first_evening().await;
    let officer = world.person(Role::DutyOfficer).await;
    let admin = world.person(Role::SystemAdmin).await;
    let new = NewAccount {
        login: "an.nv".to_owned(),
        name: "Nguyễn Văn An".to_owned(),
        grants: vec![Grant::whole(Role::Auditor)],
    };
    let link = world.engine.create_account(&Actor::Local, new).await;
    let link = format!("/link/{}", link.unwrap().expose());
    let password = "cau cua an.nv de nho";
    let refused = [
        Refused {
            path: "/start/units",
            eyes: &officer,
            form: &[
                ("name", "UBND thị xã Mẫu"),
                ("class", "peoples_committee"),
                ("below", "Phường Một\nphường một"),
                ("below_class", "commune"),
            ],
            told: ["ghi hai lần", "is there twice"],
        },
        Refused {
            path: "/accounts",
            eyes: &admin,
            form: &[
                ("login", "-"),
                ("name", "Nguyễn Văn An"),
                ("role", "auditor"),
                ("unit", ""),
            ],
            told: ["tên đăng nhập gồm 2", "a login is 2"],
        },
        Refused {
            path: &link,
            eyes: &Eyes::default(),
            form: &[("password", password), ("again", password)],
            told: [
                "mật khẩu không được chứa tên đăng nhập",
                "the password must not contain the login",
            ],
        },
    ];
    for refused in refused {
        refused.check(&world).await;
    }
    // Somebody else registers the units while the form is open.
    let begun = [
        ("name", "UBND thị xã Mẫu"),
        ("class", "peoples_committee"),
        ("below", "Phường Một"),
        ("below_class", "commune"),
    ];
    let kept = world.post("/start/units", &officer, &begun).await;
    assert_eq!(kept.location(), "/start#step-1");
    let late = Refused {
        path: "/start/units",
        eyes: &officer,
        form: &begun,
        told: [
            "đã có danh mục đơn vị",
            "there is a register of units already",
        ],
    };
    late.check(&world).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_named_in_the_language_of_the_page() {
    let mut world = World::town("").await;
    let leader = world.person(Role::Commander).await;
    for (lang, said, unsaid) in [
        ("vi", "không tìm thấy đơn vị KHONG-CO", "not found: unit"),
        ("en", "not found: unit KHONG-CO", "không tìm thấy"),
    ] {
        let eyes = Eyes {
            cookie: format!("{}; lang={lang}", leader.cookie),
            csrf: String::new(),
        };
        let path = format!("/reports/{}/papers/roster?unit=KHONG-CO", world.directive());
        let page = world.get(&path, Some(&eyes)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{lang}");
        assert!(page.body.contains(said), "{lang}: {}", page.body);
        assert!(!page.body.contains(unsaid), "{lang}: {}", page.body);
    }
}

#[test]
fn a_vietnamese_word_outside_a_quotation_is_seen() {
    assert!(
        is_left("máy MAU-1", "máy tính") && !is_left("feed Dữ liệu mẫu stopped", "Dữ liệu mẫu")
    );
    let html = "<html lang=\"en\"><body><p lang=\"vi\">Trực <b>ban</b> phường</p><p>Bảng trực</p><input placeholder=\"Tìm\"><p>Phường Mẫu · unit</p></body></html>";
    let found: Vec<String> = words(html)
        .iter()
        .flat_map(|text| left_over(text, "Phường Mẫu"))
        .collect();
    assert_eq!(found, ["Bảng trực", "Tìm"]);
}
