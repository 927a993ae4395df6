//! What one operation is tried on: made afresh so that the same request succeeds for the right caller.

mod people;
mod releases;
mod written;

use serde_json::{Value, json};

use super::spec::{Operation, Params};
use super::world::World;
use crate::support::homework::library_item;
use crate::support::{Answer, Caller, new_id};

/// One request that is right in everything but, perhaps, who sends it.
pub struct Target<'a> {
    pub operation: Operation<'a>,
    pub params: Params,
    pub etag: Option<String>,
    pub body: Option<Value>,
    /// Who sends it rightly.
    pub caller: Caller,
}

impl Target<'_> {
    pub async fn send(&self, world: &World<'_>, caller: &Caller) -> Answer {
        self.send_to(world, caller, &self.params).await
    }

    pub async fn send_to(&self, world: &World<'_>, caller: &Caller, params: &Params) -> Answer {
        world.send(caller, &self.operation, params, self.etag.as_deref(), self.body.as_ref()).await
    }

    /// The parameters with ids that are not there: ones that never existed, every choice of one of them and all, and
    /// ones of something else.
    pub fn missing(&self, world: &World<'_>) -> Vec<Params> {
        let names = self.operation.path_names();
        let never = |name: &str| match name {
            "number" | "step" => "999".to_owned(),
            "period_start" => "2001-01-01".to_owned(),
            _ => new_id().to_string(),
        };
        let mut all = vec![self.with(names.iter().map(|name| (*name, never(name))))];
        if names.len() > 1 {
            // That no period begins on a day of the own homework is said, where one is to be excused.
            let says =
                |name: &str| name == "period_start" && self.operation.id() == "update_participant_excuse";
            let hidden = names.iter().filter(|name| !says(name));
            all.extend(hidden.map(|name| self.with([(*name, never(name))])));
        }
        for name in names.iter().filter(|name| !matches!(**name, "number" | "step" | "period_start")) {
            let others =
                world.one_of_each().into_iter().filter(|(kind, _)| !kind.split('|').any(|it| it == *name));
            all.extend(others.map(|(_, id)| self.with([(*name, id)])));
        }
        all
    }

    /// The parameters with some of them changed.
    pub fn with<'n>(&self, changes: impl IntoIterator<Item = (&'n str, String)>) -> Params {
        let mut params = self.params.clone();
        params.extend(changes.into_iter().map(|(name, value)| (name.to_owned(), value)));
        params
    }
}

