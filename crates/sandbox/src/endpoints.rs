//! Where the sandbox's services answer: one address for each service, stage and region, which tells the version that was
//! deployed there last. Nothing of it is measured; latencies are made up after the distance of the regions.

use crate::github::{Deployment, SandboxGithub};
use crate::traffic::{FRAGILE, Temper};
use axum::extract::{Path, State};
use axum::http::{HeaderName, StatusCode};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

const VERSION: HeaderName = HeaderName::from_static("x-version");
const LABEL: HeaderName = HeaderName::from_static("x-sandbox");

/// Addresses that are taken, before anybody answers there.
pub struct SandboxEndpoints {
    listener: TcpListener,
    address: SocketAddr,
}

impl SandboxEndpoints {
    /// Takes a free port of this machine.
    pub async fn bind() -> std::io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        Ok(SandboxEndpoints { listener, address })
    }

    /// The address of every endpoint; `{service}`, `{stage}` and `{region}` are to be filled in.
    pub fn template(&self) -> String {
        format!("http://{}/{{service}}/{{stage}}/{{region}}", self.address)
    }

    /// Answers with what the stand-in for GitHub has deployed, until the task is aborted.
    pub fn serve(self, github: &SandboxGithub) -> JoinHandle<()> {
        let deployed: Deployed = Arc::new(github.deployed());
        let router = Router::new()
            .route("/{service}/{stage}/{region}", get(answer))
            .route("/{service}/{stage}/{region}/{*path}", get(answer_below))
            .with_state(deployed);
        tokio::spawn(async move {
            if let Err(error) = axum::serve(self.listener, router).await {
                tracing::error!("the sandbox's endpoints ended: {error}");
            }
        })
    }
}

type Deployed = Arc<dyn Fn(&Deployment) -> Option<String> + Send + Sync>;

async fn answer_below(
    state: State<Deployed>,
    Path((service, stage, region, _)): Path<(String, String, String, String)>,
) -> impl IntoResponse {
    answer(state, Path((service, stage, region))).await
}

async fn answer(
    State(deployed): State<Deployed>,
    Path((service, stage, region)): Path<(String, String, String)>,
) -> impl IntoResponse {
    tokio::time::sleep(latency(&region)).await;
    let place = Deployment { service, stage, region };
    let version = deployed(&place);
    let broken = version.as_deref().is_some_and(|version| breaks(version, &place.region));
    let status = if broken { StatusCode::SERVICE_UNAVAILABLE } else { StatusCode::OK };
    let body = json!({
        "status": if broken { "broken" } else { "ok" },
        "service": place.service,
        "stage": place.stage,
        "region": place.region,
        "version": version,
        "sandbox": true,
    });
    let headers = [(VERSION, version.unwrap_or_default()), (LABEL, "true".to_owned())];
    (status, headers, Json(body))
}

fn breaks(version: &str, region: &str) -> bool {
    Temper::told(version) == Temper::Bad && region == FRAGILE
}

/// As far away as it is from Seoul, and never twice the same.
fn latency(region: &str) -> Duration {
    let far = match region.split('-').next() {
        Some("ap") => 12,
        Some("eu") => 70,
        _ => 90,
    };
    Duration::from_millis(far + rand::random_range(0..10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bad_release_breaks_one_region() {
        for (version, region, broken) in [
            ("1.9.0-bad", "eu-west-3", true),
            ("1.9.0-bad", "ap-northeast-2", false),
            ("1.8.2", "eu-west-3", false),
        ] {
            assert_eq!(breaks(version, region), broken, "{version} in {region}");
        }
    }
}
