//! Reading by what was learned against reading anew.

use domain::event::Event;

use super::{Room, Scratch, read};

type Read = (
    bool,
    &'static str,
    Vec<(String, String)>,
    Vec<domain::event::EventProblem>,
);

fn read_with(text: &str, scratch: &mut Scratch) -> (Read, u64) {
    let mut event = Event::default();
    let whole = read(text, Room::Heap, scratch, &mut event);
    let fields = event
        .fields
        .iter()
        .map(|field| (field.name.to_string(), field.value.to_string()))
        .collect();
    ((whole, event.parser, fields, event.problems), event.layout)
}

/// A stream of numbers that is the same in every run (xorshift, Marsaglia 2003).
struct Dice(u64);

impl Dice {
    fn below(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn of<'t>(&mut self, all: &[&'t str]) -> &'t str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

const NAMES: [&str; 30] = [
    "Event",
    "System",
    "EventData",
    "UserData",
    "Data",
    "Name",
    "@Name",
    "#text",
    "#attributes",
    "Channel",
    "EventID",
    "Provider",
    "Computer",
    "SourceName",
    "Hostname",
    "Threat Name",
    "winlog",
    "event_data",
    "channel",
    "data",
    "win",
    "eventdata",
    "system",
    "commandLine",
    "a.b",
    "winlog.event_data.Image",
    "event_type",
    "ts",
    "t\\u00ean",
    "Provider_Name",
];
const SCALARS: [&str; 13] = [
    "\"\"",
    "\"x\"",
    "\"C:\\\\Windows\\\\x.exe\"",
    "\"quote \\\" and \\u1ebf\"",
    "\"Hà Nội\"",
    "1",
    "-2.5e3",
    "true",
    "false",
    "null",
    "nul",
    "\"Image\"",
    "\"Channel\"",
];

fn value(dice: &mut Dice, depth: u64, text: &mut String) {
    match dice.below(6) {
        0 | 1 if depth < 4 => object(dice, depth, text),
        2 if depth < 4 => {
            text.push('[');
            let count = dice.below(3);
            for number in 0..count {
                if number > 0 {
                    text.push(',');
                }
                value(dice, depth + 1, text);
            }
            text.push(']');
        }
        _ => text.push_str(dice.of(&SCALARS)),
    }
}

fn object(dice: &mut Dice, depth: u64, text: &mut String) {
    text.push('{');
    let count = 1 + dice.below(3);
    for number in 0..count {
        if number > 0 {
            text.push(',');
        }
        text.push('"');
        text.push_str(dice.of(&NAMES));
        text.push_str(dice.of(&["\":", "\":", "\": ", "\""]));
        value(dice, depth + 1, text);
    }
    text.push('}');
}

/// The record again with other scalars, as programs write them.
fn varied(dice: &mut Dice, text: &str) -> String {
    text.replace(
        "\"x\"",
        dice.of(&["\"y\"", "\"\"", "\"long \\\\ one\"", "7"]),
    )
    .replace(":1", dice.of(&[":12", ":0", ":true", ":null", ":\"1\""]))
}

#[test]
fn what_was_learned_reads_as_a_walk_does() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut scratch = Scratch::learning();
    let (mut learned, mut twice) = (0, 0);
    let mut layouts = std::collections::HashMap::new();
    for round in 0..6_000 {
        let mut text = String::new();
        object(&mut dice, 0, &mut text);
        if round % 6 == 0 {
            text.replace_range(..1, "{\"EventID\":1,\"Hostname\":\"x\",");
        }
        for _ in 0..4 {
            let (anew, _) = read_with(&text, &mut Scratch::default());
            for _ in 0..2 {
                let (again, layout) = read_with(&text, &mut scratch);
                assert_eq!(again, anew, "{text}");
                if layout != 0 {
                    learned += 1;
                    let names: Vec<String> = anew.2.iter().map(|(name, _)| name.clone()).collect();
                    let pairs = [("SourceName", "Provider_Name"), ("Hostname", "Computer")];
                    let has = |name: &str| names.iter().any(|own| own == name);
                    twice += usize::from(pairs.iter().any(|(own, name)| has(own) && has(name)));
                    let before = layouts.entry(layout).or_insert_with(|| names.clone());
                    assert_eq!(*before, names, "{text}");
                }
            }
            text = varied(&mut dice, &text);
        }
    }
    assert!(
        learned > 2_000,
        "only {learned} records were read by what was learned"
    );
    assert!(twice > 200, "only {twice} of them have a field twice");
}

