//! Văn bản kèm theo: what a directive cites as enclosed is received or missing, as a fact that a person states.
//!
//! Receipt is a row of the fact table `enclosures`, so measures see it and every change stands in the ledger. A
//! receipt with the file is better founded than one by word. Nothing is fetched or asked for from here.

use crate::actor::Actor;
use crate::directives::InForce;
use crate::{Engine, EngineError};
use domain::access::Action;
use domain::directive::Enclosure;
use domain::facts::{
    EnclosureReceipt, Fact, FactKind, FactRow as _, Facts, Provenance, SourceKind,
};
use domain::text::fold;
use jiff::Timestamp;
use jiff::civil::Date;
use letters::read::ReadError;
use store::{Digest, KeptFile, sha256};

/// Longest text of an enclosure kept for comparison with a published page, in characters.
const TEXT_CHARS_MAX: usize = 200_000;

/// How the codes of receipts made here begin.
const CODE_PREFIX: &str = "enclosure-";

/// An enclosure of a directive and whether it came.
#[derive(Debug, Clone, PartialEq)]
pub struct EnclosureState {
    /// Position among the directive's enclosures, from 0.
    pub n: usize,
    /// What the letter calls it.
    pub title: String,
    /// Number and sign, where printed.
    pub sign: Option<String>,
    /// When it was received; `None` while it is missing.
    pub received_at: Option<Timestamp>,
    /// The file that came, by name.
    pub file: Option<String>,
    /// SHA-256 of that file, where it is kept here.
    pub sha256: Option<String>,
    /// Word of who said so.
    pub person: Option<String>,
    /// When it was said.
    pub recorded_at: Option<Timestamp>,
}

/// What a person says about an enclosure.
#[derive(Debug, Clone, Default)]
pub struct Received {
    /// The day it came; `None` takes an earlier word back: it is missing.
    pub on: Option<Date>,
    /// Name and content of the file.
    pub file: Option<(String, Vec<u8>)>,
}

/// The file of an enclosure, looked at.
pub(crate) struct EnclosureFile {
    name: String,
    digest: Digest,
    text: Option<String>,
}

impl Engine {
    /// The enclosures of a directive, received or missing.
    ///
    /// # Errors
    /// As the store.
    pub async fn enclosures(&self, in_force: &InForce) -> Result<Vec<EnclosureState>, EngineError> {
        let tables = [FactKind::Unit, FactKind::EnclosureReceipt];
        let facts = self.facts_in(&tables, self.clock.now()).await?;
        let list = in_force.directive.enclosures.iter().enumerate();
        Ok(list
            .map(|(n, enclosure)| state(n, enclosure, receipt(&facts, in_force, enclosure)))
            .collect())
    }

    /// Keeps that an enclosure came, or takes it back.
    ///
    /// # Errors
    /// [`EngineError::Forbidden`] without [`Action::ConfirmDirective`] for the whole organisation;
    /// [`EngineError::NotFound`] when the directive has no enclosure `n`; [`EngineError::Letter`] for a file with a
    /// stamp of secrecy, of which no copy is kept; as the store.
    pub async fn enclosure_received(
        &self,
        actor: &Actor,
        in_force: &InForce,
        n: usize,
        received: Received,
    ) -> Result<(), EngineError> {
        self.require(actor, Action::ConfirmDirective, None).await?;
        let file = received
            .file
            .as_ref()
            .map(|(name, bytes)| self.looked_at(name, bytes));
        let file = file.transpose()?;
        let import = self.enclosure_import(actor, in_force, n, &received, file.as_ref())?;
        let kept = match (received.file, file) {
            (Some((_, bytes)), Some(file)) => {
                let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
                Some(KeptFile {
                    sha256: self.store.files().put(bytes).await?,
                    name: file.name,
                    purpose: "enclosure".into(),
                    size,
                })
            }
            _ => None,
        };
        let (source, basis) = (import.source.id, import.source.basis);
        let mut tx = self.begin().await?;
        if let Some(kept) = kept {
            tx.add_file(kept, |slot| crate::ledger::file_leaf(actor, slot))
                .await?;
        }
        let _counts = tx
            .import(import, |slot| {
                crate::ledger::import_leaf(actor, source, None, basis, slot)
            })
            .await?;
        tx.commit().await?;
        Ok(())
    }

    /// A file as an enclosure: refused when it bears a stamp of secrecy, its text taken where it has one.
    fn looked_at(&self, name: &str, bytes: &[u8]) -> Result<EnclosureFile, EngineError> {
        let name = crate::drafts::file_name(name);
        if let Err(EngineError::Letter(secret @ ReadError::SecretStamp { .. })) =
            self.read_directive(&name, bytes)
        {
            return Err(secret.into());
        }
        // A list of addresses or a picture has no text to publish; that is no error.
        let text = letters::read::plain_text(&name, bytes).ok();
        Ok(EnclosureFile {
            name,
            digest: sha256(bytes),
            text: text.map(|text| text.chars().take(TEXT_CHARS_MAX).collect()),
        })
    }

