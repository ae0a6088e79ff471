//! Adapters to the CI backend, the artifact stores and the services, as they are configured.

use crate::config::{ArtifactStores, Config, Github as GithubConfig, GithubAccess};
use adapters::{ArtifactOptions, CloudOptions, Github, GithubCredentials, GithubOptions, S3Artifacts};

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

/// Buckets, reached as the cloud is.
pub fn artifacts(cloud: CloudOptions, stores: &ArtifactStores) -> S3Artifacts {
    S3Artifacts::new(ArtifactOptions {
        cloud,
        bucket: stores.bucket.clone(),
        create_buckets: stores.create_buckets,
    })
}

/// The same from the whole configuration, for whoever puts artifacts there.
pub fn artifact_stores(config: &Config) -> S3Artifacts {
    artifacts(super::cloud_options(&config.cloud), &config.artifacts)
}
