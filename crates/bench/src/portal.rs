//! The portal as a process of its own, and calls to it.

use anyhow::{Context as _, Result, bail};
use serde_json::Value;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::process::{Child, Command};

/// A running portal; killed when dropped.
pub struct Running {
    child: Child,
    pub port: u16,
    /// From the start of the process to the first page.
    pub started_in: Duration,
}

/// Starts a portal on the database in `folder` and waits for its first page.
pub async fn start(program: &Path, folder: &Path, cloud: &str, site: Option<&Path>) -> Result<Running> {
    start_with(program, folder, (testbed::free_port(), cloud), site, &[]).await
}

/// The same on a given port, with further settings.
pub async fn start_with(
    program: &Path,
    folder: &Path,
    (port, cloud): (u16, &str),
    site: Option<&Path>,
    settings: &[(&str, String)],
) -> Result<Running> {
    let program = program.canonicalize().with_context(|| format!("{} is not built", program.display()))?;
    let mut command = Command::new(program);
    command
        .arg("serve")
        .current_dir(folder)
        .env("SLIPWAY__SERVER__LISTEN", format!("127.0.0.1:{port}"))
        .env("SLIPWAY__DATABASE__URL", "sqlite:slipway.db")
        .env("SLIPWAY__CLOUD__ENDPOINT", cloud)
        .env("SLIPWAY__CLOUD__CREDENTIALS", "sandbox")
        .env("SLIPWAY__TEMPLATES__FOLDER", std::path::absolute("templates")?)
        .env("SLIPWAY__SANDBOX__ON", "true")
        .env("SLIPWAY__VAULT__KEY", "11".repeat(32))
        .env("SLIPWAY__LOG__FILTER", "warn")
        .envs(settings.iter().map(|(name, value)| (name, value)))
        .stdout(std::process::Stdio::null())
        .kill_on_drop(true);
    if let Some(site) = site {
        command.env("SLIPWAY__SERVER__SITE", std::path::absolute(site)?);
    }
    let began = Instant::now();
    let child = command.spawn()?;
    let mut running = Running { child, port, started_in: Duration::ZERO };
    running.first_page(began).await?;
    Ok(running)
}

impl Running {
    async fn first_page(&mut self, began: Instant) -> Result<()> {
        let url = format!("http://127.0.0.1:{}/sign-in", self.port);
        while began.elapsed() < Duration::from_secs(30) {
            if reqwest::get(&url).await.is_ok_and(|answer| answer.status().is_success()) {
                self.started_in = began.elapsed();
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        bail!("the portal did not answer within 30 s")
    }

    /// Ends it and waits until its database is free for the next one.
    pub async fn stop(mut self) -> Result<()> {
        Ok(self.child.kill().await?)
    }

    /// Resident memory in megabytes, as the kernel tells it.
    pub fn memory(&self) -> Result<f64> {
        let id = self.child.id().context("the portal has ended")?;
        let status = std::fs::read_to_string(format!("/proc/{id}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kilobytes: f64 = line.trim().trim_end_matches(" kB").parse()?;
        Ok(kilobytes / 1024.0)
    }

    /// Signs the developer in and returns the cookie.
    pub async fn cookie(&self) -> Result<String> {
        let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build()?;
        let url = format!("http://127.0.0.1:{}/sign-in", self.port);
        let form = "person=usr_developer&next=%2Fenvironments";
        let answer = client
            .post(url)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(form)
            .send()
            .await?;
        let cookie = answer.headers().get("set-cookie").context("no cookie")?.to_str()?;
        Ok(cookie.split(';').next().unwrap_or_default().to_owned())
    }

    /// The event stream of something, as its open page has it.
    pub async fn stream(&self, path: &str) -> Result<reqwest::Response> {
        let url = format!("http://127.0.0.1:{}/live{path}", self.port);
        let answer = reqwest::Client::new().get(url).header("Cookie", self.cookie().await?).send().await?;
        Ok(answer.error_for_status()?)
    }

    pub fn api(&self, path: &str) -> String {
        format!("http://127.0.0.1:{}/api/v1{path}", self.port)
    }
}

/// An API call as one of the sandbox's people.
pub async fn call(client: &reqwest::Client, url: &str, token: &str, body: Option<&Value>) -> Result<Value> {
    let request = match body {
        Some(body) => client.post(url).json(body),
        None => client.get(url),
    };
    let answer = request.bearer_auth(token).send().await?;
    let status = answer.status();
    let value: Value = answer.json().await?;
    if !status.is_success() {
        bail!("{url} answered {status}: {value}");
    }
    Ok(value)
}
