//! How the API speaks HTTP: problems, bodies, queries, ETags, pages, idempotency and request ids.

mod batch;
mod body;
mod catalogue;
mod conditional;
mod conflict;
mod error;
mod framework;
mod idempotency;
mod negotiation;
mod network;
mod number;
mod page;
mod patch;
mod problem;
mod query;
mod reasons;
mod request_id;
mod routes;
pub mod rules;
mod union;
mod unread_body;

pub use batch::{Batch, Item};
pub use body::{AlsoAs, BodyDeadline, Change, Json, Valid, ValidAs, read_json};
pub use catalogue::{ProblemCode, problem_codes};
pub use conditional::{
    Accepted, Created, IfMatch, IfMatchHeader, IfMatchOrNew, NoContent, Tagged, Versioned,
};
pub use conflict::Conflict;
pub use error::{ApiError, ApiResult, FieldError, Spot};
pub use framework::{error_configs, not_found_or_wrong_method};
pub use idempotency::{Claim, Earlier, IdempotencyKey, IdempotencyKeyHeader};
pub use negotiation::preferred;
pub use network::{Network, TrustedProxies};
pub use number::Number;
pub use page::{CursorKey, Page, PageCursor, PageLimit, PageQuery};
pub use patch::present;
pub use problem::{Problem, RuleError};
pub use query::ValidQuery;
pub use reasons::pointer_of;
pub use request_id::{RequestId, request_id, trace_requests};
pub use routes::Routes;
pub use union::{Schemas, Union, add_shape, union_schema};
