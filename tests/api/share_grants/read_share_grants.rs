//! Who may know of a grant: its author and the care team of the couple, never the partner.

use serde_json::json;

use super::{grant, grants};
use crate::clients::hidden;
use crate::support::homework::Care;
use crate::support::{TestApp, new_id};

#[tokio::test(flavor = "multi_thread")]
async fn the_author_and_the_couples_care_team_and_nobody_else() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let each = care.to_couple("bids-for-connection", "each").await.id();
    let first = grant(&care.ann, json!({"assignment_id": each})).await;
    let second = grant(&care.ann, json!({"category": "reflection"})).await;
    let sue = care.practice.staff("Sue", &["supervisor"]).await;
    care.practice.supervise(&sue, &care.therapist).await;
    let path = format!("{}/{}", grants(&care.ann), first.id());
    for reader in [&care.ann, &care.therapist, &sue] {
        assert_eq!(reader.get(&path).await.expect(200).body, first.body);
        let page = reader.get(&format!("{}?limit=1", grants(&care.ann))).await.expect(200);
        assert_eq!(page.items(), &vec![second.body.clone()]);
        let cursor = page.body["next_cursor"].as_str().unwrap();
        let rest = reader.get(&format!("{}?limit=1&cursor={cursor}", grants(&care.ann))).await.expect(200);
        assert_eq!(rest.items(), &vec![first.body.clone()]);
    }
    assert!(care.therapist.get(&grants(&care.ben)).await.expect(200).items().is_empty());
    assert!(care.ben.get(&grants(&care.ben)).await.expect(200).items().is_empty());
    hidden(vec![
        care.ben.get(&path).await,
        care.ben.get(&grants(&care.ann)).await,
        care.ben.get(&format!("{}/{}", grants(&care.ben), first.id())).await,
        care.practice.staff("Ida", &["therapist"]).await.get(&path).await,
        care.ann.get(&format!("{}/{}", grants(&care.ann), new_id())).await,
    ]);
    // Who cares for Ann alone knows of her, and not of what she does as a partner.
    let of_ann = care.practice.staff("Ada", &["therapist"]).await;
    care.practice.care_for_client(&of_ann, &care.ann).await;
    assert!(of_ann.get(&grants(&care.ann)).await.expect(200).items().is_empty());
    of_ann.get(&path).await.problem(404, "not_found");
}
