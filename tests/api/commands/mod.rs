//! Commands as an operator runs them, rightly and wrongly.

mod demo;
mod first_day;
mod messages;

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs `holdfast` with this environment and no other setting, and gives it 30 seconds.
pub async fn holdfast(words: &[&str], data: &Path, environment: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_holdfast"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("HOLDFAST_")) {
        command.env_remove(name);
    }
    command.env_remove("DATABASE_URL").env("HOLDFAST_DATA", data).env("HOLDFAST_LISTEN", "127.0.0.1:0");
    if let Some(bin) = std::env::var_os("HOLDFAST_PG_BIN") {
        command.env("HOLDFAST_PG_BIN", bin);
    }
    command.args(words).envs(environment.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = move || {
        let child = command.spawn().unwrap();
        let pid = child.id().to_string();
        let waiting = std::thread::spawn(move || child.wait_with_output().unwrap());
        let begun = std::time::Instant::now();
        while !waiting.is_finished() && begun.elapsed() < std::time::Duration::from_secs(30) {
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        if !waiting.is_finished() {
            Command::new("kill").arg(&pid).status().unwrap();
        }
        waiting.join().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

/// What it said, of either kind.
pub fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
