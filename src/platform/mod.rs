//! What knows no domain: database, HTTP, time, ids, jobs, keys, logs, turns, and words and markup for pages.

pub mod clock;
pub mod crypto;
pub mod db;
pub mod html;
pub mod http;
pub mod ids;
pub mod jobs;
pub mod keyring;
pub mod local_day;
pub mod telemetry;
pub mod turns;
pub mod words;
