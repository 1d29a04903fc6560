//! Records of Windows, whichever program wrote them as JSON, under the names
//! that Sigma rules use.
//!
//! | writer | system fields | event's own data |
//! |---|---|---|
//! | `evtx_dump -o jsonl` and kin | `Event.System.*` with `#attributes`, `#text` | `Event.EventData.*`, `Event.UserData.X.*` |
//! | Winlogbeat, Elastic agent | `winlog.channel`, `winlog.event_id`, … | `winlog.event_data.*`, `winlog.user_data.*` |
//! | Wazuh | `data.win.system.*` in lower camel case | `data.win.eventdata.*` in lower camel case |
//! | NXLog and flat exports | `EventID`, `Channel`, `SourceName`, `Hostname`, kept beside the common names | beside them |
//!
//! All give `EventID`, `Channel`, `Provider_Name`, `Computer`, `TimeCreated`,
//! `Execution_ProcessID`, `Security_UserID` and the like, and the event's own
//! data directly (`CommandLine`); blanks in names are dropped ("Threat Name").
//! Where the data has a field of a system field's name (event 104 has a
//! `Channel` of its own), the data keeps it, because rule writers mean it, and
//! the system's becomes `System_Channel`.

use std::borrow::Cow;
use std::ops::Range;

use domain::event::{Event, Field};

use super::{Room, bounded};

/// What kind of object a name stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// The record itself.
    Top,
    /// Any object: names are joined with dots.
    Generic,
    /// `Event`.
    Event,
    /// `System`.
    System,
    /// An element of `System`, whose name stands in the path with an underscore.
    SystemChild,
    /// The data of the event, at any depth.
    Data,
    /// `UserData`, whose one child is named after the provider's template.
    UserData,
    /// One `Data` element that may carry its name as an attribute.
    NamedData,
    /// Attributes of `EventData` and the like.
    Skip,
    /// `winlog`.
    Winlog,
    /// `winlog.process` and `winlog.process.thread`.
    WinlogProcess,
    /// `data`, which is Wazuh's when it has a `win`.
    WazuhRoot,
    /// `data.win`.
    Wazuh,
    /// `data.win.system`.
    WazuhSystem,
    /// `data.win.eventdata`.
    WazuhData,
}

impl Place {
    /// True for the objects only records of Windows have.
    pub(super) const fn is_windows(self) -> bool {
        matches!(self, Self::System | Self::Winlog | Self::Wazuh)
    }

    pub(super) const fn holds_data(self) -> bool {
        matches!(self, Self::Data | Self::UserData | Self::WazuhData)
    }
}

/// The kind of the object `name` standing in an object of kind `place`.
pub(super) fn inside(place: Place, name: &str) -> Place {
    match (place, name) {
        (Place::Top, "Event") => Place::Event,
        (Place::Top | Place::Event, "System") => Place::System,
        (Place::Top | Place::Event, "EventData") => Place::Data,
        (Place::Top | Place::Event, "UserData") => Place::UserData,
        (Place::Top, "winlog") => Place::Winlog,
        (Place::Top, "data") => Place::WazuhRoot,
        (Place::System, _) | (Place::SystemChild, "#attributes") => Place::SystemChild,
        (Place::Event | Place::Data | Place::UserData | Place::WazuhData, "#attributes") => {
            Place::Skip
        }
        (Place::Data, "Data") => Place::NamedData,
        (Place::UserData | Place::Data, _) => Place::Data,
        (Place::Winlog, "event_data" | "user_data") => Place::Data,
        (Place::Winlog | Place::WinlogProcess, "process" | "thread") => Place::WinlogProcess,
        (Place::WazuhRoot, "win") => Place::Wazuh,
        (Place::Wazuh, "system") => Place::WazuhSystem,
        (Place::Wazuh, "eventdata") => Place::WazuhData,
        _ => Place::Generic,
    }
}

/// What the name of an object adds to those inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// It, and this behind it.
    With(char),
    /// Nothing, nor do the objects around it any more.
    Anew,
    /// Nothing.
    Not,
}

/// How the name of an object of kind `inside`, standing in one of kind `place`, is joined.
pub(super) fn join(place: Place, name: &str, inside: Place) -> Join {
    match (place, inside) {
        (Place::System, Place::SystemChild) => Join::With('_'),
        (Place::Data, Place::Data) => Join::With('.'),
        (Place::SystemChild, _) | (Place::UserData, Place::Data) if name == "#attributes" => {
            Join::Not
        }
        (Place::SystemChild, _) => Join::With('_'),
        (_, Place::Skip | Place::NamedData) => Join::Not,
        (_, Place::Generic | Place::Winlog | Place::WinlogProcess | Place::WazuhRoot) => {
            Join::With('.')
        }
        _ => Join::Anew,
    }
}

