use super::serve;
use crate::boot;
use crate::config::{CloudAccess, Config, Github, GithubAccess, Secret};
use crate::shutdown::Shutdown;
use crate::{log, serving};
use ::sandbox::github::{APP, APP_KEY, GithubOptions, INSTALLATION, Runner, SandboxGithub, Webhook};
use ::sandbox::{CloudOptions, SandboxCloud, SandboxEndpoints, Serving, TrafficOptions};
use anyhow::Context;
use domain::names::LocationName;
use domain::people::Actor;
use services::ports::CalendarPlace;
use services::{OnCallRules, Portal};
use std::fs::DirBuilder;
use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

/// Opens the stand-in to whoever looks at it with a client of their own; the portal itself comes as a GitHub App.
const GITHUB_TOKEN: &str = "ghp_sandbox";
const WEBHOOK_SECRET: &str = "sandbox-webhooks";
/// As long as the step that the sandbox's services declare.
const TRAFFIC_STEP: Duration = Duration::from_secs(10);
const REPOSITORIES: [&str; 3] = ["acme/live-api", "acme/player", "acme/platform-tools"];

/// Short enough to see the next one being called.
const ESCALATE_AFTER_MILLIS: i64 = 5 * 60_000;

/// Played by the portal itself, so that there is a quorum.
const LOCATIONS: [&str; 3] = ["sandbox-seoul", "sandbox-paris", "sandbox-virginia"];

#[derive(clap::Args)]
pub struct Arguments {
    /// Port of the portal, on 127.0.0.1
    #[arg(long, default_value_t = 3000)]
    port: u16,
    /// Folder that keeps everything between runs
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// The sandbox cloud
    #[arg(long, value_name = "PATH", default_value = ".tools/ministack")]
    cloud_program: PathBuf,
    /// Port of the sandbox cloud, on 127.0.0.1
    #[arg(long, default_value_t = 4566)]
    cloud_port: u16,
    /// Port of the sandbox's GitHub, on 127.0.0.1
    #[arg(long, default_value_t = 4567)]
    github_port: u16,
    /// What becomes of workflows' jobs: whether their scripts really run on this machine
    #[arg(long, value_enum, default_value_t = Jobs::Auto, env = "SLIPWAY_SANDBOX_JOBS")]
    jobs: Jobs,
    /// nektos/act, which runs them
    #[arg(long, value_name = "PATH", default_value = ".tools/act")]
    act_program: PathBuf,
    /// Folder with the built scripts and styles
    #[arg(long, value_name = "DIR")]
    site: Option<PathBuf>,
    /// Folder with CloudFormation files
    #[arg(long, value_name = "DIR")]
    templates: Option<PathBuf>,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum Jobs {
    /// They run where act is installed, and are played elsewhere
    Auto,
    /// They run
    Act,
    /// They only tell what they would do
    Played,
}

/// Runs cloud and portal until told to stop; then the portal comes to its end first.
pub async fn run(config: Config, arguments: Arguments) -> anyhow::Result<ExitCode> {
    log::start(config.log, &config.log_filter)?;
    let shutdown = Shutdown::on_signals()?;
    let mut config = with(config, &arguments)?;
    let endpoints = SandboxEndpoints::bind().await.context("the sandbox's endpoints cannot listen")?;
    config.probes.endpoint = Some(endpoints.template());
    let url = config.database.url.expose();
    let _held = boot::hold(url, "choose another folder with --data")?;
    let listener = serving::bind(config.server.listen).await?;
    let starting = SandboxCloud::start(CloudOptions {
        program: arguments.cloud_program.clone(),
        port: arguments.cloud_port,
        folder: arguments.data.join("cloud"),
    });
    let github = SandboxGithub::start(github_options(&config, &arguments));
    let (cloud, github, booted) = tokio::join!(starting, github, boot::boot(&config));
    let (cloud, github, stop_cloud) = (cloud?, github?, Shutdown::default());
    let endpoints = endpoints.serve(&github);
    let supervisor = tokio::spawn(cloud.supervise(stop_cloud.begun()));
    let ran = async {
        let booted = booted?;
        boot::seed_sandbox(&booted.portal).await?;
        let portal = booted.portal.clone();
        let seeding = config.clone();
        tokio::spawn(async move { seed_releases(&portal, &seeding).await });
        tokio::spawn(traffic(booted.portal.clone(), arguments.cloud_port));
        announce(&config, arguments.cloud_port)?;
        serve::run_portal(&config, listener, booted, shutdown).await
    };
    let ran = ran.await;
    endpoints.abort();
    github.stop().await;
    stop_cloud.begin();
    supervisor.await.context("the sandbox cloud's keeper ended early")?;
    ran.map(|()| ExitCode::SUCCESS)
}

/// The configuration with what makes it a sandbox.
fn with(config: Config, arguments: &Arguments) -> anyhow::Result<Config> {
    let data = &arguments.data;
    // What is in there concerns nobody else on this machine.
    let made = DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.with_context(|| format!("the folder {} cannot be made", data.display()))?;
    let mut config = config;
    config.server.listen = SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port));
    config.server.public_url = format!("http://127.0.0.1:{}", arguments.port);
    config.database.url = Secret::new(format!("sqlite:{}", data.join("slipway.db").display()));
    config.cloud = CloudAccess::sandbox(format!("http://127.0.0.1:{}", arguments.cloud_port));
    config.vault_key = Some(boot::kept_key(&data.join("vault.key"))?);
    config.sandbox = true;
    config.artifacts.create_buckets = true;
    config.artifacts.create_repositories = true;
    config.probes.locations =
        LOCATIONS.iter().map(|name| LocationName::parse(name)).collect::<Result<_, _>>()?;
    config.probes.networks.push("127.0.0.1".parse().map_err(anyhow::Error::msg)?);
    config.github = Github {
        api_url: format!("http://127.0.0.1:{}", arguments.github_port),
        access: GithubAccess::App {
            app_id: APP,
            installation_id: INSTALLATION,
            private_key: Secret::new(APP_KEY),
        },
        webhook_secret: Some(Secret::new(WEBHOOK_SECRET)),
        repositories: REPOSITORIES.map(str::to_owned).to_vec(),
        ..config.github
    };
    config.on_call.extend(rotations(data, &config.on_call)?);
    if let Some(site) = &arguments.site {
        config.server.site.clone_from(site);
    }
    if let Some(templates) = &arguments.templates {
        config.templates.clone_from(templates);
    }
    Ok(config)
}

