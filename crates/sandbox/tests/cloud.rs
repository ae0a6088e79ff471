//! The sandbox cloud as `slipway sandbox` runs it.

use sandbox::{CloudOptions, SandboxCloud, StartError};
use std::fs::Permissions;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

fn options(folder: &Path) -> CloudOptions {
    CloudOptions {
        program: testbed::tool("ministack"),
        port: testbed::free_port(),
        folder: folder.to_owned(),
    }
}

/// One call over plain HTTP; empty when nobody answers.
async fn call(port: u16, method: &str, path: &str, body: &str) -> String {
    let Ok(mut stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await else {
        return String::new();
    };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut answer = Vec::new();
    let sent = stream.write_all(request.as_bytes()).await.is_ok();
    let read = sent && stream.read_to_end(&mut answer).await.is_ok();
    if read { String::from_utf8_lossy(&answer).into_owned() } else { String::new() }
}

async fn answers(port: u16) -> bool {
    call(port, "GET", "/_ministack/health", "").await.starts_with("HTTP/1.1 200")
}

async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !holds().await {
        assert!(Instant::now() < deadline, "{what} did not happen");
        sleep(Duration::from_millis(50)).await;
    }
}

fn pid(folder: &Path) -> Option<String> {
    std::fs::read_to_string(folder.join("pid")).ok().map(|text| text.trim().to_owned())
}

fn kill(pid: &str) {
    signal(pid, "KILL");
}

fn signal(pid: &str, name: &str) {
    let status = std::process::Command::new("kill").args(["-s", name, pid]).status();
    assert!(status.is_ok_and(|status| status.success()));
}

#[tokio::test]
async fn what_it_holds_outlives_a_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = options(folder.path());
    for round in 0..2 {
        let cloud = SandboxCloud::start(options.clone()).await.expect("starts");
        let (stop, stopped) = oneshot::channel::<()>();
        let running = tokio::spawn(cloud.supervise(async move { drop(stopped.await) }));
        if round == 0 {
            let made = call(options.port, "PUT", "/kept-bucket", "").await;
            assert!(made.starts_with("HTTP/1.1 200"), "{made}");
        } else {
            let listed = call(options.port, "GET", "/", "").await;
            assert!(listed.contains("kept-bucket"), "{listed}");
        }
        stop.send(()).expect("it listens");
        running.await.expect("ends");
        assert!(!answers(options.port).await && pid(folder.path()).is_none(), "nothing is left running");
    }
}

#[tokio::test]
async fn a_cloud_that_dies_is_started_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = options(folder.path());
    let cloud = SandboxCloud::start(options.clone()).await.expect("starts");
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(cloud.supervise(async move { drop(stopped.await) }));
    let first = pid(folder.path()).expect("runs");
    kill(&first);
    let again = async || pid(folder.path()).is_some_and(|now| now != first) && answers(options.port).await;
    until("another start", again).await;
    stop.send(()).expect("it listens");
    running.await.expect("ends");
}

/// Told to stop while stacks wait, the cloud closes its port and lives on.
#[tokio::test]
async fn a_cloud_that_hangs_is_started_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("stand-in");
    std::fs::write(&program, HANGS).expect("written");
    std::fs::set_permissions(&program, Permissions::from_mode(0o755)).expect("may be run");
    let options = CloudOptions { program, ..options(folder.path()) };
    let cloud = SandboxCloud::start(options.clone()).await.expect("starts");
    let (stop, stopped) = oneshot::channel::<()>();
    let running = tokio::spawn(cloud.supervise(async move { drop(stopped.await) }));
    let first = pid(folder.path()).expect("runs");
    signal(&first, "TERM");
    until("the port's end", async || !answers(options.port).await).await;
    assert_eq!(pid(folder.path()), Some(first.clone()), "it lives on");
    let again = async || pid(folder.path()).is_some_and(|now| now != first) && answers(options.port).await;
    until("another start", again).await;
    stop.send(()).expect("it listens");
    running.await.expect("ends");
}

/// Answers like the cloud until it is told to stop; then it closes its port and hangs.
const HANGS: &str = r#"#!/usr/bin/env python3
import os, signal, socket, sys, time
listener = socket.create_server(("127.0.0.1", int(os.environ["GATEWAY_PORT"])))
def hang(*_):
    listener.close()
    while True: time.sleep(60)
signal.signal(signal.SIGTERM, hang)
while True:
    call, _ = listener.accept()
    call.recv(4096)
    call.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    call.close()
"#;

/// A portal that is killed runs no destructors: dropping without a stop is the same to the cloud.
#[tokio::test]
async fn a_cloud_that_was_left_is_taken_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = options(folder.path());
    drop(SandboxCloud::start(options.clone()).await.expect("starts"));
    let left = pid(folder.path()).expect("still runs");
    let cloud = SandboxCloud::start(options.clone()).await.expect("is taken over");
    assert_eq!(pid(folder.path()), Some(left), "and not started twice");
    cloud.supervise(std::future::ready(())).await;
    assert!(!answers(options.port).await);
}

#[tokio::test]
async fn reasons_not_to_start_are_told_in_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    let options = options(folder.path());
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).expect("a port");
    let taken = SandboxCloud::start(options.clone()).await.expect_err("taken");
    assert!(matches!(taken, StartError::Taken(port) if port == options.port), "{taken}");
    drop(other);
    let missing = CloudOptions { program: folder.path().join("none"), ..options.clone() };
    let missing = SandboxCloud::start(missing).await.expect_err("missing");
    assert!(missing.to_string().contains("make setup"), "{missing}");
    let broken = CloudOptions { program: "/bin/false".into(), ..options };
    let broken = SandboxCloud::start(broken).await.expect_err("ends at once");
    assert!(matches!(broken, StartError::Ended { .. }), "{broken}");
}
