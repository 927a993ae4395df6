//! The chain: each link's MAC covers its place, the link before and the MAC of its event, which covers every column.

use chrono::{DateTime, Utc};
use diesel::backend::Backend;
use diesel::data_types::PgTimestamp;
use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use uuid::Uuid;

use super::AuditRow;
use crate::platform::crypto::{Key, hexadecimal};
use crate::schema::audit_events;

/// Told apart from each other, and from any later way of computing them.
const EVENT_FORMAT: &[u8] = b"holdfast audit event 1";
const LINK_FORMAT: &[u8] = b"holdfast audit link 1";

/// A MAC of an event or a link.
pub type Mac = [u8; 32];

/// An event as it is stored, in a form that any content of its columns can be read into.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_events)]
pub(super) struct StoredEvent {
    practice_id: Uuid,
    pub id: Uuid,
    pub at: PgTimestamp,
    account_id: Uuid,
    membership_id: Uuid,
    session_id: Option<Uuid>,
    acting_as: ArrayBytes,
    action: String,
    resource: String,
    resource_id: Option<Uuid>,
    client_id: Option<Uuid>,
    couple_id: Option<Uuid>,
    outcome: String,
    request_id: Uuid,
}

/// A `text[]` as PostgreSQL sends it: dimensions, then each element with its length or as NULL.
#[derive(Debug, Clone, FromSqlRow)]
#[diesel(sql_type = Array<Text>)]
pub(super) struct ArrayBytes(Vec<u8>);

impl FromSql<Array<Text>, Pg> for ArrayBytes {
    fn from_sql(bytes: <Pg as Backend>::RawValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(bytes.as_bytes().to_vec()))
    }
}

impl ArrayBytes {
    fn of(texts: &[&str]) -> Self {
        const TEXT: u32 = 25;
        const FIRST: u32 = 1;
        let length = |count: usize| u32::try_from(count).unwrap_or(u32::MAX).to_be_bytes();
        let mut bytes = [length(usize::from(!texts.is_empty())), [0; 4], TEXT.to_be_bytes()].concat();
        if !texts.is_empty() {
            bytes.extend([length(texts.len()), FIRST.to_be_bytes()].concat());
        }
        for text in texts {
            bytes.extend(length(text.len()));
            bytes.extend(text.as_bytes());
        }
        Self(bytes)
    }
}

impl StoredEvent {
    /// What a row is once it is stored.
    pub(super) fn of(row: &AuditRow) -> Self {
        Self {
            practice_id: row.practice_id,
            id: row.id,
            at: stored(row.at),
            account_id: row.account_id,
            membership_id: row.membership_id,
            session_id: row.session_id,
            acting_as: ArrayBytes::of(&row.acting_as),
            action: row.action.to_owned(),
            resource: row.resource.to_owned(),
            resource_id: row.resource_id,
            client_id: row.client_id,
            couple_id: row.couple_id,
            outcome: row.outcome.to_owned(),
            request_id: row.request_id,
        }
    }
}

/// An instant as PostgreSQL stores it: in microseconds since 2000.
pub(super) fn stored(at: DateTime<Utc>) -> PgTimestamp {
    const YEAR_2000: i64 = 946_684_800_000_000;
    PgTimestamp(at.timestamp_micros() - YEAR_2000)
}

/// Where a link stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub practice: Uuid,
    pub number: i64,
    pub sealed_at: PgTimestamp,
    /// Of the link before; `None` for the first.
    pub previous: Option<Mac>,
}

/// The MAC of the link of the event with this MAC at this place.
pub(super) fn link_mac(key: &Key, place: Place, event: &Mac) -> Mac {
    key.digest(&[
        LINK_FORMAT,
        place.practice.as_bytes(),
        &place.number.to_be_bytes(),
        &place.sealed_at.0.to_be_bytes(),
        place.previous.as_ref().map_or(&[], Mac::as_slice),
        event,
    ])
}