    /// The import that states an enclosure's receipt.
    pub(crate) fn enclosure_import(
        &self,
        actor: &Actor,
        in_force: &InForce,
        n: usize,
        received: &Received,
        file: Option<&EnclosureFile>,
    ) -> Result<store::Import, EngineError> {
        let enclosure = in_force.directive.enclosures.get(n).ok_or_else(|| {
            let place = n.saturating_add(1);
            EngineError::not_found(
                format_args!("văn bản kèm theo thứ {place}"),
                format_args!("enclosure {place}"),
            )
        })?;
        let on = received.on.map(|day| day.to_zoned(self.zone.clone()));
        let on = on.transpose().map_err(|_| {
            EngineError::invalid("ngày nhận không hợp lệ", "the date of receipt is not valid")
        })?;
        let row = EnclosureReceipt {
            title: enclosure.title.as_str().into(),
            sign: enclosure.sign.as_deref().map(Into::into),
            received_at: on.map(|on| on.timestamp()),
            file: file.map(|f| f.name.as_str().into()),
            text: file.and_then(|f| f.text.as_deref()).map(Into::into),
            issuer: None,
            date: None,
        };
        let provenance = Provenance {
            code: code(in_force, enclosure).into(),
            kind: SourceKind::Statement,
            title: None,
            file: file.map(|f| f.name.as_str().into()),
            sha256: file.map(|f| f.digest.to_hex().into()),
            generated_at: None,
            period_from: None,
            period_to: None,
            person: Some(actor.word().to_string().into()),
        };
        let now = self.clock.now();
        let observation = crate::facts_in::Observation::of(&provenance.code, None, now, &row);
        Ok(store::Import {
            source: store::Source {
                id: self.ids.source(),
                code: provenance.code.to_string(),
                unit: None,
                kind: provenance.kind.as_str().to_owned(),
                basis: provenance.basis().as_str().chars().next().unwrap_or('D'),
                title: None,
                file_name: file.map(|f| f.name.clone()),
                sha256: file.map(|f| f.digest),
                generated_at: None,
                period_from: None,
                period_to: None,
                rows: Some(1),
                person: Some(actor.word().to_string()),
            },
            facts: vec![self.fact(observation)],
        })
    }
}

/// The key of an enclosure's receipt: it stays the same when the list of enclosures is corrected.
fn code(in_force: &InForce, enclosure: &Enclosure) -> String {
    let name = enclosure.sign.as_deref().unwrap_or(&enclosure.title);
    let about = format!("{}\n{}", in_force.id, fold(name));
    let digest = sha256(about.as_bytes()).to_hex();
    format!("{CODE_PREFIX}{}", digest.get(..16).unwrap_or(&digest))
}

/// The receipt made here, else one that a table of the organisation names by sign or title.
fn receipt<'a>(
    facts: &'a Facts,
    in_force: &InForce,
    enclosure: &Enclosure,
) -> Option<&'a Fact<EnclosureReceipt>> {
    let own = code(in_force, enclosure);
    let units = facts.units().iter();
    let of_units = units
        .filter_map(|u| facts.of(&u.code))
        .flat_map(EnclosureReceipt::of);
    let all: Vec<_> = EnclosureReceipt::of(facts.shared())
        .iter()
        .chain(of_units)
        .collect();
    let made_here = all.iter().find(|r| r.code.as_str() == own);
    let same = |r: &&&Fact<EnclosureReceipt>| match (&enclosure.sign, &r.sign) {
        (Some(asked), Some(got)) => fold(asked) == fold(got),
        _ => fold(&enclosure.title) == fold(&r.title),
    };
    made_here.or_else(|| all.iter().find(same)).copied()
}

fn state(
    n: usize,
    enclosure: &Enclosure,
    receipt: Option<&Fact<EnclosureReceipt>>,
) -> EnclosureState {
    let text = |text: Option<&Box<str>>| text.map(ToString::to_string);
    let provenance = receipt.map(|r| &r.provenance);
    // The source of a receipt made here is the enclosure's file; that of another is its table.
    let own = provenance.filter(|p| p.code.starts_with(CODE_PREFIX));
    EnclosureState {
        n,
        title: enclosure.title.clone(),
        sign: enclosure.sign.clone(),
        received_at: receipt.and_then(|r| r.received_at),
        file: text(receipt.and_then(|r| r.file.as_ref())),
        sha256: text(own.and_then(|p| p.sha256.as_ref())),
        person: text(provenance.and_then(|p| p.person.as_ref())),
        recorded_at: receipt.map(|r| r.recorded_at),
    }
}
