//! Measure 7, `vuln.review_fix`: weaknesses warned of are looked for on every machine and mended, and the unit reviews
//! its systems itself.
//!
//! Which bulletins count is in [`crate::bulletins`], how a machine stands towards one in [`crate::exposures`].

use crate::bulletins::{self, Bulletin};
use crate::case::Case;
use crate::census::{Census, Machine};
use crate::exposures::{Exposed, Exposures, Standing};
use crate::facts::{Advisory, AssetKind, Fact, FactKind, Review, ServiceKind, System};
use crate::inventory::{Inventory, Places};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::{Item, ItemState, Ratio, count};
use jiff::SignedDuration;

/// Measure 7.
pub static MEASURE: Measure = Measure {
    id: MeasureId::VulnReviewFix,
    version: 1,
    phase: Phase::Preparation,
    needs: &[
        FactKind::Asset,
        FactKind::Sighting,
        FactKind::Range,
        FactKind::AvHost,
        FactKind::System,
        FactKind::Software,
        FactKind::Advisory,
        FactKind::Exposure,
        FactKind::Review,
        FactKind::Scan,
        FactKind::EnclosureReceipt,
    ],
    services: &[ServiceKind::Soc],
    judge,
    manual_vi: include_str!("vuln_review_fix.vi.md"),
    manual_en: include_str!("vuln_review_fix.en.md"),
};

/// All that holds software: servers, workstations, network devices and appliances too.
pub(crate) const MACHINES: &[AssetKind] = &[
    AssetKind::Server,
    AssetKind::Workstation,
    AssetKind::Network,
    AssetKind::Appliance,
];
/// An inventory counts for 30 days (part of this measure's rule, version 1).
const INVENTORY_WITHIN: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Below this share of machines with an inventory nothing is decided (part of this measure's rule, version 1).
const COVERED_LEAST: f64 = 0.5;

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NotHeld { sign: String } "vuln.bulletin_not_held" ("Công văn dẫn cảnh báo {sign} nhưng đơn vị chưa có văn bản này trong Khiên", "the letter cites bulletin {sign}, which is not loaded"),
        Unbound { sign: String } "vuln.bulletin_unbound" ("Cảnh báo {sign} chưa gắn với sản phẩm hoặc mã CVE nào nên chưa đối chiếu được máy", "bulletin {sign} names no product and no CVE yet, so no machine can be matched"),
        OtherUnbound { sign: String } "vuln.other_unbound" ("Cảnh báo {sign} (không được dẫn) chưa gắn sản phẩm hoặc CVE: tối đa là một phần", "bulletin {sign} (not cited) names no product or CVE: partial at most"),
        EnclosureMissing { title: String } "vuln.enclosure_missing" ("Chưa nhận được văn bản kèm theo: {title}", "the enclosure was not received: {title}"),
        LowCoverage { covered: usize, total: usize } "vuln.low_coverage" ("Mới có kiểm kê phần mềm trong 30 ngày của {covered}/{total} máy, chưa đủ một nửa để kết luận", "software is known (30 days) of only {covered} of {total} machines, too few to conclude"),
        NoInventory { host: String } "vuln.no_inventory" ("Máy {host} chưa có kiểm kê phần mềm trong 30 ngày", "no software inventory of {host} within 30 days"),
        Overdue { host: String, sign: String, due: String } "vuln.overdue" ("Máy {host} còn lỗ hổng theo cảnh báo {sign}, quá hạn từ {due}", "{host} is still affected by {sign}, past due since {due}"),
        Affected { host: String, sign: String, due: String } "vuln.affected" ("Máy {host} bị ảnh hưởng bởi {sign}, hạn vá {due}", "{host} is affected by {sign}, due {due}"),
        Mitigated { host: String, sign: String, review: String } "vuln.mitigated" ("Máy {host} mới giảm thiểu {sign}, xem lại {review}: chưa phải khắc phục triệt để", "{sign} is only mitigated on {host}, to be reviewed {review}: not fully remediated"),
        Accepted { host: String, sign: String } "vuln.accepted" ("Máy {host} được chấp nhận rủi ro {sign}: chưa phải khắc phục", "the risk of {sign} on {host} was accepted: not fixed"),
        PatchedUnproven { host: String, sign: String } "vuln.patched_unproven" ("Khai đã vá {sign} trên máy {host} nhưng không ghi phiên bản sau vá và chưa quét lại", "{sign} is said to be patched on {host}, without the version after it and without a later scan"),
        Unclear { host: String, sign: String } "vuln.unclear" ("Chưa rõ máy {host} có bị ảnh hưởng bởi {sign} không", "it is not clear whether {host} is affected by {sign}"),
        Conflict { host: String, sign: String } "vuln.conflict" ("Máy {host}, cảnh báo {sign}: khai báo mâu thuẫn với dữ liệu máy, lấy kết quả xấu hơn", "{host}, {sign}: the typed row contradicts the machine's data, the worse one stands"),
        NotReviewed { system: String } "vuln.not_reviewed" ("Hệ thống {system} chưa được đơn vị tự rà soát lỗ hổng, điểm yếu trong kỳ", "the unit has not reviewed {system} for weaknesses in time"),
        NoRecord { system: String } "vuln.review_without_record" ("Lần rà soát hệ thống {system} không có biên bản", "the review of {system} has no record"),
        WeakOpen { system: String, open: i64 } "vuln.weak_points_open" ("Rà soát hệ thống {system} còn {open} điểm yếu chưa khắc phục", "{open} weak points found in the review of {system} are not fixed"),
        WeakOverdue { system: String, open: i64 } "vuln.weak_points_overdue" ("Hệ thống {system} còn {open} điểm yếu, quá hạn khắc phục nội bộ", "{open} weak points of {system} are past the internal limit"),
        PerBulletin { sign: String, affected: usize, patched: usize, mitigated: usize, left: usize } "vuln.bulletin" ("{sign}: bị ảnh hưởng {affected}, đã vá {patched}, giảm thiểu {mitigated}, còn {left}", "{sign}: affected {affected}, patched {patched}, mitigated {mitigated}, left {left}"),
        Nothing "vuln.no_system" ("Chưa có danh mục hệ thống và máy", "no register of systems and machines"),
    }
}

