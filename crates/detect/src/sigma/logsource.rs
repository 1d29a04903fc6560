//! Which rules an event can be meant by: log sources against what an event
//! says of its origin.
//!
//! The routing is sound: a rule is left out only when the event's origin
//! proves that it comes from another log. An event whose origin is unknown is
//! shown to all rules. The names are those of the SigmaHQ taxonomy.

use domain::event::Event;

use super::rule::LogSource;

/// What an event says of its origin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Origin<'e> {
    /// Id of the format that read it.
    pub(super) parser: &'e str,
    /// Windows event log channel.
    pub(super) channel: Option<&'e str>,
    /// Windows event provider.
    pub(super) provider: Option<&'e str>,
    /// Windows event id.
    pub(super) event_id: Option<&'e str>,
}

/// The fields that tell the channel. Where the event's own data has a field of
/// the same name, the system's goes by the first of the two.
pub(super) const CHANNEL: [&str; 2] = ["System_Channel", "Channel"];
/// The fields that tell the provider.
pub(super) const PROVIDER: [&str; 2] = ["System_Provider_Name", "Provider_Name"];
/// The fields that tell the event's id.
pub(super) const EVENT_ID: [&str; 2] = ["System_EventID", "EventID"];

/// Sysmon's log, whatever system it runs on.
const SYSMON: &str = "Microsoft-Windows-Sysmon/Operational";
const SYSMON_LINUX: &str = "Linux-Sysmon/Operational";
const SYSMON_PROVIDER: &str = "Microsoft-Windows-Sysmon";
const SYSMON_PROVIDER_LINUX: &str = "Linux-Sysmon";

/// Service → channels.
const SERVICES: &[(&str, &[&str])] = &[
    ("application", &["Application"]),
    ("security", &["Security"]),
    ("system", &["System"]),
    ("sysmon", &[SYSMON]),
    ("ntlm", &["Microsoft-Windows-NTLM/Operational"]),
    (
        "powershell",
        &[
            "Microsoft-Windows-PowerShell/Operational",
            "PowerShellCore/Operational",
        ],
    ),
    ("powershell-classic", &["Windows PowerShell"]),
    (
        "taskscheduler",
        &["Microsoft-Windows-TaskScheduler/Operational"],
    ),
    ("wmi", &["Microsoft-Windows-WMI-Activity/Operational"]),
    ("dhcp", &["Microsoft-Windows-DHCP-Server/Operational"]),
    ("dns-server", &["DNS Server"]),
    (
        "dns-server-analytic",
        &["Microsoft-Windows-DNS-Server/Analytical"],
    ),
    (
        "dns-client",
        &[
            "Microsoft-Windows-DNS Client Events/Operational",
            "Microsoft-Windows-DNS-Client/Operational",
        ],
    ),
    (
        "driver-framework",
        &["Microsoft-Windows-DriverFrameworks-UserMode/Operational"],
    ),
    (
        "printservice-admin",
        &["Microsoft-Windows-PrintService/Admin"],
    ),
    (
        "printservice-operational",
        &["Microsoft-Windows-PrintService/Operational"],
    ),
    (
        "smbclient-security",
        &["Microsoft-Windows-SmbClient/Security"],
    ),
    (
        "smbclient-connectivity",
        &["Microsoft-Windows-SmbClient/Connectivity"],
    ),
    (
        "smbserver-connectivity",
        &["Microsoft-Windows-SMBServer/Connectivity"],
    ),
    (
        "terminalservices-localsessionmanager",
        &["Microsoft-Windows-TerminalServices-LocalSessionManager/Operational"],
    ),
    (
        "codeintegrity-operational",
        &["Microsoft-Windows-CodeIntegrity/Operational"],
    ),
    (
        "applocker",
        &[
            "Microsoft-Windows-AppLocker/MSI and Script",
            "Microsoft-Windows-AppLocker/EXE and DLL",
            "Microsoft-Windows-AppLocker/Packaged app-Deployment",
            "Microsoft-Windows-AppLocker/Packaged app-Execution",
        ],
    ),
    ("msexchange-management", &["MSExchange Management"]),
    (
        "windefend",
        &["Microsoft-Windows-Windows Defender/Operational"],
    ),
    (
        "firewall-as",
        &["Microsoft-Windows-Windows Firewall With Advanced Security/Firewall"],
    ),
    (
        "bits-client",
        &["Microsoft-Windows-Bits-Client/Operational"],
    ),
    (
        "security-mitigations",
        &[
            "Microsoft-Windows-Security-Mitigations/Kernel Mode",
            "Microsoft-Windows-Security-Mitigations/User Mode",
            "Microsoft-Windows-Security-Mitigations/KernelMode",
            "Microsoft-Windows-Security-Mitigations/UserMode",
        ],
    ),
    (
        "diagnosis-scripted",
        &["Microsoft-Windows-Diagnosis-Scripted/Operational"],
    ),
    ("shell-core", &["Microsoft-Windows-Shell-Core/Operational"]),
    ("openssh", &["OpenSSH/Operational"]),
    ("ldap", &["Microsoft-Windows-LDAP-Client/Debug"]),
    (
        "bitlocker",
        &["Microsoft-Windows-BitLocker/BitLocker Management"],
    ),
    ("vhdmp", &["Microsoft-Windows-VHDMP/Operational"]),
    (
        "appxdeployment-server",
        &["Microsoft-Windows-AppXDeploymentServer/Operational"],
    ),
    ("lsa-server", &["Microsoft-Windows-LSA/Operational"]),
    (
        "appxpackaging-om",
        &["Microsoft-Windows-AppxPackaging/Operational"],
    ),
    (
        "appmodel-runtime",
        &["Microsoft-Windows-AppModel-Runtime/Admin"],
    ),
    ("capi2", &["Microsoft-Windows-CAPI2/Operational"]),
    (
        "certificateservicesclient-lifecycle-system",
        &["Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational"],
    ),
    (
        "kernel-shimengine",
        &[
            "Microsoft-Windows-Kernel-ShimEngine/Operational",
            "Microsoft-Windows-Kernel-ShimEngine/Diagnostic",
        ],
    ),
    (
        "application-experience",
        &[
            "Microsoft-Windows-Application-Experience/Program-Telemetry",
            "Microsoft-Windows-Application-Experience/Program-Compatibility-Assistant",
        ],
    ),
    ("ntfs", &["Microsoft-Windows-Ntfs/Operational"]),
    ("hyper-v-worker", &["Microsoft-Windows-Hyper-V-Worker"]),
    (
        "kernel-event-tracing",
        &["Microsoft-Windows-Kernel-EventTracing"],
    ),
    ("sense", &["Microsoft-Windows-SENSE/Operational"]),
    (
        "servicebus-client",
        &[
            "Microsoft-ServiceBus-Client/Admin",
            "Microsoft-ServiceBus-Client/Operational",
        ],
    ),
    (
        "microsoft-servicebus-client",
        &[
            "Microsoft-ServiceBus-Client/Admin",
            "Microsoft-ServiceBus-Client/Operational",
        ],
    ),
    (
        "iis-configuration",
        &["Microsoft-IIS-Configuration/Operational"],
    ),
];

