//! The board for the screen on the wall: few units at once, large, and how old everything is.

use super::view::BoardPage;
use crate::web::Site;
use crate::web::frame::Frame;
use askama::Template;
use engine::live::Held;

/// Results older than this are told to be old: they are computed anew every minute.
const OLD_AFTER_MINUTES: i64 = 5;
/// Actions on the wall; more would be too small to read.
const URGENT_SHOWN: usize = 3;

#[derive(Template)]
#[template(path = "wall.html")]
pub(super) struct WallPage {
    f: Frame,
    b: BoardPage,
    /// Whether the results have not been computed anew for a while.
    is_old: bool,
    /// When the newest data came.
    newest: Option<String>,
    /// The block of units after this one; the first after the last.
    next: Option<usize>,
    before: Option<usize>,
}

impl WallPage {
    pub(super) fn of(mut board: BoardPage, site: &Site, held: &Held) -> Self {
        board.todo.truncate(URGENT_SHOWN);
        let f = board.f.clone();
        let age = site.engine.clock().now().duration_since(held.as_of);
        let many = board.pages > 1;
        let newest = held.facts.newest_at();
        Self {
            is_old: age.as_mins() >= OLD_AFTER_MINUTES,
            newest: newest.map(|at| f.at_instant(site, at)),
            next: many.then(|| {
                if board.page < board.pages {
                    board.page + 1
                } else {
                    1
                }
            }),
            before: many.then(|| {
                if board.page > 1 {
                    board.page - 1
                } else {
                    board.pages
                }
            }),
            f,
            b: board,
        }
    }
}
