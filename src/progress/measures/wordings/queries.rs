//! Wordings in the database: all of the practice, for everybody who may know the instrument.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use crate::identity::actor::Reader;
use crate::platform::db::{AsJson, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::PracticeId;
use crate::progress::measures::instruments::Instrument;
use crate::progress::measures::instruments::fhir::Wording;
use crate::schema::instrument_wordings;

/// The practice's wording of an instrument's version, and how often it was imported.
pub(super) async fn find_wording(
    mut conn: Conn<'_>,
    practice: PracticeId,
    instrument: &Instrument,
) -> ApiResult<Option<(Wording, i32)>> {
    let found: Option<(AsJson<Wording>, i32)> = instrument_wordings::table
        .find((practice, &instrument.key, instrument.version))
        .select((instrument_wordings::wording, instrument_wordings::version))
        .first(&mut conn)
        .await
        .optional()?;
    Ok(found.map(|(AsJson(wording), version)| (wording, version)))
}

/// Writes the first wording, or one over the version that the caller knows.
pub(super) async fn write_wording(
    mut conn: Conn<'_>,
    by: &Reader,
    instrument: &Instrument,
    known: Option<i32>,
    wording: &Wording,
    now: DateTime<Utc>,
) -> ApiResult<i32> {
    let Some(known) = known else {
        diesel::insert_into(instrument_wordings::table)
            .values((
                instrument_wordings::practice_id.eq(by.practice),
                instrument_wordings::instrument_key.eq(&instrument.key),
                instrument_wordings::instrument_number.eq(instrument.version),
                instrument_wordings::wording.eq(AsJson(wording.clone())),
                instrument_wordings::imported_by.eq(by.member),
                instrument_wordings::created_at.eq(now),
                instrument_wordings::updated_at.eq(now),
            ))
            .execute(&mut conn)
            .await?;
        return Ok(1);
    };
    let place = instrument_wordings::table.find((by.practice, &instrument.key, instrument.version));
    let updated = diesel::update(place)
        .filter(instrument_wordings::version.eq(known))
        .set((
            instrument_wordings::wording.eq(AsJson(wording.clone())),
            instrument_wordings::imported_by.eq(by.member),
            instrument_wordings::version.eq(instrument_wordings::version + 1),
            instrument_wordings::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    if updated == 0 { Err(ApiError::PreconditionFailed) } else { Ok(known.saturating_add(1)) }
}
