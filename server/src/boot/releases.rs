//! Something to roll out in a sandbox that has nothing yet.

use super::outside;
use crate::config::Config;
use anyhow::Context;
use domain::people::Actor;
use domain::release::Version;
use domain::view::ReleaseInput;
use sandbox::Temper;
use services::Portal;
use services::ports::Place;

/// What the sandbox's builds have made: service, version, and the place of the commit in its repository's history.
const BUILDS: [(&str, &str, usize); 6] = [
    ("live-api", "1.7.8-bad", 1),
    ("live-api", "1.7.9-reads", 2),
    ("live-api", "1.8.0", 3),
    ("live-api", "1.8.1", 4),
    ("live-api", "1.8.2", 6),
    ("player", "5.2.0", 4),
];

/// What a release is there for, when it does harm.
fn notes(version: &str) -> Option<&'static str> {
    match Temper::of(&Version::parse(version).ok()?) {
        Temper::Good => None,
        Temper::Bad => Some("Sandbox: fails in Paris, on purpose."),
        Temper::Greedy => Some("Sandbox: reads so much that it meets its storage's limit, on purpose."),
    }
}

/// Puts the builds' artifacts into the home region's store and registers them, unless there are releases already.
pub async fn seed_releases(portal: &Portal, config: &Config, builder: &Actor) -> anyhow::Result<()> {
    if !portal.releases(builder, None, None, 1).await?.items.is_empty() {
        return Ok(());
    }
    let stores = outside::buckets(config);
    let home = config.rules.home().context("no region is home")?;
    for (service, version, place) in BUILDS {
        let commit = sandbox::github::built_in_commit(&format!("acme/{service}"), place);
        let commit = commit.with_context(|| format!("acme/{service} has no commit {place}"))?;
        let content = format!("{service} {version} {commit}\n").repeat(40_000).into_bytes();
        let key = format!("{service}/{version}.tar");
        let mut artifact = None;
        for stage in &config.rules.stages {
            let place = Place {
                stage: stage.name.clone(),
                region: home.name.clone(),
                role_arn: stage.role_arn.clone(),
            };
            artifact = Some(stores.put(&place, &key, content.clone()).await?);
        }
        let artifact = artifact.context("there are no stages")?;
        let input = ReleaseInput {
            service: service.to_owned(),
            version: version.to_owned(),
            commit,
            kind: artifact.kind,
            artifact: artifact.key,
            digest: artifact.digest.0,
            size: Some(artifact.size),
            notes: notes(version).map(str::to_owned),
            run_url: None,
        };
        portal.register_release(builder, input).await?;
    }
    Ok(())
}
