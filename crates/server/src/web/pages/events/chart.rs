//! How many records there were when, as a drawing with links: bars beside each other, and over some of them together the
//! search of their stretch of time. A link is wide enough for a finger on the smallest screen.

use super::asking::{Asking, later, local};
use crate::web::{Site, show};
use engine::events::query::Histogram;
use jiff::SignedDuration;

/// Height of the drawing, in its own units.
const HEIGHT: f64 = 100.0;
/// The least a bar with records shows.
const LEAST: f64 = 2.0;

/// Links over the whole width, at most.
const LINKS_MAX: usize = 12;

/// The drawing.
pub(super) struct Chart {
    pub(super) bars: Vec<BarView>,
    pub(super) links: Vec<LinkView>,
    /// Where it begins and ends, in words.
    pub(super) from: String,
    pub(super) to: String,
    /// The most records of one stretch.
    pub(super) most: u64,
}

/// One bar, in percent of the width and units of the height.
pub(super) struct BarView {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) y: String,
    pub(super) height: String,
}

/// A stretch of some bars, in percent of the width.
pub(super) struct LinkView {
    pub(super) x: String,
    pub(super) width: String,
    pub(super) link: String,
    /// When it begins, and how many.
    pub(super) when: String,
    pub(super) count: u64,
}

impl Chart {
    /// The drawing of a histogram; none when it counts nothing.
    pub(super) fn of(site: &Site, asking: &Asking, histogram: &Histogram) -> Option<Self> {
        let most = histogram.counts.iter().copied().max().filter(|n| *n > 0)?;
        let zone = site.engine.zone();
        let at = |place: usize| {
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            let passed = place.saturating_mul(histogram.width_s);
            later(histogram.start, SignedDuration::from_secs(passed))
        };
        let step = 100.0 / number(u64::try_from(histogram.counts.len()).unwrap_or(1));
        let full = number(most);
        let bars = histogram.counts.iter().enumerate();
        let bars = bars.filter(|(_, count)| **count > 0).map(|(place, count)| {
            let height = (number(*count) / full * HEIGHT).max(LEAST);
            let x = number(u64::try_from(place).unwrap_or(0)) * step;
            BarView {
                x: format!("{x:.3}"),
                width: format!("{:.3}", step * 0.86),
                y: format!("{:.2}", HEIGHT - height),
                height: format!("{height:.2}"),
            }
        });
        let each = histogram.counts.len().div_ceil(LINKS_MAX).max(1);
        let links = histogram.counts.chunks(each).enumerate();
        let links = links.map(|(place, counts)| {
            let first = place * each;
            let count = |n: usize| number(u64::try_from(n).unwrap_or(0));
            LinkView {
                x: format!("{:.3}", count(first) * step),
                width: format!("{:.3}", count(counts.len()) * step),
                link: asking.between(
                    local(at(first), zone),
                    local(at(first + counts.len()), zone),
                ),
                when: super::second(site, at(first)),
                count: counts.iter().sum(),
            }
        });
        Some(Self {
            bars: bars.collect(),
            links: links.collect(),
            from: show::short(histogram.start, zone),
            to: show::short(at(histogram.counts.len()), zone),
            most,
        })
    }
}

/// A count to draw with; past what fits, all are the same.
fn number(count: u64) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}
