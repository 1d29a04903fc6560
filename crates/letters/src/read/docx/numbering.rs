//! Automatic list numbers: the label Word prints before a paragraph.
//!
//! Word's `lowerLetter` runs through the Latin alphabet, without đ; a template
//! that prints "đ)" has it as literal text of its level. Both come out here as
//! they stand on paper (ECMA-376 part 1, 17.9).

use super::super::error::ReadError;
use super::xml::{Step, Tag, walk};
use std::collections::HashMap;

/// Levels Word knows.
const LEVELS: usize = 9;
/// Most lists and styles kept.
const MAX_LISTS: usize = 20_000;

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    abstracts: HashMap<u32, Abstract>,
    lists: HashMap<u32, List>,
    styles: HashMap<String, Style>,
    style_links: HashMap<String, u32>,
    counters: HashMap<u32, [Option<u32>; LEVELS]>,
}

#[derive(Debug, Default, Clone)]
struct Abstract {
    levels: [Level; LEVELS],
    linked_style: Option<String>,
}

#[derive(Debug, Clone)]
struct Level {
    start: u32,
    format: String,
    text: String,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".to_owned(),
            text: String::new(),
        }
    }
}

#[derive(Debug, Default, Clone)]
struct List {
    of: u32,
    starts: [Option<u32>; LEVELS],
    levels: HashMap<usize, Level>,
    begun: bool,
}

#[derive(Debug, Default, Clone)]
struct Style {
    list: Option<u32>,
    level: Option<u32>,
    based_on: Option<String>,
}

/// Reads the definitions of lists and, from the styles, which styles number.
pub(super) fn read(numbering: &[u8], styles: Option<&[u8]>) -> Result<Numbering, ReadError> {
    let mut reading = Reading::default();
    walk(numbering, |step| {
        match step {
            Step::Open(tag) => reading.open(&tag),
            Step::Close(name) => reading.close(&name),
            Step::Text(_) => {}
        }
        Ok(())
    })?;
    if let Some(styles) = styles {
        reading.styles(styles)?;
    }
    Ok(reading.out)
}

#[derive(Default)]
struct Reading {
    out: Numbering,
    current_abstract: Option<u32>,
    current_list: Option<u32>,
    level: Option<usize>,
}

