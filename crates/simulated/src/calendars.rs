use async_trait::async_trait;
use services::ports::{CalendarPlace, Calendars};
use std::sync::{Arc, Mutex, PoisonError};

/// One calendar, wherever it is asked for. Clones are the same.
#[derive(Clone, Debug)]
pub struct SimulatedCalendars(Arc<Mutex<Result<String, String>>>);

impl SimulatedCalendars {
    /// From now on this is its text, or why it cannot be had.
    pub fn say(&self, answer: Result<&str, &str>) {
        let answer = answer.map(str::to_owned).map_err(str::to_owned);
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = answer;
    }
}

impl Default for SimulatedCalendars {
    /// There is none.
    fn default() -> Self {
        SimulatedCalendars(Arc::new(Mutex::new(Err("there is no calendar".to_owned()))))
    }
}

#[async_trait]
impl Calendars for SimulatedCalendars {
    async fn read(&self, _: &CalendarPlace) -> Result<String, String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
