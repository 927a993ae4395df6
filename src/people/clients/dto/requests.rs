//! Requests of clients.

use chrono::{DateTime, Utc};
use garde::Validate;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::identity::accounts::{Email, check_phone};
use crate::people::clients::model::{ClientInsert, ClientRow, ClientStatus};
use crate::platform::db::AsText;
use crate::platform::http::rules::{chars, language_tag, line, paragraphs, some};
use crate::platform::http::{PageCursor, PageLimit, present};
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::platform::local_day::{DayStart, TimeZone};

/// A new client.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "given_name": "Ada", "family_name": "Moreau", "pronouns": "she/her", "email": "ada@example.org",
    "phone": "+44 20 7946 0000", "time_zone": "Europe/London", "language": "en"
}))]
pub struct CreateClientRequest {
    /// Given name.
    #[garde(length(chars, max = 100), custom(line))]
    #[schema(min_length = 1, max_length = 100)]
    pub given_name: String,
    /// Family name.
    #[garde(length(chars, max = 100), custom(line))]
    #[schema(min_length = 1, max_length = 100)]
    pub family_name: String,
    /// What the person is called, where it differs.
    #[garde(custom(some(chars(1, 100))), custom(some(line)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100)]
    pub preferred_name: Option<String>,
    /// Pronouns.
    #[garde(custom(some(chars(1, 40))), custom(some(line)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 40)]
    pub pronouns: Option<String>,
    /// E-mail address.
    #[garde(skip)]
    #[serde(default)]
    pub email: Option<Email>,
    /// Telephone number.
    #[garde(custom(some(check_phone)))]
    #[serde(default)]
    #[schema(min_length = 3, max_length = 40)]
    pub phone: Option<String>,
    /// Postal address.
    #[garde(custom(some(chars(1, 400))), custom(some(paragraphs)))]
    #[serde(default)]
    #[schema(min_length = 1, max_length = 400)]
    pub address: Option<String>,
    /// The zone whose wall clock decides the person's days.
    #[garde(skip)]
    pub time_zone: TimeZone,
    /// Language tag of notices.
    #[garde(custom(language_tag))]
    #[schema(min_length = 2, max_length = 35, example = "en")]
    pub language: String,
    /// When the person's day starts, where it differs from the practice's: for people who work at night.
    #[garde(skip)]
    #[serde(default)]
    pub day_start: Option<DayStart>,
}

impl CreateClientRequest {
    pub(in crate::people::clients) fn into_insert(
        self,
        practice_id: PracticeId,
        id: ClientId,
        now: DateTime<Utc>,
    ) -> ClientInsert {
        ClientInsert {
            practice_id,
            id,
            given_name: self.given_name,
            family_name: self.family_name,
            preferred_name: self.preferred_name,
            pronouns: self.pronouns,
            email: self.email.map(|email| email.as_str().to_owned()),
            phone: self.phone,
            address: self.address,
            time_zone: AsText(self.time_zone),
            language: self.language,
            day_start: self.day_start.map(AsText),
            status: AsText(ClientStatus::Active),
            created_at: now,
            updated_at: now,
        }
    }
}

/// Changes of a client; what is absent stays, null takes away.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"preferred_name": "Addie", "phone": null}))]
pub struct UpdateClientRequest {
    /// Given name.
    #[garde(custom(some(chars(1, 100))), custom(some(line)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub given_name: Option<String>,
    /// Family name.
    #[garde(custom(some(chars(1, 100))), custom(some(line)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 1, max_length = 100, nullable = false)]
    pub family_name: Option<String>,
    /// What the person is called.
    #[garde(custom(some(some(chars(1, 100)))), custom(some(some(line))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 100)]
    pub preferred_name: Option<Option<String>>,
    /// Pronouns.
    #[garde(custom(some(some(chars(1, 40)))), custom(some(some(line))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 40)]
    pub pronouns: Option<Option<String>>,
    /// E-mail address.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<Email>)]
    pub email: Option<Option<Email>>,
    /// Telephone number.
    #[garde(custom(some(some(check_phone))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 3, max_length = 40)]
    pub phone: Option<Option<String>>,
    /// Postal address.
    #[garde(custom(some(some(chars(1, 400)))), custom(some(some(paragraphs))))]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 400)]
    pub address: Option<Option<String>>,
    /// The zone whose wall clock decides the person's days, from now on.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub time_zone: Option<TimeZone>,
    /// Language tag of notices.
    #[garde(custom(some(language_tag)))]
    #[serde(default, deserialize_with = "present")]
    #[schema(min_length = 2, max_length = 35, nullable = false)]
    pub language: Option<String>,
    /// When the person's day starts.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<DayStart>)]
    pub day_start: Option<Option<DayStart>>,
    /// Whether in care.
    #[garde(skip)]
    #[serde(default, deserialize_with = "present")]
    #[schema(nullable = false)]
    pub status: Option<ClientStatus>,
}

impl UpdateClientRequest {
    /// Applies the changes to a row.
    pub(in crate::people::clients) fn apply(self, row: &mut ClientRow) {
        fn set<T>(target: &mut T, value: Option<T>) {
            if let Some(value) = value {
                *target = value;
            }
        }
        set(&mut row.given_name, self.given_name);
        set(&mut row.family_name, self.family_name);
        set(&mut row.preferred_name, self.preferred_name);
        set(&mut row.pronouns, self.pronouns);
        set(&mut row.email, self.email.map(|email| email.map(|email| email.as_str().to_owned())));
        set(&mut row.phone, self.phone);
        set(&mut row.address, self.address);
        set(&mut row.time_zone, self.time_zone.map(AsText));
        set(&mut row.language, self.language);
        set(&mut row.day_start, self.day_start.map(|start| start.map(AsText)));
        set(&mut row.status, self.status.map(AsText));
    }
}

/// Which clients to list.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListClientsQuery {
    /// Only these; repeat for more than one.
    #[garde(length(max = 3))]
    #[serde(default)]
    #[param(max_items = 3)]
    pub status: Vec<ClientStatus>,
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

/// A search by name.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"name": "mor"}))]
pub struct SearchClientsRequest {
    /// The beginning of a given, family or preferred name, in any case.
    #[garde(length(chars, min = 1, max = 100), custom(line))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[schema(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}
