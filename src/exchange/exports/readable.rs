//! An export for reading: one page of HTML without scripts, links outward or anything to load. Everything that a person
//! wrote is escaped.

use std::collections::HashMap;

use serde::Serialize;
use serde_json::Value;

use super::parts::{About, Part, Rendering};
use crate::homework::assignments::{AssignmentResponse, ParticipantResponse};
use crate::homework::check_ins::{OwnCheckIn, SharedCheckInResponse};
use crate::people::clients::ClientResponse;
use crate::people::couples::CoupleResponse;
use crate::platform::http::{ApiError, ApiResult};
use crate::platform::ids::kind::{AssignmentId, ClientId};

const HEAD: &str = include_str!("readable.html");
/// Sections in the order in which their parts come: anchor and heading.
const SECTIONS: [(&str, &str); 4] = [
    ("couples", "Couples"),
    ("homework", "Homework"),
    ("check-ins", "What you wrote"),
    ("shared", "What your partner shared with you"),
];

/// Writes the page.
#[derive(Default)]
pub struct Readable {
    begun: usize,
    filled: bool,
    own: Option<ClientId>,
    titles: HashMap<AssignmentId, String>,
}

impl Readable {
    /// Ends one section and begins the next until this many are begun.
    fn go_to(&mut self, section: usize) -> String {
        let mut text = String::new();
        while self.begun < section {
            text.push_str(self.end_of_section());
            let (anchor, heading) = SECTIONS.get(self.begun).copied().unwrap_or_default();
            text.push_str(&format!(
                "<section aria-labelledby=\"{anchor}\">\n<h2 id=\"{anchor}\">{heading}</h2>\n"
            ));
            self.begun = self.begun.saturating_add(1);
            self.filled = false;
        }
        text
    }

    fn end_of_section(&self) -> &'static str {
        match (self.begun, self.filled) {
            (0, _) => "",
            (_, true) => "</section>\n",
            (_, false) => "<p>Nothing.</p>\n</section>\n",
        }
    }

    fn title(&self, assignment: AssignmentId) -> &str {
        self.titles.get(&assignment).map_or("Homework", String::as_str)
    }

    fn couple(&self, couple: &CoupleResponse) -> ApiResult<String> {
        let other = couple.members.iter().find(|member| Some(member.client_id) != self.own);
        let name = other.and_then(|member| member.name.as_deref()).unwrap_or("a former partner");
        let rows = [("From", value_of(&couple.started_on)?), ("Ended", value_of(&couple.ended_at)?)];
        Ok(article(&format!("With {name}"), &rows))
    }

    fn assignment(
        &mut self,
        given: &AssignmentResponse,
        own: Option<&ParticipantResponse>,
    ) -> ApiResult<String> {
        self.titles.insert(given.id, given.item.title.clone());
        let rows = [
            ("From", value_of(&given.starts_on)?),
            ("To", value_of(&given.ends_on)?),
            ("Status", value_of(&given.status)?),
            ("How often", value_of(&given.cadence)?),
            ("Minutes each time", value_of(&given.minutes)?),
            ("Why it may help", value_of(&given.rationale)?),
            ("How sure you were to manage it, 0 to 10", value_of(&own.map(|own| own.confidence))?),
            ("Your plan for obstacles", value_of(&own.map(|own| own.barrier_plan.as_deref()))?),
        ];
        Ok(article(&given.item.title, &rows))
    }

    fn check_in(&self, written: &OwnCheckIn) -> ApiResult<String> {
        let OwnCheckIn { now, earlier_versions } = written;
        let heading = format!("{}: {}", now.local_date, self.title(now.assignment_id));
        let rows = [
            ("Outcome", value_of(&now.outcome)?),
            ("How many", value_of(&now.count)?),
            ("Minutes", value_of(&now.minutes)?),
            ("Who may read it", value_of(&now.audience)?),
            ("Your own part", value_of(&now.personal)?),
            ("What it said before", value_of(earlier_versions)?),
        ];
        Ok(article(&heading, &rows))
    }

    fn shared(&self, shared: &SharedCheckInResponse) -> ApiResult<String> {
        let heading = format!("{}: {}", shared.local_date, self.title(shared.assignment_id));
        let rows = [
            ("Outcome", value_of(&shared.outcome)?),
            ("How many", value_of(&shared.count)?),
            ("Minutes", value_of(&shared.minutes)?),
            ("Your partner's own part", value_of(&shared.personal)?),
        ];
        Ok(article(&heading, &rows))
    }
}

