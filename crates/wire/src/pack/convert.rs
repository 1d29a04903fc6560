//! From gathered sections to a pack: header, acts, bodies, contacts, calendar.

use super::error::PackError;
use super::place::{Known, Place, Placed, Sections, pair, plain, unique};
use super::{catalogue, file, rules};
use domain::pack::{
    Authority, Calendar, Channel, Checklist, Contact, Gap, IncidentRules, LegalAct, Observance,
    Pack, Party, SourceTag, Transition, Words,
};
use domain::unit::Tier;

/// Converts every item of a list.
pub(super) fn all<T, U>(
    items: &[Placed<T>],
    convert: impl Fn(&Place, &T) -> Result<U, PackError>,
) -> Result<Vec<U>, PackError> {
    items
        .iter()
        .map(|(place, item)| convert(place, item))
        .collect()
}

/// Converts every item of a list whose ids must differ.
macro_rules! all_unique {
    ($items:expr, $convert:expr) => {{
        unique(
            $items
                .iter()
                .map(|(place, item)| (place.clone(), &*item.id)),
        )?;
        all(&$items, $convert)?
    }};
}

pub(super) fn pack(s: &Sections) -> Result<Pack, PackError> {
    let known = Known::of(s);
    let k = &known;
    let (place, head) = required(s.pack.as_ref(), "pack")?;
    let (words_place, words_form) = required(s.words.as_ref(), "words")?;
    Ok(Pack {
        id: head.id.0.clone(),
        title: pair(&head.vi, &head.en),
        effective_from: head.from.0,
        effective_to: head.to.map(|day| day.0),
        origin: k.origin(place, &head.source, head.verified)?,
        words: words(k, words_place, words_form)?,
        source_tags: s.source.iter().map(|(_, tag)| source_tag(tag)).collect(),
        legal_basis: all(&s.act, |p, f| act(k, p, f))?,
        parties: all_unique!(s.party, |p, f| party(k, p, f)),
        authorities: all_unique!(s.authority, |p, f| authority(k, p, f)),
        contacts: all_unique!(s.contact, |p, f| contact(k, p, f)),
        channels: all_unique!(s.channel, |p, f| channel(k, p, f)),
        calendar: calendar(k, &s.observance)?,
        levels: rules::levels(k, &s.level)?,
        catalogue: catalogue::catalogue(k, s)?,
        thresholds: all_unique!(s.threshold, |p, f| catalogue::threshold(k, p, f)),
        incidents: IncidentRules {
            severity: all_unique!(s.severity, |p, f| rules::severity(k, p, f)),
            clocks: all_unique!(s.clock, |p, f| rules::clock(k, p, f)),
            kinds: all_unique!(s.incident_kind, |p, f| k.item(p, f)),
            plans: all_unique!(s.response_plan, |p, f| k.item(p, f)),
        },
        forms: all_unique!(s.form, |p, f| k.item(p, f)),
        reports: all_unique!(s.report, |p, f| rules::report(k, p, f)),
        procedures: all_unique!(s.procedure, |p, f| rules::procedure(k, p, f)),
        monitoring: all_unique!(s.monitoring, |p, f| rules::monitoring(k, p, f)),
        checklists: all_unique!(s.checklist, |p, f| checklist(k, p, f)),
        transitions: all_unique!(s.transition, |p, f| transition(k, p, f)),
        gaps: all_unique!(s.gap, |_, f| Ok(gap(f))),
    })
}

/// A section that must stand once.
pub(super) fn required<'a, T>(
    section: Option<&'a Placed<T>>,
    key: &str,
) -> Result<(&'a Place, &'a T), PackError> {
    section
        .map(|(place, item)| (place, item))
        .ok_or_else(|| PackError::new("pack", key, "no file has this section"))
}

