//! Makes the demo practice through the API: staff, clients, couples, homework and twelve weeks of check-ins.

use std::collections::HashMap;

use chrono::{DateTime, Days, NaiveDate, Utc};
use futures_util::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use serde_json::{Value, json};
use uuid::Uuid;

use super::between;
use super::calendar;
use super::cast::{CASES, Case, Person, STAFF, Task};
use super::history::{Given, WEEKS, check_ins};
use super::measures;
use super::plans;
use super::random::Random;
use super::releasing;
use super::reviewing;
use super::trust::{self, Partner};
use super::{DemoAccount, Failure, PASSWORD, repairing};
use crate::caller::{Api, text};
use crate::founding::{Founding, found};
use crate::identity::accounts::Email;
use crate::identity::memberships::Role;
use crate::identity::services::Services;

const SEED: u64 = 20_260_301;
/// What is proposed to a couple.
const PROPOSED: &str = "celebrate-small-wins";
/// Check-ins that one request takes.
const AT_ONCE: usize = 500;
/// Cases being made at once.
const CASES_AT_ONCE: usize = 3;

/// A library item with its published content.
struct Item {
    id: String,
    content: Value,
}

struct Loader<'a> {
    api: Api,
    therapists: Vec<Api>,
    items: HashMap<String, Item>,
    beginning: NaiveDate,
    now: DateTime<Utc>,
    bar: &'a ProgressBar,
}

/// The practice's id and everybody who can sign in.
pub(super) async fn load(
    services: &Services,
    base_url: &str,
    bar: &ProgressBar,
) -> Result<(Uuid, Vec<DemoAccount>), Failure> {
    let api = Api::new(base_url)?;
    let (name, local, _) = STAFF.first().copied().unwrap_or_default();
    let founding = Founding {
        name: "Harbour Practice".to_owned(),
        time_zone: "Europe/London".parse().map_err(|_| "the practice's zone is unknown")?,
        language: "en".to_owned(),
        owner: name.to_owned(),
        email: Email::parse(&address(local)).ok_or("the owner's address is none")?,
        roles: vec![Role::Owner, Role::Therapist],
        // The demo shows joint homework from its first minute.
        guarded: false,
    };
    let (practice, invitation) = found(services, founding).await?;
    let practice = practice.uuid();
    let owner = accept(&api, &invitation).await?;
    let owner_api = api.with_token(&owner);
    let mut accounts = vec![account("therapist", local, &owner_api, true).await?];
    let mut therapists = vec![owner_api.clone()];
    for (name, local, roles) in STAFF.iter().skip(1) {
        let (member, account) = colleague(&api, &owner_api, (name, local, roles)).await?;
        if account.role == "therapist" {
            therapists.push(member);
        }
        accounts.push(account);
    }
    supervise_all(&owner_api, &accounts).await?;
    trust::list_help(&owner_api).await?;
    let now = services.shared.clock.now();
    let beginning = now.date_naive() - Days::new(WEEKS * 7);
    let items = library(&owner_api).await?;
    let loader = Loader { api, therapists, items, beginning, now, bar };
    let cases = stream::iter(CASES.iter().enumerate().map(|(number, case)| loader.case(case, number)));
    let made: Vec<Vec<DemoAccount>> = cases.buffered(CASES_AT_ONCE).try_collect().await?;
    accounts.extend(made.into_iter().flatten());
    Ok((practice, accounts))
}

/// Invites a member of staff, who accepts.
async fn colleague(
    api: &Api,
    owner: &Api,
    (name, local, roles): (&str, &str, &[&str]),
) -> Result<(Api, DemoAccount), Failure> {
    let staff = json!({"name": name, "email": address(local), "roles": roles});
    let id = text(&owner.post("/v1/staff", &staff).await?, "id")?;
    let invitation = owner.post(&format!("/v1/staff/{id}/invitations"), &json!({})).await?;
    let member = api.with_token(&accept(api, &text(&invitation, "token")?).await?);
    let account = account(roles.first().copied().unwrap_or_default(), local, &member, true).await?;
    Ok((member, account))
}

/// Every supervisor sees what every therapist sees.
async fn supervise_all(owner: &Api, accounts: &[DemoAccount]) -> Result<(), Failure> {
    let of = |role: &'static str| accounts.iter().filter(move |account| account.role == role);
    for (supervisor, therapist) in of("supervisor").flat_map(|one| of("therapist").map(move |two| (one, two)))
    {
        let (supervisor, therapist) = (supervisor.staff_id, therapist.staff_id);
        trust::supervise(owner, supervisor.unwrap_or_default(), therapist.unwrap_or_default()).await?;
    }
    Ok(())
}