/// Category → service and event ids, where a Windows log has it.
const CATEGORIES: &[(&str, &str, &[&str])] = &[
    ("process_creation", "sysmon", &["1"]),
    ("process_creation", "security", &["4688"]),
    ("file_change", "sysmon", &["2"]),
    ("network_connection", "sysmon", &["3"]),
    ("sysmon_status", "sysmon", &["4", "16"]),
    ("process_termination", "sysmon", &["5"]),
    ("driver_load", "sysmon", &["6"]),
    ("image_load", "sysmon", &["7"]),
    ("create_remote_thread", "sysmon", &["8"]),
    ("raw_access_thread", "sysmon", &["9"]),
    ("process_access", "sysmon", &["10"]),
    ("file_event", "sysmon", &["11"]),
    ("registry_add", "sysmon", &["12"]),
    ("registry_delete", "sysmon", &["12"]),
    ("registry_set", "sysmon", &["13"]),
    ("registry_rename", "sysmon", &["14"]),
    ("registry_event", "sysmon", &["12", "13", "14"]),
    ("create_stream_hash", "sysmon", &["15"]),
    ("pipe_created", "sysmon", &["17", "18"]),
    ("wmi_event", "sysmon", &["19", "20", "21"]),
    ("dns_query", "sysmon", &["22"]),
    ("file_delete", "sysmon", &["23", "26"]),
    ("clipboard_change", "sysmon", &["24"]),
    ("clipboard_capture", "sysmon", &["24"]),
    ("process_tampering", "sysmon", &["25"]),
    ("file_delete_detected", "sysmon", &["26"]),
    ("file_block_executable", "sysmon", &["27"]),
    ("file_block_shredding", "sysmon", &["28"]),
    ("file_executable_detected", "sysmon", &["29"]),
    ("sysmon_error", "sysmon", &["255"]),
    ("ps_module", "powershell", &["4103"]),
    ("ps_script", "powershell", &["4104"]),
    ("ps_classic_start", "powershell-classic", &["400"]),
    ("ps_classic_provider_start", "powershell-classic", &["600"]),
    ("ps_classic_script", "powershell-classic", &["800"]),
    (
        "antivirus",
        "windefend",
        &[
            "1006", "1007", "1008", "1009", "1010", "1011", "1012", "1017", "1018", "1019", "1115",
            "1116", "1117",
        ],
    ),
];

