//! Items gathered from all files of a pack, each with its place, and what they
//! may refer to.

use super::error::PackError;
use super::file::{self, PackFile};
use super::scalar::Text;
use domain::pack::{Bilingual, Origin, Sourced};
use std::collections::{BTreeMap, BTreeSet};

/// Where an item stands: file and key.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) key: String,
}

impl Place {
    /// An error at `key` within this item.
    pub(super) fn error(&self, key: &str, problem: impl Into<String>) -> PackError {
        PackError::new(&self.file, format!("{}.{key}", self.key), problem)
    }

    /// The place of part number `index` of the list `key`.
    pub(super) fn part(&self, key: &str, index: usize) -> Self {
        Self {
            file: self.file.clone(),
            key: format!("{}.{key}[{index}]", self.key),
        }
    }
}

/// An item with its place.
pub(super) type Placed<T> = (Place, T);

/// Declares the gathered sections: singles that stand once, lists that add up.
macro_rules! sections {
    ({ $($single:ident: $one:ident,)* } { $($list:ident: $many:ident,)* }) => {
        /// All sections of all files.
        #[derive(Debug, Default)]
        pub(super) struct Sections {
            $(pub(super) $single: Option<Placed<file::$one>>,)*
            $(pub(super) $list: Vec<Placed<file::$many>>,)*
        }

        impl Sections {
            /// Adds the sections of one file.
            pub(super) fn add(&mut self, name: &str, file: PackFile) -> Result<(), PackError> {
                $(
                    if let Some(item) = file.$single {
                        let key = stringify!($single);
                        if self.$single.is_some() {
                            return Err(PackError::new(name, key, "stands in two files"));
                        }
                        let place = Place { file: name.to_owned(), key: key.to_owned() };
                        self.$single = Some((place, item));
                    }
                )*
                $(
                    self.$list.extend(file.$list.into_iter().enumerate().map(|(index, item)| {
                        let key = format!("{}[{index}]", stringify!($list));
                        (Place { file: name.to_owned(), key }, item)
                    }));
                )*
                Ok(())
            }
        }
    };
}

sections! { {
    pack: PackForm,
    words: WordsForm,
    catalogue: CatalogueForm,
} {
    source: TagForm,
    act: ActForm,
    party: PartyForm,
    authority: AuthorityForm,
    contact: ContactForm,
    channel: ChannelForm,
    observance: ObservanceForm,
    level: LevelForm,
    group: GroupForm,
    design: DesignForm,
    threshold: ThresholdForm,
    severity: SeverityForm,
    clock: ClockForm,
    incident_kind: ItemForm,
    response_plan: ItemForm,
    form: ItemForm,
    report: ReportForm,
    procedure: ProcedureForm,
    monitoring: MonitoringForm,
    checklist: ChecklistForm,
    transition: TransitionForm,
    gap: GapForm,
} }

/// What items may refer to.
#[derive(Debug)]
pub(super) struct Known<'a> {
    tags: BTreeMap<&'a str, bool>,
    parties: BTreeSet<&'a str>,
    authorities: BTreeSet<&'a str>,
    forms: BTreeSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(super) fn of(sections: &'a Sections) -> Self {
        Self {
            tags: sections
                .source
                .iter()
                .map(|(_, t)| (&*t.tag, t.verified))
                .collect(),
            parties: sections.party.iter().map(|(_, p)| &*p.id).collect(),
            authorities: sections.authority.iter().map(|(_, a)| &*a.id).collect(),
            forms: sections.form.iter().map(|(_, f)| &*f.id).collect(),
        }
    }

    /// The origin of an item: its source must start with a known tag, and it
    /// can't be more verified than the tag.
    pub(super) fn origin(
        &self,
        place: &Place,
        source: &Text,
        verified: Option<bool>,
    ) -> Result<Origin, PackError> {
        let tag = source.split(' ').next().unwrap_or_default();
        let Some(&trusted) = self.tags.get(tag) else {
            return Err(place.error("source", format!("unknown source tag `{tag}`")));
        };
        if verified == Some(true) && !trusted {
            let problem = format!("sources tagged `{tag}` are unverified; an item can't be more");
            return Err(place.error("verified", problem));
        }
        Ok(Origin {
            source: source.0.clone(),
            verified: verified.unwrap_or(trusted),
        })
    }

    pub(super) fn party(&self, place: &Place, key: &str, id: &Text) -> Result<Box<str>, PackError> {
        declared(&self.parties, "party", place, key, id)
    }

    pub(super) fn parties(
        &self,
        place: &Place,
        key: &str,
        ids: &[Text],
    ) -> Result<Vec<Box<str>>, PackError> {
        if ids.is_empty() {
            return Err(place.error(key, "names nobody"));
        }
        ids.iter().map(|id| self.party(place, key, id)).collect()
    }

    pub(super) fn authority(&self, place: &Place, id: &Text) -> Result<Box<str>, PackError> {
        declared(&self.authorities, "authority", place, "successor_of", id)
    }

    pub(super) fn form(&self, place: &Place, id: &Text) -> Result<Box<str>, PackError> {
        declared(&self.forms, "form", place, "form", id)
    }

    /// An item that names its own source.
    pub(super) fn item(&self, place: &Place, item: &file::ItemForm) -> Result<Sourced, PackError> {
        let Some(source) = &item.source else {
            return Err(place.error("source", "is missing"));
        };
        Ok(Sourced {
            id: item.id.0.clone(),
            text: pair(&item.vi, &item.en),
            origin: self.origin(place, source, item.verified)?,
        })
    }

    /// The parts of an item, which take its source where they name none.
    pub(super) fn parts(
        &self,
        place: &Place,
        key: &str,
        whole: &Origin,
        items: &[file::ItemForm],
    ) -> Result<Vec<Sourced>, PackError> {
        unique(
            items
                .iter()
                .enumerate()
                .map(|(i, item)| (place.part(key, i), &*item.id)),
        )?;
        let part = |(index, item): (usize, &file::ItemForm)| {
            if item.source.is_some() {
                return self.item(&place.part(key, index), item);
            }
            Ok(Sourced {
                id: item.id.0.clone(),
                text: pair(&item.vi, &item.en),
                origin: Origin {
                    verified: whole.verified && item.verified != Some(false),
                    source: whole.source.clone(),
                },
            })
        };
        items.iter().enumerate().map(part).collect()
    }
}

fn declared(
    known: &BTreeSet<&str>,
    what: &str,
    place: &Place,
    key: &str,
    id: &Text,
) -> Result<Box<str>, PackError> {
    if known.contains(&**id) {
        return Ok(id.0.clone());
    }
    Err(place.error(key, format!("no {what} `{}` is declared", &**id)))
}

/// Refuses a second item with the same id.
pub(super) fn unique<'a>(ids: impl Iterator<Item = (Place, &'a str)>) -> Result<(), PackError> {
    let mut seen = BTreeSet::new();
    for (place, id) in ids {
        if !seen.insert(id) {
            return Err(place.error("id", format!("`{id}` stands twice")));
        }
    }
    Ok(())
}

pub(super) fn pair(vi: &Text, en: &Text) -> Bilingual {
    Bilingual {
        vi: vi.0.clone(),
        en: en.0.clone(),
    }
}

pub(super) fn plain(text: Option<&Text>) -> Option<Box<str>> {
    text.map(|text| text.0.clone())
}
