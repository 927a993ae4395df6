//! Requests of reports.

use chrono::NaiveDate;
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams, ToSchema};

use crate::people::care_teams::Context;
use crate::platform::http::rules::{chars, paragraphs, some};
use crate::platform::http::{ApiError, ApiResult, PageCursor, PageLimit, present};
use crate::platform::ids::kind::{ClientId, CoupleId};
use crate::platform::local_day::date;
use crate::progress::adherence::Window;
use crate::progress::reports::document::ReportDocument;
use crate::progress::reports::model::ReportAudience;
use crate::progress::reports::render::Paper;
use crate::progress::summaries::{Asked, WEEKS, Wanted, check_day, check_window};

/// What to freeze, and for whom.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "couple_id": "01936b2e-7a10-7cc3-9f63-2f1f6f7a1c40", "weeks": 12, "audience": "couple",
    "narrative": "You kept your evening check-in going through a hard month."
}))]
pub struct CreateReportRequest {
    /// The client whom it is about; either this or `couple_id`.
    #[garde(custom(one_subject(&self.couple_id)))]
    #[serde(default)]
    pub client_id: Option<ClientId>,
    /// The couple whom it is about; either this or `client_id`.
    #[garde(skip)]
    #[serde(default)]
    pub couple_id: Option<CoupleId>,
    /// The days to report on, at most 400; this, `weeks` or `since_last_session`. Left out all: 12 weeks up to today.
    #[garde(dive)]
    #[serde(default)]
    pub window: Option<ReportWindow>,
    /// So many weeks up to today: 4, 12 or 26.
    #[garde(custom(alone(self.window.is_some())))]
    #[serde(default)]
    pub weeks: Option<Weeks>,
    /// From the day of the last session that was held up to today. Where none was, 422 `no_session`.
    #[garde(custom(instead_of(&self.window, &self.weeks)))]
    #[serde(default)]
    pub since_last_session: bool,
    /// Whom it is written for: `client` for a report about a client, `couple` for one about a couple, `clinician` and
    /// `third_party` for both.
    #[garde(custom(fits_subject(&self.couple_id)))]
    pub audience: ReportAudience,
    /// The therapist's account.
    #[garde(custom(some(chars(1, 10_000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000)]
    pub narrative: Option<String>,
    /// What the therapist recommends.
    #[garde(custom(some(chars(1, 10_000))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 10000)]
    pub recommendations: Option<String>,
}

/// The days to report on, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportWindow {
    /// First local date.
    #[garde(custom(known_day), custom(before(self.to)))]
    #[serde(deserialize_with = "date")]
    pub from: NaiveDate,
    /// Last local date.
    #[garde(custom(known_day))]
    #[serde(deserialize_with = "date")]
    pub to: NaiveDate,
}

/// Weeks of a report: 4, 12 or 26.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
pub struct Weeks(u8);

impl TryFrom<u8> for Weeks {
    type Error = &'static str;

    fn try_from(weeks: u8) -> Result<Self, Self::Error> {
        if [4, 12, 26].contains(&weeks) { Ok(Self(weeks)) } else { Err("must be 4, 12 or 26") }
    }
}

impl From<Weeks> for u8 {
    fn from(weeks: Weeks) -> Self {
        weeks.0
    }
}

impl utoipa::PartialSchema for Weeks {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Integer).enum_values(Some([4, 12, 26])).into()
    }
}

impl ToSchema for Weeks {
    fn name() -> std::borrow::Cow<'static, str> {
        "ReportWeeks".into()
    }
}

impl CreateReportRequest {
    /// Whom it is about.
    pub fn context(&self) -> ApiResult<Context> {
        match (self.client_id, self.couple_id) {
            (Some(client), None) => Ok(Context::Client(client)),
            (None, Some(couple)) => Ok(Context::Couple(couple)),
            // The rules of the request leave no other case.
            _ => Err(ApiError::Internal),
        }
    }

