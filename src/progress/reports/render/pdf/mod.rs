//! A report as a PDF for eyes, ears and paper (PDF/UA-1): tagged, with an outline, its fonts inside. The same report gives the same
//! bytes for ever.

mod data;
mod fonts;
mod press;
mod words;

use chrono::{DateTime, Datelike, Timelike, Utc};
use serde::Deserialize;
use typst::comemo;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use utoipa::ToSchema;

use self::press::Press;
use super::Edition;
use super::report::report;
use crate::platform::http::{ApiError, ApiResult};
use crate::progress::reports::document::ReportDocument;

/// The paper that a PDF is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    A4,
    /// 8.5 × 11 inches.
    Letter,
}

/// The whole report. Its title names no person. It keeps a core busy for a while.
pub fn pdf(document: &ReportDocument, edition: &Edition<'_>, paper: Paper) -> ApiResult<Vec<u8>> {
    let data = data::data(&report(document, edition), paper);
    let press = Press::new(data).ok_or(ApiError::Internal)?;
    let made = set(&press).and_then(|set| export(&set, options(document.frozen_at, edition.sha256)?));
    // Else typst would keep what people wrote, and take more memory with each report.
    comemo::evict(0);
    made
}

fn set(press: &Press) -> ApiResult<PagedDocument> {
    typst::compile(press).output.map_err(|errors| {
        // What they say may hold words of people.
        log::error!("a report could not be set as a PDF, for {} reasons", errors.len());
        ApiError::Internal
    })
}

fn options(frozen_at: DateTime<Utc>, sha256: &str) -> ApiResult<PdfOptions> {
    Ok(PdfOptions {
        ident: Smart::Custom(sha256.to_owned()),
        creator: Smart::Custom(Some("Holdfast".to_owned())),
        timestamp: timestamp(frozen_at),
        standards: PdfStandards::new(&[PdfStandard::Ua_1]).map_err(|_| ApiError::Internal)?,
        ..PdfOptions::default()
    })
}

fn export(set: &PagedDocument, options: PdfOptions) -> ApiResult<Vec<u8>> {
    // Words that a font has but cannot put together fail the standard: the same without its promise, tagged all the same.
    typst_pdf::pdf(set, &options)
        .or_else(|_| {
            log::warn!("a report has words that cannot be shown as PDF/UA-1 wants");
            typst_pdf::pdf(set, &PdfOptions { standards: PdfStandards::default(), ..options })
        })
        .map_err(|_| ApiError::Internal)
}

fn timestamp(instant: DateTime<Utc>) -> Option<Timestamp> {
    let small = |number: u32| u8::try_from(number).ok();
    let (date, time) = (instant.date_naive(), instant.time());
    let (month, day) = (small(date.month())?, small(date.day())?);
    let (hour, minute, second) = (small(time.hour())?, small(time.minute())?, small(time.second())?);
    Some(Timestamp::new_utc(Datetime::from_ymd_hms(date.year(), month, day, hour, minute, second)?))
}

#[cfg(test)]
mod tests;
