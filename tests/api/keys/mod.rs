mod rotate_master;
mod rotate_signing;

use std::process::{Command, Output};

/// Runs `holdfast keys …` as its operators do.
pub async fn run(command: &'static str, environment: Vec<(&'static str, String)>) -> Output {
    let run = move || {
        let mut holdfast = Command::new(env!("CARGO_BIN_EXE_holdfast"));
        for name in ["DATABASE_URL", "HOLDFAST_OWNER_URL", "HOLDFAST_MASTER_KEY", "HOLDFAST_OTHER_MASTER_KEY"]
        {
            holdfast.env_remove(name);
        }
        holdfast.args(["keys", command]).envs(environment).output().unwrap()
    };
    tokio::task::spawn_blocking(run).await.unwrap()
}

#[track_caller]
pub fn told(output: &Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout.clone()).unwrap()
}