#[test]
fn records_of_one_program_are_learned() {
    let mut scratch = Scratch::learning();
    let record = |number: u32, name: &str| {
        format!(
            r##"{{"Event":{{"#attributes":{{"xmlns":"x"}},"System":{{"Provider":{{"#attributes":{{"Name":"P"}}}},"EventID":{number},"Correlation":null,"Channel":"C"}},"EventData":{{"Image":"C:\\{name}.exe","Threat Name":"{name}"}}}}}}"##
        )
    };
    let (_, first) = read_with(&record(1, "a"), &mut scratch);
    let ((_, _, fields, _), second) = read_with(&record(22, "b"), &mut scratch);
    assert_eq!(first, 0);
    assert_ne!(second, 0);
    let names: Vec<&str> = fields.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        ["Provider_Name", "EventID", "Channel", "Image", "ThreatName"]
    );
    assert_eq!(fields[3].1, "C:\\b.exe");
    // A field of the data takes the name of the system's: learned for itself.
    let doubled = record(1, "a").replace("Image", "Channel");
    let (anew, _) = read_with(&doubled, &mut Scratch::default());
    for _ in 0..2 {
        assert_eq!(read_with(&doubled, &mut scratch).0, anew);
    }
    assert_eq!(anew.2[2].0, "System_Channel");
    assert_ne!(read_with(&record(3, "c"), &mut scratch).1, 0);
}

#[test]
fn fields_of_flat_records_are_learned_under_both_names() {
    let mut scratch = Scratch::learning();
    let record = |host: &str, source: &str| {
        format!(
            r#"{{"EventID":1,"Hostname":"{host}","Task":null,"SourceName":"{source}","ProviderName":"P"}}"#
        )
    };
    let expected = |host: &str, source: &str| {
        [
            ("EventID", "1"),
            ("Hostname", host),
            ("SourceName", source),
            ("ProviderName", "P"),
            ("Provider_Name", source),
            ("Computer", host),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    };
    for (host, source, learned) in [("a", "b", false), ("c\\u0064", "e", true), ("", "f", true)] {
        let ((.., fields, problems), layout) = read_with(&record(host, source), &mut scratch);
        assert_eq!(fields, expected(&host.replace("\\u0064", "d"), source));
        assert_eq!(problems, []);
        assert_eq!(layout != 0, learned, "{host}");
    }
    // Behind fields of another origin, as a line of syslog has them.
    let mut event = Event::default();
    event.fields.push(domain::event::Field {
        name: "Computer".into(),
        value: "relay".into(),
        column: None,
    });
    let mut anew = event.clone();
    let text = record("g", "h");
    assert!(read(&text, Room::Heap, &mut scratch, &mut event));
    assert!(read(&text, Room::Heap, &mut Scratch::default(), &mut anew));
    assert_eq!(event.fields, anew.fields);
    assert_eq!(event.fields.last().unwrap().value, "g");
}

/// Names that are long and layouts that are many must not fill the memory.
#[test]
fn what_is_learned_has_a_limit() {
    let mut scratch = Scratch::learning();
    let elements = vec!["1"; 250];
    for name in 0..40 {
        let name = format!("{name:0>1000}");
        for count in 1..=elements.len() {
            let text = format!("{{\"{name}\":[{}]}}", elements[..count].join(","));
            let ((whole, _, fields, _), _) = read_with(&text, &mut scratch);
            assert!(whole && fields.len() == count);
        }
    }
    let learned = scratch.learned.as_ref().unwrap().bytes_held();
    assert!(learned <= 4 * 1024 * 1024, "{learned}");
}
