//! A rule file → rules, correlations, filters, and what is wrong with the rest.

use super::condition::{self, Condition};
use super::correlation::Correlation;
use super::correlation::read as correlation;
use super::modifiers::{self, Placeholders, Reading};
use super::problem::{Problem, Reason};
use super::rule::{Level, LogSource, Meta, Rule, Search};
use super::yaml::{self, Node, Value};

/// What a rule file holds.
#[derive(Debug, Default)]
pub(super) struct Documents {
    pub(super) rules: Vec<Rule>,
    pub(super) correlations: Vec<Correlation>,
    pub(super) filters: Vec<Filter>,
    pub(super) problems: Vec<Problem>,
}

/// A Sigma filter: a condition that is added to other rules (Sigma filters specification 2.1).
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) meta: Meta,
    pub(super) source: LogSource,
    /// Ids or names of the rules; empty for all rules of the log source.
    pub(super) rules: Vec<String>,
    pub(super) searches: Vec<(String, Search)>,
    pub(super) condition: Condition,
}

/// Reads all documents of a rule file; one that can't be used is a problem, the others are there.
pub(super) fn read(text: &str, placeholders: &Placeholders) -> Documents {
    let mut read = Documents::default();
    let mut reading = Reading::new(placeholders);
    match yaml::documents(text) {
        Ok(nodes) => {
            for node in &nodes {
                if let Err(problem) = document(node, &mut reading, &mut read) {
                    read.problems.push(problem);
                }
            }
            if nodes.is_empty() {
                read.problems.push(Problem::at(1, Reason::NotARule));
            }
        }
        Err(problem) => read.problems.push(problem),
    }
    read
}

fn document(node: &Node, reading: &mut Reading<'_>, read: &mut Documents) -> Result<(), Problem> {
    let meta = meta(node)?;
    if let Some(body) = node.at("correlation") {
        read.correlations.push(correlation::read(meta, node, body)?);
    } else if let Some(body) = node.at("filter") {
        let rules = filtered(body)?;
        let (searches, condition) = detection(body, &["rules"], reading)?;
        read.filters.push(Filter {
            meta,
            source: source(node)?,
            rules,
            searches,
            condition,
        });
    } else if let Some(body) = node.at("detection") {
        let (searches, condition) = detection(body, &[], reading)?;
        read.rules.push(Rule {
            meta: meta.into(),
            source: source(node)?,
            searches,
            condition,
        });
    } else {
        return Err(Problem::at(node.line, Reason::NotARule));
    }
    Ok(())
}

fn meta(node: &Node) -> Result<Meta, Problem> {
    let text = |key: &str| node.at(key).and_then(Node::text).map(str::to_owned);
    let texts = |key: &str| node.at(key).map(Node::texts).unwrap_or_default();
    let Some(title) = text("title") else {
        return Err(Problem::at(node.line, Reason::Missing("title")));
    };
    let level = match node.at("level") {
        None => Level::default(),
        Some(level) => level
            .text()
            .and_then(Level::from_name)
            .ok_or_else(|| Problem::at(level.line, Reason::Shape("level".into())))?,
    };
    Ok(Meta {
        id: text("id"),
        name: text("name"),
        title,
        title_vi: text("title_vi"),
        level,
        status: text("status"),
        tags: texts("tags"),
        author: text("author"),
        description: text("description"),
        falsepositives: texts("falsepositives"),
        references: texts("references"),
        fields: texts("fields"),
        line: node.line,
    })
}

fn source(node: &Node) -> Result<LogSource, Problem> {
    let Some(body) = node.at("logsource") else {
        return Err(Problem::at(node.line, Reason::Missing("logsource")));
    };
    let text = |key: &str| body.at(key).and_then(Node::text).map(str::to_lowercase);
    let source = LogSource {
        category: text("category"),
        product: text("product"),
        service: text("service"),
    };
    if source == LogSource::default() {
        return Err(Problem::at(body.line, Reason::Shape("logsource".into())));
    }
    Ok(source)
}

/// The rules a filter is for; none for all of its log source, which must be
/// said with `any` or `all`: one that was forgotten would silence every rule.
fn filtered(body: &Node) -> Result<Vec<String>, Problem> {
    let Some(node) = body.at("rules") else {
        return Err(Problem::at(body.line, Reason::Missing("rules")));
    };
    let rules = node.only_texts().filter(|rules| !rules.is_empty());
    let rules = rules.ok_or_else(|| Problem::at(node.line, Reason::Shape("rules".into())))?;
    if rules.iter().any(|rule| rule == "any" || rule == "all") {
        return Ok(Vec::new());
    }
    Ok(rules)
}

type Searches = Vec<(String, Search)>;

fn detection(
    body: &Node,
    besides: &[&str],
    reading: &mut Reading<'_>,
) -> Result<(Searches, Condition), Problem> {
    let Value::Map(entries) = &body.value else {
        return Err(Problem::at(body.line, Reason::Shape("detection".into())));
    };
    let mut searches = Vec::new();
    for (key, node) in entries {
        let name = key.text.as_str();
        if matches!(name, "condition" | "timeframe") || besides.contains(&name) {
            continue;
        }
        searches.push((name.to_owned(), search(node, reading)?));
    }
    let Some(node) = body.at("condition") else {
        return Err(Problem::at(body.line, Reason::Missing("condition")));
    };
    let names: Vec<&str> = searches.iter().map(|(name, _)| name.as_str()).collect();
    let mut conditions = Vec::new();
    let mut terms_left = condition::TERMS_MAX;
    for text in node.texts() {
        let condition = condition::parse(&text, &names, &mut terms_left);
        conditions.push(condition.map_err(|reason| Problem::at(node.line, reason))?);
    }
    match (conditions.pop(), conditions.is_empty()) {
        (Some(only), true) => Ok((searches, only)),
        (Some(last), false) => {
            conditions.push(last);
            Ok((searches, Condition::Any(conditions)))
        }
        (None, _) => Err(Problem::at(node.line, Reason::Shape("condition".into()))),
    }
}

fn search(node: &Node, reading: &mut Reading<'_>) -> Result<Search, Problem> {
    let at = |(line, reason)| Problem::at(line, reason);
    match &node.value {
        Value::Map(entries) if entries.is_empty() => {
            Err(Problem::at(node.line, Reason::Shape("detection".into())))
        }
        Value::Map(entries) => {
            let mut items = Vec::with_capacity(entries.len());
            for (key, value) in entries {
                let item = modifiers::item(&key.text, value, reading).map_err(at)?;
                if item.tests.is_empty() {
                    return Err(Problem::at(value.line, Reason::Shape(key.text.clone())));
                }
                items.push(Search::Item(item));
            }
            Ok(Search::All(items))
        }
        Value::List(nodes) if nodes.iter().any(|node| matches!(node.value, Value::Map(_))) => {
            let nodes = nodes.iter().map(|node| search(node, reading));
            Ok(Search::Any(nodes.collect::<Result<_, _>>()?))
        }
        Value::List(nodes) if nodes.is_empty() => {
            Err(Problem::at(node.line, Reason::Shape("detection".into())))
        }
        // Keywords: texts sought in every value.
        _ => Ok(Search::Item(
            modifiers::item("", node, reading).map_err(at)?,
        )),
    }
}
