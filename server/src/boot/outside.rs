//! Adapters to the CI backend, the artifact stores and the services, as they are configured.

use crate::config::{
    Config, Github as GithubConfig, GithubAccess, GithubSignIn, Mail, MailSecurity, Notifications,
    OidcSignIn, Probes,
};
use adapters::{
    ArtifactOptions, ArtifactStores, CloudWatch, EcrImages, Github, GithubCredentials, GithubOptions,
    GithubSignInOptions, ImageOptions, MailOptions, MessengerOptions, Messengers, MetricSources,
    NetworkProber, OidcSignInOptions, OutboundRules, ProbeRules, Prometheus, PrometheusOptions, S3Artifacts,
};
use anyhow::Context;
use services::ports::IdentityProvider;
use std::sync::Arc;
use std::time::Duration;

/// For one call to a provider of identities; somebody waits in front of a browser.
const SIGN_IN_TIMEOUT: Duration = Duration::from_secs(10);

/// GitHub, as a user or an App.
pub fn github(config: &GithubConfig) -> anyhow::Result<Github> {
    let credentials = match &config.access {
        GithubAccess::Nobody => GithubCredentials::None,
        GithubAccess::Token(token) => GithubCredentials::Token(token.expose().to_owned().into()),
        GithubAccess::App { app_id, installation_id, private_key } => GithubCredentials::App {
            app_id: *app_id,
            installation_id: *installation_id,
            private_key: private_key.expose().to_owned().into(),
        },
    };
    let options = GithubOptions { api_url: config.api_url.clone(), credentials, timeout: config.timeout };
    Ok(Github::new(&options)?)
}

/// Buckets and registries, reached as the cloud is.
pub fn artifact_stores(config: &Config) -> ArtifactStores {
    let (cloud, create_repositories) =
        (super::cloud_options(&config.cloud), config.artifacts.create_repositories);
    ArtifactStores {
        objects: buckets(config),
        images: EcrImages::new(ImageOptions { cloud, create_repositories }),
    }
}

/// The buckets alone, for whoever puts artifacts there.
pub fn buckets(config: &Config) -> S3Artifacts {
    S3Artifacts::new(ArtifactOptions {
        cloud: super::cloud_options(&config.cloud),
        bucket: config.artifacts.bucket.clone(),
        create_buckets: config.artifacts.create_buckets,
    })
}

/// CloudWatch, reached as the cloud is, and the configured endpoint.
pub fn metrics(config: &Config) -> anyhow::Result<MetricSources> {
    let access = &config.metrics;
    let prometheus = access.prometheus_url.as_ref().map(|url| {
        let token = access.prometheus_token.as_ref().map(|token| token.expose().to_owned().into());
        Prometheus::new(PrometheusOptions { url: url.clone(), token })
    });
    let cloudwatch = CloudWatch::new(super::cloud_options(&config.cloud));
    let prometheus = prometheus.transpose().context("the system's certificates cannot be read")?;
    Ok(MetricSources { cloudwatch, prometheus })
}

/// What asks services how they are.
pub fn prober(config: &Probes) -> anyhow::Result<NetworkProber> {
    let rules = ProbeRules { networks: config.networks.clone() };
    NetworkProber::new(rules).context("the system's certificates cannot be read")
}

/// Mail and webhooks.
pub fn messengers(config: &Notifications) -> anyhow::Result<Messengers> {
    let outbound = OutboundRules { allow_http: config.allow_http, networks: config.networks.clone() };
    let mail = config.mail.as_ref().map(mail);
    let options = MessengerOptions { mail, outbound, timeout: config.timeout };
    Messengers::new(options).context("notifications cannot be sent")
}

fn mail(mail: &Mail) -> MailOptions {
    MailOptions {
        host: mail.host.clone(),
        port: mail.port,
        security: match mail.security {
            MailSecurity::StartTls => adapters::MailSecurity::StartTls,
            MailSecurity::Tls => adapters::MailSecurity::Tls,
            MailSecurity::None => adapters::MailSecurity::None,
        },
        credentials: mail
            .credentials
            .as_ref()
            .map(|(user, password)| (user.clone(), password.expose().to_owned().into())),
        from: mail.from.clone(),
    }
}

/// Whoever vouches for people, outside of the sandbox.
pub fn ways_in(config: &Config) -> anyhow::Result<Vec<Arc<dyn IdentityProvider>>> {
    if config.sandbox {
        return Ok(Vec::new());
    }
    let mut ways: Vec<Arc<dyn IdentityProvider>> = Vec::new();
    if let Some(github) = &config.sign_in.github {
        ways.push(Arc::new(with_github(github, &config.github.api_url)?));
    }
    if let Some(oidc) = &config.sign_in.oidc {
        ways.push(Arc::new(with_oidc(oidc)?));
    }
    Ok(ways)
}

fn with_github(github: &GithubSignIn, api_url: &str) -> anyhow::Result<adapters::GithubSignIn> {
    let options = GithubSignInOptions {
        web_url: github.web_url.clone(),
        api_url: api_url.to_owned(),
        client_id: github.client_id.clone(),
        client_secret: github.client_secret.expose().to_owned().into(),
        rules: github.rules.clone(),
        answer_reviews: github.answer_reviews,
        timeout: SIGN_IN_TIMEOUT,
    };
    adapters::GithubSignIn::new(options).context("the system's certificates cannot be read")
}

fn with_oidc(oidc: &OidcSignIn) -> anyhow::Result<adapters::OidcSignIn> {
    let options = OidcSignInOptions {
        title: oidc.title.clone(),
        issuer: oidc.issuer.clone(),
        client_id: oidc.client_id.clone(),
        client_secret: oidc.client_secret.as_ref().map(|secret| secret.expose().to_owned().into()),
        scopes: oidc.scopes.clone(),
        groups_claim: oidc.groups_claim.clone(),
        login_claim: oidc.login_claim.clone(),
        rules: oidc.rules.clone(),
        timeout: SIGN_IN_TIMEOUT,
    };
    adapters::OidcSignIn::new(options).context("the system's certificates cannot be read")
}