/// Category → values of `EventType` that prove an event to be of another one.
/// Sysmon's event 12 is about what was created as well as what was deleted; the
/// specification's table names the id alone, SigmaHQ's table of log sources both.
const OTHER_TYPES: &[(&str, &[&str])] = &[
    ("registry_add", &["DeleteKey", "DeleteValue"]),
    ("registry_delete", &["CreateKey"]),
];

/// Beginning of the names of providers that only Windows has.
const WINDOWS_PROVIDERS: &str = "Microsoft-Windows-";

/// Services whose provider tells them when an event has lost its channel.
const PROVIDERS: &[(&str, &[&str])] = &[
    ("sysmon", &[SYSMON_PROVIDER]),
    (
        "security",
        &[
            "Microsoft-Windows-Security-Auditing",
            "Microsoft-Windows-Eventlog",
        ],
    ),
    (
        "powershell",
        &["Microsoft-Windows-PowerShell", "PowerShellCore"],
    ),
    ("powershell-classic", &["PowerShell"]),
    ("windefend", &["Microsoft-Windows-Windows Defender"]),
    ("taskscheduler", &["Microsoft-Windows-TaskScheduler"]),
    ("wmi", &["Microsoft-Windows-WMI-Activity"]),
];

/// Categories of logs that are never a Windows event log.
const ELSEWHERE: [&str; 5] = ["webserver", "proxy", "firewall", "dns", "database"];

/// Event fields that stand for others in some Windows events: log, event ids,
/// field there, field rules ask for.
const ALIASES: &[(&str, &[&str], &str, &str)] = &[
    ("Security", &["4688"], "NewProcessName", "Image"),
    ("Security", &["4688"], "ParentProcessName", "ParentImage"),
    ("Security", &["4688"], "ProcessCommandLine", "CommandLine"),
    ("Security", &["4688"], "SubjectLogonId", "LogonId"),
    ("Security", &["4688"], "MandatoryLabel", "IntegrityLevel"),
    (
        "Microsoft-Windows-Windows Defender/Operational",
        &[],
        "ThreatName",
        "Signature",
    ),
    (
        "Microsoft-Windows-Windows Defender/Operational",
        &[],
        "Path",
        "Filename",
    ),
];

/// All pairs of a field of some events and what rules call it.
pub(super) fn stand_ins() -> impl Iterator<Item = (&'static str, &'static str)> {
    ALIASES.iter().map(|(_, _, there, asked)| (*there, *asked))
}

