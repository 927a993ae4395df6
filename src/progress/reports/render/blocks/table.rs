//! A table whose first column names its rows.

use super::{Line, Span};

/// A table whose first column names its rows.
pub struct Table {
    /// What it holds.
    pub caption: String,
    /// The names of its columns.
    pub columns: Vec<&'static str>,
    /// Its rows, each as long as the names are many.
    pub rows: Vec<Vec<Line>>,
}

impl Table {
    /// Of each column after the first, whether it holds words: figures stand below each other, words are read from their beginning.
    pub fn of_words(&self) -> Vec<bool> {
        let figure = |cell: &Line| match cell.spans() {
            [Span::Said(said)] => said.starts_with(|letter: char| letter.is_ascii_digit()),
            _ => false,
        };
        let words = |cell: &Line| cell.spans().iter().any(|span| matches!(span, Span::Words(_)));
        let cells = |column: usize| self.rows.iter().filter_map(move |row| row.get(column));
        (1..self.columns.len()).map(|at| cells(at).any(words) || !cells(at).any(figure)).collect()
    }
}

/// A table of rows.
pub fn table(
    caption: impl Into<String>,
    columns: &[&'static str],
    rows: impl IntoIterator<Item = Vec<Line>>,
) -> Table {
    Table { caption: caption.into(), columns: columns.to_vec(), rows: rows.into_iter().collect() }
}
