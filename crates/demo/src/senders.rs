//! Which machines of the town send which log, for those who let the logs come in as they would: by syslog.

use crate::town::cast::TOWN;
use crate::{firewall_log, web_log, windows_log};

/// A machine that sends its log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSender {
    /// What people call it.
    pub name: &'static str,
    /// The unit it belongs to.
    pub unit: &'static str,
    /// Its log, below the facts folder.
    pub file: &'static str,
}

/// All of the town's; other samples have none.
#[must_use]
pub fn log_senders() -> [LogSender; 3] {
    [
        LogSender {
            name: "Tường lửa trung tâm (mẫu)",
            unit: TOWN,
            file: firewall_log::FILE,
        },
        LogSender {
            name: "Máy Windows phòng VHTT (mẫu)",
            unit: windows_log::UNIT,
            file: windows_log::FILE,
        },
        LogSender {
            name: "Máy chủ web phường PMT (mẫu)",
            unit: web_log::UNIT,
            file: web_log::FILE,
        },
    ]
}
