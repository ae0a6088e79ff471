use super::*;

fn read(text: &str, variables: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let environment = variables.iter().map(|(name, value)| (name.to_string(), value.to_string()));
    Config::from_parts(Some((Path::new("slipway.toml"), text)), environment)
}

#[test]
fn defaults_describe_three_stages_and_four_regions() {
    let config = read("", &[]).expect("defaults are valid");
    let stages: Vec<_> =
        config.rules.stages.iter().map(|s| (s.name.as_str(), s.approval.is_some())).collect();
    assert_eq!(stages, [("dev", false), ("staging", false), ("prod", true)]);
    let prod = &config.rules.stages[2];
    assert!(prod.termination_protection);
    assert_eq!(prod.approval.as_ref().map(|rule| (rule.required, rule.expires_after_hours)), Some((1, 72)));
    assert_eq!(config.rules.home().map(|home| home.title.as_str()), Some("Seoul"));
    assert_eq!(config.rules.regions.len(), 4);
    assert_eq!(config.rules.address_pool.to_string(), "10.64.0.0/10");
    assert!(!config.sandbox && !config.secure());
}

#[test]
fn variables_beat_the_file_and_the_file_beats_defaults() {
    let file = "[server]\nlisten = \"127.0.0.1:4000\"\nsite = \"elsewhere\"\n";
    let config =
        read(file, &[("SLIPWAY__SERVER__LISTEN", "127.0.0.1:5000"), ("HOME", "/home/ada")]).expect("valid");
    assert_eq!(config.server.listen.port(), 5000);
    assert_eq!(config.server.public_url, "http://127.0.0.1:5000");
    assert_eq!(config.server.site, Path::new("elsewhere"));
}

#[test]
fn variables_may_hold_lists() {
    let regions = r#"[{ name = "eu-west-3" }, { name = "us-east-1", home = true }]"#;
    let config = read("", &[("SLIPWAY__REGIONS", regions)]).expect("valid");
    let names: Vec<_> = config.rules.regions.iter().map(|r| r.title.as_str()).collect();
    assert_eq!(names, ["us-east-1", "eu-west-3"], "the home region stands first");
}

#[test]
fn a_bad_value_stops_the_start_with_its_place_and_a_remedy() {
    let table = [
        ("[server]\nlisten = 1\n", "slipway.toml:2:10", "server.listen"),
        ("[server]\nlisten = \"x\"\n", "slipway.toml:2:10", "server.listen"),
        ("[server]\n\nlisten", "slipway.toml:3:7", "TOML"),
        ("[server]\npublic_url = \"slipway.example\"", "slipway.toml:2:14", "https://"),
        ("[server]\nlissten = \"x\"\n", "slipway.toml:2:11", "server.listen"),
        ("[database]\nconnections = 0", "slipway.toml:2:15", "from 1 to 200"),
        ("[[regions]]\nname = \"eu-west-3\"\n", "slipway.toml:1:", "home = true"),
        ("[[stages]]\nname = \"Dev\"\n", "slipway.toml:2:8", "stages"),
        ("[[stages]]\nname = \"dev\"\n[[stages]]\nname = \"dev\"\n", "slipway.toml:1:", "of its own"),
        ("[[stages]]\nname = \"dev\"\napproval = { required = 1, roles = [] }\n", "slipway.toml:1:", "roles"),
        ("[[stages]]\nname = \"dev\"\ncolour = 1\n", "slipway.toml:3:1", "stages"),
        ("[addresses]\npool = \"10.0.0.1/8\"", "slipway.toml:2:8", "zero bits"),
        ("[vault]\nkey = \"00\"", "slipway.toml:2:7", "vault.key_file"),
        ("[sandbox]\non = true\n[server]\nlisten = \"0.0.0.0:1\"", "slipway.toml:2:6", "127.0.0.1"),
        ("[cloud]\ncredentials = \"mine\"", "slipway.toml:2:15", "cloud.credentials"),
        ("[cloud]\nstack_prefix = \"1_\"", "slipway.toml:2:16", "letter first"),
        ("[log]\nformat = \"xml\"", "slipway.toml:2:10", "log.format"),
    ];
    for (text, place, remedy) in table {
        let error = read(text, &[]).expect_err(text).to_string();
        assert!(error.starts_with(place), "{text:?}: {error}");
        assert!(error.contains(remedy), "{text:?}: {error}");
    }
}

