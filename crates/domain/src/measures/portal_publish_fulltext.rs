//! Measure 14, `portal.publish_fulltext`: a mandated text stands on every portal in full and can be reached from its
//! home page.
//!
//! The share of the text found on a page is measured by the probe, not here.

use crate::bulletins::{receipt_of, same_sign};
use crate::case::Case;
use crate::directive::{Enclosure, Relation};
use crate::facts::{
    Basis, EnclosureReceipt, Fact, FactKind, Portal, Publication, PublicationState,
};
use crate::judgement::{Bilingual, Status, Verdict};
use crate::measure::{Measure, Phase};
use crate::measure_id::MeasureId;
use crate::portals::{self, Portals};
use crate::ratio::{Item, ItemState, Ratio, count};
use crate::text::fold;
use jiff::{SignedDuration, Timestamp};

/// Measure 14.
pub static MEASURE: Measure = Measure {
    id: MeasureId::PortalPublishFulltext,
    version: 1,
    phase: Phase::Preparation,
    needs: &[
        FactKind::Fetch,
        FactKind::Publication,
        FactKind::EnclosureReceipt,
        FactKind::Sighting,
    ],
    services: &[],
    judge,
    manual_vi: include_str!("portal_publish_fulltext.vi.md"),
    manual_en: include_str!("portal_publish_fulltext.en.md"),
};

/// Share of the text's runs of five words that is "toàn văn" (part of this measure's rule, version 1).
const FULL: f64 = 0.97;
/// The same where the text was recognised from a picture (part of this measure's rule, version 1).
const FULL_OCR: f64 = 0.90;
/// Below this share the page merely mentions the text (part of this measure's rule, version 1).
const SUMMARY: f64 = 0.3;
/// A text gone for longer is a failure (part of this measure's rule, version 1).
const GONE: SignedDuration = SignedDuration::from_hours(24);

crate::reasons! {
    /// Why.
    pub(crate) enum Why {
        NoDocument "portal.no_document" ("Không xác định được văn bản phải đăng toàn văn từ câu chữ của nhiệm vụ", "the clause does not tell which text has to be published"),
        TextMissing { document: String } "portal.text_missing" ("Chưa có nội dung văn bản {document} để đối chiếu: xin văn bản từ nơi gửi", "the text of {document} is not held, so nothing can be compared: ask the sender for it"),
        NoPortal "portal.none_registered" ("Chưa có cổng, trang TTĐT nào trong danh mục", "no portal or site is registered"),
        Unregistered { name: String } "portal.unregistered" ("Trang {name} thấy trong DNS nhưng chưa có trong danh mục", "site {name} is seen in DNS but not registered"),
        NotLooked { portal: String } "portal.not_looked" ("Chưa có lượt kiểm tra nào về văn bản này trên {portal}", "no look for this text on {portal} yet"),
        Unreachable { portal: String, at: String } "portal.unreachable" ("Không truy cập được {portal} lúc {at}", "{portal} could not be reached at {at}"),
        NotFound { portal: String, at: String } "portal.not_found" ("Đã duyệt {portal} lúc {at} (trang chủ, tin tức, văn bản, tìm kiếm), không thấy văn bản, đã quá hạn", "{portal} was crawled at {at} (home, news, documents, search) and the text was not found; it is past due"),
        NotYet { portal: String, at: String } "portal.not_yet" ("Lúc {at} chưa thấy văn bản trên {portal}", "at {at} the text was not on {portal} yet"),
        NotCrawled { portal: String } "portal.not_crawled" ("Chưa duyệt hết {portal} nên chưa kết luận được là không đăng", "{portal} was not crawled whole, so nothing says the text is absent"),
        Summary { portal: String, percent: i64 } "portal.summary_only" ("{portal} chỉ đăng tóm tắt hoặc trích ({percent} % nội dung), công văn yêu cầu toàn văn", "{portal} carries a summary only ({percent} % of the text); the letter asks for the full text"),
        Unreadable { portal: String } "portal.unreadable" ("{portal} đăng tệp ảnh không đọc được nội dung", "{portal} carries a scan that cannot be read"),
        MarksMissing { portal: String } "portal.marks_missing" ("Bản đăng trên {portal} thiếu số, ngày hoặc cơ quan ban hành", "the text on {portal} lacks its number, date or issuer"),
        NotLinked { portal: String } "portal.not_linked" ("Văn bản có trên {portal} nhưng không đi tới được bằng liên kết từ trang chủ", "the text is on {portal} but no link leads to it from the home page"),
        Removed { portal: String, since: String } "portal.removed" ("Văn bản đã bị gỡ khỏi {portal} từ {since}, quá 24 giờ", "the text has been gone from {portal} since {since}, more than 24 hours"),
        Gone { portal: String, since: String } "portal.gone" ("Không còn thấy văn bản trên {portal} từ {since}", "the text is no longer seen on {portal} since {since}"),
        WasGone { portal: String, since: String } "portal.was_gone" ("Văn bản trên {portal} có lúc bị gỡ trong đợt (từ {since}), nay đã có lại", "the text was gone from {portal} for a time during the watch (from {since}) and is back"),
        NoUrl { portal: String } "portal.no_url" ("Khai đã đăng trên {portal} nhưng không ghi địa chỉ trang", "it is said to be on {portal}, but no address is given"),
        Conflict { portal: String } "portal.conflict" ("{portal}: khai báo khác với kết quả máy kiểm tra, lấy kết quả xấu hơn", "{portal}: what was typed differs from what was probed, the worse one stands"),
        Exposed { portal: String, document: String } "portal.internal_exposed" ("CẢNH BÁO: {portal} đang để lộ văn bản nội bộ hoặc danh sách kèm theo: {document}", "ALARM: {portal} exposes an internal letter or enclosure: {document}"),
        Published { portal: String, url: String, first: String, percent: i64 } "portal.published" ("{portal}: thấy lần đầu {first} tại {url}, khớp {percent} %", "{portal}: first seen {first} at {url}, {percent} % of the text"),
        Late { portal: String, first: String } "portal.published_late" ("{portal}: máy thấy lần đầu {first}, sau hạn (không tính ngày ghi trên trang)", "{portal}: first seen {first}, after the due date (the date printed on the page does not count)"),
    }
}

