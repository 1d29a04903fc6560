//! Measure 21, `escalate`: the contacts printed in the letter are known to answer, the unit's own contact point
//! stands, and every incident was told in time.
//!
//! Nothing here dials or mails: a person verifies a contact and says so.

use crate::case::Case;
use crate::facts::{Basis, ContactPoint, DaybookKind, Fact, FactKind, Incident, Share};
use crate::judgement::{Bilingual, Reason, Status, Verdict};
use crate::liveness;
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::pack::{Standing, Trigger};
use crate::portals::host_of;
use crate::ratio::count;
use crate::text::fold;
use jiff::{SignedDuration, Timestamp};

/// Measure 21.
pub static MEASURE: Measure = Measure {
    id: MeasureId::Escalate,
    version: 1,
    phase: Phase::Preparation,
    needs: &[
        FactKind::Incident,
        FactKind::Share,
        FactKind::Beat,
        FactKind::Daybook,
        FactKind::System,
    ],
    services: &[],
    judge,
    manual_vi: include_str!("escalate.vi.md"),
    manual_en: include_str!("escalate.en.md"),
};

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NothingLoaded "escalate.nothing_confirmed" ("Chưa có ai xác nhận đầu mối nào của công văn, chưa khai đầu mối của đơn vị", "no contact of the letter has been confirmed and no contact point of the unit is declared"),
        NotLoaded { name: String } "escalate.contact_missing" ("Chưa nạp đầu mối in trong công văn: {name}", "the printed contact is not loaded: {name}"),
        NumberDiffers { name: String } "escalate.number_differs" ("Số điện thoại hoặc thư của {name} trong danh bạ khác với bản in trong công văn, cần gọi xác minh lại", "the numbers kept for {name} differ from the printed ones; verify again"),
        Stale { name: String, since: String } "escalate.contact_stale" ("Đầu mối {name} xác minh gần nhất {since}, quá thời hạn nội bộ trước đợt", "contact {name} was last verified {since}, before the internal limit ahead of the watch"),
        NeverVerified { name: String } "escalate.contact_unverified" ("Đầu mối {name} chưa từng được xác minh", "contact {name} was never verified"),
        Expired { name: String } "escalate.contact_expired" ("Số của {name} theo bộ quy định đã hết thời hạn hiệu lực, phải xác minh với nguồn chính thức", "the printed value of {name} is past its period in the regime pack; verify with the official source"),
        Dead { name: String } "escalate.contact_dead" ("Đầu mối {name} không còn liên lạc được và chưa có đầu mối thay thế", "contact {name} is known to be dead and nothing replaces it"),
        Replaced { name: String, by: String } "escalate.contact_replaced" ("Đầu mối {name} đã được thay bằng {by}", "contact {name} was replaced by {by}"),
        NoPoc "escalate.no_own_contact" ("Chưa khai đầu mối ứng cứu sự cố của đơn vị", "the unit has not declared its own contact point"),
        PocUnpublished "escalate.own_contact_unpublished" ("Đầu mối của đơn vị chưa công bố trên cổng, trang TTĐT", "the unit's own contact point is not published on its portal"),
        PocElsewhere { url: String } "escalate.own_contact_elsewhere" ("Đầu mối được công bố tại {url}, không phải cổng, trang của đơn vị", "the contact point is published at {url}, which is no portal of the unit"),
        PocChangeUntold { hours: i64 } "escalate.own_contact_change_untold" ("Đầu mối của đơn vị thay đổi mà không báo cơ quan điều phối trong {hours} giờ theo quy định", "the unit's contact point changed and the coordinator was not told within the {hours} hours the law sets"),
        PocDead "escalate.own_contact_dead" ("Đầu mối của đơn vị không còn liên lạc được", "the unit's own contact point no longer answers"),
        Late { incident: String, title: String, limit: String } "escalate.incident_late" ("Sự cố {incident}: {title} không thực hiện trước {limit}", "incident {incident}: {title} was not done by {limit}"),
        Waiting { incident: String, limit: String } "escalate.incident_open" ("Sự cố {incident} chưa báo cáo, hạn {limit}", "incident {incident} is not told yet, due {limit}"),
        NoReceipt { incident: String } "escalate.no_receipt" ("Sự cố {incident} đã báo nhưng không có mã tiếp nhận hoặc nơi nhận", "incident {incident} was told, but no receipt or recipient is recorded"),
        ZeroUnproven "escalate.zero_unproven" ("Chưa ghi nhận sự cố nào; chưa chứng minh được là không phát sinh (nguồn giám sát, sổ sự cố khóa hằng ngày)", "no incident is recorded; that none happened is not proven (live sources, an incident book closed daily)"),
        NoIncident "escalate.no_incident" ("Không phát sinh sự cố (đã chứng minh)", "no incident, and that is proven"),
        Ready { contacts: usize } "escalate.ready" ("Đủ {contacts} đầu mối đã xác minh, đầu mối của đơn vị đã công bố, sự cố báo đúng hạn", "all {contacts} contacts verified, the unit's own is published, incidents told in time"),
    }
}

