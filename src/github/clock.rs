//! Time as a run has it: how much of it is left, and how it passes while GitHub asks for patience.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest time of a run where nobody says so: a limit of GitHub's is over after some minutes, and a job should end
/// before people wonder.
const DEFAULT_LIMIT: Duration = Duration::from_mins(20);

/// From here on people are told that there is a wait, and for how long.
const LONG: Duration = Duration::from_secs(10);

/// The time of a run. Clones are the same clock.
#[derive(Debug, Clone)]
pub struct Clock {
    time: Time,
    limit: Duration,
    tell: fn(Duration),
}

#[derive(Debug, Clone)]
enum Time {
    Real(Instant),
    /// The sum of all waits, which take no real time, and its value when this run began.
    Skipped(Arc<Mutex<Duration>>, Duration),
}

impl Default for Clock {
    fn default() -> Self {
        Self::within(DEFAULT_LIMIT)
    }
}

impl Clock {
    /// A run that begins now and may take this long.
    pub fn within(limit: Duration) -> Self {
        Self {
            time: Time::Real(Instant::now()),
            limit,
            tell: |_| {},
        }
    }

    /// The same for tests: a wait moves the time forward and is over at once.
    pub fn skipping(limit: Duration) -> Self {
        Self {
            time: Time::Skipped(Arc::default(), Duration::ZERO),
            limit,
            tell: |_| {},
        }
    }

    /// The same clock, which tells of every long wait before it begins.
    #[must_use]
    pub fn telling(self, tell: fn(Duration)) -> Self {
        Self { tell, ..self }
    }

    /// Another run that begins now, in the same time.
    #[must_use]
    pub fn again(&self) -> Self {
        let time = match &self.time {
            Time::Real(_) => Time::Real(Instant::now()),
            Time::Skipped(all, _) => Time::Skipped(Arc::clone(all), *locked(all)),
        };
        Self { time, ..*self }
    }

    /// Returns the time that has passed.
    pub fn elapsed(&self) -> Duration {
        match &self.time {
            Time::Real(start) => start.elapsed(),
            Time::Skipped(all, before) => locked(all).saturating_sub(*before),
        }
    }

    /// Waits; `false`, and at once, where less time than that is left.
    pub async fn wait(&self, pause: Duration) -> bool {
        if self.elapsed().saturating_add(pause) > self.limit {
            return false;
        }
        if pause >= LONG {
            (self.tell)(pause);
        }
        match &self.time {
            Time::Real(_) => tokio::time::sleep(pause).await,
            Time::Skipped(all, _) => *locked(all) += pause,
        }
        true
    }
}

fn locked(time: &Mutex<Duration>) -> MutexGuard<'_, Duration> {
    time.lock().unwrap_or_else(PoisonError::into_inner)
}
