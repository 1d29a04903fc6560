//! What Khiên measures about itself, for `/metrics` in the Prometheus text
//! format 0.0.4.
//!
//! The names are one closed [`CATALOGUE`]; a figure is named by [`Metric`], so
//! a misspelt one does not compile. No figure carries a name of a person, a unit or a host.

mod catalogue;
mod figures;

pub use catalogue::{CATALOGUE, Kind, Metric, Row};

use prometheus::core::Collector;
use prometheus::{
    Encoder as _, GaugeVec, HistogramOpts, HistogramVec, IntCounterVec, Opts, Registry, TextEncoder,
};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// The content type of [`Telemetry::render`].
pub const CONTENT_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// The figures of one process. Cheap to clone; all clones are one.
#[derive(Debug, Clone)]
pub struct Telemetry {
    registry: Registry,
    series: Arc<BTreeMap<Metric, Series>>,
}

#[derive(Debug)]
enum Series {
    Counter(IntCounterVec),
    Gauge(GaugeVec),
    Seconds(HistogramVec),
}

impl Telemetry {
    /// All figures of the catalogue, with nothing measured yet.
    #[must_use]
    pub fn new() -> Self {
        let registry = Registry::new();
        let series = CATALOGUE
            .iter()
            .filter_map(|row| Some((row.metric, series(&registry, row)?)))
            .collect();
        Self {
            registry,
            series: Arc::new(series),
        }
    }

    /// Adds to a counter. Values of labels stand in the order of the catalogue;
    /// with another number of them, or for another kind, nothing is counted.
    pub fn count(&self, metric: Metric, labels: &[&str], by: u64) {
        if let Some(Series::Counter(counter)) = self.series.get(&metric)
            && let Ok(counter) = counter.get_metric_with_label_values(labels)
        {
            counter.inc_by(by);
        }
    }

    /// Sets a gauge; labels as in [`Self::count`].
    pub fn set(&self, metric: Metric, labels: &[&str], value: f64) {
        if let Some(Series::Gauge(gauge)) = self.series.get(&metric)
            && let Ok(gauge) = gauge.get_metric_with_label_values(labels)
        {
            gauge.set(value);
        }
    }

    /// Sets a gauge to a count; labels as in [`Self::count`].
    pub fn set_count(&self, metric: Metric, labels: &[&str], count: u64) {
        self.set(metric, labels, number(count));
    }

    /// Notes how long something took; labels as in [`Self::count`].
    pub fn took(&self, metric: Metric, labels: &[&str], time: Duration) {
        if let Some(Series::Seconds(histogram)) = self.series.get(&metric)
            && let Ok(histogram) = histogram.get_metric_with_label_values(labels)
        {
            histogram.observe(time.as_secs_f64());
        }
    }

    /// All figures as text, in the order of their names.
    #[must_use]
    pub fn render(&self) -> String {
        let mut text = Vec::new();
        // Writing to memory does not fail; a family that can't be written ends the text there.
        let _whole = TextEncoder::new()
            .encode(&self.registry.gather(), &mut text)
            .is_ok();
        String::from_utf8(text).unwrap_or_default()
    }
}

impl Default for Telemetry {
    fn default() -> Self {
        Self::new()
    }
}

/// Whole numbers up to 2^53 are exact as the floating numbers Prometheus has.
#[allow(
    clippy::cast_precision_loss,
    reason = "a count that large is exact enough for a graph"
)]
fn number(count: u64) -> f64 {
    count as f64
}

/// A row registered; `None` for one that Prometheus refuses, which a test rules out.
fn series(registry: &Registry, row: &Row) -> Option<Series> {
    fn registered<C: Collector + Clone + 'static>(registry: &Registry, made: &C) -> Option<()> {
        registry.register(Box::new(made.clone())).ok()
    }
    let opts = Opts::new(row.name, row.help);
    Some(match row.kind {
        Kind::Counter => {
            let made = IntCounterVec::new(opts, row.labels).ok()?;
            registered(registry, &made)?;
            // A counter that has counted nothing says 0, so that a watcher sees the first time.
            if row.labels.is_empty() {
                made.get_metric_with_label_values(&[] as &[&str]).ok()?;
            }
            Series::Counter(made)
        }
        Kind::Gauge => {
            let made = GaugeVec::new(opts, row.labels).ok()?;
            registered(registry, &made)?;
            Series::Gauge(made)
        }
        Kind::Seconds(bounds) => {
            let opts = HistogramOpts::new(row.name, row.help).buckets(bounds.to_vec());
            let made = HistogramVec::new(opts, row.labels).ok()?;
            registered(registry, &made)?;
            Series::Seconds(made)
        }
    })
}

#[cfg(test)]
mod tests;
