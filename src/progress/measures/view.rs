//! A measure as its reader is told of it: scored now, by the version of the instrument that was answered.

use super::catalogue::Shelf;
use super::dto::{HelpResponse, MeasureResponse, ScaleResponse};
use super::instruments::{Administration, Answers, Instrument, Scored, is_complete, score};
use super::model::{Administered, ItemAnswer, MeasureRow};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::crisis_resources;
use crate::platform::db::{AsText, Conn};
use crate::platform::http::ApiResult;

/// What a client is told whose answers ask for help.
const STATEMENT: &str = "Nobody reads answers round the clock, so do not wait for a reply here. If you might hurt yourself or \
     are in danger, call your local emergency number now, or one of these places.";

/// How an instrument was answered, as scoring asks.
pub fn administration(administered: Administered) -> Administration {
    match administered {
        Administered::Client => Administration::SelfReport,
        Administered::InSession => Administration::Interview,
    }
}

/// Answers by their items.
pub fn by_item(answers: &[ItemAnswer]) -> Answers {
    answers.iter().map(|answer| (answer.item, answer.value)).collect()
}

/// Scores answers.
pub fn scored(instrument: &Instrument, answers: &[ItemAnswer], administered: Administered) -> Scored {
    score(instrument, &by_item(answers), administration(administered))
}

/// Whether every item that counts is answered.
pub fn are_complete(instrument: &Instrument, answers: &[ItemAnswer], administered: Administered) -> bool {
    is_complete(instrument, &by_item(answers), administration(administered))
}

/// Keys of the scales that answers give a score of.
pub fn scored_scales(
    instrument: &Instrument,
    answers: &[ItemAnswer],
    administered: Administered,
) -> Vec<String> {
    let scales = scored(instrument, answers, administered).scales.into_iter();
    scales.filter(|one| one.value.is_some()).map(|one| one.scale).collect()
}

/// Opens measures for one reader.
pub struct View<'v> {
    pub reader: &'v Reader,
    pub shelf: &'v Shelf,
    pub key: &'v PracticeKey,
    /// What stands where a client's answers ask for help.
    pub help: Option<HelpResponse>,
}

impl View<'_> {
    /// The answer for a measure.
    pub fn open(&self, row: MeasureRow) -> ApiResult<MeasureResponse> {
        let answers = row.answers(self.reader.practice, self.key)?;
        let audience = row.audience();
        let MeasureRow {
            client_id,
            id,
            couple_id,
            instrument_key,
            instrument_number,
            screen: _,
            administration: AsText(administered),
            entered_by: _,
            occurred_at,
            time_zone: AsText(time_zone),
            local_date,
            answers_sealed: _,
            complete,
            received_at,
            version,
            created_at,
            updated_at,
        } = row;
        let instrument = self.shelf.find(&instrument_key, instrument_number)?;
        let Scored { scales, risks, .. } = scored(instrument, &answers, administered);
        let to_client = self.reader.client;
        Ok(MeasureResponse {
            id,
            client_id,
            couple_id,
            title: instrument.title.clone(),
            instrument: instrument_key,
            instrument_version: instrument_number,
            administered,
            occurred_at,
            time_zone,
            local_date,
            audience,
            answers,
            complete,
            scores: scales.into_iter().map(|one| ScaleResponse::of(one, to_client)).collect(),
            help: self.help.clone().filter(|_| !risks.is_empty()),
            risks: if to_client { Vec::new() } else { risks },
            received_at,
            version,
            created_at,
            updated_at,
        })
    }
}

/// What a client is told where its answers ask for help; nothing for anybody else.
pub async fn find_help(conn: Conn<'_>, reader: &Reader) -> ApiResult<Option<HelpResponse>> {
    if !reader.client {
        return Ok(None);
    }
    let crisis_resources = crisis_resources::list_all(conn, reader.practice).await?;
    Ok(Some(HelpResponse { statement: STATEMENT, crisis_resources }))
}
