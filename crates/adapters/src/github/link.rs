//! Requests and their answers: octocrab carries them, and never repeats one by itself.

use super::cache::{Cache, Held};
use super::failure::{Failure, refused, unanswered};
use super::options::{GithubCredentials, GithubOptions, GithubSetupError};
use super::quiet::Quiet;
use http::header::{ETAG, IF_NONE_MATCH};
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Limited};
use octocrab::Octocrab;
use octocrab::models::{AppId, InstallationId};
use octocrab::service::middleware::retry::RetryConfig;
use secrecy::{ExposeSecret, SecretString};
use serde::de::DeserializeOwned;
use services::ports::{PersonToken, PipelineError};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// The longest answer that is read, in bytes; a hundred runs take about one million.
const LONGEST: usize = 16 * 1024 * 1024;

/// How long what seldom changes is believed unasked.
const SETTLED: Duration = Duration::from_secs(60);

/// Before a read that failed is tried again.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(1_000)];

/// An answer whose body has not been read.
pub(super) type Open = http::Response<http_body_util::combinators::BoxBody<Bytes, octocrab::Error>>;
type Bytes = <octocrab::OctoBody as http_body::Body>::Data;

/// A good answer.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    pub body: Arc<[u8]>,
}

impl Answer {
    /// The body's JSON.
    pub fn json<T: DeserializeOwned>(&self, what: &str) -> Result<T, PipelineError> {
        let unreadable =
            |error| PipelineError::Unclear(format!("its answer about {what} cannot be read: {error}"));
        serde_json::from_slice(&self.body).map_err(unreadable)
    }
}

/// The way to one GitHub, as one user of it.
pub(super) struct Link {
    client: Octocrab,
    is_app: bool,
    /// Held while a token is fetched, so that many callers fetch one.
    minting: Mutex<()>,
    timeout: Duration,
    cache: Cache,
    quiet: Quiet,
}

impl Link {
    pub fn new(options: &GithubOptions) -> Result<Self, GithubSetupError> {
        Ok(Link {
            client: client(options)?,
            is_app: matches!(options.credentials, GithubCredentials::App { .. }),
            minting: Mutex::default(),
            timeout: options.timeout,
            cache: Cache::default(),
            quiet: Quiet::default(),
        })
    }

    /// The way to the same GitHub as somebody else, whose limits and answers are their own.
    pub fn of_person(&self, token: &PersonToken) -> Result<Self, PipelineError> {
        let token = sound(&SecretString::from(token.expose()));
        let token = token.map_err(|error| PipelineError::Refused(error.to_string()))?;
        let client = self.client.user_access_token(token);
        Ok(Link {
            client: client.map_err(|error| PipelineError::Refused(error.to_string()))?,
            is_app: false,
            minting: Mutex::default(),
            timeout: self.timeout,
            cache: Cache::default(),
            quiet: Quiet::default(),
        })
    }

    /// Reads, and asks only whether it has changed if it is known. Tries again when there was no answer.
    pub async fn get(&self, what: &str, path: &str) -> Result<Answer, Failure> {
        let held = self.cache.get(path);
        let answer = self.patiently(what, path, held.as_ref()).await?;
        if answer.status() == StatusCode::NOT_MODIFIED {
            let held = held.map(|held| Held { at: Instant::now(), ..held });
            let body = held.as_ref().map(|held| Arc::clone(&held.body)).unwrap_or_default();
            if let Some(held) = held {
                self.cache.put(path, held);
            }
            return Ok(Answer { body });
        }
        let etag = answer.headers().get(ETAG).and_then(|etag| etag.to_str().ok()).map(str::to_owned);
        let answer = self.read(answer).await?;
        if let Some(etag) = etag {
            self.cache.put(path, Held { etag, body: Arc::clone(&answer.body), at: Instant::now() });
        }
        Ok(answer)
    }

    /// Reads what seldom changes: what GitHub said a moment ago still counts.
    pub async fn get_settled(&self, what: &str, path: &str) -> Result<Answer, Failure> {
        match self.cache.get(path).filter(|held| held.at.elapsed() < SETTLED) {
            Some(held) => Ok(Answer { body: held.body }),
            None => self.get(what, path).await,
        }
    }

    /// Reads what changes each time.
    pub async fn get_fresh(&self, what: &str, path: &str) -> Result<Answer, Failure> {
        let answer = self.patiently(what, path, None).await?;
        self.read(answer).await
    }

    /// The answer, for callers that read its body bit by bit.
    pub async fn open(&self, what: &str, path: &str) -> Result<Open, Failure> {
        self.patiently(what, path, None).await
    }

    /// Writes, once.
    pub async fn post(
        &self,
        what: &str,
        path: &str,
        body: Option<&serde_json::Value>,
    ) -> Result<Answer, Failure> {
        let request = http::request::Builder::new().method(Method::POST).uri(path);
        let answer = self.send(what, request, body).await?;
        self.read(answer).await
    }

