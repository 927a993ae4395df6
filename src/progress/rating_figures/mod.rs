//! Ratings over time: what was rated in check-ins, question by question, without bands and for no couple.

mod dto;
mod routes;
mod series;

pub use dto::{RatedItemResponse, RatingPoint, RatingSeries};
pub use routes::configure;
pub use series::{DEFINITION as GROWTH, of_items};
