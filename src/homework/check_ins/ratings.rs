//! What ratings over time are made of: answers to questions that ask for a rating, and the questions.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::dsl::IntoBoxed;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel_async::RunQueryDsl;

use super::answers::Answer;
use super::details::Details;
use super::queries::{visible_to, with_parts};
use super::state::{Place, Words};
use crate::homework::library::{AnswerSpec, Content};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::db::{AsJson, Conn};
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{AssignmentId, CheckInId, ClientId, LibraryItemId};
use crate::schema::{assignment_revisions, check_in_personals, check_ins, library_versions};

/// One rating in a check-in.
pub struct Rating {
    /// The item of its homework.
    pub item: LibraryItemId,
    /// The local day of the check-in.
    pub local_date: NaiveDate,
    /// Key of the question.
    pub prompt: String,
    /// Key of what was rated, of a question that gives several.
    pub entry: Option<String>,
    /// 0 to 10.
    pub value: i16,
}

/// A version of an item with questions that ask for ratings.
pub struct RatedVersion {
    /// The item.
    pub item: LibraryItemId,
    /// Its version.
    pub number: i32,
    /// Key of the item.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// Its questions.
    pub content: Content,
}

/// Ratings, oldest first, with the versions that asked for them.
pub type Rated = (Vec<RatedVersion>, Vec<Rating>);

/// Check-ins of a client on these local dates, both included, that the reader may read: all of them, or those of one care
/// alone, the client's own or a couple's.
pub(super) fn lived<'q>(
    reader: &Reader,
    client: ClientId,
    within: Option<Context>,
    (from, to): (NaiveDate, NaiveDate),
) -> IntoBoxed<'q, with_parts, Pg> {
    let query = visible_to(reader)
        .filter(check_ins::client_id.eq(client))
        .filter(check_ins::local_date.between(from, to));
    match within {
        None => query,
        Some(Context::Client(_)) => query.filter(check_ins::couple_id.is_null()),
        Some(Context::Couple(couple)) => query.filter(check_ins::couple_id.eq(couple)),
    }
}

/// Every rating in what the reader may read of a client's check-ins on these local dates, both included; with `within` of
/// those of this care alone. Entries that the person names afresh each time are none.
pub async fn ratings_between(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    within: Option<Context>,
    (from, to): (NaiveDate, NaiveDate),
    key: &PracticeKey,
) -> ApiResult<Rated> {
    let revisions = rated_revisions(conn, reader, client, within, (from, to)).await?;
    let asking: Vec<AssignmentId> = revisions.iter().map(|revision| revision.assignment).collect();
    type Act = (CheckInId, NaiveDate, AssignmentId, i32, Option<Vec<u8>>);
    let acts: Vec<Act> = lived(reader, client, within, (from, to))
        .filter(check_ins::assignment_id.eq_any(asking))
        .order((check_ins::local_date, check_ins::id))
        .select((
            check_ins::id,
            check_ins::local_date,
            check_ins::assignment_id,
            check_ins::revision,
            check_in_personals::words_sealed.nullable(),
        ))
        .load(&mut conn)
        .await?;
    let (mut ratings, mut lived) = (Vec::new(), HashSet::new());
    for (id, local_date, assignment, number, sealed) in acts {
        lived.insert((assignment, number));
        let of = revisions.iter().find(|one| (one.assignment, one.number) == (assignment, number));
        let (Some(of), Some(sealed)) = (of, sealed) else { continue };
        let words = Words::open(Place { practice: reader.practice, client, id }, &sealed, key)?;
        let answers = words.details.as_ref().map_or(&[][..], Details::answers);
        ratings.extend(answers.iter().flat_map(|answer| rated(answer, of.version.item, local_date)));
    }
    // What was withdrawn before its day asked nobody, unless somebody was in that day already.
    let asked = |one: &RatedRevision| !one.withdrawn || lived.contains(&(one.assignment, one.number));
    let versions = revisions.into_iter().filter(asked).map(|revision| revision.version);
    Ok((versions.collect(), ratings))
}

type Row = (AssignmentId, i32, bool, LibraryItemId, i32, String, String, AsJson<Content>);

struct RatedRevision {
    assignment: AssignmentId,
    number: i32,
    withdrawn: bool,
    version: RatedVersion,
}

/// The revisions of what was lived on these dates that ask for ratings.
async fn rated_revisions(
    mut conn: Conn<'_>,
    reader: &Reader,
    client: ClientId,
    within: Option<Context>,
    days: (NaiveDate, NaiveDate),
) -> ApiResult<Vec<RatedRevision>> {
    let lived = lived(reader, client, within, days).select(check_ins::assignment_id);
    let pinned = library_versions::practice_id
        .eq(assignment_revisions::practice_id)
        .and(library_versions::item_id.eq(assignment_revisions::item_id))
        .and(library_versions::number.eq(assignment_revisions::item_version));
    let rows: Vec<Row> = assignment_revisions::table
        .inner_join(library_versions::table.on(pinned))
        .filter(assignment_revisions::practice_id.eq(reader.practice))
        .filter(library_versions::practice_id.eq(reader.practice))
        .filter(assignment_revisions::assignment_id.eq_any(lived))
        .order((assignment_revisions::assignment_id, assignment_revisions::number))
        .select((
            assignment_revisions::assignment_id,
            assignment_revisions::number,
            assignment_revisions::withdrawn_at.is_not_null(),
            assignment_revisions::item_id,
            assignment_revisions::item_version,
            assignment_revisions::item_key,
            assignment_revisions::item_title,
            library_versions::content,
        ))
        .load(&mut conn)
        .await?;
    let asking = rows.into_iter().filter(|(.., content)| asks_for_ratings(&content.0));
    Ok(asking.map(RatedRevision::from).collect())
}

impl From<Row> for RatedRevision {
    fn from((assignment, number, withdrawn, item, version, key, title, AsJson(content)): Row) -> Self {
        let version = RatedVersion { item, number: version, key, title, content };
        Self { assignment, number, withdrawn, version }
    }
}

fn asks_for_ratings(content: &Content) -> bool {
    let rates = |spec: &AnswerSpec| {
        matches!(spec, AnswerSpec::Scale { .. } | AnswerSpec::Entries { items: Some(_), .. })
    };
    content.questions().iter().any(|question| rates(question.answer))
}

fn rated(answer: &Answer, item: LibraryItemId, local_date: NaiveDate) -> Vec<Rating> {
    let rating = |entry: Option<&String>, value| Rating {
        item,
        local_date,
        prompt: answer.prompt().to_owned(),
        entry: entry.cloned(),
        value,
    };
    match answer {
        Answer::Scale(scale) => vec![rating(None, scale.value)],
        Answer::Entries(given) => {
            let given = given.entries.iter().filter(|entry| entry.item.is_some());
            given.map(|entry| rating(entry.item.as_ref(), entry.rating)).collect()
        }
        Answer::Text(_) | Answer::Choice(_) | Answer::Feelings(_) | Answer::Date(_) | Answer::Time(_) => {
            Vec::new()
        }
    }
}