/// The field that tells what a registry event is about, and what it must not say for events
/// of this source; empty when the source asks nothing of it.
pub(super) fn other_types(source: &LogSource) -> (&'static str, &'static [&'static str]) {
    let category = source.category.as_deref();
    let found = OTHER_TYPES.iter().find(|(name, _)| Some(*name) == category);
    ("EventType", found.map_or(&[], |(_, types)| *types))
}

impl<'e> Origin<'e> {
    /// What the event says, looked up slowly.
    pub(super) fn of(event: &'e Event<'_>) -> Self {
        let first = |names: [&str; 2]| {
            let mut found = names
                .iter()
                .filter_map(|name| event.fields.iter().find(|field| field.name == **name));
            found.next().map(|field| &*field.value)
        };
        Self {
            parser: event.parser,
            channel: first(CHANNEL),
            provider: first(PROVIDER),
            event_id: first(EVENT_ID),
        }
    }
}

impl Origin<'_> {
    /// Names of fields in this event and what rules call them.
    pub(super) fn aliases(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        ALIASES
            .iter()
            .filter(move |(channel, ids, ..)| {
                self.is_of(channel) && (ids.is_empty() || self.has_id(ids))
            })
            .map(|(_, _, there, asked)| (*there, *asked))
    }

    fn is_of(self, channel: &str) -> bool {
        self.channel
            .is_some_and(|own| own.eq_ignore_ascii_case(channel))
    }

    fn has_id(self, ids: &[&str]) -> bool {
        self.event_id.is_some_and(|own| ids.contains(&own))
    }

    fn is_linux_sysmon(self) -> bool {
        self.is_of(SYSMON_LINUX) || self.provider == Some(SYSMON_PROVIDER_LINUX)
    }

    /// The product the event certainly is of.
    fn product(self) -> Option<&'static str> {
        if self.is_linux_sysmon() {
            return Some("linux");
        }
        let provider = self.provider.unwrap_or_default();
        if self.channel.is_some()
            || self.parser == "evtx"
            || provider.starts_with(WINDOWS_PROVIDERS)
        {
            return Some("windows");
        }
        match self.parser {
            "zeek" => Some("zeek"),
            "auditd" => Some("linux"),
            "suricata_eve" => Some("suricata"),
            _ => None,
        }
    }

    /// The category the event certainly is of, by its format.
    fn category(self) -> Option<&'static str> {
        match self.parser {
            "access" | "w3c" => Some("webserver"),
            _ => None,
        }
    }

    /// Whether the event may be of a service of Windows.
    fn may_be_service(self, service: &str) -> bool {
        let channels = SERVICES.iter().find(|(name, _)| *name == service);
        if let (Some((_, channels)), Some(_)) = (channels, self.channel) {
            return channels.iter().any(|channel| self.is_of(channel));
        }
        let providers = PROVIDERS.iter().find(|(name, _)| *name == service);
        if let (Some((_, providers)), Some(provider)) = (providers, self.provider) {
            return providers.contains(&provider);
        }
        true
    }

    /// Whether the event may be of a category of a Windows log.
    fn may_be_category(self, category: &str) -> bool {
        let mut known = false;
        for (_, service, ids) in CATEGORIES.iter().filter(|(name, ..)| *name == category) {
            known = true;
            let id = self.event_id.is_none() || self.has_id(ids);
            if id && self.may_be_service(service) {
                return true;
            }
        }
        // A category of no log we know is not of the logs we do know.
        let known_log = ["sysmon", "security", "powershell", "powershell-classic"]
            .iter()
            .any(|service| {
                SERVICES
                    .iter()
                    .filter(|(name, _)| name == service)
                    .any(|(_, channels)| channels.iter().any(|channel| self.is_of(channel)))
            });
        !known && !known_log
    }
}

/// Whether events of this origin may be those a log source means.
pub(super) fn accepts(source: &LogSource, origin: Origin<'_>) -> bool {
    let product = source.product.as_deref();
    if let (Some(wanted), Some(own)) = (product, origin.product())
        && wanted != own
    {
        return false;
    }
    if let (Some(category), Some(own)) = (source.category.as_deref(), origin.category())
        && category != own
    {
        return false;
    }
    // Zeek writes tables and JSON. A rule of its logs may ask of a connection only that it was not local, which
    // every line of a firewall answers.
    let of_others = ["key_value", "cef", "leef", "access", "w3c"];
    if product == Some("zeek") && of_others.contains(&origin.parser) {
        return false;
    }
    if origin.product() != Some("windows") && !origin.is_linux_sysmon() {
        // A log that is no Windows log by its format is of no Windows rule.
        let elsewhere = origin.category().is_some() || matches!(origin.parser, "cef" | "leef");
        let bare = origin.event_id.is_none() && origin.provider.is_none();
        if product == Some("windows") && elsewhere && bare {
            return false;
        }
        return unknown_origin(source, origin);
    }
    if origin.is_linux_sysmon() {
        return match source.category.as_deref() {
            Some(category) => linux_category(category, origin),
            None => source.service.is_none() || source.service.as_deref() == Some("sysmon"),
        };
    }
    let service = source
        .service
        .as_deref()
        .is_none_or(|service| origin.may_be_service(service));
    let category = source
        .category
        .as_deref()
        .is_none_or(|category| !ELSEWHERE.contains(&category) && origin.may_be_category(category));
    service && category
}

/// An event that names no Windows log: its provider or event id may still
/// exclude a category.
fn unknown_origin(source: &LogSource, origin: Origin<'_>) -> bool {
    let windows = source.product.as_deref() == Some("windows");
    if !windows || (origin.event_id.is_none() && origin.provider.is_none()) {
        return true;
    }
    let service = source
        .service
        .as_deref()
        .is_none_or(|service| origin.may_be_service(service));
    let category = source
        .category
        .as_deref()
        .is_none_or(|category| origin.may_be_category(category));
    service && category
}

fn linux_category(category: &str, origin: Origin<'_>) -> bool {
    let mut known = CATEGORIES
        .iter()
        .filter(|(name, service, _)| *name == category && *service == "sysmon")
        .peekable();
    known.peek().is_none() || known.any(|(_, _, ids)| origin.has_id(ids))
}