fn judge(case: &Case<'_>) -> Verdict {
    let portals = Portals::of(case);
    let documents = documents(case);
    if portals.count() == 0 {
        return Verdict::unknown(Why::NoPortal).next(
            "Khai cổng, trang TTĐT của đơn vị vào danh mục, hoặc để người đứng đầu xác nhận không có",
            "register the unit's portals and sites, or have the head confirm that there is none",
        );
    }
    let mut items = Vec::new();
    let mut notes: Vec<Why> = Vec::new();
    for document in &documents {
        for portal in portals.registered {
            let look = Look::of(case, portal, document);
            notes.extend(look.published(case));
            items.push(look.item(case));
        }
    }
    items.extend(portals.strange.iter().map(|name| {
        Item::unseen(name.clone()).because(Why::Unregistered {
            name: name.to_string(),
        })
    }));
    let known = items
        .iter()
        .filter(|i| i.state != ItemState::Unseen)
        .count();
    let ratio = Ratio::of(items).total_unknown_if(!portals.established);
    let (total, done) = (portals.count(), ratio.count(ItemState::Done));
    let mut verdict = ratio.verdict(case).seeing(total).knowing(known);
    verdict.reasons.extend(notes.into_iter().map(Into::into));
    verdict = without_text(case, &documents, verdict);
    verdict = with_alarms(case, portals.registered, verdict);
    let next = next_step(&verdict);
    verdict.next_step = next;
    verdict
        .figure("portals", count(total))
        .figure("published", count(done))
        .figure("documents", count(documents.len()))
}

/// Without the text nothing can be compared, whatever else is known. Before it is held, a crawl that missed it proves nothing either.
fn without_text(case: &Case<'_>, documents: &[Enclosure], mut verdict: Verdict) -> Verdict {
    let has_text = |d: &Enclosure| text_of(case, d).is_some();
    let why = match documents.iter().find(|d| !has_text(d)) {
        None if documents.is_empty() => Why::NoDocument,
        None => return verdict,
        Some(missing) => Why::TextMissing {
            document: missing
                .sign
                .clone()
                .unwrap_or_else(|| missing.title.clone()),
        },
    };
    verdict.status = Status::Unknown;
    verdict.basis = None;
    verdict.reasons.insert(0, why.into());
    verdict
}

