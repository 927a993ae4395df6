//! A couple with something of everything that can be told, and what is told of it to others than Ann and her care team.

use serde_json::{Value, json};

use crate::releases::ask;
use crate::repairs::{self, repair, sent};
use crate::reports::sections::{about, document, live, of_both};
use crate::safety;
use crate::support::homework::{Care, check_in, day, noon, put_item, write};
use crate::support::{Answer, TestApp};

/// Ann and Ben, and what Ann's private acts are about.
pub struct Home<'a> {
    pub care: Care<'a>,
    /// Homework of Ann's own, and of the two in each mode.
    pub own: String,
    pub growth: String,
    pub together: String,
    pub each: String,
    pub either: String,
    /// A check-in that both read, with words that Ben does not.
    pub shared: Answer,
    /// A repair of Ann's that both read.
    pub repair: Answer,
    /// Repairs of Ben's that wait for an answer.
    pub waiting: Vec<String>,
    /// What both were asked to authorise.
    pub asked: String,
    /// What stands for a while.
    pub held: Option<Answer>,
    pub granted: Option<Answer>,
    pub signed: bool,
    pub planned: bool,
}

/// Audiences that are not Ann's or her care team's.
const OTHERS: [(bool, &str); 5] = [
    (true, "couple"),
    (true, "third_party"),
    (false, "clinician"),
    (false, "client"),
    (false, "third_party"),
];

impl<'a> Home<'a> {
    pub async fn of(app: &'a TestApp) -> Self {
        let care = Care::new(app).await;
        let (own, together) = live(&care).await;
        let growth = care.to_client(&care.ann, "growth-markers").await.id();
        let each = care.to_couple("bids-for-connection", "each").await.id();
        let either = for_either(&care).await;
        let both = json!({"visibility": "partner", "personal": {"note": "For Tess.", "effort": 4, "visibility": "therapist"}});
        let shared = write(&care.ann, &check_in(&each, both.clone())).await.expect(201);
        write(&care.ann, &check_in(&either, both.clone())).await.expect(201);
        for assignment in [&each, &either] {
            write(&care.ben, &check_in(assignment, both.clone())).await.expect(201);
        }
        let repair_of_ann = repairs::write(&care.ann, &repair(&care, json!({}))).await.expect(201);
        let mut waiting = Vec::new();
        for _ in 0..2 {
            let made = repairs::write(&care.ben, &repair(&care, json!({}))).await.expect(201);
            waiting.push(sent(&care, &made));
        }
        let asked = ask(&care.therapist, json!({"couple_id": care.couple})).await.expect(201).id();
        Self {
            care,
            own,
            growth,
            together,
            each,
            either,
            shared,
            repair: repair_of_ann,
            waiting,
            asked,
            held: None,
            granted: None,
            signed: false,
            planned: false,
        }
    }

    /// Every summary for others, and the figures that Ben reads himself.
    pub async fn summaries(&self) -> Vec<(String, Value)> {
        let (ben, both) = (format!("/v1/clients/{}", self.care.ben.id), self.couple());
        let days = format!("from={}&to={}", day(-27), day(0));
        let mut all = Vec::new();
        for (of_couple, audience) in OTHERS {
            let of = if of_couple { &both } else { &ben };
            let path = format!("{of}/summary?audience={audience}&{days}");
            all.push((path.clone(), self.care.therapist.get(&path).await.expect(200).body));
        }
        for path in [
            format!("{both}/progress?{days}"),
            format!("{both}/small-wins"),
            format!("{ben}/progress?{days}"),
            format!("{ben}/rating-figures"),
            format!("{ben}/today"),
        ] {
            all.push((path.clone(), self.care.ben.get(&path).await.expect(200).body));
        }
        all
    }

    /// The documents of reports for others that are made now.
    pub async fn documents(&self) -> Vec<(String, Value)> {
        let mut all = Vec::new();
        for (of_couple, audience) in OTHERS {
            all.push((
                format!("{of_couple} {audience}"),
                document(&self.care, &self.whom(of_couple), audience).await,
            ));
        }
        all
    }

    /// Reports for others, as they are now.
    pub async fn papers(&self) -> Vec<String> {
        let mut all = Vec::new();
        for (of_couple, audience) in OTHERS {
            let mut body = self.whom(of_couple);
            body["audience"] = json!(audience);
            all.push(self.care.therapist.post("/v1/reports", body).await.expect(201).id());
        }
        all
    }

    /// Whether any of them says that its data have changed.
    pub async fn changed(&self, papers: &[String]) -> bool {
        let mut changed = false;
        for paper in papers {
            let read = self.care.therapist.get(&format!("/v1/reports/{paper}")).await.expect(200);
            changed |= !read.body["data_changed_since"].is_null();
        }
        changed
    }

    /// Lifts the hold where there is one.
    pub async fn lift(&mut self) {
        if let Some(placed) = self.held.take() {
            safety::lift(&self.care.therapist, &self.care.ann, &placed).await;
        }
    }

    /// Where the couple is.
    pub fn couple(&self) -> String {
        format!("/v1/couples/{}", self.care.couple)
    }

    fn whom(&self, of_couple: bool) -> Value {
        if of_couple { of_both(&self.care) } else { about(&self.care.ben) }
    }
}

/// Homework of which either's act counts for both.
async fn for_either(care: &Care<'_>) -> String {
    let mut item: Value =
        serde_json::from_str(include_str!("../../../../library/items/daily-check-in.json")).unwrap();
    item["audiences"] = json!(["either"]);
    let item = put_item(&care.practice, &item).await;
    let body = json!({"item_id": item, "mode": "either", "starts_on": day(-10)});
    care.therapist.post(&format!("/v1/couples/{}/assignments", care.couple), body).await.expect(201).id()
}

/// How something of a few days ago was, and that it is not for the partner.
pub fn unshared(chosen: usize) -> Value {
    let outcomes = ["done", "done", "partly", "not_done", "no_occasion"];
    let visibility = visibility(chosen);
    json!({
        "occurred_at": noon(-1 - i64::try_from(chosen % 9).unwrap()), "outcome": outcomes[chosen % 5], "visibility": visibility,
        "personal": {"effort": chosen % 11, "closeness": chosen % 10, "note": "Mine.", "visibility": visibility}
    })
}

/// A label that keeps something from the partner.
pub fn visibility(chosen: usize) -> &'static str {
    if chosen.is_multiple_of(2) { "private" } else { "therapist" }
}
