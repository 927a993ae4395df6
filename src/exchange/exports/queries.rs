//! Exports in the database. Every read starts from [`visible_to`].

use chrono::{DateTime, Utc};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::model::{ExportRow, ExportStatus, PIECE, piece_place};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, PageLimit};
use crate::platform::ids::kind::{ClientId, ExportId, MembershipId, PracticeId};
use crate::schema::{export_pieces, exports};

/// Exports whose state the reader may know: all of the practice for the office, which asks for them; the own ones for a
/// client; none for anybody else.
pub fn visible_to<'q>(reader: &Reader) -> exports::BoxedQuery<'q, Pg> {
    let query = exports::table.filter(exports::practice_id.eq(reader.practice)).into_boxed();
    if reader.all_contacts { query } else { query.filter(exports::client_id.eq(reader.member)) }
}

/// One export of a client, if the reader may know of it.
pub async fn find_export(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    id: ExportId,
) -> ApiResult<Option<ExportRow>> {
    let row = visible_to(reader)
        .filter(exports::client_id.eq(client))
        .filter(exports::id.eq(id))
        .select(ExportRow::as_select())
        .first(&mut conn)
        .await
        .optional()?;
    Ok(row)
}

/// A page of a client's exports, the newest first.
pub async fn list_exports(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    before: Option<ExportId>,
    limit: PageLimit,
) -> ApiResult<Vec<ExportRow>> {
    let mut query = visible_to(reader)
        .filter(exports::client_id.eq(client))
        .order(exports::id.desc())
        .limit(limit.rows())
        .select(ExportRow::as_select());
    if let Some(before) = before {
        query = query.filter(exports::id.lt(before));
    }
    Ok(query.load(&mut conn).await?)
}

/// Enters an order. That a client has one at a time is for the database to say, which sees two requests at once too.
pub async fn insert_export(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, client, by): (ExportId, ClientId, MembershipId),
    now: DateTime<Utc>,
) -> ApiResult<()> {
    diesel::insert_into(exports::table)
        .values((
            exports::practice_id.eq(practice),
            exports::id.eq(id),
            exports::client_id.eq(client),
            exports::requested_by.eq(by),
            exports::status.eq(AsText(ExportStatus::Queued)),
            exports::created_at.eq(now),
            exports::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// The client of an order that is still open, locked until the transaction ends.
pub async fn lock_queued(
    mut conn: Conn<'_>,
    practice: PracticeId,
    id: ExportId,
) -> ApiResult<Option<ClientId>> {
    let client = exports::table
        .find((practice, id))
        .filter(exports::status.eq(AsText(ExportStatus::Queued)))
        .select(exports::client_id)
        .for_update()
        .first(&mut conn)
        .await
        .optional()?;
    Ok(client)
}

/// What became of an order.
#[derive(AsChangeset)]
#[diesel(table_name = exports)]
pub struct Outcome {
    pub status: AsText<ExportStatus>,
    pub size: Option<i64>,
    pub pieces: Option<i32>,
    pub sha256: Option<Vec<u8>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
    pub updated_at: DateTime<Utc>,
    pub withdrawals: Option<i64>,
}

/// Notes what became of an export that stood so; what is not told stays.
pub async fn update_export(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (id, from): (ExportId, ExportStatus),
    outcome: &Outcome,
) -> ApiResult<()> {
    diesel::update(exports::table.find((practice, id)))
        .filter(exports::status.eq(AsText(from)))
        .set((outcome, exports::version.eq(exports::version + 1)))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Takes the client's earlier archive away, whose time is over with that: there is one at a time. One whose time was over
/// before has a job of its own.
pub async fn replace_earlier(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<()> {
    let earlier = exports::table
        .filter(exports::practice_id.eq(practice))
        .filter(exports::client_id.eq(client))
        .filter(exports::status.eq(AsText(ExportStatus::Succeeded)))
        .filter(exports::expires_at.gt(now));
    let pieces = export_pieces::table
        .filter(export_pieces::practice_id.eq(practice))
        .filter(export_pieces::export_id.eq_any(earlier.select(exports::id)));
    diesel::delete(pieces).execute(&mut conn).await?;
    diesel::update(earlier)
        .set((
            exports::status.eq(AsText(ExportStatus::Expired)),
            exports::expires_at.eq(now),
            exports::version.eq(exports::version + 1),
            exports::updated_at.eq(now),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// Whether the client has an archive to download.
pub async fn is_one_ready(
    mut conn: Conn<'_>,
    practice: PracticeId,
    client: ClientId,
    now: DateTime<Utc>,
) -> ApiResult<bool> {
    let ready = exports::table
        .filter(exports::practice_id.eq(practice))
        .filter(exports::client_id.eq(client))
        .filter(exports::status.eq(AsText(ExportStatus::Succeeded)))
        .filter(exports::expires_at.gt(now));
    Ok(diesel::select(diesel::dsl::exists(ready)).get_result(&mut conn).await?)
}

/// Keeps one piece of an archive, sealed.
pub async fn insert_piece(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (export, number): (ExportId, i32),
    sealed: &[u8],
) -> ApiResult<()> {
    diesel::insert_into(export_pieces::table)
        .values((
            export_pieces::practice_id.eq(practice),
            export_pieces::export_id.eq(export),
            export_pieces::number.eq(number),
            export_pieces::bytes_sealed.eq(sealed),
        ))
        .execute(&mut conn)
        .await?;
    Ok(())
}

/// One piece of an archive, opened.
pub async fn find_piece(
    mut conn: Conn<'_>,
    practice: PracticeId,
    (export, number): (ExportId, i32),
    key: &PracticeKey,
) -> ApiResult<Vec<u8>> {
    let sealed: Vec<u8> = export_pieces::table
        .find((practice, export, number))
        .select(export_pieces::bytes_sealed)
        .first(&mut conn)
        .await
        .optional()?
        .ok_or(ApiError::NotFound)?;
    key.open_bytes(PIECE, &piece_place(practice, export, number), &sealed)
}

/// Takes the archive of an export away.
pub async fn delete_pieces(mut conn: Conn<'_>, practice: PracticeId, export: ExportId) -> ApiResult<()> {
    let pieces = export_pieces::table
        .filter(export_pieces::practice_id.eq(practice))
        .filter(export_pieces::export_id.eq(export));
    diesel::delete(pieces).execute(&mut conn).await?;
    Ok(())
}
