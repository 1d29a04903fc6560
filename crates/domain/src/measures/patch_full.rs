//! Measure 8, `patch.full`: every machine has the updates that any warning held names.
//!
//! Updates nobody warned of do not decide. Which machine lacks what is in [`crate::exposures`].

use crate::bulletins::{self, Bulletin};
use crate::case::Case;
use crate::census::{Census, Machine};
use crate::exposures::{Exposed, Exposures, Standing};
use crate::facts::{Advisory, Fact, FactKind, ServiceKind};
use crate::inventory::{Inventory, Places};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::measures::vuln_review_fix::MACHINES;
use crate::ratio::{Item, ItemState, Ratio, count};
use jiff::SignedDuration;

/// Measure 8.
pub static MEASURE: Measure = Measure {
    id: MeasureId::PatchFull,
    version: 1,
    phase: Phase::Preparation,
    needs: &[
        FactKind::Asset,
        FactKind::Sighting,
        FactKind::Range,
        FactKind::AvHost,
        FactKind::Software,
        FactKind::Advisory,
        FactKind::Exposure,
        FactKind::Scan,
    ],
    services: &[ServiceKind::Soc],
    judge,
    manual_vi: include_str!("patch_full.vi.md"),
    manual_en: include_str!("patch_full.en.md"),
};

/// A server's inventory counts for 7 days (part of this measure's rule, version 1).
const SERVER_WITHIN: SignedDuration = SignedDuration::from_hours(7 * 24);
/// A workstation's for 30 days (part of this measure's rule, version 1).
const WORKSTATION_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Below this share of machines with versions or updates nothing is decided (part of this measure's rule, version 1).
const COVERED_LEAST: f64 = 0.5;

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoMachine "patch.no_machine" ("Chưa có danh mục máy", "no register of machines"),
        NoBulletin "patch.no_bulletin" ("Chưa nạp cảnh báo nào có sản phẩm hoặc CVE nên không biết phải cập nhật bản vá nào", "no bulletin with products or CVEs is loaded, so it is not known which updates are due"),
        NotHeld { sign: String } "patch.bulletin_not_held" ("Cảnh báo {sign} được dẫn nhưng chưa nạp hoặc chưa gắn sản phẩm: tối đa là một phần", "bulletin {sign} is cited but not loaded or names no product: partial at most"),
        LowCoverage { covered: usize, total: usize } "patch.low_coverage" ("Mới biết phiên bản hoặc bản vá của {covered}/{total} máy, chưa đủ một nửa để kết luận", "versions or updates are known of only {covered} of {total} machines, too few to conclude"),
        InventoryOld { host: String } "patch.inventory_old" ("Máy {host} chưa có kiểm kê phần mềm mới (máy chủ 7 ngày, máy khác 30 ngày)", "no fresh software inventory of {host} (servers 7 days, others 30)"),
        EndOfLife { host: String, since: String } "patch.end_of_life" ("Máy {host} dùng hệ điều hành hết hỗ trợ từ {since} mà chưa cách ly", "{host} has been out of support since {since} and is not isolated"),
        Overdue { host: String, sign: String } "patch.overdue" ("Máy {host} thiếu bản vá theo cảnh báo {sign}, quá hạn", "{host} lacks the update of {sign}, past due"),
        Missing { host: String, sign: String } "patch.missing" ("Máy {host} thiếu bản vá theo cảnh báo {sign}, còn trong hạn hoặc mới giảm thiểu", "{host} lacks the update of {sign}, in due or mitigated only"),
        Unclear { host: String, sign: String } "patch.unclear" ("Chưa rõ máy {host} đã có bản vá của {sign} chưa", "it is not clear whether {host} has the update of {sign}"),
        Reboot { host: String } "patch.pending_reboot" ("Máy {host} đã cài bản vá nhưng chờ khởi động lại", "{host} waits for a restart to finish its updates"),
        PerBulletin { sign: String, handled: usize, total: usize } "patch.bulletin" ("{sign}: số máy đã xử lý / tổng số máy bị ảnh hưởng {handled}/{total}", "{sign}: machines handled / machines affected {handled}/{total}"),
    }
}

