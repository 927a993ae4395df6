//! What the page says of each part, with what earlier parts told: the names of partners, the words of homework.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use uuid::Uuid;

use super::given::{Given, ItemVersion, Lived};
use super::labels::{self, Labels};
use super::noted::Noted;
use super::own_homework;
use super::words;
use crate::homework::assignments::OwnAssignment;
use crate::homework::check_ins::{
    CheckInVersionResponse, OwnCheckIn, PersonalResponse, SharedCheckInResponse,
};
use crate::homework::feedback::CheckInFeedbackResponse;
use crate::homework::library::Content;
use crate::homework::share_grants::ShareGrantResponse;
use crate::people::agreements::AgreementResponse;
use crate::people::clients::ClientResponse;
use crate::people::couples::CoupleResponse;
use crate::platform::html::{Facts, Html};
use crate::platform::ids::kind::{AssignmentId, BoundaryId, CheckInId, ClientId, CoupleId};
use crate::platform::local_day::TimeZone;
use crate::progress::disclosures::{DisclosedKind, DisclosureResponse};
use crate::progress::enrolments::ReleasedStepResponse;

/// Writes articles.
pub struct Articles {
    own: Option<ClientId>,
    zone: TimeZone,
    partners: HashMap<CoupleId, String>,
    homework: HashMap<AssignmentId, Given>,
    items: HashMap<ItemVersion, (String, Content)>,
    disclosed: HashMap<Uuid, Vec<String>>,
    said: HashMap<CheckInId, Vec<String>>,
    limits: HashMap<BoundaryId, String>,
}

impl Default for Articles {
    fn default() -> Self {
        Self {
            own: None,
            zone: TimeZone::UTC,
            partners: HashMap::new(),
            homework: HashMap::new(),
            items: HashMap::new(),
            disclosed: HashMap::new(),
            said: HashMap::new(),
            limits: HashMap::new(),
        }
    }
}

impl Articles {
    /// For this client.
    pub fn of(client: &ClientResponse) -> Self {
        Self { own: Some(client.id), zone: client.time_zone, ..Self::default() }
    }

    pub fn couple(&mut self, couple: &CoupleResponse) -> Html {
        let other = couple.members.iter().find(|member| Some(member.client_id) != self.own);
        let name = other.and_then(|member| member.name.as_deref()).unwrap_or("a former partner");
        self.partners.insert(couple.id, name.to_owned());
        let facts = Facts::default()
            .with("From", words::day(couple.started_on))
            .with("Pronouns", other.and_then(|member| member.pronouns.as_ref()))
            .with("Ended", couple.ended_at.map(|at| self.moment(at)));
        Html::article(&format!("With {name}"), facts.table())
    }

    pub fn agreement(&self, agreement: &AgreementResponse) -> Html {
        // Nobody else's signature is told to a client.
        let own = agreement.signatures.first();
        let facts = Facts::default()
            .with("Proposed", self.moment(agreement.created_at))
            .with("What the therapist keeps from the other of you", words::policy(agreement.policy))
            .with("The text", &agreement.text)
            .with("Your signature", own.map(|own| &own.line))
            .with("You signed", own.map(|own| self.moment(own.signed_at)))
            .with("In force", agreement.in_force)
            .with("Replaced by a later one", agreement.superseded);
        let heading = format!("With {}: version {}", self.partner(agreement.couple_id), agreement.number);
        Html::article(&heading, facts.table())
    }

