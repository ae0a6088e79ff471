//! The portal as a process of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A running portal; killed when dropped.
pub struct Program {
    child: Child,
    pub url: String,
}

/// What a portal is started with.
pub struct Start<'a> {
    pub folder: &'a Path,
    pub database: &'a str,
    pub cloud: &'a str,
    pub port: u16,
}

impl Start<'_> {
    /// Starts the portal and waits until it answers.
    pub async fn go(&self) -> Program {
        self.go_with(&[]).await
    }

    /// The same with further settings.
    pub async fn go_with(&self, settings: &[(&str, String)]) -> Program {
        let templates = concat!(env!("CARGO_MANIFEST_DIR"), "/../templates");
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(self.folder.join(format!("portal-{}.log", self.port)))
            .expect("a log file");
        let child = Command::new(env!("CARGO_BIN_EXE_slipway"))
            .arg("serve")
            .current_dir(self.folder)
            .env("SLIPWAY__SERVER__LISTEN", format!("127.0.0.1:{}", self.port))
            .env("SLIPWAY__DATABASE__URL", self.database)
            .env("SLIPWAY__CLOUD__ENDPOINT", self.cloud)
            .env("SLIPWAY__CLOUD__CREDENTIALS", "sandbox")
            .env("SLIPWAY__TEMPLATES__FOLDER", templates)
            .env("SLIPWAY__SANDBOX__ON", "true")
            .env("SLIPWAY__VAULT__KEY", "11".repeat(32))
            .envs(settings.iter().map(|(name, value)| (name, value)))
            .stdout(Stdio::from(log.try_clone().expect("the log file")))
            .stderr(Stdio::from(log))
            .spawn()
            .expect("the portal starts");
        let mut program = Program { child, url: format!("http://127.0.0.1:{}", self.port) };
        program.answers().await;
        program
    }
}

impl Program {
    async fn answers(&mut self) {
        for _ in 0..600 {
            if reqwest::get(format!("{}/readyz", self.url))
                .await
                .is_ok_and(|answer| answer.status().is_success())
            {
                return;
            }
            if let Ok(Some(status)) = self.child.try_wait() {
                panic!("the portal ended at its start: {status}; see its log");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the portal did not answer within 30 s");
    }

    /// SIGKILL: no chance to tidy up.
    pub fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may have ended already; either way it is gone afterwards.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}
