//! Exchange: what leaves the service as a whole, and the work that goes on behind requests.

pub mod erasure;
pub mod exports;
pub mod worker;
