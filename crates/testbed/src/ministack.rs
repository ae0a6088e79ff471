//! The sandbox cloud.

use crate::leash::{Leash, Program};
use crate::patience::answers;
use crate::ports::free_port;
use crate::scratch::Scratch;
use crate::tools::tool;

/// How often another port is tried when somebody else was faster.
const ATTEMPTS: usize = 5;

/// What to start.
#[derive(Clone, Copy, Debug)]
pub struct MinistackOptions {
    auth: bool,
    persistent: bool,
}

impl MinistackOptions {
    /// Whether signatures, IAM policies and capabilities are checked (they are unless told otherwise).
    pub fn auth(mut self, on: bool) -> Self {
        self.auth = on;
        self
    }

    /// Keeps the state over [`Ministack::stop`] and [`Ministack::start_again`].
    pub fn persistent(mut self) -> Self {
        self.persistent = true;
        self
    }

    /// Starts an empty cloud.
    pub async fn start(self) -> Ministack {
        let scratch = Scratch::new();
        for _ in 0..ATTEMPTS {
            let port = free_port();
            if let Some(leash) = launch(self, &scratch, port).await {
                return Ministack { options: self, scratch, port, leash: Some(leash) };
            }
        }
        panic!("ministack did not start:\n{}", log_of(&scratch));
    }
}

/// A private cloud on a loopback port. Credentials are `test`/`test`; a 12-digit access key names another account.
pub struct Ministack {
    // Before the folder, because fields are dropped in this order and the program writes there.
    leash: Option<Leash>,
    options: MinistackOptions,
    scratch: Scratch,
    port: u16,
}

impl Ministack {
    /// An empty cloud that checks signatures and permissions.
    pub async fn start() -> Self {
        Self::options().start().await
    }

    /// A choice of what to start.
    pub fn options() -> MinistackOptions {
        MinistackOptions { auth: true, persistent: false }
    }

    /// The endpoint for AWS SDKs.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Empties the cloud: all accounts, all regions.
    pub async fn reset(&self) {
        let answer = reqwest::Client::new().post(format!("{}/_ministack/reset", self.url())).send().await;
        assert!(
            answer.is_ok_and(|answer| answer.status().is_success()),
            "ministack does not reset:\n{}",
            log_of(&self.scratch)
        );
    }

    /// Stops it in an orderly way, as an outage; connections are refused from now on.
    pub fn stop(&mut self) {
        self.leash = None;
    }

    /// Ends an outage: the same port, and the same state if the cloud is persistent.
    pub async fn start_again(&mut self) {
        self.leash = None;
        self.leash = launch(self.options, &self.scratch, self.port).await;
        assert!(self.leash.is_some(), "ministack did not start again:\n{}", log_of(&self.scratch));
    }
}

async fn launch(options: MinistackOptions, scratch: &Scratch, port: u16) -> Option<Leash> {
    let mut leash = Leash::start(&Program {
        path: &tool("ministack"),
        args: Vec::new(),
        env: environment(options, scratch, port),
        log: &scratch.path().join("log"),
        signal: "TERM",
        user: None,
    });
    let health = format!("http://127.0.0.1:{port}/_ministack/health");
    answers(&mut leash, &health).await.then_some(leash)
}

fn environment(options: MinistackOptions, scratch: &Scratch, port: u16) -> Vec<(&'static str, String)> {
    let folder = |name: &str| scratch.path().join(name).display().to_string();
    let switch = |on: bool| if on { "1" } else { "0" }.to_owned();
    vec![
        ("BIND_HOST", "127.0.0.1".to_owned()),
        ("GATEWAY_PORT", port.to_string()),
        ("AUTH", options.auth.to_string()),
        ("PERSIST_STATE", switch(options.persistent)),
        ("S3_PERSIST", switch(options.persistent)),
        ("STATE_DIR", folder("state")),
        ("S3_DATA_DIR", folder("s3")),
        ("TMPDIR", scratch.path().display().to_string()),
        ("LOG_LEVEL", "WARNING".to_owned()),
        // Otherwise it opens ports that instances would quarrel about, and starts containers where there is a Docker.
        ("IOT_MTLS_ENABLED", "0".to_owned()),
        ("SFTP_ENABLED", "0".to_owned()),
        ("DOCKER_HOST", "unix:///nonexistent".to_owned()),
    ]
}

fn log_of(scratch: &Scratch) -> String {
    std::fs::read_to_string(scratch.path().join("log")).unwrap_or_default()
}