/// What a field is called.
pub(super) enum Name {
    Fixed(&'static str),
    /// As it is.
    Same,
    /// With a capital first letter.
    Capital,
    /// With the names of the objects around it.
    Joined,
    /// Not at all.
    None,
}

/// The name of a scalar in an object of a program's own kind.
pub(super) fn field_name(place: Place, path: &str, name: &str) -> Name {
    match place {
        Place::Event if name.starts_with(['#', '@']) => Name::None,
        Place::System => Name::Same,
        Place::SystemChild => system_child(path, name),
        Place::Winlog => winlog(name),
        Place::WinlogProcess => match (path, name) {
            ("winlog.process.", "pid") => Name::Fixed("Execution_ProcessID"),
            ("winlog.process.thread.", "id") => Name::Fixed("Execution_ThreadID"),
            _ => Name::Joined,
        },
        Place::WazuhSystem => wazuh(name),
        Place::WazuhData => Name::Capital,
        _ => Name::Joined,
    }
}

fn system_child(path: &str, name: &str) -> Name {
    let name = name.strip_prefix('@').unwrap_or(name);
    Name::Fixed(match (path, name) {
        ("Provider_", "Name") => "Provider_Name",
        ("Provider_", "Guid") => "Provider_Guid",
        ("Provider_", "EventSourceName") => "Provider_EventSourceName",
        ("EventID_", "#text") => "EventID",
        ("EventID_", "Qualifiers") => "Qualifiers",
        ("TimeCreated_", "SystemTime") => "TimeCreated",
        ("Execution_", "ProcessID") => "Execution_ProcessID",
        ("Execution_", "ThreadID") => "Execution_ThreadID",
        ("Correlation_", "ActivityID") => "Correlation_ActivityID",
        ("Correlation_", "RelatedActivityID") => "Correlation_RelatedActivityID",
        ("Security_", "UserID") => "Security_UserID",
        ("Channel_", "#text") => "Channel",
        ("Computer_", "#text") => "Computer",
        ("Level_", "#text") => "Level",
        ("Task_", "#text") => "Task",
        ("Opcode_", "#text") => "Opcode",
        ("Keywords_", "#text") => "Keywords",
        ("Version_", "#text") => "Version",
        ("EventRecordID_", "#text") => "EventRecordID",
        (_, "#text") => return Name::None,
        _ => return Name::Joined,
    })
}

fn winlog(name: &str) -> Name {
    Name::Fixed(match name {
        "channel" => "Channel",
        "event_id" => "EventID",
        "provider_name" => "Provider_Name",
        "provider_guid" => "Provider_Guid",
        "computer_name" => "Computer",
        "record_id" => "EventRecordID",
        "task" => "Task",
        "opcode" => "Opcode",
        "keywords" => "Keywords",
        "version" => "Version",
        "level" => "Level",
        "activity_id" => "Correlation_ActivityID",
        _ => return Name::Joined,
    })
}

fn wazuh(name: &str) -> Name {
    Name::Fixed(match name {
        "eventID" => "EventID",
        "channel" => "Channel",
        "providerName" => "Provider_Name",
        "providerGuid" => "Provider_Guid",
        "eventSourceName" => "Provider_EventSourceName",
        "computer" => "Computer",
        "systemTime" => "TimeCreated",
        "eventRecordID" => "EventRecordID",
        "processID" => "Execution_ProcessID",
        "threadID" => "Execution_ThreadID",
        _ => return Name::Capital,
    })
}

/// `commandLine` → `CommandLine`.
pub(super) fn capital<'a>(name: &str, room: Room<'a>) -> Cow<'a, str> {
    let mut changed = name.replace(' ', "");
    if let Some(first) = changed.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    room.keep(&changed)
}

/// The name of a field of the event's own data, below the path inside it;
/// no longer than names may be.
pub(super) fn data_name<'a>(name: Cow<'a, str>, path: &str, room: Room<'a>) -> Cow<'a, str> {
    if path.is_empty() {
        if !name.bytes().any(|b| b == b' ') {
            return name;
        }
        return room.keep(&name.replace(' ', ""));
    }
    // A path beyond the limit is not copied for each name below it.
    let path = bounded(path);
    let joined = match name.as_ref() {
        "#text" => path.trim_end_matches('.').replace(' ', ""),
        name => format!("{path}{name}").replace(' ', ""),
    };
    room.keep(bounded(&joined))
}

/// Beginnings of names that were flattened with dots before they were sent, and
/// whether the event's own data follows.
const FLATTENED: [(&str, bool); 9] = [
    ("winlog.event_data.", true),
    ("winlog.user_data.", true),
    ("winlog.", false),
    ("Event.EventData.", true),
    ("EventData.", true),
    ("Event.System.", false),
    ("System.", false),
    ("data.win.eventdata.", true),
    ("data.win.system.", false),
];

