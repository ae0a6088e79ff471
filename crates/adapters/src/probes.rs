//! Asking services over HTTP how they are.

use async_trait::async_trait;
use services::ports::Probes;
use std::time::Duration;

/// A service that takes longer is not well.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Questions over HTTP. Redirects are not followed: a probe names the address that is meant.
#[derive(Clone, Debug)]
pub struct HttpProbes {
    client: reqwest::Client,
}

impl HttpProbes {
    /// Fails only when the system has no roots of trust at all.
    pub fn new() -> Result<Self, String> {
        let client = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none());
        client.build().map(|client| HttpProbes { client }).map_err(|error| error.to_string())
    }
}

#[async_trait]
impl Probes for HttpProbes {
    async fn get(&self, url: &str) -> Result<(), String> {
        match self.client.get(url).send().await {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => Err(format!("it answers with HTTP {}", answer.status().as_u16())),
            Err(error) if error.is_timeout() => Err(format!("no answer within {} s", TIMEOUT.as_secs())),
            Err(error) if error.is_connect() => Err("it cannot be reached".to_owned()),
            Err(error) => Err(error.without_url().to_string()),
        }
    }
}
