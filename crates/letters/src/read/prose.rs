//! Duties of a text without numbered items, such as a press rendering.
//!
//! A sentence counts when somebody asks in it, or goes on asking, and its
//! words mean a measure. Such duties have no printed path; they are counted.

use super::duties::{MAX_OBLIGATIONS, Shared, clause};
use super::folded::{Folded, pattern};
use super::lines::shorten;
use super::words::{CONTACT_LEAD, DESCRIBING, IMPERATIVES, REQUESTS, begins_with_any, holds_any};
use super::{contacts, units};
use crate::classify::classify;
use domain::directive::Obligation;
use domain::unit::UnitClass;
use regex::Regex;
use std::sync::LazyLock;

static REPORTING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:theo (?:thong ke|bao cao|ghi nhan|danh gia)|trong nam|trong quy|thoi gian qua|ket qua|tinh den|da )",
    )
});
static GOES_ON: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:cung voi do|ben canh do|dong thoi|ngoai ra|cu the|trong do|cac (?:co quan|don vi|to chuc|doanh nghiep)[^.]{0,120}\b(?:can|phai)\b|tiep do|mat khac|dac biet)",
    )
});

/// Sentences of prose that ask for something, as duties numbered from 1.
pub(crate) fn obligations(paragraphs: &[String], shared: &Shared) -> Vec<Obligation> {
    let mut out: Vec<Obligation> = Vec::new();
    let mut asking = false;
    let mut asked_of: Option<Vec<UnitClass>> = None;
    for paragraph in paragraphs {
        let mut open: Option<String> = None;
        for sentence in sentences(paragraph) {
            let folded = Folded::new(shorten(&sentence, 2000)).text;
            if (CONTACT_LEAD.is_match(&folded) && contacts::has_address(&sentence))
                || REPORTING.is_match(&folded)
                || DESCRIBING.is_match(&folded)
            {
                push(&mut out, open.take(), asked_of.as_ref(), shared);
                continue;
            }
            let requests = holds_any(&folded, REQUESTS);
            let begins = begins_with_any(&folded, IMPERATIVES) || GOES_ON.is_match(&folded);
            if let Some(classes) = requests.then(|| asked(&folded, &sentence)).flatten() {
                asked_of = Some(classes);
            }
            let wanted =
                requests || (asking && begins) || (begins && begins_with_any(&folded, IMPERATIVES));
            if wanted && !classify(&sentence).is_empty() {
                push(&mut out, open.take(), asked_of.as_ref(), shared);
                open = Some(sentence);
                asking = true;
            } else if let Some(open) = &mut open {
                open.push(' ');
                open.push_str(&sentence);
            } else {
                asking |= requests;
            }
        }
        push(&mut out, open, asked_of.as_ref(), shared);
        if out.len() >= MAX_OBLIGATIONS {
            break;
        }
    }
    out.truncate(MAX_OBLIGATIONS);
    out
}

fn push(
    out: &mut Vec<Obligation>,
    sentence: Option<String>,
    asked_of: Option<&Vec<UnitClass>>,
    shared: &Shared,
) {
    let Some(sentence) = sentence else { return };
    // Without marks neither the bounds nor the addressees of a duty are certain.
    let scored = classify(&sentence);
    let mut duty = clause(
        &(out.len() + 1).to_string(),
        &sentence,
        &scored,
        shared.structure * 0.7,
        shared,
    );
    if let Some(classes) = asked_of {
        duty.addressees.clone_from(classes);
    }
    out.push(duty);
}

/// The classes named right after the verb of asking: "đề nghị các ngân hàng …".
fn asked(folded: &str, sentence: &str) -> Option<Vec<UnitClass>> {
    static WHOM: LazyLock<Regex> = LazyLock::new(|| {
        pattern(
            r"(?:^voi|^rieng|\b(?:doi voi|de nghi|yeu cau|giao))\s+((?:cac|so|bo|ubnd|doanh nghiep|nha mang|ngan hang|co quan|don vi)\b[^.:]{0,160})",
        )
    });
    let whom = WHOM.captures(folded)?.get(1)?;
    let map = Folded::new(sentence);
    let words: Vec<&str> = super::folded::part(sentence, map.printed_range(whom.range()))
        .split(' ')
        .take(14)
        .collect();
    let before_verb: Vec<&str> = words
        .iter()
        .copied()
        .enumerate()
        .take_while(|(i, _)| {
            !begins_with_any(
                &domain::text::fold(&words.get(*i..).unwrap_or_default().join(" ")),
                IMPERATIVES,
            )
        })
        .map(|(_, word)| word)
        .collect();
    let found = units::named_exactly(&before_verb.join(" ")).classes;
    (!found.is_empty()).then_some(found)
}

/// The sentences of a paragraph; stops inside numbers, signs and abbreviations do not end one.
fn sentences(paragraph: &str) -> Vec<String> {
    static END: LazyLock<Regex> = LazyLock::new(|| pattern(r"[.!?]”?\s+(\p{Lu}|[“\x22])"));
    let mut out = Vec::new();
    let mut from = 0;
    for found in END.captures_iter(paragraph) {
        let Some(next) = found.get(1).map(|m| m.start()) else {
            continue;
        };
        let sentence = super::folded::part(paragraph, from..next).trim();
        let abbreviation = ["TP.", "Tp.", "ThS.", "TS.", "KT.", "TM.", "TL."]
            .iter()
            .any(|a| sentence.ends_with(a));
        if !abbreviation {
            out.push(sentence.to_owned());
            from = next;
        }
    }
    out.push(super::folded::rest(paragraph, from).trim().to_owned());
    out.retain(|s| !s.is_empty());
    out
}
