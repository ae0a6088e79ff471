//! What the workflows have deployed.

use super::model::{Conclusion, Run};
use super::server::SandboxGithub;
use std::sync::Arc;

/// Where something may run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deployment {
    pub service: String,
    pub stage: String,
    pub region: String,
}

const WORKFLOW: &str = "deploy.yml";

impl SandboxGithub {
    /// Tells which version the newest good run of a service's deployment has brought to a place.
    pub fn deployed(&self) -> impl Fn(&Deployment) -> Option<String> + Send + Sync + 'static {
        let world = Arc::clone(self.world());
        move |place| {
            let repository = format!("acme/{}", place.service);
            world.read(|state| state.runs_of(&repository).find(|run| brought(run, place)).and_then(version))
        }
    }
}

fn brought(run: &Run, place: &Deployment) -> bool {
    let is = |name: &str, value: &str| run.inputs.get(name).is_some_and(|input| input == value);
    run.workflow.file() == WORKFLOW
        && run.conclusion == Some(Conclusion::Success)
        && is("stage", &place.stage)
        && is("region", &place.region)
}

fn version(run: &Run) -> Option<String> {
    run.inputs.get("version").cloned()
}
