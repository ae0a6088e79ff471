//! A twelve-target request beside the same calls made directly and in parallel.

use crate::portal::{self, Running, call};
use crate::report::{Figure, percentile};
use crate::seed::{REGIONS, STAGES};
use adapters::{CloudFormation, CloudOptions, CredentialSource};
use anyhow::{Context as _, Result, bail};
use domain::names::{RegionName, StageName};
use domain::template::Capability;
use futures::future::try_join_all;
use serde_json::{Value, json};
use services::ports::{ChangeSetSpec, ChangeSetState, Cloud, Place};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};
use testbed::Ministack;

const ROUNDS: usize = 5;

pub async fn measure(program: &Path) -> Result<Vec<Figure>> {
    let cloud = Ministack::start().await;
    let folder = tempfile::tempdir()?;
    let running = portal::start(program, folder.path(), &cloud.url(), None).await?;
    let direct = CloudFormation::new(CloudOptions {
        endpoint_url: Some(cloud.url()),
        credentials: CredentialSource::Sandbox,
        ..CloudOptions::default()
    });
    let source: Arc<str> = std::fs::read_to_string("templates/document-store.yaml")?.into();
    directly(&direct, &source, "warm").await?;
    through_the_portal(&running, "warm").await?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for round in 0..ROUNDS {
        theirs.push(directly(&direct, &source, &format!("direct-{round}")).await?.as_secs_f64());
        ours.push(through_the_portal(&running, &format!("portal-{round}")).await?.as_secs_f64());
    }
    let (ours, theirs) = (percentile(&mut ours, 50.0), percentile(&mut theirs, 50.0));
    let detail = format!("{:.0} ms of {:.0} ms, median of {ROUNDS}", ours * 1000.0, theirs * 1000.0);
    Ok(vec![Figure::at_most("twelve targets, submit to done ÷ direct calls", ours / theirs, 1.3, "", detail)])
}

fn places() -> Result<Vec<Place>> {
    let mut places = Vec::new();
    for stage in STAGES {
        for region in REGIONS {
            let (stage, region) = (StageName::parse(stage)?, RegionName::parse(region)?);
            places.push(Place { stage, region, role_arn: None });
        }
    }
    Ok(places)
}

async fn directly(cloud: &CloudFormation, source: &Arc<str>, name: &str) -> Result<Duration> {
    let began = Instant::now();
    try_join_all(places()?.into_iter().map(|place| one_stack(cloud, place, source.clone(), name))).await?;
    Ok(began.elapsed())
}

/// What a small program would do: change set, look, execute, look until it is complete.
async fn one_stack(cloud: &CloudFormation, place: Place, source: Arc<str>, name: &str) -> Result<()> {
    let spec = ChangeSetSpec {
        stack_name: format!("{name}-{}", place.stage),
        token: format!("{name}-{}-{}", place.stage, place.region),
        create: true,
        template: source,
        parameters: [
            ("ServiceName".to_owned(), name.to_owned()),
            ("StageName".to_owned(), place.stage.to_string()),
            ("TeamName".to_owned(), "bench".to_owned()),
        ]
        .into_iter()
        .collect(),
        capabilities: vec![Capability::Iam],
        tags: [].into(),
    };
    cloud.create_change_set(&place, &spec).await?;
    let id = loop {
        match cloud.change_set(&place, &spec.stack_name, &spec.token).await? {
            ChangeSetState::Ready { id, .. } => break id,
            ChangeSetState::Pending => tokio::time::sleep(Duration::from_millis(100)).await,
            other => bail!("{other:?}"),
        }
    };
    cloud.execute_change_set(&place, &spec.stack_name, &id, &spec.token).await?;
    loop {
        let stack = cloud.stack(&place, &spec.stack_name).await?.context("the stack is gone")?;
        match stack.status.as_str() {
            "CREATE_COMPLETE" => return Ok(()),
            status if status.ends_with("IN_PROGRESS") => tokio::time::sleep(Duration::from_millis(100)).await,
            status => bail!("the stack ended {status}"),
        }
    }
}

/// With an approval for production as soon as it is waited for; its pause is not the portal's, and is short.
async fn through_the_portal(running: &Running, service: &str) -> Result<Duration> {
    let client = reqwest::Client::new();
    let targets: Vec<Value> = STAGES
        .iter()
        .flat_map(|stage| REGIONS.map(|region| json!({"stage": stage, "region": region})))
        .collect();
    let body =
        json!({"action": "create", "service": service, "template": "document-store", "targets": targets});
    let began = Instant::now();
    let made = call(&client, &running.api("/requests"), "sandbox-developer", Some(&body)).await?;
    let id = made["id"].as_str().context("no id")?.to_owned();
    loop {
        let view = call(&client, &running.api(&format!("/requests/{id}")), "sandbox-developer", None).await?;
        match view["status"].as_str() {
            Some("succeeded") => return Ok(began.elapsed()),
            Some("awaiting_approval") => {
                let decision = json!({"decision": "approve", "digest": view["digest"], "comment": "bench"});
                let url = running.api(&format!("/requests/{id}/approvals"));
                call(&client, &url, "sandbox-lead", Some(&decision)).await?;
            }
            Some("planning" | "applying") => tokio::time::sleep(Duration::from_millis(10)).await,
            _ => bail!("the request ended like this: {view:#}"),
        }
    }
}
