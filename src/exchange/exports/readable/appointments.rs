//! What the page says of appointments.

use super::articles::Articles;
use super::words;
use crate::people::appointments::{AppointmentKind, AppointmentResponse, AppointmentStatus};
use crate::platform::html::{Facts, Html};

impl Articles {
    pub fn appointment(&self, appointment: &AppointmentResponse) -> Html {
        let facts = Facts::default()
            .with("What it is for", kind(appointment.kind))
            .with("With", &appointment.staff_name)
            .with("Together with", appointment.couple_id.map(|couple| self.partner(couple)))
            .with("By the clock of", appointment.time_zone.name().replace('_', " "))
            .with("It begins", words::moment(appointment.starts_at, appointment.time_zone))
            .with("Minutes", appointment.minutes)
            .with("What became of it", status(appointment.status));
        Html::article(&self.moment(appointment.starts_at), facts.table())
    }
}

fn kind(kind: AppointmentKind) -> &'static str {
    match kind {
        AppointmentKind::Intake => "a first meeting",
        AppointmentKind::Session => "a session",
        AppointmentKind::Review => "looking back",
        AppointmentKind::Closing => "the last session",
    }
}

fn status(status: AppointmentStatus) -> &'static str {
    match status {
        AppointmentStatus::Planned => "it is planned",
        AppointmentStatus::Held => "it took place",
        AppointmentStatus::Cancelled => "it was called off",
        AppointmentStatus::Missed => "nobody came",
    }
}
