//! Measure 20, `authority.orders`: demands of competent authorities are authenticated, carried out in time, proven by
//! a probe and answered.

use crate::case::Case;
use crate::facts::{Daybook, DaybookKind, Fact, FactKind, Order};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::liveness;
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::{Item, ItemState, Ratio, count};
use jiff::Timestamp;

/// Measure 20.
pub static MEASURE: Measure = Measure {
    id: MeasureId::AuthorityOrders,
    version: 1,
    phase: Phase::Window,
    needs: &[FactKind::Order, FactKind::Daybook],
    services: &[],
    judge,
    manual_vi: include_str!("authority_orders.vi.md"),
    manual_en: include_str!("authority_orders.en.md"),
};

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoOrder "orders.none" ("Không phát sinh yêu cầu xử lý; sổ yêu cầu được khóa hằng ngày", "no order came in; the order book was closed each day"),
        ZeroUnproven "orders.zero_unproven" ("Chưa có yêu cầu nào và sổ yêu cầu chưa khóa hằng ngày: chưa chứng minh được là không phát sinh", "no order is known and the order book was not closed each day: that there was none is not proven"),
        NotBegun "orders.not_begun" ("Đợt chưa bắt đầu, chưa có yêu cầu nào", "the watch has not begun and no order is known"),
        Overdue { order: String, due: String, vi: &'static str, en: &'static str } "orders.overdue" ("Yêu cầu {order} chưa thực hiện, quá hạn {due} ({vi})", "order {order} is not carried out, due {due} ({en})"),
        Late { order: String, due: String, at: String } "orders.late" ("Yêu cầu {order} thực hiện lúc {at}, sau hạn {due}", "order {order} was carried out at {at}, after {due}"),
        Unauthenticated { order: String } "orders.unauthenticated" ("Yêu cầu {order} được thực hiện khi chưa xác thực nguồn yêu cầu", "order {order} was carried out before it was authenticated"),
        InDue { order: String, due: String, vi: &'static str, en: &'static str } "orders.in_due" ("Yêu cầu {order} đang trong hạn đến {due} ({vi})", "order {order} is in its time until {due} ({en})"),
        Unproven { order: String } "orders.unproven" ("Yêu cầu {order} đã thực hiện nhưng chưa có kiểm chứng độc lập sau đó", "order {order} was carried out, but no independent probe followed"),
        Unreplied { order: String } "orders.unreplied" ("Yêu cầu {order} đã thực hiện nhưng chưa trả lời cơ quan yêu cầu", "order {order} was carried out, but not answered"),
    }
}

/// What a deadline rests on, in Vietnamese and English.
type Label = (&'static str, &'static str);
const PRINTED: Label = ("hạn ghi trong văn bản", "as printed");
const INTERNAL: Label = ("mức nội bộ", "internal level");

fn judge(case: &Case<'_>) -> Verdict {
    let orders = orders(case);
    if orders.is_empty() {
        return zero(case);
    }
    let items: Vec<Item> = orders.iter().map(|o| order(case, o)).collect();
    let mut verdict = Ratio::of(items).verdict(case);
    verdict.next_step = next_step(&verdict);
    with_figures(case, &orders, verdict)
}

/// The orders of the watch as counted things; `telco.protect` asks for them as well.
pub(crate) fn items(case: &Case<'_>) -> Vec<Item> {
    orders(case).into_iter().map(|o| order(case, o)).collect()
}

/// Orders received in the watch, and older ones that were not finished before it.
fn orders<'a>(case: &Case<'a>) -> Vec<&'a Fact<Order>> {
    let from = case.window.from;
    let finished_before =
        |o: &Order| o.executed.is_some_and(|at| at < from) && o.replied.is_some_and(|at| at < from);
    case.own::<Order>()
        .iter()
        .filter(|o| case.clock.reached(received(o)))
        .filter(|o| received(o) < case.window.to && (received(o) >= from || !finished_before(o)))
        .collect()
}

/// The clock starts when the order came in, whatever was typed later: never after Khiên knew of it.
fn received(order: &Fact<Order>) -> Timestamp {
    order.received.min(order.recorded_at)
}

/// The printed deadline, or the internal one.
fn due(case: &Case<'_>, order: &Fact<Order>) -> (Timestamp, Label) {
    let internal = || {
        let limit = received(order).checked_add(case.policy.order);
        (limit.unwrap_or(Timestamp::MAX), INTERNAL)
    };
    order.due.map_or_else(internal, |at| (at, PRINTED))
}

