use async_trait::async_trait;
use domain::notification::SendFailure;
use services::ports::{Letter, Messenger};
use std::sync::{Arc, Mutex, PoisonError};

/// Keeps the letters that were sent. Clones are the same.
#[derive(Clone, Debug, Default)]
pub struct SimulatedMessenger(Arc<Mutex<Post>>);

#[derive(Debug, Default)]
struct Post {
    sent: Vec<Letter>,
    failure: Option<SendFailure>,
}

impl SimulatedMessenger {
    /// From now on sending fails so; `None`: it works.
    pub fn fail(&self, failure: Option<SendFailure>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).failure = failure;
    }

    pub fn sent(&self) -> Vec<Letter> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).sent.clone()
    }
}

#[async_trait]
impl Messenger for SimulatedMessenger {
    async fn send(&self, letter: &Letter) -> Result<(), SendFailure> {
        let mut post = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(failure) = &post.failure {
            return Err(failure.clone());
        }
        post.sent.push(letter.clone());
        Ok(())
    }

    /// Any host that is behind `https://`.
    fn host_of(&self, url: &str) -> Result<String, String> {
        let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next());
        host.map(str::to_owned).ok_or_else(|| "a web address starts with https://".to_owned())
    }

    fn sends_mail(&self) -> bool {
        true
    }

    async fn ping(&self) -> Option<Result<(), String>> {
        Some(Ok(()))
    }
}
