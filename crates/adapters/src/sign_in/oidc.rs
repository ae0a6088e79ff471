//! Signing in with an OpenID Connect provider: authorization code flow, with PKCE, state and nonce.

mod claims;

use super::http::Http;
use async_trait::async_trait;
use claims::{Claims, payload};
use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreErrorResponseType, CoreProviderMetadata, CoreTokenResponse,
};
use openidconnect::{
    AuthorizationCode, ClaimsVerificationError, ClientId, ClientSecret, CsrfToken, DiscoveryError,
    EndpointMaybeSet, EndpointNotSet, EndpointSet, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge,
    PkceCodeVerifier, RedirectUrl, RefreshToken, RequestTokenError, Scope, StandardErrorResponse,
    TokenResponse,
};
use secrecy::{ExposeSecret, SecretString};
use services::ports::{Attempt, GroupRule, Identified, IdentityError, IdentityProvider, memberships};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::Instant;

/// What a provider says of itself is asked for again after so long, and when a signature is not of its known keys.
const METADATA_LIVES: Duration = Duration::from_secs(3_600);

/// How people sign in with a provider.
#[derive(Clone, Debug)]
pub struct OidcSignInOptions {
    /// What people call it.
    pub title: String,
    /// Its metadata are at `<issuer>/.well-known/openid-configuration`.
    pub issuer: String,
    pub client_id: String,
    /// `None` for public clients.
    pub client_secret: Option<SecretString>,
    /// Besides `openid`.
    pub scopes: Vec<String>,
    /// Claim with the names of the person's groups; dots lead into objects.
    pub groups_claim: String,
    /// Claim with the person's sign-in name.
    pub login_claim: String,
    pub rules: Vec<GroupRule>,
    pub timeout: Duration,
}

/// An OpenID Connect provider.
#[derive(Debug)]
pub struct OidcSignIn {
    options: OidcSignInOptions,
    http: Http,
    metadata: Mutex<Option<(Arc<CoreProviderMetadata>, Instant)>>,
}

type Client = CoreClient<
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

impl OidcSignIn {
    /// # Errors
    /// When the system's roots of trust cannot be read.
    pub fn new(options: OidcSignInOptions) -> std::io::Result<Self> {
        Ok(OidcSignIn { http: Http::new(options.timeout)?, options, metadata: Mutex::default() })
    }

    /// What the provider says of itself; asked for anew when it was asked before `since`.
    async fn metadata(&self, since: Option<Instant>) -> Result<Arc<CoreProviderMetadata>, IdentityError> {
        let mut kept = self.metadata.lock().await;
        let fresh = |at: &Instant| at.elapsed() < METADATA_LIVES && since.is_none_or(|since| *at > since);
        if let Some((metadata, _)) = kept.as_ref().filter(|(_, at)| fresh(at)) {
            return Ok(Arc::clone(metadata));
        }
        let issuer = IssuerUrl::new(self.options.issuer.clone()).map_err(untrusted)?;
        let metadata =
            CoreProviderMetadata::discover_async(issuer, &self.http).await.map_err(undiscovered)?;
        let metadata = Arc::new(metadata);
        *kept = Some((Arc::clone(&metadata), Instant::now()));
        Ok(metadata)
    }

    fn client(&self, metadata: &CoreProviderMetadata) -> Client {
        let secret = self.options.client_secret.as_ref();
        let secret = secret.map(|secret| ClientSecret::new(secret.expose_secret().to_owned()));
        let id = ClientId::new(self.options.client_id.clone());
        CoreClient::from_provider_metadata(metadata.clone(), id, secret)
    }

    /// What the ID token claims, once its signature, issuer, audience, times and nonce are found right.
    async fn verified(
        &self,
        tokens: &CoreTokenResponse,
        nonce: Option<&str>,
    ) -> Result<Option<Claims>, IdentityError> {
        let Some(token) = tokens.id_token() else { return Ok(None) };
        let verify = |client: &Client| match nonce {
            Some(nonce) => token.claims(&client.id_token_verifier(), &Nonce::new(nonce.to_owned())).map(drop),
            // A refreshed token has the first one's nonce, or none.
            None => token.claims(&client.id_token_verifier(), |_: Option<&Nonce>| Ok(())).map(drop),
        };
        let known = self.metadata(None).await?;
        let verified = match verify(&self.client(&known)) {
            // Its keys may have changed since they were read.
            Err(ClaimsVerificationError::SignatureVerification(_)) => {
                let now = self.metadata(Some(Instant::now())).await?;
                verify(&self.client(&now))
            }
            other => other,
        };
        verified.map_err(untrusted)?;
        payload(&token.to_string()).map(Some).ok_or_else(|| untrusted("its ID token cannot be read"))
    }

