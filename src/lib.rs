//! Holdfast: homework and progress between therapy sessions.
//!
//! Wings depend downward only: `exchange` → `progress` → `homework` → `people` → `identity` → `platform`.

// Made by diesel from the database.
#[expect(missing_docs, reason = "made by diesel")]
pub mod schema;

pub mod app;
mod caller;
pub mod cli;
pub mod config;
pub mod demo;
pub mod exchange;
pub mod founding;
pub mod health;
pub mod homework;
pub mod identity;
pub mod jobs;
pub mod openapi;
pub mod people;
pub mod platform;
pub mod progress;
