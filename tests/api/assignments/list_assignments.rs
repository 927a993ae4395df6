use crate::support::TestApp;
use crate::support::homework::Care;

#[tokio::test(flavor = "multi_thread")]
async fn a_client_reads_own_and_joint_and_each_team_its_own() {
    let app = TestApp::start().await;
    let care = Care::new(&app).await;
    let own = care.to_client(&care.ann, "self-care").await.id();
    let joint = care.to_couple("daily-check-in", "together").await.id();
    let ids = |answer: &crate::support::Answer| -> Vec<String> {
        answer.items().iter().map(|item| item["id"].as_str().unwrap().to_owned()).collect()
    };
    let of_ann = format!("/v1/clients/{}/assignments", care.ann.id);
    let of_couple = format!("/v1/couples/{}/assignments", care.couple);
    for reader in [&care.ann, &care.therapist] {
        assert_eq!(ids(&reader.get(&of_ann).await.expect(200)), [own.clone(), joint.clone()]);
    }
    care.ben.get(&of_ann).await.problem(404, "not_found");
    assert_eq!(ids(&care.ben.get(&of_couple).await.expect(200)), [joint.as_str()]);
    let alone = care.practice.staff("Ida", &["therapist"]).await;
    care.practice.care_for_client(&alone, &care.ann).await;
    assert_eq!(ids(&alone.get(&of_ann).await.expect(200)), [own.as_str()]);
    alone.get(&of_couple).await.problem(404, "not_found");
    let for_couple = care.practice.staff("Cora", &["therapist"]).await;
    care.practice.care_for_couple(&for_couple, care.couple).await;
    assert_eq!(ids(&for_couple.get(&of_ann).await.expect(200)), [joint.as_str()]);
    care.practice.staff("Sam", &["therapist"]).await.get(&of_ann).await.problem(404, "not_found");

    let first = care.ann.get(&format!("{of_ann}?limit=1")).await.expect(200);
    assert_eq!(ids(&first), [own]);
    let cursor = first.body["next_cursor"].as_str().unwrap();
    assert_eq!(ids(&care.ann.get(&format!("{of_ann}?limit=1&cursor={cursor}")).await.expect(200)), [joint]);
    care.therapist.get(&format!("{of_ann}?cursor={cursor}")).await.problem(400, "malformed");
    assert!(
        care.ann.get(&format!("{of_ann}?status=stopped&status=paused")).await.expect(200).items().is_empty()
    );
    assert_eq!(care.ann.get(&format!("{of_ann}?status=active")).await.expect(200).items().len(), 2);
    care.ann.get(&format!("{of_ann}?limit=201")).await.problem(400, "malformed");
}