    /// The claims about whoever has these tokens, with those that only the user info endpoint tells.
    async fn claims(&self, tokens: &CoreTokenResponse, nonce: Option<&str>) -> Result<Claims, IdentityError> {
        let mut claims = self.verified(tokens, nonce).await?;
        if nonce.is_some() && claims.is_none() {
            return Err(untrusted("no ID token came"));
        }
        let complete = claims.as_ref().is_some_and(|claims| claims.has(&self.options.groups_claim));
        let metadata = self.metadata(None).await?;
        if let Some(endpoint) = metadata.userinfo_endpoint().filter(|_| !complete) {
            let told: Claims = self.http.read(endpoint.as_str(), tokens.access_token().secret()).await?;
            claims = Some(match claims {
                None => told,
                Some(claims) if claims.subject() == told.subject() => claims.and(told),
                Some(_) => return Err(untrusted("its user info is about somebody else")),
            });
        }
        claims.ok_or_else(|| untrusted("it tells nothing about the person"))
    }

    fn identified(&self, claims: &Claims, grant: Option<String>) -> Result<Identified, IdentityError> {
        let subject = claims.subject().ok_or_else(|| untrusted("the claim sub is missing"))?;
        let login = claims.text(&self.options.login_claim).unwrap_or_else(|| subject.clone());
        let groups = claims.texts(&self.options.groups_claim);
        Ok(Identified {
            name: claims.text("name").unwrap_or_else(|| login.clone()),
            memberships: memberships(&self.options.rules, groups.iter().map(String::as_str)),
            subject,
            login,
            grant,
        })
    }
}

#[async_trait]
impl IdentityProvider for OidcSignIn {
    fn name(&self) -> &str {
        "oidc"
    }

    fn title(&self) -> &str {
        &self.options.title
    }

    async fn address(&self, attempt: &Attempt, callback: &str) -> Result<String, IdentityError> {
        let client = self.client(self.metadata(None).await?.as_ref());
        let client = client.set_redirect_uri(RedirectUrl::new(callback.to_owned()).map_err(untrusted)?);
        let (state, nonce) = (attempt.state.clone(), attempt.nonce.clone());
        let verifier = PkceCodeVerifier::new(attempt.verifier.clone());
        let request = client.authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            || CsrfToken::new(state),
            || Nonce::new(nonce),
        );
        let request = request.add_scopes(self.options.scopes.iter().cloned().map(Scope::new));
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier);
        let (url, _, _) = request.set_pkce_challenge(challenge).url();
        Ok(url.into())
    }

    async fn identify(
        &self,
        attempt: &Attempt,
        code: &str,
        callback: &str,
    ) -> Result<Identified, IdentityError> {
        let client = self.client(self.metadata(None).await?.as_ref());
        let client = client.set_redirect_uri(RedirectUrl::new(callback.to_owned()).map_err(untrusted)?);
        let request = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(untrusted)?;
        let request = request.set_pkce_verifier(PkceCodeVerifier::new(attempt.verifier.clone()));
        let tokens = request.request_async(&self.http).await.map_err(not_given)?;
        let claims = self.claims(&tokens, Some(&attempt.nonce)).await?;
        self.identified(&claims, tokens.refresh_token().map(|token| token.secret().clone()))
    }

    async fn ask_again(&self, grant: &str) -> Result<Identified, IdentityError> {
        let client = self.client(self.metadata(None).await?.as_ref());
        let old = RefreshToken::new(grant.to_owned());
        let request = client.exchange_refresh_token(&old).map_err(untrusted)?;
        let tokens = request.request_async(&self.http).await.map_err(not_given)?;
        let claims = self.claims(&tokens, None).await?;
        let next = tokens.refresh_token().unwrap_or(&old).secret().clone();
        self.identified(&claims, Some(next))
    }

    async fn ping(&self) -> Result<(), IdentityError> {
        self.metadata(Some(Instant::now())).await.map(drop)
    }
}

fn untrusted(error: impl std::fmt::Display) -> IdentityError {
    IdentityError::Untrusted(error.to_string())
}

fn undiscovered(error: DiscoveryError<IdentityError>) -> IdentityError {
    match error {
        DiscoveryError::Request(error) => error,
        DiscoveryError::Validation(words) => untrusted(words),
        DiscoveryError::Response(status, ..) => {
            IdentityError::Unreachable(format!("its metadata are answered with HTTP {}", status.as_u16()))
        }
        _ => IdentityError::Unreachable("its metadata cannot be read".to_owned()),
    }
}

/// Why there are no tokens; the provider's own words where it has some.
fn not_given(
    error: RequestTokenError<IdentityError, StandardErrorResponse<CoreErrorResponseType>>,
) -> IdentityError {
    match error {
        RequestTokenError::Request(error) => error,
        RequestTokenError::ServerResponse(told) => match told.error() {
            // It is about the portal, not about the person.
            CoreErrorResponseType::InvalidClient | CoreErrorResponseType::UnauthorizedClient => {
                IdentityError::Unreachable(format!("it does not accept this portal: {told}"))
            }
            _ => IdentityError::Refused(told.to_string()),
        },
        RequestTokenError::Parse(..) => {
            IdentityError::Unreachable("its answer about tokens cannot be read".to_owned())
        }
        RequestTokenError::Other(words) => IdentityError::Unreachable(words),
    }
}