async fn library(api: &Api) -> Result<HashMap<String, Item>, Failure> {
    let mut items = HashMap::new();
    let page = api.get("/v1/library-items?limit=200").await?;
    for summary in page.get("items").and_then(Value::as_array).into_iter().flatten() {
        let (id, key) = (text(summary, "id")?, text(summary, "key")?);
        if CASES.iter().flat_map(|case| case.tasks).all(|task| task.key != key) {
            continue;
        }
        let item = api.get(&format!("/v1/library-items/{id}")).await?;
        let content = item.pointer("/current/content").cloned().unwrap_or_default();
        items.insert(key, Item { id, content });
    }
    Ok(items)
}

async fn accept(api: &Api, token: &str) -> Result<Value, Failure> {
    let body = json!({"token": token, "password": PASSWORD, "device": "Demo"});
    api.post("/v1/invitation-acceptances", &body).await
}

async fn account(role: &str, local: &str, api: &Api, staff: bool) -> Result<DemoAccount, Failure> {
    let me = api.get("/v1/me").await?;
    let membership: Uuid = text(&me, "membership_id")?.parse()?;
    Ok(DemoAccount {
        role: role.to_owned(),
        email: address(local),
        password: PASSWORD.to_owned(),
        account_id: text(&me, "account_id")?.parse()?,
        staff_id: staff.then_some(membership),
        client_id: (!staff).then_some(membership),
        couple_id: None,
    })
}

pub(super) fn address(local: &str) -> String {
    format!("{local}@demo.holdfast.example")
}

