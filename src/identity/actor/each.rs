//! A read about several people, recorded for each of them.

use super::{Access, Actor};
use crate::identity::audit::Event;
use crate::platform::db::{Conn, Mode};
use crate::platform::http::ApiResult;

impl<A: Access> Actor<A> {
    /// Runs a read with an audit row for each event that it names; what it returns is given to the caller only once all of
    /// them are in the buffer. A refusal is recorded as the event given here.
    pub async fn read_each<T>(
        &self,
        refused: Event,
        work: impl AsyncFnOnce(Conn<'_>) -> ApiResult<(T, Vec<Event>)>,
    ) -> ApiResult<T> {
        let outcome = self.in_transaction(Mode::Read, work).await;
        let (value, events) = match outcome {
            Ok(done) => done,
            Err(error) => {
                let refusal: ApiResult<()> = Err(error.clone());
                self.record(refused, &refusal, false)?;
                return Err(error);
            }
        };
        for event in events {
            self.record(event, &Ok(()), event.is_recorded())?;
        }
        Ok(value)
    }
}