/// An internal letter or an enclosure on a portal is an alarm before all else; the result is partial at most.
fn with_alarms(case: &Case<'_>, registered: &[Fact<Portal>], mut verdict: Verdict) -> Verdict {
    for portal in registered {
        let rows = case
            .all::<Publication>()
            .filter(|p| p.portal == portal.code && case.clock.reached(p.at));
        let newest = rows.max_by_key(|p| (p.at, p.internal_exposed.is_some()));
        let Some((row, document)) =
            newest.and_then(|row| Some((row, row.internal_exposed.as_ref()?)))
        else {
            continue;
        };
        let why = Why::Exposed {
            portal: portal.name.to_string(),
            document: document.to_string(),
        };
        verdict.reasons.insert(0, why.into());
        verdict.note(row);
        if verdict.status == Status::Met {
            verdict.status = Status::Partial;
        }
    }
    verdict
}

/// The documents the clause asks to publish: those cited for publishing, else those it cites, else enclosures with a sign.
fn documents(case: &Case<'_>) -> Vec<Enclosure> {
    let clause = fold(&case.clause.text);
    let cited = |sign: &str| {
        clause.contains(&fold(sign)) || case.clause.references.iter().any(|s| same_sign(s, sign))
    };
    let references = case
        .mandate
        .references
        .iter()
        .filter(|r| r.relation == Relation::Publish);
    let published =
        references.filter_map(|r| Some(format!("{}/{}", r.number.as_ref()?, r.sign.as_ref()?)));
    let mut signs: Vec<String> = published.filter(|s| cited(s)).collect();
    if signs.is_empty() {
        let references = case
            .clause
            .references
            .iter()
            .filter(|s| !s.trim().is_empty());
        signs.extend(references.cloned());
    }
    if signs.is_empty() {
        let enclosures = case
            .mandate
            .enclosures
            .iter()
            .filter_map(|e| e.sign.clone());
        signs.extend(enclosures.filter(|s| cited(s)));
    }
    signs
        .into_iter()
        .map(|sign| Enclosure {
            title: sign.clone(),
            sign: Some(sign),
        })
        .collect()
}

fn text_of<'a>(case: &Case<'a>, document: &Enclosure) -> Option<&'a Fact<EnclosureReceipt>> {
    receipt_of(case, document).filter(|r| r.text.as_ref().is_some_and(|t| !t.trim().is_empty()))
}

/// What is known of one text on one portal.
struct Look<'a> {
    portal: &'a Fact<Portal>,
    /// Rows a machine vouches for, oldest first.
    crawls: Vec<&'a Fact<Publication>>,
    /// The newest typed row.
    typed: Option<&'a Fact<Publication>>,
    down: Option<Timestamp>,
}

impl<'a> Look<'a> {
    fn of(case: &Case<'a>, portal: &'a Fact<Portal>, document: &Enclosure) -> Self {
        let is_it = |name: &str| {
            document
                .sign
                .as_deref()
                .is_some_and(|sign| same_sign(sign, name))
                || fold(name) == fold(&document.title)
        };
        let mut rows: Vec<&Fact<Publication>> = case
            .all::<Publication>()
            .filter(|p| p.portal == portal.code && is_it(&p.document) && case.clock.reached(p.at))
            .collect();
        rows.sort_by(|a, b| (a.at, &a.code).cmp(&(b.at, &b.code)));
        let (crawls, typed): (Vec<_>, Vec<_>) =
            rows.into_iter().partition(|p| p.basis() <= Basis::B);
        let newest = portals::fetches(case, portal).last().copied();
        Self {
            portal,
            crawls,
            typed: typed.last().copied(),
            down: newest.filter(|f| !f.up).map(|f| f.at),
        }
    }

    fn name(&self) -> String {
        self.portal.name.to_string()
    }

    fn item(&self, case: &Case<'_>) -> Item {
        let Some(last) = self.crawls.last() else {
            return match (self.typed, self.down) {
                (Some(typed), _) => self.declared(case, typed),
                (None, Some(at)) => self.unseen(Why::Unreachable {
                    portal: self.name(),
                    at: case.local(at),
                }),
                (None, None) => self.unseen(Why::NotLooked {
                    portal: self.name(),
                }),
            };
        };
        if let Some(at) = self.down.filter(|at| *at > last.at) {
            return self.unseen(Why::Unreachable {
                portal: self.name(),
                at: case.local(at),
            });
        }
        let found = self.crawled(case, last);
        let Some(typed) = self.typed else {
            return found;
        };
        let claimed = self.declared(case, typed);
        let conflict = Why::Conflict {
            portal: self.name(),
        };
        match (found.state, claimed.state) {
            (ItemState::Done, ItemState::Open | ItemState::Bad) if typed.at >= last.at => {
                claimed.because(conflict)
            }
            (ItemState::Open | ItemState::Bad, ItemState::Done) if found.reason.is_none() => {
                found.because(conflict)
            }
            _ => found,
        }
    }

