//! Who is in the care of a reader: the subqueries that every read of staff starts from.

use diesel::dsl::{array, exists};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::Uuid;

use crate::identity::actor::Reader;
use crate::platform::ids::kind::{ClientId, PracticeId};
use crate::schema::{care_team_members, clients, couple_members, supervisions};

/// A subquery of client or couple ids.
pub type Ids<'q> = care_team_members::BoxedQuery<'q, Pg, Uuid>;

/// Clients whose record is restricted: for everybody but the client it is as if it were not there. Who is in nobody's
/// care is left out by [`places`]; what else is told of a client beside the own care takes it from here.
pub fn restricted<'q>(practice: PracticeId) -> clients::BoxedQuery<'q, Pg, Uuid> {
    clients::table
        .filter(clients::practice_id.eq(practice))
        .filter(clients::restricted_at.is_not_null())
        .filter(clients::erased_at.is_null())
        .select(clients::id)
        .into_boxed()
}

/// Places on care teams that count for the reader: the own ones of a therapist, those of supervised therapists
/// for a supervisor, none for anybody else.
pub fn places<'q>(reader: &Reader) -> care_team_members::BoxedQuery<'q, Pg> {
    let open = care_team_members::table
        .filter(care_team_members::practice_id.eq(reader.practice))
        .filter(care_team_members::ended_at.is_null())
        .filter(care_team_members::context_id.ne_all(array(restricted(reader.practice))))
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
    Reader { all_contacts: false, administers: false, supervisor: false, ..*reader }
}

/// Clients and couples in the care of the reader. An id is of one or the other, so one list serves both.
pub fn cared<'q>(reader: &Reader) -> Ids<'q> {
    places(reader).select(care_team_members::context_id)
}

/// Couples, active or ended, that a client is a member of.
pub fn couples_of<'q>(practice: PracticeId, client: ClientId) -> couple_members::BoxedQuery<'q, Pg, Uuid> {
    couple_members::table
        .filter(couple_members::practice_id.eq(practice))
        .filter(couple_members::client_id.eq(client))
        .select(couple_members::couple_id)
        .into_boxed()
}

/// Couples through which the reader may know of a client: none of a client whose record is restricted or erased, but to
/// the client itself.
pub fn known_couples_of<'q>(reader: &Reader, client: ClientId) -> couple_members::BoxedQuery<'q, Pg, Uuid> {
    let couples = couples_of(reader.practice, client);
    if reader.client {
        return couples;
    }
    let shown = clients::table
        .filter(clients::practice_id.eq(reader.practice))
        .filter(clients::id.eq(client))
        .filter(clients::restricted_at.is_null());
    couples.filter(exists(shown))
}

/// The same of the reader as a client.
pub fn own_couples<'q>(reader: &Reader) -> couple_members::BoxedQuery<'q, Pg, Uuid> {
    couples_of(reader.practice, reader.member)
}
