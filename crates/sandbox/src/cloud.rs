use crate::health;
use crate::process::Files;
use std::future::Future;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::time::Duration;
use tokio::process::Child;
use tokio::time::{Instant, sleep};

/// How long a start may take on a busy machine.
const UNTIL_HEALTHY: Duration = Duration::from_secs(60);
/// How long a cloud of an earlier run may take to let go of its port.
const UNTIL_FREE: Duration = Duration::from_secs(6);
const PAUSE: Duration = Duration::from_millis(20);
/// Between two looks at a cloud that another portal started.
const LOOK: Duration = Duration::from_secs(1);
const SHORTEST_BACK_OFF: Duration = Duration::from_millis(500);
const LONGEST_BACK_OFF: Duration = Duration::from_secs(30);
/// A cloud that ran for so long may start again at once.
const STEADY: Duration = Duration::from_secs(60);

/// What to start, and where it keeps its things.
#[derive(Clone, Debug)]
pub struct CloudOptions {
    /// The program `ministack`.
    pub program: PathBuf,
    /// On 127.0.0.1.
    pub port: u16,
    /// State, log and process id are kept here.
    pub folder: PathBuf,
}

/// Why there is no cloud. Each is one sentence for whoever started the portal.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(
        "port {0} is taken by another program; the sandbox cloud listens there: stop that program and try again"
    )]
    Taken(u16),
    #[error(
        "port {0} is taken by the sandbox cloud of another portal: stop that portal, or choose another --cloud-port"
    )]
    TakenByAnother(u16),
    #[error(
        "the sandbox cloud {program} cannot be started ({error}): run `make setup`, or name it with --cloud-program"
    )]
    NoProgram { program: PathBuf, error: io::Error },
    #[error("the sandbox cloud's folder {folder} cannot be used: {error}")]
    Folder { folder: PathBuf, error: io::Error },
    #[error("the sandbox cloud ended while it started; its log {log} says:\n{last_words}")]
    Ended { log: PathBuf, last_words: String },
    #[error("the sandbox cloud does not answer on port {0}")]
    Silent(u16),
}

/// A running sandbox cloud.
#[derive(Debug)]
pub struct SandboxCloud {
    options: CloudOptions,
    files: Files,
    /// `None`: an earlier portal started it and crashed.
    child: Option<Child>,
}

impl SandboxCloud {
    /// Starts the cloud, or takes over the one that a crashed portal left, and waits until it answers.
    pub async fn start(options: CloudOptions) -> Result<Self, StartError> {
        let files = Files::new(&options.folder)
            .map_err(|error| StartError::Folder { folder: options.folder.clone(), error })?;
        let mut cloud = SandboxCloud { options, files, child: None };
        if !cloud.taken_over().await? {
            cloud.launch().await?;
        }
        Ok(cloud)
    }

    /// The address for AWS SDKs.
    pub fn endpoint(&self) -> String {
        format!("http://127.0.0.1:{}", self.options.port)
    }

    /// Whether a cloud of ours was still there. An error when the port belongs to somebody else.
    async fn taken_over(&self) -> Result<bool, StartError> {
        let port = self.options.port;
        let deadline = Instant::now() + UNTIL_FREE;
        loop {
            let ours = self.files.running().is_some();
            if ours && health::answers(port).await {
                let own = self.files.own();
                return own.map(|()| true).map_err(|error| self.folder_error(error));
            }
            match (free(port), ours) {
                (true, _) => return Ok(false),
                // It is just stopping.
                (false, true) if Instant::now() < deadline => sleep(PAUSE).await,
                (false, _) if health::answers(port).await => return Err(StartError::TakenByAnother(port)),
                (false, _) => return Err(StartError::Taken(port)),
            }
        }
    }

    fn folder_error(&self, error: io::Error) -> StartError {
        StartError::Folder { folder: self.options.folder.clone(), error }
    }

    async fn launch(&mut self) -> Result<(), StartError> {
        let program = self.options.program.clone();
        let spawned = self.files.spawn(&program, &self.environment());
        let child = self.child.insert(spawned.map_err(|error| StartError::NoProgram { program, error })?);
        let deadline = Instant::now() + UNTIL_HEALTHY;
        while Instant::now() < deadline {
            if health::answers(self.options.port).await {
                return Ok(());
            }
            if !matches!(child.try_wait(), Ok(None)) {
                let (log, last_words) = (self.files.log(), self.files.last_words());
                return Err(StartError::Ended { log, last_words });
            }
            sleep(PAUSE).await;
        }
        Err(StartError::Silent(self.options.port))
    }

    fn environment(&self) -> Vec<(&'static str, String)> {
        let folder = |name: &str| self.files.folder().join(name).display().to_string();
        vec![
            ("BIND_HOST", "127.0.0.1".to_owned()),
            ("MINISTACK_HOST", "127.0.0.1".to_owned()),
            ("GATEWAY_PORT", self.options.port.to_string()),
            ("PERSIST_STATE", "1".to_owned()),
            ("S3_PERSIST", "1".to_owned()),
            ("STATE_DIR", folder("state")),
            ("S3_DATA_DIR", folder("s3")),
            ("LOG_LEVEL", "WARNING".to_owned()),
            // Otherwise it opens more ports, and starts containers where there is a Docker.
            ("IOT_MTLS_ENABLED", "0".to_owned()),
            ("SFTP_ENABLED", "0".to_owned()),
            ("DOCKER_HOST", "unix:///nonexistent".to_owned()),
        ]
    }

    /// Starts the cloud again whenever it dies or hangs, until `stop`; then stops it and waits until it has kept its state.
    pub async fn supervise(mut self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut back_off = SHORTEST_BACK_OFF;
        let port = self.options.port;
        loop {
            let since = Instant::now();
            tokio::select! {
                () = &mut stop => break,
                () = self.died() => {}
                () = health::hangs(port) => self.end().await,
            }
            if since.elapsed() > STEADY {
                back_off = SHORTEST_BACK_OFF;
            }
            tracing::error!("the sandbox cloud is gone; it is started again in {} ms", back_off.as_millis());
            tokio::select! {
                () = &mut stop => break,
                () = sleep(back_off) => {}
            }
            back_off = (back_off * 2).min(LONGEST_BACK_OFF);
            match self.launch().await {
                Ok(()) => tracing::info!("the sandbox cloud is back"),
                Err(error) => tracing::error!("{error}"),
            }
        }
        self.end().await;
    }

    /// Stops the cloud, whatever it is doing.
    async fn end(&mut self) {
        self.files.stop().await;
        if let Some(child) = &mut self.child {
            // Reaps the holder; there is nothing to be done about a failure.
            let _ = child.wait().await;
        }
    }

    /// Returns once the cloud is gone.
    async fn died(&mut self) {
        match &mut self.child {
            Some(child) => {
                let _ = child.wait().await;
            }
            None => {
                while self.files.running().is_some() {
                    sleep(LOOK).await;
                }
            }
        }
    }
}

fn free(port: u16) -> bool {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok()
}
