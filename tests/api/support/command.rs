//! The program as an operator runs it.

use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// Runs a command to its end, or asks it to stop when it takes longer than this.
pub async fn output_within(mut command: Command, patience: Duration) -> Output {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let run = move || {
        let child = command.spawn().unwrap();
        let pid = child.id().to_string();
        let waiting = std::thread::spawn(move || child.wait_with_output().unwrap());
        let begun = Instant::now();
        while !waiting.is_finished() && begun.elapsed() < patience {
            std::thread::sleep(Duration::from_millis(20));
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
