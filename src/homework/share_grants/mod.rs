//! Share grants: an author's standing permission that new check-ins go to the partner. The partner knows of none; a
//! grant belongs to one couple, and there are two ways back: to stop from now on, and to take back.

mod dto;
mod give;
mod model;
mod queries;
mod routes;
mod takeaway;

pub use dto::ShareGrantResponse;
pub(in crate::homework) use queries::covering;
pub use routes::configure;
pub use takeaway::list_own;
