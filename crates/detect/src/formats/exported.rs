//! Exports of event logs of Windows, taken apart into records that stand alone.
//!
//! Binary logs (`.evtx`) and their XML (`wevtutil qe /f:xml`, "Save as XML" of the event viewer) hold records that can't be
//! kept one by one as they are. Each is given as one line of JSON in the form that `evtx_dump -o jsonl` writes, which
//! [`super::json`] reads under the names of Sigma's rules.
//!
//! What this is not: it reads no fields and opens no files; the text of XML is UTF-8 by now.

use super::evtx;
use domain::event::EventProblem;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// How deep elements may stand.
const DEPTH_MAX: usize = 24;
/// Bytes of one event in XML that are read.
const EVENT_BYTES_MAX: usize = 1 << 20;

/// Takes a record as JSON, or what is damaged instead of one.
type Give<'g> = &'g mut dyn FnMut(Result<&[u8], EventProblem>);

/// The records of a part of an event log of Windows: whole chunks of 64 KiB, with the head of the file or without.
pub fn event_log_records(block: &[u8], give: Give<'_>) {
    evtx::read_block(block, &mut |_, record| give(record));
}

/// The events of XML, whatever stands around them. What is broken ends them.
pub fn xml_records(xml: &str, give: Give<'_>) {
    let mut reader = Reader::from_str(xml);
    let mut reading = Reading::default();
    loop {
        let done = match reader.read_event() {
            Ok(Event::Eof) => {
                if !reading.open.is_empty() {
                    give(Err(EventProblem::DamagedRecord));
                }
                return;
            }
            Ok(event) => reading.step(&event),
            Err(_) => Err(EventProblem::DamagedRecord),
        };
        match done {
            Ok(None) => {}
            Ok(Some(event)) => {
                let mut json = String::with_capacity(1024);
                json.push_str("{\"Event\":");
                write_node(&event, &mut json);
                json.push('}');
                give(Ok(json.as_bytes()));
            }
            Err(problem) => return give(Err(problem)),
        }
    }
}

#[derive(Debug, Default)]
struct Node {
    name: String,
    attributes: Vec<(String, String)>,
    text: String,
    children: Vec<Self>,
}

/// The elements around the place, from an `Event` inwards.
#[derive(Debug, Default)]
struct Reading {
    open: Vec<Node>,
    bytes: usize,
}

impl Reading {
    fn step(&mut self, event: &Event<'_>) -> Result<Option<Node>, EventProblem> {
        match event {
            Event::Start(start) => self.enter(start).map(|()| None),
            Event::Empty(start) => {
                self.enter(start)?;
                Ok(self.leave())
            }
            Event::End(_) => Ok(self.leave()),
            Event::Text(text) => self.text(text.decode().ok().as_deref()),
            Event::CData(text) => self.text(text.decode().ok().as_deref()),
            Event::GeneralRef(reference) => {
                let known = reference.resolve_char_ref().ok().flatten();
                let name = reference.decode().unwrap_or_default();
                let found = known.or_else(|| predefined(&name));
                self.text(found.map(String::from).as_deref())
            }
            _ => Ok(None),
        }
    }

    fn enter(&mut self, start: &BytesStart<'_>) -> Result<(), EventProblem> {
        let name = String::from_utf8_lossy(start.local_name().as_ref()).into_owned();
        if self.open.is_empty() {
            if name != "Event" {
                return Ok(());
            }
            self.bytes = 0;
        }
        self.bytes = self.bytes.saturating_add(start.len());
        if self.open.len() >= DEPTH_MAX || self.bytes > EVENT_BYTES_MAX {
            return Err(EventProblem::DamagedRecord);
        }
        let mut attributes = start.attributes();
        let attributes = attributes.with_checks(false).flatten();
        let attributes = attributes.filter_map(|attribute| {
            let name = String::from_utf8_lossy(attribute.key.local_name().as_ref()).into_owned();
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).ok()?;
            (name != "xmlns").then(|| (name, value.into_owned()))
        });
        let attributes = attributes.collect();
        self.open.push(Node {
            name,
            attributes,
            ..Node::default()
        });
        Ok(())
    }

    /// Closes the innermost element; gives an event that is whole.
    fn leave(&mut self) -> Option<Node> {
        let node = self.open.pop()?;
        match self.open.last_mut() {
            Some(around) => {
                around.children.push(node);
                None
            }
            None => Some(node),
        }
    }

    fn text(&mut self, text: Option<&str>) -> Result<Option<Node>, EventProblem> {
        if let Some((node, text)) = self.open.last_mut().zip(text) {
            self.bytes = self.bytes.saturating_add(text.len());
            if self.bytes > EVENT_BYTES_MAX {
                return Err(EventProblem::DamagedRecord);
            }
            node.text.push_str(text);
        }
        Ok(None)
    }
}

