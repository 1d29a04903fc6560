//! Measure 6, `botnet.priority_check`: addresses and machines of the unit that stand in, or talk to, a botnet list are
//! found, cleaned and quiet, before the others.

mod held;
mod priority;

use crate::case::Case;
use crate::census::{Census, Machine};
use crate::cleaning::{CleanProof, Condition, Histories};
use crate::facts::{
    Asset, AssetKind, Fact, FactKind, Hit, HitAnswer, IndicatorList, Range, ServiceKind,
};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::key::Key;
use crate::liveness::{self, LogSource};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::measures::malware_remove::clean_within;
use crate::ratio::{Item, ItemState, Ratio, count};
use crate::span::Span;
use crate::text::fold;
use core::net::IpAddr;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;

/// Measure 6.
pub static MEASURE: Measure = Measure {
    id: MeasureId::BotnetPriorityCheck,
    version: 1,
    phase: Phase::Preparation,
    needs: &[
        FactKind::Asset,
        FactKind::Sighting,
        FactKind::AvHost,
        FactKind::Range,
        FactKind::IndicatorList,
        FactKind::EnclosureReceipt,
        FactKind::Hit,
        FactKind::Scan,
        FactKind::Removal,
        FactKind::Alert,
        FactKind::System,
        FactKind::Beat,
    ],
    services: &[ServiceKind::Soc, ServiceKind::Siem],
    judge,
    manual_vi: include_str!("botnet_priority_check.vi.md"),
    manual_en: include_str!("botnet_priority_check.en.md"),
};

/// Ranges must have been confirmed within 90 days (part of this measure's rule, version 1).
const RANGES_WITHIN: SignedDuration = SignedDuration::from_hours(90 * 24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoEdition "botnet.no_edition" ("Chưa có danh sách IP botnet của tháng này hoặc tháng trước: 0 địa chỉ trùng không có nghĩa là không có", "no botnet list of this or last month is held: no match does not mean that there is none"),
        NoEnclosure { title: String } "botnet.enclosure_missing" ("Chưa nhận được văn bản kèm theo: {title}", "an enclosure that the letter names was not received: {title}"),
        NoRanges "botnet.no_ranges" ("Chưa khai dải địa chỉ Internet của đơn vị", "the unit's Internet ranges are not declared"),
        RangesOld { range: String } "botnet.ranges_unconfirmed" ("Dải địa chỉ {range} chưa được xác nhận trong 90 ngày", "range {range} was not confirmed within 90 days"),
        Checked { edition: String } "botnet.checked" ("Đã đối chiếu danh sách {edition}: không có địa chỉ, máy nào của đơn vị", "checked against list {edition}: no address or machine of the unit"),
        ZeroUnproven "botnet.logs_not_alive" ("0 kết nối tới địa chỉ trong danh sách nhưng nhật ký không đủ 95 % thời gian của đợt để chứng minh", "no contact with a listed address, but the logs were not alive for 95 % of the watch to prove it"),
        NotIdentified { what: String } "botnet.not_identified" ("{what}: chưa xác định được máy nào", "{what}: the machine is not identified yet"),
        NotCleaned { what: String } "botnet.not_cleaned" ("{what}: chưa quét toàn bộ sạch sau lần kết nối cuối, còn trong hạn", "{what}: no clean full scan after the last contact yet, within the time to clean"),
        Overdue { what: String, since: String } "botnet.overdue" ("{what}: biết từ {since}, quá hạn làm sạch", "{what}: known since {since}, past the time to clean"),
        Relapse { what: String, at: String } "botnet.relapse" ("{what}: sau khi làm sạch lại kết nối lúc {at} (tái nhiễm)", "{what}: after cleaning it made contact again at {at} (relapse)"),
        QuietRunning { what: String, until: String } "botnet.quiet_running" ("{what}: đã làm sạch, theo dõi yên lặng đến {until}", "{what}: cleaned, being watched for quiet until {until}"),
        QuietUnproven { what: String } "botnet.quiet_unproven" ("{what}: đã làm sạch nhưng nhật ký không đủ để chứng minh đã yên lặng", "{what}: cleaned, but the logs were not alive enough to prove the quiet"),
        OursAfterAll { what: String, range: String } "botnet.not_ours_refused" ("{what}: trả lời \"không phải IP của đơn vị\" bị bác, địa chỉ nằm trong {range} của đơn vị", "{what}: the answer \"not ours\" is refused, the address lies in the unit's {range}"),
        NoOwner { what: String } "botnet.owner_missing" ("{what}: trả lời \"không phải IP của đơn vị\" nhưng chưa nêu chủ thật của địa chỉ", "{what}: answered \"not ours\" without naming the address's real owner"),
        WordsOnly { what: String } "botnet.answer_without_proof" ("{what}: đã trả lời nhưng chưa có lượt quét sạch làm bằng chứng", "{what}: answered, but no clean scan proves it"),
        NatOpen { what: String, done: usize, total: usize } "botnet.nat_open" ("{what}: địa chỉ NAT dùng chung, mới quét sạch {done}/{total} máy phía sau", "{what}: a shared NAT address, {done} of {total} machines behind it are scanned clean"),
        Priority { host: String, hours: i64 } "botnet.priority_not_kept" ("Máy {host} có trong danh sách nhưng quét sau các máy khác ({hours} giờ sau khi biết): chưa ưu tiên", "listed machine {host} was scanned after the others ({hours} hours after it was known): the priority was not kept"),
    }
}

