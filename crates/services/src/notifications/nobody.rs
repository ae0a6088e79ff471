use crate::ports::{Letter, Messenger};
use async_trait::async_trait;
use domain::notification::SendFailure;

/// Nothing leaves the portal; its own list of notifications works all the same.
pub(crate) struct Nobody;

const WHY: &str = "this portal sends nothing outside";

#[async_trait]
impl Messenger for Nobody {
    async fn send(&self, _: &Letter) -> Result<(), SendFailure> {
        Err(SendFailure::lasting(WHY))
    }

    fn host_of(&self, _: &str) -> Result<String, String> {
        Err(WHY.to_owned())
    }

    fn sends_mail(&self) -> bool {
        false
    }

    async fn ping(&self) -> Option<Result<(), String>> {
        None
    }
}
