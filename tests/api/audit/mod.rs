//! What is recorded, by whom, and what is not.

mod batches;
mod chain;
mod denials;
mod forging;
mod indexes;
mod kills;
mod list_audit_events;
mod reads;
mod sealing;
mod tampering;
mod throughput;
mod verify_command;
mod writes;

use std::time::{Duration, Instant};

use crate::support::Sql;

/// Outcomes recorded for an action, oldest first.
async fn outcomes(sql: &Sql, action: &str) -> Vec<String> {
    sql.column(&format!("SELECT outcome FROM audit_events WHERE action = '{action}' ORDER BY id")).await
}

/// Waits until this many rows of an action are there, then a little longer for one too many.
async fn outcomes_soon(sql: &Sql, action: &str, count: usize) -> Vec<String> {
    let begun = Instant::now();
    while outcomes(sql, action).await.len() < count && begun.elapsed() < Duration::from_secs(1) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(250)).await;
    outcomes(sql, action).await
}