/// True when a name of the record itself shows a record of Windows.
pub(super) fn is_flattened(name: &str) -> bool {
    name.contains('.') && FLATTENED.iter().any(|(start, _)| name.starts_with(start))
}

/// The name of a scalar of the record itself.
pub(super) fn flat_name<'a>(name: Cow<'a, str>, room: Room<'a>) -> Cow<'a, str> {
    if !name.contains('.') {
        return name;
    }
    let found = FLATTENED
        .iter()
        .find_map(|(start, data)| Some((*start, name.strip_prefix(start)?, *data)));
    let Some((start, rest, data)) = found else {
        return name;
    };
    let lower_camel = start.starts_with("data.win.");
    let known = match (start, data) {
        (_, true) if lower_camel => Name::Capital,
        (_, true) => Name::Same,
        ("winlog.", _) => winlog(rest),
        _ if lower_camel => wazuh(rest),
        _ => match rest.split_once('.') {
            Some((child, attribute)) => {
                let attribute = attribute.strip_prefix("#attributes.").unwrap_or(attribute);
                system_child(&format!("{child}_"), attribute)
            }
            None => Name::Same,
        },
    };
    match known {
        Name::Fixed(fixed) => Cow::Borrowed(fixed),
        Name::Same => room.keep(&rest.replace(' ', "")),
        Name::Capital => capital(rest, room),
        Name::Joined | Name::None => name,
    }
}

/// The system fields whose names the event's own data may use for itself.
const DOUBLES: [(&str, &str); 9] = [
    ("Channel", "System_Channel"),
    ("Computer", "System_Computer"),
    ("EventID", "System_EventID"),
    ("Level", "System_Level"),
    ("Task", "System_Task"),
    ("Opcode", "System_Opcode"),
    ("Keywords", "System_Keywords"),
    ("Version", "System_Version"),
    ("Provider_Name", "System_Provider_Name"),
];

/// A name that many records have and few print as it is, without a copy of it.
pub(super) fn fixed_name(name: &str) -> Option<&'static str> {
    const FIXED: [&str; 20] = [
        "Provider_Name",
        "Provider_Guid",
        "Provider_EventSourceName",
        "EventID",
        "Qualifiers",
        "TimeCreated",
        "Execution_ProcessID",
        "Execution_ThreadID",
        "Correlation_ActivityID",
        "Correlation_RelatedActivityID",
        "Security_UserID",
        "Channel",
        "Computer",
        "Level",
        "Task",
        "Opcode",
        "Keywords",
        "Version",
        "EventRecordID",
        "Data",
    ];
    FIXED.into_iter().find(|fixed| *fixed == name)
}

/// True for a name of [`DOUBLES`].
pub(super) fn is_system_name(name: &str) -> bool {
    matches!(
        name,
        "Channel"
            | "Computer"
            | "EventID"
            | "Level"
            | "Task"
            | "Opcode"
            | "Keywords"
            | "Version"
            | "Provider_Name"
    )
}

/// Renames the system fields that share a name with a field of the data, which stands at `data`.
pub(super) fn part_doubles(event: &mut Event<'_>, data: &Range<usize>) {
    for (name, renamed) in DOUBLES {
        let in_data = event
            .fields
            .get(data.clone())
            .unwrap_or_default()
            .iter()
            .any(|field| field.name == name);
        if !in_data {
            continue;
        }
        for (at, field) in event.fields.iter_mut().enumerate() {
            if field.name == name && !data.contains(&at) {
                field.name = Cow::Borrowed(renamed);
            }
        }
    }
}

/// A field that is there again under the name that other programs give it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Again {
    /// Which of the record's own fields.
    pub(super) field: usize,
    pub(super) name: &'static str,
}

/// Gives a record that was flat from the start the names of the others, beside its own: rules
/// may ask for either. `own` is where its fields begin. The two at most that are added stand
/// behind them, even in a record that has as many as are kept, because they tell its origin.
pub(super) fn add_names(event: &mut Event<'_>, own: usize) -> Vec<Again> {
    let mut added = Vec::new();
    for (flat, name) in [
        ("SourceName", "Provider_Name"),
        ("ProviderName", "Provider_Name"),
        ("Hostname", "Computer"),
    ] {
        let fields = event.fields.get(own..).unwrap_or_default();
        let of = |name: &str| fields.iter().position(|field| field.name == name);
        if of(name).is_none()
            && let Some(field) = of(flat)
        {
            let again = Again { field, name };
            again.add(event, own);
            added.push(again);
        }
    }
    added
}

impl Again {
    /// Adds it to an event whose fields of this record begin at `own`.
    pub(super) fn add(self, event: &mut Event<'_>, own: usize) {
        if let Some(field) = event.fields.get(own + self.field) {
            let value = field.value.clone();
            event.fields.push(Field {
                name: Cow::Borrowed(self.name),
                value,
                column: None,
            });
        }
    }
}
