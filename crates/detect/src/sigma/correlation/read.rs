//! The `correlation` part of a document → a [`Correlation`].

use super::super::problem::{Problem, Reason};
use super::super::rule::Meta;
use super::super::yaml::{Node, Value};
use super::{Bound, Bounds, Correlation, Kind};

/// Most rules one correlation may name.
const RULES_MAX: usize = 64;

/// Reads a correlation.
///
/// # Errors
/// Missing or misshapen parts, with their line.
pub(in super::super) fn read(
    meta: Meta,
    document: &Node,
    body: &Node,
) -> Result<Correlation, Problem> {
    let rules_node = wanted(body, "rules")?;
    let rules = rules_node.only_texts().unwrap_or_default();
    if rules.is_empty() || rules.len() > RULES_MAX {
        return Err(shape(rules_node, "rules"));
    }
    let kind_node = wanted(body, "type")?;
    let condition_node = body.at("condition");
    let kind = kind(kind_node, condition_node)?;
    let condition = match (condition_node, &kind) {
        (Some(node), _) => bounds(node)?,
        (None, Kind::Temporal | Kind::TemporalOrdered) => Bounds::default(),
        (None, _) => return Err(Problem::at(body.line, Reason::Missing("condition"))),
    };
    let timespan = wanted(body, "timespan")?;
    Ok(Correlation {
        kind,
        rules,
        group_by: body
            .at("group-by")
            .map(|node| node.only_texts().ok_or_else(|| shape(node, "group-by")))
            .transpose()?
            .unwrap_or_default(),
        aliases: body
            .at("aliases")
            .map(aliases)
            .transpose()?
            .unwrap_or_default(),
        timespan_s: timespan
            .text()
            .and_then(seconds)
            .ok_or_else(|| shape(timespan, "timespan"))?,
        condition,
        generate: generate(document, body)?,
        rules_line: rules_node.line,
        meta,
    })
}

fn wanted<'n>(body: &'n Node, key: &'static str) -> Result<&'n Node, Problem> {
    body.at(key)
        .ok_or_else(|| Problem::at(body.line, Reason::Missing(key)))
}

fn shape(node: &Node, what: &str) -> Problem {
    Problem::at(node.line, Reason::Shape(what.to_owned()))
}

fn kind(node: &Node, condition: Option<&Node>) -> Result<Kind, Problem> {
    let fields = || {
        let fields = condition
            .and_then(|node| node.at("field"))
            .map(Node::texts)
            .unwrap_or_default();
        if fields.is_empty() {
            return Err(Problem::at(
                condition.map_or(node.line, |node| node.line),
                Reason::Missing("field"),
            ));
        }
        Ok(fields)
    };
    let field = || fields().map(|mut fields| fields.swap_remove(0));
    Ok(match node.text().unwrap_or_default() {
        "event_count" => Kind::EventCount,
        "value_count" => Kind::ValueCount(fields()?),
        "temporal" => Kind::Temporal,
        "temporal_ordered" => Kind::TemporalOrdered,
        "value_sum" => Kind::ValueSum(field()?),
        "value_avg" => Kind::ValueAverage(field()?),
        "value_percentile" => Kind::ValuePercentile(field()?, percentile(condition)?),
        _ => return Err(shape(node, "type")),
    })
}

/// The percentage of `value_percentile`: `percentile` in the condition, the
/// median when it is not given. The specification leaves it open.
fn percentile(condition: Option<&Node>) -> Result<f64, Problem> {
    let Some(node) = condition.and_then(|node| node.at("percentile")) else {
        return Ok(50.0);
    };
    node.text()
        .and_then(|text| text.parse().ok())
        .filter(|percentage| (0.0..=100.0).contains(percentage))
        .ok_or_else(|| shape(node, "percentile"))
}

fn bounds(node: &Node) -> Result<Bounds, Problem> {
    let Value::Map(entries) = &node.value else {
        return Err(shape(node, "condition"));
    };
    let mut bounds = Bounds::default();
    for (key, value) in entries {
        let bound = match key.text.as_str() {
            "gt" => Bound::Greater,
            "gte" => Bound::GreaterEqual,
            "lt" => Bound::Less,
            "lte" => Bound::LessEqual,
            "eq" => Bound::Equal,
            "neq" => Bound::NotEqual,
            "field" | "percentile" => continue,
            _ => return Err(Problem::at(key.line, Reason::Shape(key.text.clone()))),
        };
        let limit = value.text().and_then(|text| text.parse::<f64>().ok());
        bounds.0.push((
            bound,
            limit
                .filter(|limit| limit.is_finite())
                .ok_or_else(|| shape(value, &key.text))?,
        ));
    }
    if bounds.0.is_empty() {
        return Err(shape(node, "condition"));
    }
    Ok(bounds)
}

type Aliases = Vec<(String, Vec<(String, String)>)>;

fn aliases(node: &Node) -> Result<Aliases, Problem> {
    let Value::Map(entries) = &node.value else {
        return Err(shape(node, "aliases"));
    };
    entries
        .iter()
        .map(|(alias, fields)| {
            let Value::Map(fields) = &fields.value else {
                return Err(shape(fields, "aliases"));
            };
            let fields = fields.iter().map(|(rule, field)| {
                let field_name = field.text().ok_or_else(|| shape(field, "aliases"))?;
                Ok((rule.text.clone(), field_name.to_owned()))
            });
            Ok((alias.text.clone(), fields.collect::<Result<_, Problem>>()?))
        })
        .collect()
}

/// `generate` stands in the correlation or beside it.
fn generate(document: &Node, body: &Node) -> Result<bool, Problem> {
    let Some(node) = body.at("generate").or_else(|| document.at("generate")) else {
        return Ok(false);
    };
    match node.value {
        Value::Bool(generate) => Ok(generate),
        _ => Err(shape(node, "generate")),
    }
}

/// `90s`, `15m`, `1h`, `7d` in seconds; not nought, at most a year.
fn seconds(text: &str) -> Option<u64> {
    let unit = text.chars().next_back()?;
    let number: u64 = text.strip_suffix(unit)?.parse().ok()?;
    let factor = match unit {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return None,
    };
    number
        .checked_mul(factor)
        .filter(|seconds| (1..=366 * 86_400).contains(seconds))
}
