//! The instruments that come with the product: data files, compiled in and read once.

use std::sync::LazyLock;

use super::model::Instrument;
use crate::platform::http::{ApiError, ApiResult};

/// The text of each file in `data`.
const FILES: &[&str] = include!(concat!(env!("OUT_DIR"), "/instruments.rs"));

static INSTRUMENTS: LazyLock<ApiResult<Vec<Instrument>>> =
    LazyLock::new(|| FILES.iter().map(|text| read(text)).collect());

/// All built-in instruments, in order of their keys.
///
/// # Errors
/// A file cannot be read or breaks a rule; a test keeps this from ever happening.
pub fn built_in_instruments() -> ApiResult<&'static [Instrument]> {
    match &*INSTRUMENTS {
        Ok(instruments) => Ok(instruments),
        Err(error) => Err(error.clone()),
    }
}

/// The built-in instrument of a key.
///
/// # Errors
/// As [`built_in_instruments`].
pub fn built_in(key: &str) -> ApiResult<Option<&'static Instrument>> {
    Ok(built_in_instruments()?.iter().find(|instrument| instrument.key == key))
}

fn read(text: &str) -> ApiResult<Instrument> {
    let instrument: Instrument = serde_json::from_str(text).map_err(|error| {
        log::error!("a built-in instrument cannot be read: {error}");
        ApiError::Internal
    })?;
    let faults = instrument.check();
    if let Some(fault) = faults.first() {
        log::error!("the built-in instrument {}: {} {}", instrument.key, fault.pointer, fault.detail);
        return Err(ApiError::Internal);
    }
    Ok(instrument)
}
