//! JSON in its shapes.

use super::{check, context, read_in};
use crate::formats::Stream;

const SYSMON: &str = r##"{"Event":{"#attributes":{"xmlns":"http://schemas.microsoft.com/win/2004/08/events/event"},"System":{"Provider":{"#attributes":{"Name":"Microsoft-Windows-Sysmon","Guid":"5770385F"}},"EventID":1,"Version":5,"Level":4,"TimeCreated":{"#attributes":{"SystemTime":"2024-02-09T16:11:02.123456Z"}},"EventRecordID":77,"Correlation":null,"Execution":{"#attributes":{"ProcessID":2040,"ThreadID":2700}},"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"may-01.example","Security":{"#attributes":{"UserID":"S-1-5-18"}}},"EventData":{"RuleName":"","Image":"C:\\Windows\\cmd.exe","CommandLine":"cmd /c \"dir\"","Threat Name":"x"}}}"##;

const SYSMON_READ: &str = "\
Provider_Name=Microsoft-Windows-Sysmon
Provider_Guid=5770385F
EventID=1
Version=5
Level=4
TimeCreated=2024-02-09T16:11:02.123456Z
EventRecordID=77
Execution_ProcessID=2040
Execution_ThreadID=2700
Channel=Microsoft-Windows-Sysmon/Operational
Computer=may-01.example
Security_UserID=S-1-5-18
RuleName=
Image=C:\\Windows\\cmd.exe
CommandLine=cmd /c \"dir\"
ThreatName=x";

#[test]
fn events_of_windows_have_the_names_of_sigma() {
    check(
        format!("{SYSMON}\n").as_bytes(),
        None,
        &[&format!("1 windows_json\n{SYSMON_READ}")],
    );
}

#[test]
fn an_event_id_may_be_an_object_and_data_may_lack_names() {
    check(
        br##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"App"}},"EventID":{"#attributes":{"Qualifiers":16384},"#text":"7045"}},"EventData":{"Data":{"#text":["one","two"]},"Binary":null}}}
{"Event":{"System":{"EventID_attributes":{"Qualifiers":0},"EventID":6,"Provider_attributes":{"Name":"App"}},"EventData":{"Data":["a",{"#attributes":{"Name":"Service Name"},"#text":"b"},{"@Name":"C","#text":3}]}}}
{"Event":{"System":{"EventID":4,"Channel":"X"},"UserData":{"EventXML":{"#attributes":{"xmlns":"y"},"User":"DOMAIN\\a","Deep":{"Er":true}}}}}
"##,
        None,
        &[
            "1 windows_json\nProvider_Name=App\nQualifiers=16384\nEventID=7045\nData=one\nData=two",
            "2 windows_json\nQualifiers=0\nEventID=6\nProvider_Name=App\nData=a\nServiceName=b\nC=3",
            "3 windows_json\nEventID=4\nChannel=X\nUser=DOMAIN\\a\nDeep.Er=true",
        ],
    );
}

#[test]
fn data_wins_over_a_system_field_of_its_name() {
    check(
        br##"{"Event":{"System":{"EventID":104,"Channel":"System"},"UserData":{"LogFileCleared":{"Channel":"Security"}}}}"##,
        None,
        &["1 windows_json\nEventID=104\nSystem_Channel=System\nChannel=Security"],
    );
}

#[test]
fn winlogbeat_wazuh_and_flat_records_read_alike() {
    let expected = |number, host: &str| {
        format!(
            "{number} windows_json\n{host}Channel=Security\nComputer=may-01\nEventID=4688\n\
             Provider_Name=Microsoft-Windows-Security-Auditing\nCommandLine=whoami /all"
        )
    };
    check(
        br##"{"@timestamp":"2024-02-09T16:11:02Z","host":{"name":"may-01"},"winlog":{"channel":"Security","computer_name":"may-01","event_id":4688,"provider_name":"Microsoft-Windows-Security-Auditing","event_data":{"CommandLine":"whoami /all"},"process":{"pid":4,"thread":{"id":5}},"api":"wineventlog"},"log":{"level":"information"}}
{"data":{"win":{"system":{"channel":"Security","computer":"may-01","eventID":"4688","providerName":"Microsoft-Windows-Security-Auditing"},"eventdata":{"commandLine":"whoami /all"}}}}
{"Channel":"Security","Hostname":"may-01","EventID":4688,"SourceName":"Microsoft-Windows-Security-Auditing","CommandLine":"whoami /all"}
{"winlog.channel":"Security","winlog.computer_name":"may-01","winlog.event_id":"4688","winlog.provider_name":"Microsoft-Windows-Security-Auditing","winlog.event_data.CommandLine":"whoami /all"}
{"Event.System.Channel":"Security","Event.System.Computer":"may-01","Event.System.EventID":4688,"Event.System.Provider.#attributes.Name":"Microsoft-Windows-Security-Auditing","Event.EventData.CommandLine":"whoami /all"}
"##,
        None,
        &[
            &format!(
                "{}\nExecution_ProcessID=4\nExecution_ThreadID=5\nwinlog.api=wineventlog\nlog.level=information",
                expected(1, "@timestamp=2024-02-09T16:11:02Z\nhost.name=may-01\n")
            ),
            &expected(2, ""),
            "3 windows_json\nChannel=Security\nHostname=may-01\nEventID=4688\nSourceName=Microsoft-Windows-Security-Auditing\n\
             CommandLine=whoami /all\nProvider_Name=Microsoft-Windows-Security-Auditing\nComputer=may-01",
            &expected(4, ""),
            &expected(5, ""),
        ],
    );
}