    fn unseen(&self, why: Why) -> Item {
        Item::unseen(self.portal.name.clone()).because(why)
    }

    fn known(&self, state: ItemState, row: &Fact<Publication>) -> Item {
        Item::known(self.portal.name.clone(), state, row)
    }

    /// What the newest crawl found, and whether the text has been there ever since it was first seen.
    fn crawled(&self, case: &Case<'_>, row: &Fact<Publication>) -> Item {
        let portal = self.name();
        if !is_there(row)
            && let Some(since) = self.gone_since()
        {
            return if case.clock.older_than(since, GONE) {
                self.known(ItemState::Bad, row).because(Why::Removed {
                    portal,
                    since: case.local(since),
                })
            } else {
                self.known(ItemState::Open, row).because(Why::Gone {
                    portal,
                    since: case.local(since),
                })
            };
        }
        match row.state {
            PublicationState::Unreadable => self
                .known(ItemState::Open, row)
                .because(Why::Unreadable { portal }),
            PublicationState::Missing | PublicationState::Removed => self.missing(case, row),
            PublicationState::Found | PublicationState::Summary => match shortcoming(row, portal) {
                _ if share(row) < SUMMARY && row.has_number != Some(true) => {
                    self.missing(case, row)
                }
                Some(why) => self.known(ItemState::Open, row).because(why),
                None => match self.gone_between(case) {
                    Some(since) => self.known(ItemState::Open, row).because(Why::WasGone {
                        portal: self.name(),
                        since: case.local(since),
                    }),
                    None => self.known(ItemState::Done, row),
                },
            },
        }
    }

    fn missing(&self, case: &Case<'_>, row: &Fact<Publication>) -> Item {
        let (portal, at) = (self.name(), case.local(row.at));
        if row.crawled != Some(true) {
            return self.unseen(Why::NotCrawled { portal });
        }
        // Only a look at or after the due date tells that the text was not there then.
        if case.clock.reached(case.due) && row.at >= case.due {
            return self
                .known(ItemState::Bad, row)
                .because(Why::NotFound { portal, at });
        }
        self.known(ItemState::Open, row)
            .because(Why::NotYet { portal, at })
    }

    /// A person's word with an address; without one it proves nothing.
    fn declared(&self, case: &Case<'_>, row: &Fact<Publication>) -> Item {
        let portal = self.name();
        match row.state {
            PublicationState::Found if row.url.is_none() => self.unseen(Why::NoUrl { portal }),
            PublicationState::Found if row.containment.is_some_and(|c| c < FULL_OCR) => {
                self.known(ItemState::Open, row).because(Why::Summary {
                    portal,
                    percent: percent(share(row)),
                })
            }
            PublicationState::Found => self.known(ItemState::Done, row),
            PublicationState::Summary => self.known(ItemState::Open, row).because(Why::Summary {
                portal,
                percent: percent(share(row)),
            }),
            PublicationState::Unreadable => self
                .known(ItemState::Open, row)
                .because(Why::Unreadable { portal }),
            PublicationState::Missing | PublicationState::Removed => {
                let at = case.local(row.at);
                self.known(ItemState::Open, row)
                    .because(Why::NotYet { portal, at })
            }
        }
    }

    /// When a text that was there was first seen to be gone, if it still is.
    fn gone_since(&self) -> Option<Timestamp> {
        let last_there = self.crawls.iter().rposition(|p| is_there(p))?;
        let first = self.crawls.get(last_there + 1)?;
        Some(
            first
                .removed_at
                .filter(|at| *at <= first.at)
                .unwrap_or(first.at),
        )
    }

    /// When, within the window, a text that is there again was seen to be gone.
    fn gone_between(&self, case: &Case<'_>) -> Option<Timestamp> {
        let first_there = self.crawls.iter().position(|p| is_there(p))?;
        let later = self.crawls.iter().skip(first_there);
        later
            .filter(|p| !is_there(p) && case.window.contains(p.at))
            .map(|p| p.at)
            .next()
    }

