use secrecy::SecretString;
use std::time::Duration;

/// How GitHub is reached.
#[derive(Clone, Debug)]
pub struct GithubOptions {
    /// `https://api.github.com`, or `https://github.example.com/api/v3` for an Enterprise Server.
    pub api_url: String,
    pub credentials: GithubCredentials,
    /// For one request until its answer has begun; a connection must stand within a third of it.
    pub timeout: Duration,
}

/// Who the portal is towards GitHub. Debug output keeps secrets out.
#[derive(Clone, Debug)]
pub enum GithubCredentials {
    /// Nobody: public repositories can be read, and nothing started.
    None,
    /// A personal access token.
    Token(SecretString),
    /// An installation of a GitHub App.
    App {
        app_id: u64,
        installation_id: u64,
        /// RSA, in PEM.
        private_key: SecretString,
    },
}

/// Why GitHub cannot be talked to at all. Each is one sentence for whoever configures the portal.
#[derive(Debug, thiserror::Error)]
pub enum GithubSetupError {
    #[error("GitHub's address {0:?} is no URL that starts with http:// or https://")]
    Address(String),
    #[error("GitHub's access token contains characters that no token has: is there a line break in it?")]
    Token,
    #[error("the private key of the GitHub App is no RSA key in PEM format")]
    Key,
    #[error("the client for GitHub cannot be made: {0}")]
    Client(String),
}

impl Default for GithubOptions {
    /// github.com, as nobody.
    fn default() -> Self {
        GithubOptions {
            api_url: "https://api.github.com".to_owned(),
            credentials: GithubCredentials::None,
            timeout: Duration::from_secs(20),
        }
    }
}