    /// The days to report on.
    pub fn wanted(&self) -> Wanted {
        if self.since_last_session {
            return Wanted::SinceLastSession;
        }
        Wanted::Known(match (self.window, self.weeks) {
            (Some(ReportWindow { from, to }), _) => Asked::Days(Window { from, to }),
            (None, Some(Weeks(weeks))) => Asked::Weeks(weeks.into()),
            (None, None) => Asked::Weeks(WEEKS),
        })
    }
}

/// Other words for a draft; what is absent stays, null takes away. Its figures stay as they were frozen.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"recommendations": "Keep the evening check-in; leave the rest for a month."}))]
pub struct UpdateReportRequest {
    /// The therapist's account.
    #[garde(custom(some(some(chars(1, 10_000)))), custom(some(some(paragraphs))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 10000)]
    pub narrative: Option<Option<String>>,
    /// What the therapist recommends.
    #[garde(custom(some(some(chars(1, 10_000)))), custom(some(some(paragraphs))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 10000)]
    pub recommendations: Option<Option<String>>,
}

impl UpdateReportRequest {
    /// Applies the changes; whether there were any.
    pub fn apply(self, document: &mut ReportDocument) -> bool {
        let Self { narrative, recommendations } = self;
        let narrative = narrative.unwrap_or_else(|| document.narrative.clone());
        let recommendations = recommendations.unwrap_or_else(|| document.recommendations.clone());
        let changed = (&narrative, &recommendations) != (&document.narrative, &document.recommendations);
        (document.narrative, document.recommendations) = (narrative, recommendations);
        changed
    }
}

/// How a report is to be printed.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FindReportQuery {
    /// The paper that a PDF is for; the other forms have none.
    #[garde(skip)]
    #[serde(default)]
    #[param(inline, value_type = Option<Paper>)]
    pub paper: Paper,
}

/// Which reports to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListReportsQuery {
    /// Only those about this client.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<uuid::Uuid>)]
    pub client_id: Option<ClientId>,
    /// Only those about this couple.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<uuid::Uuid>)]
    pub couple_id: Option<CoupleId>,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

fn one_subject(couple: &Option<CoupleId>) -> impl FnOnce(&Option<ClientId>, &()) -> garde::Result {
    move |client, ()| match (client, couple) {
        (Some(_), Some(_)) | (None, None) => {
            Err(garde::Error::new("either client_id or couple_id is needed"))
        }
        _ => Ok(()),
    }
}

/// Weeks are not asked for beside days.
pub fn alone(beside_window: bool) -> impl FnOnce(&Option<Weeks>, &()) -> garde::Result {
    move |weeks, ()| match weeks {
        Some(_) if beside_window => Err(garde::Error::new("must not stand beside window")),
        _ => Ok(()),
    }
}

/// What is asked for since the last session has no other days.
pub fn instead_of(
    window: &Option<ReportWindow>,
    weeks: &Option<Weeks>,
) -> impl FnOnce(&bool, &()) -> garde::Result {
    move |since, ()| match (since, window, weeks) {
        (true, Some(_), _) => Err(garde::Error::new("must not stand beside window")),
        (true, None, Some(_)) => Err(garde::Error::new("must not stand beside weeks")),
        _ => Ok(()),
    }
}

fn fits_subject(couple: &Option<CoupleId>) -> impl FnOnce(&ReportAudience, &()) -> garde::Result {
    move |audience, ()| match (audience, couple) {
        (ReportAudience::Client, Some(_)) => {
            Err(garde::Error::new("must not be client for a report about a couple"))
        }
        (ReportAudience::Couple, None) => {
            Err(garde::Error::new("must not be couple for a report about a client"))
        }
        _ => Ok(()),
    }
}

fn known_day(date: &NaiveDate, _: &()) -> garde::Result {
    check_day(*date)
}

fn before(to: NaiveDate) -> impl FnOnce(&NaiveDate, &()) -> garde::Result {
    move |from, ()| check_window(*from, to)
}
