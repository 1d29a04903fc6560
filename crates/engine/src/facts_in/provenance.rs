//! The sources of an import: from `sources.csv`, completed by what the files themselves prove.

use super::documents::Folder;
use domain::facts::{Basis, FactRow as _, Provenance, SourceKind, SourceRow};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use letters::tables::{ReadRow, TableProblem, TableRead};
use std::collections::BTreeMap;
use store::{Digest, sha256};

/// What a person says about where files come from that no `sources.csv` names.
#[derive(Debug, Clone)]
pub struct Given {
    /// What kind of source; what Khiên would have to see itself counts as an export.
    pub kind: SourceKind,
    /// Title for people.
    pub title: Option<String>,
    /// Who hands it over.
    pub person: Option<String>,
    /// When the other system made it.
    pub generated_at: Option<Timestamp>,
    /// First and last instant of the period it covers.
    pub period: Option<(Timestamp, Timestamp)>,
}

/// A source of an import.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    pub(crate) provenance: Provenance,
    pub(super) unit: Option<String>,
    pub(super) rows: Option<u64>,
    pub(super) digest: Option<Digest>,
}

/// All sources of an import by code.
#[derive(Debug, Default)]
pub(crate) struct Origins {
    by_code: BTreeMap<String, Origin>,
    by_file: BTreeMap<String, String>,
}

/// The bytes of an import's files by name relative to the folder.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

impl Origins {
    /// The sources that `sources.csv` names. A file that is in the folder is hashed; a hash that does not fit is an error.
    pub(super) fn read(
        table: Option<&TableRead>,
        folder: &Folder,
        zone: &TimeZone,
        problems: &mut Vec<TableProblem>,
        notices: &mut Vec<TableProblem>,
    ) -> Self {
        let mut origins = Self::default();
        let Some(table) = table else { return origins };
        for row in &table.rows {
            let cells: Vec<Option<&str>> = row.cells.iter().map(Option::as_deref).collect();
            let Ok(parsed) = SourceRow::parse(&cells, zone) else {
                continue;
            };
            origins.add(&table.file, row, &parsed, folder, problems, notices);
        }
        origins
    }

    fn add(
        &mut self,
        table: &str,
        row: &ReadRow,
        source: &SourceRow,
        folder: &Folder,
        problems: &mut Vec<TableProblem>,
        notices: &mut Vec<TableProblem>,
    ) {
        let kind = downgraded(source.kind);
        if kind != source.kind {
            notices.push(at_row(table, row.row, "source.not_seen", format!("nguồn loại “{}” nhập từ tệp được coi là bản xuất (nhập), không phải máy xác nhận", source.kind), format!("a source of kind {} from a file counts as an export", source.kind)));
        }
        let file = source.file.as_deref().map(str::to_owned);
        let digest = file.as_ref().and_then(|f| folder.digest(f));
        if let (Some(found), Some(claimed)) = (digest, &source.sha256)
            && !claimed.eq_ignore_ascii_case(&found.to_hex())
        {
            problems.push(at_row(
                table,
                row.row,
                "source.hash_differs",
                "SHA-256 ghi trong bảng không khớp với tệp trong thư mục".into(),
                "the SHA-256 given is not that of the file in the folder".into(),
            ));
        }
        if let Some(file) = &file {
            self.by_file.insert(file.clone(), row.code.clone());
        }
        let provenance = Provenance {
            code: row.code.as_str().into(),
            kind,
            title: source.title.clone(),
            file: source.file.clone(),
            sha256: digest.map(|d| d.to_hex().into()),
            generated_at: source.generated_at,
            period_from: source.period_from,
            period_to: source.period_to,
            person: source.person.clone(),
        };
        let rows = source.rows.and_then(|n| u64::try_from(n).ok());
        self.by_code.insert(
            row.code.clone(),
            Origin {
                provenance,
                unit: row.unit.clone(),
                rows,
                digest,
            },
        );
    }

    /// The source of a row: the one it names, else the one whose file this table is, else the table's file as word only.
    pub(super) fn of(
        &mut self,
        table: &TableRead,
        row: &ReadRow,
        files: &Files,
        problems: &mut Vec<TableProblem>,
    ) -> Option<String> {
        let file = file_of(&table.file);
        if let Some(code) = &row.source {
            if let Some(origin) = self.by_code.get_mut(code) {
                complete(origin, file, files);
                return Some(code.clone());
            }
            problems.push(at_row(
                &table.file,
                row.row,
                "source.unknown",
                format!("nguồn “{code}” không có trong sources.csv"),
                format!("the source {code} is not in sources.csv"),
            ));
            return None;
        }
        if let Some(code) = self.by_file.get(file) {
            return Some(code.clone());
        }
        let code = format!("file:{file}");
        let digest = files.get(file).map(|bytes| sha256(bytes));
        self.by_code.entry(code.clone()).or_insert_with(|| Origin {
            provenance: word_only(&code, file, digest),
            unit: None,
            rows: None,
            digest,
        });
        Some(code)
    }

