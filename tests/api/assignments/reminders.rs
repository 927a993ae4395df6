//! `/v1/assignments/{assignment_id}/participants/{client_id}/reminder`, and what comes of it.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use chrono_tz::Europe::London;
use holdfast::exchange::worker::Lane;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::homework::{Care, check_in, write};
use crate::support::{Answer, Caller, TestApp};

const SUBJECT: &str = "A reminder";

struct Scene<'a> {
    app: &'a TestApp,
    care: Care<'a>,
    homework: String,
}

impl<'a> Scene<'a> {
    /// Ann has something to do each day.
    async fn new(app: &'a TestApp) -> Self {
        // Neither the day of the calendar nor that of homework ends in the middle.
        if [23, 0, 1, 2, 3].contains(&london(app, 0).hour()) {
            app.clock.advance(TimeDelta::hours(5));
        }
        let care = Care::new(app).await;
        let homework = care.to_client(&care.ann, "mindful-minute").await.id();
        Self { app, care, homework }
    }

    fn part(&self) -> String {
        format!("/v1/assignments/{}/participants/{}", self.homework, self.care.ann.id)
    }

    async fn remind(&self, body: Value) -> Answer {
        put(&self.care.ann, &self.part(), body).await.expect(200)
    }

    /// So many minutes pass, and every job that is due then is done.
    async fn after(&self, minutes: i64) -> usize {
        self.app.clock.advance(TimeDelta::minutes(minutes));
        self.app.work().await;
        self.letters().await
    }

    async fn letters(&self) -> usize {
        self.app.all_sent().await;
        let all = self.app.letters();
        all.iter().filter(|one| one.to == self.care.ann.email && one.subject == SUBJECT).count()
    }

    async fn jobs(&self) -> i64 {
        self.app.sql().await.number("SELECT count(*) FROM jobs WHERE kind = 'remind'").await
    }

    /// Ann, signed in anew: time has passed.
    async fn ann(&self) -> Caller {
        self.care.practice.sign_in(self.care.ann.id).await
    }
}

async fn put(caller: &Caller, part: &str, body: Value) -> Answer {
    let etag = caller.get(part).await.expect(200).etag();
    caller.put_if(&format!("{part}/reminder"), &etag, body).await
}

/// The wall clock in London so many minutes from now.
fn london(app: &TestApp, minutes: i64) -> DateTime<chrono_tz::Tz> {
    let at: DateTime<Utc> = app.clock.now() + TimeDelta::minutes(minutes);
    at.with_timezone(&London)
}

fn in_ten_minutes(app: &TestApp, over: Value) -> Value {
    let mut body = json!({"times": [london(app, 10).format("%H:%M").to_string()]});
    body.as_object_mut().unwrap().extend(over.as_object().unwrap().clone());
    body
}

const DAY: i64 = 24 * 60;

