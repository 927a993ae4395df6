//! An export as JSON: `export-1`, written as it is read.

use serde::Serialize;
use serde_json::json;

use super::parts::{About, Part, Rendering};
use crate::platform::http::{ApiError, ApiResult};

/// The name of this form; another shape gets another name.
const SCHEMA: &str = "export-1";
/// The lists, in the order in which their parts come.
const LISTS: [&str; 4] = ["couples", "assignments", "check_ins", "shared_by_partner"];

/// Writes one object with a list for each kind of part.
#[derive(Default)]
pub struct Structured {
    /// How many lists were begun.
    begun: usize,
    /// Whether the list that was begun last has a part already.
    filled: bool,
}

impl Structured {
    /// Ends one list and begins the next until this many are begun.
    fn go_to(&mut self, list: usize) -> String {
        let mut text = String::new();
        while self.begun < list {
            text.push_str(if self.begun == 0 { "," } else { "\n]," });
            let name = LISTS.get(self.begun).copied().unwrap_or_default();
            text.push_str(&format!("\n\"{name}\": ["));
            self.begun = self.begun.saturating_add(1);
            self.filled = false;
        }
        text
    }
}

impl Rendering for Structured {
    fn begin(&mut self, about: &About) -> ApiResult<String> {
        let About { exported_at, practice, client } = about;
        let practice = json!({"id": practice.id, "name": practice.name});
        let head =
            json!({"schema": SCHEMA, "exported_at": exported_at, "practice": practice, "client": client});
        let mut head = text_of(&head)?;
        // Left open, for the lists to follow.
        head.pop();
        Ok(head)
    }

    fn part(&mut self, part: &Part) -> ApiResult<String> {
        let (list, item) = match part {
            Part::Couple(couple) => (1, text_of(couple)?),
            Part::Assignment(given, own) => (2, text_of(&json!({"assignment": given, "own_part": own}))?),
            Part::CheckIn(check_in) => (3, text_of(check_in)?),
            Part::Shared(couple, shared) => (4, text_of(&json!({"couple_id": couple, "check_in": shared}))?),
        };
        let mut text = self.go_to(list);
        text.push_str(if self.filled { ",\n" } else { "\n" });
        text.push_str(&item);
        self.filled = true;
        Ok(text)
    }

    fn end(&mut self) -> ApiResult<String> {
        Ok(self.go_to(LISTS.len()) + "\n]\n}\n")
    }
}

fn text_of(value: &impl Serialize) -> ApiResult<String> {
    serde_json::to_string(value).map_err(|_| ApiError::Internal)
}
