//! A directive as read, for people.

use crate::output;
use domain::directive::Directive;
use lang::{Lang, text, word};

/// Prints what was read, in the order in which a letter prints it.
pub(crate) fn print(lang: Lang, name: &str, directive: &Directive) {
    let blank = text(lang, "cli-blank", &[]);
    let row = |id: &str, value: &str| output::line(&format!("{:<20} {value}", text(lang, id, &[])));
    output::line(&format!("── {name}"));
    row(
        "cli-read-kind",
        &word(lang, "kind", directive.kind.as_str()),
    );
    let number = directive.number.as_deref().unwrap_or(&blank);
    row(
        "cli-read-number",
        &format!("{number}/{}", directive.sign.as_deref().unwrap_or(&blank)),
    );
    row(
        "cli-read-date",
        &directive
            .date
            .map_or(blank.clone(), |d| d.strftime("%d/%m/%Y").to_string()),
    );
    if let Some(issuer) = &directive.issuer {
        row(
            "cli-read-issuer",
            &format!(
                "{} ({})",
                issuer.name,
                word(lang, "tier", issuer.tier.as_str())
            ),
        );
    }
    row(
        "cli-read-subject",
        directive.subject.as_deref().unwrap_or(&blank),
    );
    if let Some(watch) = &directive.watch {
        row(
            "cli-read-watch",
            &format!(
                "{}: {} – {}",
                watch.name,
                watch.from.strftime("%d/%m/%Y"),
                watch.to.strftime("%d/%m/%Y")
            ),
        );
    }
    row("cli-read-addressees", "");
    for addressee in &directive.addressees {
        let classes: Vec<String> = addressee
            .classes
            .iter()
            .map(|c| word(lang, "class", c.as_str()))
            .collect();
        output::line(&format!("  - {}  [{}]", addressee.text, classes.join(", ")));
    }
    obligations(lang, directive);
    rest(lang, directive);
}

fn obligations(lang: Lang, directive: &Directive) {
    let printed = directive.obligations.iter().filter(|o| !o.is_synthetic());
    let count = i64::try_from(printed.clone().count()).unwrap_or(i64::MAX);
    output::line(&text(
        lang,
        "cli-read-obligations",
        &[("count", count.into())],
    ));
    for obligation in printed {
        let measures: Vec<String> = obligation
            .measures
            .iter()
            .map(|m| lang::measure_title(lang, m.as_str()))
            .collect();
        let percent = format!("{:.0}", obligation.confidence * 100.0);
        let confidence = text(
            lang,
            "cli-read-confidence",
            &[("percent", percent.as_str().into())],
        );
        output::line(&format!("  {:<6} {}", obligation.id, obligation.text));
        output::line(&format!(
            "         → {} ({confidence})",
            if measures.is_empty() {
                "?".to_owned()
            } else {
                measures.join("; ")
            }
        ));
    }
}

fn rest(lang: Lang, directive: &Directive) {
    let count = i64::try_from(directive.contacts.len()).unwrap_or(i64::MAX);
    output::line(&text(lang, "cli-read-contacts", &[("count", count.into())]));
    for contact in &directive.contacts {
        output::line(&format!(
            "  - {}: {} {}",
            contact.name,
            contact.phones.join(", "),
            contact.emails.join(", ")
        ));
    }
    output::line(&text(lang, "cli-read-references", &[]));
    for reference in &directive.references {
        let sign = [reference.number.as_deref(), reference.sign.as_deref()]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("/");
        output::line(&format!(
            "  - {sign}  [{}]",
            word(lang, "relation", reference.relation.as_str())
        ));
    }
    for enclosure in &directive.enclosures {
        output::line(&format!("  + {}", enclosure.title));
    }
    if !directive.warnings.is_empty() {
        output::line(&text(lang, "cli-read-warnings", &[]));
        for warning in &directive.warnings {
            output::line(&format!("  ! {} ({})", warning.text, warning.code));
        }
    }
}
