use std::process::{Command, Output};

/// Runs the program in an empty folder with nothing of ours in its environment.
pub fn slipway(folder: &std::path::Path, arguments: &[&str], variables: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_slipway"))
        .args(arguments)
        .envs(variables.iter().copied())
        .current_dir(folder)
        .output()
        .expect("it starts")
}

pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn a_bad_configuration_stops_the_start_with_one_sentence() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("slipway.toml"), "[server]\nlisten = \"nowhere\"\n").expect("written");
    for command in ["serve", "check", "sandbox"] {
        let out = slipway(folder.path(), &[command], &[]);
        assert_eq!(out.status.code(), Some(1));
        let error = text(&out.stderr);
        assert!(error.starts_with("slipway: slipway.toml:2:10: "), "{command}: {error}");
        assert_eq!(error.lines().count(), 1, "{error}");
    }
}

#[test]
fn serving_without_a_key_says_how_to_make_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = slipway(folder.path(), &["serve"], &[("SLIPWAY__SERVER__LISTEN", "127.0.0.1:0")]);
    assert_eq!(out.status.code(), Some(1));
    assert!(text(&out.stderr).contains("openssl rand -hex 32"), "{}", text(&out.stderr));
}

#[test]
fn the_check_tells_what_answers_and_shows_no_secret() {
    let folder = tempfile::tempdir().expect("a folder");
    let key = "ab".repeat(32);
    let nobody = format!("http://127.0.0.1:{}", testbed::free_port());
    let variables = [
        ("SLIPWAY__VAULT__KEY", key.as_str()),
        ("SLIPWAY__DATABASE__URL", "sqlite:hunter2.db"),
        ("SLIPWAY__CLOUD__ENDPOINT", nobody.as_str()),
        ("SLIPWAY__CLOUD__CREDENTIALS", "sandbox"),
        ("SLIPWAY__REGIONS", r#"[{ name = "eu-west-3", home = true }]"#),
        ("SLIPWAY__GITHUB__API_URL", nobody.as_str()),
        ("SLIPWAY__GITHUB__TOKEN", "hunter2"),
        ("SLIPWAY__SIGN_IN__OIDC__TITLE", "Acme"),
        ("SLIPWAY__SIGN_IN__OIDC__ISSUER", nobody.as_str()),
        ("SLIPWAY__SIGN_IN__OIDC__CLIENT_ID", "portal"),
        ("SLIPWAY__SIGN_IN__OIDC__CLIENT_SECRET", "hunter2"),
        ("SLIPWAY__SIGN_IN__OIDC__GROUPS", r#"[{ group = "platform", role = "admin" }]"#),
    ];
    let out = slipway(folder.path(), &["check"], &variables);
    let report = text(&out.stdout);
    assert_eq!(out.status.code(), Some(1), "{report}");
    assert!(report.contains("✓ database"), "{report}");
    for says in
        ["✗ cloud eu-west-3", "✗ GitHub", "✗ sign in with Acme", "platform is admin of the whole platform"]
    {
        assert!(report.contains(says), "{says}: {report}");
    }
    let all = report + &text(&out.stderr);
    assert!(!all.contains("hunter2") && !all.contains(&key), "{all}");
}

#[test]
fn the_document_is_printed_as_json() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = slipway(folder.path(), &["openapi"], &[]);
    let document: serde_json::Value = serde_json::from_slice(&out.stdout).expect("JSON");
    assert_eq!(document["openapi"], "3.1.0");
}
