//! `/v1/couples`.

mod create_couple;
mod end_couple;
mod find_couple;
mod list_couples;
mod planned_end;
