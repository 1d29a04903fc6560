//! What reads log lines and indicator lists.

use std::sync::Arc;

use detect::formats::{Format, ParseContext, Reader, Stream, event_time, parse_line, promote};
use detect::indicators::{Hit, Inside, List, Matcher};
use domain::event::Event;
use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::super::shape::Shape;
use super::Target;

const LOGS: &[&str] = &[
    "date=2024-02-08 time=23:14:07 devname=\"FW-01\" type=\"traffic\" srcip=10.0.1.7 srcport=50321 \
     dstip=198.51.100.9 dstport=443 action=\"accept\" msg=\"a \\\"b\\\" c\"\n",
    "<134>Feb  8 23:14:07 fw01 kernel: DROP SRC=203.0.113.5 DST=192.0.2.8 LEN=60\n",
    "<165>1 2024-02-08T23:14:07.003Z host app 1 ID47 [x@1 a=\"b\\]\"] text\n",
    "CEF:0|Vendor|Product|1.0|100|name \\| x|7|src=10.0.0.1 dst=198.51.100.9 msg=a\\=b\n",
    "Thời gian,IP nguồn,IP đích,Hành động\n08/02/2024 23:14,10.0.1.7,\"198.51.100.9\",chặn\n",
    "asset,ip,os\nPC-01,203.0.113.8,Windows 10\n",
];

/// Whole streams, one or two of each kind.
const STREAMS: &[&str] = &[
    "{\"Event\":{\"System\":{\"Provider\":{\"#attributes\":{\"Name\":\"P\"}},\"EventID\":{\"#text\":1},\
     \"Channel\":\"C\"},\"EventData\":{\"Image\":\"C:\\\\x\",\"Data\":[\"a\",{\"@Name\":\"N\",\"#text\":1}]}}}\n",
    "{\"winlog\":{\"event_id\":4688,\"event_data\":{\"A B\":\"\\u0110\\ud83d\\ude00\"},\"process\":{\"pid\":4}}}\n",
    "{\"data\":{\"win\":{\"system\":{\"eventID\":\"1\"},\"eventdata\":{\"image\":\"x\"}}}}\n{\"a\":[[1],{\"b\":null}]}\n",
    "[\n {\"timestamp\":\"2024-02-09T23:11:02+0700\",\"event_type\":\"dns\",\"src_ip\":\"10.1.2.3\"},\n {}\n]",
    "LEEF:2.0|V|P|1|9|^|src=10.1.2.3^dst=203.0.113.7^devTime=2024-02-09T16:11:02Z\n",
    "www.example:443 203.0.113.7 - an [09/Feb/2024:23:11:02 +0700] \"GET /a?b HTTP/1.1\" 200 5 \"-\" \"\\x22\"\n",
    "type=EXECVE msg=audit(1707495062.123:456): argc=2 a0=\"cat\" a1=2F65\ntype=X msg=audit(1:2): msg='a=b'\n",
    "#separator \\x09\n#path\tdns\n#fields\tts\tquery\tanswers\n#types\ttime\tstring\tset[addr]\n1707495062.5\tx\ta,b\n\
     #fields\tts\n1707495063.5\n",
    "#Software: IIS\n#Fields: date time c-ip cs(User-Agent)\n2024-02-09 16:11:02 203.0.113.7 x+y\n#Fields: date\n",
    "37 <13>Feb  9 23:11:02 h app: two\nlines.34 <13>Feb  9 23:11:03 h app: a=1 b=2\n",
];

const LISTS: &[&str] = &[
    "# list\n198.51.100.9\n203.0.113.0/24\n192.0.2.10-192.0.2.20\n2001:db8::/32\nevil.example\n",
    "STT,Địa chỉ IP,Tên mã độc,Cổng\n1,198.51.100[.]9,mirai,23\n2,10.0.0.1,x,\n",
    "198.51.100.9\tmirai\nhxxp://bad[.]example/x\n0.0.0.0\n1.2.3.4:443\n300.1.1.1\n",
    "http://bad.example/x\n{\"url\":\"http://bad.example/x?a=1\\u0026b=2\"}\n203.0.113.7\n{\"m\":\"\\u003c203.0.113.7\"}\n",
];

const WORDS: &[&str] = &[
    "198.51.100.9",
    "2001:db8::1",
    "::ffff:192.0.2.1",
    "/0",
    "/33",
    "[.]",
    "hxxp://",
    "srcip=",
    "dstip=",
    "=\"",
    "\\\"",
    "<191>",
    "<999>",
    "CEF:0|",
    "{\"",
    "\":{\"",
    "\":[",
    "\"}}",
    "\\u",
    "\\ud83d",
    "\\u003c",
    "\\=",
    "bad.example/x?",
    "#attributes",
    "#text",
    "EventData",
    "UserData",
    "winlog",
    "#fields\t",
    "#types\t",
    "#Fields: ",
    "#separator \\x",
    "type=EXECVE msg=audit(",
    "LEEF:2.0|",
    "] \"",
    "ElfFile\0",
    "Feb 29 23:59:60",
    "2024-02-30T25:61:61+25:00",
    "Jan  1",
    "1700000000000000000",
    "IP,",
    "Địa chỉ IP",
    "evil.example.",
    "\u{feff}",
    ";",
    "\"",
];

fn context() -> ParseContext {
    ParseContext {
        received_at: Timestamp::UNIX_EPOCH,
        zone: TimeZone::UTC,
        year: None,
    }
}

