//! The sample letters, read as a user's letters are.

use domain::directive::Directive;
use domain::measure_id::MeasureId;
use letters::read::{ReadContext, read_text};
use std::collections::BTreeSet;

/// Both letters as read under the pack in force when they came.
pub(crate) fn read() -> [Directive; 2] {
    let packs = wire::pack::builtin_packs().unwrap();
    let pack = packs.in_force(jiff::civil::date(2024, 1, 5)).unwrap();
    demo::letters().map(|(_, text)| {
        read_text(
            text,
            &ReadContext {
                calendar: &pack.calendar,
            },
        )
    })
}

#[test]
fn all_measures_occur_over_both_letters() {
    let asked: BTreeSet<MeasureId> = read()
        .iter()
        .flat_map(|d| &d.obligations)
        .flat_map(|o| o.measures.clone())
        .collect();
    let missing: Vec<&MeasureId> = MeasureId::ALL
        .iter()
        .filter(|m| !asked.contains(*m))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn the_letters_have_the_build_and_hazards_of_real_ones() {
    let [town, ministry] = read();
    let printed = |d: &Directive| -> Vec<String> {
        let ids = d.obligations.iter().map(|o| o.id.to_string());
        ids.filter(|id| id != "contacts").collect()
    };
    assert_eq!(
        printed(&town),
        [
            "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "2.1", "2.2", "2.3", "8.1", "8.2", "8.3"
        ]
    );
    assert_eq!(
        printed(&ministry),
        ["1.a", "1.b", "1.c", "1.d", "2.a", "2.b", "2.c", "2.d"]
    );
    for directive in [&town, &ministry] {
        assert_eq!((directive.number.as_deref(), directive.date), (None, None));
    }
    assert_eq!((town.contacts.len(), ministry.contacts.len()), (3, 2));
}

#[test]
fn the_letters_are_marked_and_name_nobody() {
    for (name, text) in demo::letters() {
        assert!(text.starts_with("MẪU – KHÔNG CÓ GIÁ TRỊ"), "{name}");
        assert!(
            text.trim_end().ends_with(['H', 'G', '*']),
            "{name} ends with the signer's title, no name"
        );
        let mails = text.split_whitespace().filter(|w| w.contains('@'));
        for mail in mails {
            assert!(
                mail.trim_end_matches(['.', ',']).ends_with("@example.com"),
                "{name}: {mail}"
            );
        }
    }
}
