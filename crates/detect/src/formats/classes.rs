//! The class of an event in the Open Cybersecurity Schema Framework, version 1.3.
//!
//! A small table from the kind of log and its own number of the event. What it
//! does not name has no class; a wrong one would be worse than none.

use domain::event::Event;

/// Fills [`domain::event::EventRow::class`].
pub(super) fn classify(event: &mut Event<'_>) {
    let row = &event.row;
    let code = row.code.as_deref().unwrap_or_default();
    let channel = row.channel.as_deref().unwrap_or_default();
    let class = match event.parser {
        "evtx" | "windows_json" => windows(channel, code),
        "suricata_eve" => network(channel),
        "zeek" => network(channel),
        "access" | "w3c" => Some(HTTP),
        "auditd" => auditd(event.value("type").unwrap_or_default()),
        // A firewall says which two ends spoke.
        "key_value" | "cef" | "leef" | "syslog"
            if row.src_ip.is_some() && row.dst_ip.is_some() && row.dst_port.is_some() =>
        {
            Some(NETWORK)
        }
        _ => None,
    };
    event.row.class = class;
}

const FILE: u32 = 1001;
const KERNEL_EXTENSION: u32 = 1002;
const MODULE: u32 = 1005;
const SCHEDULED_JOB: u32 = 1006;
const PROCESS: u32 = 1007;
const EVENT_LOG: u32 = 1008;
const FINDING: u32 = 2004;
const ACCOUNT_CHANGE: u32 = 3001;
const AUTHENTICATION: u32 = 3002;
const SESSION: u32 = 3003;
const GROUP: u32 = 3006;
const NETWORK: u32 = 4001;
const HTTP: u32 = 4002;
const DNS: u32 = 4003;
const DHCP: u32 = 4004;
const RDP: u32 = 4005;
const SMB: u32 = 4006;
const SSH: u32 = 4007;
const FTP: u32 = 4008;
const EMAIL: u32 = 4009;
const REGISTRY_KEY: u32 = 201_001;
const REGISTRY_VALUE: u32 = 201_002;
const SERVICE: u32 = 201_004;

fn windows(channel: &str, code: &str) -> Option<u32> {
    if channel.ends_with("Sysmon/Operational") {
        return sysmon(code);
    }
    Some(match (channel, code) {
        ("Security", "4688" | "4689") => PROCESS,
        (
            "Security",
            "4624" | "4625" | "4634" | "4647" | "4648" | "4768" | "4769" | "4771" | "4776",
        ) => AUTHENTICATION,
        ("Security", "4672") => SESSION,
        (
            "Security",
            "4720" | "4722" | "4723" | "4724" | "4725" | "4726" | "4738" | "4740" | "4767" | "4781",
        ) => ACCOUNT_CHANGE,
        (
            "Security",
            "4727" | "4728" | "4729" | "4731" | "4732" | "4733" | "4735" | "4756" | "4757",
        ) => GROUP,
        ("Security", "4698" | "4699" | "4700" | "4701" | "4702") => SCHEDULED_JOB,
        ("Security", "4697") | ("System", "7036" | "7040" | "7045") => SERVICE,
        ("Security", "4657") => REGISTRY_VALUE,
        ("Security", "5140" | "5145") => SMB,
        ("Security", "5152" | "5154" | "5156" | "5157" | "5158") => NETWORK,
        ("Security", "1102") | ("System", "104") => EVENT_LOG,
        (
            "Microsoft-Windows-Windows Defender/Operational",
            "1006" | "1007" | "1015" | "1116" | "1117",
        ) => FINDING,
        ("Microsoft-Windows-TaskScheduler/Operational", _) => SCHEDULED_JOB,
        _ => return None,
    })
}

fn sysmon(code: &str) -> Option<u32> {
    Some(match code {
        "1" | "5" | "8" | "10" | "25" => PROCESS,
        "2" | "9" | "11" | "15" | "23" | "26" | "27" | "28" | "29" => FILE,
        "3" => NETWORK,
        "6" => KERNEL_EXTENSION,
        "7" => MODULE,
        "12" | "14" => REGISTRY_KEY,
        "13" => REGISTRY_VALUE,
        "22" => DNS,
        _ => return None,
    })
}

/// `event_type` of Suricata, `_path` of Zeek.
fn network(kind: &str) -> Option<u32> {
    Some(match kind {
        "alert" | "notice" | "weird" | "intel" => FINDING,
        "conn" | "flow" | "netflow" | "tls" | "ssl" => NETWORK,
        "http" => HTTP,
        "dns" => DNS,
        "dhcp" => DHCP,
        "rdp" => RDP,
        "smb" | "smb_files" | "smb_mapping" => SMB,
        "ssh" => SSH,
        "ftp" => FTP,
        "smtp" => EMAIL,
        _ => return None,
    })
}

fn auditd(kind: &str) -> Option<u32> {
    Some(match kind {
        "EXECVE" | "PROCTITLE" => PROCESS,
        "PATH" => FILE,
        "USER_LOGIN" | "USER_AUTH" | "USER_LOGOUT" => AUTHENTICATION,
        "ADD_USER" | "DEL_USER" | "USER_CHAUTHTOK" | "USER_MGMT" => ACCOUNT_CHANGE,
        "ADD_GROUP" | "DEL_GROUP" | "GRP_MGMT" => GROUP,
        "SERVICE_START" | "SERVICE_STOP" | "DAEMON_START" | "DAEMON_END" => return None,
        _ => return None,
    })
}
