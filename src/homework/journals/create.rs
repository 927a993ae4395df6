//! Writing a journal entry: what it stands on and what its id already stands for, then the row.

use chrono::{DateTime, Utc};

use super::dto::{CreateJournalEntryRequest, JournalEntryResponse};
use super::model::{EntryInsert, EntryRow, Place, Words};
use super::queries;
use super::shared::SharedInsert;
use crate::homework::authored::{Asked, Ground, Known, Track, corrected, find_ground, first_digest};
use crate::homework::check_ins::{Answer, Audience, Visibility, check_answers};
use crate::homework::library::{Content, Kind};
use crate::identity::actor::{Access, Actor};
use crate::identity::practice_keys::PracticeKey;
use crate::people::safety;
use crate::platform::db::{AsJson, AsText, Conn};
use crate::platform::http::{ApiError, ApiResult, FieldError};
use crate::platform::ids::kind::SharedJournalEntry;
use crate::platform::local_day::local_date;

/// An entry that was written now, or by an earlier sending of the same.
pub(super) enum Written {
    Now(JournalEntryResponse),
    Before(JournalEntryResponse),
}

/// Writes an entry of its author, or finds it when it was sent before.
pub(super) async fn create_entry(
    actor: &Actor<impl Access>,
    conn: Conn<'_>,
    place: Place,
    request: &CreateJournalEntryRequest,
) -> ApiResult<Written> {
    let author = actor.reader();
    if place.client != author.member {
        return Err(ApiError::NotFound);
    }
    let asked = Asked { assignment: request.assignment_id, item: request.item_id, couple: request.couple_id };
    let mut errors = Vec::new();
    let (key, held, known, ground) = futures_util::try_join!(
        actor.key(conn),
        safety::lock_and_ask(conn, place.practice, place.client),
        queries::find_known(conn, place),
        find_ground(conn, &author, &asked, &mut errors),
    )?;
    let content = CreateJournalEntryRequest { sent_at: None, ..request.clone() };
    let digest = first_digest("journal_entries.first_digest", &content, &key)?;
    if let Some(known) = known {
        return known_before(known, &digest, place, &key);
    }
    let (entry, row) = new_entry(request, ground, place, (digest, actor.now()), &key, errors)?;
    let shared = if held { None } else { SharedInsert::of(&row, place) };
    queries::insert_entry(conn, &entry, shared.as_ref()).await?;
    JournalEntryResponse::open(row, false, place.practice, Audience::Author, &key).map(Written::Now)
}

/// The same content is answered with what it has become; a deleted id stays deleted.
fn known_before(
    known: Known<EntryRow>,
    digest: &[u8],
    place: Place,
    key: &PracticeKey,
) -> ApiResult<Written> {
    let row = known.sent_before(digest)?;
    JournalEntryResponse::open(row, false, place.practice, Audience::Author, key).map(Written::Before)
}

/// The new row, and as it stands after its insert; or every broken rule.
fn new_entry(
    request: &CreateJournalEntryRequest,
    ground: Ground,
    place: Place,
    (first_digest, now): (Vec<u8>, DateTime<Utc>),
    key: &PracticeKey,
    mut errors: Vec<FieldError>,
) -> ApiResult<(EntryInsert, EntryRow)> {
    let written_at = corrected(request.written_at, request.sent_at, now, "/written_at", &mut errors);
    let visibility = request.visibility.unwrap_or(Visibility::Private);
    let words = Words {
        title: request.title.clone(),
        text: request.text.clone(),
        feelings: request.feelings.clone(),
        answers: request.answers.clone(),
    };
    check_words(&words, &mut errors);
    check_visibility(visibility, ground.couple.is_some(), &mut errors);
    let content = ground.source.as_ref().map(|source| &source.content);
    if content.is_some_and(|content| content.kind() != Kind::Reflection) {
        let at = if request.assignment_id.is_some() { "/assignment_id" } else { "/item_id" };
        errors.push(FieldError::at(at, "wrong_kind", "must be a reflection"));
    } else {
        check_prompts(&words.answers, content, &mut errors);
    }
    if !errors.is_empty() {
        return Err(ApiError::Invalid(errors));
    }
    ground.check_lasting()?;
    let track = Track::<SharedJournalEntry>::begin(visibility);
    let entry = EntryInsert {
        practice_id: place.practice,
        client_id: place.client,
        id: place.id,
        couple_id: ground.couple,
        assignment_id: request.assignment_id,
        item_id: ground.source.as_ref().map(|source| source.item),
        item_version: ground.source.as_ref().map(|source| source.version),
        written_at,
        time_zone: AsText(request.time_zone),
        local_date: local_date(written_at, request.time_zone, ground.day_start),
        visibility: AsText(visibility),
        partner_ref: track.partner_ref,
        words_sealed: words.seal(place, key)?,
        first_digest,
        received_at: now,
        team_version: track.team_version,
        created_at: now,
        updated_at: now,
    };
    let row = row_of(&entry, track, ground);
    Ok((entry, row))
}

/// Names what is wrong with the answers.
pub(super) fn check_prompts(answers: &[Answer], content: Option<&Content>, errors: &mut Vec<FieldError>) {
    match content {
        Some(content) => check_answers(answers, content, "/answers", errors),
        None if answers.is_empty() => {}
        None => errors.push(FieldError::at("/answers", "no_prompt", "are for the questions of a reflection")),
    }
}

/// An entry says something.
pub(super) fn check_words(words: &Words, errors: &mut Vec<FieldError>) {
    if words.are_none() {
        errors.push(FieldError::at("/text", "says_nothing", "needs a text, a feeling or an answer"));
    }
}

/// Only what belongs to a couple is shared with a partner.
pub(super) fn check_visibility(visibility: Visibility, in_couple: bool, errors: &mut Vec<FieldError>) {
    if Audience::Partner.reads(visibility) && !in_couple {
        let detail = "can be partner only for what belongs to a couple";
        errors.push(FieldError::at("/visibility", "needs_couple", detail));
    }
}

/// The row as it stands after its insert, while its couple lasts.
fn row_of(entry: &EntryInsert, track: Track<SharedJournalEntry>, ground: Ground) -> EntryRow {
    let (item_title, item_content) =
        ground.source.map(|source| (source.title, AsJson(source.content))).unzip();
    EntryRow {
        client_id: entry.client_id,
        id: entry.id,
        couple_id: entry.couple_id,
        assignment_id: entry.assignment_id,
        item_id: entry.item_id,
        item_version: entry.item_version,
        written_at: entry.written_at,
        time_zone: entry.time_zone,
        local_date: entry.local_date,
        visibility: entry.visibility,
        partner_ref: entry.partner_ref,
        partner_version: track.partner_version,
        words_sealed: entry.words_sealed.clone(),
        received_at: entry.received_at,
        version: track.version,
        team_version: entry.team_version,
        created_at: entry.created_at,
        updated_at: entry.updated_at,
        couple_ended_at: None,
        item_title,
        item_content,
    }
}
