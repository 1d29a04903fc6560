//! The text as Prometheus reads it.

use super::*;

#[test]
fn every_row_of_the_catalogue_is_measured_and_printed() {
    let telemetry = Telemetry::new();
    for row in CATALOGUE {
        let labels: Vec<&str> = row.labels.iter().map(|_| "x").collect();
        telemetry.count(row.metric, &labels, 3);
        telemetry.set(row.metric, &labels, 2.0);
        telemetry.took(row.metric, &labels, Duration::from_millis(30));
    }
    let text = telemetry.render();
    for row in CATALOGUE {
        let (word, value) = match row.kind {
            Kind::Counter => ("counter", "3"),
            Kind::Gauge => ("gauge", "2"),
            Kind::Seconds(_) => ("histogram", "0.03"),
        };
        assert!(
            text.contains(&format!("# HELP {} {}\n", row.name, row.help))
                && text.contains(&format!("# TYPE {} {word}\n", row.name)),
            "{}: {text}",
            row.name
        );
        let line = text
            .lines()
            .find(|l| l.starts_with(row.name) && l.ends_with(&format!(" {value}")));
        assert!(line.is_some(), "{}: {text}", row.name);
        assert_eq!(
            row.kind == Kind::Counter,
            row.name.ends_with("_total"),
            "{}: only counters end in _total",
            row.name
        );
    }
}

#[test]
fn a_figure_given_wrongly_is_not_counted_and_stops_nothing() {
    let telemetry = Telemetry::new();
    telemetry.set(Metric::Judgements, &[], 1.0);
    telemetry.count(Metric::Facts, &[], 1);
    let text = telemetry.render();
    assert!(
        !text.contains("khien_judgements") && !text.contains("khien_facts"),
        "{text}"
    );
    telemetry.set(Metric::Judgements, &["not\"met\n"], 1.0);
    assert!(telemetry.render().contains(r#"status="not\"met\n"} 1"#));
}
