//! Measure 18, `telco.contract`: the security clauses of a service contract are in force, evidenced and kept, as both
//! sides see it.

use crate::case::Case;
use crate::facts::{Contract, ContractClause, Fact, FactKind};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::{Item, ItemState, Ratio, count};
use crate::text::fold;
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// Measure 18.
pub static MEASURE: Measure = Measure {
    id: MeasureId::TelcoContract,
    version: 1,
    phase: Phase::Preparation,
    needs: &[FactKind::Contract, FactKind::ContractClause],
    services: &[],
    judge,
    manual_vi: include_str!("telco_contract.vi.md"),
    manual_en: include_str!("telco_contract.en.md"),
};

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoList "contract.no_list" ("Chưa có danh mục hợp đồng cung cấp dịch vụ", "no list of service contracts"),
        Expired { service: String, on: String } "contract.expired" ("Hợp đồng {service} hết hạn ngày {on}", "the contract for {service} expired on {on}"),
        NotInForce { service: String } "contract.not_whole_watch" ("Hợp đồng {service} không có hiệu lực trọn đợt, hoặc không ghi thời hạn", "the contract for {service} is not in force over the whole watch, or its term is not given"),
        NoClauses { service: String } "contract.no_clauses" ("Hợp đồng {service} chưa liệt kê điều khoản an toàn thông tin nào", "the contract for {service} lists no security clause"),
        NoEvidence { service: String, missing: usize, clauses: usize } "contract.no_evidence" ("Hợp đồng {service}: {missing}/{clauses} điều khoản chưa có minh chứng trong đợt", "contract for {service}: {missing} of {clauses} clauses have no evidence within the watch"),
        Missed { service: String, clause: String } "contract.target_missed" ("Hợp đồng {service}: điều khoản {clause} không đạt mức cam kết và chưa khắc phục", "contract for {service}: clause {clause} misses its target without a remedy"),
        Remedied { service: String, clause: String } "contract.target_remedied" ("Hợp đồng {service}: điều khoản {clause} không đạt mức cam kết, đang khắc phục", "contract for {service}: clause {clause} misses its target, a remedy is on"),
        NotMeasured { service: String, clause: String } "contract.not_measured" ("Hợp đồng {service}: điều khoản {clause} có mức cam kết nhưng chưa có số đo", "contract for {service}: clause {clause} has a target but no measured value"),
        Contact { service: String } "contract.contact" ("Hợp đồng {service}: đầu mối 24/7 chưa được thử trong thời hạn nội bộ", "contract for {service}: the 24/7 contact was not tested within the internal limit"),
        SidesDiffer { service: String } "contract.sides_differ" ("Hợp đồng {service}: số liệu của nhà cung cấp và khách hàng khác nhau, lấy kết quả xấu hơn", "contract for {service}: provider and customer give different facts, the worse one stands"),
        OneSide { service: String } "contract.one_side" ("Hợp đồng {service} mới có số liệu của một bên", "only one side has given facts about the contract for {service}"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let mut services: BTreeMap<String, Vec<&Fact<Contract>>> = BTreeMap::new();
    for contract in case.facts.contracts_of(&case.unit.code) {
        let of =
            |key: Option<&crate::key::Key<_>>| key.map_or("", crate::key::Key::as_str).to_owned();
        let sides = (
            of(contract.provider.as_ref()),
            of(contract.customer.as_ref()),
        );
        let key = format!("{}|{}|{}", fold(&contract.service), sides.0, sides.1);
        services.entry(key).or_default().push(contract);
    }
    if services.is_empty() {
        return Verdict::unknown(Why::NoList).next(
            "Lập danh mục hợp đồng, các điều khoản an toàn thông tin và đầu mối 24/7 của từng dịch vụ",
            "list the contracts with their security clauses and the 24/7 contact of each service",
        );
    }
    let mut one_side: Vec<Why> = Vec::new();
    let mut items: Vec<Item> = Vec::new();
    for rows in services.values() {
        if rows.len() == 1 {
            let service = rows
                .first()
                .map_or_else(String::new, |c| c.service.to_string());
            one_side.push(Why::OneSide { service });
        }
        items.extend(service(case, rows));
    }
    let mut verdict = Ratio::of(items).verdict(case);
    verdict.next_step = next_step(&verdict);
    // Who has told about it is said; it decides nothing, as the other side may be no part of this register.
    verdict.reasons.extend(one_side.into_iter().map(Into::into));
    let rows: Vec<&Fact<Contract>> = services.into_values().flatten().collect();
    with_figures(case, &rows, verdict)
}

