//! What is in an export, and what is not.

use serde_json::{Value, json};

use super::take;
use crate::safety::hold;
use crate::support::homework::{Care, check_in, of, write};
use crate::support::{Caller, TestApp};

fn noted(note: &str, visibility: &str) -> Value {
    json!({"visibility": visibility, "personal": {"note": note, "visibility": visibility}})
}

/// Everything but when it was made.
pub fn undated(mut export: Value) -> Value {
    export["exported_at"] = Value::Null;
    export
}

#[tokio::test(flavor = "multi_thread")]
async fn own_and_shared_and_nothing_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let part = format!("/v1/assignments/{assignment}/participants");
    for (client, plan) in [(&care.ann, "Ann's plan."), (&care.ben, "Ben's plan.")] {
        let path = format!("{part}/{}", client.id);
        client.patch_if(&path, "\"1\"", json!({"barrier_plan": plan})).await.expect(200);
    }
    let write_all = async |author: &Caller, name: &str| {
        for visibility in ["private", "therapist", "partner"] {
            let body = check_in(&assignment, noted(&format!("{name} {visibility}."), visibility));
            write(author, &body).await.expect(201);
        }
    };
    write_all(&care.ann, "Ann").await;
    write_all(&care.ben, "Ben").await;
    let first = write(&care.ann, &check_in(&assignment, noted("Ann at first.", "private"))).await.expect(201);
    let corrected =
        json!({"outcome": "partly", "personal": {"note": "Ann then."}, "reason": "Ann's reason."});
    care.ann.put_if(&format!("{}/{}", of(&care.ann), first.id()), "\"1\"", corrected).await.expect(200);
    let flag = json!({"kind": "flag", "reason": "A worry about Ann."});
    care.therapist.post(&format!("/v1/clients/{}/safety-marks", care.ann.id), flag).await.expect(201);

    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["schema"], "export-1");
    assert_eq!(data["practice"]["name"], "Harbour");
    assert_eq!(data["client"]["email"], care.ann.email);
    assert_eq!(data["couples"][0]["id"], care.couple.to_string());
    assert_eq!(data["assignments"][0]["own_part"]["barrier_plan"], "Ann's plan.");
    let own = data["check_ins"].as_array().unwrap();
    assert_eq!(own.len(), 4);
    let shared = data["shared_by_partner"].as_array().unwrap();
    assert_eq!(shared.len(), 1);
    assert_eq!(shared[0]["check_in"]["personal"]["note"], "Ben partner.");
    let text = data.to_string();
    for there in [
        "Ann private.",
        "Ann therapist.",
        "Ann partner.",
        "Ben partner.",
        "Ann at first.",
        "Ann then.",
        "Ann's reason.",
        "Ann's plan.",
    ] {
        assert!(text.contains(there), "{there}");
        assert!(page.contains(&there.replace('\'', "&#39;")), "{there} on the page");
    }
    for hidden in ["Ben private.", "Ben therapist.", "Ben's plan.", "A worry", "safety"] {
        assert!(!text.contains(hidden) && !page.contains(&hidden.replace('\'', "&#39;")), "{hidden}");
    }
    assert!(!text.contains(&care.ben.email) && !page.contains(&care.ben.email));
}