fn shape_of(shape: Shape, event: &Event<'_>) -> Shape {
    let shape = shape
        .word(event.parser)
        .count(event.fields.len())
        .flag(event.row.time.is_some())
        .flag(event.row.src_ip.is_some());
    event
        .problems
        .iter()
        .fold(shape, |shape, problem| shape.word(problem.code()))
}

/// `detect::formats`: each line alone, then the lines as one file.
pub(super) static FORMATS: Target = Target {
    name: "detect.formats",
    run: |input| {
        let context = context();
        let mut reader = Reader::new(None, context.clone());
        let mut shape = Shape::new();
        for line in input.split(|byte| *byte == b'\n') {
            shape = shape_of(shape, &parse_line(None, &context, line));
            if !reader.takes_heading(line) {
                shape = shape_of(shape, &reader.read(line));
            }
        }
        shape
    },
    samples: || LOGS.iter().map(|text| text.as_bytes().to_vec()).collect(),
    folders: &[],
    dictionary: WORDS,
};

/// `detect::formats::Stream`: whole, then in two blocks wherever it may be cut. The first byte
/// forces a format or none.
pub(super) static STREAM: Target = Target {
    name: "detect.stream",
    run: |input| {
        let Some((choice, bytes)) = input.split_first() else {
            return Shape::new();
        };
        let forced = Format::ALL.get(usize::from(*choice)).copied();
        let context = context();
        let read = |in_two| {
            let stream = Stream::recognise(bytes, forced, &context);
            let (mut shape, mut first, mut at) = (Shape::new(), 1, 0);
            for end in block_ends(&stream, bytes, in_two) {
                let block = bytes.get(at..end).unwrap_or_default();
                let read = stream.read_block(block, first, &mut |_, event| {
                    let early = event_time(event, &context);
                    promote(event, &context);
                    assert_eq!(early, event.row.time, "two ways to tell the time");
                    shape = shape_of(shape, event);
                });
                first += read.records;
                at = end;
            }
            shape.count(usize::try_from(first).unwrap_or(usize::MAX))
        };
        let whole = read(false);
        assert_eq!(whole, read(true), "cutting the stream changes what is read");
        whole
    },
    samples: || {
        let texts = STREAMS.iter().chain(LOGS).map(|text| text.as_bytes());
        texts
            .chain([
                include_bytes!("../../../../detect/src/formats/samples/sysmon.evtx").as_slice(),
            ])
            .map(|bytes| [&[0xff], bytes].concat())
            .collect()
    },
    folders: &[],
    dictionary: WORDS,
};

/// Where the blocks of a stream end: one block, or two cut near the middle.
fn block_ends(stream: &Stream, bytes: &[u8], in_two: bool) -> Vec<usize> {
    let front = bytes.get(..bytes.len() / 2).unwrap_or_default();
    let end = if in_two { stream.cut(front, false) } else { 0 };
    let rest = stream.cut(bytes.get(end..).unwrap_or_default(), true);
    match end {
        0 => vec![rest],
        end => vec![end, end + rest],
    }
}

/// What a search finds line by line.
fn hits_in_lines(matcher: &Matcher, input: &[u8], forced: Option<Format>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let mut scan = matcher.open("log", forced, context());
    for (number, line) in (1..).zip(input.split(|byte| *byte == b'\n')) {
        scan.line(number, line, &mut hits);
    }
    hits
}

/// What it finds in one block, or in two.
fn hits_in_blocks(
    matcher: &Matcher,
    input: &[u8],
    forced: Option<Format>,
    in_two: bool,
) -> Vec<Hit> {
    let stream = Stream::recognise(input, forced, &context());
    let source = Arc::from("log");
    let (mut hits, mut first, mut at) = (Vec::new(), 1, 0);
    for end in block_ends(&stream, input, in_two) {
        let block = input.get(at..end).unwrap_or_default();
        first += matcher.search_block(&stream, block, first, &source, &mut hits);
        at = end;
    }
    hits
}

/// `detect::indicators`: the input read as a list, then searched as a log with that list, in one
/// block, in two, and line by line.
pub(super) static INDICATORS: Target = Target {
    name: "detect.indicators",
    run: |input| {
        let list = Arc::new(List::parse("list", input));
        let mut shape = Shape::new().count(list.len()).count(list.bad_rows().len());
        let matcher = Matcher::new(vec![list], Inside::default());
        let whole = hits_in_blocks(&matcher, input, None, false);
        let cut = hits_in_blocks(&matcher, input, None, true);
        assert!(whole == cut, "cutting the log changes what is found");
        // Without headings, frames and marks of byte order a line is a record either way.
        let forced = Some(Format::KeyValue);
        if memchr::memmem::find(input, b"\xef\xbb\xbf").is_none() {
            let whole = hits_in_blocks(&matcher, input, forced, false);
            let lines = hits_in_lines(&matcher, input, forced);
            assert!(whole == lines, "lines and blocks find different things");
        }
        shape = shape.count(whole.len());
        let hits = hits_in_lines(&matcher, input, None);
        shape = shape.count(hits.len());
        hits.iter()
            .take(8)
            .fold(shape, |shape, hit| shape.word(&hit.field))
    },
    samples: || {
        LISTS
            .iter()
            .chain(LOGS)
            .map(|text| text.as_bytes().to_vec())
            .collect()
    },
    folders: &[],
    dictionary: WORDS,
};
