//! A table whose first column names its rows.

use super::Line;

/// A table whose first column names its rows.
pub struct Table {
    /// What it holds.
    pub caption: String,
    /// The names of its columns.
    pub columns: Vec<&'static str>,
    /// Its rows, each as long as the names are many.
    pub rows: Vec<Vec<Line>>,
}

/// A table of rows.
pub fn table(
    caption: impl Into<String>,
    columns: &[&'static str],
    rows: impl IntoIterator<Item = Vec<Line>>,
) -> Table {
    Table { caption: caption.into(), columns: columns.to_vec(), rows: rows.into_iter().collect() }
}
