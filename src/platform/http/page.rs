//! Pages of a list: keyset order, sealed cursors.

use actix_web::http::Method;
use actix_web::http::header::LINK;
use actix_web::{HttpRequest, HttpResponse, Responder};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use garde::Validate;
use serde::de::{DeserializeOwned, Error as _};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::body::json_response;
use super::{ApiError, ApiResult, FieldError};
use crate::platform::crypto::Key;

/// How many items a page may hold: 1 to 200, 50 when not said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PageLimit(u8);

impl PageLimit {
    /// What one that is none is told.
    pub(super) const BOUNDS: &str = "must be from 1 to 200";

    /// One more than the limit: the extra row tells that there is a next page.
    pub fn rows(self) -> i64 {
        i64::from(self.0) + 1
    }
}

impl Default for PageLimit {
    fn default() -> Self {
        Self(50)
    }
}

impl<'de> Deserialize<'de> for PageLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u8::try_from(i64::deserialize(deserializer)?) {
            Ok(limit @ 1..=200) => Ok(Self(limit)),
            _ => Err(D::Error::custom(Self::BOUNDS)),
        }
    }
}

/// Which page of a list, where nothing else is asked of it.
#[derive(Debug, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// Items of a page.
    #[garde(skip)]
    #[serde(default)]
    #[param(value_type = Option<u8>, minimum = 1, maximum = 200)]
    pub limit: PageLimit,
    /// `next_cursor` of the page before.
    #[garde(skip)]
    #[param(value_type = Option<String>, max_length = 1000)]
    pub cursor: Option<PageCursor>,
}

/// A page of a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the list's order.
    #[schema(max_items = 200)]
    pub items: Vec<T>,
    /// Give it as `cursor` to get the next page; null on the last one.
    #[schema(max_length = 1000)]
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// Cuts the extra row off and seals the key of the last one kept.
    pub fn cut<R, K: Serialize>(
        mut rows: Vec<R>,
        limit: PageLimit,
        cursor: &CursorKey,
        key: impl FnOnce(&R) -> K,
        item: impl FnMut(R) -> ApiResult<T>,
    ) -> ApiResult<Self> {
        let wanted = usize::from(limit.0);
        let more = rows.len() > wanted;
        rows.truncate(wanted);
        let next_cursor = match (more, rows.last()) {
            (true, Some(last)) => Some(cursor.seal(&key(last))?),
            _ => None,
        };
        Ok(Self { items: rows.into_iter().map(item).collect::<ApiResult<_>>()?, next_cursor })
    }
}

impl<T: Serialize> Responder for Page<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let mut response = HttpResponse::Ok();
        // The cursor of a search goes into its body, not into a URL.
        if let Some(cursor) = self.next_cursor.as_ref().filter(|_| request.method() == Method::GET) {
            response.insert_header((LINK, next_link(request, cursor)));
        }
        json_response(&mut response, &self)
    }
}

fn next_link(request: &HttpRequest, cursor: &str) -> String {
    let kept =
        request.query_string().split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("cursor="));
    let query: Vec<&str> = kept.collect();
    let separator = if query.is_empty() { "" } else { "&" };
    format!("<{}?{}{separator}cursor={cursor}>; rel=\"next\"", request.path(), query.join("&"))
}

/// A cursor as the caller gave it; opened by the list it belongs to.
#[derive(Debug, Clone, Deserialize)]
#[serde(transparent)]
pub struct PageCursor(String);

/// Seals and opens the cursors of one caller's list with one filter: they open nowhere else.
pub struct CursorKey {
    key: Key,
    place: Vec<u8>,
}

impl CursorKey {
    /// For one practice and principal, one operation and one filter.
    pub fn new(key: Key, place: Vec<u8>) -> Self {
        Self { key, place }
    }

    fn seal(&self, key: &impl Serialize) -> ApiResult<String> {
        let plain = serde_json::to_vec(key).map_err(|_| ApiError::Internal)?;
        let sealed = self.key.seal(&self.place, &plain).map_err(|_| ApiError::Internal)?;
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The key that a cursor stands for, or a 400.
    pub fn open<K: DeserializeOwned>(&self, cursor: Option<&PageCursor>) -> ApiResult<Option<K>> {
        cursor.map(|cursor| self.open_one(cursor)).transpose()
    }

    fn open_one<K: DeserializeOwned>(&self, cursor: &PageCursor) -> ApiResult<K> {
        let bad = || {
            ApiError::Malformed(FieldError::of_parameter(
                "cursor",
                "bad_cursor",
                "was not made for this list",
            ))
        };
        let sealed = URL_SAFE_NO_PAD.decode(&cursor.0).map_err(|_| bad())?;
        let plain = self.key.open(&self.place, &sealed).map_err(|_| bad())?;
        serde_json::from_slice(&plain).map_err(|_| bad())
    }
}
