//! Ticks of protection titles, and what machines say against them.
//!
//! A tick is a person's word, with evidence or without. Machine data may contradict it, and never replace it: that a
//! server is protected today doesn't show that the title is in place. Used by `level.measures_review`.

use crate::case::Case;
use crate::census::Census;
use crate::facts::{
    Asset, Backup, Basis, Control, ControlState, Exposure, ExposureState, Fact, RestoreTest,
    ServiceKind, SourceKind, System,
};
use crate::liveness;
use crate::text::fold;
use jiff::{SignedDuration, Timestamp};

/// More ticks than this without any evidence in [`BURST_SPAN`] are a burst (part of the rule of `level.measures_review`, version 1).
const BURST: usize = 20;
/// See [`BURST`].
const BURST_SPAN: SignedDuration = SignedDuration::from_mins(2);
/// A source of logs silent for longer contradicts a tick for logging (part of the rule of `level.measures_review`, version 1).
const LOG_SILENT: SignedDuration = SignedDuration::from_hours(24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        AvOff { system: String, host: String } "level.contradicted_av" ("{system}: ghi đạt phòng chống mã độc nhưng máy {host} đang tắt bảo vệ", "{system}: malware protection is ticked, but {host} is unprotected"),
        BackupOld { system: String, at: String } "level.contradicted_backup" ("{system}: ghi đạt sao lưu nhưng bản tốt gần nhất lúc {at}, hoặc thử khôi phục hỏng", "{system}: backup is ticked, but the last good one is of {at} or its restore test failed"),
        LogSilent { system: String, since: String } "level.contradicted_log" ("{system}: ghi đạt nhật ký nhưng nguồn nhật ký im lặng từ {since}", "{system}: logging is ticked, but its log source has been silent since {since}"),
        Unpatched { system: String, host: String } "level.contradicted_patch" ("{system}: ghi đạt quản lý điểm yếu nhưng máy {host} còn lỗ hổng quá hạn", "{system}: weak points are ticked as managed, but {host} is exposed past its clock"),
        Burst { count: usize } "level.burst" ("{count} mục được đánh dấu đạt trong 2 phút mà không kèm minh chứng: chỉ là lời khai", "{count} titles were ticked within 2 minutes without evidence: word only"),
    }
}

/// A tick is made by a person even when it is made in Khiên: C with evidence or a file, else word only.
pub(crate) fn basis(row: &Fact<Control>) -> Basis {
    let by_machine = matches!(row.provenance.kind, SourceKind::Export | SourceKind::Log);
    let attached = filled(row.evidence.as_deref())
        || (row.provenance.kind == SourceKind::Statement && row.provenance.file.is_some());
    if by_machine {
        row.basis()
    } else if attached {
        row.basis().max(Basis::C)
    } else {
        Basis::D
    }
}

/// How many ticks without evidence were made in one burst, if there was one.
pub(crate) fn burst(rows: &[Fact<Control>]) -> Option<usize> {
    let mut times: Vec<Timestamp> = rows
        .iter()
        .filter(|r| r.state == ControlState::Met && basis(r) == Basis::D)
        .map(|r| r.recorded_at)
        .collect();
    times.sort_unstable();
    let is_burst = |run: &[Timestamp]| {
        let ends = run.first().zip(run.last());
        ends.is_some_and(|(first, last)| last.duration_since(*first) <= BURST_SPAN)
    };
    times
        .windows(BURST + 1)
        .any(is_burst)
        .then_some(times.len())
}

/// What machines say against a tick for a title of this name.
pub(crate) fn contradiction(
    case: &Case<'_>,
    census: &Census<'_>,
    system: &Fact<System>,
    title: &str,
) -> Option<Why> {
    let title = fold(title);
    let name = || system.name.to_string();
    let about = |words: &[&str]| words.iter().any(|w| title.contains(w));
    if about(&["doc hai", "ma doc"]) {
        let off = census.machines.iter().find(|m| {
            m.asset
                .is_some_and(|a| a.system.as_ref() == Some(&system.code))
                && m.av.is_some_and(|av| {
                    av.basis() <= Basis::B
                        && (av.protection == Some(false) || av.agent == Some(false))
                })
        })?;
        let host = off.name.to_string();
        return Some(Why::AvOff {
            system: name(),
            host,
        });
    }
    if about(&["sao luu"]) {
        return backup(case, system).map(|at| Why::BackupOld {
            system: name(),
            at: case.local(at),
        });
    }
    if about(&["nhat ky"]) {
        return silent_since(case, system).map(|at| Why::LogSilent {
            system: name(),
            since: case.local(at),
        });
    }
    if about(&["diem yeu", "ban va", "lo hong"]) {
        return exposed(case, system).map(|host| Why::Unpatched {
            system: name(),
            host,
        });
    }
    None
}

/// The last good backup when it is older than twice the RPO, or when the newest restore test failed.
fn backup(case: &Case<'_>, system: &Fact<System>) -> Option<Timestamp> {
    let last = case
        .own::<Backup>()
        .iter()
        .filter(|b| b.system.as_ref() == Some(&system.code) && b.basis() <= Basis::B)
        .map(|b| b.last_ok)
        .max()?;
    let rpo = system.rpo_minutes.unwrap_or(i64::MAX / 240);
    let is_old = case
        .clock
        .older_than(last, SignedDuration::from_mins(rpo.saturating_mul(2)));
    let newest = case
        .own::<RestoreTest>()
        .iter()
        .filter(|t| t.system == system.code && t.basis() <= Basis::B)
        .max_by_key(|t| t.start);
    let failed = newest.is_some_and(|t| t.verified == Some(false));
    (is_old || failed).then_some(last)
}

fn silent_since(case: &Case<'_>, system: &Fact<System>) -> Option<Timestamp> {
    let sources = liveness::log_sources(case, &[ServiceKind::Siem, ServiceKind::Soc]);
    let last = sources
        .iter()
        .filter(|s| s.is_expected() && s.row.systems.contains(&system.code))
        .filter_map(|s| s.beats.iter().map(|b| b.to).max())
        .min()?;
    case.clock.older_than(last, LOG_SILENT).then_some(last)
}

/// A machine of the system that another system's export shows exposed for longer than policy allows.
fn exposed(case: &Case<'_>, system: &Fact<System>) -> Option<String> {
    let exposures = case.own::<Exposure>();
    let is_newest = |e: &Fact<Exposure>| {
        !exposures.iter().any(|o| {
            o.asset == e.asset && o.advisory == e.advisory && o.cve == e.cve && o.at > e.at
        })
    };
    let asset_of = |e: &Fact<Exposure>| {
        let asset = case.own::<Asset>().iter().find(|a| a.code == e.asset);
        asset.filter(|a| a.system.as_ref() == Some(&system.code))
    };
    exposures
        .iter()
        .filter(|e| e.state == ExposureState::Affected && e.basis() <= Basis::B && is_newest(e))
        .filter(|e| case.clock.older_than(e.at, case.policy.fix_high))
        .find_map(|e| asset_of(e).map(|a| a.name.to_string()))
}

/// Whether a text cell holds anything.
pub(crate) fn filled(text: Option<&str>) -> bool {
    text.is_some_and(|t| !t.trim().is_empty())
}
