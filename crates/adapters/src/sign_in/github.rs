//! Signing in with GitHub: its OAuth web flow, as OAuth Apps and GitHub Apps have it.

use super::http::Http;
use async_trait::async_trait;
use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::json;
use services::ports::{
    Attempt, Clock, GroupRule, Identified, IdentityError, IdentityProvider, Lent, PersonToken, SystemClock,
    memberships,
};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// What is asked for: teams of organizations can only be read with it.
const SCOPE: &str = "read:org";
/// With it deployments of private repositories are reviewed. GitHub Apps have no scopes.
const REVIEW_SCOPE: &str = "repo";
/// What the tokens of people start with that a GitHub App was given.
const OF_APP: &str = "ghu_";
/// A token that ends so soon is renewed before it is used.
const MARGIN_MILLIS: i64 = 60_000;
const PER_PAGE: usize = 100;
/// Somebody in more than a thousand teams is not looked at to the end.
const PAGES: usize = 10;

/// How people sign in with a GitHub.
#[derive(Clone, Debug)]
pub struct GithubSignInOptions {
    /// Of the pages for people: `https://github.com`.
    pub web_url: String,
    /// `https://api.github.com`, or `https://github.example.com/api/v3`.
    pub api_url: String,
    pub client_id: String,
    pub client_secret: SecretString,
    /// Groups are teams, `organization/slug`.
    pub rules: Vec<GroupRule>,
    /// Whether the portal may answer GitHub's reviews with the accounts of those who sign in.
    pub answer_reviews: bool,
    pub timeout: Duration,
}

/// GitHub as a provider of identities.
#[derive(Debug)]
pub struct GithubSignIn {
    options: GithubSignInOptions,
    http: Http,
}

/// GitHub refuses with status 200 here, and says so in the answer.
#[derive(Deserialize)]
struct Exchanged {
    access_token: Option<String>,
    refresh_token: Option<String>,
    /// Separated by commas.
    scope: Option<String>,
    /// In seconds.
    expires_in: Option<i64>,
    error: Option<String>,
    error_description: Option<String>,
}

/// What the portal keeps to ask again. Tokens of GitHub Apps end after eight hours and are renewed.
#[derive(Serialize, Deserialize)]
struct Grant {
    access: String,
    refresh: Option<String>,
    #[serde(default)]
    login: String,
    #[serde(default)]
    scopes: Vec<String>,
    /// In milliseconds since 1970; `None`: never.
    #[serde(default)]
    ends_at: Option<i64>,
}

#[derive(Deserialize)]
struct User {
    id: u64,
    login: String,
    name: Option<String>,
}

#[derive(Deserialize)]
struct Team {
    slug: String,
    organization: Organization,
}

#[derive(Deserialize)]
struct Organization {
    login: String,
}

impl GithubSignIn {
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new(options: GithubSignInOptions) -> std::io::Result<Self> {
        Ok(GithubSignIn { http: Http::new(options.timeout)?, options })
    }

    async fn exchange(&self, what: serde_json::Value) -> Result<Grant, IdentityError> {
        let mut body = what;
        body["client_id"] = self.options.client_id.clone().into();
        body["client_secret"] = self.options.client_secret.expose_secret().into();
        let url = format!("{}/login/oauth/access_token", self.options.web_url);
        let answer: Exchanged = self.http.post(&url, &body).await?;
        match (answer.access_token, answer.error) {
            (Some(access), None) => {
                let scopes = answer.scope.unwrap_or_default();
                let scopes = scopes.split([',', ' ']).filter(|scope| !scope.is_empty());
                let now = SystemClock.now();
                Ok(Grant {
                    access,
                    refresh: answer.refresh_token,
                    login: String::new(),
                    scopes: scopes.map(str::to_owned).collect(),
                    ends_at: answer
                        .expires_in
                        .map(|seconds| now.plus_millis(seconds.saturating_mul(1_000)).0),
                })
            }
            (_, error) => {
                let ours = error.as_deref() == Some("incorrect_client_credentials");
                let words = answer.error_description.or(error).unwrap_or_else(|| "no token came".to_owned());
                let words = words.trim_end_matches('.').to_owned();
                Err(if ours { IdentityError::Unreachable(words) } else { IdentityError::Refused(words) })
            }
        }
    }

    async fn renewed(&self, refresh: &str) -> Result<Grant, IdentityError> {
        self.exchange(json!({ "grant_type": "refresh_token", "refresh_token": refresh })).await
    }

    fn scope(&self) -> String {
        match self.options.answer_reviews {
            true => format!("{SCOPE} {REVIEW_SCOPE}"),
            false => SCOPE.to_owned(),
        }
    }