/// One service, from the rows of one or both sides: the worse stands.
fn service(case: &Case<'_>, rows: &[&Fact<Contract>]) -> Option<Item> {
    let rank = |item: &Item| match item.state {
        ItemState::Bad => 0,
        ItemState::Unseen => 1,
        ItemState::Open => 2,
        ItemState::Done => 3,
    };
    let mut sides: Vec<Item> = rows.iter().map(|row| side(case, row)).collect();
    sides.sort_by_key(rank);
    let differ = sides.windows(2).any(|pair| {
        let states: Vec<ItemState> = pair.iter().map(|i| i.state).collect();
        states.first() != states.last()
    }) || rows.windows(2).any(|pair| {
        let terms: Vec<_> = pair.iter().map(|c| (c.from, c.to)).collect();
        terms.first() != terms.last()
    });
    let weakest = sides.iter().filter_map(|s| s.basis).max();
    let mut item = sides.into_iter().next()?;
    if item.state != ItemState::Bad {
        item.basis = weakest;
    }
    if differ {
        let service = rows
            .first()
            .map_or_else(String::new, |c| c.service.to_string());
        // A difference is open until the sides agree, whatever each of them claims.
        if item.state == ItemState::Done {
            item.state = ItemState::Open;
        }
        item = item.because(Why::SidesDiffer { service });
    }
    Some(item)
}

/// What one side's row shows.
fn side(case: &Case<'_>, contract: &Fact<Contract>) -> Item {
    let service = || contract.service.to_string();
    let clauses: Vec<&Fact<ContractClause>> = case.facts.clauses_of(&contract.code).collect();
    let item = |state| {
        let item = Item::known(contract.service.clone(), state, contract);
        clauses
            .iter()
            .fold(item, |item, clause| item.needing(clause))
    };
    if let Some((state, why)) = term(case, contract) {
        return item(state).because(why);
    }
    if clauses.is_empty() {
        return item(ItemState::Open).because(Why::NoClauses { service: service() });
    }
    let mut targets: Vec<(ItemState, Why)> = clauses
        .iter()
        .filter_map(|c| target(&service(), c))
        .collect();
    targets.sort_by_key(|(state, _)| *state != ItemState::Bad);
    if let Some((state, why)) = targets.into_iter().next() {
        return item(state).because(why);
    }
    let missing = clauses.iter().filter(|c| !has_evidence(case, c)).count();
    if missing > 0 {
        let why = Why::NoEvidence {
            service: service(),
            missing,
            clauses: clauses.len(),
        };
        return item(ItemState::Open).because(why);
    }
    let tested = contract.contact.as_ref().and(contract.contact_tested_at);
    let tested = tested.filter(|at| case.clock.reached(*at));
    if tested.is_none_or(|at| case.clock.older_than(at, case.policy.contact)) {
        return item(ItemState::Open).because(Why::Contact { service: service() });
    }
    item(ItemState::Done)
}

/// What is wrong with the term: run out, or not over the whole watch.
fn term(case: &Case<'_>, contract: &Contract) -> Option<(ItemState, Why)> {
    let service = || contract.service.to_string();
    // A last day counts to its end.
    let ends = contract.to.and_then(|d| d.tomorrow().ok());
    let ends = ends.map(|next| case.start_of(next));
    if let (Some(end), Some(on)) = (ends, contract.to)
        && case.clock.reached(end)
        && end < case.window.to
    {
        let on = on.strftime("%d/%m/%Y").to_string();
        let why = Why::Expired {
            service: service(),
            on,
        };
        return Some((ItemState::Bad, why));
    }
    let begins = contract.from.map(|d| case.start_of(d));
    let is_whole = begins.is_some_and(|at| at <= case.window.from)
        && ends.is_some_and(|at| at >= case.window.to);
    (!is_whole).then(|| (ItemState::Open, Why::NotInForce { service: service() }))
}

