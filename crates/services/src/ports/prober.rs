use async_trait::async_trait;
use domain::health::{Answer, AskError, Probe};

/// Asks endpoints how they are: for everything that is probed all the time, and for rollouts.
#[async_trait]
pub trait Prober: Send + Sync {
    /// Asks once, for as long as the probe allows. Whatever comes back is bounded in time and size.
    async fn ask(&self, probe: &Probe) -> Result<Answer, AskError>;
}