impl Rendering for Readable {
    fn begin(&mut self, about: &About) -> ApiResult<String> {
        let About { exported_at, practice, client } = about;
        self.own = Some(client.id);
        let title = escape(&format!("Your data at {}", practice.name));
        let links: String = SECTIONS
            .iter()
            .map(|(anchor, heading)| format!("<li><a href=\"#{anchor}\">{heading}</a></li>\n"))
            .collect();
        let person = person(client)?;
        let day = exported_at.format("%Y-%m-%d %H:%M UTC");
        Ok(format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n{HEAD}<title>{title}</title>\n</head>\n<body>\n\
             <header>\n<h1>{title}</h1>\n<p>As of <time datetime=\"{exported_at:?}\">{day}</time>. Keep this file where \
             nobody else reads it.</p>\n</header>\n<nav aria-label=\"Sections\">\n<ul>\n{links}</ul>\n</nav>\n<main>\n\
             <section aria-labelledby=\"you\">\n<h2 id=\"you\">You</h2>\n{person}</section>\n"
        ))
    }

    fn part(&mut self, part: &Part) -> ApiResult<String> {
        let (section, text) = match part {
            Part::Couple(couple) => (1, self.couple(couple)?),
            Part::Assignment(given, own) => (2, self.assignment(given, own.as_deref())?),
            Part::CheckIn(written) => (3, self.check_in(written)?),
            Part::Shared(_, shared) => (4, self.shared(shared)?),
        };
        let begun = self.go_to(section);
        self.filled = true;
        Ok(begun + &text)
    }

    fn end(&mut self) -> ApiResult<String> {
        let last = self.go_to(SECTIONS.len());
        Ok(format!("{last}{}</main>\n</body>\n</html>\n", self.end_of_section()))
    }
}

fn person(client: &ClientResponse) -> ApiResult<String> {
    Ok(definitions(&[
        ("Given name", value_of(&client.given_name)?),
        ("Family name", value_of(&client.family_name)?),
        ("Called", value_of(&client.preferred_name)?),
        ("Pronouns", value_of(&client.pronouns)?),
        ("E-mail address", value_of(&client.email)?),
        ("Telephone", value_of(&client.phone)?),
        ("Address", value_of(&client.address)?),
        ("Time zone", value_of(&client.time_zone)?),
        ("Language", value_of(&client.language)?),
        ("With the practice since", value_of(&client.created_at)?),
    ]))
}

fn article(heading: &str, rows: &[(&str, Value)]) -> String {
    format!("<article>\n<h3>{}</h3>\n{}</article>\n", escape(heading), definitions(rows))
}

/// What there is to tell: empty values are left out.
fn definitions(rows: &[(&str, Value)]) -> String {
    let told = rows.iter().filter(|(_, value)| !is_empty(value));
    let rows: String =
        told.map(|(name, value)| format!("<dt>{}</dt>\n<dd>{}</dd>\n", escape(name), shown(value))).collect();
    if rows.is_empty() { rows } else { format!("<dl>\n{rows}</dl>\n") }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.values().all(is_empty),
        Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(yes) => (if *yes { "yes" } else { "no" }).to_owned(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => escape(text),
        Value::Array(items) => {
            let items: String = items.iter().map(|item| format!("<li>{}</li>", shown(item))).collect();
            format!("<ul>{items}</ul>")
        }
        Value::Object(members) => {
            let rows: Vec<(String, Value)> =
                members.iter().map(|(name, value)| (label(name), value.clone())).collect();
            let rows: Vec<(&str, Value)> =
                rows.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            definitions(&rows)
        }
    }
}

/// `given_name` as `Given name`.
fn label(name: &str) -> String {
    let words = name.replace('_', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn value_of(value: &impl Serialize) -> ApiResult<Value> {
    serde_json::to_value(value).map_err(|_| ApiError::Internal)
}

/// Text that means nothing to a browser, also inside an attribute.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_was_written_means_anything_to_a_browser() {
        let nasty = "</dd><script>alert(\"it's\")</script>&amp;";
        let value = serde_json::json!({"note": nasty, nasty: [nasty, {"k": nasty}], "none": null});
        let page = article(nasty, &[(nasty, value)]);
        assert!(!page.contains("<script") && !page.contains("</dd><"), "{page}");
        assert_eq!(page.matches("&lt;script&gt;alert(&quot;it&#39;s&quot;)").count(), 6);
        assert!(page.contains("&amp;amp;") && !page.contains("None"));
    }
}
