//! An export for reading: one page of HTML without scripts, links outward or anything to load, in plain words and by the
//! clock of the client. Everything that a person wrote is escaped.

mod appointments;
mod articles;
mod boundaries;
mod given;
mod journals;
mod labels;
mod life_events;
mod measures;
mod noted;
mod own_homework;
mod pacts;
mod repairing;
mod reports;
mod retros;
mod words;

use self::articles::Articles;
use super::parts::{About, LISTS, Part, Rendering};
use crate::platform::html::{Facts, Html, escape};
use crate::platform::http::ApiResult;

const HEAD: &str = include_str!("head.html");
/// Sections in the order in which their parts come: anchor, heading and what it says where there is nothing.
const SECTIONS: [(&str, &str, &str); LISTS] = [
    ("couples", "Couples", "You are in no couple here."),
    ("agreements", "Agreements on confidences", "You were given none to sign."),
    ("homework", "Homework", "You were given none."),
    ("programmes", "Steps of programmes", "Your homework belongs to no programme."),
    ("sharing", "What you let be shared", "You gave no standing permission to share."),
    ("disclosures", "What was told about you", "Nothing was recorded that a therapist told about you."),
    ("feedback", "What your therapist said to what you wrote", "Nothing was said to it yet."),
    ("check-ins", "What you wrote", "You wrote nothing yet."),
    ("shared", "What your partner shared with you", "Nothing is shared with you now."),
    ("journal", "Your journal", "You wrote nothing in it yet."),
    ("shared-journal", "What your partner shared of the journal", "Nothing of it is shared with you now."),
    ("limits", "Your limits", "You set none."),
    ("uses", "When you used a limit", "You noted no use of one."),
    ("shared-limits", "Limits that your partner shared", "None are shared with you now."),
    ("ruptures", "What hurt you", "You wrote nothing of it."),
    ("repairs", "How you tried to repair", "You wrote nothing of it."),
    ("answers", "What you answered to repairs", "You answered none."),
    ("shared-ruptures", "What hurt your partner", "Nothing of it is shared with you now."),
    ("shared-repairs", "Repairs that your partner sent you", "None is shared with you now."),
    ("appointments", "Appointments", "There are none."),
    ("pacts", "What the two of you agreed on", "You wrote nothing down together."),
    ("retros", "How you looked back on your months", "You held no look back."),
    ("measures", "Questionnaires", "You answered none."),
    ("asked", "Questionnaires that you are asked for", "You are asked for none."),
    ("reports", "Reports that were released to you", "None is released to you now."),
    ("authorising", "What you were asked to authorise", "You were asked for nothing."),
    ("events", "Your time line", "You marked nothing on it."),
];

/// Writes the page.
#[derive(Default)]
pub struct Readable {
    begun: usize,
    filled: bool,
    articles: Articles,
}

impl Readable {
    /// Ends one section and begins the next until this many are begun.
    fn go_to(&mut self, section: usize) -> String {
        let mut text = String::new();
        while self.begun < section {
            text.push_str(&self.end_of_section());
            let (anchor, heading, _) = SECTIONS.get(self.begun).copied().unwrap_or_default();
            text.push_str(&format!(
                "<section aria-labelledby=\"{anchor}\">\n<h2 id=\"{anchor}\">{heading}</h2>\n"
            ));
            self.begun = self.begun.saturating_add(1);
            self.filled = false;
        }
        text
    }

    fn end_of_section(&self) -> String {
        let Some(at) = self.begun.checked_sub(1) else { return String::new() };
        let (_, _, nothing) = SECTIONS.get(at).copied().unwrap_or_default();
        if self.filled { "</section>\n".to_owned() } else { format!("<p>{nothing}</p>\n</section>\n") }
    }
}