impl Loader<'_> {
    async fn case(&self, case: &Case, number: usize) -> Result<Vec<DemoAccount>, Failure> {
        let therapist = self.therapists.get(case.therapist).ok_or("the demo lacks a therapist")?;
        let mut people = Vec::new();
        for person in case.people {
            people.push((person, self.client(therapist, person).await?));
        }
        let ids: Vec<Uuid> = people.iter().filter_map(|(_, (_, account))| account.client_id).collect();
        let place = match ids.as_slice() {
            [_, _] => {
                let couple = json!({"member_ids": ids, "started_on": self.beginning});
                let couple: Uuid = text(&therapist.post("/v1/couples", &couple).await?, "id")?.parse()?;
                people.iter_mut().for_each(|(_, (_, account))| account.couple_id = Some(couple));
                format!("/v1/couples/{couple}/assignments")
            }
            [only] => format!("/v1/clients/{only}/assignments"),
            _ => return Err("a case of the demo has nobody in it".into()),
        };
        for task in case.tasks {
            let (assignment, starts_on) = self.assign(therapist, &place, task).await?;
            let item = self.items.get(task.key).ok_or("the demo gives an item that is not in the library")?;
            for (position, (person, (api, account))) in people.iter().enumerate() {
                let writer = partner(person, api, account);
                trust::share(&writer, task.key, &assignment).await?;
                between::set_limit(&writer, person.zone, (task.key, &assignment), self.now).await?;
                let given = Given {
                    assignment: assignment.clone(),
                    key: task.key,
                    mode: task.mode.unwrap_or("individual"),
                    starts_on,
                    content: &item.content,
                    first: position == 0,
                };
                let seed = SEED + u64::try_from(number * 100 + position).unwrap_or_default();
                let mut random = Random::new(seed ^ fold(task.key));
                let acts = check_ins(person, &given, self.beginning, self.now, &mut random)?;
                self.log(api, account.client_id.unwrap_or_default(), acts).await?;
            }
            let both: Vec<Partner<'_>> =
                people.iter().map(|(person, (api, account))| partner(person, api, account)).collect();
            between::write_pacts(&both, (task.key, &assignment)).await?;
        }
        self.settle(therapist, case, &people).await?;
        self.bar.inc(1);
        Ok(people.into_iter().map(|(_, (_, account))| account).collect())
    }

    /// What people say about being reached, write for themselves and agree on.
    async fn settle(
        &self,
        therapist: &Api,
        case: &Case,
        people: &[(&Person, (Api, DemoAccount))],
    ) -> Result<(), Failure> {
        let partners: Vec<Partner<'_>> =
            people.iter().map(|(person, (api, account))| partner(person, api, account)).collect();
        for (one, (person, (_, account))) in partners.iter().zip(people) {
            trust::prefer(one).await?;
            between::write_journal(one, person.zone, account.couple_id, self.now).await?;
            between::mark_events(one, account.couple_id, self.now).await?;
            reviewing::review(therapist, one, self.now.date_naive()).await?;
            releasing::to_one(therapist, one).await?;
        }
        let first = people.first().map(|(_, (_, account))| account);
        let (couple, client) = (first.and_then(|one| one.couple_id), first.and_then(|one| one.client_id));
        calendar::fill(therapist, couple, client, self.now).await?;
        let Some(couple) = couple else {
            let script = self.items.get(between::LIMIT_ITEM).map(|item| item.id.as_str());
            for (one, (person, _)) in partners.iter().zip(people) {
                measures::ask_client(therapist, one, self.now).await?;
                between::set_own_limit(one, person.zone, script, self.now).await?;
            }
            return Ok(());
        };
        measures::ask_couple(therapist, couple, &partners, self.now).await?;
        trust::agree(therapist, couple, &partners).await?;
        releasing::to_both(therapist, couple, &partners).await?;
        reviewing::look_back(&partners, couple, self.now.date_naive()).await?;
        let item = self.items.get(PROPOSED).map(|item| item.id.as_str());
        plans::show(therapist, couple, &partners, item, self.now.date_naive()).await?;
        let zone = case.people.first().map_or("UTC", |person| person.zone);
        repairing::live(&partners, couple, zone, self.now).await
    }

    async fn client(&self, therapist: &Api, person: &Person) -> Result<(Api, DemoAccount), Failure> {
        let local = person.given.to_lowercase();
        let body = json!({
            "given_name": person.given, "family_name": person.family, "pronouns": person.pronouns,
            "email": address(&local), "time_zone": person.zone, "language": "en"
        });
        let id = text(&therapist.post("/v1/clients", &body).await?, "id")?;
        let source = if person.pattern == "unknown" { "clinician" } else { "client" };
        let pattern = json!({"pattern": person.pattern, "source": source, "assessed_on": self.beginning});
        therapist.put(&format!("/v1/clients/{id}/attachment-pattern"), &pattern).await?;
        let invitation = therapist.post(&format!("/v1/clients/{id}/invitations"), &json!({})).await?;
        let api = self.api.with_token(&accept(&self.api, &text(&invitation, "token")?).await?);
        let account = account("client", &local, &api, false).await?;
        Ok((api, account))
    }

    async fn assign(
        &self,
        therapist: &Api,
        place: &str,
        task: &Task,
    ) -> Result<(String, NaiveDate), Failure> {
        let item = self.items.get(task.key).ok_or("the demo gives an item that is not in the library")?;
        let weeks = u64::try_from(task.from_week).unwrap_or_default();
        let starts_on = self.beginning + Days::new(weeks * 7);
        let mut body = json!({"item_id": item.id, "starts_on": starts_on});
        if let (Some(mode), Some(members)) = (task.mode, body.as_object_mut()) {
            members.insert("mode".to_owned(), json!(mode));
        }
        Ok((text(&therapist.post(place, &body).await?, "id")?, starts_on))
    }

    async fn log(&self, api: &Api, client: Uuid, acts: Vec<Value>) -> Result<(), Failure> {
        let path = format!("/v1/clients/{client}/check-in-batches");
        for some in acts.chunks(AT_ONCE) {
            let answer = api.post(&path, &json!({"check_ins": some})).await?;
            let results = answer.get("results").and_then(Value::as_array);
            let refused = results.into_iter().flatten().find_map(|result| {
                result.get("problem").filter(|problem| !problem.is_null()).map(Value::to_string)
            });
            if let Some(problem) = refused {
                return Err(format!("a check-in was refused: {problem}").into());
            }
        }
        Ok(())
    }
}

fn partner<'a>(person: &'a Person, api: &'a Api, account: &DemoAccount) -> Partner<'a> {
    let (given, family) = (person.given, person.family);
    Partner { given, family, id: account.client_id.unwrap_or_default(), api }
}

/// A number for a word, so that each task has chances of its own.
fn fold(word: &str) -> u64 {
    word.bytes().fold(1469, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(byte)))
}
