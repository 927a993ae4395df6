//! `/v1/clients/{client_id}/care-team` and `/v1/couples/{couple_id}/care-team`.

mod client_care_team;
mod couple_care_team;
