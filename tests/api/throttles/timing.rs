//! What the time of an answer tells: nothing.

use std::time::{Duration, Instant};

use super::WRONG;
use crate::support::{Caller, PASSWORD, TestApp};

/// What somebody is to the service, and what is typed.
type Stranger = (&'static str, String, &'static str);

/// Who tries to sign in, in vain.
async fn strangers(app: &TestApp) -> [Stranger; 3] {
    let practice = app.practice("Harbour").await;
    let (wrong, suspended): (Caller, Caller) =
        (practice.staff("Ada", &["therapist"]).await, practice.staff("Ben", &["therapist"]).await);
    let sql = app.sql().await;
    sql.run(&format!("UPDATE memberships SET status = 'suspended' WHERE id = '{}'", suspended.id)).await;
    [
        ("unknown", "nobody@example.org".to_owned(), PASSWORD),
        ("wrong", wrong.email, WRONG),
        ("suspended", suspended.email, PASSWORD),
    ]
}

/// The median time of each, from samples that take turns, so that what the machine does meanwhile falls on all alike.
async fn medians(app: &TestApp, strangers: &[Stranger], samples: usize) -> Vec<(&'static str, Duration)> {
    let mut times = vec![Vec::with_capacity(samples); strangers.len()];
    for round in 0..samples + 10 {
        for turn in 0..strangers.len() {
            let at = (turn + round) % strangers.len();
            let (_, email, password) = &strangers[at];
            let begun = Instant::now();
            let answer = crate::credentials::sign_in(app, email, password).await;
            let took = begun.elapsed();
            answer.problem(401, "sign_in_failed");
            if round >= 10 {
                times[at].push(took);
            }
        }
    }
    let median = |times: &mut Vec<Duration>| {
        times.sort();
        times[times.len() / 2]
    };
    strangers.iter().zip(&mut times).map(|((name, ..), times)| (*name, median(times))).collect()
}

fn widest(medians: &[(&str, Duration)]) -> f64 {
    let times = || medians.iter().map(|(_, time)| time.as_secs_f64());
    times().fold(0.0, f64::max) / times().fold(f64::MAX, f64::min)
}

/// Guards the dummy hash, without which an unknown address answers ten times as fast, and the way of nobody behind it.
/// A difference that is there is there every time; one that the machine made, with the other tests on it, is not.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_wrong_and_suspended_take_the_same_time() {
    let app = TestApp::start().await;
    let strangers = strangers(&app).await;
    let mut all = Vec::new();
    for _ in 0..3 {
        let medians = medians(&app, &strangers, 500).await;
        println!("medians of 500: {medians:?}");
        if widest(&medians) < 1.05 {
            return;
        }
        all.push(medians);
    }
    panic!("{all:?}");
}

/// Guards the way of nobody, step by step, where a median says nothing of one query more or less: whoever is not who they
/// say waits for the same tables as whoever may not come in.
#[tokio::test(flavor = "multi_thread")]
async fn unknown_and_wrong_look_as_far_as_suspended() {
    let app = TestApp::start().await;
    let strangers = strangers(&app).await;
    let sql = app.sql().await;
    for table in ["memberships", "second_factors"] {
        sql.run(&format!("BEGIN; LOCK TABLE {table}")).await;
        let tries =
            strangers.iter().map(|(_, email, password)| crate::credentials::sign_in(&app, email, password));
        let release = async {
            sql.until_waiting(3).await;
            sql.run("COMMIT").await;
        };
        let (answers, ()) = tokio::join!(futures_util::future::join_all(tries), release);
        answers.into_iter().for_each(|answer| drop(answer.problem(401, "sign_in_failed")));
    }
}
