//! From edited rows to facts, and the rows that are proposed.

use super::{RosterRow, saved_shifts, taken_elsewhere};
use crate::actor::Actor;
use crate::facts_in::Observation;
use crate::{Engine, EngineError};
use domain::facts::{Fact, FactRow as _, Facts, Post, PostKind, Provenance, Shift, SourceKind};
use domain::key::Key;
use domain::span::{Coverage, Span};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use store::{KeptFile, sha256};

/// Longest shift taken; more in one go is a slip of the date.
const SHIFT_MAX: SignedDuration = SignedDuration::from_hours(48);
/// Length of a proposed turn: three to a day.
const TURN: SignedDuration = SignedDuration::from_hours(8);
/// Longest name or code, in characters.
const CHARS_MAX: usize = 200;
/// Most rows of one roster.
const ROWS_MAX: usize = 5_000;

/// One row that becomes a fact or is withdrawn.
pub(super) struct Change {
    pub(super) observation: Observation,
    pub(super) retracted: bool,
}

/// The post of a unit that has none.
pub(super) fn first_post(unit: &str) -> (String, String) {
    (
        format!("VT-{unit}"),
        "Trực bảo đảm an toàn thông tin mạng 24/7".to_owned(),
    )
}

/// The turns of a post that no saved shift covers, as rows without a person: from where nobody stands it to where
/// somebody does again, in turns of eight hours at most, so that a row never overlaps a shift that is saved.
pub(super) fn open_turns(
    post: &str,
    post_name: &str,
    window: Span,
    saved: &[Span],
    zone: &TimeZone,
) -> Vec<RosterRow> {
    let gaps = Coverage::of(saved.iter().copied()).gaps(window);
    let turns = gaps.into_iter().flat_map(|gap| {
        std::iter::successors(Some(gap.from), move |from| end_of_turn(*from, gap))
            .take_while(move |from| *from < gap.to)
            .filter_map(move |from| Some((from, end_of_turn(from, gap)?)))
    });
    turns
        .map(|(from, to)| RosterRow {
            code: format!(
                "CA-{post}-{}",
                from.to_zoned(zone.clone()).strftime("%Y%m%d-%H%M")
            ),
            post: post.to_owned(),
            post_name: post_name.to_owned(),
            person: String::new(),
            from,
            to,
            approved_by: None,
            approved_at: None,
            saved: false,
        })
        .collect()
}

fn end_of_turn(from: Timestamp, gap: Span) -> Option<Timestamp> {
    from.checked_add(TURN).ok().map(|to| to.min(gap.to))
}

/// What saving these rows changes.
pub(super) fn changes(
    facts: &Facts,
    unit: &str,
    rows: &[RosterRow],
    now: Timestamp,
) -> Result<Vec<Change>, EngineError> {
    if rows.len() > ROWS_MAX {
        return Err(EngineError::invalid(
            "bảng trực quá dài",
            "the roster is too long",
        ));
    }
    let saved = saved_shifts(facts, unit);
    let elsewhere = taken_elsewhere(facts, unit);
    let mut seen = BTreeSet::new();
    let mut changes = new_posts(facts, unit, rows);
    for row in rows {
        let code = &row.code;
        let refused = |vi: &str, en: &str| {
            EngineError::invalid(format!("ca trực {code}{vi}"), format!("shift {code}{en}"))
        };
        fits(row).map_err(|(vi, en)| refused(vi, en))?;
        if elsewhere.contains(&row.code) || elsewhere.contains(&row.post) {
            return Err(refused(
                ": mã này là của đơn vị khác",
                ": this code is another unit's",
            ));
        }
        if !seen.insert(row.code.as_str()) {
            return Err(refused(" ghi hai lần", " is there twice"));
        }
        changes.extend(change(
            unit,
            row,
            saved.get(row.code.as_str()).copied(),
            now,
        ));
    }
    Ok(changes)
}

/// Whether a row can be a shift; else what is said behind its code, in Vietnamese and in English.
fn fits(row: &RosterRow) -> Result<(), (&'static str, &'static str)> {
    let short = |text: &str| text.chars().nth(CHARS_MAX).is_none();
    if row.code.trim().is_empty() || row.post.trim().is_empty() {
        return Err((
            ": thiếu mã ca hoặc mã vị trí",
            ": the code of the shift or of the post is missing",
        ));
    }
    if ![&row.code, &row.post, &row.post_name, &row.person]
        .into_iter()
        .all(|t| short(t))
    {
        return Err((": mã hoặc tên quá dài", ": a code or name is too long"));
    }
    if row.to <= row.from {
        return Err((
            ": giờ kết thúc không sau giờ bắt đầu",
            ": its end is not after its beginning",
        ));
    }
    if row.to.duration_since(row.from) > SHIFT_MAX {
        return Err((
            ": một ca dài hơn 48 giờ",
            ": a shift is longer than 48 hours",
        ));
    }
    Ok(())
}