    async fn described(&self, grant: Grant) -> Result<Identified, IdentityError> {
        let user: User = self.http.read(&format!("{}/user", self.options.api_url), &grant.access).await?;
        let teams = self.teams(&grant.access).await?;
        let grant = Grant { login: user.login.clone(), ..grant }.kept()?;
        Ok(Identified {
            subject: user.id.to_string(),
            name: user.name.filter(|name| !name.trim().is_empty()).unwrap_or_else(|| user.login.clone()),
            login: user.login,
            memberships: memberships(&self.options.rules, teams.iter().map(String::as_str)),
            grant: Some(grant),
        })
    }

    async fn teams(&self, token: &str) -> Result<Vec<String>, IdentityError> {
        let mut names = Vec::new();
        for page in 1..=PAGES {
            let url = format!("{}/user/teams?per_page={PER_PAGE}&page={page}", self.options.api_url);
            let teams: Vec<Team> = self.http.read(&url, token).await?;
            let last = teams.len() < PER_PAGE;
            names.extend(teams.into_iter().map(|team| format!("{}/{}", team.organization.login, team.slug)));
            if last {
                break;
            }
        }
        Ok(names)
    }
}

impl Grant {
    fn read(text: &str) -> Result<Self, IdentityError> {
        let unreadable = |_| IdentityError::Untrusted("what was kept of it cannot be read".to_owned());
        serde_json::from_str(text).map_err(unreadable)
    }

    fn kept(&self) -> Result<String, IdentityError> {
        serde_json::to_string(self).map_err(|error| IdentityError::Untrusted(error.to_string()))
    }

    fn may_review(&self) -> bool {
        self.access.starts_with(OF_APP) || self.scopes.iter().any(|scope| scope == REVIEW_SCOPE)
    }

    fn ends_soon(&self) -> bool {
        self.ends_at.is_some_and(|at| SystemClock.now().0 >= at - MARGIN_MILLIS)
    }
}

#[async_trait]
impl IdentityProvider for GithubSignIn {
    fn name(&self) -> &str {
        "github"
    }

    fn title(&self) -> &str {
        "GitHub"
    }

    async fn address(&self, attempt: &Attempt, callback: &str) -> Result<String, IdentityError> {
        let challenge = BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(attempt.verifier.as_bytes()));
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.options.client_id)
            .append_pair("redirect_uri", callback)
            .append_pair("scope", &self.scope())
            .append_pair("state", &attempt.state)
            .append_pair("code_challenge", &challenge)
            .append_pair("code_challenge_method", "S256")
            .finish();
        Ok(format!("{}/login/oauth/authorize?{query}", self.options.web_url))
    }

    async fn identify(
        &self,
        attempt: &Attempt,
        code: &str,
        callback: &str,
    ) -> Result<Identified, IdentityError> {
        let what = json!({ "code": code, "redirect_uri": callback, "code_verifier": attempt.verifier });
        let grant = self.exchange(what).await?;
        self.described(grant).await
    }

    async fn ask_again(&self, grant: &str) -> Result<Identified, IdentityError> {
        let grant = Grant::read(grant)?;
        let renewal = grant.refresh.clone();
        match (self.described(grant).await, renewal) {
            (Err(IdentityError::Refused(_)), Some(refresh)) => {
                let renewed = self.renewed(&refresh).await?;
                self.described(renewed).await
            }
            (answer, _) => answer,
        }
    }

    async fn lent(&self, grant: &str) -> Result<Option<Lent>, IdentityError> {
        let mut grant = Grant::read(grant)?;
        if !self.options.answer_reviews || !grant.may_review() {
            return Ok(None);
        }
        let mut renewed = None;
        if grant.ends_soon() {
            let Some(refresh) = grant.refresh.as_deref() else { return Ok(None) };
            grant = Grant { login: grant.login.clone(), ..self.renewed(refresh).await? };
            renewed = Some(grant.kept()?);
        }
        let Grant { access, login, scopes, .. } = grant;
        Ok(Some(Lent { login, token: PersonToken::new(access), scopes, renewed }))
    }

    /// Asks for nothing that needs rights: whether there is a GitHub.
    async fn ping(&self) -> Result<(), IdentityError> {
        let url = format!("{}/login/oauth/access_token", self.options.web_url);
        let body = json!({ "client_id": self.options.client_id,
            "client_secret": self.options.client_secret.expose_secret(), "code": "none" });
        let answer: Exchanged = self.http.post(&url, &body).await?;
        match answer.error.as_deref() {
            // It knows us, and that there is no such code.
            Some("bad_verification_code") => Ok(()),
            _ => Err(IdentityError::Refused(
                answer.error_description.unwrap_or_else(|| "it says nothing".to_owned()),
            )),
        }
    }
}
