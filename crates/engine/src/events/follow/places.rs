//! Up to where followed files were taken, as it is kept in the data folder: one file for each name followed, replaced whole.

use crate::EngineError;
use crate::events::follow::heading::Heading;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sources::follow::{Mark, Place};
use std::collections::BTreeMap;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

/// The form of the file.
const VERSION: u64 = 1;

/// What is known of one file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) place: Option<Place>,
    pub(super) heading: Heading,
    /// How it looked when it was taken whole.
    pub(super) taken: Option<Mark>,
    /// How it looked, and how much of it was taken, while it is being taken whole.
    pub(super) begun: Option<(Mark, u64)>,
}

/// What is known of all files of one name followed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Places {
    /// The intake log they were taken into.
    pub(super) log: String,
    /// All records of this sender from this offset of the log on lie behind the places.
    pub(super) at: u64,
    pub(super) files: BTreeMap<String, Known>,
}

impl Places {
    /// Reads them; none when the file is not there.
    ///
    /// # Errors
    /// [`EngineError::File`], [`EngineError::Damaged`].
    pub(super) fn read(path: &Path) -> Result<Self, EngineError> {
        let bytes = match fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            bytes => bytes.map_err(|source| failed(path, source))?,
        };
        let damaged = || EngineError::Damaged(path.display().to_string());
        let value: Value = serde_json::from_slice(&bytes).map_err(|_| damaged())?;
        of_value(&value).ok_or_else(damaged)
    }

    /// Writes them so that they survive a loss of power.
    ///
    /// # Errors
    /// [`EngineError::File`].
    pub(super) fn write(&self, path: &Path) -> Result<(), EngineError> {
        let fail = |source| failed(path, source);
        let folder = path.parent().unwrap_or_else(|| Path::new("."));
        fs::create_dir_all(folder).map_err(fail)?;
        let mut file = tempfile::Builder::new()
            .prefix(".new-")
            .tempfile_in(folder)
            .map_err(fail)?;
        let text = self.value().to_string();
        file.write_all(text.as_bytes()).map_err(fail)?;
        file.as_file().sync_all().map_err(fail)?;
        file.persist(path).map_err(|error| fail(error.error))?;
        sync(folder).map_err(fail)
    }

    fn value(&self) -> Value {
        let files = self.files.iter().map(|(name, known)| {
            let known = json!({
                "place": known.place.as_ref().map(|place| json!({
                    "device": place.device, "inode": place.inode, "offset": place.offset,
                    "head": STANDARD.encode(&place.head),
                })),
                "heading": known.heading.lines.iter().map(|line| STANDARD.encode(line)).collect::<Vec<_>>(),
                "seen": known.heading.seen,
                "taken": known.taken.map(mark_value),
                "begun": known.begun.map(|(mark, done)| json!({"mark": mark_value(mark), "done": done})),
            });
            (name.clone(), known)
        });
        json!({"version": VERSION, "log": self.log, "at": self.at, "files": files.collect::<Map<_, _>>()})
    }
}

#[cfg(unix)]
fn sync(folder: &Path) -> std::io::Result<()> {
    fs::File::open(folder)?.sync_all()
}

/// Elsewhere folders can't be synced, and names are kept without.
#[cfg(not(unix))]
fn sync(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn failed(path: &Path, source: std::io::Error) -> EngineError {
    EngineError::File {
        path: path.display().to_string(),
        source,
    }
}

fn mark_value(mark: Mark) -> Value {
    json!({"bytes": mark.bytes, "changed": mark.changed})
}

fn of_value(value: &Value) -> Option<Places> {
    value.get("version")?.as_u64().filter(|v| *v == VERSION)?;
    let files = value.get("files")?.as_object()?.iter();
    let files = files.map(|(name, known)| Some((name.clone(), known_of(known)?)));
    Some(Places {
        log: value.get("log")?.as_str()?.to_owned(),
        at: value.get("at")?.as_u64()?,
        files: files.collect::<Option<_>>()?,
    })
}

fn known_of(value: &Value) -> Option<Known> {
    let lines = value.get("heading")?.as_array()?.iter();
    let begun = match value.get("begun")? {
        Value::Null => None,
        begun => Some((mark_of(begun.get("mark")?)?, begun.get("done")?.as_u64()?)),
    };
    let taken = match value.get("taken")? {
        Value::Null => None,
        taken => Some(mark_of(taken)?),
    };
    let place = match value.get("place")? {
        Value::Null => None,
        place => Some(Place {
            device: place.get("device")?.as_u64()?,
            inode: place.get("inode")?.as_u64()?,
            offset: place.get("offset")?.as_u64()?,
            head: STANDARD.decode(place.get("head")?.as_str()?).ok()?,
        }),
    };
    Some(Known {
        place,
        heading: Heading {
            lines: lines
                .map(|line| STANDARD.decode(line.as_str()?).ok())
                .collect::<Option<_>>()?,
            seen: value.get("seen")?.as_u64()?,
        },
        taken,
        begun,
    })
}

fn mark_of(value: &Value) -> Option<Mark> {
    Some(Mark {
        bytes: value.get("bytes")?.as_u64()?,
        changed: value.get("changed")?.as_u64()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again_and_damage_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("follow/web.json");
        assert_eq!(Places::read(&path).unwrap(), Places::default());
        let mark = Mark {
            bytes: 7,
            changed: 8,
        };
        let known = Known {
            place: Some(Place {
                device: 1,
                inode: u64::MAX,
                offset: 3,
                head: vec![0, 255],
            }),
            heading: Heading {
                lines: vec![b"#Fields: a\n".to_vec()],
                seen: u64::MAX,
            },
            taken: Some(mark),
            begun: Some((mark, 9)),
        };
        let places = Places {
            log: "00ff".to_owned(),
            at: 12,
            files: BTreeMap::from([
                ("nhật ký.log".to_owned(), known),
                (String::new(), Known::default()),
            ]),
        };
        places.write(&path).unwrap();
        assert_eq!(Places::read(&path).unwrap(), places);
        fs::write(&path, "{\"version\":2}").unwrap();
        assert!(matches!(Places::read(&path), Err(EngineError::Damaged(_))));
    }
}