/// Everything the rule looks at for one unit.
struct Scene<'a, 'c> {
    case: &'c Case<'a>,
    census: Census<'a>,
    histories: Histories<'a>,
    hits: Vec<&'a Fact<Hit>>,
    logs: Vec<LogSource<'a>>,
}

fn judge(case: &Case<'_>) -> Verdict {
    let scene = Scene {
        case,
        census: Census::of(case, &[AssetKind::Server, AssetKind::Workstation]),
        histories: Histories::of(case),
        hits: hits(case),
        logs: liveness::log_sources(case, &[ServiceKind::Soc, ServiceKind::Siem]),
    };
    let items: Vec<Item> = scene.hits.iter().map(|h| scene.item(h)).collect();
    let ratio = Ratio::of(items);
    let failed = ratio.count(ItemState::Bad) > 0;
    let mut verdict = ratio.verdict(case);
    let missing = held::missing(case);
    if scene.hits.is_empty() && missing.is_empty() {
        verdict = scene.nothing_found();
    }
    let late = scene.priority_breaches();
    if !missing.is_empty() {
        // A known failure still beats unknown (rule 4).
        if !failed {
            verdict.status = Status::Unknown;
            verdict.basis = None;
        }
        let at = if failed { verdict.reasons.len() } else { 0 };
        verdict.reasons.splice(at..at, missing.iter().cloned());
    } else if verdict.status == Status::Met && !late.is_empty() {
        verdict.status = Status::Partial;
        verdict.reasons.splice(0..0, late.iter().cloned());
    } else {
        verdict.reasons.extend(late.iter().cloned());
    }
    let next = next_step(&verdict);
    verdict.next_step = next;
    scene.with_figures(verdict, late.len())
}

/// Hits of the unit, and those a linked provider found on the unit's own addresses and machines.
fn hits<'a>(case: &Case<'a>) -> Vec<&'a Fact<Hit>> {
    let own: BTreeSet<&Key<Asset>> = case.own::<Asset>().iter().map(|a| &a.code).collect();
    let is_ours = |hit: &Fact<Hit>| {
        hit.asset.as_ref().is_some_and(|key| own.contains(key))
            || hit
                .own_address
                .is_some_and(|ip| our_range(case, ip).is_some())
    };
    let provided = [ServiceKind::Soc, ServiceKind::Siem]
        .into_iter()
        .flat_map(|kind| case.provided::<Hit>(kind))
        .filter(|hit| hit.unit.as_ref() != Some(&case.unit.code) && is_ours(hit));
    let mut hits: Vec<&Fact<Hit>> = case.own::<Hit>().iter().chain(provided).collect();
    hits.retain(|hit| case.clock.reached(hit.first));
    hits.sort_by(|a, b| a.code.cmp(&b.code));
    hits.dedup_by(|a, b| a.code == b.code);
    hits
}

