//! Measure 1, `level.measures_review`: every information system has its level approved by one entitled to, and every
//! protection title of that level in place.
//!
//! Levels, approvers and titles come from the regime pack. Machine facts may contradict a tick, never replace one.

use crate::case::Case;
use crate::census::Census;
use crate::facts::{
    AssetKind, Basis, Control, ControlState, Fact, FactKind, LevelState, Portal, System,
};
use crate::judgement::{Bilingual, Reason, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::ratio::{Item, ItemState, Ratio, count};
use crate::ticks;
use jiff::SignedDuration;

/// Measure 1.
pub static MEASURE: Measure = Measure {
    id: MeasureId::LevelMeasuresReview,
    version: 1,
    phase: Phase::Preparation,
    needs: &[
        FactKind::System,
        FactKind::Control,
        FactKind::Asset,
        FactKind::Sighting,
        FactKind::Range,
        FactKind::AvHost,
        FactKind::Backup,
        FactKind::RestoreTest,
        FactKind::Exposure,
        FactKind::Beat,
    ],
    services: &[],
    judge,
    manual_vi: include_str!("level_measures_review.vi.md"),
    manual_en: include_str!("level_measures_review.en.md"),
};

/// A title was checked within a year (part of this measure's rule, version 1).
const CHECKED_WITHIN: SignedDuration = SignedDuration::from_hours(365 * 24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoSystems "level.no_systems" ("Chưa có danh mục hệ thống thông tin nào", "no information system is registered"),
        NotDetermined { system: String } "level.not_determined" ("{system} đang sử dụng nhưng chưa xác định cấp độ", "{system} is in use without a determined level"),
        Proposed { system: String, level: String } "level.proposed" ("{system}: cấp độ {level} mới là dự kiến, chưa được phê duyệt", "{system}: level {level} is proposed only, not approved"),
        NoDecision { system: String } "level.no_decision" ("{system}: ghi đã phê duyệt nhưng thiếu cấp độ, số, ngày hoặc người phê duyệt", "{system}: marked approved, but level, number, date or approver is missing"),
        NotEntitled { system: String, by: String, level: u8 } "level.not_entitled" ("{system}: {by} không phải người có thẩm quyền phê duyệt cấp độ {level}", "{system}: {by} is not entitled to approve level {level}"),
        ApproverUnknown { system: String, level: u8 } "level.approver_unknown" ("{system}: bộ quy định chưa nêu ai phê duyệt cấp độ {level}", "{system}: the regime pack does not say who approves level {level}"),
        NoCatalogue { system: String, level: u8 } "level.no_catalogue" ("{system}: bộ quy định chưa có danh mục biện pháp của cấp độ {level}", "{system}: the regime pack has no titles for level {level}"),
        NotAssessed { system: String, titles: usize } "level.not_assessed" ("{system}: chưa đánh giá biện pháp nào trong {titles} mục", "{system}: none of {titles} titles has been assessed"),
        TitlesMissing { system: String, missing: usize, titles: usize } "level.titles_missing" ("{system}: còn {missing}/{titles} mục chưa đánh giá", "{system}: {missing} of {titles} titles are not assessed"),
        Unfinished { system: String, count: usize, title: String } "level.unfinished" ("{system}: {count} mục chưa đạt, trong đó: {title}", "{system}: {count} titles are not in place, such as: {title}"),
        Overdue { system: String, count: usize, title: String } "level.overdue" ("{system}: {count} mục chưa đạt đã quá hạn, trong đó: {title}", "{system}: {count} titles are not in place and past their date, such as: {title}"),
        Stale { system: String, count: usize } "level.stale" ("{system}: {count} mục đánh giá quá 1 năm hoặc không ghi ngày", "{system}: {count} titles were checked more than a year ago or without a date"),
        NoReason { system: String, count: usize } "level.n_a_without_reason" ("{system}: {count} mục ghi không áp dụng mà không có lý do", "{system}: {count} titles are marked not applicable without a reason"),
        Unclassified { name: String } "level.unclassified" ("{name} không thuộc hệ thống nào đã đăng ký", "{name} belongs to no registered system"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let census = Census::of(case, &[AssetKind::Server, AssetKind::Workstation]);
    let systems = case.own::<System>();
    let loose = unclassified(case, &census);
    if systems.is_empty() && loose.is_empty() {
        return Verdict::unknown(Why::NoSystems).next(
            "Lập danh mục hệ thống thông tin, xác định cấp độ và trình phê duyệt",
            "register the information systems, determine their levels and submit them for approval",
        );
    }
    let found: Vec<Found> = systems.iter().map(|s| system(case, &census, s)).collect();
    let full = found.iter().filter(|f| f.shortfalls.is_empty()).count();
    let approved = found.iter().filter(|f| f.approved).count();
    let unclassified = loose.len();
    let items = found.into_iter().map(Found::into_item).chain(loose);
    let ratio = Ratio::of(items.collect()).total_unknown_if(!census.established);
    let mut verdict = ratio.verdict(case);
    if let Some(count) = ticks::burst(case.own()) {
        verdict = verdict.because(ticks::Why::Burst { count });
    }
    verdict.next_step = next_step(&verdict, census.established);
    let state = |least: LevelState| {
        let reached = |s: &&Fact<System>| s.level_state.is_some_and(|is| is >= least);
        count(systems.iter().filter(reached).count())
    };
    verdict
        .figure("systems", count(systems.len()))
        .figure(
            "classified",
            count(systems.iter().filter(|s| s.level.is_some()).count()),
        )
        .figure("dossier", state(LevelState::Draft))
        .figure("appraised", state(LevelState::Appraised))
        .figure("approved", count(approved))
        .figure("full_measures", count(full))
        .figure("unclassified", count(unclassified))
}

/// What is known of one system.
struct Found<'a> {
    system: &'a Fact<System>,
    approved: bool,
    shortfalls: Vec<(ItemState, Reason)>,
    basis: Basis,
}

impl Found<'_> {
    /// The worst shortfall decides: a failure, then what is open, then what nobody knows.
    fn into_item(mut self) -> Item {
        let rank = |state: ItemState| match state {
            ItemState::Bad => 0,
            ItemState::Open => 1,
            ItemState::Unseen => 2,
            ItemState::Done => 3,
        };
        self.shortfalls.sort_by_key(|(state, _)| rank(*state));
        let name = self.system.name.clone();
        let Some((state, why)) = self.shortfalls.into_iter().next() else {
            let mut item = Item::known(name, ItemState::Done, self.system);
            item.basis = Some(self.basis);
            return item;
        };
        if state == ItemState::Unseen {
            return Item::unseen(name).because(why);
        }
        let mut item = Item::known(name, state, self.system).because(why);
        item.basis = Some(self.basis);
        item
    }
}

