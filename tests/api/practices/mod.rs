//! `/v1/practice`.

mod find_practice;
mod update_practice;
