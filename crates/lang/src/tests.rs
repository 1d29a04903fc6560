use super::*;
use domain::directive::{DirectiveKind, Relation};
use domain::facts::Basis;
use domain::figures::{FIGURES, FigureUnit};
use domain::judgement::Status;
use domain::measure_id::MeasureId;
use domain::unit::{Tier, UnitClass};
use std::collections::{BTreeMap, BTreeSet};

/// The ids of a language with the variables each text uses.
fn ids(files: &[&str]) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = String::new();
    for line in files.iter().flat_map(|file| file.lines()) {
        let starts = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some((id, _)) = line.split_once('=').filter(|_| starts) {
            current = id.trim().to_owned();
            let fresh = found.insert(current.clone(), BTreeSet::new()).is_none();
            assert!(fresh, "{current} stands twice");
        }
        let name = |rest: &str| -> String {
            rest.chars()
                .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                .collect()
        };
        let names = line.split('$').skip(1).map(name);
        if let Some(variables) = found.get_mut(&current) {
            variables.extend(names);
        }
    }
    found
}

#[test]
fn every_text_stands_in_both_languages_with_the_same_variables() {
    let (vi, en) = (ids(&VI), ids(&EN));
    assert!(vi.len() > 150, "{}", vi.len());
    assert_eq!(vi, en);
}

#[test]
fn no_file_has_a_fault() {
    for (language, files) in [(Lang::Vi, &VI), (Lang::En, &EN)] {
        assert_eq!(load(language, files).1, Vec::<String>::new());
    }
}

#[test]
fn every_text_can_be_written_and_leaves_no_mark_behind() {
    for lang in Lang::ALL {
        for (id, variables) in ids(&VI) {
            let values: Vec<_> = variables
                .iter()
                .map(|v| (v.as_str(), Value::Number(2)))
                .collect();
            let written = text(lang, &id, &values);
            assert!(!written.trim().is_empty(), "{id}");
            for mark in ['\u{2068}', '\u{2069}', '{', '}', '‹'] {
                assert!(!written.contains(mark), "{id}: {written}");
            }
        }
    }
}

#[test]
fn every_code_of_the_domain_has_a_word() {
    let mut missing = Vec::new();
    let mut check = |family: &str, code: &str| {
        let id = format!("{family}-{code}");
        if !has(&id) {
            missing.push(id);
        }
    };
    UnitClass::WORDS
        .iter()
        .for_each(|code| check("class", code));
    Tier::WORDS.iter().for_each(|code| check("tier", code));
    DirectiveKind::WORDS
        .iter()
        .for_each(|code| check("kind", code));
    Relation::WORDS
        .iter()
        .for_each(|code| check("relation", code));
    for id in MeasureId::ALL {
        check("measure", &id.as_str().replace('.', "-"));
    }
    Status::WORDS.iter().for_each(|code| check("status", code));
    Basis::WORDS.iter().for_each(|code| check("basis", code));
    for figure in FIGURES {
        check("figure", figure.key);
    }
    for unit in FigureUnit::ALL.iter().filter(|u| **u != FigureUnit::Plain) {
        check("figure-unit", unit.as_str());
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn words_read_as_people_know_them() {
    for (lang, written, expected) in [
        (Lang::Vi, word(Lang::Vi, "status", "not_met"), "Chưa đạt"),
        (
            Lang::Vi,
            word(Lang::Vi, "status", "not_applicable"),
            "Không áp dụng",
        ),
        (Lang::En, word(Lang::En, "status", "not_met"), "Not met"),
        (
            Lang::Vi,
            measure_title(Lang::Vi, "duty.roster_24x7"),
            "Trực giám sát 24/7",
        ),
        (
            Lang::Vi,
            text(Lang::Vi, "sample-mark", &[]),
            "MẪU – KHÔNG CÓ GIÁ TRỊ",
        ),
    ] {
        assert_eq!(written, expected, "{lang:?}");
    }
}

#[test]
fn the_claim_names_criterion_version_and_time() {
    let claim = text(
        Lang::Vi,
        "claim",
        &[
            ("measure", "duty.roster_24x7".into()),
            ("version", 1_i64.into()),
            ("at", "08/02/2024 22:00".into()),
        ],
    );
    assert_eq!(
        claim,
        "Đạt theo tiêu chí duty.roster_24x7 phiên bản 1, dữ liệu đến 08/02/2024 22:00; \
         không thay thế kiểm tra của cơ quan có thẩm quyền."
    );
}

#[test]
fn plurals_follow_the_number() {
    let affected = |count: i64| text(Lang::En, "cli-vuln-affected", &[("count", count.into())]);
    assert_eq!(affected(1), "1 machine is affected");
    assert_eq!(affected(12), "12 machines are affected");
    assert_eq!(affected(1234), "1234 machines are affected");
}

#[test]
fn an_unknown_id_is_seen() {
    assert_eq!(text(Lang::Vi, "no-such-text", &[]), "‹no-such-text›");
    assert!(!has("no-such-text"));
}

#[test]
fn languages_are_read_from_locale_codes() {
    for (code, lang) in [
        ("vi", Some(Lang::Vi)),
        ("vi_VN.UTF-8", Some(Lang::Vi)),
        ("EN-gb", Some(Lang::En)),
        ("fr", None),
        ("", None),
    ] {
        assert_eq!(Lang::parse(code), lang, "{code}");
    }
}