/// Guards the page: nothing that somebody wrote is markup in it, it loads nothing, and it can be found one's way in.
#[tokio::test(flavor = "multi_thread")]
async fn the_page_is_safe_and_stands_alone() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let nasty = "</dd><script src=//x.example></script><img src=x onerror=alert(1)> &amp; \"quoted\"";
    write(&care.ben, &check_in(&assignment, noted(nasty, "partner"))).await.expect(201);
    let (data, page) = take(&app, &care.ann).await;
    assert_eq!(data["shared_by_partner"][0]["check_in"]["personal"]["note"], nasty);
    assert!(page.contains("&lt;script src=//x.example&gt;") && page.contains("&amp;amp; &quot;quoted&quot;"));
    for none in ["<script", "<img", "<link", "@import", "url(", "src=\"", "href=\"http"] {
        assert!(!page.contains(none), "{none}");
    }
    for there in ["<!doctype html>", "<html lang=\"en\">", "<title>", "<main", "<nav", "<h1>", "@media print"]
    {
        assert!(page.contains(there), "{there}");
    }
    let sections =
        ["you", "couples", "agreements", "homework", "sharing", "disclosures", "check-ins", "shared"];
    for section in sections {
        assert!(
            page.contains(&format!("href=\"#{section}\"")) && page.contains(&format!("id=\"{section}\""))
        );
    }
    assert_eq!(page.matches("<section").count(), page.matches("</section>").count());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_anything_it_is_whole_too() {
    let app = TestApp::start().await;
    let practice = app.practice("Harbour").await;
    let ann = practice.client("Ann").await;
    let (data, page) = take(&app, &ann).await;
    let lists = [
        "couples",
        "agreements",
        "assignments",
        "programme_steps",
        "share_grants",
        "disclosures",
        "check_in_feedback",
        "check_ins",
        "shared_by_partner",
        "journal_entries",
        "journal_entries_shared_by_partner",
        "boundaries",
        "boundary_uses",
        "boundaries_shared_by_partner",
        "ruptures",
        "repairs",
        "repair_responses",
        "ruptures_shared_by_partner",
        "repairs_shared_by_partner",
        "appointments",
        "pacts",
        "retros",
        "measures",
        "measure_requests",
        "released_reports",
        "report_authorisations",
        "life_events",
    ];
    for list in lists {
        assert_eq!(data[list], json!([]), "{list}");
    }
    assert_eq!(page.matches("</h2>\n<p>").count(), lists.len());
}

/// Guards rules 2 and 7: what one partner does in private, or under a hold, leaves no trace in the other's export.
#[tokio::test(flavor = "multi_thread")]
async fn the_others_private_acts_and_a_hold_leave_no_trace() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let shared = write(&care.ann, &check_in(&assignment, noted("For you.", "partner"))).await.expect(201);
    let before = undated(take(&app, &care.ben).await.0);
    assert_eq!(before["shared_by_partner"][0]["check_in"]["personal"]["note"], "For you.");
    write(&care.ann, &check_in(&assignment, noted("Mine.", "private"))).await.expect(201);
    assert_eq!(undated(take(&app, &care.ben).await.0), before);
    hold(&care.therapist, &care.ann).await;
    write(&care.ann, &check_in(&assignment, noted("Later.", "partner"))).await.expect(201);
    let own = format!("{}/{}", of(&care.ann), shared.id());
    care.ann.delete_if(&own, "\"1\"").await.expect(204);
    assert_eq!(undated(take(&app, &care.ben).await.0), before);
    // Her own export has what she wrote, and does not have what she deleted.
    let own = take(&app, &care.ann).await.0.to_string();
    assert!(own.contains("Later.") && own.contains("Mine.") && !own.contains("For you."));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_taken_back_or_ended_is_not_in_it() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let assignment = care.to_couple("daily-check-in", "together").await.id();
    let act = write(&care.ann, &check_in(&assignment, noted("For you.", "partner"))).await.expect(201);
    write(&care.ann, &check_in(&assignment, noted("Still.", "partner"))).await.expect(201);
    let back = json!({"outcome": "done", "visibility": "therapist"});
    care.ann.put_if(&format!("{}/{}", of(&care.ann), act.id()), "\"1\"", back).await.expect(200);
    let text = take(&app, &care.ben).await.0.to_string();
    assert!(!text.contains("For you.") && text.contains("Still."));
    let sql = app.sql().await;
    sql.run("UPDATE couple_members SET ended_at = now(); UPDATE couples SET ended_at = now()").await;
    let (data, page) = take(&app, &care.ben).await;
    assert_eq!(data["shared_by_partner"], json!([]));
    assert!(!data.to_string().contains("Still.") && !page.contains("Still.") && !page.contains("Ann"));
}
