//! Which log source an event is of, as a user of the other engine can tell it.
//!
//! Only what is certain: a hint that is wrong would cost matches, one that is missing
//! only time.

use std::collections::HashMap;

use rsigma_parser::LogSource;
use serde_json::Value;

/// Log sources by channel and event id, made once each.
#[derive(Default)]
pub(super) struct Hints {
    known: HashMap<(String, String), LogSource>,
}

/// Categories of Sysmon's events, where an id has one only.
const SYSMON: [(&str, &str); 19] = [
    ("1", "process_creation"),
    ("2", "file_change"),
    ("3", "network_connection"),
    ("5", "process_termination"),
    ("6", "driver_load"),
    ("7", "image_load"),
    ("8", "create_remote_thread"),
    ("9", "raw_access_thread"),
    ("10", "process_access"),
    ("11", "file_event"),
    ("15", "create_stream_hash"),
    ("17", "pipe_created"),
    ("18", "pipe_created"),
    ("19", "wmi_event"),
    ("20", "wmi_event"),
    ("21", "wmi_event"),
    ("22", "dns_query"),
    ("23", "file_delete"),
    ("25", "process_tampering"),
];

impl Hints {
    /// The log source of an event.
    pub(super) fn of(&mut self, event: &Value) -> &LogSource {
        let said = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
        let key = (said("Channel").to_owned(), said("EventID").to_owned());
        self.known.entry(key).or_insert_with_key(|(channel, id)| {
            let (service, category) = match (channel.as_str(), id.as_str()) {
                ("Security", "4688") => ("security", Some("process_creation")),
                ("Security", _) => ("security", None),
                ("System", _) => ("system", None),
                ("Application", _) => ("application", None),
                ("Windows PowerShell", _) => ("powershell-classic", None),
                ("Microsoft-Windows-PowerShell/Operational", "4103") => {
                    ("powershell", Some("ps_module"))
                }
                ("Microsoft-Windows-PowerShell/Operational", "4104") => {
                    ("powershell", Some("ps_script"))
                }
                ("Microsoft-Windows-Sysmon/Operational", id) => {
                    let known = SYSMON.iter().find(|(own, _)| *own == id);
                    ("sysmon", known.map(|(_, category)| *category))
                }
                _ => ("", None),
            };
            LogSource {
                product: Some("windows".to_owned()),
                service: (!service.is_empty()).then(|| service.to_owned()),
                category: category.map(str::to_owned),
                ..LogSource::default()
            }
        })
    }
}
