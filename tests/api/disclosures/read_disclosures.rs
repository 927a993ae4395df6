//! Who reads what was disclosed: the client whom it is about and the care team.

use serde_json::json;

use super::{disclosure, disclosures};
use crate::clients::hidden;
use crate::support::TestApp;
use crate::support::homework::{Care, check_in, write};

#[tokio::test(flavor = "multi_thread")]
async fn the_client_and_the_care_team_and_never_the_partner() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let item = write(&care.ann, &check_in(&each, json!({"visibility": "therapist"}))).await.expect(201).id();
    let path = disclosures(&care.ann);
    let first = care.therapist.post(&path, disclosure(&item, json!({}))).await.expect(201);
    let second = json!({"recipient": "partner", "recipient_name": null});
    let second = care.therapist.post(&path, disclosure(&item, second)).await.expect(201);
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let one = format!("{path}/{}", first.id());
    for reader in [&care.ann, &care.therapist, &sue] {
        assert_eq!(reader.get(&one).await.expect(200).body, first.body);
        let page = reader.get(&format!("{path}?limit=1")).await.expect(200);
        assert_eq!(page.items(), &vec![second.body.clone()]);
        let cursor = page.body["next_cursor"].as_str().unwrap();
        let rest = reader.get(&format!("{path}?limit=1&cursor={cursor}")).await.expect(200);
        assert_eq!(rest.items(), &vec![first.body.clone()]);
    }
    assert!(care.ben.get(&disclosures(&care.ben)).await.expect(200).items().is_empty());
    hidden(vec![
        care.ben.get(&one).await,
        care.ben.get(&path).await,
        care.practice.staff("Ida", &["therapist"]).await.get(&one).await,
        care.ann.get(&format!("{}/{}", disclosures(&care.ben), first.id())).await,
    ]);
    // Who cares for Ann alone does not read what concerns the couple's homework.
    let of_ann = care.practice.staff("Ada", &["therapist"]).await;
    care.practice.care_for_client(&of_ann, &care.ann).await;
    assert!(of_ann.get(&path).await.expect(200).items().is_empty());
    of_ann.get(&one).await.problem(404, "not_found");
}
