//! A search as one or more searches that the filters of the files can decide.
//!
//! A Bloom filter says of one column that a value is not there. `ip:203.0.113.7` asks two columns, either of which may
//! hold the address: no filter alone can leave anything out. So it becomes two searches, one of each column, of which
//! the second leaves out what the first finds.

use super::field::{Field, SearchColumn};
use super::syntax::{Node, Query, Term, Test};

/// A part of a search. An event passes at most one part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Part {
    /// Exact values of single columns: cheap, and few events pass. All of them are asked.
    pub(super) sought: Vec<Node>,
    /// What is asked besides.
    pub(super) rest: Vec<Node>,
}

impl Query {
    /// The parts; together they find what the search finds.
    pub(super) fn parts(&self) -> Vec<Part> {
        let all = match &self.root {
            Node::And(parts) => parts.as_slice(),
            root => std::slice::from_ref(root),
        };
        let (sought, mut rest): (Vec<Node>, Vec<Node>) = all
            .iter()
            .cloned()
            .partition(|part| columns(part).is_some_and(|columns| columns.len() == 1));
        let either = rest
            .iter()
            .position(|part| columns(part).is_some_and(|columns| columns.len() > 1));
        // One that decides is enough, as each column is another reading of the files.
        let Some(either) = either.filter(|_| sought.is_empty()) else {
            return vec![Part { sought, rest }];
        };
        let either = rest.remove(either);
        let mut before = Vec::new();
        let mut parts = Vec::new();
        for column in columns(&either).unwrap_or_default() {
            let own = Node::or(of_column(&either, column));
            let mut rest = rest.clone();
            rest.extend(before.iter().cloned().map(Node::negated));
            before.push(own.clone());
            let sought = vec![own];
            parts.push(Part { sought, rest });
        }
        parts
    }
}

/// The parts any of which will do; of what is no `or` the whole.
fn any_of(node: &Node) -> &[Node] {
    match node {
        Node::Or(parts) => parts,
        node => std::slice::from_ref(node),
    }
}

/// The columns of which exact values are asked, any of which will do; `None` where something else is asked.
fn columns(node: &Node) -> Option<Vec<SearchColumn>> {
    let mut found = Vec::new();
    for term in any_of(node) {
        let column = column(term)?;
        if !found.contains(&column) {
            found.push(column);
        }
    }
    Some(found)
}

/// The column whose exact value is asked, of those that have Bloom filters.
fn column(node: &Node) -> Option<SearchColumn> {
    match node {
        Node::Term(Term::Field(
            Field::Column(
                column @ (SearchColumn::Host
                | SearchColumn::User
                | SearchColumn::Domain
                | SearchColumn::Hash),
            ),
            Test::Exact(_),
        )) => Some(*column),
        Node::Term(Term::Field(
            Field::Column(column @ (SearchColumn::SrcIp | SearchColumn::DstIp)),
            Test::Addresses(row),
        )) => (row.low == row.high).then_some(*column),
        _ => None,
    }
}

fn of_column(either: &Node, wanted: SearchColumn) -> Vec<Node> {
    let own = any_of(either)
        .iter()
        .filter(|term| column(term) == Some(wanted));
    own.cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    /// The parts of a search as text: what is sought, a bar, what is asked besides.
    fn check(query: &str, expected: &[&str]) {
        let said = |nodes: &[Node]| {
            let said: Vec<String> = nodes.iter().map(|node| format!("({node})")).collect();
            said.concat()
        };
        let parts = parse(query).unwrap().parts();
        let parts: Vec<String> = parts
            .iter()
            .map(|part| format!("{}|{}", said(&part.sought), said(&part.rest)))
            .collect();
        assert_eq!(parts, expected, "{query}");
    }

    #[test]
    fn a_search_of_either_column_is_one_of_each() {
        check("", &["|(*)"]);
        check("src.ip:192.0.2.7", &["(src.ip:192.0.2.7)|"]);
        check(
            "ip:192.0.2.7",
            &[
                "(src.ip:192.0.2.7)|",
                "(dst.ip:192.0.2.7)|(not src.ip:192.0.2.7)",
            ],
        );
        check(
            "action=deny ip:192.0.2.7",
            &[
                "(src.ip:192.0.2.7)|(action=deny)",
                "(dst.ip:192.0.2.7)|(action=deny)(not src.ip:192.0.2.7)",
            ],
        );
        check(
            "action:deny (ip:192.0.2.7 or ip:192.0.2.8)",
            &[
                "(src.ip:192.0.2.7 or src.ip:192.0.2.8)|(action:deny)",
                "(dst.ip:192.0.2.7 or dst.ip:192.0.2.8)|\
                 (action:deny)(not (src.ip:192.0.2.7 or src.ip:192.0.2.8))",
            ],
        );
    }

    #[test]
    fn what_no_filter_can_decide_stays_whole() {
        for query in [
            "ip:192.0.2.0/24",
            "not ip:192.0.2.7",
            "ip:192.0.2.7 or action:deny",
            "action=deny or process=x",
            "\"192.0.2.7\"",
        ] {
            let parts = parse(query).unwrap().parts();
            assert_eq!(parts.len(), 1, "{query}");
            assert_eq!(parts[0].sought, [], "{query}");
        }
        // Where one column decides already, the files are not read twice.
        check(
            "src.ip:192.0.2.9 ip:192.0.2.7",
            &["(src.ip:192.0.2.9)|(src.ip:192.0.2.7 or dst.ip:192.0.2.7)"],
        );
    }
}
