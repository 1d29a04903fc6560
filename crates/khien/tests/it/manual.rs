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
