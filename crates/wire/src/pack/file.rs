//! The sections of a pack file as serde reads them. Every item carries its
//! source; parts of an item may leave it out and take the item's.

use super::scalar::{Day, HowSoon, Length, Text, Value, YearDay};
use serde::Deserialize;

/// Declares the form of items: strict keys, all fields visible to this module.
macro_rules! forms {
    ($($(#[$doc:meta])* $name:ident { $($(#[$meta:meta])* $field:ident: $kind:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Debug, Deserialize)]
            #[serde(deny_unknown_fields)]
            pub(super) struct $name { $($(#[$meta])* pub(super) $field: $kind,)* }
        )*
    };
}

forms! {
    /// One file; a pack may have several.
    PackFile {
        pack: Option<PackForm>,
        words: Option<WordsForm>,
        catalogue: Option<CatalogueForm>,
        #[serde(default)] source: Vec<TagForm>,
        #[serde(default)] act: Vec<ActForm>,
        #[serde(default)] party: Vec<PartyForm>,
        #[serde(default)] authority: Vec<AuthorityForm>,
        #[serde(default)] contact: Vec<ContactForm>,
        #[serde(default)] channel: Vec<ChannelForm>,
        #[serde(default)] observance: Vec<ObservanceForm>,
        #[serde(default)] level: Vec<LevelForm>,
        #[serde(default)] group: Vec<GroupForm>,
        #[serde(default)] design: Vec<DesignForm>,
        #[serde(default)] threshold: Vec<ThresholdForm>,
        #[serde(default)] severity: Vec<SeverityForm>,
        #[serde(default)] clock: Vec<ClockForm>,
        #[serde(default)] incident_kind: Vec<ItemForm>,
        #[serde(default)] response_plan: Vec<ItemForm>,
        #[serde(default)] form: Vec<ItemForm>,
        #[serde(default)] report: Vec<ReportForm>,
        #[serde(default)] procedure: Vec<ProcedureForm>,
        #[serde(default)] monitoring: Vec<MonitoringForm>,
        #[serde(default)] checklist: Vec<ChecklistForm>,
        #[serde(default)] transition: Vec<TransitionForm>,
        #[serde(default)] gap: Vec<GapForm>,
    }

    PackForm { id: Text, vi: Text, en: Text, from: Day, to: Option<Day>, source: Text, verified: Option<bool>, }
    WordsForm { vi: Text, en: Text, abbreviation: Text, source: Text, verified: Option<bool>, }
    TagForm { tag: Text, vi: Text, en: Text, verified: bool, }
    ActForm {
        sign: Text, vi: Text, en: Text, from: Option<Day>, to: Option<Day>, replaced_by: Option<Text>,
        source: Text, verified: Option<bool>,
    }
    PartyForm {
        id: Text, vi: Text, en: Text, #[serde(default)] aliases: Vec<Text>,
        source: Text, verified: Option<bool>,
    }
    AuthorityForm {
        id: Text, vi: Text, en: Text, abbreviation: Option<Text>, tier: Text, party: Text,
        valid_from: Option<Day>, valid_to: Option<Day>, successor_of: Option<Text>,
        source: Text, verified: Option<bool>,
    }
    ContactForm {
        id: Text, vi: Text, en: Text, party: Text, area: Option<Text>,
        #[serde(default)] phones: Vec<Text>, #[serde(default)] emails: Vec<Text>,
        valid_from: Day, valid_to: Option<Day>, last_checked: Option<Day>,
        source: Text, verified: Option<bool>,
    }
    ChannelForm {
        id: Text, vi: Text, en: Text, value: Text, valid_from: Option<Day>, valid_to: Option<Day>,
        source: Text, verified: Option<bool>,
    }
    ObservanceForm {
        key: Text, year: i16, vi: Text, en: Text, from: Day, to: Day,
        source: Text, verified: Option<bool>,
    }

    LevelForm {
        level: u8, #[serde(default)] criteria: Vec<ItemForm>, approval: Option<ApprovalForm>,
        inspection: Option<InspectionForm>, source: Text, verified: Option<bool>,
    }
    ApprovalForm {
        appraisers: Vec<ApproverForm>, approvers: Vec<ApproverForm>,
        source: Text, verified: Option<bool>,
    }
    ApproverForm { party: Text, vi: Option<Text>, en: Option<Text>, }
    InspectionForm {
        every: Option<Length>, licensed_assessor: bool, vi: Text, en: Text,
        source: Text, verified: Option<bool>,
    }

    CatalogueForm { standard: Text, from: Option<Day>, to: Option<Day>, source: Text, verified: Option<bool>, }
    GroupForm {
        level: u8, id: Text, kind: Text, vi: Text, en: Text,
        #[serde(default)] controls: Vec<ControlForm>, source: Text, verified: Option<bool>,
    }
    ControlForm { clause: Text, vi: Text, en: Text, }
    DesignForm {
        level: u8, #[serde(default)] zones: Vec<PairForm>, measures: Vec<PairForm>,
        source: Text, verified: Option<bool>,
    }
    PairForm { vi: Text, en: Text, }
    ThresholdForm {
        id: Text, vi: Text, en: Text, bound: Text, levels: [Value; 5], clauses: Text,
        source: Text, verified: Option<bool>,
    }

    SeverityForm {
        id: Text, vi: Text, en: Text, otherwise_vi: Text, otherwise_en: Text, level_from: u8,
        or_national_list: bool, beyond_owner: bool, effects: Vec<ItemForm>,
        source: Text, verified: Option<bool>,
    }
    ClockForm {
        id: Text, vi: Text, en: Text, trigger: Text, from: Vec<Text>, to: Vec<Text>,
        #[serde(default)] any_one: bool, limit: HowSoon, form: Option<Text>,
        source: Text, verified: Option<bool>,
    }

    /// A named item; `source` may be left out where the item is part of another.
    ItemForm { id: Text, vi: Text, en: Text, source: Option<Text>, verified: Option<bool>, }
    ReportForm {
        id: Text, vi: Text, en: Text, from: Text, to: Vec<Text>, every: Length,
        due_before: Option<YearDay>, data_from: Option<YearDay>, data_to: Option<YearDay>,
        level_from: Option<u8>, form: Option<Text>, source: Text, verified: Option<bool>,
    }
    ProcedureForm {
        id: Text, vi: Text, en: Text, days: u16, working_days: bool, levels: (u8, u8),
        source: Text, verified: Option<bool>,
    }
    MonitoringForm {
        id: Text, vi: Text, en: Text, level_from: u8, keep: Option<Length>,
        source: Text, verified: Option<bool>,
    }
    ChecklistForm {
        id: Text, vi: Text, en: Text, items: Vec<ItemForm>, source: Text, verified: Option<bool>,
    }
    TransitionForm {
        id: Text, vi: Text, en: Text, until: Option<Day>, source: Text, verified: Option<bool>,
    }
    GapForm { id: Text, vi: Text, en: Text, }
}
