//! The proxy that injects faults between the portal and the cloud.

use serde_json::Value;

use crate::leash::{Leash, Program};
use crate::patience::answers;
use crate::ports::free_port;
use crate::scratch::Scratch;
use crate::tools::tool;

const ATTEMPTS: usize = 5;

/// A proxy in front of a cloud. Without rules it passes everything on.
pub struct Microburst {
    _leash: Leash,
    _scratch: Scratch,
    port: u16,
}

impl Microburst {
    /// Starts a proxy before the given endpoint.
    pub async fn before(upstream: &str) -> Self {
        let scratch = Scratch::new();
        for _ in 0..ATTEMPTS {
            let port = free_port();
            if let Some(leash) = launch(upstream, &scratch, port).await {
                return Self { _leash: leash, _scratch: scratch, port };
            }
        }
        let log = std::fs::read_to_string(scratch.path().join("log")).unwrap_or_default();
        panic!("microburst did not start:\n{log}");
    }

    /// The endpoint for AWS SDKs.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Replaces all rules, for example
    /// `[{"service": "cloudformation", "operation": "CreateStack", "region": "eu-west-3", "latency": 800}]`.
    pub async fn set_rules(&self, rules: Value) {
        let answer = reqwest::Client::new()
            .post(self.control("rules"))
            .json(&rules)
            .send()
            .await
            .expect("microburst answers");
        assert!(answer.status().is_success(), "microburst refuses the rules {rules}");
    }

    /// The faults that hit so far.
    pub async fn fired(&self) -> Value {
        let answer = reqwest::get(self.control("fired")).await.expect("microburst answers");
        answer.json().await.expect("microburst answers in JSON")
    }

    fn control(&self, what: &str) -> String {
        format!("{}/_microburst/{what}", self.url())
    }
}

async fn launch(upstream: &str, scratch: &Scratch, port: u16) -> Option<Leash> {
    let port_text = port.to_string();
    let args = ["--host", "127.0.0.1", "--port", &port_text, "--upstream", upstream];
    let mut leash = Leash::start(&Program {
        path: &tool("microburst"),
        args: args.map(str::to_owned).to_vec(),
        env: Vec::new(),
        log: &scratch.path().join("log"),
        // It keeps nothing, and would wait for its clients' idle connections.
        signal: "KILL",
        user: None,
    });
    let health = format!("http://127.0.0.1:{port}/_microburst/health");
    answers(&mut leash, &health).await.then_some(leash)
}