/// What one bulletin says of one machine.
type Row<'a, 's> = (&'s Bulletin<'a>, &'a Fact<Advisory>, Exposed<'a>);

fn judge(case: &Case<'_>) -> Verdict {
    let census = Census::of(case, MACHINES);
    let inventory = Inventory::of(case);
    let exposures = Exposures::of(case);
    let scope = bulletins::with_closed(case, &exposures);
    let (rows, handled) = by_machine(case, &census, &exposures, &scope);
    let machines = census.machines.iter();
    let items: Vec<Item> = machines
        .zip(&rows)
        .map(|(machine, rows)| item(case, machine, &inventory, rows))
        .collect();
    let is_covered = |m: &&Machine<'_>| {
        inventory.is_detailed(m) && inventory.fresh(case, m, WORKSTATION_WITHIN).is_some()
    };
    let covered = census.machines.iter().filter(is_covered).count();
    let ratio = Ratio::of(items)
        .total_unknown_if(!census.established)
        .total_at_start(census.at_start);
    let failed = ratio.count(ItemState::Bad) > 0;
    let total = census.machines.len();
    let mut verdict = conclude(ratio.verdict(case), failed, &scope, covered, total);
    verdict.known += usize::from(!exposures.is_empty());
    verdict
        .reasons
        .extend(handled.into_iter().take(12).map(Into::into));
    let next = next_step(&verdict);
    verdict.next_step = next;
    let is_outdated = |m: &&Machine<'_>| m.av.is_some_and(|av| av.os_current == Some(false));
    verdict
        .figure("bulletins", count(scope.len()))
        .figure("machines", count(total))
        .figure("machines_inventoried", count(covered))
        .figure(
            "other_os_outdated",
            count(census.machines.iter().filter(is_outdated).count()),
        )
}

/// What the bulletins say of each machine, in the census's order, and the line of figures of each bulletin.
fn by_machine<'a, 's>(
    case: &Case<'a>,
    census: &Census<'_>,
    exposures: &Exposures<'a>,
    scope: &'s [Bulletin<'a>],
) -> (Vec<Vec<Row<'a, 's>>>, Vec<Why>) {
    let mut rows: Vec<Vec<Row<'a, 's>>> = census.machines.iter().map(|_| Vec::new()).collect();
    let places = Places::of(&census.machines);
    let mut lines = Vec::new();
    for bulletin in scope.iter().filter(|b| b.is_bound()) {
        let Some(held) = bulletin.held else { continue };
        let (mut handled, mut total) = (0, 0);
        for (asset, exposed) in exposures.towards(case, held) {
            let at = places.find(asset.as_str());
            let Some(row) = at.and_then(|at| rows.get_mut(at)) else {
                continue;
            };
            let concerned = !matches!(exposed.standing, Standing::NotAffected | Standing::Unknown);
            total += usize::from(concerned);
            handled += usize::from(exposed.standing == Standing::Patched);
            row.push((bulletin, held, exposed));
        }
        let sign = bulletin.name.clone();
        lines.push(Why::PerBulletin {
            sign,
            handled,
            total,
        });
    }
    (rows, lines)
}

