//! Days and periods on which nothing is asked of one member: pauses of up to 14 days that the client takes, and single periods
//! that are excused. The partner sees nothing of them.

mod desk;
mod queries;
mod routes;
mod rules;

pub use desk::Desk;
pub use routes::configure;
