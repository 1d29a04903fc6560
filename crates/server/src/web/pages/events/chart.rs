//! How many records there were when, as a drawing of links: each bar is the search of its own stretch of time.

use super::asking::{Asking, later, local};
use crate::web::{Site, show};
use engine::events::query::Histogram;
use jiff::SignedDuration;

/// Height of the drawing, in its own units.
const HEIGHT: f64 = 100.0;
/// The least a bar with records shows.
const LEAST: f64 = 2.0;

/// The drawing.
pub(super) struct Chart {
    pub(super) bars: Vec<BarView>,
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
                link: asking.between(local(at(place), zone), local(at(place + 1), zone)),
                when: super::second(site, at(place)),
                count: *count,
            }
        });
        Some(Self {
            bars: bars.collect(),
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