impl<'a> World<'a> {
    /// A fresh target of an operation, for a caller with this role.
    pub async fn target(&'a self, operation: Operation<'a>, role: &str) -> Target<'a> {
        let mut target = Target {
            operation,
            params: self.params(&[
                ("client_id", &self.ann.id.to_string()),
                ("couple_id", &self.couple.to_string()),
                ("assignment_id", &self.each),
                ("item_id", &self.item),
                ("programme_id", &self.programme),
                ("number", "1"),
                ("step", "1"),
            ]),
            etag: None,
            body: self.body(&operation, json!({})),
            caller: self.caller_of(role).clone(),
        };
        Box::pin(self.prepare(&mut target, role)).await;
        if operation.has_parameter("header", "If-Match")
            && !matches!(operation.id(), "update_attachment_pattern" | "update_instrument_questionnaire")
        {
            target.etag = Some(self.current_etag(&target).await);
        }
        target
    }

    /// Makes what this operation in particular is tried on.
    async fn prepare(&'a self, target: &mut Target<'a>, role: &str) {
        let id = target.operation.id();
        let change = |target: &mut Target<'a>, name: &str, value: String| {
            target.params.insert(name.to_owned(), value);
        };
        match id {
            "create_client_invitation" if matches!(role, "admin" | "front_desk") => {
                // Whoever keeps the contacts invites as long as nobody cares.
                let client =
                    self.make(&self.front_desk, "create_client", &Params::new(), json!({})).await.id();
                change(target, "client_id", client);
                target.body = Some(json!({"email": format!("new-{}@example.org", self.next())}));
            }
            "create_staff" | "update_staff" if role == "admin" => {
                if id == "update_staff" {
                    self.prepare_staff(target).await;
                }
                target.body = self.body(&target.operation, json!({"roles": ["front_desk"]}));
            }
            "update_client" | "create_client_invitation" | "update_attachment_pattern" => {
                let client = self.new_client().await;
                change(target, "client_id", client);
                if id == "create_client_invitation" {
                    // No two clients share an address.
                    let email = format!("new-{}@example.org", self.next());
                    target.body = Some(json!({"email": email}));
                }
            }
            "create_couple" => {
                let members = [self.new_client().await, self.new_client().await];
                target.body = self.body(&target.operation, json!({"member_ids": members}));
            }
            "end_couple" | "find_planned_end" | "update_planned_end" | "delete_planned_end" => {
                let (couple, member) = self.new_couple().await;
                change(target, "couple_id", couple);
                target.caller = if role == "client" { member } else { target.caller.clone() };
                let at = json!({"at": self.app.clock.now() + chrono::TimeDelta::days(30)});
                target.body = self.body(&target.operation, at.clone());
                if matches!(id, "find_planned_end" | "delete_planned_end") {
                    self.make(&target.caller, "update_planned_end", &target.params, at).await;
                }
            }
            "create_client_care_team_member" | "create_couple_care_team_member" => {
                let staff = self.practice.staff("Extra", &["therapist"]).await;
                change(target, "staff_id", staff.id.to_string());
            }
            "delete_client_care_team_member" => {
                let staff = self.practice.staff("Extra", &["therapist"]).await;
                self.practice.care_for_client(&staff, &self.ann).await;
                change(target, "staff_id", staff.id.to_string());
            }
            "delete_couple_care_team_member" => {
                let staff = self.practice.staff("Extra", &["therapist"]).await;
                self.practice.care_for_couple(&staff, self.couple).await;
                change(target, "staff_id", staff.id.to_string());
            }
            "delete_session" => {
                let session = self.practice.sign_in(target.caller.id).await.session;
                change(target, "session_id", session.to_string());
            }
            "delete_current_session" => target.caller = self.practice.sign_in(target.caller.id).await,
            "update_participant_response" => {
                let proposed =
                    self.assignment("create_couple_assignment", json!({"status": "proposed"})).await;
                change(target, "assignment_id", proposed);
            }
            "delete_participant_pause"
            | "delete_participant_reminder"
            | "update_participant_excuse"
            | "delete_participant_excuse" => {
                let active = self.assignment("create_couple_assignment", json!({})).await;
                change(target, "assignment_id", active);
                change(target, "period_start", self.first_day().to_string());
                let first = match id {
                    "delete_participant_pause" => Some("update_participant_pause"),
                    "delete_participant_reminder" => Some("update_participant_reminder"),
                    "delete_participant_excuse" => Some("update_participant_excuse"),
                    _ => None,
                };
                if let Some(first) = first {
                    let operation = self.spec.operation(first);
                    let body = self.body(&operation, json!({}));
                    let rest = self.send(&self.ann, &operation, &target.params, Some("\"1\""), body.as_ref());
                    rest.await.expect(200);
                }
            }
            "activate_assignment" => {
                let proposed =
                    self.assignment("create_couple_assignment", json!({"status": "proposed"})).await;
                change(target, "assignment_id", proposed);
            }
            "delete_scheduled_revision" => {
                let id = self.assignment("create_couple_assignment", json!({})).await;
                let ahead = json!({"minutes": 7, "effective_from": crate::support::homework::day(9)});
                let path = format!("/v1/assignments/{id}");
                let etag = self.therapist.get(&path).await.expect(200).etag();
                self.therapist.patch_if(&path, &etag, ahead).await.expect(200);
                change(target, "assignment_id", id);
            }
            "pause_assignment" | "resume_assignment" | "complete_assignment" | "stop_assignment" => {
                let active = self.assignment("create_couple_assignment", json!({})).await;
                change(target, "assignment_id", active);
                if id == "resume_assignment" {
                    self.pause(&target.params).await;
                }
                let today = json!({"starts_on": null, "ends_on": null});
                target.body = self.body(&target.operation, today);
            }
            "prove_session" | "update_password" | "create_email_change" => {
                self.prepare_second_factor(target, role).await
            }
            _ if target.operation.path.contains("second-factor") => {
                self.prepare_second_factor(target, role).await
            }
            "update_programme" | "retire_programme" | "restore_programme" => {
                let programme = self.new_programme().await;
                change(target, "programme_id", programme);
                target.body =
                    self.body(&target.operation, json!({"title": format!("Title {}", self.next())}));
            }
            // Nobody is in a programme twice.
            "create_client_enrolment" | "create_couple_enrolment" => {
                let programme = self.new_programme().await;
                target.body = self.body(&target.operation, json!({"programme_id": programme}));
            }
            _ if target.operation.path.contains("{enrolment_id}") => {
                let enrolment = self.new_enrolment().await;
                change(target, "enrolment_id", enrolment.clone());
                match id {
                    "release_enrolment_step" => change(target, "step", "2".to_owned()),
                    "resume_enrolment" => {
                        let path = format!("/v1/enrolments/{enrolment}");
                        let etag = self.therapist.get(&path).await.expect(200).etag();
                        self.therapist.put_if(&format!("{path}/pause"), &etag, json!({})).await.expect(200);
                    }
                    _ => {}
                }
            }
            _ if id.contains("library") => self.prepare_item(target).await,
            _ if target.operation.path.contains("{staff_id}") => self.prepare_staff(target).await,
            "create_check_in_review_batch" => {
                let made = self.check_in(json!({"visibility": "therapist"})).await.id();
                let review = json!({"check_in_id": made, "version": 1, "state": "seen"});
                target.body = self.body(&target.operation, json!({"reviews": [review]}));
            }
            _ if target.operation.path.contains("{feedback_id}") => {
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let made =
                    self.make(&self.therapist, "create_check_in_feedback", &params, json!({})).await.id();
                change(target, "feedback_id", made);
                if id == "list_check_in_feedback_versions" {
                    let update = self.spec.operation("update_check_in_feedback");
                    let body = self.body(&update, json!({}));
                    let sent =
                        self.send(&self.therapist, &update, &target.params, Some("\"1\""), body.as_ref());
                    sent.await.expect(200);
                }
            }
            _ if target.operation.path.contains("{check_in_id}") => {
                let made = self.check_in(json!({"visibility": "therapist"})).await;
                change(target, "check_in_id", made.id());
                if id == "list_check_in_versions" {
                    self.correct("correct_check_in", &target.params).await;
                }
            }
            _ if target.operation.path.contains("{instrument_key}") => {
                let key = self.new_instrument().await;
                change(target, "instrument_key", key.clone());
                if id == "find_instrument_questionnaire" {
                    let import = self.spec.operation("update_instrument_questionnaire");
                    let body = self.body(&import, json!({}));
                    self.send(&self.therapist, &import, &target.params, None, body.as_ref())
                        .await
                        .expect(200);
                } else if let Some(body) = target.body.as_mut().filter(|_| id == "create_instrument_version")
                {
                    (body["definition"]["key"], body["definition"]["version"]) = (json!(key), json!(2));
                }
            }
            _ if target.operation.path.contains("{request_id}") => {
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let made =
                    self.make(&self.therapist, "create_client_measure_request", &params, json!({})).await;
                change(target, "request_id", made.id());
            }
            _ if target.operation.path.contains("{measure_id}") => {
                // Whoever wrote it changes it.
                let changes = matches!(id, "complete_measure" | "correct_measure" | "delete_measure");
                let by = if changes { target.caller.clone() } else { self.ann.clone() };
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let made = self.make(&by, "create_measure", &params, json!({})).await;
                change(target, "measure_id", made.id());
                if id == "list_measure_versions" {
                    self.correct("correct_measure", &target.params).await;
                }
            }
            _ if target.operation.path.contains("{entry_id}") => {
                let made = self.written("create_journal_entry", json!({"visibility": "therapist"})).await;
                change(target, "entry_id", made.id());
                if id == "list_journal_entry_versions" {
                    self.correct("correct_journal_entry", &target.params).await;
                }
            }
            _ if target.operation.path.contains("{event_id}") => {
                let made = self.written("create_life_event", json!({})).await;
                change(target, "event_id", made.id());
                if id == "list_life_event_versions" {
                    self.correct("correct_life_event", &target.params).await;
                }
            }
            _ if target.operation.path.contains("{boundary_id}") => {
                let made = self.written("create_boundary", json!({"visibility": "therapist"})).await;
                change(target, "boundary_id", made.id());
                if id == "list_boundary_versions" {
                    self.correct("correct_boundary", &target.params).await;
                }
            }
            _ if target.operation.path.contains("{use_id}") => {
                let made = self.written("create_boundary_use", json!({"visibility": "therapist"})).await;
                change(target, "use_id", made.id());
                if id == "list_boundary_use_versions" {
                    self.correct("correct_boundary_use", &target.params).await;
                }
            }
            _ if target.operation.path.contains("{shared_entry_id}") => {
                let made = self.written("create_journal_entry", json!({"visibility": "partner"})).await;
                change(target, "shared_entry_id", made.body["shared_id"].as_str().unwrap().to_owned());
            }
            _ if target.operation.path.contains("{shared_boundary_id}") => {
                let made = self.written("create_boundary", json!({"visibility": "partner"})).await;
                change(target, "shared_boundary_id", made.body["shared_id"].as_str().unwrap().to_owned());
            }
            "update_repair_response" | "delete_repair_response" | "list_repair_responses" => {
                change(target, "shared_repair_id", self.sent_to_ann().await);
                if id != "update_repair_response" {
                    self.correct("update_repair_response", &target.params).await;
                }
            }
            _ if target.operation.path.contains("{shared_repair_id}")
                || target.operation.path.contains("{repair_id}")
                || target.operation.path.contains("{shared_rupture_id}")
                || target.operation.path.contains("{rupture_id}") =>
            {
                self.prepare_repair(target).await;
            }
            _ if target.operation.path.contains("{shared_id}") => {
                let made = self.check_in(json!({"visibility": "partner"})).await;
                let shared = made.body["shared_id"].as_str().expect("a shared check-in says its shared id");
                change(target, "shared_id", shared.to_owned());
            }
            "find_writing_prompt" => change(target, "item_id", self.script.clone()),
            "find_agreement" | "sign_agreement" => {
                let couple = self.params(&[("couple_id", &self.couple.to_string())]);
                let proposed = self.make(&self.therapist, "create_agreement", &couple, json!({})).await;
                change(target, "number", proposed.body["number"].to_string());
            }
            "create_pact" | "list_pacts" | "find_pact" | "accept_pact" => {
                let item = library_item(&self.practice, "technology-agreement").await;
                let given =
                    json!({"item_id": item, "mode": "together", "cadence": null, "barrier_plans": []});
                let given = self.assignment("create_couple_assignment", given).await;
                change(target, "assignment_id", given.clone());
                if id != "create_pact" {
                    let homework = self.params(&[("assignment_id", &given)]);
                    self.make(&self.ann, "create_pact", &homework, json!({})).await;
                }
            }
            _ if target.operation.path.contains("/retros") || id == "list_small_wins" => {
                self.prepare_retro(target).await;
            }
            "create_disclosure" => {
                let item = self.check_in(json!({"visibility": "therapist"})).await.id();
                target.body = self.body(&target.operation, json!({"item_id": item}));
            }
            _ if target.operation.path.contains("{resource_id}") => {
                let made = self.make(&self.owner, "create_crisis_resource", &Params::new(), json!({})).await;
                change(target, "resource_id", made.id());
            }
            _ if target.operation.path.contains("{disclosure_id}") => {
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let item = json!({"item_id": self.check_in(json!({"visibility": "therapist"})).await.id()});
                let made = self.make(&self.therapist, "create_disclosure", &params, item).await;
                change(target, "disclosure_id", made.id());
            }
            "create_share_grant" => {
                let assignment = self.assignment("create_couple_assignment", json!({})).await;
                target.body = self.body(&target.operation, json!({"assignment_id": assignment}));
            }
            _ if target.operation.path.contains("{grant_id}") => {
                let assignment = self.assignment("create_couple_assignment", json!({})).await;
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let scope = json!({"assignment_id": assignment});
                change(
                    target,
                    "grant_id",
                    self.make(&self.ann, "create_share_grant", &params, scope).await.id(),
                );
            }
            _ if target.operation.path.contains("{mark_id}") => {
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let mark = self.make(&self.therapist, "create_safety_mark", &params, json!({})).await;
                change(target, "mark_id", mark.id());
            }
            "create_erasure" | "find_erasure" | "delete_erasure" | "update_legal_hold"
            | "find_legal_hold" | "delete_legal_hold" => self.prepare_erasure(target, role).await,
            "create_export" => {
                let client = self.practice.client("Eve").await;
                change(target, "client_id", client.id.to_string());
                target.caller = if role == "client" { client } else { target.caller.clone() };
            }
            _ if target.operation.path.contains("{export_id}") => {
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let export = self.make(&self.ann, "create_export", &params, json!({})).await;
                change(target, "export_id", export.id());
                self.app.work().await;
            }
            _ if target.operation.path.contains("{plan_id}") => {
                let params = self.params(&[("couple_id", &self.couple.to_string())]);
                let made = self.make(&self.therapist, "create_plan", &params, json!({})).await;
                change(target, "plan_id", made.id());
            }
            _ if target.operation.path.contains("{appointment_id}") => {
                let params = self.params(&[("client_id", &self.ann.id.to_string())]);
                let made = self.make(&self.therapist, "create_client_appointment", &params, json!({})).await;
                change(target, "appointment_id", made.id());
            }
            _ if target.operation.path.contains("{external_id}") => {
                change(target, "external_id", format!("calendar-{}", self.next()));
            }
            "create_report_run" => {
                self.app.work().await;
            }
            _ if target.operation.path.contains("{report_run_id}") => {
                self.app.work().await;
                let run = self.make(&self.therapist, "create_report_run", &Params::new(), json!({})).await;
                change(target, "report_run_id", run.id());
            }
            _ if target.operation.path.contains("releases")
                || target.operation.path.contains("released-reports")
                || target.operation.path.contains("{authorisation_id}") =>
            {
                self.prepare_release(target).await
            }
            _ if target.operation.path.contains("{report_id}") => {
                let report = self.make(&self.therapist, "create_report", &Params::new(), json!({})).await;
                change(target, "report_id", report.id());
            }
            _ if target.operation.is_public() => self.prepare_public(target).await,
            _ => {}
        }
    }

    /// A client in the therapist's care who has no access yet.
    pub async fn new_client(&self) -> String {
        self.make(&self.therapist, "create_client", &Params::new(), json!({})).await.id()
    }

    async fn new_couple(&self) -> (String, Caller) {
        let (a, b) = (self.practice.client("Eve").await, self.practice.client("Finn").await);
        let couple = self.practice.couple(&a, &b).await;
        self.practice.care_for_couple(&self.therapist, couple).await;
        (couple.to_string(), a)
    }

    async fn pause(&self, params: &Params) {
        let (pause, address) = (
            self.spec.operation("pause_assignment"),
            super::spec::address("/v1/assignments/{assignment_id}", params),
        );
        let etag = self.therapist.get(&address).await.expect(200).etag();
        let body = json!({"starts_on": crate::support::homework::today()});
        self.send(&self.therapist, &pause, params, Some(&etag), Some(&body)).await.expect(200);
    }

    /// The ETag of the nearest single resource at or above an operation's path.
    async fn current_etag(&self, target: &Target<'_>) -> String {
        let mut template = target.operation.path;
        while let Some((above, _)) = template.rsplit_once('/') {
            if self.spec.at("get", template).is_some() {
                let address = super::spec::address(template, &target.params);
                for caller in [&self.therapist, &self.owner, &self.ann] {
                    let answer = caller.get(&address).await;
                    if answer.status == 200 && answer.headers.contains_key("etag") {
                        return answer.etag();
                    }
                }
            }
            template = above;
        }
        panic!("{}: nothing at or above its path gives an ETag", target.operation)
    }
}