impl Rendering for Readable {
    fn begin(&mut self, about: &About) -> ApiResult<String> {
        self.articles = Articles::of(&about.client);
        let title = escape(&format!("Your data at {}", about.practice.name));
        let links: String = SECTIONS
            .iter()
            .map(|(anchor, heading, _)| format!("<li><a href=\"#{anchor}\">{heading}</a></li>\n"))
            .collect();
        let zone = about.client.time_zone;
        let moment = words::moment(about.exported_at, zone);
        let place = escape(&zone.name().replace('_', " "));
        let person = person(about).into_string();
        Ok(format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n{HEAD}<title>{title}</title>\n</head>\n<body>\n\
             <header>\n<h1>{title}</h1>\n<p>As of {moment}. Times are by the clock of {place}. Keep this file where nobody \
             else reads it.</p>\n</header>\n<nav aria-label=\"Sections\">\n<ul>\n<li><a href=\"#you\">You</a></li>\n{links}\
             </ul>\n</nav>\n<main>\n<section aria-labelledby=\"you\">\n<h2 id=\"you\">You</h2>\n{person}</section>\n"
        ))
    }

    fn part(&mut self, part: &Part) -> ApiResult<String> {
        let article = match part {
            Part::Couple(couple) => self.articles.couple(couple),
            Part::Agreement(agreement) => self.articles.agreement(agreement),
            Part::Assignment(assignment) => self.articles.assignment(assignment),
            Part::ProgrammeStep(step) => self.articles.programme_step(step),
            Part::ShareGrant(grant) => self.articles.share_grant(grant),
            Part::Disclosure(disclosure) => self.articles.disclosure(disclosure),
            Part::Feedback(feedback) => self.articles.feedback(feedback),
            Part::CheckIn(written) => self.articles.check_in(written),
            Part::Shared(_, shared) => self.articles.shared(shared),
            Part::JournalEntry(written) => self.articles.journal_entry(written),
            Part::SharedJournalEntry(_, shared) => journals::shared(shared),
            Part::Boundary(written) => self.articles.boundary(written),
            Part::BoundaryUse(written) => self.articles.boundary_use(written),
            Part::SharedBoundary(_, shared) => boundaries::shared(shared),
            Part::Rupture(rupture) => self.articles.rupture(rupture),
            Part::Repair(repair) => self.articles.repair(repair),
            Part::RepairResponse(response) => self.articles.repair_response(response),
            Part::SharedRupture(_, shared) => self.articles.shared_rupture(shared),
            Part::SharedRepair(_, shared) => self.articles.shared_repair(shared),
            Part::Appointment(appointment) => self.articles.appointment(appointment),
            Part::Pact(pact) => self.articles.pact(pact),
            Part::Retro(retro) => self.articles.retro(retro),
            Part::Measure(measure) => self.articles.measure(measure),
            Part::MeasureRequest(request) => self.articles.measure_request(request),
            Part::ReleasedReport(report) => self.articles.released_report(report),
            Part::ReportAuthorisation(asked) => self.articles.report_authorisation(asked),
            Part::LifeEvent(event) => self.articles.life_event(event),
        };
        let mut text = self.go_to(part.list());
        self.filled = true;
        text.push_str(&article.into_string());
        Ok(text)
    }

    fn end(&mut self) -> ApiResult<String> {
        let sections = self.go_to(LISTS);
        Ok(format!("{sections}{}</main>\n</body>\n</html>\n", self.end_of_section()))
    }
}

fn person(about: &About) -> Html {
    let (client, account, contact) = (&about.client, &about.account, &about.contact_preferences);
    let day_start = client.day_start.map(|start| start.to_string());
    let moment = |instant| words::moment(instant, client.time_zone);
    let safe = Html::list(contact.safe_times.iter().map(|time| words::safe_time(time).into()));
    let quiet = Html::list(contact.quiet_times.iter().map(|time| words::safe_time(time).into()));
    let safe = if safe.is_empty() { "at any time".into() } else { safe };
    Facts::default()
        .with("Given name", &client.given_name)
        .with("Family name", &client.family_name)
        .with("Called", client.preferred_name.as_ref())
        .with("Pronouns", client.pronouns.as_ref())
        .with("E-mail address", client.email.as_ref())
        .with("Telephone", client.phone.as_ref())
        .with("Address", client.address.as_ref())
        .with("Time zone", client.time_zone.name().replace('_', " "))
        .with("Language", &client.language)
        .with("Your day begins at", day_start)
        .with("With the practice since", moment(client.created_at))
        .with("Your care", words::client_status(client.status))
        .with("You sign in as", account.as_ref().map(|account| &account.email))
        .with("You can sign in since", account.as_ref().map(|account| moment(account.created_at)))
        .with("How notices reach you", words::channel(contact.channel))
        .with("When it is safe to send one", safe)
        .with("When none shall come all the same", quiet)
        .table()
}