fn words(k: &Known<'_>, place: &Place, f: &file::WordsForm) -> Result<Words, PackError> {
    Ok(Words {
        term: pair(&f.vi, &f.en),
        abbreviation: f.abbreviation.0.clone(),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn source_tag(f: &file::TagForm) -> SourceTag {
    SourceTag {
        tag: f.tag.0.clone(),
        text: pair(&f.vi, &f.en),
        verified: f.verified,
    }
}

fn act(k: &Known<'_>, place: &Place, f: &file::ActForm) -> Result<LegalAct, PackError> {
    Ok(LegalAct {
        sign: f.sign.0.clone(),
        title: pair(&f.vi, &f.en),
        from: f.from.map(|day| day.0),
        to: f.to.map(|day| day.0),
        replaced_by: plain(f.replaced_by.as_ref()),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn party(k: &Known<'_>, place: &Place, f: &file::PartyForm) -> Result<Party, PackError> {
    Ok(Party {
        id: f.id.0.clone(),
        name: pair(&f.vi, &f.en),
        aliases: f.aliases.iter().map(|alias| alias.0.clone()).collect(),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn authority(
    k: &Known<'_>,
    place: &Place,
    f: &file::AuthorityForm,
) -> Result<Authority, PackError> {
    let Some(tier) = Tier::parse(&f.tier) else {
        let problem = format!(
            "`{}` is no tier; expected one of {}",
            &*f.tier,
            Tier::WORDS.join(", ")
        );
        return Err(place.error("tier", problem));
    };
    let successor_of = match &f.successor_of {
        Some(id) => Some(k.authority(place, id)?),
        None => None,
    };
    Ok(Authority {
        id: f.id.0.clone(),
        name: pair(&f.vi, &f.en),
        abbreviation: plain(f.abbreviation.as_ref()),
        tier,
        party: k.party(place, "party", &f.party)?,
        valid_from: f.valid_from.map(|day| day.0),
        valid_to: f.valid_to.map(|day| day.0),
        successor_of,
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn contact(k: &Known<'_>, place: &Place, f: &file::ContactForm) -> Result<Contact, PackError> {
    if f.phones.is_empty() && f.emails.is_empty() {
        return Err(place.error("phones", "a contact needs a number or an address"));
    }
    if f.valid_to.is_some_and(|last| last.0 < f.valid_from.0) {
        return Err(place.error("valid_to", "lies before valid_from"));
    }
    Ok(Contact {
        id: f.id.0.clone(),
        name: pair(&f.vi, &f.en),
        party: k.party(place, "party", &f.party)?,
        area: plain(f.area.as_ref()),
        phones: f.phones.iter().map(|phone| phone.0.clone()).collect(),
        emails: f.emails.iter().map(|email| email.0.clone()).collect(),
        valid_from: f.valid_from.0,
        valid_to: f.valid_to.map(|day| day.0),
        last_checked: f.last_checked.map(|day| day.0),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn channel(k: &Known<'_>, place: &Place, f: &file::ChannelForm) -> Result<Channel, PackError> {
    Ok(Channel {
        id: f.id.0.clone(),
        name: pair(&f.vi, &f.en),
        value: f.value.0.clone(),
        valid_from: f.valid_from.map(|day| day.0),
        valid_to: f.valid_to.map(|day| day.0),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn calendar(k: &Known<'_>, forms: &[Placed<file::ObservanceForm>]) -> Result<Calendar, PackError> {
    let mut calendar = Calendar::default();
    for (place, f) in forms {
        if f.to.0 < f.from.0 || f.from.0.year() > f.year || f.to.0.year() < f.year {
            return Err(place.error(
                "from",
                "first and last day must be in order and touch the year",
            ));
        }
        if calendar.find(&f.key, f.year).is_some() {
            return Err(place.error("key", format!("`{}` of {} stands twice", &*f.key, f.year)));
        }
        let origin = k.origin(place, &f.source, f.verified)?;
        calendar.observances.push(Observance {
            key: f.key.0.clone(),
            year: f.year,
            name_vi: f.vi.0.clone(),
            name_en: f.en.0.clone(),
            from: f.from.0,
            to: f.to.0,
            source: origin.source,
            verified: origin.verified,
        });
    }
    Ok(calendar)
}

fn checklist(
    k: &Known<'_>,
    place: &Place,
    f: &file::ChecklistForm,
) -> Result<Checklist, PackError> {
    let origin = k.origin(place, &f.source, f.verified)?;
    Ok(Checklist {
        id: f.id.0.clone(),
        title: pair(&f.vi, &f.en),
        items: k.parts(place, "items", &origin, &f.items)?,
        origin,
    })
}

fn transition(
    k: &Known<'_>,
    place: &Place,
    f: &file::TransitionForm,
) -> Result<Transition, PackError> {
    Ok(Transition {
        id: f.id.0.clone(),
        text: pair(&f.vi, &f.en),
        until: f.until.map(|day| day.0),
        origin: k.origin(place, &f.source, f.verified)?,
    })
}

fn gap(f: &file::GapForm) -> Gap {
    Gap {
        id: f.id.0.clone(),
        text: pair(&f.vi, &f.en),
    }
}