/// One machine over all bulletins: the worst decides.
fn item(
    case: &Case<'_>,
    machine: &Machine<'_>,
    inventory: &Inventory<'_>,
    rows: &[Row<'_, '_>],
) -> Item {
    let host = || machine.name.to_string();
    if let Some(asset) = machine.asset
        && let Some(day) = asset.end_of_life
        && asset.isolated != Some(true)
        && case.clock.reached(case.start_of(day))
    {
        let since = day.strftime("%d/%m/%Y").to_string();
        return Item::known(machine.name.clone(), ItemState::Bad, asset).because(Why::EndOfLife {
            host: host(),
            since,
        });
    }
    let known = |state, exposed: &Exposed<'_>| {
        let mut item = Item::known(machine.name.clone(), state, exposed.row);
        item.basis = Some(exposed.basis);
        item
    };
    let overdue = rows.iter().find(|(_, held, e)| {
        e.standing == Standing::Affected && case.clock.reached(bulletins::due(case, held))
    });
    if let Some((bulletin, _, exposed)) = overdue {
        return known(ItemState::Bad, exposed).because(Why::Overdue {
            host: host(),
            sign: bulletin.name.clone(),
        });
    }
    let within = if machine.is_server() {
        SERVER_WITHIN
    } else {
        WORKSTATION_WITHIN
    };
    let Some(software) = inventory.fresh(case, machine, within) else {
        return Item::unseen(machine.name.clone()).because(Why::InventoryOld { host: host() });
    };
    let worst = rows
        .iter()
        .filter(|(_, _, e)| e.standing > Standing::Patched)
        .max_by_key(|(_, _, e)| e.standing);
    match worst {
        Some((bulletin, _, e)) if e.standing == Standing::Unknown => {
            Item::unseen(machine.name.clone()).because(Why::Unclear {
                host: host(),
                sign: bulletin.name.clone(),
            })
        }
        Some((bulletin, _, e)) => known(ItemState::Open, e).because(Why::Missing {
            host: host(),
            sign: bulletin.name.clone(),
        }),
        None if machine
            .asset
            .is_some_and(|a| a.pending_reboot == Some(true)) =>
        {
            Item::known(machine.name.clone(), ItemState::Open, software)
                .because(Why::Reboot { host: host() })
        }
        None => {
            let mut item = Item::known(machine.name.clone(), ItemState::Done, software);
            item.basis = item.basis.max(rows.iter().map(|(_, _, e)| e.basis).max());
            item
        }
    }
}

fn conclude(
    mut verdict: Verdict,
    failed: bool,
    scope: &[Bulletin<'_>],
    covered: usize,
    total: usize,
) -> Verdict {
    let blocker = if total == 0 {
        Some(Why::NoMachine)
    } else if !scope.iter().any(Bulletin::is_bound) {
        Some(Why::NoBulletin)
    } else if count(covered) < COVERED_LEAST * count(total) {
        Some(Why::LowCoverage { covered, total })
    } else {
        None
    };
    match blocker {
        Some(why) if failed => verdict = verdict.because(why),
        Some(why) => {
            verdict.status = Status::Unknown;
            verdict
                .reasons
                .retain(|r| r.code != "ratio.nothing_to_do" && r.code != "ratio.all_done");
            verdict.reasons.insert(0, why.into());
        }
        None => {}
    }
    for cited in scope.iter().filter(|b| b.cited && !b.is_bound()) {
        verdict = verdict.because(Why::NotHeld {
            sign: cited.name.clone(),
        });
        if verdict.status == Status::Met {
            verdict.status = Status::Partial;
        }
    }
    if verdict.status == Status::Unknown {
        verdict.basis = None;
    }
    verdict
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("patch.overdue") => (
            "Cài ngay bản vá còn thiếu trên các máy quá hạn, kiểm kê lại",
            "install the missing updates on the machines past due now and take inventory again",
        ),
        _ if says("patch.end_of_life") => (
            "Thay hoặc cách ly máy hết hỗ trợ, ghi vào danh mục",
            "replace or isolate the machine out of support and note it in the register",
        ),
        _ if says("patch.no_bulletin") || says("patch.bulletin_not_held") => (
            "Nạp các cảnh báo của Cục và cơ quan liên quan, ghi sản phẩm và CVE",
            "load the bulletins of the authorities with their products and CVEs",
        ),
        _ if says("patch.low_coverage")
            || says("patch.inventory_old")
            || says("patch.no_machine") =>
        {
            (
                "Xuất kiểm kê phần mềm và bản vá (KB) của các máy, nạp vào Khiên",
                "export software and updates (KB) of the machines and load them",
            )
        }
        _ if says("patch.pending_reboot") => (
            "Khởi động lại các máy đang chờ",
            "restart the machines that wait",
        ),
        _ if says("ratio.total_unknown") => (
            "Trình người đứng đầu xác nhận danh mục máy",
            "have the head confirm the register of machines",
        ),
        _ => (
            "Cài bản vá còn thiếu trên các máy đã nêu trước hạn",
            "install the missing updates on the machines named before they are due",
        ),
    };
    Some(Bilingual::new(vi, en))
}