    /// Gives a source to every file that has none of its own.
    pub(super) fn give(&mut self, given: &Given, files: &Files) {
        for (file, bytes) in files {
            if self.by_file.contains_key(file) {
                continue;
            }
            let code = format!("file:{file}");
            let digest = sha256(bytes);
            let provenance = Provenance {
                code: code.as_str().into(),
                kind: downgraded(given.kind),
                title: given.title.as_deref().map(Into::into),
                file: Some(file.as_str().into()),
                sha256: Some(digest.to_hex().into()),
                generated_at: given.generated_at,
                period_from: given.period.map(|p| p.0),
                period_to: given.period.map(|p| p.1),
                person: given.person.as_deref().map(Into::into),
            };
            self.by_file.insert(file.clone(), code.clone());
            self.by_code.insert(
                code,
                Origin {
                    provenance,
                    unit: None,
                    rows: None,
                    digest: Some(digest),
                },
            );
        }
    }

    /// The source of a row of `source` that a person changed: that person's word with the file, no longer the export.
    pub(super) fn by_hand(&mut self, source: &str, person: Option<&str>) -> String {
        let Some(origin) = self.by_code.get(source) else {
            return source.to_owned();
        };
        if origin.provenance.is_hand_entered() {
            return source.to_owned();
        }
        let code = format!("{source}#mended");
        let mut mended = origin.clone();
        mended.rows = None;
        mended.provenance.code = code.as_str().into();
        mended.provenance.kind = SourceKind::Statement;
        mended.provenance.title = Some("Dòng sửa tay khi nhập".into());
        if let Some(person) = person {
            mended.provenance.person = Some(person.into());
        }
        self.by_code.entry(code.clone()).or_insert(mended);
        code
    }

    /// All sources.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Origin> {
        self.by_code.values()
    }

    pub(crate) fn get(&self, code: &str) -> Option<&Origin> {
        self.by_code.get(code)
    }

    /// The source a fact stands under, of this import or of one before: what follows from the fact is as well founded as it.
    pub(super) fn known(&mut self, provenance: &Provenance) -> String {
        let mut code = provenance.code.to_string();
        let basis = provenance.basis();
        // A file of this import may have the same name and be better founded.
        if self.get(&code).is_some_and(|of| of.basis() != basis) {
            code = format!("{code}#{basis}");
        }
        self.by_code.entry(code.clone()).or_insert_with(|| Origin {
            digest: provenance.sha256.as_deref().and_then(Digest::parse),
            provenance: provenance.clone(),
            unit: None,
            rows: None,
        });
        code
    }

    /// A source for what Khiên derives from an export it was given: no better than that export.
    pub(super) fn derived_from(
        &mut self,
        file: &str,
        digest: Option<Digest>,
        as_of: Timestamp,
    ) -> String {
        if let Some(code) = self.by_file.get(file) {
            return code.clone();
        }
        let code = format!("file:{file}");
        // A log or list file handed over is an export of the system that wrote it, generated at the latest now.
        self.by_code.entry(code.clone()).or_insert_with(|| {
            let mut provenance = word_only(&code, file, digest);
            provenance.kind = SourceKind::Export;
            provenance.generated_at = Some(as_of);
            Origin {
                provenance,
                unit: None,
                rows: None,
                digest,
            }
        });
        code
    }
}

impl Origin {
    pub(crate) fn basis(&self) -> Basis {
        self.provenance.basis()
    }
}

/// Only what Khiên saw itself has basis A; a file that says so is an export.
fn downgraded(kind: SourceKind) -> SourceKind {
    match kind {
        SourceKind::Probe | SourceKind::Stream | SourceKind::CheckIn | SourceKind::Khien => {
            SourceKind::Export
        }
        kind => kind,
    }
}

/// An export whose own file is not in the folder is the table it came as.
fn complete(origin: &mut Origin, file: &str, files: &Files) {
    if origin.digest.is_some()
        || !matches!(origin.provenance.kind, SourceKind::Export | SourceKind::Log)
    {
        return;
    }
    origin.digest = files.get(file).map(|bytes| sha256(bytes));
    origin.provenance.sha256 = origin.digest.map(|d| d.to_hex().into());
    if origin.provenance.file.is_none() {
        origin.provenance.file = Some(file.into());
    }
}

fn word_only(code: &str, file: &str, digest: Option<Digest>) -> Provenance {
    Provenance {
        code: code.into(),
        kind: SourceKind::Word,
        title: None,
        file: Some(file.into()),
        sha256: digest.map(|d| d.to_hex().into()),
        generated_at: None,
        period_from: None,
        period_to: None,
        person: None,
    }
}

/// The file of a table's place, which names the sheet of a workbook too.
pub(super) fn file_of(place: &str) -> &str {
    place.split_once(" [").map_or(place, |(file, _)| file)
}

pub(super) fn at_row(
    file: &str,
    row: usize,
    code: &'static str,
    vi: String,
    en: String,
) -> TableProblem {
    TableProblem {
        code,
        file: file.to_owned(),
        row: Some(row),
        column: None,
        vi,
        en,
    }
}