/// One shortcoming: what status it allows at best, on what basis it stands, why, and what to do.
struct Finding {
    status: Status,
    basis: Option<Basis>,
    reason: Reason,
    next: Bilingual,
}

impl Finding {
    fn new(status: Status, basis: Option<Basis>, why: Why, (vi, en): (&str, &str)) -> Self {
        Self {
            status,
            basis,
            reason: why.into(),
            next: Bilingual::new(vi, en),
        }
    }
}

const VERIFY: (&str, &str) = (
    "Tỉnh gọi xác minh đầu mối quốc gia theo nguồn chính thức một lần và chia xuống; đơn vị gọi các đầu mối còn lại, ghi ngày",
    "the province verifies national contacts once from the official source and shares them down; the unit calls the others and notes the day",
);
const OWN: (&str, &str) = (
    "Khai đầu mối ứng cứu của đơn vị, công bố trên cổng, trang TTĐT và báo cơ quan điều phối khi thay đổi",
    "declare the unit's contact point, publish it on the unit's portal and tell the coordinator when it changes",
);
const TELL: (&str, &str) = (
    "Báo ngay sự cố theo đầu mối của công văn, ghi giờ báo, nơi nhận và mã tiếp nhận",
    "tell the incident to the contacts of the letter now; note when, to whom and the receipt",
);

/// A contact that has to be known: printed in the letter, else national ones of the pack.
struct Wanted<'a> {
    name: &'a str,
    phones: Vec<&'a str>,
    emails: Vec<&'a str>,
    /// Whether the pack knows it and its period has passed when the watch begins.
    expired: bool,
}

fn judge(case: &Case<'_>) -> Verdict {
    let wanted = wanted(case);
    let rows: Vec<&Fact<ContactPoint>> = case
        .all::<ContactPoint>()
        .filter(|c| c.own != Some(true))
        .collect();
    let own: Vec<&Fact<ContactPoint>> = case
        .own::<ContactPoint>()
        .iter()
        .filter(|c| c.own == Some(true))
        .collect();
    let incidents = incidents(case);
    let mut findings = Vec::new();
    let mut used: Vec<&Fact<ContactPoint>> = Vec::new();
    let mut verified = 0;
    for contact in &wanted {
        let row = rows.iter().find(|row| contact.is(row)).copied();
        used.extend(row);
        let before = findings.len();
        findings.extend(contact_findings(case, contact, row, &rows));
        verified += usize::from(findings.len() == before && row.is_some());
    }
    findings.extend(own_contact(case, &own));
    let mut late = 0;
    for incident in &incidents {
        let found = incident_findings(case, incident);
        late += usize::from(found.iter().any(|f| f.status == Status::NotMet));
        findings.extend(found);
    }
    let basis = used
        .iter()
        .chain(&own)
        .map(|c| c.basis())
        .chain(incidents.iter().map(|i| i.basis()))
        .max();
    let seen = used.len() + own.len() + incidents.len();
    let mut verdict = conclude(findings, basis, wanted.len(), seen);
    for contact in used.iter().chain(&own) {
        verdict.note(contact);
    }
    for incident in &incidents {
        verdict.note(incident);
    }
    verdict = with_zero(case, &incidents, verdict.seeing(seen));
    verdict
        .figure("contacts_wanted", count(wanted.len()))
        .figure("contacts_loaded", count(used.len()))
        .figure("contacts_verified", count(verified))
        .figure("incidents", count(incidents.len()))
        .figure("incidents_late", count(late))
}