/// The MAC of an event: only who has the key makes one.
pub(super) fn event_mac(key: &Key, event: &StoredEvent) -> Mac {
    fn optional(id: &Option<Uuid>) -> &[u8] {
        id.as_ref().map_or(&[], |id| id.as_bytes())
    }
    // Named one by one: a new column breaks the build until it is covered.
    let StoredEvent {
        practice_id,
        id,
        at,
        account_id,
        membership_id,
        session_id,
        acting_as,
        action,
        resource,
        resource_id,
        client_id,
        couple_id,
        outcome,
        request_id,
    } = event;
    key.digest(&[
        EVENT_FORMAT,
        practice_id.as_bytes(),
        id.as_bytes(),
        &at.0.to_be_bytes(),
        account_id.as_bytes(),
        membership_id.as_bytes(),
        optional(session_id),
        &acting_as.0,
        action.as_bytes(),
        resource.as_bytes(),
        optional(resource_id),
        optional(client_id),
        optional(couple_id),
        outcome.as_bytes(),
        request_id.as_bytes(),
    ])
}

/// The last link of a practice's chain, as the log tells it and as `audit verify --head` takes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The practice.
    pub practice: Uuid,
    /// The link.
    pub number: i64,
    /// Its MAC, which depends on every link before.
    pub mac: Mac,
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.practice, self.number, hexadecimal(&self.mac))
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "must be PRACTICE:NUMBER:MAC, as the log tells it";
        let mut parts = text.trim().split(':');
        let (Some(practice), Some(number), Some(mac), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(FORM);
        };
        let practice = Uuid::try_parse(practice).map_err(|_| FORM)?;
        let number = number.parse().map_err(|_| FORM)?;
        Ok(Self { practice, number, mac: read_mac(mac).ok_or(FORM)? })
    }
}

/// A MAC written by [`hexadecimal`].
fn read_mac(text: &str) -> Option<Mac> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = text.as_bytes().iter().map(digit).collect::<Option<_>>()?;
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    let bytes: Vec<u8> = pairs.iter().map(|[high, low]| high * 16 + low).collect();
    bytes.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = Head { practice: Uuid::from_u128(7), number: 12, mac: [0xa5; 32] };
        assert_eq!(head.to_string().parse(), Ok(head));
        for wrong in [
            "",
            "x:1:a5",
            "00000000-0000-0000-0000-000000000007:1:a5",
            &format!("{head}:1"),
            &format!("{head}é"),
        ] {
            assert!(wrong.parse::<Head>().is_err(), "{wrong}");
        }
    }

    fn event() -> StoredEvent {
        let id = Uuid::from_u128(7);
        StoredEvent {
            practice_id: id,
            id,
            at: PgTimestamp(1),
            account_id: id,
            membership_id: id,
            session_id: None,
            acting_as: ArrayBytes(vec![1]),
            action: "find".to_owned(),
            resource: "client".to_owned(),
            resource_id: Some(id),
            client_id: None,
            couple_id: None,
            outcome: "success".to_owned(),
            request_id: id,
        }
    }

    #[test]
    fn what_moves_from_one_column_to_the_next_changes_the_mac() {
        let key = Key::decode(&"A".repeat(43)).unwrap();
        let (first, mut moved) = (event(), event());
        (moved.action, moved.resource) = ("findc".to_owned(), "lient".to_owned());
        assert_ne!(event_mac(&key, &first), event_mac(&key, &moved));
        let mut moved = event();
        (moved.resource_id, moved.client_id) = (None, first.resource_id);
        assert_ne!(event_mac(&key, &first), event_mac(&key, &moved));
        let place =
            Place { practice: Uuid::from_u128(7), number: 1, sealed_at: PgTimestamp(1), previous: None };
        let link = link_mac(&key, place, &[1; 32]);
        for other in [
            Place { practice: Uuid::from_u128(8), ..place },
            Place { number: 2, ..place },
            Place { sealed_at: PgTimestamp(2), ..place },
            Place { previous: Some([0; 32]), ..place },
        ] {
            assert_ne!(link, link_mac(&key, other, &[1; 32]));
        }
        assert_ne!(link, link_mac(&key, place, &[2; 32]));
        assert_ne!(link, event_mac(&key, &first));
    }
}
