//! Reads an episode of care and makes its figures.

use std::collections::BTreeMap;

use super::dto::{ClientMeasureFigures, CoupleMeasureFigures, DyadicFigures, PartnerFigures, ScalePairs};
use super::pairs::pair;
use super::queries::list_episode;
use super::series::{Opened, figures};
use crate::identity::actor::Reader;
use crate::identity::practice_keys::PracticeKey;
use crate::people::care_teams::Context;
use crate::platform::db::Conn;
use crate::platform::http::ApiResult;
use crate::platform::ids::kind::{ClientId, CoupleId};
use crate::progress::measures::catalogue::{Shelf, load_shelf};
use crate::progress::measures::model::MeasureRow;

/// The figures of one client, in the own care or that of a couple.
pub(super) async fn of_client(
    conn: Conn<'_>,
    reader: &Reader,
    client_id: ClientId,
    couple_id: Option<CoupleId>,
    key: &PracticeKey,
) -> ApiResult<ClientMeasureFigures> {
    let of = couple_id.map_or(Context::Client(client_id), Context::Couple);
    let (care_since, mut rows) = list_episode(conn, reader, of).await?;
    rows.retain(|row| row.client_id == client_id);
    let shelf = shelf(conn, reader, &rows).await?;
    let opened = open(rows, reader, key)?;
    Ok(ClientMeasureFigures {
        client_id,
        couple_id,
        care_since,
        instruments: figures(&opened, &shelf, None)?,
    })
}

/// The figures of both partners, each of an own.
pub(super) async fn of_couple(
    conn: Conn<'_>,
    reader: &Reader,
    couple_id: CoupleId,
    key: &PracticeKey,
) -> ApiResult<CoupleMeasureFigures> {
    let (care_since, rows) = list_episode(conn, reader, Context::Couple(couple_id)).await?;
    let shelf = shelf(conn, reader, &rows).await?;
    let mut by_client: BTreeMap<ClientId, Vec<Opened>> = BTreeMap::new();
    for one in open(rows, reader, key)? {
        by_client.entry(one.0.client_id).or_default().push(one);
    }
    let mut instruments: BTreeMap<String, DyadicFigures> = BTreeMap::new();
    for (client_id, measures) in by_client {
        for one in figures(&measures, &shelf, None)? {
            let empty = || DyadicFigures {
                instrument: one.instrument.clone(),
                title: one.title.clone(),
                partners: Vec::new(),
                pairs: Vec::new(),
            };
            let instrument_version = one.instrument_version;
            let dyadic = instruments.entry(one.instrument.clone()).or_insert_with(empty);
            dyadic.partners.push(PartnerFigures { client_id, instrument_version, scales: one.scales });
        }
    }
    let mut instruments: Vec<DyadicFigures> = instruments.into_values().collect();
    instruments.iter_mut().for_each(|one| one.pairs = pairs(&one.partners));
    Ok(CoupleMeasureFigures { couple_id, care_since, instruments })
}

/// Pairs where both answered the same version.
fn pairs(partners: &[PartnerFigures]) -> Vec<ScalePairs> {
    let [first, second] = partners else { return Vec::new() };
    if first.instrument_version != second.instrument_version {
        return Vec::new();
    }
    let of_scale = |one: &super::dto::ScaleFigures| {
        let other = second.scales.iter().find(|other| other.scale == one.scale)?;
        Some(ScalePairs { scale: one.scale.clone(), pairs: pair(&one.scores, &other.scores) })
    };
    first.scales.iter().filter_map(of_scale).collect()
}

pub(super) async fn shelf(conn: Conn<'_>, reader: &Reader, rows: &[MeasureRow]) -> ApiResult<Shelf> {
    load_shelf(conn, reader.practice, rows.iter().map(|row| row.instrument_key.as_str())).await
}

pub(super) fn open(rows: Vec<MeasureRow>, reader: &Reader, key: &PracticeKey) -> ApiResult<Vec<Opened>> {
    let open = |row: MeasureRow| row.answers(reader.practice, key).map(|answers| (row, answers));
    rows.into_iter().map(open).collect()
}
