//! `GET /v1/clients/{client_id}/check-ins`, and which care team reads what.

use serde_json::json;

use crate::support::homework::{Care, check_in, day, noon, of, write};
use crate::support::{Answer, TestApp};

fn ids(answer: &Answer) -> Vec<String> {
    answer.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn newest_day_first_with_filters_and_pages() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let other = care.to_couple("weekly-ritual", "together").await.id();
    let mut all = Vec::new();
    for (offset, outcome) in [(-1, "done"), (-1, "partly"), (-3, "not_done"), (-5, "done")] {
        let body = check_in(&assignment, json!({"occurred_at": noon(offset), "outcome": outcome}));
        all.push(write(&care.ann, &body).await.expect(201).id());
    }
    all.swap(0, 1);
    assert_eq!(ids(&care.ann.get(&of(&care.ann)).await.expect(200)), all);
    let mut paged = Vec::new();
    let mut path = format!("{}?limit=1", of(&care.ann));
    loop {
        let page = care.ann.get(&path).await.expect(200);
        paged.extend(ids(&page));
        let Some(cursor) = page.body["next_cursor"].as_str() else { break };
        path = format!("{}?limit=1&cursor={cursor}", of(&care.ann));
    }
    assert_eq!(paged, all);
    let list =
        async |query: String| ids(&care.ann.get(&format!("{}?{query}", of(&care.ann))).await.expect(200));
    // Both ends count.
    assert_eq!(list(format!("local_date_from={}&local_date_to={}", day(-3), day(-2))).await, all[2..3]);
    assert_eq!(list(format!("local_date_from={}&local_date_to={}", day(-3), day(-1))).await, all[..3]);
    assert_eq!(list(format!("local_date_from={0}&local_date_to={0}", day(-3))).await, all[2..3]);
    assert_eq!(list("outcome=partly&outcome=not_done".to_owned()).await, [all[0].clone(), all[2].clone()]);
    assert_eq!(list(format!("assignment_id={other}")).await, Vec::<String>::new());
    care.ann.get(&format!("{}?note=x", of(&care.ann))).await.problem(400, "malformed");
}

#[tokio::test(flavor = "multi_thread")]
async fn each_care_team_reads_its_own_context() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let alone = care.to_client(&care.ann, "self-care").await.id();
    let in_couple = write(&care.ann, &check_in(&joint, json!({}))).await.expect(201).id();
    let individual =
        write(&care.ann, &check_in(&alone, json!({"personal": {"note": "Mine."}}))).await.expect(201).id();
    let hidden = write(&care.ann, &check_in(&alone, json!({"visibility": "private"}))).await.expect(201).id();
    let (couples, clients) =
        (care.practice.staff("Cora", &["therapist"]).await, care.practice.staff("Ida", &["therapist"]).await);
    care.practice.care_for_couple(&couples, care.couple).await;
    care.practice.care_for_client(&clients, &care.ann).await;
    let supervisor = care.practice.staff("Vera", &["supervisor"]).await;
    care.practice.supervise(&supervisor, &clients).await;
    let one = |id: &str| format!("{}/{id}", of(&care.ann));
    assert_eq!(ids(&couples.get(&of(&care.ann)).await.expect(200)), [in_couple.as_str()]);
    assert_eq!(ids(&clients.get(&of(&care.ann)).await.expect(200)), [individual.as_str()]);
    assert_eq!(ids(&supervisor.get(&of(&care.ann)).await.expect(200)), [individual.as_str()]);
    couples.get(&one(&individual)).await.problem(404, "not_found");
    clients.get(&one(&in_couple)).await.problem(404, "not_found");
    for reader in [&couples, &clients, &care.therapist, &supervisor] {
        reader.get(&one(&hidden)).await.problem(404, "not_found");
        reader.get(&format!("{}/versions", one(&hidden))).await.problem(404, "not_found");
    }
    let stranger = care.practice.staff("Sam", &["therapist"]).await;
    stranger.get(&of(&care.ann)).await.problem(404, "not_found");
    stranger.get(&format!("/v1/couples/{}/check-ins", care.couple)).await.problem(404, "not_found");
    let owner = care.practice.staff("Olga", &["owner"]).await;
    owner.get(&of(&care.ann)).await.problem(403, "forbidden");
}