/// The rotations of teams for which nobody has configured another one. Their files are there to be edited.
fn rotations(data: &Path, configured: &[OnCallRules]) -> anyhow::Result<Vec<OnCallRules>> {
    let folder = data.join("on-call");
    std::fs::create_dir_all(&folder)?;
    let mut rules = Vec::new();
    for rotation in ::sandbox::rotations()? {
        if configured.iter().any(|one| one.team == rotation.team) {
            continue;
        }
        let file = folder.join(format!("{}.yaml", rotation.team));
        if !file.exists() {
            std::fs::write(&file, rotation.file)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
        let place = CalendarPlace::File(file);
        rules.push(OnCallRules { team: rotation.team, place, escalate_after_millis: ESCALATE_AFTER_MILLIS });
    }
    Ok(rules)
}

fn github_options(config: &Config, arguments: &Arguments) -> GithubOptions {
    GithubOptions {
        listen: SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.github_port)),
        state: Some(arguments.data.join("github.json")),
        webhooks: Some(Webhook {
            url: format!("{}/webhooks/github", config.server.public_url),
            secret: WEBHOOK_SECRET.to_owned(),
        }),
        runner: runner(arguments),
        ..GithubOptions::new(GITHUB_TOKEN)
    }
}

fn runner(arguments: &Arguments) -> Runner {
    let program = arguments.act_program.clone();
    match arguments.jobs {
        Jobs::Played => Runner::Played,
        Jobs::Auto if !program.exists() => Runner::Played,
        Jobs::Auto | Jobs::Act => Runner::Act { program },
    }
}

/// Without releases there is still everything else to try.
async fn seed_releases(portal: &Portal, config: &Config) {
    let people = ::sandbox::people();
    let Some(builder) = people.ok().and_then(|people| people.into_iter().next()) else { return };
    if let Err(error) = boot::seed_releases(portal, config, &builder.actor).await {
        tracing::warn!(error = format!("{error:#}"), "the sandbox has no releases to roll out");
    }
}

/// Made-up users of whatever is deployed; nobody waits for them.
async fn traffic(portal: Portal, cloud_port: u16) {
    let options =
        TrafficOptions { endpoint: format!("http://127.0.0.1:{cloud_port}"), every: TRAFFIC_STEP, seed: 1 };
    ::sandbox::feed(options, || serving(&portal)).await;
}

async fn serving(portal: &Portal) -> Vec<Serving> {
    let deployed = portal.deployed(&Actor::portal()).await.unwrap_or_default();
    let serving = deployed.into_iter().map(|running| Serving {
        service: running.service,
        stage: running.stage,
        region: running.region,
        version: running.version,
    });
    serving.collect()
}

fn announce(config: &Config, cloud_port: u16) -> anyhow::Result<()> {
    let address = &config.server.public_url;
    let mut text = format!(
        "\n  Slipway is at {address}\n\n  Sign in there as one of these, or call {address}/api/v1 with a token:\n\n"
    );
    for person in ::sandbox::people()? {
        let actor = &person.actor;
        let team = actor.home_team().map_or("", |team| team.as_str());
        let role = actor.memberships.first().map_or("", |membership| membership.role.as_str());
        text.push_str(&format!("    {:<12} {role:<10} {team:<10} {}\n", actor.name, person.token));
    }
    text.push_str(&format!(
        "\n  The sandbox cloud is at http://127.0.0.1:{cloud_port} (credentials test/test). Ctrl-C stops both.\n\n"
    ));
    // Nobody may be reading.
    let _ = std::io::stdout().write_all(text.as_bytes());
    Ok(())
}
