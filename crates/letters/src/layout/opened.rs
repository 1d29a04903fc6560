//! A written document, unpacked for tests: its parts, paragraphs and table rows.

use quick_xml::events::Event;
use std::io::{Cursor, Read as _};

/// What the file holds.
pub(crate) struct Opened {
    /// Every part by name.
    pub(crate) parts: Vec<(String, String)>,
    /// Text of each header.
    pub(crate) headers: Vec<String>,
    /// Texts of the document's paragraphs.
    pub(crate) paragraphs: Vec<String>,
    /// Texts of the cells of each table row.
    pub(crate) rows: Vec<Vec<String>>,
    /// All paragraphs, one a line.
    pub(crate) text: String,
}

impl Opened {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut parts = Vec::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            parts.push((entry.name().to_owned(), text));
        }
        let headers = parts
            .iter()
            .filter(|(name, _)| name.starts_with("word/header"));
        let headers = headers
            .map(|(_, xml)| paragraphs(xml).0.join("\n"))
            .collect();
        let document = parts.iter().find(|(name, _)| name == "word/document.xml");
        let (paragraphs, rows) = paragraphs(&document.unwrap().1);
        for (name, xml) in &parts {
            if name.ends_with(".xml") || name.ends_with(".rels") {
                well_formed(name, xml);
            }
        }
        let text = paragraphs.join("\n");
        Self {
            parts,
            headers,
            paragraphs,
            rows,
            text,
        }
    }

    pub(crate) fn part(&self, name: &str) -> &str {
        let part = self.parts.iter().find(|(n, _)| n == name);
        &part.unwrap().1
    }
}

fn well_formed(name: &str, xml: &str) {
    let mut reader = quick_xml::Reader::from_str(xml);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(_) => {}
            Err(e) => panic!("{name}: {e}"),
        }
    }
    let bad = xml.chars().find(|c| {
        c.is_control() && !matches!(c, '\n' | '\r' | '\t') || matches!(c, '\u{fffe}' | '\u{ffff}')
    });
    assert_eq!(
        bad, None,
        "{name} holds a character that XML does not allow"
    );
}

/// The texts of all paragraphs, and those of table cells by row.
fn paragraphs(xml: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = quick_xml::Reader::from_str(xml);
    let (mut paragraphs, mut rows) = (Vec::new(), Vec::<Vec<String>>::new());
    let mut text = String::new();
    let mut in_text = false;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(e) => match e.local_name().as_ref() {
                b"p" => text.clear(),
                b"t" => in_text = true,
                b"tr" => rows.push(Vec::new()),
                b"tc" => rows.last_mut().unwrap().push(String::new()),
                _ => {}
            },
            Event::Empty(e) if e.local_name().as_ref() == b"br" => text.push(' '),
            Event::Text(e) if in_text => text.push_str(&e.decode().unwrap()),
            Event::GeneralRef(e) if in_text => {
                let entity = format!("&{};", e.decode().unwrap());
                text.push_str(&quick_xml::escape::unescape(&entity).unwrap());
            }
            Event::End(e) => match e.local_name().as_ref() {
                b"t" => in_text = false,
                b"p" => {
                    if let Some(cell) = rows.last_mut().and_then(|r| r.last_mut()) {
                        cell.push_str(&text);
                    }
                    paragraphs.push(text.clone());
                }
                _ => {}
            },
            Event::Eof => return (paragraphs, rows),
            _ => {}
        }
    }
}
