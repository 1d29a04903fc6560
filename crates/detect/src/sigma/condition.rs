//! The condition of a rule: `selection and not 1 of filter_*` → [`Condition`].
//!
//! Precedence from loosest: `or`, `and`, `not`, `1 of` and `all of`,
//! parentheses (Sigma rules specification 2.1, "Condition").

use super::problem::Reason;

/// Deepest nesting of parentheses and `not`.
const DEPTH_MAX: usize = 64;
/// Longest condition in bytes.
const LENGTH_MAX: usize = 16 * 1024;
/// Most searches that the conditions of one rule name together, each as often
/// as it is named; `all of them` names all.
pub(super) const TERMS_MAX: usize = 10_000;

/// A condition over the searches of a rule, each by its place in the rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Condition {
    Search(usize),
    Not(Box<Self>),
    All(Vec<Self>),
    Any(Vec<Self>),
}

/// Reads a condition over searches of these names; what it names is taken off
/// `terms_left`, which begins at [`TERMS_MAX`].
///
/// # Errors
/// Text that is no condition, names of no search, obsolete aggregation, more
/// terms than are left.
pub(super) fn parse(
    text: &str,
    names: &[&str],
    terms_left: &mut usize,
) -> Result<Condition, Reason> {
    if text.len() > LENGTH_MAX {
        return Err(Reason::TooLarge);
    }
    if text.contains('|') {
        return Err(Reason::Aggregation);
    }
    let spaced = text.replace('(', " ( ").replace(')', " ) ");
    let mut parser = Parser {
        words: spaced.split_whitespace().collect(),
        at: 0,
        names,
        depth: 0,
        terms_left,
    };
    let condition = parser.any()?;
    match parser.peek() {
        None => Ok(condition),
        Some(word) => Err(Reason::Condition(format!("unexpected \"{word}\""))),
    }
}

struct Parser<'a> {
    words: Vec<&'a str>,
    at: usize,
    names: &'a [&'a str],
    depth: usize,
    terms_left: &'a mut usize,
}

impl<'a> Parser<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    /// Takes the next word when it is this keyword; a search of that very name wins.
    fn takes(&mut self, keyword: &str) -> bool {
        let found = self
            .peek()
            .is_some_and(|word| word.eq_ignore_ascii_case(keyword) && !self.names.contains(&word));
        self.at += usize::from(found);
        found
    }

    fn any(&mut self) -> Result<Condition, Reason> {
        let mut terms = vec![self.all()?];
        while self.takes("or") {
            terms.push(self.all()?);
        }
        Ok(joined(terms, Condition::Any))
    }

    fn all(&mut self) -> Result<Condition, Reason> {
        let mut terms = vec![self.term()?];
        while self.takes("and") {
            terms.push(self.term()?);
        }
        Ok(joined(terms, Condition::All))
    }

    fn term(&mut self) -> Result<Condition, Reason> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(Reason::TooDeep);
        }
        let term = self.inner_term();
        self.depth -= 1;
        term
    }

    fn inner_term(&mut self) -> Result<Condition, Reason> {
        if self.takes("not") {
            return Ok(Condition::Not(Box::new(self.term()?)));
        }
        if self.takes("(") {
            let inner = self.any()?;
            if !self.takes(")") {
                return Err(Reason::Condition("\")\" is missing".into()));
            }
            return Ok(inner);
        }
        let Some(word) = self.peek() else {
            return Err(Reason::Condition("it ends too early".into()));
        };
        self.at += 1;
        let of = self
            .peek()
            .is_some_and(|next| next.eq_ignore_ascii_case("of"));
        if of && !self.names.contains(&word) {
            self.at += 1;
            return self.quantified(word);
        }
        let search = self.search(word)?;
        self.spend(1)?;
        Ok(Condition::Search(search))
    }

    fn spend(&mut self, terms: usize) -> Result<(), Reason> {
        *self.terms_left = self.terms_left.checked_sub(terms).ok_or(Reason::TooLarge)?;
        Ok(())
    }

    fn search(&self, word: &str) -> Result<usize, Reason> {
        self.names
            .iter()
            .position(|name| *name == word)
            .ok_or_else(|| Reason::UnknownSearch(word.to_owned()))
    }

    /// `1 of X`, `any of X`, `all of X`; X is `them` or a pattern with `*`.
    fn quantified(&mut self, quantity: &str) -> Result<Condition, Reason> {
        let Some(word) = self.peek() else {
            return Err(Reason::Condition("nothing follows \"of\"".into()));
        };
        self.at += 1;
        let them = word.eq_ignore_ascii_case("them") && !self.names.contains(&word);
        let fits = |name: &str| {
            if them {
                !name.starts_with('_')
            } else {
                pattern_fits(word, name)
            }
        };
        let chosen: Vec<Condition> = self
            .names
            .iter()
            .enumerate()
            .filter(|(_, name)| fits(name))
            .map(|(at, _)| Condition::Search(at))
            .collect();
        if chosen.is_empty() {
            return Err(Reason::UnknownSearch(word.to_owned()));
        }
        self.spend(chosen.len())?;
        match quantity.to_ascii_lowercase().as_str() {
            "1" | "any" => Ok(joined(chosen, Condition::Any)),
            "all" => Ok(joined(chosen, Condition::All)),
            other => Err(Reason::Condition(format!(
                "\"{other} of\" is neither \"1 of\" nor \"all of\""
            ))),
        }
    }
}

