use async_trait::async_trait;
use domain::health::{Answer, AskError, Probe, ProbeKind};
use services::ports::Prober;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Endpoints that answer as they are told to; well, unless told otherwise. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct SimulatedProber(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Parts of addresses, with what is said there.
    answers: Vec<(String, Result<Answer, AskError>)>,
    /// What the next questions are answered, wherever they go.
    next: VecDeque<Result<Answer, AskError>>,
    asked: Vec<String>,
}

impl SimulatedProber {
    /// Addresses that contain this answer like that from now on.
    pub fn answer(&self, part: &str, answer: Result<Answer, AskError>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.answers.retain(|(known, _)| known != part);
        state.answers.push((part.to_owned(), answer));
    }

    /// The next questions are answered with these statuses, in this order.
    pub fn answer_next(&self, statuses: impl IntoIterator<Item = u16>) {
        let answers = statuses.into_iter().map(|status| Ok(answer(status)));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).next.extend(answers);
    }

    /// Everything answers well again.
    pub fn recover(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).answers.clear();
    }

    /// All addresses that were asked, oldest first.
    pub fn asked(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).asked.clone()
    }
}

#[async_trait]
impl Prober for SimulatedProber {
    async fn ask(&self, probe: &Probe) -> Result<Answer, AskError> {
        let target = match &probe.kind {
            ProbeKind::Http { url, .. } => url,
            ProbeKind::Tcp { address, .. } => address,
        };
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        state.asked.push(target.clone());
        if let Some(answer) = state.next.pop_front() {
            return answer;
        }
        match state.answers.iter().find(|(part, _)| target.contains(part)) {
            Some((_, answer)) => answer.clone(),
            None => Ok(answer(200)),
        }
    }
}

fn answer(status: u16) -> Answer {
    Answer { status: Some(status), latency_millis: 20, ..Answer::default() }
}
