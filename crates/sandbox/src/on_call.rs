use domain::names::{InvalidName, TeamName};

/// A team's rotation, as a file that companies would keep beside their configuration.
#[derive(Clone, Debug)]
pub struct SandboxRotation {
    pub team: TeamName,
    pub file: &'static str,
}

/// Who of the sandbox's people is called when something is wrong. They began long ago and never end.
pub fn rotations() -> Result<[SandboxRotation; 2], InvalidName> {
    let rotation = |team, file| TeamName::parse(team).map(|team| SandboxRotation { team, file });
    Ok([
        rotation("streaming", include_str!("../on-call/streaming.yaml"))?,
        rotation("platform", include_str!("../on-call/platform.yaml"))?,
    ])
}
