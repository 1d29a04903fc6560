//! The keys and values of a `khien.toml`, each with its line.

use super::keys::{KEYS, named, nearest};
use super::problem::{Level, Problem, Told};
use toml::de::{DeTable, DeValue};

/// A value of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Given {
    pub(crate) name: &'static str,
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// Reads the text of a file; every key that is wrong is told, not the first only.
pub(crate) fn read(file: &str, text: &str) -> (Vec<Given>, Vec<Problem>) {
    let mut reading = Reading {
        file,
        text,
        given: Vec::new(),
        problems: Vec::new(),
    };
    match DeTable::parse(text) {
        Ok(table) => reading.table("", table.get_ref()),
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start);
            let message = error.message().to_owned();
            reading.problem(
                at,
                "",
                Told::new(
                    format!("không đọc được TOML: {message}"),
                    format!("it is not TOML: {message}"),
                ),
            );
        }
    }
    reading.given.sort_by_key(|given| given.line);
    reading.problems.sort_by_key(|(line, _)| *line);
    let problems = reading.problems.into_iter().map(|(_, told)| told);
    (reading.given, problems.collect())
}

struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    given: Vec<Given>,
    // With their lines: a table gives its keys in the order of the alphabet.
    problems: Vec<(usize, Problem)>,
}

impl Reading<'_> {
    fn table(&mut self, section: &str, table: &DeTable<'_>) {
        for (key, value) in table {
            let name = match section {
                "" => key.get_ref().to_string(),
                _ => format!("{section}.{}", key.get_ref()),
            };
            self.entry(&name, key.span().start, value.get_ref());
        }
    }

    fn entry(&mut self, name: &str, at: usize, value: &DeValue<'_>) {
        let is_section = KEYS.iter().any(|key| {
            key.name
                .strip_prefix(name)
                .is_some_and(|r| r.starts_with('.'))
        });
        match (value, named(name)) {
            (DeValue::Table(table), None) if is_section => self.table(name, table),
            (_, None) => {
                let near = nearest(name);
                self.problem(
                    at,
                    name,
                    Told::new(
                        format!("không có khóa này; có phải “{near}”?"),
                        format!("there is no such key; is it \"{near}\"?"),
                    ),
                );
            }
            (value, Some(key)) => match plain(value) {
                Some(text) => self.given.push(Given {
                    name: key.name,
                    text,
                    line: line_of(self.text, at),
                }),
                None => self.problem(
                    at,
                    name,
                    Told::new(
                        "cần một giá trị đơn, không phải bảng hay ngày giờ",
                        "expected a plain value, no table and no date",
                    ),
                ),
            },
        }
    }

    fn problem(&mut self, at: usize, key: &str, told: Told) {
        let line = line_of(self.text, at);
        let problem = Problem {
            level: Level::Error,
            place: format!("{}:{line}", self.file),
            key: key.to_owned(),
            told,
        };
        self.problems.push((line, problem));
    }
}

fn plain(value: &DeValue<'_>) -> Option<String> {
    Some(match value {
        DeValue::String(text) => text.to_string(),
        DeValue::Integer(number) if number.radix() == 10 => number.as_str().to_owned(),
        DeValue::Boolean(flag) => flag.to_string(),
        DeValue::Array(items) => {
            let parts: Option<Vec<String>> = items
                .iter()
                .map(|item| item.get_ref().as_str().map(str::to_owned))
                .collect();
            parts?.join(", ")
        }
        _ => return None,
    })
}

/// Lines count from 1.
fn line_of(text: &str, at: usize) -> usize {
    let before = text.as_bytes().iter().take(at);
    before
        .filter(|byte| **byte == b'\n')
        .count()
        .saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_key_is_told_with_its_line_and_the_nearest_known_one() {
        let text = "listen = \"127.0.0.1:1\"\nlisen = 1\n[limits]\nupload_byte = 3\n[loging]\nlevel = \"info\"\n";
        let (given, problems) = read("khien.toml", text);
        assert_eq!(given.len(), 1);
        let told: Vec<String> = problems.iter().map(|p| p.line(lang::Lang::En)).collect();
        for (place, near) in [
            ("khien.toml:2: lisen", "\"listen\""),
            (
                "khien.toml:4: limits.upload_byte",
                "\"limits.upload_bytes\"",
            ),
            ("khien.toml:5: loging", "\"log."),
        ] {
            assert!(
                told.iter().any(|t| t.contains(place) && t.contains(near)),
                "{place}: {told:?}"
            );
        }
        assert_eq!(told.len(), 3, "{told:?}");
    }

    #[test]
    fn values_come_out_as_text_with_their_line() {
        let (given, problems) = read(
            "f",
            "behind_proxy = true\ntrusted_proxies = [\"10.0.0.1\", \"::1\"]\n[backup]\nkeep = 7\n",
        );
        assert_eq!(problems, vec![]);
        let plain: Vec<_> = given
            .iter()
            .map(|g| (g.name, g.text.as_str(), g.line))
            .collect();
        assert_eq!(
            plain,
            [
                ("behind_proxy", "true", 1),
                ("trusted_proxies", "10.0.0.1, ::1", 2),
                ("backup.keep", "7", 4)
            ]
        );
        for broken in [
            "listen = ",
            "listen = { a = 1 }",
            "[backup]\nkeep = 2024-01-01",
        ] {
            assert_eq!(read("f", broken).1.len(), 1, "{broken}");
        }
    }
}