fn system<'a>(case: &Case<'a>, census: &Census<'a>, system: &'a Fact<System>) -> Found<'a> {
    let mut found = Found {
        system,
        approved: false,
        shortfalls: Vec::new(),
        basis: system.basis(),
    };
    match determination(case, system) {
        Err((state, why)) => found.shortfalls.push((state, why.into())),
        Ok(level) => {
            found.approved = true;
            controls(case, census, level, &mut found);
        }
    }
    found
}

/// The approved level, or what is missing. Without an approval that counts, a system in use is a failure once the
/// duty is due, unless its dossier has a date still ahead.
fn determination(case: &Case<'_>, system: &Fact<System>) -> Result<u8, (ItemState, Why)> {
    let name = system.name.to_string();
    let level = system.level.and_then(|l| u8::try_from(l).ok());
    let level = level.filter(|l| (1..=5).contains(l));
    let by = system
        .decision_by
        .as_deref()
        .filter(|by| !by.trim().is_empty());
    let numbered = ticks::filled(system.decision_no.as_deref())
        && system
            .decision_date
            .is_some_and(|day| case.clock.reached(case.start_of(day)));
    let why = match (system.level_state, level, by) {
        (Some(LevelState::Approved), Some(level), Some(by)) if numbered => {
            match case.pack.entitles(level, by) {
                Some(true) => return Ok(level),
                Some(false) => Why::NotEntitled {
                    system: name,
                    by: by.to_owned(),
                    level,
                },
                None => {
                    let why = Why::ApproverUnknown {
                        system: name,
                        level,
                    };
                    return Err((ItemState::Unseen, why));
                }
            }
        }
        (Some(LevelState::Approved), ..) => Why::NoDecision { system: name },
        (None, None, _) => Why::NotDetermined { system: name },
        _ => Why::Proposed {
            system: name,
            level: level.map_or_else(|| "?".to_owned(), |l| l.to_string()),
        },
    };
    let begun = system.level_state.is_some() || level.is_some();
    let state = late_or_open(case, system.expected_date.filter(|_| begun));
    let state = match state {
        ItemState::Bad if system.in_use == Some(false) => ItemState::Open,
        ItemState::Open if !begun && system.in_use != Some(false) => ItemState::Unseen,
        state => state,
    };
    Err((state, why))
}