fn order(case: &Case<'_>, order: &Fact<Order>) -> Item {
    let name = || order.number.to_string();
    let item = |state| Item::known(order.number.clone(), state, order);
    let (due, (vi, en)) = due(case, order);
    let done_at = |at: Option<Timestamp>| at.filter(|at| case.clock.reached(*at));
    let Some(executed) = done_at(order.executed) else {
        // At the deadline itself it may still be carried out.
        let is_over = case.clock.older_than(due, jiff::SignedDuration::ZERO);
        let (order, due) = (name(), case.local(due));
        return if is_over {
            item(ItemState::Bad).because(Why::Overdue { order, due, vi, en })
        } else {
            item(ItemState::Open).because(Why::InDue { order, due, vi, en })
        };
    };
    let by = order.authenticated_by.as_ref();
    let authenticated = by.is_some_and(|by| !by.trim().is_empty())
        && order.authenticated_at.is_some_and(|at| at <= executed);
    if !authenticated {
        return item(ItemState::Bad).because(Why::Unauthenticated { order: name() });
    }
    if executed > due {
        return item(ItemState::Bad).because(Why::Late {
            order: name(),
            due: case.local(due),
            at: case.local(executed),
        });
    }
    let probe = order.probe.as_ref().filter(|p| !p.trim().is_empty());
    let probed = done_at(order.probed_at).filter(|at| *at >= executed);
    if probe.and(probed).is_none() {
        return item(ItemState::Open).because(Why::Unproven { order: name() });
    }
    if done_at(order.replied).is_none() {
        return item(ItemState::Open).because(Why::Unreplied { order: name() });
    }
    item(ItemState::Done)
}

/// No order at all: a claim that only a book closed each day proves (rule 8).
fn zero(case: &Case<'_>) -> Verdict {
    let elapsed = case.elapsed();
    let close = "Khóa sổ yêu cầu xử lý mỗi ngày, kể cả ngày không có yêu cầu nào";
    let close_en = "close the order book each day, on days without an order as well";
    if elapsed.from >= elapsed.to {
        return Verdict::unknown(Why::NotBegun).next(close, close_en);
    }
    if !liveness::zero_is_proven(case, elapsed, &[], [], Some(DaybookKind::Orders)) {
        return Verdict::unknown(Why::ZeroUnproven)
            .next(close, close_en)
            .figure("received", 0.0);
    }
    let books = case.own::<Daybook>().iter();
    let books: Vec<_> = books
        .filter(|d| d.kind == DaybookKind::Orders && d.closed_at <= case.as_of())
        .collect();
    let basis = books.iter().map(|d| d.basis()).max();
    let mut verdict = Verdict::new(Status::Met, basis, Why::NoOrder).figure("received", 0.0);
    for book in &books {
        verdict.note(book);
    }
    // The closed book is what is known of the orders.
    verdict.knowing(books.len())
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("orders.overdue") => (
            "Xác thực rồi thực hiện ngay yêu cầu quá hạn, trả lời cơ quan yêu cầu",
            "authenticate and carry out the overdue order now, and answer the authority",
        ),
        _ if says("orders.unauthenticated") => (
            "Xác thực lại yêu cầu với cơ quan ban hành qua đầu mối chính thức, giải trình việc làm trước",
            "authenticate the order with its issuer through the official contact, explain why it was done before",
        ),
        _ if says("orders.in_due") => (
            "Xác thực và thực hiện yêu cầu trước hạn",
            "authenticate and carry out the order before it is due",
        ),
        _ => (
            "Kiểm chứng độc lập kết quả (DNS, tuyến, HTTP) rồi trả lời cơ quan yêu cầu",
            "prove the result by an independent probe (DNS, route, HTTP), then answer the authority",
        ),
    };
    Some(Bilingual::new(vi, en))
}

fn with_figures(case: &Case<'_>, orders: &[&Fact<Order>], verdict: Verdict) -> Verdict {
    let executed = |o: &Fact<Order>| o.executed.filter(|at| *at <= case.as_of());
    let on_time = orders
        .iter()
        .filter(|o| executed(o).is_some_and(|at| at <= due(case, o).0))
        .count();
    let overdue = orders
        .iter()
        .filter(|o| executed(o).unwrap_or(case.as_of()) > due(case, o).0)
        .count();
    let minutes = orders.iter().filter_map(|o| {
        let took = executed(o)?.duration_since(received(o));
        Some(took.as_secs_f64() / 60.0)
    });
    let mut verdict = verdict
        .figure("received", count(orders.len()))
        .figure("on_time", count(on_time))
        .figure("overdue", count(overdue));
    if let Some(median) = crate::findings::median(minutes) {
        verdict = verdict.figure("median_minutes", median);
    }
    verdict
}
