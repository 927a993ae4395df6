//! One row of figures, with cells that no spreadsheet takes for a formula.

use crate::progress::adherence::Window;
use crate::progress::summaries::{AsSeenBy, AssignmentProgress};

/// The names of the columns.
pub const COLUMNS: [&str; 13] = [
    "section",
    "assignment_id",
    "assignment",
    "person",
    "as_seen_by",
    "figure",
    "from",
    "to",
    "value",
    "numerator",
    "denominator",
    "unit",
    "definition",
];

/// The cells of a row.
pub type Record = [String; COLUMNS.len()];

/// What a figure is about.
pub struct Place<'p> {
    /// The part of the report.
    pub section: &'static str,
    /// The assignment, where it is one's.
    pub assignment: Option<&'p AssignmentProgress>,
    /// What else it is about: a questionnaire, a question.
    pub about: &'p str,
    /// Whose figure it is; empty for both, each by the own target.
    pub person: &'p str,
    /// Whose view it is made from.
    pub view: Option<AsSeenBy>,
}

/// A figure.
#[derive(Default)]
pub struct Value {
    value: Option<f64>,
    of: Option<(f64, f64)>,
    unit: &'static str,
    definition: &'static str,
}

impl Value {
    /// A number of something.
    pub fn of(value: f64, unit: &'static str) -> Self {
        Self { value: Some(value), unit, ..Self::default() }
    }

    /// A number of something by a definition, where there is one.
    pub fn defined(value: Option<f64>, unit: &'static str, definition: &'static str) -> Self {
        Self { value, of: None, unit, definition }
    }

    /// A share from 0 to 1 with what it is made of; no value where there is nothing to measure.
    pub fn share(value: Option<f64>, numerator: f64, denominator: f64, definition: &'static str) -> Self {
        Self { value, of: Some((numerator, denominator)), unit: "share", definition }
    }

    /// A score from 0 to 1, or none.
    pub fn score(value: Option<f64>, definition: &'static str) -> Self {
        Self { value, of: None, unit: "score", definition }
    }
}

impl Place<'_> {
    /// A row of this place.
    pub fn record(&self, figure: &str, days: Window, value: Value) -> Record {
        let Value { value, of, unit, definition } = value;
        let number = |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
        let view = match self.view {
            Some(AsSeenBy::Myself) => "self",
            Some(AsSeenBy::CareTeam) => "care_team",
            Some(AsSeenBy::Couple) => "couple",
            None => "",
        };
        [
            self.section.to_owned(),
            self.assignment.map(|given| given.assignment_id.to_string()).unwrap_or_default(),
            text(self.assignment.map_or(self.about, |given| &given.item.title)),
            text(self.person),
            view.to_owned(),
            figure.to_owned(),
            days.from.to_string(),
            days.to.to_string(),
            number(value),
            number(of.map(|(numerator, _)| numerator)),
            number(of.map(|(_, denominator)| denominator)),
            unit.to_owned(),
            definition.to_owned(),
        ]
    }
}

/// Words of a person in a cell: without control characters and what turns the direction of all that follows, and with an apostrophe
/// ahead of what a spreadsheet would take for a formula, also one that parts cells at semicolons or tabs and knows no quotes.
fn text(words: &str) -> String {
    let mut plain = String::with_capacity(words.len());
    // Where a cell begins of which nothing that counts has come yet.
    let mut begins = Some(0);
    for letter in words.chars() {
        if let Some(at) = begins.filter(|_| "=+-@\t\r＝＋－＠".contains(letter)) {
            plain.insert(at, '\'');
        }
        if !is_dangerous(letter) {
            plain.push(letter);
        }
        if matches!(letter, ';' | '\t' | '\r' | '\n') {
            begins = Some(plain.len());
        } else if letter != '"' && !is_unseen(letter) {
            begins = None;
        }
    }
    plain
}

fn is_dangerous(letter: char) -> bool {
    (letter.is_control() && letter != '\n' && letter != '\t')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Spaces, and what takes no room at all, ahead of the first sign that counts.
fn is_unseen(letter: char) -> bool {
    let counts = matches!(letter, '\t' | '\r');
    let without_room = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{ad}');
    !counts && (letter.is_whitespace() || letter.is_control() || is_dangerous(letter) || without_room)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for hostile in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            " =1",
            "\u{feff}=1",
            "\u{202e}=1",
            "＝1",
            "\u{7}=1",
        ] {
            assert!(text(hostile).starts_with('\''), "{hostile:?}: {:?}", text(hostile));
        }
        for (hostile, harmless) in [
            ("Moved;=1", "Moved;'=1"),
            ("Moved; \u{feff}@SUM(A1)", "Moved;' \u{feff}@SUM(A1)"),
            ("Moved\n=1", "Moved\n'=1"),
            ("Moved;\"=1", "Moved;'\"=1"),
            ("\"=1", "'\"=1"),
            ("Moved\t+1", "Moved\t'+1"),
        ] {
            assert_eq!(text(hostile), harmless);
        }
        for plain in
            ["Walk together; then home", "Walk together", "a=b", "'quoted", "Ngũgĩ", "שלום", "", "3 + 4"]
        {
            assert_eq!(text(plain), plain);
        }
    }

    #[test]
    fn what_turns_or_controls_is_left_out() {
        assert_eq!(text("a\u{0}b\u{202e}c\u{2067}d\u{1b}[0m\r\ne"), "abcd[0m\ne");
    }
}
