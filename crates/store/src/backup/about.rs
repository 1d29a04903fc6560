//! The text of `BACKUP`: what an archive is, in lines of `key value`, then the
//! ledger's newest checkpoint as it is exported.

use jiff::Timestamp;

use super::BackupError;

const FORM: &str = "khien-backup";
const VERSION: u32 = 1;

/// Where the database of the folder is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatabasePart {
    /// In the archive.
    Inside,
    /// On a PostgreSQL server; the archive does not have it.
    Apart,
}

/// What an archive says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct About {
    /// When it was begun.
    pub made_at: Timestamp,
    /// The version of the program that wrote it.
    pub program: String,
    /// The name of the ledger (`khien/…`), which tells one installation from another.
    pub ledger: String,
    /// Where the database is.
    pub database: DatabasePart,
    /// Leaves of the ledger at that moment.
    pub leaves: u64,
    /// The newest checkpoint, signed; `None` while the ledger is empty.
    pub checkpoint: Option<String>,
}

impl About {
    pub(super) fn print(&self) -> String {
        let database = match self.database {
            DatabasePart::Inside => "inside",
            DatabasePart::Apart => "apart",
        };
        format!(
            "{FORM} {VERSION}\nmade_at {}\nprogram {}\nledger {}\ndatabase {database}\nleaves {}\n\n{}",
            self.made_at,
            self.program,
            self.ledger,
            self.leaves,
            self.checkpoint.as_deref().unwrap_or_default()
        )
    }

    /// Reads what [`Self::print`] wrote.
    pub(super) fn parse(text: &str) -> Result<Self, BackupError> {
        let (head, note) = text
            .split_once("\n\n")
            .ok_or_else(|| BackupError::malformed("BACKUP is not of its form"))?;
        let value = |key: &str| {
            head.lines()
                .filter_map(|line| line.split_once(' '))
                .find(|(found, _)| *found == key)
                .map(|(_, value)| value)
                .ok_or_else(|| BackupError::malformed(format!("BACKUP has no {key}")))
        };
        let wrong = |key: &str| BackupError::malformed(format!("BACKUP: {key} can't be read"));
        let version: u32 = value(FORM)?.parse().map_err(|_| wrong(FORM))?;
        if version > VERSION {
            return Err(BackupError::Newer);
        }
        let database = match value("database")? {
            "inside" => DatabasePart::Inside,
            "apart" => DatabasePart::Apart,
            _ => return Err(wrong("database")),
        };
        Ok(Self {
            made_at: value("made_at")?.parse().map_err(|_| wrong("made_at"))?,
            program: value("program")?.to_owned(),
            ledger: value("ledger")?.to_owned(),
            database,
            leaves: value("leaves")?.parse().map_err(|_| wrong("leaves"))?,
            checkpoint: (!note.is_empty()).then(|| note.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_and_a_newer_form_is_refused() {
        let about = About {
            made_at: "2024-02-08T14:30:00Z".parse().unwrap(),
            program: "0.1.0".into(),
            ledger: "khien/0123456789abcdef".into(),
            database: DatabasePart::Inside,
            leaves: 12,
            checkpoint: Some("khien/x\n12\nroot\n\n— khien/x sig\n".into()),
        };
        let text = about.print();
        assert_eq!(About::parse(&text).unwrap(), about);
        let empty = About {
            checkpoint: None,
            ..about
        };
        assert_eq!(About::parse(&empty.print()).unwrap(), empty);
        for (from, to, code) in [
            ("khien-backup 1", "khien-backup 2", "backup.newer"),
            ("khien-backup 1", "tar", "backup.malformed"),
            ("leaves 12", "leaves -1", "backup.malformed"),
            ("database inside", "database x", "backup.malformed"),
        ] {
            let error = About::parse(&text.replace(from, to)).unwrap_err();
            assert_eq!(error.code(), code, "{to}");
        }
    }
}