    pub fn assignment(&mut self, own: &OwnAssignment) -> Html {
        let OwnAssignment { assignment: given, item, earlier_items, revisions, own_part } = own;
        self.homework.insert(given.id, Given::of(own));
        for said in earlier_items.iter().chain([item]) {
            let told = || (said.title.clone(), said.content.clone());
            self.items.entry((said.id, said.version)).or_insert_with(told);
        }
        let facts = Facts::default()
            .with("In short", &item.summary)
            .with("For whom", words::mode(given.mode))
            .with("With", given.context.couple_id.map(|couple| self.partner(couple)))
            .with("From", words::day(given.starts_on))
            .with("To", given.ends_on.map(words::day))
            .with("How it stands", words::assignment_status(given.status))
            .with("How often", words::cadence(&given.cadence))
            .with("Minutes each time", given.minutes)
            .with("Why it may help", &item.rationale)
            .with("Why it was given to you", given.rationale.as_ref());
        let facts = match own_part {
            Some(part) => own_homework::tell(part, facts),
            None => facts,
        };
        let others = revisions.iter().filter(|terms| terms.number != given.revision);
        let terms = others.map(|terms| {
            let (from, whose) = (words::day(terms.effective_from), words::mode(terms.mode));
            let back = terms.withdrawn_at.map_or("", |_| " (taken back or replaced before that day came)");
            Html::from(format!("from {from}, {whose}: {}{back}", words::cadence(&terms.cadence)))
        });
        let before = Html::below("What was asked besides", Html::list(terms));
        let earlier = earlier_items.iter().map(|said| {
            let heading = format!("What it said before, as version {}: {}", said.version, said.title);
            Html::below(&heading, labels::content(&said.content))
        });
        let now = facts.table().and(labels::content(&item.content)).and(before);
        Html::article(&item.title, earlier.fold(now, Html::and))
    }

    pub fn programme_step(&self, step: &ReleasedStepResponse) -> Html {
        let facts = Facts::default().with("Programme", &step.programme).with("Step", step.step);
        Html::article(self.title(step.assignment_id, Lived::Now), facts.table())
    }

    pub fn share_grant(&self, grant: &ShareGrantResponse) -> Html {
        let what = match (grant.assignment_id, grant.category) {
            (Some(assignment), _) => self.title(assignment, Lived::Now).to_owned(),
            (None, Some(kind)) => format!("All homework of the kind: {}", words::kind(kind)),
            (None, None) => "Homework".to_owned(),
        };
        let back = grant.taken_back.as_ref();
        let facts = Facts::default()
            .with("With", self.partner(grant.couple_id))
            .with("Given", self.moment(grant.created_at))
            .with("Stands", grant.ended_at.is_none())
            .with("Ended", grant.ended_at.map(|at| self.moment(at)))
            .with("You took back what was shared", back.map(|back| self.moment(back.at)))
            .with("How many check-ins that were", back.map(|back| back.check_ins));
        Html::article(&what, facts.table())
    }

    pub fn disclosure(&mut self, disclosure: &DisclosureResponse) -> Html {
        let moment = self.moment(disclosure.created_at);
        if disclosure.item_kind == DisclosedKind::CheckIn {
            self.disclosed.entry(disclosure.item_id).or_default().push(moment.clone());
        }
        let agreement = disclosure.agreement_couple_id.zip(disclosure.agreement_number);
        let agreement =
            agreement.map(|(couple, number)| format!("with {}: version {number}", self.partner(couple)));
        let facts = Facts::default()
            .with("What", words::disclosed(disclosure.item_kind))
            .with("Who was told", words::recipient(disclosure.recipient))
            .with("Who that is", disclosure.recipient_name.as_ref())
            .with("What allowed it", words::ground(disclosure.ground))
            .with("Why", &disclosure.explanation)
            .with("Under the agreement", agreement);
        Html::article(&moment, facts.table())
    }

    /// Told again with the check-in.
    pub fn feedback(&mut self, said: &CheckInFeedbackResponse) -> Html {
        let by = format!("{}, {}", said.written_by_name, self.moment(said.created_at));
        self.said.entry(said.check_in_id).or_default().push(format!("{by}: {}", said.text));
        Html::article(&by, Facts::default().with("What was said", &said.text).table())
    }

