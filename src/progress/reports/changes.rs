//! When what a report tells beside homework last changed after its freezing: of rows that its audience may read alone. Each is a
//! subquery of the statement that reads the report.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamp, Timestamptz};

use super::model::ReportAudience;
use crate::homework::check_ins::{Audience, Visibility};
use crate::homework::library::Purpose;
use crate::homework::life_events::LifeEventVisibility;
use crate::people::appointments::AppointmentStatus;
use crate::platform::db::AsText;
use crate::platform::ids::kind::PracticeId;
use crate::schema::{
    appointments, boundaries, boundary_uses, life_event_versions, life_events, measures, repair_responses,
    repairs, reports, retro_readers, retros, ruptures, shared_repairs, shared_ruptures,
};

/// The last change of each kind.
#[derive(Clone, Copy, Default, Queryable)]
pub struct SectionChanges {
    measures: Option<DateTime<Utc>>,
    uses: Option<DateTime<Utc>>,
    ruptures: Option<DateTime<Utc>>,
    repairs: Option<DateTime<Utc>>,
    responses: Option<DateTime<Utc>>,
    shared_ruptures: Option<DateTime<Utc>>,
    shared_repairs: Option<DateTime<Utc>>,
    sessions: Option<DateTime<Utc>>,
    retros: Option<DateTime<Utc>>,
    life_events: Option<DateTime<Utc>>,
    earlier_life_events: Option<DateTime<Utc>>,
}

impl SectionChanges {
    /// The last of all.
    pub fn last(self) -> Option<DateTime<Utc>> {
        let Self {
            measures,
            uses,
            ruptures,
            repairs,
            responses,
            shared_ruptures,
            shared_repairs,
            sessions,
            retros,
            life_events,
            earlier_life_events,
        } = self;
        let all = [
            measures,
            uses,
            ruptures,
            repairs,
            responses,
            shared_ruptures,
            shared_repairs,
            sessions,
            retros,
            life_events,
            earlier_life_events,
        ];
        all.into_iter().flatten().max()
    }
}

/// Scores, also those before the window from which change is told; a couple's for the care team alone.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn measures_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    let of_client = measures::couple_id.is_null().and(measures::client_id.nullable().eq(reports::client_id));
    let of_couple = measures::couple_id.eq(reports::couple_id).and(reports::audience.eq(clinician));
    measures::table
        .filter(measures::practice_id.eq(practice))
        .filter(of_client.or(of_couple))
        .filter(measures::screen.eq(false))
        .filter(measures::local_date.le(reports::window_to))
        .filter(measures::updated_at.gt(reports::frozen_at))
        .order(measures::updated_at.desc())
        .select(measures::updated_at)
        .single_value()
}

/// Uses of limits: of a client, for the care team and the client, of whom the latter is told of those for connection.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn uses_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    let client: AsText<ReportAudience> = AsText(ReportAudience::Client);
    let private: AsText<Visibility> = AsText(Visibility::Private);
    let hidden: AsText<Visibility> = AsText(Visibility::Private);
    let connection: AsText<Purpose> = AsText(Purpose::Connection);
    let for_client = reports::audience.eq(client).and(boundaries::purpose.eq(connection));
    let of_boundary = boundaries::practice_id
        .eq(boundary_uses::practice_id)
        .and(boundaries::client_id.eq(boundary_uses::client_id))
        .and(boundaries::id.eq(boundary_uses::boundary_id));
    boundary_uses::table
        .inner_join(boundaries::table.on(of_boundary))
        .filter(boundary_uses::practice_id.eq(practice))
        .filter(boundaries::practice_id.eq(practice))
        .filter(boundary_uses::client_id.nullable().eq(reports::client_id))
        .filter(boundaries::couple_id.is_null())
        .filter(boundary_uses::visibility.ne(private))
        .filter(boundaries::visibility.ne(hidden))
        .filter(reports::audience.eq(clinician).or(for_client))
        .filter(boundary_uses::local_date.between(reports::window_from, reports::window_to))
        .filter(boundary_uses::updated_at.gt(reports::frozen_at))
        .order(boundary_uses::updated_at.desc())
        .select(boundary_uses::updated_at)
        .single_value()
}

