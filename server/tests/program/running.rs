use crate::commands::{slipway, text};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running `slipway sandbox`, killed when a test fails before it stops it.
struct Sandbox {
    portal: Child,
    address: String,
}

impl Sandbox {
    async fn start(data: &Path, port: u16, cloud_port: u16) -> Self {
        let templates = data.join("templates");
        std::fs::create_dir_all(&templates).expect("a folder");
        let template =
            "Resources:\n  Note: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: x}}\n";
        std::fs::write(templates.join("note.yaml"), template).expect("written");
        let portal = Command::new(env!("CARGO_BIN_EXE_slipway"))
            .args(["sandbox", "--port", &port.to_string(), "--cloud-port", &cloud_port.to_string()])
            .args(["--github-port", &testbed::free_port().to_string()])
            .arg("--data")
            .arg(data)
            .arg("--templates")
            .arg(&templates)
            .arg("--cloud-program")
            .arg(testbed::tool("ministack"))
            .current_dir(data)
            .stdout(Stdio::piped())
            .spawn()
            .expect("it starts");
        let sandbox = Sandbox { portal, address: format!("http://127.0.0.1:{port}") };
        sandbox.until_ready().await;
        sandbox
    }

    async fn until_ready(&self) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !reqwest::get(format!("{}/readyz", self.address)).await.is_ok_and(|a| a.status().is_success()) {
            assert!(Instant::now() < deadline, "the portal is not ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    async fn get(&self, path: &str) -> Value {
        let call = reqwest::Client::new().get(format!("{}/api/v1{path}", self.address));
        call.bearer_auth("sandbox-developer").send().await.expect("answers").json().await.expect("JSON")
    }

    /// Creates an environment and waits until it runs.
    async fn create(&self, service: &str) -> String {
        let body = json!({
            "action": "create", "service": service, "template": "note",
            "targets": [{ "stage": "dev", "region": "us-east-1" }],
        });
        let call = reqwest::Client::new().post(format!("{}/api/v1/requests", self.address)).json(&body);
        let made = call.bearer_auth("sandbox-developer").send().await.expect("answers");
        assert_eq!(made.status(), StatusCode::CREATED);
        let id = made.json::<Value>().await.expect("JSON")["id"].as_str().expect("an id").to_owned();
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            let status = self.get(&format!("/requests/{id}")).await["status"].clone();
            if status == "succeeded" {
                return id;
            }
            assert!(Instant::now() < deadline, "it is still {status}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Asks it to stop and waits for the end; tells what it printed.
    fn stop(mut self) -> String {
        signal(self.portal.id(), "TERM");
        let mut printed = String::new();
        let out = self.portal.stdout.take().expect("is piped");
        std::io::Read::read_to_string(&mut { out }, &mut printed).expect("text");
        assert!(self.portal.wait().expect("ends").success(), "it ends well");
        printed
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.portal.kill();
        let _ = self.portal.wait();
    }
}

fn signal(pid: u32, name: &str) {
    let status = Command::new("kill").args(["-s", name, &pid.to_string()]).status();
    assert!(status.is_ok_and(|status| status.success()));
}

#[tokio::test]
async fn a_sandbox_keeps_everything_between_runs_and_leaves_nothing_running() {
    let data = tempfile::tempdir().expect("a folder");
    let (port, cloud_port) = (testbed::free_port(), testbed::free_port());
    let first = Sandbox::start(data.path(), port, cloud_port).await;
    let id = first.create("kept").await;
    let printed = first.stop();
    for expected in [format!("http://127.0.0.1:{port}"), "sandbox-lead".to_owned(), "Dana Kim".to_owned()] {
        assert!(printed.contains(&expected), "{printed}");
    }
    assert!(!data.path().join("cloud/pid").exists(), "the cloud has ended too");

    let second = Sandbox::start(data.path(), port, cloud_port).await;
    assert_eq!(second.get(&format!("/requests/{id}")).await["status"], "succeeded");
    let environments = second.get("/environments?service=kept").await;
    let environment = environments["items"][0]["id"].as_str().expect("an id").to_owned();
    let resources = second.get(&format!("/environments/{environment}/resources")).await;
    assert_eq!(resources["items"][0]["logical_id"], "Note", "the cloud kept its stacks: {resources}");
    second.stop();

    let verified = slipway(data.path(), &["audit", "verify", "--data", "."], &[]);
    assert!(verified.status.success() && text(&verified.stdout).contains("entries hold"), "{verified:?}");
    let exported = slipway(data.path(), &["audit", "export", "--data", "."], &[]);
    assert!(text(&exported.stdout).lines().any(|line| line.contains("request.created")), "{exported:?}");
}

#[tokio::test]
async fn a_killed_portal_comes_back_to_its_cloud() {
    let data = tempfile::tempdir().expect("a folder");
    let (port, cloud_port) = (testbed::free_port(), testbed::free_port());
    let first = Sandbox::start(data.path(), port, cloud_port).await;
    first.create("before").await;
    signal(first.portal.id(), "KILL");
    drop(first);
    let second = Sandbox::start(data.path(), port, cloud_port).await;
    second.create("after").await;
    assert_eq!(second.get("/environments").await["items"].as_array().map(Vec::len), Some(2));
    second.stop();
}

/// The second one would write past the first one, and take its cloud away.
#[tokio::test]
async fn a_second_portal_on_the_same_data_is_refused() {
    let data = tempfile::tempdir().expect("a folder");
    let first = Sandbox::start(data.path(), testbed::free_port(), testbed::free_port()).await;
    let (port, cloud_port) = (testbed::free_port().to_string(), testbed::free_port().to_string());
    let program = testbed::tool("ministack").display().to_string();
    let arguments =
        ["sandbox", "--data", ".", "--port", &port, "--cloud-port", &cloud_port, "--github-port", "0"];
    let second = slipway(data.path(), &[&arguments[..], &["--cloud-program", &program]].concat(), &[]);
    let key = "ab".repeat(32);
    let variables = [("SLIPWAY__DATABASE__URL", "sqlite:slipway.db"), ("SLIPWAY__VAULT__KEY", key.as_str())];
    let third = slipway(data.path(), &["serve"], &variables);
    for (refused, remedy) in [(second, "--data"), (third, "PostgreSQL")] {
        let error = text(&refused.stderr);
        let told = error.lines().filter(|line| line.starts_with("slipway: another portal already uses "));
        assert!(told.count() == 1 && error.contains(remedy), "{error}");
        assert_eq!(refused.status.code(), Some(1));
    }
    first.create("unharmed").await;
    first.stop();
}

#[tokio::test]
async fn a_cloud_that_dies_takes_nothing_with_it() {
    let data = tempfile::tempdir().expect("a folder");
    let sandbox = Sandbox::start(data.path(), testbed::free_port(), testbed::free_port()).await;
    let cloud = std::fs::read_to_string(data.path().join("cloud/pid")).expect("runs");
    signal(cloud.trim().parse().expect("a process id"), "KILL");
    sandbox.until_ready().await;
    sandbox.create("later").await;
    sandbox.stop();
}

#[test]
fn taken_ports_are_told_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let other = std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let taken = other.local_addr().expect("bound").port().to_string();
    let program = testbed::tool("ministack").display().to_string();
    for arguments in [["--port", &taken, "--cloud-port", "1"], ["--port", "0", "--cloud-port", &taken]] {
        let all: Vec<&str> = ["sandbox", "--data", "data", "--github-port", "0", "--cloud-program", &program]
            .into_iter()
            .chain(arguments)
            .collect();
        let out = slipway(folder.path(), &all, &[]);
        let error = text(&out.stderr);
        let told = error.lines().any(|line| line.starts_with(&format!("slipway: port {taken} is taken")));
        assert!(out.status.code() == Some(1) && told, "{error}");
    }
}