/// The worst finding decides; without any fact nothing is known.
fn conclude(
    mut findings: Vec<Finding>,
    basis: Option<Basis>,
    contacts: usize,
    seen: usize,
) -> Verdict {
    if seen == 0 {
        return Verdict::unknown(Why::NothingLoaded).next(VERIFY.0, VERIFY.1);
    }
    findings.sort_by_key(|f| core::cmp::Reverse(f.status));
    let Some(worst) = findings.first() else {
        return Verdict::new(Status::Met, basis, Why::Ready { contacts });
    };
    let mut verdict = Verdict::new(worst.status, worst.basis.or(basis), worst.reason.clone());
    verdict.next_step = Some(worst.next.clone());
    let rest = findings.into_iter().skip(1).map(|f| f.reason);
    for reason in rest {
        if !verdict.reasons.contains(&reason) {
            verdict.reasons.push(reason);
        }
    }
    verdict
}

/// Zero is a claim (rule 8); it is said whether it is proven.
fn with_zero(case: &Case<'_>, incidents: &[&Fact<Incident>], verdict: Verdict) -> Verdict {
    let elapsed = case.elapsed();
    if !incidents.is_empty() || elapsed.from >= elapsed.to {
        return verdict;
    }
    let sources = liveness::log_sources(case, &[]);
    if liveness::zero_is_proven(case, elapsed, &sources, [], Some(DaybookKind::Incidents)) {
        verdict.because(Why::NoIncident)
    } else {
        verdict.because(Why::ZeroUnproven)
    }
}

fn wanted<'a>(case: &Case<'a>) -> Vec<Wanted<'a>> {
    let day = case.date_of(case.window.from);
    let (pack, mandate): (&'a crate::pack::Pack, &'a crate::mandate::Mandate) =
        (case.pack, case.mandate);
    if !mandate.contacts.is_empty() {
        let printed = mandate.contacts.iter();
        return printed
            .map(|c| {
                let known = pack
                    .contacts
                    .iter()
                    .filter(|p| c.phones.iter().any(|phone| p.has_phone(phone)));
                let standings: Vec<Standing> = known.map(|p| p.standing(day)).collect();
                Wanted {
                    name: &c.name,
                    phones: c.phones.iter().map(String::as_str).collect(),
                    emails: c.emails.iter().map(String::as_str).collect(),
                    expired: !standings.is_empty()
                        && standings.iter().all(|s| *s == Standing::Expired),
                }
            })
            .collect();
    }
    let national = pack.contacts_on(day).filter(|c| c.area.is_none());
    national
        .map(|c| Wanted {
            name: &c.name.vi,
            phones: c.phones.iter().map(AsRef::as_ref).collect(),
            emails: c.emails.iter().map(AsRef::as_ref).collect(),
            expired: false,
        })
        .collect()
}

fn digits(phone: &str) -> String {
    phone.chars().filter(char::is_ascii_digit).collect()
}