#[test]
fn a_bad_variable_is_named_and_a_secret_one_not_shown() {
    let table = [
        ("SLIPWAY__SERVER__LISTEN", "everywhere"),
        ("SLIPWAY__SERVER__LISSTEN", "127.0.0.1:1"),
        ("SLIPWAY__DATABASE__CONNECTIONS", "many"),
        ("SLIPWAY__STAGES", "[{ name = 1 }]"),
        ("SLIPWAY__VAULT__KEY", "s3cret"),
        ("SLIPWAY__VAULT__KEY_FILE", "/nonexistent/s3cret"),
        ("SLIPWAY__DATABASE__URL", "mysql://root:s3cret@host/db"),
    ];
    for (name, value) in table {
        let error = read("", &[(name, value)]).expect_err(name).to_string();
        assert!(error.starts_with(name), "{error}");
        assert!(!error.contains("s3cret") || name.ends_with("_FILE"), "{error}");
    }
}

#[test]
fn secrets_come_from_variables_or_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("key");
    std::fs::write(&path, format!("{}\n", "ab".repeat(32))).expect("written");
    let path = path.display().to_string();
    let config = read(&format!("[vault]\nkey_file = {path:?}"), &[]).expect("valid");
    assert_eq!(config.vault_key, Some(VaultKey([0xab; 32])));
    let config = read("", &[("SLIPWAY__DATABASE__URL", "postgres://u:s3cret@h/d")]).expect("valid");
    assert_eq!(config.database.url.expose(), "postgres://u:s3cret@h/d");
    assert!(!format!("{config:?}").contains("s3cret"));
}

const SIGN_IN: &str = r#"
[sign_in]
roles_minutes = 5
[sign_in.github]
client_id = "Iv1.1"
[[sign_in.github.teams]]
org = "acme"
team = "Streaming"
slipway_team = "streaming"
role = "lead"
[[sign_in.github.teams]]
org = "acme"
team = "platform"
role = "admin"
[sign_in.oidc]
issuer = "https://login.example.com/"
client_id = "portal"
groups = [{ group = "streaming", slipway_team = "streaming", role = "developer" }]
"#;
const GITHUB_SECRET: (&str, &str) = ("SLIPWAY__SIGN_IN__GITHUB__CLIENT_SECRET", "hunter2");

#[test]
fn ways_to_sign_in_are_read_and_their_secrets_never_shown() {
    let config = read(SIGN_IN, &[GITHUB_SECRET]).expect("valid");
    let github = config.sign_in.github.as_ref().expect("GitHub");
    assert_eq!(github.client_secret.expose(), "hunter2");
    assert_eq!((github.web_url.as_str(), config.sign_in.roles_minutes), ("https://github.com", 5));
    assert_eq!((github.rules[0].group.as_str(), github.rules[1].team.as_ref()), ("acme/Streaming", None));
    let oidc = config.sign_in.oidc.as_ref().expect("OpenID Connect");
    assert_eq!((oidc.issuer.as_str(), oidc.groups_claim.as_str()), ("https://login.example.com/", "groups"));
    assert!(!format!("{config:?}").contains("hunter2"));
    let none = read("", &[]).expect("valid").sign_in;
    assert!(none.github.is_none() && none.oidc.is_none());
}

#[test]
fn ways_to_sign_in_that_let_nobody_in_are_refused() {
    let without_teams = "[sign_in.github]\nclient_id = \"x\"\n";
    let of_no_team = SIGN_IN.replace("slipway_team = \"streaming\"\nrole", "role");
    let in_plain_sight =
        SIGN_IN.replace("[[sign_in.github.teams]]", "client_secret = \"x\"\n[[sign_in.github.teams]]");
    let secret: &[_] = &[GITHUB_SECRET];
    for (text, variables, says) in [
        (SIGN_IN.to_owned(), &[][..], "sign_in.github is not complete"),
        (without_teams.to_owned(), secret, "sign_in.github is not complete"),
        (of_no_team, secret, "of no team"),
        (SIGN_IN.replace("https://login", "http://login"), secret, "anybody on the way"),
        (in_plain_sight, secret, "plain sight"),
        ("[sign_in.gitlab]\nclient_id = \"x\"\n".to_owned(), &[], "no setting sign_in.gitlab.client_id"),
    ] {
        let error = read(&text, variables).expect_err("refused").to_string();
        assert!(error.contains(says), "{error}");
    }
}