/// Ruptures that the care team may read, or could until it changed.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn ruptures_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    ruptures::table
        .filter(ruptures::practice_id.eq(practice))
        .filter(ruptures::couple_id.nullable().eq(reports::couple_id))
        .filter(reports::audience.eq(clinician))
        .filter(ruptures::local_date.between(reports::window_from, reports::window_to))
        .filter(ruptures::team_changed_at.assume_not_null().gt(reports::frozen_at))
        .order(ruptures::team_changed_at.desc())
        .select(ruptures::team_changed_at.assume_not_null())
        .single_value()
}

/// Attempts of the window or about a rupture of it, in the same way.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn repairs_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    repairs::table
        .filter(repairs::practice_id.eq(practice))
        .filter(repairs::couple_id.nullable().eq(reports::couple_id))
        .filter(reports::audience.eq(clinician))
        .filter(repairs::local_date.ge(reports::window_from))
        .filter(repairs::local_date.le(reports::window_to).or(repairs::rupture_id.is_not_null()))
        .filter(repairs::team_changed_at.assume_not_null().gt(reports::frozen_at))
        .order(repairs::team_changed_at.desc())
        .select(repairs::team_changed_at.assume_not_null())
        .single_value()
}

/// Answers to these, as they were given.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn responses_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    let readable: Vec<AsText<Visibility>> = Audience::CareTeam.readable();
    let of_repair = repairs::practice_id
        .eq(repair_responses::practice_id)
        .and(repairs::client_id.nullable().eq(repair_responses::repair_client_id))
        .and(repairs::id.nullable().eq(repair_responses::repair_id));
    repair_responses::table
        .inner_join(repairs::table.on(of_repair))
        .filter(repair_responses::practice_id.eq(practice))
        .filter(repairs::practice_id.eq(practice))
        .filter(repair_responses::couple_id.nullable().eq(reports::couple_id))
        .filter(reports::audience.eq(clinician))
        .filter(repair_responses::visibility.eq_any(readable))
        .filter(repairs::local_date.ge(reports::window_from))
        .filter(repairs::local_date.le(reports::window_to).or(repairs::rupture_id.is_not_null()))
        .filter(repair_responses::updated_at.gt(reports::frozen_at))
        .order(repair_responses::updated_at.desc())
        .select(repair_responses::updated_at)
        .single_value()
}

/// Ruptures that both partners have.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn shared_ruptures_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    shared_ruptures::table
        .filter(shared_ruptures::practice_id.eq(practice))
        .filter(shared_ruptures::couple_id.nullable().eq(reports::couple_id))
        .filter(reports::audience.ne(clinician))
        .filter(shared_ruptures::local_date.between(reports::window_from, reports::window_to))
        .filter(shared_ruptures::updated_at.gt(reports::frozen_at))
        .order(shared_ruptures::updated_at.desc())
        .select(shared_ruptures::updated_at)
        .single_value()
}

/// Attempts that both partners have.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn shared_repairs_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    shared_repairs::table
        .filter(shared_repairs::practice_id.eq(practice))
        .filter(shared_repairs::couple_id.nullable().eq(reports::couple_id))
        .filter(reports::audience.ne(clinician))
        .filter(shared_repairs::local_date.between(reports::window_from, reports::window_to))
        .filter(shared_repairs::updated_at.gt(reports::frozen_at))
        .order(shared_repairs::updated_at.desc())
        .select(shared_repairs::updated_at)
        .single_value()
}

#[diesel::declare_sql_function]
extern "SQL" {
    /// What the clock of a zone says at an instant.
    fn timezone(zone: Text, at: Timestamptz) -> Timestamp;

    /// The day of a clock.
    #[sql_name = "date"]
    fn day_of(clock: Timestamp) -> Date;
}

