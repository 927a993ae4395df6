//! What holds for the whole: the order of the wings, the class of every column, the way back of every migration, and
//! what holds for every operation alike. That is driven by the OpenAPI document: a new operation is covered without a
//! word here, or makes a test fail that says what it lacks.

mod askers;
mod bodies;
mod canary;
mod carried;
pub mod crawl;
mod data_classes;
mod document;
mod examples;
mod fields;
mod history;
mod limited;
mod matrix;
mod migrations;
mod problems;
mod roles;
mod schemas;
mod sealed;
mod sealed_secrets;
mod shapes;
pub mod spec;
mod step_up;
mod takeaway;
mod target;
mod trail;
mod transcript;
mod walk;
mod wings;
mod world;
