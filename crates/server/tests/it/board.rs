//! The board and the wall screen over the invented town: what they count, page by page, and what they say in words.

use crate::world::{Eyes, World};
use axum::http::{Method, StatusCode};
use domain::access::{Grant, Role};
use domain::judgement::Status;
use domain::key::Key;
use engine::board::{Board, Held, Part};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

#[tokio::test(flavor = "multi_thread")]
async fn the_board_counts_what_the_results_say() {
    let world = World::new().await;
    let held = world.engine.live().all().remove(0);
    let results = Held {
        in_force: &held.in_force,
        facts: &held.facts,
        judgements: held.judgements(),
        as_of: held.as_of,
    };
    let board = Board::of(&results, &Part::default());

    let mut worst: BTreeMap<(&str, &str), Status> = BTreeMap::new();
    for judgement in held.judgements() {
        let cell = (judgement.unit.as_str(), &*judgement.obligation);
        let now = worst.entry(cell).or_insert(judgement.status);
        *now = (*now).max(judgement.status);
    }
    assert!(!worst.is_empty());
    for column in &board.matrix.columns {
        let of = |status: Status| {
            let cells = worst
                .iter()
                .filter(|((_, duty), _)| *duty == &*column.clause.id);
            cells.filter(|(_, is)| **is == status).count()
        };
        let counts = column.counts;
        assert_eq!(
            [counts.met, counts.partial, counts.unknown, counts.not_met],
            [
                Status::Met,
                Status::Partial,
                Status::Unknown,
                Status::NotMet
            ]
            .map(of),
            "{}",
            column.clause.id
        );
    }
    let open = held.judgements().iter().filter(|j| j.status > Status::Met);
    assert_eq!(board.open, open.count());
    let silent: BTreeSet<&str> = board.not_reported.iter().map(|u| u.as_str()).collect();
    let known = held.not_reported().iter().map(|u| u.as_str()).collect();
    assert_eq!(silent, known);
    assert_eq!(
        board.urgent.iter().map(|j| j.measure).collect::<Vec<_>>(),
        held.urgent(5, None)
            .iter()
            .map(|j| j.measure)
            .collect::<Vec<_>>()
    );

    // Few rows a page show every unit once, as all rows at once do.
    let part = |page| Part {
        page,
        rows: Some(2),
        ..Part::default()
    };
    let pages = Board::of(&results, &part(0)).matrix.pages;
    let mut seen = BTreeSet::new();
    for page in 0..pages {
        for row in Board::of(&results, &part(page)).matrix.rows {
            assert!(seen.insert(row.unit.code.to_string()), "{}", row.unit.code);
        }
    }
    assert_eq!(seen.len(), board.matrix.units);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_wall_shows_a_block_of_units_and_how_old_everything_is() {
    let world = World::new().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    let wall = officer.get("/board?wall").await;
    assert_eq!(wall.status, StatusCode::OK);
    let text = wall.text();
    assert!(text.contains("data-mode=\"wall\"") && text.contains("data-wall=\"30\""));
    let rows = text.matches("<th scope=\"row\"><a").count();
    assert!((1..=6).contains(&rows), "{rows}");
    for words in [
        "Tính lúc 21:30 08/02/2024",
        "Số liệu mới nhất nhận lúc",
        "Đang trực",
    ] {
        assert!(text.contains(words), "{words}");
    }
    // The last block leads back to the first, so that the screen goes round; without script they are links.
    let next = text.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap().replace("&amp;", "&");
    let again = officer.get(&next).await.text();
    assert_ne!(rows_of(&text), rows_of(&again));
}

fn rows_of(page: &str) -> Vec<&str> {
    let rows = page.split("<th scope=\"row\"><a").skip(1);
    rows.filter_map(|row| row.split("</a>").next()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_duty_shows_its_figures_with_names_units_and_sources() {
    let world = World::new().await;
    let officer = world.sign_in(Role::DutyOfficer, None).await;
    let held = world.engine.live().all().remove(0);
    let judged = held.judgements().iter();
    let roster = judged
        .clone()
        .find(|j| j.figure("planned_percent").is_some())
        .unwrap();
    let path = format!(
        "/directives/{}/duties/{}?unit={}",
        held.in_force.id, roster.obligation, roster.unit
    );
    let page = officer.get(&path).await.text();
    for words in [
        "Phủ trực theo phân công",
        " %</b>",
        "Giờ trực tại chỗ",
        " giờ</b>",
        "Ca trực",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(!page.contains('‹'), "a figure without a name");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_part_is_shared_only_by_those_who_may_see_the_same() {
    let mut world = World::new().await;
    let whole = Grant::whole(Role::Commander);
    let whole = world.named("lanh.dao", "Lãnh đạo mẫu", whole).await;
    let again = Grant::whole(Role::Commander);
    let again = world.named("lanh.dao.2", "Lãnh đạo khác", again).await;
    let ward = Grant {
        role: Role::Commander,
        subtree: Some(Key::new("XLA")),
    };
    let ward = world.named("lanh.dao.xa", "Lãnh đạo xã", ward).await;
    let live = [("x-live", "1"), ("accept-encoding", "gzip")];
    let part = async |eyes: &Eyes| {
        let answer = world
            .ask(Method::GET, "/board", Some(eyes), &live, &[])
            .await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers["content-encoding"], "gzip");
        let mut text = String::new();
        flate2::read::GzDecoder::new(&*answer.bytes)
            .read_to_string(&mut text)
            .unwrap();
        assert!(!text.contains(&eyes.csrf), "no token in what is shared");
        assert!(!text.contains("Lãnh đạo"), "no name either");
        (answer.bytes, text)
    };
    let (bytes, text) = part(&whole).await;
    let (same, _) = part(&again).await;
    assert_eq!(bytes, same, "who may see the same gets the same");
    let (_, own) = part(&ward).await;
    assert!(text.contains("UBND phường Mẫu Bắc"));
    assert!(own.contains("UBND xã Mẫu Lâm"));
    assert!(!own.contains("UBND phường Mẫu Bắc"), "nothing of others");
}
