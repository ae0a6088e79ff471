//! A real Prometheus, from Debian.

use crate::leash::{Leash, Program};
use crate::patience::answers;
use crate::ports::free_port;
use crate::scratch::Scratch;
use crate::tools::tool;
use std::path::Path;
use std::process::Command;

/// How often another port is tried when somebody else was faster.
const ATTEMPTS: usize = 5;
/// Everything that is not told otherwise; it scrapes nothing.
const CONFIGURATION: &str = "global: {}\n";

/// A private Prometheus on a loopback port.
pub struct PrometheusServer {
    // Before the folder, because fields are dropped in this order and the program writes there.
    _leash: Leash,
    _scratch: Scratch,
    port: u16,
}

impl PrometheusServer {
    /// Starts one that has scraped this already: lines of OpenMetrics with their moments in seconds.
    pub async fn having_seen(samples: &[(f64, String)]) -> Self {
        let scratch = Scratch::new();
        backfill(scratch.path(), samples);
        for _ in 0..ATTEMPTS {
            let port = free_port();
            if let Some(leash) = launch(&scratch, port).await {
                return Self { _leash: leash, _scratch: scratch, port };
            }
        }
        let log = std::fs::read_to_string(scratch.path().join("log")).unwrap_or_default();
        panic!("Prometheus did not start:\n{log}");
    }

    /// Where its API is.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

/// Makes the blocks of its database that scraping would have made.
fn backfill(folder: &Path, samples: &[(f64, String)]) {
    let mut samples: Vec<_> = samples.iter().collect();
    // Of one series later samples must not stand before earlier ones.
    samples.sort_by(|one, other| one.0.total_cmp(&other.0));
    let lines = samples.iter().map(|(at, sample)| format!("{sample} {at}\n"));
    let text: String = lines.chain(["# EOF\n".to_owned()]).collect();
    let write = |name: &str, text: &str| std::fs::write(folder.join(name), text);
    write("samples", &text).and_then(|()| write("prometheus.yml", CONFIGURATION)).expect("it can be written");
    let output = Command::new(tool("promtool"))
        .args(["tsdb", "create-blocks-from", "openmetrics", "samples", "data"])
        .current_dir(folder)
        .output()
        .expect("promtool starts");
    assert!(output.status.success(), "promtool failed:\n{}", String::from_utf8_lossy(&output.stderr));
}

async fn launch(scratch: &Scratch, port: u16) -> Option<Leash> {
    let mut leash = Leash::start(&Program {
        path: &tool("prometheus"),
        args: vec![
            "--config.file=prometheus.yml".to_owned(),
            "--storage.tsdb.path=data".to_owned(),
            format!("--web.listen-address=127.0.0.1:{port}"),
            "--log.level=warn".to_owned(),
        ],
        env: Vec::new(),
        log: &scratch.path().join("log"),
        // What it keeps is not needed any more.
        signal: "KILL",
        user: None,
    });
    answers(&mut leash, &format!("http://127.0.0.1:{port}/-/ready")).await.then_some(leash)
}
