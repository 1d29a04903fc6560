//! A reader of XML events that counts depth and resolves references.

use super::super::error::ReadError;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Deeper nesting is no document of an office program.
const MAX_DEPTH: usize = 200;

/// One thing the reader met.
#[derive(Debug)]
pub(super) enum Step<'a> {
    /// A start tag.
    Open(Tag<'a>),
    /// An end tag, by local name.
    Close(Vec<u8>),
    /// Characters.
    Text(String),
}

/// A start tag.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// The name without prefix.
    pub(super) fn name(&self) -> &[u8] {
        self.start.local_name().into_inner()
    }

    /// The value of an attribute by its local name.
    pub(super) fn attribute(&self, name: &[u8]) -> Option<String> {
        let found = self
            .start
            .attributes()
            .with_checks(false)
            .flatten()
            .find(|a| a.key.local_name().as_ref() == name)?;
        found
            .normalized_value(XmlVersion::Implicit1_0)
            .ok()
            .map(std::borrow::Cow::into_owned)
    }

    /// A numeric attribute `val`.
    pub(super) fn number(&self) -> Option<u32> {
        self.attribute(b"val")?.parse().ok()
    }

    /// Whether a switch such as `<w:vanish/>` is on.
    pub(super) fn is_on(&self) -> bool {
        !matches!(
            self.attribute(b"val").as_deref(),
            Some("0" | "false" | "off")
        )
    }
}

/// Steps through a part; an empty element is an open and a close.
pub(super) fn walk(
    xml: &[u8],
    mut each: impl FnMut(Step<'_>) -> Result<(), ReadError>,
) -> Result<(), ReadError> {
    let mut reader = Reader::from_reader(xml);
    let mut depth = 0usize;
    loop {
        match reader.read_event().map_err(super::bad)? {
            Event::Start(start) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(super::bad("XML lồng quá sâu"));
                }
                each(Step::Open(Tag { start }))?;
            }
            Event::Empty(start) => {
                let name = start.local_name().as_ref().to_vec();
                each(Step::Open(Tag { start }))?;
                each(Step::Close(name))?;
            }
            Event::End(end) => {
                depth = depth.saturating_sub(1);
                each(Step::Close(end.local_name().as_ref().to_vec()))?;
            }
            Event::Text(text) => each(Step::Text(text.decode().map_err(super::bad)?.into_owned()))?,
            Event::CData(text) => {
                each(Step::Text(text.decode().map_err(super::bad)?.into_owned()))?
            }
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(super::bad)?;
                let c = match reference.resolve_char_ref() {
                    Ok(Some(c)) => Some(c),
                    _ => predefined(&name),
                };
                // Entities a document declares itself are not expanded.
                if let Some(c) = c {
                    each(Step::Text(c.to_string()))?;
                }
            }
            Event::Eof => return Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

fn predefined(name: &str) -> Option<char> {
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}
