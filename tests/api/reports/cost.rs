//! What a summary costs grows with its window and with how far its figures look back, never with the length of a history.

use std::time::{Duration, Instant};

use crate::progress::seed::{Family, Given, ago};
use crate::support::{TestApp, TestPractice};

/// A couple whose partners both logged the same homework on each of so many days, with how it felt.
async fn lived<'a>(practice: &'a TestPractice<'a>, days: u64) -> Family<'a> {
    let family = Family::of(practice).await;
    let assignment = family.assign(Given::daily("each", days)).await;
    for client in [family.ann.id, family.ben.id] {
        let insert = format!(
            "INSERT INTO check_ins (practice_id, client_id, id, assignment_id, couple_id, revision, purpose, occurred_at, \
             time_zone, local_date, outcome, visibility, first_digest, team_version, team_changed_at) \
             SELECT $1, '{client}', gen_random_uuid(), '{assignment}', '{couple}', 1, 'practice', now(), 'Europe/London', \
             day::date, 'done', 'therapist', '', 1, now() \
             FROM generate_series('{from}'::date, '{to}'::date, '1 day'::interval) AS day",
            couple = family.couple,
            from = ago(days),
            to = ago(1),
        );
        family.sql(&insert).await;
    }
    let feel = "INSERT INTO check_in_personals (practice_id, client_id, check_in_id, visibility, effort, words_sealed) \
                SELECT practice_id, client_id, id, 'therapist', 5, '' FROM check_ins WHERE practice_id = $1";
    family.sql(feel).await;
    family
}

#[tokio::test(flavor = "multi_thread")]
async fn five_years_of_daily_logs_cost_what_the_look_back_costs() {
    let app = TestApp::start().await;
    let (short, usual, long) = (app.practice("A").await, app.practice("B").await, app.practice("C").await);
    let families = [lived(&short, 84).await, lived(&usual, 420).await, lived(&long, 1826).await];
    app.sql().await.run("ANALYZE").await;
    let mut least = [Duration::MAX; 3];
    let mut told = [String::new(), String::new(), String::new()];
    for _ in 0..12 {
        for ((family, least), told) in families.iter().zip(&mut least).zip(&mut told) {
            let path = format!("/v1/couples/{}/summary", family.couple);
            let begun = Instant::now();
            let answer = family.therapist.get(&path).await.expect(200);
            *least = begun.elapsed().min(*least);
            *told = answer.body["ratings"].to_string();
            assert_eq!(answer.body["ratings"][0]["ratings"], 83, "the ratings of the window");
        }
    }
    println!("summary of 12 weeks after 12 weeks, 14 months and five years of daily logs: {least:?}");
    let [_, usual, long] = least;
    assert!(
        long < usual.mul_f64(1.6) + Duration::from_millis(10),
        "{long:?} after five years, {usual:?} after 14 months"
    );
}