fn joined(mut terms: Vec<Condition>, join: fn(Vec<Condition>) -> Condition) -> Condition {
    match (terms.pop(), terms.is_empty()) {
        (Some(only), true) => only,
        (last, _) => {
            terms.extend(last);
            join(terms)
        }
    }
}

/// Whether a name fits a pattern whose only wildcard is `*`.
fn pattern_fits(pattern: &str, name: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = pieces.next().and_then(|first| name.strip_prefix(first)) else {
        return false;
    };
    let Some(last) = pieces.next_back() else {
        return rest.is_empty();
    };
    for piece in pieces {
        let Some((_, after)) = rest.split_once(piece) else {
            return false;
        };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = [
        "selection_a",
        "selection_b",
        "filter_x",
        "_hidden",
        "keywords",
    ];

    fn check(text: &str, expected: &str) {
        let mut terms_left = TERMS_MAX;
        let printed = match parse(text, &NAMES, &mut terms_left) {
            Ok(condition) => print(&condition),
            Err(reason) => reason.code().to_owned(),
        };
        assert_eq!(printed, expected, "{text}");
    }

    fn print(condition: &Condition) -> String {
        let list = |terms: &[Condition], by: &str| {
            let terms: Vec<String> = terms.iter().map(print).collect();
            format!("({})", terms.join(by))
        };
        match condition {
            Condition::Search(at) => at.to_string(),
            Condition::Not(inner) => format!("!{}", print(inner)),
            Condition::All(terms) => list(terms, "&"),
            Condition::Any(terms) => list(terms, "|"),
        }
    }

    #[test]
    fn conditions_bind_as_the_specification_says() {
        check("selection_a", "0");
        check("selection_a or selection_b and keywords", "(0|(1&4))");
        check("not selection_a and selection_b", "(!0&1)");
        check("not (selection_a and selection_b)", "!(0&1)");
        check("1 of selection_* and not 1 of filter_*", "((0|1)&!2)");
        check("all of selection*", "(0&1)");
        check("1 of them", "(0|1|2|4)");
        check("any of *_a", "0");
        check("NOT keywords OR filter_x", "(!4|2)");
        check("((selection_a))", "0");
    }

    #[test]
    fn bad_conditions_are_refused_with_their_reason() {
        check("", "rule.condition");
        check("selection_a and", "rule.condition");
        check("selection_c", "rule.unknown_search");
        check("1 of nothing_*", "rule.unknown_search");
        check("2 of them", "rule.condition");
        check("(selection_a", "rule.condition");
        check("selection_a selection_b", "rule.condition");
        check("selection_a | count() > 5", "rule.aggregation");
        check(&"(".repeat(1000), "rule.too_deep");
        check(&"not ".repeat(1000), "rule.too_deep");
    }

    #[test]
    fn the_conditions_of_a_rule_share_a_budget_of_terms() {
        let read = |texts: &[&str], mut left: usize| -> Result<usize, Reason> {
            for text in texts {
                parse(text, &NAMES, &mut left)?;
            }
            Ok(left)
        };
        assert_eq!(read(&["selection_a and not keywords"], 2), Ok(0));
        assert_eq!(read(&["1 of them", "all of selection_*"], 6), Ok(0));
        assert_eq!(
            read(&["1 of them", "all of selection_*"], 5),
            Err(Reason::TooLarge)
        );
        assert_eq!(read(&["keywords", "keywords"], 1), Err(Reason::TooLarge));
    }
}
