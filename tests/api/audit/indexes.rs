//! Each filter of the trail has an index in the list's own order.

use crate::support::{TestApp, new_id};

/// Looking for a safety mark must take no longer than looking for what never was.
#[tokio::test(flavor = "multi_thread")]
async fn no_index_holds_what_is_not_shown() {
    let sql = TestApp::start().await.sql().await;
    let indexes = "SELECT indexdef FROM pg_indexes WHERE tablename = 'audit_events' AND indexname <> 'audit_events_pkey'";
    let indexes = sql.column(indexes).await;
    assert_eq!(indexes.len(), 6);
    for index in indexes {
        for hidden in ["safety_mark", "planned_end"] {
            assert!(index.contains(&format!("'{hidden}'::text")), "{index}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_filter_is_read_from_its_index_without_sorting() {
    let sql = TestApp::start().await.sql().await;
    let (practice, id) = (new_id(), new_id());
    sql.run(&format!(
        "INSERT INTO audit_events SELECT '{practice}', gen_random_uuid(), now() - n * interval '1 second', gen_random_uuid(), \
         CASE WHEN rare THEN '{id}' ELSE gen_random_uuid() END, NULL, '{{owner}}', \
         CASE WHEN rare THEN 'find_couple' ELSE 'find_client' END, 'client', NULL, \
         CASE WHEN rare THEN '{id}' ELSE gen_random_uuid() END, CASE WHEN rare THEN '{id}' ELSE gen_random_uuid() END, \
         CASE WHEN rare THEN 'denied' ELSE 'success' END, gen_random_uuid() \
         FROM (SELECT n, n % 500 = 0 AS rare FROM generate_series(1, 20000) AS n) AS numbers; ANALYZE audit_events"
    ))
    .await;
    for (filter, index) in [
        (format!("client_id = '{id}'"), "audit_events_of_client"),
        (format!("couple_id = '{id}'"), "audit_events_of_couple"),
        (format!("membership_id = '{id}'"), "audit_events_of_member"),
        ("action = 'find_couple'".to_owned(), "audit_events_of_action"),
        ("outcome = 'denied'".to_owned(), "audit_events_denied"),
        ("at < now() - interval '1 hour'".to_owned(), "audit_events_by_time"),
        ("true".to_owned(), "audit_events_by_time"),
    ] {
        let plan = sql
            .column(&format!(
                "EXPLAIN SELECT * FROM audit_events WHERE practice_id = '{practice}' AND resource NOT IN ('safety_mark', 'planned_end') AND {filter} \
                 ORDER BY at DESC, id DESC LIMIT 26"
            ))
            .await
            .join("\n");
        assert!(plan.contains(&format!("Index Scan Backward using {index} ")), "{filter}: {plan}");
        assert!(!plan.contains("Sort"), "{filter}: {plan}");
    }
}
