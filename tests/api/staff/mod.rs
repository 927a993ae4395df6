//! `/v1/staff`.

mod create_staff;
mod invitations;
mod list_and_find_staff;
mod reach;
mod supervisions;
mod suspension;
mod update_staff;
