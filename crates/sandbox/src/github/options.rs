use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

/// The key of the portal's GitHub App here. The stand-in looks at no signature, and nobody else trusts it.
pub const APP_KEY: &str = include_str!("../../keys/github-app.pem");
/// The App, and its one installation.
pub const APP: u64 = 1;
pub const INSTALLATION: u64 = 1;

/// What the stand-in serves, and how.
#[derive(Clone, Debug)]
pub struct GithubOptions {
    /// Port 0 takes any that is free.
    pub listen: SocketAddr,
    pub repositories: RepositorySource,
    /// A JSON file that keeps runs and tokens over restarts; `None` forgets them.
    pub state: Option<PathBuf>,
    pub speed: Speed,
    /// The portal's own access token. Each of the sandbox's people has one besides.
    pub token: String,
    /// Who is told what happens.
    pub webhooks: Option<Webhook>,
    pub runner: Runner,
    /// How long tokens live that people give by signing in, as for a GitHub App; `None`: as for an OAuth App, without end.
    pub sign_ins_live: Option<Duration>,
}

impl GithubOptions {
    /// The built-in repositories on a free port of this machine, forgetful and without webhooks.
    pub fn new(token: &str) -> Self {
        GithubOptions {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            repositories: RepositorySource::BuiltIn,
            state: None,
            speed: Speed::default(),
            token: token.to_owned(),
            webhooks: None,
            runner: Runner::default(),
            sign_ins_live: None,
        }
    }
}

/// Where the repositories come from.
#[derive(Clone, Debug)]
pub enum RepositorySource {
    /// Those that come with the program: `acme/live-api`, `acme/player` and `acme/platform-tools`.
    BuiltIn,
    /// A folder with one folder per owner, and in it one per repository. They are read once, at the start.
    Folder(PathBuf),
}

/// How long a step of a job takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Speed(pub Duration);

impl Default for Speed {
    fn default() -> Self {
        Speed(Duration::from_millis(300))
    }
}

/// What becomes of the steps of jobs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Runner {
    /// They only tell what they would do: `echo` writes its words, and everything else goes well.
    #[default]
    Played,
    /// They run on this machine, as whoever started the stand-in, through nektos/act.
    Act { program: PathBuf },
}

/// Where webhooks go to, and the secret that signs them.
#[derive(Clone, Debug)]
pub struct Webhook {
    pub url: String,
    pub secret: String,
}

/// Why there is no stand-in. Each is one sentence for whoever started the portal.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("the sandbox's GitHub cannot listen on {address}: {error}")]
    Listen { address: SocketAddr, error: io::Error },
    #[error("the sandbox's repositories in {folder} cannot be read: {error}")]
    Repositories { folder: PathBuf, error: io::Error },
    #[error("the settings {file} of a sandbox repository are wrong: {error}")]
    Settings { file: String, error: serde_json::Error },
    #[error(
        "the runs of the sandbox's GitHub in {file} cannot be read: {error}; remove the file to start anew"
    )]
    State { file: PathBuf, error: io::Error },
}