/// Counts of one bulletin.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    affected: usize,
    patched: usize,
    mitigated: usize,
    left: usize,
}

fn judge(case: &Case<'_>) -> Verdict {
    let census = Census::of(case, MACHINES);
    let inventory = Inventory::of(case);
    let exposures = Exposures::of(case);
    let scope = bulletins::with_closed(case, &exposures);
    let mut items = Vec::new();
    let mut covered = 0;
    for machine in &census.machines {
        match inventory.fresh(case, machine, INVENTORY_WITHIN) {
            Some(_) => covered += 1,
            None => items.push(
                Item::unseen(machine.name.clone()).because(Why::NoInventory {
                    host: machine.name.to_string(),
                }),
            ),
        }
    }
    let places = Places::of(&census.machines);
    let mut tallies: Vec<(String, Tally)> = Vec::new();
    for bulletin in scope.iter().filter(|b| b.is_bound()) {
        let Some(held) = bulletin.held else { continue };
        let mut tally = Tally::default();
        for (asset, exposed) in exposures.towards(case, held) {
            // A machine retired with a confirmed reason is no longer in the total.
            let at = places.find(asset.as_str());
            if let Some(machine) = at.and_then(|at| census.machines.get(at)) {
                tally.add(exposed.standing);
                items.push(pair(case, machine, bulletin, held, &exposed));
            }
        }
        tallies.push((bulletin.name.clone(), tally));
    }
    let systems: Vec<&Fact<System>> = case
        .own::<System>()
        .iter()
        .filter(|s| s.in_use != Some(false))
        .collect();
    items.extend(systems.iter().map(|s| review(case, s)));
    let known = !exposures.is_empty() || covered > 0;
    let ratio = Ratio::of(items)
        .total_unknown_if(!census.established)
        .total_at_start(census.at_start);
    let failed = ratio.count(ItemState::Bad) > 0;
    let blockers = blockers(case, &scope, covered, census.machines.len());
    let mut verdict = conclude(ratio.verdict(case), failed, blockers, &scope);
    verdict.seen = verdict.seen.max(census.machines.len()).max(systems.len());
    verdict.known += usize::from(known);
    for (sign, t) in tallies.iter().take(12) {
        let (affected, patched, mitigated, left) = (t.affected, t.patched, t.mitigated, t.left);
        verdict = verdict.because(Why::PerBulletin {
            sign: sign.clone(),
            affected,
            patched,
            mitigated,
            left,
        });
    }
    let next = next_step(&verdict);
    verdict.next_step = next;
    with_figures(verdict, &scope, &tallies, covered, census.machines.len())
}

