//! The manual page of the tables is the one that the list of tables gives.

#[test]
fn the_pages_of_the_tables_are_current() {
    for (vietnamese, page) in [
        (true, include_str!("../../../../docs/manual/tables.vi.md")),
        (false, include_str!("../../../../docs/manual/tables.en.md")),
    ] {
        let current = letters::tables::manual_page(vietnamese);
        assert_eq!(
            page.trim_end(),
            current.trim_end(),
            "write it again with `khien facts template`"
        );
    }
}

/// Each sample of the page on log formats is of the format it stands for, and read without a problem.
#[test]
fn the_samples_of_log_formats_are_read() {
    use detect::formats::{Format, ParseContext, Stream};
    let context = ParseContext {
        received_at: "2024-02-10T00:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        year: None,
    };
    for page in [
        include_str!("../../../../docs/manual/log-formats.vi.md"),
        include_str!("../../../../docs/manual/log-formats.en.md"),
    ] {
        let mut seen = std::collections::BTreeSet::new();
        for block in page.split("\n```").skip(1).step_by(2) {
            let (name, sample) = block.split_once('\n').unwrap();
            let format = Format::from_name(name).unwrap();
            let bytes = format!("{sample}\n");
            let stream = Stream::recognise(bytes.as_bytes(), None, &context);
            let read = stream.read_block(bytes.as_bytes(), 1, &mut |_, event| {
                detect::formats::promote(event, &context);
                let of_windows =
                    event.parser.ends_with("_json") || event.parser.starts_with("suricata");
                let parser = if of_windows { "json" } else { event.parser };
                // What a syslog line carries may be of another format.
                let carried = format == Format::Syslog && parser == "key_value";
                assert!(parser == name || carried, "{name}: {parser}: {sample}");
                assert!(
                    event.row.time.is_some() || ["cef", "leef"].contains(&name),
                    "{name}: no time"
                );
                assert_eq!(event.problems, [], "{name}: {sample}");
            });
            assert_eq!((read.problems.len(), read.events > 0), (0, true), "{name}");
            seen.insert(name);
        }
        // Every format has one but those that are no text, or any.
        for format in Format::ALL
            .iter()
            .filter(|f| ![Format::Evtx, Format::Text].contains(f))
        {
            assert!(seen.contains(format.name()), "{}", format.name());
        }
    }
}

#[tokio::test]
async fn the_pages_of_the_configuration_are_current() {
    for (lang, page) in [
        (
            "vi",
            include_str!("../../../../docs/manual/khien-toml.vi.md"),
        ),
        (
            "en",
            include_str!("../../../../docs/manual/khien-toml.en.md"),
        ),
    ] {
        let (current, _) = crate::program::run(&["--lang", lang, "config", "keys"], 0).await;
        assert_eq!(
            page.trim_end(),
            current.trim_end(),
            "write it again with `khien config keys`"
        );
    }
}