impl Reading {
    fn open(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            b"abstractNum" if self.out.abstracts.len() < MAX_LISTS => {
                self.current_abstract = number(tag, b"abstractNumId");
                if let Some(id) = self.current_abstract {
                    self.out.abstracts.insert(id, Abstract::default());
                }
            }
            b"num" if self.out.lists.len() < MAX_LISTS => {
                self.current_list = number(tag, b"numId");
                if let Some(id) = self.current_list {
                    self.out.lists.insert(id, List::default());
                }
            }
            b"lvl" | b"lvlOverride" => {
                self.level = number(tag, b"ilvl").and_then(|l| usize::try_from(l).ok())
            }
            b"abstractNumId" => {
                if let (Some(list), Some(of)) = (
                    self.current_list.and_then(|id| self.out.lists.get_mut(&id)),
                    tag.number(),
                ) {
                    list.of = of;
                }
            }
            b"startOverride" => {
                let slot = self.level.and_then(|l| {
                    self.current_list
                        .and_then(|id| self.out.lists.get_mut(&id))?
                        .starts
                        .get_mut(l)
                });
                if let Some(slot) = slot {
                    *slot = tag.number();
                }
            }
            b"start" => {
                if let (Some(level), Some(start)) = (self.current_level(), tag.number()) {
                    level.start = start;
                }
            }
            b"numFmt" => {
                if let (Some(level), Some(format)) = (self.current_level(), tag.attribute(b"val")) {
                    level.format = format;
                }
            }
            b"lvlText" => {
                if let (Some(level), Some(text)) = (self.current_level(), tag.attribute(b"val")) {
                    level.text = text;
                }
            }
            b"numStyleLink" => {
                if let Some(of) = self
                    .current_abstract
                    .and_then(|id| self.out.abstracts.get_mut(&id))
                {
                    of.linked_style = tag.attribute(b"val");
                }
            }
            b"styleLink" => {
                if let (Some(id), Some(style)) = (self.current_abstract, tag.attribute(b"val")) {
                    self.out.style_links.insert(style, id);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &[u8]) {
        match name {
            b"abstractNum" => self.current_abstract = None,
            b"num" => self.current_list = None,
            b"lvl" | b"lvlOverride" => self.level = None,
            _ => {}
        }
    }

    fn current_level(&mut self) -> Option<&mut Level> {
        let level = self.level.filter(|l| *l < LEVELS)?;
        if let Some(list) = self.current_list {
            return Some(
                self.out
                    .lists
                    .get_mut(&list)?
                    .levels
                    .entry(level)
                    .or_default(),
            );
        }
        self.out
            .abstracts
            .get_mut(&self.current_abstract?)?
            .levels
            .get_mut(level)
    }

    fn styles(&mut self, xml: &[u8]) -> Result<(), ReadError> {
        let mut current: Option<(String, Style)> = None;
        walk(xml, |step| {
            match step {
                Step::Open(tag) => match (tag.name(), &mut current) {
                    (b"style", _) => {
                        current = tag.attribute(b"styleId").map(|id| (id, Style::default()))
                    }
                    (b"numId", Some((_, style))) => style.list = tag.number(),
                    (b"ilvl", Some((_, style))) => style.level = tag.number(),
                    (b"basedOn", Some((_, style))) => style.based_on = tag.attribute(b"val"),
                    _ => {}
                },
                Step::Close(name) if name == b"style" => {
                    if let Some((id, style)) =
                        current.take().filter(|_| self.out.styles.len() < MAX_LISTS)
                    {
                        self.out.styles.insert(id, style);
                    }
                }
                Step::Close(_) | Step::Text(_) => {}
            }
            Ok(())
        })
    }
}

fn number(tag: &Tag<'_>, name: &[u8]) -> Option<u32> {
    tag.attribute(name)?.parse().ok()
}

impl Numbering {
    /// The label printed before a paragraph, and one step of its list.
    pub(super) fn label(
        &mut self,
        list: Option<u32>,
        level: Option<u32>,
        style: Option<&str>,
    ) -> Option<String> {
        let (styled_list, styled_level) = self.of_style(style);
        let id = list.or(styled_list).filter(|id| *id != 0)?;
        let level = usize::try_from(level.or(styled_level).unwrap_or(0))
            .ok()
            .filter(|l| *l < LEVELS)?;
        let known = self.lists.get_mut(&id)?;
        let mut of = known.of;
        if let Some(style) = self
            .abstracts
            .get(&of)
            .and_then(|a| a.linked_style.as_deref())
            && let Some(linked) = self.style_links.get(style)
        {
            of = *linked;
        }
        let counters = self.counters.entry(of).or_default();
        if !known.begun {
            known.begun = true;
            for (counter, start) in counters.iter_mut().zip(known.starts) {
                if let Some(start) = start {
                    *counter = start.checked_sub(1);
                }
            }
        }
        let base = self.abstracts.get(&of)?;
        let definition = |l: usize| known.levels.get(&l).or_else(|| base.levels.get(l));
        let start = |l: usize| definition(l).map_or(1, |d| d.start);
        for (deeper, counter) in counters.iter_mut().enumerate().skip(level) {
            if deeper == level {
                let restarted = known
                    .starts
                    .get(level)
                    .copied()
                    .flatten()
                    .unwrap_or_else(|| start(level));
                *counter = Some(counter.map_or(restarted, |c| c.saturating_add(1)));
            } else {
                *counter = None;
            }
        }
        let this = definition(level)?;
        if this.format == "bullet" {
            return Some(bullet(&this.text).to_owned());
        }
        let mut label = this.text.clone();
        for l in 0..=level {
            let Some(of_level) = definition(l) else {
                continue;
            };
            let value = counters
                .get(l)
                .copied()
                .flatten()
                .unwrap_or_else(|| start(l));
            label = label.replace(&format!("%{}", l + 1), &printed(value, &of_level.format));
        }
        Some(label).filter(|l| !l.trim().is_empty())
    }

    fn of_style(&self, style: Option<&str>) -> (Option<u32>, Option<u32>) {
        let mut next = style.and_then(|s| self.styles.get(s));
        let mut level = None;
        // A chain of styles longer than this is a loop.
        for _ in 0..20 {
            let Some(style) = next else { break };
            level = level.or(style.level);
            if style.list.is_some() {
                return (style.list, level);
            }
            next = style.based_on.as_deref().and_then(|s| self.styles.get(s));
        }
        (None, None)
    }
}

/// The mark a bullet stands for; the picture depends on the font and tells nothing.
fn bullet(text: &str) -> &'static str {
    match text.chars().next() {
        Some('-' | '–' | '—' | '\u{f02d}') => "-",
        Some('+' | 'o') => "+",
        _ => "•",
    }
}

fn printed(value: u32, format: &str) -> String {
    match format {
        "decimalZero" => format!("{value:02}"),
        "lowerLetter" => letters(value),
        "upperLetter" => letters(value).to_uppercase(),
        "lowerRoman" => roman(value).to_lowercase(),
        "upperRoman" => roman(value),
        "none" => String::new(),
        _ => value.to_string(),
    }
}

/// a to z, then aa to zz, as Word counts.
fn letters(value: u32) -> String {
    let Some(index) = value.checked_sub(1) else {
        return String::new();
    };
    let letter = u8::try_from(index % 26).map_or('a', |i| char::from(b'a' + i));
    let times = usize::try_from(index / 26 + 1).unwrap_or(1).min(10);
    std::iter::repeat_n(letter, times).collect()
}

fn roman(value: u32) -> String {
    const STEPS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    let mut left = value.min(3999);
    let mut out = String::new();
    for (step, digits) in STEPS {
        while left >= step {
            out.push_str(digits);
            left -= step;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFINITIONS: &str = r#"<w:numbering xmlns:w="w">
        <w:abstractNum w:abstractNumId="7">
          <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>
          <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%2)"/></w:lvl>
          <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
        </w:abstractNum>
        <w:abstractNum w:abstractNumId="8">
          <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>
          <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2."/></w:lvl>
          <w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="none"/><w:lvlText w:val="đ)"/></w:lvl>
        </w:abstractNum>
        <w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>
        <w:num w:numId="2"><w:abstractNumId w:val="8"/></w:num>
        <w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="8"/></w:lvlOverride></w:num>
      </w:numbering>"#;

    #[test]
    fn labels_are_those_word_prints() {
        let styles = r#"<w:styles xmlns:w="w"><w:style w:styleId="A"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
            <w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>"#;
        let mut lists = read(DEFINITIONS.as_bytes(), Some(styles.as_bytes())).unwrap();
        let mut check = |list: Option<u32>, level, style, expected: Option<&str>| {
            assert_eq!(
                lists.label(list, Some(level), style).as_deref(),
                expected,
                "{list:?} {level} {style:?}"
            );
        };
        check(Some(1), 0, None, Some("1."));
        check(Some(1), 1, None, Some("a)"));
        check(Some(1), 1, None, Some("b)"));
        check(Some(1), 2, None, Some("-"));
        check(None, 0, Some("B"), Some("2."));
        check(Some(1), 1, None, Some("a)"));
        check(Some(3), 0, None, Some("8."));
        check(Some(2), 0, None, Some("I."));
        check(Some(2), 1, None, Some("I.1."));
        check(Some(2), 2, None, Some("đ)"));
        check(Some(0), 0, None, None);
        check(Some(99), 0, None, None);
        check(None, 0, None, None);
    }

    #[test]
    fn counting_follows_each_system() {
        assert_eq!([1, 5, 26, 27].map(letters), ["a", "e", "z", "aa"]);
        assert_eq!([1, 4, 9, 14, 40].map(roman), ["I", "IV", "IX", "XIV", "XL"]);
    }
}