fn predefined(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// Text alone is a text; anything else an object, in which elements of one name are an array.
fn write_node(node: &Node, json: &mut String) {
    if node.attributes.is_empty() && node.children.is_empty() {
        return write_text(&node.text, json);
    }
    json.push('{');
    let mut is_first = true;
    if !node.attributes.is_empty() {
        write_name("#attributes", &mut is_first, json);
        json.push('{');
        let mut is_first = true;
        for (name, value) in &node.attributes {
            write_name(name, &mut is_first, json);
            write_text(value, json);
        }
        json.push('}');
    }
    if !node.text.trim().is_empty() {
        write_name("#text", &mut is_first, json);
        write_text(&node.text, json);
    }
    write_children(&node.children, &mut is_first, json);
    json.push('}');
}

fn write_children(children: &[Node], is_first: &mut bool, json: &mut String) {
    for (at, child) in children.iter().enumerate() {
        if let Some(name) = name_of_data(child) {
            write_name(name, is_first, json);
            write_text(&child.text, json);
            continue;
        }
        let like = |other: &&Node| other.name == child.name && name_of_data(other).is_none();
        if children.iter().take(at).any(|other| like(&other)) {
            // It stands in the array of the first of its name.
            continue;
        }
        write_name(&child.name, is_first, json);
        let mut all = children.iter().filter(like).peekable();
        let first = all.next();
        if all.peek().is_none() {
            first.into_iter().for_each(|node| write_node(node, json));
            continue;
        }
        json.push('[');
        for (at, node) in first.into_iter().chain(all).enumerate() {
            json.push_str(if at > 0 { "," } else { "" });
            write_node(node, json);
        }
        json.push(']');
    }
}

/// The name that `<Data Name="…">` carries.
fn name_of_data(node: &Node) -> Option<&str> {
    let mut attributes = node.attributes.iter();
    let named = attributes.find(|(name, _)| name == "Name");
    named
        .filter(|_| node.name == "Data" && node.children.is_empty())
        .map(|(_, value)| value.as_str())
}

fn write_name(name: &str, is_first: &mut bool, json: &mut String) {
    if !std::mem::replace(is_first, false) {
        json.push(',');
    }
    write_text(name, json);
    json.push(':');
}

fn write_text(text: &str, json: &mut String) {
    json.push('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            '\r' => json.push_str("\\r"),
            '\t' => json.push_str("\\t"),
            c if c < ' ' => json.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => json.push(c),
        }
    }
    json.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::{Format, ParseContext, parse_line};
    use jiff::{Timestamp, tz::TimeZone};

    /// The fields of each record, and the damage.
    fn check(xml: &str, expected: &[&str]) {
        let context = ParseContext {
            received_at: Timestamp::UNIX_EPOCH,
            zone: TimeZone::UTC,
            year: None,
        };
        let mut told = Vec::new();
        xml_records(xml, &mut |record| {
            told.push(match record {
                Err(problem) => problem.code().to_owned(),
                Ok(json) => {
                    assert!(serde_json::from_slice::<serde_json::Value>(json).is_ok());
                    let event = parse_line(Some(Format::Json), &context, json);
                    let fields = event.fields.iter();
                    let fields = fields.map(|field| format!("{}={}", field.name, field.value));
                    fields.collect::<Vec<_>>().join("|")
                }
            });
        });
        assert_eq!(told, expected);
    }

    #[test]
    fn events_of_windows_in_xml_have_the_names_of_sigma() {
        let system = "<System><Provider Name='Microsoft-Windows-Security-Auditing' Guid='{0}'/><EventID>4625</EventID>\
            <TimeCreated SystemTime='2024-02-09T16:11:03.0Z'/><Channel>Security</Channel><Computer>may-01.example</Computer></System>";
        let event = format!(
            "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>{system}<EventData>\
             <Data Name='TargetUserName'>nguoi &amp; \"dung\"\\</Data><Data Name='IpAddress'>203.0.113.9</Data>\
             <Data Name='Empty'/></EventData></Event>"
        );
        let fields = "Provider_Name=Microsoft-Windows-Security-Auditing|Provider_Guid={0}|EventID=4625|\
            TimeCreated=2024-02-09T16:11:03.0Z|Channel=Security|Computer=may-01.example|\
            TargetUserName=nguoi & \"dung\"\\|IpAddress=203.0.113.9|Empty=";
        check(&event, &[fields]);
        let file = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n<Events>{event}\n{event}</Events>"
        );
        check(&file, &[fields, fields]);
        // `wevtutil` writes one after the other, with nothing around them.
        check(&format!("{event}\r\n{event}\r\n"), &[fields, fields]);
        check(
            &format!("<Events>{event}<Event><System>"),
            &[fields, "event.damaged_record"],
        );
        check(
            &format!("<Events>{event}</Wrong>"),
            &[fields, "event.damaged_record"],
        );
        check(&"<Event>".repeat(40), &["event.damaged_record"]);
        check("<Events></Events>", &[]);
    }

    #[test]
    fn data_without_names_stays_in_its_order() {
        check(
            "<Event><System><EventID Qualifiers='16384'>7036</EventID></System>\
             <EventData><Data>một</Data><Data>hai</Data></EventData></Event>",
            &["Qualifiers=16384|EventID=7036|Data=một|Data=hai"],
        );
    }
}
