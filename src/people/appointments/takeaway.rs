//! The appointments of a client, own ones and the couple's, page by page: to take along.

use super::dto::{AppointmentResponse, ListAppointmentsQuery};
use super::queries::{After, list_appointments};
use crate::identity::actor::Reader;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;

/// Where a page of own appointments goes on.
pub type AfterOwn = After;

/// A page of what this client reads, earliest first, and where the next one goes on.
pub async fn list_own(
    conn: Conn<'_>,
    reader: &Reader,
    after: Option<AfterOwn>,
) -> ApiResult<(Vec<AppointmentResponse>, Option<AfterOwn>)> {
    let rows = list_appointments(conn, reader, &ListAppointmentsQuery::default(), after).await?;
    let next = rows.last().map(|row| (row.starts_at, row.id));
    Ok((rows.into_iter().map(|row| AppointmentResponse::of(row, reader)).collect(), next))
}