/// The confirmed range or registered machine that an address belongs to.
fn our_range(case: &Case<'_>, ip: IpAddr) -> Option<String> {
    let ranges = case.own::<Range>().iter();
    let mut confirmed = ranges.filter(|r| r.confirmed_at.is_some() && r.cidr.contains(&ip));
    let asset = || case.own::<Asset>().iter().find(|a| a.ip.contains(&ip));
    confirmed
        .next()
        .map(|r| r.cidr.to_string())
        .or_else(|| asset().map(|a| a.name.to_string()))
}

impl<'a> Scene<'a, '_> {
    /// No hit at all: met only when the lists, the ranges and living logs say so (rule 8).
    fn nothing_found(&self) -> Verdict {
        let case = self.case;
        let editions = held::editions(case);
        let bases = editions.iter().map(|l| l.basis());
        let ranges = case.own::<Range>().iter();
        // The best-founded edition suffices; every range is needed.
        let basis = bases.min().max(ranges.map(|r| r.basis()).max());
        let edition = editions
            .iter()
            .map(|l| &*l.edition)
            .max()
            .unwrap_or_default();
        let why = Why::Checked {
            edition: edition.to_owned(),
        };
        let proven = liveness::zero_is_proven(case, case.elapsed(), &self.logs, [], None);
        let mut verdict = if proven {
            Verdict::new(Status::Met, basis, why)
        } else {
            Verdict::new(Status::Partial, basis, Why::ZeroUnproven).because(why)
        };
        for list in editions {
            verdict.note(list);
        }
        verdict.figure("done", 0.0).figure("total", 0.0)
    }

    fn machine_of(&self, hit: &Hit) -> Option<&Machine<'a>> {
        let named = hit
            .asset
            .as_ref()
            .and_then(|key| self.census.find(key.as_str()));
        // An address that belongs to one registered machine names it; a shared one does not.
        let by_address = || {
            let ip = hit.own_address?;
            self.census
                .machines
                .iter()
                .find(|m| m.asset.is_some_and(|a| a.ip.contains(&ip)))
        };
        named.or_else(by_address)
    }

    /// What people call the hit: its machine, else the address without its last part (it goes into print).
    fn name_of(&self, hit: &Fact<Hit>) -> String {
        match (self.machine_of(hit), hit.own_address) {
            (Some(machine), _) => machine.name.to_string(),
            (None, Some(ip)) => format!("IP {}", masked(ip)),
            (None, None) => hit.code.to_string(),
        }
    }

    /// One hit: not ours with the real owner named, or its machine clean and quiet, or all behind a NAT clean.
    fn item(&self, hit: &Fact<Hit>) -> Item {
        let what = self.name_of(hit);
        if hit.answer == Some(HitAnswer::NotOurs) && hit.asset.is_none() {
            let ours = hit.own_address.map(|ip| our_range(self.case, ip));
            match (ours, &hit.owner) {
                (Some(None), Some(owner)) if !owner.trim().is_empty() => {
                    return self.finding(hit, ItemState::Done, None);
                }
                (Some(None), _) => return self.pending(hit, Why::NoOwner { what }),
                (Some(Some(range)), _) => {
                    return self.pending(hit, Why::OursAfterAll { what, range });
                }
                (None, _) => {}
            }
        }
        match self.machine_of(hit) {
            Some(machine) => self.cleaned(hit, machine),
            None => self.behind_nat(hit),
        }
    }

    fn finding(&self, hit: &Fact<Hit>, state: ItemState, why: Option<Why>) -> Item {
        let mut item = Item::known(self.name_of(hit), state, hit);
        item.reason = why.map(Into::into);
        item
    }

    /// Open with `why` while the time to clean runs, bad afterwards.
    fn pending(&self, hit: &Fact<Hit>, why: Why) -> Item {
        let case = self.case;
        let limit = self
            .machine_of(hit)
            .map_or(case.policy.clean_workstation, |m| clean_within(case, m));
        let since = self.known_since(hit);
        if !case.clock.older_than(since, limit) {
            return self.finding(hit, ItemState::Open, Some(why));
        }
        let overdue = Why::Overdue {
            what: self.name_of(hit),
            since: case.local(since),
        };
        // A refused answer says more than the clock.
        let refused = matches!(why, Why::OursAfterAll { .. } | Why::NoOwner { .. });
        self.finding(
            hit,
            ItemState::Bad,
            Some(if refused { why } else { overdue }),
        )
    }

    /// When the unit could know: at the first contact, but not before the list was there.
    fn known_since(&self, hit: &Hit) -> Timestamp {
        let list = self
            .case
            .all::<IndicatorList>()
            .find(|l| l.code == hit.list);
        list.map_or(hit.first, |l| hit.first.max(l.received))
    }

    /// The last contact of the machine with any listed address.
    fn last_contact(&self, machine: &Machine<'_>, hit: &Hit) -> Timestamp {
        let own = self.hits.iter().filter(|h| {
            self.machine_of(h)
                .is_some_and(|m| core::ptr::eq(m, machine))
        });
        own.map(|h| h.last.min(self.case.as_of()))
            .fold(hit.last.min(self.case.as_of()), Ord::max)
    }

    /// An identified machine: clean after its last contact, and quiet since.
    fn cleaned(&self, hit: &Fact<Hit>, machine: &Machine<'_>) -> Item {
        let case = self.case;
        let what = self.name_of(hit);
        let history = self.histories.machine(case, machine);
        let last = self.last_contact(machine, hit);
        if let Condition::Clean(proof) = history.condition()
            && proof.at > last
        {
            return self.quiet(hit, &proof);
        }
        let relapsed = history
            .proofs()
            .iter()
            .any(|p| p.at > hit.first && p.at <= last);
        if relapsed {
            let at = case.local(last);
            return self.finding(hit, ItemState::Bad, Some(Why::Relapse { what, at }));
        }
        let answered = matches!(
            hit.answer,
            Some(HitAnswer::Cleaned | HitAnswer::NotReproduced | HitAnswer::NotOurs)
        );
        if matches!(history.condition(), Condition::Removed(_)) {
            // Removed and waiting for the second scan is open, as in malware.remove.
            return self.finding(hit, ItemState::Open, Some(Why::NotCleaned { what }));
        }
        self.pending(
            hit,
            if answered {
                Why::WordsOnly { what }
            } else {
                Why::NotCleaned { what }
            },
        )
    }

    fn quiet(&self, hit: &Fact<Hit>, proof: &CleanProof) -> Item {
        let case = self.case;
        let what = self.name_of(hit);
        let until = proof.at.checked_add(case.policy.quiet).unwrap_or(proof.at);
        let mut item = if case.clock.is_ahead(until) {
            let until = case.local(until);
            self.finding(
                hit,
                ItemState::Open,
                Some(Why::QuietRunning { what, until }),
            )
        } else if self.logs_alive(Span::new(proof.at, until)) {
            self.finding(hit, ItemState::Done, None)
        } else {
            self.finding(hit, ItemState::Open, Some(Why::QuietUnproven { what }))
        };
        item.basis = item.basis.max(Some(proof.basis));
        item.evidence = Some(proof.evidence.clone());
        item
    }

    /// Some log source was alive for 95 % of the stretch.
    fn logs_alive(&self, stretch: Span) -> bool {
        let mut expected = self.logs.iter().filter(|s| s.is_expected());
        expected.any(|s| s.alive_share(stretch) >= liveness::ALIVE_SHARE)
    }

    /// An address of which no log tells the machine: shared NAT, so all machines behind it must be clean.
    fn behind_nat(&self, hit: &Fact<Hit>) -> Item {
        let what = self.name_of(hit);
        let range = hit.own_address.and_then(|ip| {
            let ranges = self.case.own::<Range>().iter();
            ranges
                .filter(|r| r.cidr.contains(&ip))
                .max_by_key(|r| r.cidr.prefix_len())
        });
        let Some(range) = range.filter(|r| r.nat == Some(true)) else {
            return self.pending(hit, Why::NotIdentified { what });
        };
        let behind = self.machines_behind(range);
        let proofs: Vec<CleanProof> = behind
            .iter()
            .filter_map(|m| match self.histories.machine(self.case, m).condition() {
                Condition::Clean(proof) if proof.at > hit.last => Some(proof),
                _ => None,
            })
            .collect();
        // "All machines" means nothing while nobody confirmed which they are.
        let all = self.census.established && !behind.is_empty() && proofs.len() == behind.len();
        if !all {
            let (done, total) = (proofs.len(), behind.len());
            return self.pending(hit, Why::NatOpen { what, done, total });
        }
        let mut item = self.finding(hit, ItemState::Done, None);
        item.basis = proofs.iter().map(|p| p.basis).max().max(item.basis);
        item
    }

    /// The machines declared behind a NAT range; when none is declared there, any machine may be the one.
    fn machines_behind(&self, range: &Fact<Range>) -> Vec<&Machine<'a>> {
        let names = [fold(range.code.as_str()), fold(&range.cidr.to_string())];
        let declared: Vec<&Machine<'a>> = self
            .census
            .machines
            .iter()
            .filter(|m| {
                let nat = m.asset.and_then(|a| a.nat.as_deref());
                nat.is_some_and(|nat| names.contains(&fold(nat)))
            })
            .collect();
        if declared.is_empty() {
            self.census.machines.iter().collect()
        } else {
            declared
        }
    }

    /// IP trong danh sách / đã xử lý / tồn; máy; four answers.
    fn with_figures(&self, verdict: Verdict, late: usize) -> Verdict {
        let answers = |answer| {
            count(
                self.hits
                    .iter()
                    .filter(|h| h.answer == Some(answer))
                    .count(),
            )
        };
        let addresses: BTreeSet<IpAddr> = self.hits.iter().filter_map(|h| h.own_address).collect();
        let machines: BTreeSet<&str> = self
            .hits
            .iter()
            .filter_map(|h| Some(&*self.machine_of(h)?.name))
            .collect();
        verdict
            .figure("listed_addresses", count(addresses.len()))
            .figure("machines", count(machines.len()))
            .figure("answered_cleaned", answers(HitAnswer::Cleaned))
            .figure("answered_not_ours", answers(HitAnswer::NotOurs))
            .figure("answered_not_reproduced", answers(HitAnswer::NotReproduced))
            .figure("answered_in_progress", answers(HitAnswer::InProgress))
            .figure("editions", count(held::editions(self.case).len()))
            .figure("priority_breaches", count(late))
    }
}

