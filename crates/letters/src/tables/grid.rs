//! A grid of texts: what CSV and sheets have in common, and its limits.

use super::{CELLS_MAX, COLUMNS_MAX, ROWS_MAX, TableProblem};

/// Rows with their number as people count, from 1; rows without any text are left out.
#[derive(Default)]
pub(super) struct Grid {
    pub(super) rows: Vec<(usize, Vec<String>)>,
    cells: usize,
}

impl Grid {
    /// Adds a row; blank cells at its end don't count.
    pub(super) fn push<'a>(
        &mut self,
        file: &str,
        row: usize,
        cells: impl DoubleEndedIterator<Item = &'a str> + Clone,
    ) -> Result<(), TableProblem> {
        let blank_end = cells.clone().rev().take_while(|c| c.trim().is_empty());
        let width = cells.clone().count() - blank_end.count();
        if width == 0 {
            return Ok(());
        }
        if width > COLUMNS_MAX {
            return Err(too_wide(file, row));
        }
        self.cells = self.cells.saturating_add(width);
        if self.rows.len() >= ROWS_MAX || self.cells > CELLS_MAX {
            return Err(too_many(file, row));
        }
        let cells = cells.take(width).map(|c| c.trim().to_owned());
        self.rows.push((row, cells.collect()));
        Ok(())
    }
}

pub(super) fn too_wide(file: &str, row: usize) -> TableProblem {
    let mut problem = TableProblem::of_file(
        "table.too_wide",
        file,
        "hơn 1.000 cột; hãy chỉ để lại các cột của bảng",
        "more than 1,000 columns; leave only those of the table",
    );
    problem.row = Some(row);
    problem
}

fn too_many(file: &str, row: usize) -> TableProblem {
    let mut problem = TableProblem::of_file(
        "table.too_long",
        file,
        "hơn 1.000.000 dòng hoặc 10.000.000 ô; hãy chia nhỏ",
        "more than 1,000,000 rows or 10,000,000 cells; split it",
    );
    problem.row = Some(row);
    problem
}