impl Wanted<'_> {
    /// Whether a row of the directory is about this contact: by a number, an address, or its name.
    fn is(&self, row: &ContactPoint) -> bool {
        self.shares_a_number(row) || {
            let (ours, theirs) = (fold(self.name), fold(&row.name));
            !ours.is_empty()
                && !theirs.is_empty()
                && (ours.contains(&theirs) || theirs.contains(&ours))
        }
    }

    fn shares_a_number(&self, row: &ContactPoint) -> bool {
        let phone = |p: &str| {
            row.phones
                .iter()
                .any(|q| !digits(q).is_empty() && digits(q) == digits(p))
        };
        let mail = |m: &str| row.emails.iter().any(|e| fold(e) == fold(m));
        self.phones.iter().any(|p| phone(p)) || self.emails.iter().any(|m| mail(m))
    }
}

/// One contact: loaded, with the printed numbers, alive, verified shortly before the watch.
fn contact_findings(
    case: &Case<'_>,
    wanted: &Wanted<'_>,
    row: Option<&Fact<ContactPoint>>,
    all: &[&Fact<ContactPoint>],
) -> Vec<Finding> {
    let name = || wanted.name.to_owned();
    let Some(row) = row else {
        return vec![Finding::new(
            Status::Partial,
            None,
            Why::NotLoaded { name: name() },
            VERIFY,
        )];
    };
    let partial = |why| Finding::new(Status::Partial, None, why, VERIFY);
    let mut found = Vec::new();
    let standing_in = replacement(row, all);
    let is_replaced = standing_in.code != row.code;
    if standing_in.dead == Some(true) {
        return vec![Finding::new(
            Status::NotMet,
            Some(row.basis()),
            Why::Dead { name: name() },
            VERIFY,
        )];
    }
    if row.superseded_by.is_some() && !is_replaced {
        return vec![Finding::new(
            Status::NotMet,
            Some(row.basis()),
            Why::Dead { name: name() },
            VERIFY,
        )];
    }
    if is_replaced {
        found.push(partial(Why::Replaced {
            name: name(),
            by: standing_in.name.to_string(),
        }));
    } else if !wanted.phones.is_empty() && !wanted.shares_a_number(row) {
        found.push(partial(Why::NumberDiffers { name: name() }));
    }
    let least = case
        .window
        .from
        .checked_sub(case.policy.contact)
        .unwrap_or(Timestamp::MIN);
    match standing_in.verified_at.filter(|at| case.clock.reached(*at)) {
        None => found.push(partial(Why::NeverVerified { name: name() })),
        Some(at) if at < least => found.push(partial(Why::Stale {
            name: name(),
            since: case.local(at),
        })),
        // A verified replacement of a printed number is what the duty wants.
        Some(_) if is_replaced => found.clear(),
        Some(_) => {}
    }
    if wanted.expired && !found.is_empty() {
        found.push(partial(Why::Expired { name: name() }));
    }
    found
}

/// The contact that took this one's place, itself when none did.
fn replacement<'a>(
    row: &'a Fact<ContactPoint>,
    all: &[&'a Fact<ContactPoint>],
) -> &'a Fact<ContactPoint> {
    let mut at = row;
    // A chain of replacements is short; the bound also ends one that goes in a circle.
    for _ in 0..8 {
        let next = at
            .superseded_by
            .as_ref()
            .and_then(|key| all.iter().find(|c| c.code == *key));
        match next {
            Some(next) => at = next,
            None => break,
        }
    }
    at
}

