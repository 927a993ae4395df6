//! What all that a client writes has in common: where it is kept, how its versions and its sharing go on, what it was made
//! from, how a phone's clock is corrected, and how what it sends again is known.

mod clock;
mod ground;
mod lately;
mod place;
mod sending;
mod track;

pub use clock::corrected;
pub use ground::{Asked, Ground, Source, find_ground};
pub use lately::Lately;
pub use place::{Earlier, Place};
pub use sending::{Known, check_sent_before, first_digest};
pub use track::{Track, put_partner, told_earlier};
