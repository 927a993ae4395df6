//! The table of figures: medians over the pairs.

use crate::data::Size;
use crate::{Options, measure, pgbench};

/// One operation.
pub struct Line {
    pub title: &'static str,
    /// How many things one request writes.
    pub items: usize,
    pub runs: Vec<(measure::Run, Option<pgbench::Run>)>,
    /// Mebibytes of the service.
    pub memory: f64,
}

const COLUMNS: [&str; 13] = [
    "operation",
    "requests/s",
    "p50 ms",
    "p99 ms",
    "service µs",
    "database µs",
    "together µs",
    "pgbench/s",
    "pgbench database µs",
    "pgbench own µs",
    "ratio of rates",
    "ratio of CPU",
    "memory MiB",
];

impl Line {
    /// Answers that were no success.
    pub fn errors(&self) -> u64 {
        self.runs.iter().map(|(ours, _)| ours.errors).sum()
    }

    /// What stands where there was no pgbench to compare with is no number.
    fn median(&self, value: fn(&measure::Run, &pgbench::Run) -> f64) -> f64 {
        let none = pgbench::Run { per_second: f64::NAN, database: f64::NAN, own: f64::NAN };
        let each =
            |(ours, theirs): &(measure::Run, Option<pgbench::Run>)| value(ours, &theirs.unwrap_or(none));
        let mut values: Vec<f64> = self.runs.iter().map(each).collect();
        values.sort_by(f64::total_cmp);
        values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// How many things a second it writes, and what each costs, of a request that writes many.
    fn of_each(&self) -> String {
        let items = self.items as f64;
        format!(
            "{}: {:.0} a second; each {:.0} µs of the service and {:.0} µs of the database",
            self.title,
            self.median(|ours, _| ours.per_second) * items,
            self.median(|ours, _| ours.service) / items,
            self.median(|ours, _| ours.database) / items,
        )
    }

    fn cells(&self) -> Vec<String> {
        let median = |value| self.median(value);
        vec![
            self.title.to_owned(),
            format!("{:.0}", median(|ours, _| ours.per_second)),
            format!("{:.2}", median(|ours, _| ours.p50 / 1000.0)),
            format!("{:.2}", median(|ours, _| ours.p99 / 1000.0)),
            format!("{:.0}", median(|ours, _| ours.service)),
            format!("{:.0}", median(|ours, _| ours.database)),
            format!("{:.0}", median(|ours, _| ours.service + ours.database)),
            format!("{:.0}", median(|_, theirs| theirs.per_second)),
            format!("{:.0}", median(|_, theirs| theirs.database)),
            format!("{:.0}", median(|_, theirs| theirs.own)),
            format!("{:.2}", median(|ours, theirs| ours.per_second / theirs.per_second)),
            format!(
                "{:.2}",
                median(|ours, theirs| { (theirs.database + theirs.own) / (ours.service + ours.database) })
            ),
            format!("{:.0}", self.memory),
        ]
    }
}

/// Prints the table and what it was measured with.
pub fn print(options: &Options, size: Size, lines: &[Line]) {
    let mut rows = vec![COLUMNS.map(str::to_owned).to_vec()];
    rows.extend(lines.iter().map(Line::cells));
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..COLUMNS.len()).map(width).collect();
    let (edge, between) = if options.markdown { ("|", " | ") } else { ("", "  ") };
    for (number, row) in rows.iter().enumerate() {
        let padded = row.iter().zip(&widths).enumerate().map(|(column, (cell, &width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        println!("{edge} {} {edge}", padded.collect::<Vec<_>>().join(between));
        if options.markdown && number == 0 {
            let rule = widths.iter().enumerate().map(|(column, &width)| match column {
                0 => "-".repeat(width),
                _ => format!("{}:", "-".repeat(width - 1)),
            });
            println!("| {} |", rule.collect::<Vec<_>>().join(" | "));
        }
    }
    for line in lines.iter().filter(|line| line.items > 1) {
        println!("\n{}", line.of_each());
    }
    let errors: u64 = lines.iter().map(Line::errors).sum();
    println!(
        "\n{} check-ins of {} clients in {} practices; medians of {} pairs of {} s over {} connections, {} workers, \
         log level {}; {errors} errors",
        size.check_ins,
        size.practices * size.clients,
        size.practices,
        options.pairs,
        options.seconds,
        options.connections,
        options.workers(),
        options.log,
    );
}