/// The unit's own contact point: declared, alive, published on its portal, its changes told in the pack's time.
fn own_contact(case: &Case<'_>, own: &[&Fact<ContactPoint>]) -> Vec<Finding> {
    let alive: Vec<&&Fact<ContactPoint>> = own.iter().filter(|c| c.dead != Some(true)).collect();
    let partial = |why| Finding::new(Status::Partial, None, why, OWN);
    let declared = alive
        .iter()
        .filter(|c| c.declared_at.is_some_and(|at| case.clock.reached(at)));
    let Some(poc) = declared.max_by_key(|c| (c.published_url.is_some(), c.declared_at)) else {
        let why = if own.is_empty() || !alive.is_empty() {
            Why::NoPoc
        } else {
            Why::PocDead
        };
        return vec![partial(why)];
    };
    let mut found = Vec::new();
    let portals = case.own::<crate::facts::Portal>();
    match &poc.published_url {
        None => found.push(partial(Why::PocUnpublished)),
        Some(url)
            if !portals.is_empty() && !portals.iter().any(|p| host_of(&p.url) == host_of(url)) =>
        {
            found.push(partial(Why::PocElsewhere {
                url: url.to_string(),
            }));
        }
        Some(_) => {}
    }
    let clock = case
        .pack
        .incidents
        .started_by(Trigger::ContactChanged)
        .find_map(|c| c.limit.hours());
    if let (Some(hours), Some(changed)) =
        (clock, poc.changed_at.filter(|at| case.clock.reached(*at)))
    {
        let limit = SignedDuration::from_hours(i64::from(hours));
        let late = match poc.told_at {
            Some(told) => told.duration_since(changed) > limit,
            None => case.clock.older_than(changed, limit),
        };
        if late {
            found.push(partial(Why::PocChangeUntold {
                hours: i64::from(hours),
            }));
        }
    }
    found
}

/// Incidents since the letter came, and older ones that are still open.
fn incidents<'a>(case: &Case<'a>) -> Vec<&'a Fact<Incident>> {
    let since = case.mandate.received_at.min(case.window.from);
    let known = case
        .own::<Incident>()
        .iter()
        .filter(|i| case.clock.reached(i.detected));
    known
        .filter(|i| i.detected >= since || i.closed.is_none_or(|at| at >= since))
        .collect()
}

/// One incident against each clock of the pack that it starts. Where the act says "ngay" and gives no number, the
/// organisation's own limit for a critical matter is asked, as policy.
fn incident_findings(case: &Case<'_>, incident: &Fact<Incident>) -> Vec<Finding> {
    let name = || incident.code.to_string();
    let shares = case
        .own::<Share>()
        .iter()
        .filter(|s| *s.subject == *incident.code.as_str());
    let told = incident
        .escalated_at
        .into_iter()
        .chain(shares.clone().map(|s| s.at))
        .filter(|at| *at >= incident.detected && case.clock.reached(*at))
        .min();
    let mut triggers = vec![Trigger::Detected];
    if incident.beyond_capacity == Some(true) {
        triggers.push(Trigger::ExceedsCapacity);
    }
    let mut found: Vec<Finding> = Vec::new();
    let clocks = triggers
        .into_iter()
        .flat_map(|t| case.pack.incidents.started_by(t));
    for clock in clocks {
        let allowed = clock
            .limit
            .hours()
            .map_or(case.policy.handle_critical, |hours| {
                SignedDuration::from_hours(i64::from(hours))
            });
        let limit = incident
            .detected
            .checked_add(allowed)
            .unwrap_or(incident.detected);
        let late = match told {
            Some(at) => at > limit,
            None => case.clock.older_than(incident.detected, allowed),
        };
        if late {
            let why = Why::Late {
                incident: name(),
                title: clock.title.vi.to_string(),
                limit: case.local(limit),
            };
            found.push(Finding::new(
                Status::NotMet,
                Some(incident.basis()),
                why,
                TELL,
            ));
        } else if told.is_none() {
            let why = Why::Waiting {
                incident: name(),
                limit: case.local(limit),
            };
            found.push(Finding::new(Status::Partial, None, why, TELL));
        }
    }
    let filled = |text: &Option<Box<str>>| text.as_ref().is_some_and(|t| !t.trim().is_empty());
    let receipted = (filled(&incident.reference) && filled(&incident.escalated_to))
        || shares.clone().any(|s| filled(&s.reference));
    if told.is_some() && !receipted {
        found.push(Finding::new(
            Status::Partial,
            None,
            Why::NoReceipt { incident: name() },
            TELL,
        ));
    }
    found
}
