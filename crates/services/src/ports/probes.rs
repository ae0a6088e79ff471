use async_trait::async_trait;

/// Asks services how they are.
#[async_trait]
pub trait Probes: Send + Sync {
    /// A single question with a short time-out. An answer of 2xx is well; everything else says why not.
    async fn get(&self, url: &str) -> Result<(), String>;
}
