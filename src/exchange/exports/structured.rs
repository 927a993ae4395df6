//! An export as JSON: `export-1`, written as it is read.

use serde::Serialize;
use serde_json::json;

use super::parts::{About, LISTS, Part, Rendering};
use crate::platform::http::{ApiError, ApiResult};

/// The name of this form; another shape gets another name.
const SCHEMA: &str = "export-1";
/// The lists, in the order in which their parts come.
const NAMES: [&str; LISTS] = [
    "couples",
    "agreements",
    "assignments",
    "programme_steps",
    "share_grants",
    "disclosures",
    "check_in_feedback",
    "check_ins",
    "shared_by_partner",
    "journal_entries",
    "journal_entries_shared_by_partner",
    "boundaries",
    "boundary_uses",
    "boundaries_shared_by_partner",
    "ruptures",
    "repairs",
    "repair_responses",
    "ruptures_shared_by_partner",
    "repairs_shared_by_partner",
    "appointments",
    "pacts",
    "retros",
    "measures",
    "measure_requests",
    "released_reports",
    "report_authorisations",
    "life_events",
];

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
            let name = NAMES.get(self.begun).copied().unwrap_or_default();
            text.push_str(&format!("\n\"{name}\": ["));
            self.begun = self.begun.saturating_add(1);
            self.filled = false;
        }
        text
    }
}

impl Rendering for Structured {
    fn begin(&mut self, about: &About) -> ApiResult<String> {
        let About { exported_at, practice, client, account, contact_preferences } = about;
        let practice = json!({"id": practice.id, "name": practice.name});
        let head = json!({
            "schema": SCHEMA, "exported_at": exported_at, "practice": practice, "client": client,
            "account": account, "contact_preferences": contact_preferences
        });
        let mut head = text_of(&head)?;
        // Left open, for the lists to follow.
        head.pop();
        Ok(head)
    }

    fn part(&mut self, part: &Part) -> ApiResult<String> {
        let item = match part {
            Part::Couple(couple) => text_of(couple),
            Part::Agreement(agreement) => text_of(agreement),
            Part::Assignment(assignment) => text_of(assignment),
            Part::ProgrammeStep(step) => text_of(step),
            Part::ShareGrant(grant) => text_of(grant),
            Part::Disclosure(disclosure) => text_of(disclosure),
            Part::Feedback(feedback) => text_of(feedback),
            Part::CheckIn(check_in) => text_of(check_in),
            Part::Shared(couple, shared) => text_of(&json!({"couple_id": couple, "check_in": shared})),
            Part::JournalEntry(entry) => text_of(entry),
            Part::SharedJournalEntry(couple, shared) => {
                text_of(&json!({"couple_id": couple, "journal_entry": shared}))
            }
            Part::Boundary(boundary) => text_of(boundary),
            Part::BoundaryUse(one) => text_of(one),
            Part::SharedBoundary(couple, shared) => {
                text_of(&json!({"couple_id": couple, "boundary": shared}))
            }
            Part::Rupture(rupture) => text_of(rupture),
            Part::Repair(repair) => text_of(repair),
            Part::RepairResponse(response) => text_of(response),
            Part::SharedRupture(couple, shared) => text_of(&json!({"couple_id": couple, "rupture": shared})),
            Part::SharedRepair(couple, shared) => text_of(&json!({"couple_id": couple, "repair": shared})),
            Part::Appointment(appointment) => text_of(appointment),
            Part::Pact(pact) => text_of(pact),
            Part::Retro(retro) => text_of(retro),
            Part::Measure(measure) => text_of(measure),
            Part::MeasureRequest(request) => text_of(request),
            Part::ReleasedReport(report) => text_of(report),
            Part::ReportAuthorisation(asked) => text_of(asked),
            Part::LifeEvent(event) => text_of(event),
        };
        let mut text = self.go_to(part.list());
        text.push_str(if self.filled { ",\n" } else { "\n" });
        text.push_str(&item?);
        self.filled = true;
        Ok(text)
    }

    fn end(&mut self) -> ApiResult<String> {
        Ok(self.go_to(LISTS) + "\n]\n}\n")
    }
}

fn text_of(value: &impl Serialize) -> ApiResult<String> {
    serde_json::to_string(value).map_err(|_| ApiError::Internal)
}