/// Guards against two at once, against silence the day after, and against words that tell.
#[tokio::test(flavor = "multi_thread")]
async fn it_comes_once_each_day_and_says_nothing() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    let set = scene.remind(in_ten_minutes(&app, json!({"most_per_week": 5}))).await;
    assert_eq!(set.body["reminder"]["most_per_week"], 5);
    assert_eq!(set.body["reminder"]["channel"], "email");
    assert_eq!(scene.after(8).await, 0);
    app.clock.advance(TimeDelta::minutes(3));
    tokio::join!(app.work(), app.work());
    assert_eq!(scene.letters().await, 1);
    assert_eq!(scene.after(5).await, 1);
    let letters = app.letters_about(&scene.care.ann.email, SUBJECT, 1).await;
    for word in ["Ann", "Harbour", "mindful", "minute", "homework"] {
        assert!(!letters[0].raw.contains(word), "{word}: {}", letters[0].raw);
    }
    assert_eq!(scene.after(DAY).await, 2);
    assert_eq!(scene.jobs().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_is_not_reminded_of() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    scene.remind(in_ten_minutes(&app, json!({}))).await;
    write(&scene.care.ann, &check_in(&scene.homework, json!({"occurred_at": app.clock.now()})))
        .await
        .expect(201);
    assert_eq!(scene.after(11).await, 0);
    assert_eq!(scene.after(DAY).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_has_no_more_than_was_said() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    scene.remind(in_ten_minutes(&app, json!({"most_per_week": 2}))).await;
    let mut sent = vec![scene.after(11).await];
    for _ in 0..8 {
        sent.push(scene.after(DAY).await);
    }
    assert_eq!(sent, [1, 2, 2, 2, 2, 2, 2, 3, 4]);
}

#[tokio::test(flavor = "multi_thread")]
async fn contact_preferences_and_rest_are_heeded() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    let path = format!("/v1/clients/{}/contact-preferences", scene.care.ann.id);
    let always = |from: &str| {
        let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
        days.map(|day| json!({"weekday": day, "from": from, "to": "00:00"}))
    };
    let never = json!([{"weekday": london(&app, 3 * DAY).format("%A").to_string().to_lowercase(),
        "from": "00:00", "to": "00:01"}]);
    scene.remind(in_ten_minutes(&app, json!({}))).await;
    app.clock.advance(TimeDelta::minutes(11 - DAY));
    for (version, wish, sent) in [
        (1, json!({"channel": "none", "safe_times": []}), 0),
        (2, json!({"channel": "email", "safe_times": never}), 0),
        (3, json!({"channel": "email", "safe_times": [], "quiet_times": always("00:00")}), 0),
        (4, json!({"channel": "email", "safe_times": always("00:00"), "quiet_times": never}), 1),
    ] {
        let desk = scene.care.practice.staff("Fay", &["front_desk"]).await;
        desk.put_if(&path, &format!("\"{version}\""), wish.clone()).await.expect(200);
        assert_eq!(scene.after(DAY).await, sent, "{wish}");
    }
    let ann = scene.ann().await;
    let etag = ann.get(&scene.part()).await.expect(200).etag();
    let until = london(&app, 3 * DAY).date_naive();
    ann.put_if(&format!("{}/pause", scene.part()), &etag, json!({"until": until})).await.expect(200);
    assert_eq!(scene.after(DAY).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_late_is_passed_over_and_a_dead_worker_loses_none() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    scene.remind(in_ten_minutes(&app, json!({}))).await;
    assert_eq!(scene.after(3 * DAY + 60).await, 0);
    assert_eq!(scene.jobs().await, 1);
    // Ten minutes past its time, somebody takes it and dies.
    app.clock.advance(TimeDelta::minutes(DAY - 60 + 10));
    let worker = app.worker(Lane::Prompt);
    assert!(worker.take(app.clock.now()).await.unwrap().is_some());
    app.work().await;
    assert_eq!(scene.letters().await, 0);
    assert_eq!(scene.after(1).await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_changed_taken_away_and_ends_with_the_homework() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    scene.remind(in_ten_minutes(&app, json!({}))).await;
    let later = json!({"times": [london(&app, 20).format("%H:%M").to_string()]});
    scene.remind(later).await;
    assert_eq!((scene.jobs().await, scene.after(11).await, scene.after(10).await), (1, 0, 1));
    let ann = scene.ann().await;
    let etag = ann.get(&scene.part()).await.expect(200).etag();
    let path = format!("{}/reminder", scene.part());
    let gone = ann.delete_if(&path, &etag).await.expect(200);
    assert_eq!((&gone.body["reminder"], scene.jobs().await), (&Value::Null, 0));
    ann.delete_if(&path, &gone.etag()).await.problem(404, "not_found");
    put(&ann, &scene.part(), in_ten_minutes(&app, json!({}))).await.expect(200);
    let tess = scene.care.practice.sign_in(scene.care.therapist.id).await;
    let homework = format!("/v1/assignments/{}", scene.homework);
    let etag = tess.get(&homework).await.expect(200).etag();
    let complete = tess.request(Method::PUT, &format!("{homework}/completion")).header("If-Match", etag);
    Answer::of(complete).await.expect(200);
    assert_eq!((scene.after(11).await, scene.jobs().await), (1, 0));
    let ann = scene.ann().await;
    put(&ann, &scene.part(), in_ten_minutes(&app, json!({}))).await.problem(409, "wrong_state");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_partner_sees_nothing_of_it() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    let (ann, ben) = (&scene.care.ann, &scene.care.ben);
    let joint = scene.care.to_couple("daily-check-in", "together").await.id();
    let paths =
        [format!("/v1/assignments/{joint}"), format!("/v1/couples/{}/assignments", scene.care.couple)];
    let mut before = Vec::new();
    for path in &paths {
        before.push(ben.get(path).await.expect(200).text);
    }
    let anns = format!("/v1/assignments/{joint}/participants/{}", ann.id);
    put(ann, &anns, in_ten_minutes(&app, json!({}))).await.expect(200);
    for (path, before) in paths.iter().zip(before) {
        assert_eq!(ben.get(path).await.expect(200).text, before);
    }
    ben.get(&anns).await.problem(404, "not_found");
    let body = in_ten_minutes(&app, json!({}));
    ben.put_if(&format!("{anns}/reminder"), "\"2\"", body.clone()).await.problem(404, "not_found");
    // The therapist may set one; nothing is due of what the other has done and shared.
    let bens = format!("/v1/assignments/{joint}/participants/{}", ben.id);
    put(&scene.care.therapist, &bens, body).await.expect(200);
    write(ann, &check_in(&joint, json!({"occurred_at": app.clock.now(), "visibility": "private"})))
        .await
        .expect(201);
    assert_eq!(scene.after(11).await, 0, "Ann has done it");
    let to_ben = app.letters_about(&ben.email, SUBJECT, 1).await;
    assert_eq!(to_ben.len(), 1, "what Ann keeps private does not keep Ben from being reminded");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_has_its_rule() {
    let app = TestApp::start().await;
    let scene = Scene::new(&app).await;
    let etag = scene.care.ann.get(&scene.part()).await.expect(200).etag();
    let path = format!("{}/reminder", scene.part());
    for (body, pointer) in [
        (json!({"times": []}), "#/times"),
        (json!({"times": ["08:00", "08:00"]}), "#/times"),
        (json!({"times": ["01:00", "02:00", "03:00", "04:00", "05:00", "06:00", "07:00"]}), "#/times"),
        (json!({"times": ["08:00"], "most_per_week": 0}), "#/most_per_week"),
        (json!({"times": ["08:00"], "most_per_week": 43}), "#/most_per_week"),
    ] {
        scene.care.ann.put_if(&path, &etag, body).await.invalid(&[pointer]);
    }
    scene
        .care
        .ann
        .put_if(&path, "\"9\"", json!({"times": ["08:00"]}))
        .await
        .problem(412, "precondition_failed");
    scene.care.ann.put(&path, json!({"times": ["08:00"]})).await.problem(428, "precondition_required");
}
