//! Found events as a file, made piece by piece, oldest first.
//!
//! CSV is for people's spreadsheets: it begins with a byte order mark, and a
//! cell that a spreadsheet would run as a formula gets an apostrophe before
//! it. NDJSON and Parquet keep every value as it is.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::RecordBatch;
use datafusion::catalog::TableProvider;
use datafusion::error::DataFusionError;
use datafusion::prelude::ident;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::figures::arrow_error;
use super::found::{Cursor, FoundEvent, events};
use super::lower::{bytes, instant};
use super::record;
use super::search::{Search, SearchError, Searcher};
use crate::table::Table;

/// Kinds of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Comma-separated, UTF-8 with byte order mark, lines end in CR LF.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// All columns of the event table, zstd.
    Parquet,
}

/// A file in the making. Dropping it ends the search.
pub struct Export {
    searcher: Searcher,
    table: Arc<dyn TableProvider>,
    search: Search,
    /// Start of the next window and its width, microseconds.
    at: i64,
    width: i64,
    /// The last event written, when the window before it was not written to its end.
    after: Option<Cursor>,
    begun: bool,
    /// Events that may still be written.
    left: usize,
    rows: usize,
    capped: bool,
    state: State,
}

enum State {
    Text(Format),
    Parquet(Box<ArrowWriter<Shared>>, Shared),
    Ended,
}

/// First and least width of a window, microseconds.
const FIRST_WINDOW: i64 = 600_000_000;
const NARROWEST: i64 = 1_000_000;
/// A window with fewer events makes the next one wider.
const FEW: usize = 5_000;

impl Searcher {
    /// The events of a search as a file, at most `cap` of them.
    ///
    /// # Errors
    ///
    /// When the writer can't be made.
    pub fn export(
        &self,
        table: &Table,
        search: Search,
        format: Format,
        cap: usize,
    ) -> Result<Export, SearchError> {
        let table = table.provider();
        let state = match format {
            Format::Csv | Format::Ndjson => State::Text(format),
            Format::Parquet => {
                let sink = Shared::default();
                let level = ZstdLevel::try_new(3).map_err(parquet_error)?;
                let how = WriterProperties::builder().set_compression(Compression::ZSTD(level));
                let writer = ArrowWriter::try_new(sink.clone(), table.schema(), Some(how.build()));
                State::Parquet(Box::new(writer.map_err(parquet_error)?), sink)
            }
        };
        Ok(Export {
            searcher: self.clone(),
            table,
            at: search.from.as_microsecond(),
            width: FIRST_WINDOW,
            after: None,
            begun: false,
            search,
            left: cap,
            rows: 0,
            capped: false,
            state,
        })
    }
}

impl Export {
    /// The next piece of the file; `None` after the last.
    ///
    /// # Errors
    ///
    /// When the table can't be read, or a limit is met; the file is then worthless.
    pub async fn next(&mut self) -> Result<Option<Vec<u8>>, SearchError> {
        let mut piece = match self.state {
            State::Text(Format::Csv) if !self.begun => record::csv_heading(),
            _ => Vec::new(),
        };
        self.begun = true;
        let end = self.search.to.as_microsecond();
        while piece.is_empty() && self.at < end && !self.capped {
            let to = self.at.saturating_add(self.width).min(end);
            let searcher = self.searcher.clone();
            let batches = searcher.in_time(self.window(to)).await?;
            self.go_on(to, &batches)?;
            for batch in batches {
                self.write(&batch, &mut piece)?;
            }
        }
        if piece.is_empty() {
            return self.finish();
        }
        Ok(Some(piece))
    }

    /// Events written so far.
    #[must_use]
    pub const fn rows(&self) -> usize {
        self.rows
    }

    /// Whether there were more events than the cap allowed.
    #[must_use]
    pub const fn is_capped(&self) -> bool {
        self.capped
    }

    const fn part_rows(&self) -> usize {
        self.searcher.limits.part_rows.get()
    }

    // Alone with it: what writes files can be sent to another thread but not shared by two.
    async fn window(&mut self, to: i64) -> Result<Vec<RecordBatch>, SearchError> {
        let mut frame = self
            .searcher
            .events(&self.table, &self.search, (self.at, to))?;
        if let Some(cursor) = self.after {
            let newer = ident("time").gt(instant(cursor.time));
            let same = ident("time").eq(instant(cursor.time));
            let higher = ident("event_id").gt(bytes(cursor.id));
            frame = frame.filter(newer.or(same.and(higher)))?;
        }
        let oldest = [ident("time"), ident("event_id")].map(|one| one.sort(true, false));
        let frame = frame.sort(oldest.to_vec())?;
        // One more than may be written tells whether any were left out.
        let most = self.left.saturating_add(1).min(self.part_rows());
        Ok(frame.limit(0, Some(most))?.collect().await?)
    }

    /// Sets where the next window begins and how wide it is.
    fn go_on(&mut self, to: i64, batches: &[RecordBatch]) -> Result<(), SearchError> {
        let found: usize = batches.iter().map(RecordBatch::num_rows).sum();
        let last = batches.iter().rfind(|batch| batch.num_rows() > 0);
        match last {
            Some(last) if found == self.part_rows() => {
                let last = events(&last.slice(last.num_rows() - 1, 1))?;
                self.after = last.first().map(FoundEvent::cursor);
                self.at = self.after.map_or(to, |cursor| cursor.time.as_microsecond());
                self.width = (self.width / 4).max(NARROWEST);
            }
            _ => {
                self.after = None;
                self.at = to;
                if found < FEW {
                    self.width = self.width.saturating_mul(4);
                }
            }
        }
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, piece: &mut Vec<u8>) -> Result<(), SearchError> {
        self.capped |= batch.num_rows() > self.left;
        let batch = batch.slice(0, batch.num_rows().min(self.left));
        self.left -= batch.num_rows();
        self.rows += batch.num_rows();
        match &mut self.state {
            State::Text(Format::Csv) => record::write_csv(&events(&batch)?, piece),
            State::Text(_) => record::write_ndjson(&events(&batch)?, piece),
            State::Parquet(writer, sink) => {
                let columns = Arc::clone(&self.table.schema());
                let batch = RecordBatch::try_new(columns, batch.columns().to_vec());
                writer
                    .write(&batch.map_err(arrow_error)?)
                    .map_err(parquet_error)?;
                piece.append(&mut sink.take());
            }
            State::Ended => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<Option<Vec<u8>>, SearchError> {
        match std::mem::replace(&mut self.state, State::Ended) {
            State::Parquet(writer, sink) => {
                writer.close().map_err(parquet_error)?;
                Ok(Some(sink.take()))
            }
            State::Text(_) | State::Ended => Ok(None),
        }
    }
}

fn parquet_error(error: ParquetError) -> SearchError {
    DataFusionError::from(error).into()
}

/// What a writer has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl Shared {
    fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
