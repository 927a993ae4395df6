//! Turns for work that keeps a core busy: off the async threads, a few at a time.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Semaphore;

use crate::platform::http::{ApiError, ApiResult};

/// A request that waits longer for its turn is answered 503.
const WAIT: Duration = Duration::from_secs(3);

/// Turns for work of one kind.
pub struct Turns(Arc<Semaphore>);

impl Turns {
    /// As many at once as given.
    pub fn new(at_once: usize) -> Self {
        Self(Arc::new(Semaphore::new(at_once)))
    }

    /// As many at once as there are cores.
    pub fn for_each_core() -> Self {
        Self::new(std::thread::available_parallelism().map_or(1, std::num::NonZero::get))
    }

    /// Waits for a turn and does the work. The turn lasts as long as the work, also when nobody waits for it any more.
    pub async fn take<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> ApiResult<T> + Send + 'static,
    ) -> ApiResult<T> {
        let turn = tokio::time::timeout(WAIT, Arc::clone(&self.0).acquire_owned()).await;
        let turn = turn.map_err(|_| ApiError::Unavailable)?.map_err(|_| ApiError::Unavailable)?;
        let work = move || {
            let _turn = turn;
            work()
        };
        tokio::task::spawn_blocking(work).await.map_err(|_| ApiError::Internal)?
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    /// Guards the cores: nothing is begun while all turns are taken, even by work that nobody waits for any more.
    #[tokio::test]
    async fn what_waits_too_long_is_told_to_come_again() {
        let turns = Turns::new(1);
        let (end, ended) = mpsc::channel::<()>();
        let busy = move || Ok(ended.recv().is_ok());
        let first = turns.take(busy);
        assert!(tokio::time::timeout(Duration::from_millis(1), first).await.is_err());
        assert!(matches!(turns.take(|| Ok(())).await, Err(ApiError::Unavailable)));
        end.send(()).unwrap();
        assert!(turns.take(|| Ok(true)).await.is_ok_and(|done| done));
    }

    #[tokio::test]
    async fn work_that_breaks_gives_its_turn_back() {
        let turns = Turns::new(1);
        let broken = turns.take(|| -> ApiResult<()> { panic!("broken") }).await;
        assert!(matches!(broken, Err(ApiError::Internal)));
        assert!(turns.take(|| Ok(())).await.is_ok());
    }
}