#[test]
fn any_record_keeps_its_names_joined_with_dots() {
    check(
        br##"{"timestamp":"2024-02-09T23:11:02.000001+0700","flow_id":1,"event_type":"dns","src_ip":"10.1.2.3","dns":{"rrname":"evil.example","answers":[{"rdata":"203.0.113.7"},{"rdata":"203.0.113.8"}],"none":null,"empty":[],"also":{}}}
{"ts":1707495062.5,"uid":"C1","id.orig_h":"10.1.2.3","_path":"conn"}
{"a":-1.50e3,"b":"\u0110\u00e0 \ud83d\ude00 \ud800 \/ \t","c":[[1,2],[]],"":"nameless"}
"##,
        None,
        &[
            "1 suricata_eve\ntimestamp=2024-02-09T23:11:02.000001+0700\nflow_id=1\nevent_type=dns\nsrc_ip=10.1.2.3\ndns.rrname=evil.example\ndns.answers.rdata=203.0.113.7\ndns.answers.rdata=203.0.113.8",
            "2 zeek\nts=1707495062.5\nuid=C1\nid.orig_h=10.1.2.3\n_path=conn",
            "3 json\na=-1.50e3\nb=\u{110}\u{e0} \u{1f600} \u{fffd} / \t\nc=1\nc=2\n=nameless",
        ],
    );
}

#[test]
fn records_over_several_lines_and_in_an_array() {
    let expected = ["1 json\na=1\nb.c=]}", "2 json\na=2"];
    for text in [
        "[\n  {\n    \"a\": 1,\n    \"b\": {\"c\": \"]}\"}\n  },\n  {\"a\": 2}\n]\n",
        "[{\"a\":1,\"b\":{\"c\":\"]}\"}},{\"a\":2}]",
        "{\n\"a\": 1, \"b\": {\"c\": \"]}\"}}\n{\"a\":2}",
        "{\"a\":1,\"b\":{\"c\":\"]}\"}}{\"a\":2}",
        "{\"a\":1,\"b\":{\"c\":\"]}\"}},\n{\"a\":2}\n",
    ] {
        check(text.as_bytes(), None, &expected);
    }
}

#[test]
fn a_broken_record_is_text_and_the_next_one_is_read() {
    let read = check(
        b"{\"a\":1}\n{\"a\":\n{\"a\":\"x\xff\"}\n\n{\"a\" 1}\n{\"a\":1}]\n{\"a\":tru}\nplain words\n{\"a\":2}",
        None,
        &[
            "1 json\na=1",
            "2 text\ntext={\"a\":\n! event.not_this_format",
            "3 json\na=x\u{fffd}\n! event.invalid_utf8",
            "5 text\ntext={\"a\" 1}\n! event.not_this_format",
            "6 text\ntext={\"a\":1}]\n! event.not_this_format",
            "7 text\ntext={\"a\":tru}\n! event.not_this_format",
            "8 text\ntext=plain words\n! event.not_this_format",
            "9 json\na=2",
        ],
    );
    assert_eq!((read.records, read.events), (9, 8));
    let counts: Vec<_> = read
        .problems
        .iter()
        .map(|found| (found.problem.code(), found.count, found.first_offset))
        .collect();
    assert_eq!(
        counts,
        [
            ("event.not_this_format", 5, 8),
            ("event.invalid_utf8", 1, 14)
        ]
    );
}

