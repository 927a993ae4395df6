//! Answers are kept sealed, each in its own place.

use serde_json::json;

use super::{of, phq, write};
use crate::support::TestApp;
use crate::support::homework::Care;

/// Guards the binding of answers to their row: put into another measure they open nowhere.
#[tokio::test(flavor = "multi_thread")]
async fn moved_answers_do_not_open() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = write(&care.ann, &care.ann, &phq(&[1, 2, 3], json!({}))).await.expect(201).id();
    let again = write(&care.ann, &care.ann, &phq(&[0, 0, 0], json!({}))).await.expect(201).id();
    let of_ben = write(&care.ben, &care.ben, &phq(&[3, 3, 3], json!({}))).await.expect(201).id();
    let sql = app.sql().await;
    let read = format!("{}/{own}", of(&care.ann));
    let sealed =
        sql.value(&format!("SELECT encode(answers_sealed, 'hex') FROM measures WHERE id = '{own}'")).await;
    let put = |from: &str| {
        format!(
            "UPDATE measures SET answers_sealed = (SELECT answers_sealed FROM measures WHERE id = '{from}') WHERE id = '{own}'"
        )
    };
    for from in [&again, &of_ben] {
        sql.run(&put(from)).await;
        care.ann.get(&read).await.problem(500, "internal");
    }
    sql.run(&format!("UPDATE measures SET answers_sealed = decode('{sealed}', 'hex') WHERE id = '{own}'"))
        .await;
    care.ann.get(&read).await.expect(200);
}