    async fn patiently(&self, what: &str, path: &str, held: Option<&Held>) -> Result<Open, Failure> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let mut request = http::request::Builder::new().method(Method::GET).uri(path);
            if let Some(held) = held {
                request = request.header(IF_NONE_MATCH, &held.etag);
            }
            let failed = match self.send(what, request, None).await {
                Ok(answer) => return Ok(answer),
                Err(failed) => failed,
            };
            match (failed.is_passing(), pauses.next()) {
                (true, Some(pause)) => tokio::time::sleep(pause).await,
                _ => return Err(failed),
            }
        }
    }

    async fn send(
        &self,
        what: &str,
        request: http::request::Builder,
        body: Option<&serde_json::Value>,
    ) -> Result<Open, Failure> {
        self.quiet.check()?;
        self.sign_in().await?;
        let request = self.client.build_request(request, body).map_err(|error| unanswered(&error))?;
        let answer = self.within(self.client.execute(request)).await?;
        let answer = answer.map_err(|error| unanswered(&error))?;
        if answer.status().is_success() || answer.status() == StatusCode::NOT_MODIFIED {
            return Ok(answer);
        }
        let (parts, body) = answer.into_parts();
        let told = self.within(Limited::new(body, LONGEST).collect()).await;
        let told = told.ok().and_then(Result::ok).map(|told| told.to_bytes()).unwrap_or_default();
        let failed = refused(what, parts.status, &parts.headers, &told);
        self.quiet.keep(&failed.error);
        Err(failed)
    }

    /// Has an installation's token at hand. Nothing has been asked for yet if this fails.
    async fn sign_in(&self) -> Result<(), Failure> {
        if !self.is_app {
            return Ok(());
        }
        let _one = self.minting.lock().await;
        // Comes from octocrab's memory until half a minute before it expires.
        let token = self.within(self.client.installation_token()).await;
        let failed = match token {
            Ok(Ok(_)) => return Ok(()),
            Ok(Err(octocrab::Error::GitHub { source, .. })) => {
                let headers = source.headers.unwrap_or_default();
                let told = serde_json::json!({ "message": source.message }).to_string();
                refused(
                    "the installation of the portal's GitHub App",
                    source.status_code,
                    &headers,
                    told.as_bytes(),
                )
            }
            Ok(Err(error)) => unanswered(&error),
            Err(late) => late,
        };
        self.quiet.keep(&failed.error);
        Err(failed.before_asking())
    }

    pub async fn read(&self, answer: Open) -> Result<Answer, Failure> {
        let body = self.within(Limited::new(answer.into_body(), LONGEST).collect()).await?;
        let body = body.map_err(|error| Failure::unclear(&format!("its answer broke off: {error}")))?;
        Ok(Answer { body: Arc::from(&*body.to_bytes()) })
    }

    /// Waits, but not for ever.
    pub async fn within<T>(&self, what: impl Future<Output = T>) -> Result<T, Failure> {
        let late = |_| Failure::unclear(&format!("no answer within {} s", self.timeout.as_secs()));
        tokio::time::timeout(self.timeout, what).await.map_err(late)
    }
}

fn client(options: &GithubOptions) -> Result<Octocrab, GithubSetupError> {
    let address = || GithubSetupError::Address(options.api_url.clone());
    let url = options.api_url.trim_end_matches('/');
    let uri: http::Uri = url.parse().map_err(|_| address())?;
    if !["http", "https"].contains(&uri.scheme_str().unwrap_or_default()) {
        return Err(address());
    }
    let unmade = |error: octocrab::Error| GithubSetupError::Client(error.to_string());
    let mut builder = Octocrab::builder()
        .base_uri(uri)
        .map_err(|_| address())?
        // It would send a dispatch four times.
        .add_retry_config(RetryConfig::None)
        .set_connect_timeout(Some(options.timeout / 3))
        .set_read_timeout(Some(options.timeout))
        .set_write_timeout(Some(options.timeout));
    if let GithubCredentials::App { app_id, private_key, .. } = &options.credentials {
        let key = private_key.expose_secret().as_bytes();
        builder = builder.app_from_rsa_pem(AppId(*app_id), key).map_err(|_| GithubSetupError::Key)?;
    }
    let client = builder.build().map_err(unmade)?;
    match &options.credentials {
        GithubCredentials::None => Ok(client),
        GithubCredentials::App { installation_id, .. } => {
            client.installation(InstallationId(*installation_id)).map_err(unmade)
        }
        // Not by the builder, which panics over a line break and shows the token in debug output.
        GithubCredentials::Token(token) => client.user_access_token(sound(token)?).map_err(unmade),
    }
}

fn sound(token: &SecretString) -> Result<SecretString, GithubSetupError> {
    let text = token.expose_secret().trim();
    let sound = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic());
    sound.then(|| SecretString::from(text)).ok_or(GithubSetupError::Token)
}
