//! The practice's own instruments in the database.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{Found, RetirementInsert, Shelf, VersionInsert, VersionRow};
use crate::identity::actor::Reader;
use crate::platform::db::{AsJson, Conn};
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{InstrumentVersionId, PracticeId};
use crate::progress::measures::instruments::{Instrument, built_in, built_in_instruments};
use crate::schema::{instrument_retirements, instrument_versions};

/// Versions of the practice's own, each with whether its instrument is retired.
#[diesel::dsl::auto_type]
fn with_retirement(practice: PracticeId) -> _ {
    let of_key = instrument_retirements::practice_id
        .eq(instrument_versions::practice_id)
        .and(instrument_retirements::instrument_key.eq(instrument_versions::key));
    instrument_versions::table
        .left_join(instrument_retirements::table.on(of_key))
        .filter(instrument_versions::practice_id.eq(practice))
}

/// An instrument in a version, or in its newest.
pub async fn find_instrument(
    mut conn: Conn<'_>,
    practice: PracticeId,
    key: &str,
    number: Option<i32>,
) -> ApiResult<Option<Found>> {
    if let Some(found) = built_in(key)?.map(Found::built_in) {
        return Ok(Some(found).filter(|found| number.is_none_or(|number| number == found.instrument.version)));
    }
    let mut query = with_retirement(practice)
        .filter(instrument_versions::key.eq(key.to_owned()))
        .order(instrument_versions::number.desc())
        .select(VersionRow::as_select())
        .into_boxed();
    if let Some(number) = number {
        query = query.filter(instrument_versions::number.eq(number));
    }
    Ok(query.first(&mut conn).await.optional()?.map(Found::from))
}

/// The instrument that a version's id stands for.
pub(super) async fn find_by_id(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: InstrumentVersionId,
) -> ApiResult<Option<Found>> {
    let found =
        with_retirement(practice).filter(instrument_versions::id.eq(id)).select(VersionRow::as_select());
    Ok(found.first(&mut conn).await.optional()?.map(Found::from))
}

/// The practice's own instruments in their newest versions, by key.
pub(super) async fn list_own(mut conn: Conn<'_>, practice: PracticeId) -> ApiResult<Vec<Found>> {
    let rows: Vec<VersionRow> = with_retirement(practice)
        .distinct_on(instrument_versions::key)
        .order((instrument_versions::key, instrument_versions::number.desc()))
        .select(VersionRow::as_select())
        .load(&mut conn)
        .await?;
    Ok(rows.into_iter().map(Found::from).collect())
}

/// The instruments of these keys, in all versions; nothing is asked for what comes with the product.
pub async fn load_shelf<'k>(
    mut conn: Conn<'_>,
    practice: PracticeId,
    keys: impl Iterator<Item = &'k str>,
) -> ApiResult<Shelf> {
    let mut own: Vec<&str> = keys.collect();
    own.sort_unstable();
    own.dedup();
    let of_product = built_in_instruments()?;
    own.retain(|key| of_product.iter().all(|one| one.key != **key));
    if own.is_empty() {
        return Ok(Shelf::default());
    }
    let rows: Vec<AsJson<Instrument>> = instrument_versions::table
        .filter(instrument_versions::practice_id.eq(practice))
        .filter(instrument_versions::key.eq_any(own))
        .select(instrument_versions::content)
        .load(&mut conn)
        .await?;
    let own = rows.into_iter().map(|AsJson(one)| ((one.key.clone(), one.version), one));
    Ok(Shelf { own: own.collect() })
}

/// Writes a version.
pub(super) async fn insert_version(
    mut conn: Conn<'_>,
    by: &Reader,
    id: InstrumentVersionId,
    instrument: &Instrument,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let row = VersionInsert {
        practice_id: by.practice,
        id,
        key: instrument.key.clone(),
        number: instrument.version,
        content: AsJson(instrument.clone()),
        created_by: by.member,
        created_at: now,
    };
    diesel::insert_into(instrument_versions::table).values(&row).execute(&mut conn).await?;
    Ok(())
}

/// Says since when an instrument is retired, or that it is not, over what the caller knows of it; 412 where that has changed.
pub(super) async fn write_retirement(
    mut conn: Conn<'_>,
    by: &Reader,
    found: &Found,
    retired_at: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let key = found.instrument.key.clone();
    let written = match found.changes {
        None => {
            let row = RetirementInsert {
                practice_id: by.practice,
                instrument_key: key,
                retired_at,
                changed_by: by.member,
                created_at: now,
                updated_at: now,
            };
            let insert = diesel::insert_into(instrument_retirements::table).values(&row);
            insert.on_conflict_do_nothing().execute(&mut conn).await?
        }
        Some(known) => {
            diesel::update(instrument_retirements::table.find((by.practice, key)))
                .filter(instrument_retirements::version.eq(known))
                .set((
                    instrument_retirements::retired_at.eq(retired_at),
                    instrument_retirements::changed_by.eq(by.member),
                    instrument_retirements::version.eq(instrument_retirements::version + 1),
                    instrument_retirements::updated_at.eq(now),
                ))
                .execute(&mut conn)
                .await?
        }
    };
    if written == 0 { Err(ApiError::PreconditionFailed) } else { Ok(()) }
}