impl Tally {
    fn add(&mut self, standing: Standing) {
        match standing {
            Standing::NotAffected | Standing::Unknown => return,
            Standing::Patched => self.patched += 1,
            Standing::Mitigated => self.mitigated += 1,
            Standing::PatchedUnproven | Standing::Accepted | Standing::Affected => self.left += 1,
        }
        self.affected += 1;
    }
}

/// One machine towards one bulletin.
fn pair(
    case: &Case<'_>,
    machine: &Machine<'_>,
    bulletin: &Bulletin<'_>,
    held: &Fact<Advisory>,
    exposed: &Exposed<'_>,
) -> Item {
    let name = format!("{} – {}", machine.name, bulletin.name);
    let (host, sign) = (machine.name.to_string(), bulletin.name.clone());
    let item = |state| {
        let mut item = Item::known(name.clone(), state, exposed.row);
        item.basis = Some(exposed.basis);
        item
    };
    let due = bulletins::due(case, held);
    match exposed.standing {
        Standing::Unknown => Item::unseen(name).because(Why::Unclear { host, sign }),
        Standing::NotAffected | Standing::Patched => item(ItemState::Done),
        Standing::PatchedUnproven => {
            item(ItemState::Open).because(Why::PatchedUnproven { host, sign })
        }
        Standing::Accepted => item(ItemState::Open).because(Why::Accepted { host, sign }),
        Standing::Mitigated => {
            let review = exposed
                .row
                .review_at
                .map(|at| case.local(at))
                .unwrap_or_default();
            item(ItemState::Open).because(Why::Mitigated { host, sign, review })
        }
        Standing::Affected if exposed.conflict => {
            let state = if case.clock.reached(due) {
                ItemState::Bad
            } else {
                ItemState::Open
            };
            item(state).because(Why::Conflict { host, sign })
        }
        Standing::Affected if case.clock.reached(due) => {
            item(ItemState::Bad).because(Why::Overdue {
                host,
                sign,
                due: case.local(due),
            })
        }
        Standing::Affected => item(ItemState::Open).because(Why::Affected {
            host,
            sign,
            due: case.local(due),
        }),
    }
}

/// The unit's own review of one system: since the letter came, or within the interval of its level.
fn review(case: &Case<'_>, system: &Fact<System>) -> Item {
    let name = || system.name.to_string();
    let level = system.level.and_then(|l| u8::try_from(l).ok());
    let rule = level
        .and_then(|l| case.pack.level(l))
        .and_then(|l| l.inspection.as_ref());
    let since =
        rule.and_then(|inspection| inspection.every)
            .map_or(case.mandate.received_at, |every| {
                case.start_of(every.before(case.date_of(case.as_of())))
                    .min(case.mandate.received_at)
            });
    let newest = case
        .own::<Review>()
        .iter()
        .filter(|r| r.system == system.code && r.at >= since && case.clock.reached(r.at))
        .max_by_key(|r| r.at);
    let Some(done) = newest else {
        return Item::unseen(name()).because(Why::NotReviewed { system: name() });
    };
    if done.record.as_ref().is_none_or(|r| r.trim().is_empty()) {
        return Item::unseen(name()).because(Why::NoRecord { system: name() });
    }
    let open = done.findings_open.unwrap_or(0);
    if open <= 0 {
        return Item::known(name(), ItemState::Done, done);
    }
    if case.clock.older_than(done.at, case.policy.fix_high) {
        return Item::known(name(), ItemState::Bad, done).because(Why::WeakOverdue {
            system: name(),
            open,
        });
    }
    Item::known(name(), ItemState::Open, done).because(Why::WeakOpen {
        system: name(),
        open,
    })
}

/// What forbids any conclusion but a known failure.
fn blockers(case: &Case<'_>, scope: &[Bulletin<'_>], covered: usize, machines: usize) -> Vec<Why> {
    let mut blockers = Vec::new();
    for bulletin in scope.iter().filter(|b| b.cited && !b.is_bound()) {
        let sign = bulletin.name.clone();
        blockers.push(match bulletin.held {
            None => Why::NotHeld { sign },
            Some(_) => Why::Unbound { sign },
        });
    }
    for enclosure in bulletins::missing_enclosures(case, scope) {
        blockers.push(Why::EnclosureMissing {
            title: enclosure.title.clone(),
        });
    }
    if machines == 0 && case.own::<System>().is_empty() {
        blockers.push(Why::Nothing);
    } else if count(covered) < COVERED_LEAST * count(machines) || machines == 0 {
        blockers.push(Why::LowCoverage {
            covered,
            total: machines,
        });
    }
    blockers
}