/// Appointments of the window, by the clock that each was agreed by, of which it was said what became of them, or that were there
/// when the report was made and changed since. One that was moved out of the window or deleted is not noticed.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn sessions_changed(practice: PracticeId) -> _ {
    let planned: AsText<AppointmentStatus> = AsText(AppointmentStatus::Planned);
    appointments::table
        .filter(appointments::practice_id.eq(practice))
        .filter(appointments::context_id.eq(reports::context_id))
        .filter(appointments::status.ne(planned).or(appointments::created_at.le(reports::frozen_at)))
        .filter(
            day_of(timezone(appointments::time_zone, appointments::starts_at))
                .between(reports::window_from, reports::window_to),
        )
        .filter(appointments::updated_at.gt(reports::frozen_at))
        .order(appointments::updated_at.desc())
        .select(appointments::updated_at)
        .single_value()
}

/// Retros; for both partners where both read it.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn retros_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    let readers = retro_readers::table
        .filter(retro_readers::practice_id.eq(practice))
        .filter(retro_readers::couple_id.eq(retros::couple_id))
        .filter(retro_readers::number.eq(retros::number))
        .count()
        .single_value();
    let by_both = readers.assume_not_null().eq(2_i64);
    retros::table
        .filter(retros::practice_id.eq(practice))
        .filter(retros::couple_id.nullable().eq(reports::couple_id))
        .filter(retros::local_date.between(reports::window_from, reports::window_to))
        .filter(retros::created_at.gt(reports::frozen_at))
        .filter(reports::audience.eq(clinician).or(by_both))
        .order(retros::created_at.desc())
        .select(retros::created_at)
        .single_value()
}

/// Life events that the care team reads, of the context that a report is about, as long as it tells of them.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn life_events_changed(practice: PracticeId) -> _ {
    let readable: AsText<LifeEventVisibility> = AsText(LifeEventVisibility::Therapist);
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    let client: AsText<ReportAudience> = AsText(ReportAudience::Client);
    let of_client =
        life_events::couple_id.is_null().and(life_events::client_id.nullable().eq(reports::client_id));
    life_events::table
        .filter(life_events::practice_id.eq(practice))
        .filter(of_client.or(life_events::couple_id.eq(reports::couple_id)))
        .filter(reports::audience.eq(clinician).or(reports::audience.eq(client)))
        .filter(life_events::deleted_at.is_null())
        .filter(life_events::visibility.eq(readable))
        .filter(life_events::happened_on.between(reports::window_from, reports::window_to))
        .filter(life_events::updated_at.gt(reports::frozen_at))
        .order(life_events::updated_at.desc())
        .select(life_events::updated_at)
        .single_value()
}

/// What the care team read of them until it was corrected, kept back or deleted, on the day that it stood on then.
#[diesel::dsl::auto_type(no_type_alias)]
pub(super) fn earlier_life_events_changed(practice: PracticeId) -> _ {
    let clinician: AsText<ReportAudience> = AsText(ReportAudience::Clinician);
    let client: AsText<ReportAudience> = AsText(ReportAudience::Client);
    let of_client =
        life_events::couple_id.is_null().and(life_events::client_id.nullable().eq(reports::client_id));
    let of_event = life_events::practice_id
        .eq(life_event_versions::practice_id)
        .and(life_events::client_id.eq(life_event_versions::client_id))
        .and(life_events::id.eq(life_event_versions::event_id));
    life_event_versions::table
        .inner_join(life_events::table.on(of_event))
        .filter(life_event_versions::practice_id.eq(practice))
        .filter(life_events::practice_id.eq(practice))
        .filter(of_client.or(life_events::couple_id.eq(reports::couple_id)))
        .filter(reports::audience.eq(clinician).or(reports::audience.eq(client)))
        .filter(life_event_versions::team_version.is_not_null())
        .filter(life_event_versions::happened_on.between(reports::window_from, reports::window_to))
        .filter(life_event_versions::edited_at.gt(reports::frozen_at))
        .order(life_event_versions::edited_at.desc())
        .select(life_event_versions::edited_at)
        .single_value()
}