/// What is known to be missing: in its clock until its own date, else until the duty is due.
fn late_or_open(case: &Case<'_>, date: Option<jiff::civil::Date>) -> ItemState {
    let end = date
        .and_then(|d| d.tomorrow().ok())
        .map_or(case.due, |next| case.start_of(next));
    if case.clock.reached(end) {
        ItemState::Bad
    } else {
        ItemState::Open
    }
}

/// Every title of the level against the rows given.
fn controls(case: &Case<'_>, census: &Census<'_>, level: u8, found: &mut Found<'_>) {
    let system = || found_name(found.system);
    let rows: Vec<&Fact<Control>> = case
        .own::<Control>()
        .iter()
        .filter(|c| c.system == found.system.code)
        .collect();
    let titles: Vec<_> = case.pack.catalogue.controls_of(level).collect();
    if titles.is_empty() {
        let why = Why::NoCatalogue {
            system: system(),
            level,
        };
        return found.shortfalls.push((ItemState::Unseen, why.into()));
    }
    let mut tally = Tally::default();
    for title in &titles {
        let row = rows
            .iter()
            .filter(|r| r.clause.trim() == &*title.clause)
            .max_by_key(|r| r.recorded_at);
        let Some(row) = row else {
            tally.missing += 1;
            continue;
        };
        found.basis = found.basis.max(ticks::basis(row));
        tally.take(case, row, &title.title.vi);
        if row.state == ControlState::Met
            && let Some(why) = ticks::contradiction(case, census, found.system, &title.title.vi)
        {
            found.shortfalls.push((ItemState::Bad, why.into()));
        }
    }
    let name = found_name(found.system);
    found
        .shortfalls
        .extend(tally.shortfalls(&name, titles.len()));
}

fn found_name(system: &Fact<System>) -> String {
    system.name.to_string()
}

/// Titles of one system that are not done, by kind.
#[derive(Default)]
struct Tally {
    missing: usize,
    stale: usize,
    no_reason: usize,
    open: Vec<String>,
    late: Vec<String>,
}

impl Tally {
    fn take(&mut self, case: &Case<'_>, row: &Fact<Control>, title: &str) {
        let is_stale = row
            .checked_at
            .is_none_or(|at| case.clock.is_ahead(at) || case.clock.older_than(at, CHECKED_WITHIN));
        match row.state {
            ControlState::NotApplicable if !ticks::filled(row.reason.as_deref()) => {
                self.no_reason += 1
            }
            ControlState::Met | ControlState::NotApplicable => self.stale += usize::from(is_stale),
            ControlState::Partial | ControlState::NotMet => match late_or_open(case, row.due) {
                ItemState::Bad => self.late.push(title.to_owned()),
                _ => self.open.push(title.to_owned()),
            },
        }
    }

