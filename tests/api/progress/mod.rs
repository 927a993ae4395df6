//! `/v1/clients/{id}/today`, `/v1/assignments/{id}/periods` and progress of clients and couples.

mod find_client_progress;
mod find_couple_progress;
mod find_rating_figures;
mod find_repair_figures;
mod find_today;
mod list_periods;
mod random_lives;
pub mod seed;
