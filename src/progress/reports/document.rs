//! The document of a report: everything that a rendering shows, and nothing about how.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Number, Value};
use utoipa::ToSchema;

use super::canonical::canonical;
use crate::platform::crypto::sha256;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{ClientId, CoupleId, ReportId, StaffId};
use crate::progress::summaries::{
    AssignmentProgress, HORIZON_DAYS, ReportAudience, Sections, SubjectOverall, WindowResponse,
};

/// What every report says of its use.
const STATEMENT: &str = "This report was written to support therapy. It is not written for custody decisions, and \
    it does not assess fitness as a parent, credibility or fault. Its figures count what people chose to record; \
    what was not recorded is not a failure.";

/// The form of the document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub enum ReportSchema {
    /// The first form: homework alone.
    #[serde(rename = "report-1")]
    Report1,
    /// The form of now: with ratings, growth, measures, repairs, boundaries, small wins and events, each where the audience is
    /// told of it.
    #[default]
    #[serde(rename = "report-2")]
    Report2,
}

/// A frozen progress report. Numbers are rounded to six decimals; the SHA-256 is made over the canonical form
/// (RFC 8785) of this object.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReportDocument {
    /// The form of this document.
    pub schema: ReportSchema,
    /// The report.
    pub report_id: ReportId,
    /// Whom it is written for.
    pub audience: ReportAudience,
    /// Whom it is about.
    pub subject: ReportSubject,
    /// Who made it.
    pub author: ReportAuthor,
    /// When its figures were frozen.
    pub frozen_at: DateTime<Utc>,
    /// The days reported on.
    pub window: WindowResponse,
    /// The first day that was looked at.
    pub since: NaiveDate,
    /// All homework of a subject as one.
    pub overall: Vec<SubjectOverall>,
    /// Each assignment that ran in the window.
    pub assignments: Vec<AssignmentProgress>,
    /// What is told beside homework; nothing of it in `report-1`.
    #[serde(flatten)]
    pub sections: Sections,
    /// The therapist's account.
    #[schema(required, max_length = 10000)]
    pub narrative: Option<String>,
    /// What the therapist recommends.
    #[schema(required, max_length = 10000)]
    pub recommendations: Option<String>,
    /// What was left out and why, in general; told to clinicians alone.
    #[schema(required, max_items = 20)]
    pub omitted: Option<Vec<Omission>>,
    /// What the report is not for.
    #[schema(max_length = 1000)]
    pub statement: String,
}

/// Whom a report is about: one client, or one couple.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReportSubject {
    /// The client.
    #[schema(required)]
    pub client_id: Option<ClientId>,
    /// The couple.
    #[schema(required)]
    pub couple_id: Option<CoupleId>,
    /// The client, or both partners.
    #[schema(min_items = 1, max_items = 2)]
    pub people: Vec<ReportPerson>,
}

/// A person by name.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReportPerson {
    /// The client.
    pub client_id: ClientId,
    /// The name, as the person is called.
    #[schema(max_length = 201)]
    pub name: String,
}

/// The staff member who made a report.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct ReportAuthor {
    /// The staff member.
    pub staff_id: StaffId,
    /// The name.
    #[schema(max_length = 200)]
    pub name: String,
    /// What the practice is called; not in reports that were frozen before it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 200)]
    pub practice: Option<String>,
}

/// Something that a report leaves out.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct Omission {
    /// What.
    #[schema(max_length = 200)]
    pub what: String,
    /// Why.
    #[schema(max_length = 400)]
    pub why: String,
}

/// A document in its stored form, with its digest.
pub struct Frozen {
    /// The document, its numbers rounded.
    pub document: Value,
    /// SHA-256 of the canonical form.
    pub sha256: [u8; 32],
}

impl ReportDocument {
    /// What every report says of its use.
    pub fn statement() -> String {
        STATEMENT.to_owned()
    }

    /// Rounds the numbers and makes the digest.
    pub fn freeze(&self) -> ApiResult<Frozen> {
        let mut document = serde_json::to_value(self).map_err(|_| ApiError::Internal)?;
        round_numbers(&mut document);
        let sha256 = sha256(canonical(&document).as_bytes());
        Ok(Frozen { document, sha256 })
    }
}

/// What reports about one client, or about one couple, leave out. The same sentences whatever there is, so that they
/// tell nothing of anybody.
pub fn omissions(of_couple: bool, streaks_shown: bool) -> Vec<Omission> {
    let omission = |what: &str, why: String| Omission { what: what.to_owned(), why };
    let context = if of_couple {
        omission(
            "individual homework of the partners",
            "A report about a couple holds the couple's homework.".into(),
        )
    } else {
        omission("homework of a couple", "A report about one client holds that client's own homework.".into())
    };
    let mut omissions = vec![
        omission(
            "what somebody keeps private",
            "Only its author may read it; no figure counts it, and nobody is told whether there is any."
                .into(),
        ),
        context,
        omission("safety screens", "They are read where they are kept, and stand in no report.".into()),
        omission(
            "other words that clients wrote",
            "A report holds figures and days, what clients called the events of their lives, and the therapist's own account."
                .into(),
        ),
        omission(
            "days long past",
            format!(
                "Figures look at most {HORIZON_DAYS} days back from the end of the window; of each questionnaire the first \
                 score of this care stands beside those of the window."
            ),
        ),
    ];
    if of_couple {
        let why = "What people note of single uses of their limits belongs to them alone and is never part of a couple's \
                   figures; how often homework about limits was noted as done is.";
        omissions.push(omission("notes on single uses of limits", why.into()));
        let why = "What each does alone shows in a report about that person alone.";
        omissions.push(omission("small wins of one partner", why.into()));
    }
    if !streaks_shown {
        omissions.push(omission("streaks", "The practice does not show them.".into()));
    }
    omissions
}

/// Six decimals tell every figure apart that matters, and read back in any language as the same number.
fn round_numbers(value: &mut Value) {
    const STEPS: f64 = 1_000_000.0;
    match value {
        Value::Number(number) if number.is_f64() => {
            let rounded = number.as_f64().map(|number| (number * STEPS).round() / STEPS);
            if let Some(rounded) = rounded.and_then(Number::from_f64) {
                *number = rounded;
            }
        }
        Value::Array(items) => items.iter_mut().for_each(round_numbers),
        Value::Object(members) => members.values_mut().for_each(round_numbers),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_rounded_where_they_have_decimals() {
        let mut value = json!({"a": [2.0 / 3.0, 7, 1.0], "b": {"c": 0.000_000_4}});
        round_numbers(&mut value);
        assert_eq!(canonical(&value), r#"{"a":[0.666667,7,1],"b":{"c":0}}"#);
    }

    #[test]
    fn a_rounded_number_survives_storage() {
        for third in 1..2000 {
            let mut value = json!(f64::from(third) / 3.0);
            round_numbers(&mut value);
            let read: Value = serde_json::from_str(&value.to_string()).unwrap();
            assert_eq!(canonical(&read), canonical(&value));
        }
    }
}