    fn published(&self, case: &Case<'_>) -> Vec<Why> {
        let last = self.crawls.last().filter(|p| is_there(p));
        let first = self.crawls.iter().find(|p| is_there(p));
        let (Some(last), Some(first)) = (last, first) else {
            return Vec::new();
        };
        let mut notes = vec![Why::Published {
            portal: self.name(),
            url: last.url.as_deref().unwrap_or("?").to_owned(),
            first: case.local(first.at),
            percent: percent(share(last)),
        }];
        if first.at > case.due {
            notes.push(Why::Late {
                portal: self.name(),
                first: case.local(first.at),
            });
        }
        notes
    }
}

fn share(row: &Publication) -> f64 {
    row.containment.unwrap_or(0.0)
}

fn needed(row: &Publication) -> f64 {
    if row.ocr == Some(true) {
        FULL_OCR
    } else {
        FULL
    }
}

/// Whether the whole text was found by this look.
fn is_there(row: &Publication) -> bool {
    row.state == PublicationState::Found && share(row) >= needed(row)
}

/// What keeps a page that carries the text from being the full text in its place.
fn shortcoming(row: &Publication, portal: String) -> Option<Why> {
    let marks = [row.has_number, row.has_date, row.has_issuer];
    if share(row) < needed(row) || row.state == PublicationState::Summary {
        let whole = share(row) >= needed(row);
        return Some(if whole {
            Why::MarksMissing { portal }
        } else {
            Why::Summary {
                portal,
                percent: percent(share(row)),
            }
        });
    }
    if marks.iter().any(|m| *m != Some(true)) {
        return Some(Why::MarksMissing { portal });
    }
    (row.linked_from_home != Some(true)).then_some(Why::NotLinked { portal })
}

/// Whole percents, rounded down, so that 96.9 % is not shown as 97 %.
fn percent(share: f64) -> i64 {
    SignedDuration::try_from_secs_f64(share.clamp(0.0, 1.0) * 100.0 + 1e-9)
        .map_or(0, |d| d.as_secs())
}

fn next_step(verdict: &Verdict) -> Option<Bilingual> {
    let says = |code: &str| verdict.reasons.iter().any(|r| r.code == code);
    let (vi, en) = match verdict.status {
        _ if says("portal.internal_exposed") => (
            "Gỡ ngay văn bản nội bộ, danh sách kèm theo khỏi trang; báo lãnh đạo và đơn vị chuyên trách",
            "take the internal letter or list off the site at once; tell the head and the security unit",
        ),
        Status::Met | Status::NotApplicable => return None,
        _ if says("portal.text_missing") => (
            "Xin văn bản phải đăng từ nơi gửi, nạp nội dung vào bảng văn bản kèm theo (enclosures)",
            "ask the sender for the text to be published and load it into the table of enclosures",
        ),
        _ if says("portal.no_document") => (
            "Ghi số, ký hiệu văn bản phải đăng khi xác nhận công văn",
            "state number and sign of the text to be published when the letter is confirmed",
        ),
        _ if says("portal.removed") || says("portal.gone") => (
            "Đăng lại toàn văn văn bản, giữ đến hết đợt",
            "publish the full text again and keep it until the watch ends",
        ),
        _ if says("portal.not_linked") => (
            "Đặt liên kết tới văn bản từ trang chủ hoặc mục tin tức, văn bản",
            "link the text from the home page or its news or document section",
        ),
        _ if says("portal.summary_only")
            || says("portal.unreadable")
            || says("portal.marks_missing") =>
        {
            (
                "Thay bản tóm tắt hoặc ảnh bằng toàn văn có số, ngày, cơ quan ban hành",
                "replace the summary or scan by the full text with number, date and issuer",
            )
        }
        _ if says("portal.unregistered") || says("ratio.total_unknown") => (
            "Bổ sung trang còn thiếu vào danh mục và trình người đứng đầu xác nhận",
            "register the missing site and have the head confirm the register",
        ),
        _ if says("portal.not_found") || says("portal.not_yet") => (
            "Đăng toàn văn văn bản lên cổng, trang đã nêu",
            "publish the full text on the portals named",
        ),
        _ => (
            "Chạy lượt kiểm tra cổng bằng Khiên",
            "let Khiên probe the portals",
        ),
    };
    Some(Bilingual::new(vi, en))
}
