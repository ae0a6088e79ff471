use async_trait::async_trait;
use services::ports::Probes;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Services that answer as they are told to; well, unless told otherwise. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct SimulatedProbes(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Parts of addresses, with what is wrong there.
    ill: Vec<(String, String)>,
    /// What the next questions are answered, wherever they go.
    next: VecDeque<Result<(), String>>,
    asked: Vec<String>,
}

impl SimulatedProbes {
    /// Addresses that contain this answer like that from now on.
    pub fn fall_ill(&self, part: &str, why: &str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).ill.push((part.to_owned(), why.to_owned()));
    }

    /// Everything answers well again.
    pub fn recover(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).ill.clear();
    }

    /// The next questions are answered like this, in this order.
    pub fn answer(&self, answers: impl IntoIterator<Item = Result<(), String>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next.extend(answers);
    }

    /// All addresses that were asked, oldest first.
    pub fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).asked.clone()
    }
}

#[async_trait]
impl Probes for SimulatedProbes {
    async fn get(&self, url: &str) -> Result<(), String> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked.push(url.to_owned());
        if let Some(answer) = state.next.pop_front() {
            return answer;
        }
        match state.ill.iter().find(|(part, _)| url.contains(part)) {
            Some((_, why)) => Err(why.clone()),
            None => Ok(()),
        }
    }
}