/// What is wrong with one clause's target: missed without a remedy, missed with one, or never measured.
fn target(service: &str, row: &ContractClause) -> Option<(ItemState, Why)> {
    let target = row.target?;
    let (service, clause) = (service.to_owned(), row.clause.to_string());
    let Some(measured) = row.measured else {
        return Some((ItemState::Open, Why::NotMeasured { service, clause }));
    };
    if is_kept(row, target, measured) {
        return None;
    }
    let is_remedied = row.remedy.as_ref().is_some_and(|r| !r.trim().is_empty());
    Some(if is_remedied {
        (ItemState::Open, Why::Remedied { service, clause })
    } else {
        (ItemState::Bad, Why::Missed { service, clause })
    })
}

fn is_kept(row: &ContractClause, target: f64, measured: f64) -> bool {
    if row.lower_is_better == Some(true) {
        measured <= target
    } else {
        measured >= target
    }
}

/// Evidence counts when it is of the watch.
fn has_evidence(case: &Case<'_>, clause: &ContractClause) -> bool {
    clause
        .evidence
        .as_ref()
        .is_some_and(|e| !e.trim().is_empty())
        && clause.measured_at.is_some_and(|at| {
            case.clock.reached(at)
                && at >= case.window.from
                // Acceptance minutes are written on the day after.
                && at.duration_since(case.window.to) <= SignedDuration::from_hours(24)
        })
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("contract.expired") || says("contract.not_whole_watch") => (
            "Gia hạn hợp đồng hoặc ký phụ lục để có hiệu lực trọn đợt",
            "extend the contract or sign an annex so that it is in force over the whole watch",
        ),
        _ if says("contract.target_missed") => (
            "Khắc phục điều khoản không đạt mức cam kết và ghi biện pháp khắc phục",
            "mend the clause that misses its target and write down the remedy",
        ),
        _ if says("contract.sides_differ") => (
            "Hai bên đối chiếu hợp đồng, số đo và thống nhất bằng biên bản",
            "both sides compare contract and measurements and agree in writing",
        ),
        _ if says("contract.contact") => (
            "Gọi thử đầu mối 24/7 của hợp đồng và ghi giờ trả lời",
            "call the contract's 24/7 contact as a test and note the answer",
        ),
        _ => (
            "Nạp điều khoản an toàn thông tin cùng minh chứng, số đo trong đợt (báo cáo SLA, biên bản nghiệm thu)",
            "load the security clauses with evidence and measurements of the watch (SLA report, acceptance minutes)",
        ),
    };
    Some(Bilingual::new(vi, en))
}

fn with_figures(case: &Case<'_>, rows: &[&Fact<Contract>], verdict: Verdict) -> Verdict {
    let in_force = rows.iter().filter(|c| term(case, c).is_none()).count();
    let clauses: Vec<&Fact<ContractClause>> = rows
        .iter()
        .flat_map(|row| case.facts.clauses_of(&row.code))
        .collect();
    let evidenced = clauses.iter().filter(|c| has_evidence(case, c)).count();
    let targets = clauses.iter().filter(|c| c.target.is_some()).count();
    let kept = clauses
        .iter()
        .filter(|c| {
            let pair = c.target.zip(c.measured);
            pair.is_some_and(|(target, measured)| is_kept(c, target, measured))
        })
        .count();
    verdict
        .figure("contracts", count(rows.len()))
        .figure("in_force", count(in_force))
        .figure("clauses", count(clauses.len()))
        .figure("clauses_with_evidence", count(evidenced))
        .figure("targets", count(targets))
        .figure("targets_met", count(kept))
}
