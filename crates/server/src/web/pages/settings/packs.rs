//! The regime packs as the page of settings takes them: what was read where, since when, and whether somebody checked
//! it against the original.

use crate::web::Site;
use crate::web::frame::Frame;
use crate::web::show;
use domain::pack::{Bilingual, Contact, LegalAct, Origin, Pack};
use jiff::SignedDuration;
use jiff::civil::Date;
use lang::Lang;

pub(super) struct PackView {
    pub(super) id: String,
    pub(super) title: String,
    pub(super) is_now: bool,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) origin: OriginView,
    pub(super) acts: Vec<ActView>,
    /// Acts nobody has checked against the original.
    pub(super) unverified: usize,
    pub(super) contacts: Vec<ContactView>,
    pub(super) gaps: Vec<String>,
    /// The tags that sources begin with, and what they stand for.
    pub(super) tags: Vec<(String, String)>,
}

pub(super) struct OriginView {
    pub(super) source: String,
    pub(super) is_verified: bool,
}

pub(super) struct ActView {
    pub(super) sign: String,
    pub(super) title: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) replaced_by: String,
    pub(super) origin: OriginView,
}

pub(super) struct ContactView {
    pub(super) name: String,
    pub(super) reached: String,
    pub(super) from: String,
    pub(super) to: String,
    pub(super) checked: String,
    /// Whether it must be confirmed before it is relied upon.
    pub(super) is_stale: bool,
    pub(super) origin: OriginView,
}

/// All packs, the one in force first, then the newest.
pub(super) fn views(site: &Site, f: &Frame) -> Vec<PackView> {
    let now = site.engine.clock().now();
    let today = now.to_zoned(site.engine.zone().clone()).date();
    let age_max = days(site.engine.policy().contact);
    let packs = site.engine.packs().all().iter().rev();
    let mut views: Vec<PackView> = packs.map(|pack| view(f, pack, today, age_max)).collect();
    views.sort_by_key(|view| !view.is_now);
    views
}

fn days(span: SignedDuration) -> i32 {
    i32::try_from(span.as_hours() / 24).unwrap_or(i32::MAX)
}

fn view(f: &Frame, pack: &Pack, today: Date, age_max: i32) -> PackView {
    let acts: Vec<ActView> = pack
        .legal_basis
        .iter()
        .map(|act| act_view(f, act))
        .collect();
    let contacts = pack.contacts.iter();
    PackView {
        id: pack.id.to_string(),
        title: both(f, &pack.title),
        is_now: pack.covers(today),
        from: show::day(pack.effective_from),
        to: day(pack.effective_to),
        origin: origin(&pack.origin),
        unverified: acts.iter().filter(|act| !act.origin.is_verified).count(),
        acts,
        contacts: contacts
            .map(|contact| contact_view(f, contact, today, age_max))
            .collect(),
        tags: pack
            .source_tags
            .iter()
            .map(|tag| (tag.tag.to_string(), both(f, &tag.text)))
            .collect(),
        gaps: pack.gaps.iter().map(|gap| both(f, &gap.text)).collect(),
    }
}

fn act_view(f: &Frame, act: &LegalAct) -> ActView {
    ActView {
        sign: act.sign.to_string(),
        title: both(f, &act.title),
        from: day(act.from),
        to: day(act.to),
        replaced_by: act.replaced_by.as_deref().unwrap_or_default().to_owned(),
        origin: origin(&act.origin),
    }
}

fn contact_view(f: &Frame, contact: &Contact, today: Date, age_max: i32) -> ContactView {
    let reached = contact.phones.iter().chain(&contact.emails);
    let reached: Vec<&str> = reached.map(AsRef::as_ref).collect();
    ContactView {
        name: both(f, &contact.name),
        reached: reached.join(" · "),
        from: show::day(contact.valid_from),
        to: day(contact.valid_to),
        checked: day(contact.last_checked),
        is_stale: contact.is_stale(today, age_max),
        origin: origin(&contact.origin),
    }
}

fn origin(origin: &Origin) -> OriginView {
    OriginView {
        source: origin.source.to_string(),
        is_verified: origin.verified,
    }
}

fn day(date: Option<Date>) -> String {
    date.map(show::day).unwrap_or_default()
}

fn both(f: &Frame, text: &Bilingual) -> String {
    match f.lang {
        Lang::Vi => text.vi.to_string(),
        Lang::En => text.en.to_string(),
    }
}