/// The posts named by filled rows that are not facts yet.
fn new_posts(facts: &Facts, unit: &str, rows: &[RosterRow]) -> Vec<Change> {
    let own = facts.unit(unit).and_then(|u| facts.of(&u.code));
    let mut known: BTreeSet<String> = own
        .map_or(&[][..], Post::of)
        .iter()
        .map(|p| p.code.to_string())
        .collect();
    let mut changes = Vec::new();
    for row in rows.iter().filter(|row| !row.person.trim().is_empty()) {
        if known.insert(row.post.clone()) {
            let post = Post {
                name: row.post_name.as_str().into(),
                mode: None,
                kind: Some(PostKind::Watch),
            };
            changes.push(Change {
                observation: observation(unit, &row.post, &post),
                retracted: false,
            });
        }
    }
    changes
}

fn change(
    unit: &str,
    row: &RosterRow,
    saved: Option<&Fact<Shift>>,
    now: Timestamp,
) -> Option<Change> {
    let person = row.person.trim();
    if person.is_empty() {
        // A proposed row that nobody filled in is nothing; a saved one is taken back.
        return saved.map(|shift| Change {
            observation: observation(unit, &row.code, &shift.row),
            retracted: true,
        });
    }
    let approver = row
        .approved_by
        .as_deref()
        .map(str::trim)
        .filter(|a| !a.is_empty());
    let same = saved.filter(|s| {
        s.post.as_str() == row.post && &*s.person == person && s.from == row.from && s.to == row.to
    });
    let kept = same.filter(|s| s.approved_by.as_deref() == approver);
    let shift = Shift {
        post: Key::new(&row.post),
        person: person.into(),
        from: row.from,
        to: row.to,
        approved_by: approver.map(Into::into),
        // An approval is of this moment; it can't be given back in time.
        approved_at: match kept {
            Some(kept) => kept.approved_at,
            None => approver.map(|_| now),
        },
    };
    (saved.map(|s| &s.row) != Some(&shift)).then(|| Change {
        observation: observation(unit, &row.code, &shift),
        retracted: false,
    })
}

fn observation<T: domain::facts::FactRow>(unit: &str, code: &str, row: &T) -> Observation {
    Observation {
        kind: T::KIND,
        code: code.to_owned(),
        unit: Some(unit.to_owned()),
        occurred_at: None,
        cells: row.print(),
    }
}

impl Engine {
    /// Keeps rows typed on a screen as the word of the person who saves them, with the signed sheet if there is one.
    pub(super) async fn store_typed(
        &self,
        actor: &Actor,
        (what, title, unit): (&str, &str, Option<&str>),
        changes: Vec<Change>,
        file: Option<(String, Vec<u8>)>,
    ) -> Result<(), EngineError> {
        let now = self.clock.now();
        let digest = file.as_ref().map(|(_, bytes)| sha256(bytes));
        let provenance = Provenance {
            code: format!("{what}@{}", now.as_second()).into(),
            kind: SourceKind::Statement,
            title: Some(title.into()),
            file: file.as_ref().map(|(name, _)| name.as_str().into()),
            sha256: digest.map(|d| d.to_hex().into()),
            generated_at: None,
            period_from: None,
            period_to: None,
            person: Some(actor.word().to_string().into()),
        };
        let basis = provenance.basis().as_str().chars().next().unwrap_or('D');
        let source = store::Source {
            id: self.ids.source(),
            code: provenance.code.to_string(),
            unit: unit.map(str::to_owned),
            kind: provenance.kind.as_str().to_owned(),
            basis,
            title: provenance.title.as_deref().map(str::to_owned),
            file_name: provenance.file.as_deref().map(str::to_owned),
            sha256: digest,
            generated_at: None,
            period_from: None,
            period_to: None,
            rows: u64::try_from(changes.len()).ok(),
            person: Some(actor.word().to_string()),
        };
        let facts = changes.into_iter().map(|change| store::Fact {
            retracted: change.retracted,
            ..self.fact(change.observation)
        });
        let import = store::Import {
            source: source.clone(),
            facts: facts.collect(),
        };
        let kept = self.kept_sheet(file).await?;
        let mut tx = self.begin().await?;
        if let Some(kept) = kept {
            tx.add_file(kept, |slot| crate::ledger::file_leaf(actor, slot))
                .await?;
        }
        let _counts = tx
            .import(import, |slot| {
                crate::ledger::import_leaf(actor, source.id, source.unit.clone(), basis, slot)
            })
            .await?;
        tx.commit().await?;
        Ok(())
    }

    async fn kept_sheet(
        &self,
        file: Option<(String, Vec<u8>)>,
    ) -> Result<Option<KeptFile>, EngineError> {
        let Some((name, bytes)) = file else {
            return Ok(None);
        };
        let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        Ok(Some(KeptFile {
            sha256: self.store.files().put(bytes).await?,
            name,
            purpose: "roster".into(),
            size,
        }))
    }
}
