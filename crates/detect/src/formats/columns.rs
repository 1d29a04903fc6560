//! Which field of which format means which promoted column.
//!
//! Three vocabularies: the short names of devices (`srcip`, `dpt`, `SRC`), the
//! headings of tables (Vietnamese and English), and the names of records that
//! keep their own. They differ in one trap: a FortiGate `hostname` is the remote
//! site, elsewhere it is the machine.

use domain::event::Column;
use domain::text::fold;

/// The column a pair's name means.
pub(super) fn of_pair(name: &str) -> Option<Column> {
    let mut lower = [0u8; 24];
    let lower = lower.get_mut(..name.len())?;
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    Some(match str::from_utf8(lower).ok()? {
        "date" => Column::Date,
        "time" | "timestamp" | "rt" | "start" | "event_time" | "eventtime" | "devtime" => {
            Column::Time
        }
        "tz" | "timezone" => Column::Zone,
        "devname" | "device_name" | "dvchost" => Column::Host,
        "user" | "username" | "usr" | "suser" | "duser" | "unauthuser" | "usrname" => Column::User,
        "srcip" | "src_ip" | "src" | "source" | "saddr" | "remip" | "clientip" | "client_ip"
        | "source_ip" => Column::SourceAddress,
        "transip" | "src_trans_ip" | "sourcetranslatedaddress" => Column::SourceTranslated,
        "dstip" | "dst_ip" | "dst" | "daddr" | "destination" | "dest_ip" | "destination_ip" => {
            Column::DestinationAddress
        }
        "tranip" | "dst_trans_ip" | "destinationtranslatedaddress" => Column::DestinationTranslated,
        "srcport" | "src_port" | "spt" | "sport" => Column::SourcePort,
        "dstport" | "dst_port" | "dpt" | "dport" | "dest_port" => Column::DestinationPort,
        "hostname" | "qname" | "domain" | "dhost" | "query" | "dns_query" | "domainname" => {
            Column::Domain
        }
        "url" | "request" | "uri" => Column::Url,
        "action" | "act" | "log_subtype" => Column::Action,
        _ => return None,
    })
}

/// The column a part of the header of CEF or LEEF means.
pub(super) fn of_header(name: &str) -> Option<Column> {
    match name {
        "device_event_class_id" => Some(Column::Code),
        "severity" => Some(Column::Severity),
        _ => None,
    }
}

/// The column a table's heading means.
pub(super) fn of_heading(name: &str) -> Option<Column> {
    let words = fold(&name.replace(['_', '-', '.', '/', '@', '(', ')', '*'], " "));
    Some(match words.as_str() {
        "time" | "timestamp" | "datetime" | "date time" | "event time" | "thoi gian"
        | "thoi diem" | "ngay gio" | "received time" | "generated time" | "start time"
        | "time generated" => Column::Time,
        "date" | "ngay" => Column::Date,
        "user" | "username" | "user name" | "tai khoan" | "source user" | "nguoi dung" => {
            Column::User
        }
        "src" | "srcip" | "src ip" | "source" | "source ip" | "source address" | "client ip"
        | "c ip" | "ip nguon" | "dia chi nguon" | "dia chi ip nguon" | "ip nguoi dung" => {
            Column::SourceAddress
        }
        "dst"
        | "dstip"
        | "dst ip"
        | "dest ip"
        | "destination"
        | "destination ip"
        | "destination address"
        | "s ip"
        | "server ip"
        | "ip dich"
        | "dia chi dich"
        | "dia chi ip dich" => Column::DestinationAddress,
        "nat source ip" | "source nat ip" | "translated source" => Column::SourceTranslated,
        "nat destination ip" | "destination nat ip" => Column::DestinationTranslated,
        "src port" | "srcport" | "source port" | "sport" | "cong nguon" => Column::SourcePort,
        "dst port" | "dstport" | "dest port" | "destination port" | "dport" | "cong dich" => {
            Column::DestinationPort
        }
        "ip" | "ips" | "ip address" | "ip addresses" | "ipaddress" | "ipv4" | "ipv6"
        | "address" | "dia chi ip" | "dia chi" | "ip cong khai" | "public ip" | "ip public"
        | "wan ip" | "ip wan" => Column::Address,
        "domain" | "ten mien" | "query" | "qname" | "remote host" => Column::Domain,
        "url" | "uri" | "dia chi url" => Column::Url,
        "action" | "hanh dong" | "xu ly" => Column::Action,
        "host" | "hostname" | "host name" | "computer" | "computer name" | "may" | "ten may"
        | "ten may chu" | "may tinh" => Column::Host,
        "code" | "asset" | "asset code" | "asset id" | "ma" | "ma tai san" | "ma may"
        | "ma thiet bi" => Column::Asset,
        _ => return None,
    })
}

/// The column the name of a field means in records that keep their own names: JSON, event
/// logs of Windows, Zeek's tables. Case matters, and one name has one meaning there.
pub(super) fn of_name(name: &str) -> Option<Column> {
    Some(match name {
        "TimeCreated" | "SystemTime" | "@timestamp" | "timestamp" | "ts" | "time" | "Timestamp"
        | "EventTime" | "datetime" => Column::Time,
        "Computer" | "host.name" | "Hostname" | "agent.name" | "host" | "hostname" => Column::Host,
        "User" | "SubjectUserName" | "TargetUserName" | "user.name" | "user" | "username" => {
            Column::User
        }
        "SourceIp" | "IpAddress" | "SourceAddress" | "ClientAddress" | "src_ip" | "source.ip"
        | "id.orig_h" | "srcip" | "client.ip" => Column::SourceAddress,
        "DestinationIp" | "DestAddress" | "dest_ip" | "dst_ip" | "destination.ip" | "id.resp_h"
        | "dstip" => Column::DestinationAddress,
        "SourcePort" | "IpPort" | "src_port" | "source.port" | "id.orig_p" => Column::SourcePort,
        "DestinationPort" | "DestPort" | "dest_port" | "dst_port" | "destination.port"
        | "id.resp_p" => Column::DestinationPort,
        "QueryName"
        | "DestinationHostname"
        | "dns.question.name"
        | "query"
        | "dns.rrname"
        | "dns.queries.rrname"
        | "http.hostname"
        | "tls.sni"
        | "url.domain"
        | "server_name"
        | "destination.domain" => Column::Domain,
        "url" | "url.full" | "url.original" | "http.url" | "uri" => Column::Url,
        "Hashes"
        | "Hash"
        | "sha256"
        | "sha1"
        | "md5"
        | "file.hash.sha256"
        | "process.hash.sha256"
        | "fileinfo.sha256" => Column::Hash,
        "Image" | "NewProcessName" | "ProcessName" | "process.executable" | "Application"
        | "exe" => Column::Process,
        "action" | "event.action" | "alert.action" => Column::Action,
        "EventID" | "event.code" | "alert.signature_id" => Column::Code,
        "Channel" | "event_type" | "_path" => Column::Channel,
        "Level" | "alert.severity" => Column::Severity,
        _ => return None,
    })
}
