//! Who is in the care of a reader: the subqueries that every read of staff starts from.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Nullable, Uuid};

use crate::identity::actor::Reader;
use crate::schema::{care_team_members, couple_members, supervisions};

/// A subquery of client or couple ids.
pub type Ids<'q> = care_team_members::BoxedQuery<'q, Pg, Nullable<Uuid>>;

/// Places on care teams that count for the reader: the own ones of a therapist, those of supervised therapists
/// for a supervisor, none for anybody else.
pub fn places<'q>(reader: &Reader) -> care_team_members::BoxedQuery<'q, Pg> {
    let open = care_team_members::table
        .filter(care_team_members::practice_id.eq(reader.practice))
        .filter(care_team_members::ended_at.is_null())
        .into_boxed();
    let own = care_team_members::staff_id.eq(reader.member);
    let supervised = care_team_members::staff_id.eq_any(
        supervisions::table
            .filter(supervisions::practice_id.eq(reader.practice))
            .filter(supervisions::supervisor_id.eq(reader.member))
            .select(supervisions::supervisee_id),
    );
    match (reader.therapist, reader.supervisor) {
        (true, true) => open.filter(own.or(supervised)),
        (true, false) => open.filter(own),
        (false, true) => open.filter(supervised),
        (false, false) => open.filter(diesel::dsl::sql::<diesel::sql_types::Bool>("FALSE")),
    }
}

/// The same reader with the care of its own places alone, whatever else its roles show it: for acts that belong to
/// the therapist on the team.
pub fn own_care(reader: &Reader) -> Reader {
    Reader { all_contacts: false, supervisor: false, ..*reader }
}

/// Clients in individual care of the reader.
pub fn cared_clients<'q>(reader: &Reader) -> Ids<'q> {
    places(reader).filter(care_team_members::client_id.is_not_null()).select(care_team_members::client_id)
}

/// Couples in the care of the reader.
pub fn cared_couples<'q>(reader: &Reader) -> Ids<'q> {
    places(reader).filter(care_team_members::couple_id.is_not_null()).select(care_team_members::couple_id)
}

/// Couples, active or ended, that the reader is a member of as a client.
pub fn own_couples<'q>(reader: &Reader) -> couple_members::BoxedQuery<'q, Pg, Uuid> {
    let none = couple_members::client_id.eq(reader.member);
    couple_members::table
        .filter(couple_members::practice_id.eq(reader.practice))
        .filter(none)
        .select(couple_members::couple_id)
        .into_boxed()
}