#[test]
fn nesting_without_end_takes_bounded_depth() {
    for (open, close) in [("{\"a\":", "}"), ("[", "]")] {
        let deep = format!(
            "{{\"x\":{}1{},\"after\":2}}\n",
            open.repeat(10_000),
            close.repeat(10_000)
        );
        let (events, _) = read_in(deep.as_bytes(), None, deep.len());
        let [event] = events.as_slice() else { panic!() };
        assert!(
            event.contains("\nafter=2\n! event.nested_too_deep"),
            "{open}"
        );
        let broken = &deep.as_bytes()[..deep.len() - 20];
        let (events, _) = read_in(broken, None, broken.len());
        assert!(events[0].ends_with("! event.not_this_format"));
    }
}

#[test]
fn fields_without_end_are_bounded() {
    let many: Vec<_> = (0..100_000).map(|n| format!("\"f{n}\":{n}")).collect();
    let record = format!("{{{}}}\n", many.join(","));
    let (events, _) = read_in(record.as_bytes(), None, record.len());
    assert_eq!(
        events[0].lines().count(),
        1 + crate::formats::FIELDS_MAX + 1
    );
    assert!(events[0].ends_with("! event.too_many_fields"));
    // The two names that tell a flat record's origin are there all the same.
    let flat = "{\"EventID\":1,\"SourceName\":\"a\",\"Hostname\":\"b\",";
    let (events, _) = read_in(
        record.replacen('{', flat, 1).as_bytes(),
        None,
        record.len() * 2,
    );
    assert_eq!(
        events[0].lines().count(),
        1 + crate::formats::FIELDS_MAX + 2 + 1
    );
    assert!(events[0].contains("\nProvider_Name=a\nComputer=b\n! "));
}

#[test]
fn a_long_name_of_many_fields_takes_bounded_memory() {
    let long = "đ".repeat(50_000);
    let (ones, fields) = ("1,".repeat(50_000), "\"a\":1,".repeat(50_000));
    for inside in [
        format!("{{\"{long}\":[{ones}1]}}"),
        format!("{{\"{long}\":{{{fields}\"b\":2}}}}"),
        format!("{{\"\\t{long}\":[{ones}1]}}"),
        format!("{{\"Event\":{{\"EventData\":{{\"{long}\":{{{fields}\"b\":2}}}}}}}}"),
        format!("{{\"winlog.event_data.{long}\":[{ones}1]}}"),
    ] {
        let (events, _) = read_in(inside.as_bytes(), None, inside.len());
        let names = events[0]
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once('='));
        let lengths: Vec<_> = names.map(|(name, _)| name.len()).collect();
        assert_eq!(lengths.len(), crate::formats::FIELDS_MAX);
        let total: usize = lengths.iter().sum();
        assert!(total <= crate::formats::FIELDS_MAX * 1024, "{total} bytes");
        assert!(events[0].ends_with("\n! event.too_many_fields"));
    }
}

#[test]
fn what_is_nested_too_deep_keeps_its_brackets() {
    let (open, close) = ("[".repeat(32), "]".repeat(32));
    check(
        format!("{{\"x\":{open}[ 1]{close}}}\n").as_bytes(),
        None,
        &["1 json\nx=[ 1]\n! event.nested_too_deep"],
    );
}

#[test]
fn a_stream_after_another_is_read_as_it_is_alone() {
    let first = r#"{"Channel":"Security","EventID":4688,"NewProcessName":"C:\\a.exe"}"#;
    let first = format!("{first}\n{first}\n{first}\n");
    let second = r#"{"Channel":"Security","EventID":4625,"IpAddress":"192.0.2.7"}
{"Channel":"Security","EventID":4688,"NewProcessName":"C:\\b.exe"}
"#;
    let read = |stream: &Stream, bytes: &str| {
        let mut seen = Vec::new();
        stream.read_block(bytes.as_bytes(), 1, &mut |_, event| {
            let values = event.fields.iter().map(|field| field.value.to_string());
            seen.push((event.layout, values.collect::<Vec<_>>()));
        });
        seen
    };
    let open = |bytes: &str| Stream::recognise(bytes.as_bytes(), None, &context());
    let before = open(&first);
    let known = read(&before, &first).pop().unwrap().0;
    let alone = read(&open(second), second);
    let after = read(&open(second).after(&before), second);
    let values = |seen: &[(u64, Vec<String>)]| {
        let each = seen.iter().map(|(_, values)| values.clone());
        each.collect::<Vec<_>>()
    };
    assert_eq!(values(&after), values(&alone));
    // The record that looks like those of the stream before is known at once.
    assert_ne!(known, 0);
    assert_eq!(after[1].0, known);
    assert_ne!(alone[1].0, known);
}