/// An address without its last part: lists of infected hosts are not for print.
fn masked(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.x")
        }
        IpAddr::V6(v6) => {
            let [a, b, c, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}::x")
        }
    }
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("botnet.overdue") || says("botnet.relapse") || says("botnet.not_cleaned") => (
            "Cách ly, quét toàn bộ và làm sạch các máy trong danh sách trước mọi máy khác, rồi theo dõi 7 ngày",
            "isolate, scan in full and clean the listed machines before all others, then watch them for 7 days",
        ),
        _ if says("botnet.not_identified") || says("botnet.nat_open") => (
            "Dùng nhật ký tường lửa tìm máy đứng sau địa chỉ; không có nhật ký thì quét toàn bộ mọi máy sau NAT",
            "find the machine behind the address in the firewall log; without logs scan every machine behind the NAT in full",
        ),
        _ if says("botnet.no_edition") || says("botnet.enclosure_missing") => (
            "Xin danh sách IP botnet tháng này và văn bản kèm theo từ Sở hoặc Cục, rồi nạp vào Khiên",
            "ask the department for this month's botnet list and the enclosure, then load them",
        ),
        _ if says("botnet.no_ranges") || says("botnet.ranges_unconfirmed") => (
            "Khai và xác nhận lại các dải địa chỉ Internet của đơn vị với nhà mạng",
            "declare the unit's Internet ranges and confirm them with the provider",
        ),
        _ if says("botnet.logs_not_alive") || says("botnet.quiet_unproven") => (
            "Gửi nhật ký tường lửa về Khiên liên tục để chứng minh không còn kết nối",
            "send the firewall log to Khiên without breaks to prove that no contact is left",
        ),
        _ => (
            "Xử lý xong từng địa chỉ trong danh sách và trả lời kèm lượt quét sạch",
            "deal with each listed address and answer it with a clean scan",
        ),
    };
    Some(Bilingual::new(vi, en))
}