fn conclude(
    mut verdict: Verdict,
    failed: bool,
    blockers: Vec<Why>,
    scope: &[Bulletin<'_>],
) -> Verdict {
    if !blockers.is_empty() {
        if !failed {
            verdict.status = Status::Unknown;
            verdict.basis = None;
            // "Nothing to do" and "all done" are not known then.
            verdict
                .reasons
                .retain(|r| r.code != "ratio.nothing_to_do" && r.code != "ratio.all_done");
            verdict.reasons = blockers
                .into_iter()
                .map(Into::into)
                .chain(verdict.reasons)
                .collect();
            return verdict;
        }
        verdict.reasons.extend(blockers.into_iter().map(Into::into));
    }
    if verdict.status == Status::Unknown {
        verdict.basis = None;
    }
    for other in scope.iter().filter(|b| !b.cited && !b.is_bound()) {
        let why = Why::OtherUnbound {
            sign: other.name.clone(),
        };
        if verdict.status == Status::Met {
            verdict.status = Status::Partial;
            verdict.reasons.insert(0, why.into());
        } else {
            verdict.reasons.push(why.into());
        }
    }
    verdict
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("vuln.overdue") => (
            "Vá ngay các máy quá hạn đã nêu, kiểm kê hoặc quét lại để chứng minh",
            "patch the machines named as past due now, then take inventory or scan again as proof",
        ),
        _ if says("vuln.conflict") => (
            "Kiểm kê lại phần mềm của máy có mâu thuẫn, nạp bản xuất mới",
            "take the software inventory of the contradicting machine again and load the export",
        ),
        _ if says("vuln.weak_points_overdue") => (
            "Khắc phục các điểm yếu còn tồn sau rà soát, ghi biên bản",
            "fix the weak points the review left open and record it",
        ),
        _ if says("vuln.enclosure_missing") || says("vuln.bulletin_not_held") => (
            "Xin nơi gửi văn bản cảnh báo được dẫn, nạp vào bảng cảnh báo (advisories)",
            "ask the sender for the bulletin cited and load it into the table of advisories",
        ),
        _ if says("vuln.bulletin_unbound") || says("vuln.other_unbound") => (
            "Đọc cảnh báo, ghi sản phẩm và mã CVE của nó vào bảng cảnh báo (advisories)",
            "read the bulletin and enter its products and CVEs in the table of advisories",
        ),
        _ if says("vuln.low_coverage") || says("vuln.no_inventory") || says("vuln.no_system") => (
            "Xuất kiểm kê phần mềm của mọi máy, kể cả thiết bị mạng và thiết bị chuyên dụng, nạp vào Khiên",
            "export the software inventory of all machines, network devices and appliances too, and load it",
        ),
        _ if says("vuln.affected") => (
            "Vá các máy bị ảnh hưởng trước hạn đã nêu",
            "patch the affected machines before the dates named",
        ),
        _ if says("vuln.not_reviewed") || says("vuln.review_without_record") => (
            "Tự rà soát điểm yếu của từng hệ thống (mật khẩu mặc định, cổng quản trị lộ, hết hỗ trợ), lập biên bản",
            "review each system for weak points (default passwords, exposed admin ports, end of life) and keep a record",
        ),
        _ if says("ratio.total_unknown") => (
            "Trình người đứng đầu xác nhận danh mục máy",
            "have the head confirm the register of machines",
        ),
        _ => (
            "Vá nốt các máy còn lại, ghi phiên bản sau vá",
            "patch the remaining machines and record the version after it",
        ),
    };
    Some(Bilingual::new(vi, en))
}

fn with_figures(
    verdict: Verdict,
    scope: &[Bulletin<'_>],
    tallies: &[(String, Tally)],
    covered: usize,
    machines: usize,
) -> Verdict {
    let sum = |of: fn(&Tally) -> usize| count(tallies.iter().map(|(_, t)| of(t)).sum());
    verdict
        .figure("bulletins", count(scope.len()))
        .figure(
            "bulletins_cited",
            count(scope.iter().filter(|b| b.cited).count()),
        )
        .figure("machines", count(machines))
        .figure("machines_inventoried", count(covered))
        .figure("affected", sum(|t| t.affected))
        .figure("patched", sum(|t| t.patched))
        .figure("mitigated", sum(|t| t.mitigated))
        .figure("left", sum(|t| t.left))
}
