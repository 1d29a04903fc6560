//! The table of Microsoft updates in the columns of WES-NG: CVE, update,
//! product, what the update replaces. Data of Microsoft's security response
//! center; the columns are `DatePosted,CVE,BulletinKB,Title,AffectedProduct,
//! AffectedComponent,Severity,Impact,Supersedes,Exploits`.

use std::collections::BTreeMap;

use domain::advisory::{Advisory, AffectedProduct, Applies, Fix, Vulnerability};
use jiff::civil::Date;

use super::{AdvisoryError, severity};

/// Rows of one table; the rest is an error, not a silent cut.
const ROWS_MAX: usize = 2_000_000;

/// What a table of updates held.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct MicrosoftUpdates {
    /// One advisory per CVE, in the order of their ids.
    pub advisories: Vec<Advisory>,
    /// Rows that could not be used, at most 1,000 of them.
    pub skipped: Vec<SkippedRow>,
}

/// A row that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SkippedRow {
    /// The line, counted from 1.
    pub line: u64,
    /// What is wrong with it.
    pub why: &'static str,
}

const SKIPPED_MAX: usize = 1_000;

struct Columns {
    date: Option<usize>,
    cve: usize,
    kb: usize,
    title: Option<usize>,
    product: usize,
    severity: Option<usize>,
    supersedes: usize,
}

impl Columns {
    fn read(header: &csv::ByteRecord) -> Result<Self, AdvisoryError> {
        let at = |name: &str| {
            header
                .iter()
                .position(|cell| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes()))
        };
        let needed =
            |name: &str| at(name).ok_or_else(|| AdvisoryError::Table(format!("no column {name}")));
        Ok(Self {
            date: at("DatePosted"),
            cve: needed("CVE")?,
            kb: needed("BulletinKB")?,
            title: at("Title"),
            product: needed("AffectedProduct")?,
            severity: at("Severity"),
            supersedes: needed("Supersedes")?,
        })
    }
}

pub(super) fn read(bytes: &[u8]) -> Result<MicrosoftUpdates, AdvisoryError> {
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let broken = |error: csv::Error| AdvisoryError::Table(error.to_string());
    let columns = Columns::read(reader.byte_headers().map_err(broken)?)?;
    let mut all: BTreeMap<String, Collected> = BTreeMap::new();
    let mut skipped = Vec::new();
    let mut row = csv::ByteRecord::new();
    let mut rows = 0_usize;
    while reader.read_byte_record(&mut row).map_err(broken)? {
        rows += 1;
        if rows > ROWS_MAX {
            return Err(AdvisoryError::TooLarge);
        }
        if let Err(why) = take(&row, &columns, &mut all)
            && skipped.len() < SKIPPED_MAX
        {
            skipped.push(SkippedRow {
                line: row.position().map_or(0, csv::Position::line),
                why,
            });
        }
    }
    let advisories = all
        .into_iter()
        .map(|(cve, collected)| collected.advisory(cve))
        .collect();
    Ok(MicrosoftUpdates {
        advisories,
        skipped,
    })
}

/// The rows of one CVE.
#[derive(Default)]
struct Collected {
    title: Option<String>,
    published: Option<Date>,
    severity: Option<domain::facts::Severity>,
    products: BTreeMap<String, Vec<Fix>>,
}

fn take(
    row: &csv::ByteRecord,
    columns: &Columns,
    all: &mut BTreeMap<String, Collected>,
) -> Result<(), &'static str> {
    let cell = |at: usize| {
        row.get(at)
            .map(|cell| String::from_utf8_lossy(cell).trim().to_owned())
            .unwrap_or_default()
    };
    let cve = cell(columns.cve).to_ascii_uppercase();
    let product = cell(columns.product);
    if !cve.starts_with("CVE-") {
        return Err("no CVE id");
    }
    if product.is_empty() {
        return Err("no product");
    }
    let collected = all.entry(cve).or_default();
    let date = columns.date.and_then(|at| compact_date(&cell(at)));
    collected.published = match (collected.published, date) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    if collected.title.is_none() {
        collected.title = columns.title.map(&cell).filter(|title| !title.is_empty());
    }
    let word = columns.severity.and_then(|at| severity(&cell(at)));
    collected.severity = collected.severity.max(word);
    let fixes = collected.products.entry(product).or_default();
    // "Release Notes", "Click to Run" and blanks name no update.
    if let Some(kb) = number(&cell(columns.kb)) {
        let supersedes = cell(columns.supersedes);
        let supersedes = supersedes
            .split([';', ',', ' '])
            .filter_map(number)
            .collect();
        merge(fixes, Fix { kb, supersedes });
    }
    Ok(())
}

fn merge(fixes: &mut Vec<Fix>, fix: Fix) {
    match fixes.iter_mut().find(|known| known.kb == fix.kb) {
        Some(known) => {
            known.supersedes.extend(fix.supersedes);
            known.supersedes.sort_unstable();
            known.supersedes.dedup();
        }
        None => fixes.push(fix),
    }
}

/// The digits of `KB5028166` or `5028166`.
fn number(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text
        .strip_prefix("KB")
        .or_else(|| text.strip_prefix("kb"))
        .unwrap_or(text);
    let is_number = (6..=8).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| digits.to_owned())
}

/// `20230711`.
fn compact_date(text: &str) -> Option<Date> {
    let (year, rest) = text.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

impl Collected {
    fn advisory(self, cve: String) -> Advisory {
        let product = |(product, fixes): (String, Vec<Fix>)| AffectedProduct {
            vendor: Some("Microsoft".to_owned()),
            product,
            // The row itself says that the product is affected until mended.
            default: if fixes.is_empty() {
                Applies::Unknown
            } else {
                Applies::Affected
            },
            fixes,
            ..AffectedProduct::default()
        };
        Advisory {
            id: cve.clone(),
            title: self.title,
            published: self.published,
            vulnerabilities: vec![Vulnerability {
                cve: Some(cve),
                severity: self.severity,
                products: self.products.into_iter().map(product).collect(),
                ..Vulnerability::default()
            }],
        }
    }
}