    fn shortfalls(self, system: &str, titles: usize) -> Vec<(ItemState, Reason)> {
        let system = || system.to_owned();
        let mut list: Vec<(ItemState, Why)> = Vec::new();
        let missing = self.missing;
        if missing == titles {
            let system = system();
            let why = Why::NotAssessed { system, titles };
            return vec![(ItemState::Unseen, why.into())];
        }
        let named = |found: &[String]| Some((system(), found.len(), found.first()?.clone()));
        if let Some((system, count, title)) = named(&self.late) {
            let why = Why::Overdue {
                system,
                count,
                title,
            };
            list.push((ItemState::Bad, why));
        }
        if let Some((system, count, title)) = named(&self.open) {
            let why = Why::Unfinished {
                system,
                count,
                title,
            };
            list.push((ItemState::Open, why));
        }
        if missing > 0 {
            let system = system();
            let why = Why::TitlesMissing {
                system,
                missing,
                titles,
            };
            list.push((ItemState::Open, why));
        }
        let plain = [
            (
                self.stale,
                Why::Stale {
                    system: system(),
                    count: self.stale,
                },
            ),
            (
                self.no_reason,
                Why::NoReason {
                    system: system(),
                    count: self.no_reason,
                },
            ),
        ];
        let plain = plain.into_iter().filter(|(count, _)| *count > 0);
        list.extend(plain.map(|(_, why)| (ItemState::Open, why)));
        let reasons = list.into_iter();
        reasons.map(|(state, why)| (state, why.into())).collect()
    }
}

/// Servers and portals that belong to no registered system: one item each. One that nobody registered is only seen.
fn unclassified(case: &Case<'_>, census: &Census<'_>) -> Vec<Item> {
    let systems = case.own::<System>();
    let known =
        |key: Option<&crate::key::Key<System>>| systems.iter().any(|s| Some(&s.code) == key);
    let state = || late_or_open(case, None);
    let servers = census.machines.iter().filter(|m| m.is_server());
    let mut items: Vec<Item> = servers
        .filter(|m| !known(m.asset.and_then(|a| a.system.as_ref())))
        .map(|m| {
            let name = m.name.to_string();
            let item = m.asset.map_or_else(
                || Item::unseen(name.clone()),
                |asset| Item::known(name.clone(), state(), asset),
            );
            item.because(Why::Unclassified { name })
        })
        .collect();
    let portals = case.own::<Portal>().iter();
    items.extend(portals.filter(|p| !known(p.system.as_ref())).map(|p| {
        let name = p.name.to_string();
        Item::known(name.clone(), state(), p).because(Why::Unclassified { name })
    }));
    items
}

fn next_step(verdict: &Verdict, established: bool) -> Option<Bilingual> {
    let says = |start: &str| verdict.reasons.iter().any(|r| r.code.starts_with(start));
    let (vi, en) = match verdict.status {
        Status::Met | Status::NotApplicable => return None,
        _ if says("level.contradicted") => (
            "Khắc phục biện pháp đã ghi đạt nhưng dữ liệu máy cho thấy chưa đạt, rồi đánh giá lại",
            "mend the measures that were ticked although machine data contradict them, then assess again",
        ),
        _ if says("level.not_determined") || says("level.unclassified") => (
            "Xác định cấp độ cho hệ thống, máy chủ và cổng đã nêu; lập hồ sơ đề xuất và trình phê duyệt",
            "determine the level of the systems, servers and portals named; submit the dossiers for approval",
        ),
        _ if says("level.proposed") || says("level.no_decision") || says("level.not_entitled") => (
            "Trình người có thẩm quyền phê duyệt cấp độ, nạp số, ngày và người ký quyết định",
            "have the entitled person approve the level; load number, date and signer of the decision",
        ),
        _ if !established => (
            "Trình người đứng đầu xác nhận danh mục hệ thống, máy chủ",
            "have the head confirm the register of systems and servers",
        ),
        _ => (
            "Đánh giá đủ các mục biện pháp theo cấp độ, kèm minh chứng; ghi ngày hoàn thành cho mục chưa đạt",
            "assess every title of the level with evidence; give a date for those not yet in place",
        ),
    };
    Some(Bilingual::new(vi, en))
}