    pub fn check_in(&self, written: &OwnCheckIn) -> Html {
        let OwnCheckIn { now, earlier_versions } = written;
        let lived = Lived::Under(now.revision);
        let labels = self.labels(now.assignment_id, lived);
        let facts = Facts::default()
            .with("What it is", words::purpose(now.purpose))
            .with("When it happened", self.moment(now.occurred_at))
            .with("Outcome", words::outcome(now.outcome))
            .with("How many", now.count)
            .with("Minutes", now.minutes)
            .with("Who may read this", words::audience(&now.audience));
        let facts = own_part(now.personal.as_ref(), facts, labels);
        let disclosed = self.disclosed.get(&now.id.uuid()).map(|moments| moments.join("\n"));
        let facts = facts.with("A therapist told somebody of it", disclosed);
        let said = self.said.get(&now.id).map(|said| said.join("\n"));
        let facts = facts.with("What was said to it", said);
        let earlier = earlier_versions.iter().map(|version| self.earlier(version, labels));
        let body = earlier.fold(facts.table(), Html::and);
        Html::article(&self.heading(now.local_date, now.assignment_id, lived), body)
    }

    pub fn shared(&self, shared: &SharedCheckInResponse) -> Html {
        let lived = Lived::On(shared.local_date);
        let facts = Facts::default()
            .with("What it is", words::purpose(shared.purpose))
            .with("Outcome", words::outcome(shared.outcome))
            .with("How many", shared.count)
            .with("Minutes", shared.minutes);
        let facts = match &shared.personal {
            Some(personal) => Noted::from(personal).tell(facts, self.labels(shared.assignment_id, lived)),
            None => facts,
        };
        Html::article(&self.heading(shared.local_date, shared.assignment_id, lived), facts.table())
    }

    fn earlier(&self, version: &CheckInVersionResponse, labels: Labels<'_>) -> Html {
        let facts = Facts::default()
            .with("Outcome", words::outcome(version.outcome))
            .with("How many", version.count)
            .with("Minutes", version.minutes);
        let facts = own_part(version.personal.as_ref(), facts, labels);
        let facts = facts.with("Why you corrected it", version.reason.as_ref());
        Html::below(&format!("What it said until {}", self.moment(version.edited_at)), facts.table())
    }

    fn heading(&self, date: NaiveDate, assignment: AssignmentId, lived: Lived) -> String {
        format!("{}: {}", words::day(date), self.title(assignment, lived))
    }

    pub fn title(&self, assignment: AssignmentId, lived: Lived) -> &str {
        self.item(assignment, lived).map_or("Homework", |(title, _)| title.as_str())
    }

    pub fn labels(&self, assignment: AssignmentId, lived: Lived) -> Labels<'_> {
        Labels(self.item(assignment, lived).map(|(_, content)| content))
    }

    fn item(&self, assignment: AssignmentId, lived: Lived) -> Option<&(String, Content)> {
        let given = self.homework.get(&assignment)?;
        self.items.get(&given.version(lived)).or_else(|| self.items.get(&given.version(Lived::Now)))
    }

    pub fn partner(&self, couple: CoupleId) -> &str {
        self.partners.get(&couple).map_or("a former partner", String::as_str)
    }

    /// Keeps what a limit says, for its uses to name it.
    pub fn name_limit(&mut self, id: BoundaryId, limit: &str) {
        self.limits.insert(id, limit.to_owned());
    }

    pub fn limit(&self, id: BoundaryId) -> Option<&String> {
        self.limits.get(&id)
    }

    /// Whose articles they are.
    pub fn own(&self) -> Option<ClientId> {
        self.own
    }

    /// By the client's clock.
    pub fn moment(&self, instant: DateTime<Utc>) -> String {
        words::moment(instant, self.zone)
    }
}

fn own_part(personal: Option<&PersonalResponse>, facts: Facts, labels: Labels<'_>) -> Facts {
    let Some(personal) = personal else { return facts };
    let facts = facts.with("Who may read what follows", words::audience(&personal.audience));
    Noted::from(personal).tell(facts, labels)
}
