//! Who people are, as GitHub (the sandbox's stand-in) and a real OpenID Connect provider say it.

use adapters::{GithubSignIn, GithubSignInOptions, OidcSignIn, OidcSignInOptions};
use domain::names::TeamName;
use domain::people::{Membership, Role};
use sandbox::github::{GithubOptions, SandboxGithub};
use services::ports::{Attempt, GroupRule, Identified, IdentityError, IdentityProvider};
use std::time::Duration;
use testbed::OidcProvider;

const CALLBACK: &str = OidcProvider::CALLBACK;

fn attempt() -> Attempt {
    let of = |digit: &str| digit.repeat(64);
    Attempt { state: of("5"), verifier: of("7"), nonce: of("9") }
}

fn rule(group: &str, team: Option<&str>, role: Role) -> GroupRule {
    let team = team.map(|team| TeamName::parse(team).expect("a team"));
    GroupRule { group: group.to_owned(), team, role }
}

fn lead_of_streaming() -> Vec<Membership> {
    vec![Membership { team: Some(TeamName::parse("streaming").expect("a team")), role: Role::Lead }]
}

/// A value of an address's query.
fn query(address: &str, name: &str) -> Option<String> {
    let query = address.split_once('?').map_or("", |(_, query)| query);
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn with_github(url: &str, prefix: &str) -> GithubSignIn {
    GithubSignIn::new(github_options(url, prefix)).expect("a client")
}

fn github_options(url: &str, prefix: &str) -> GithubSignInOptions {
    GithubSignInOptions {
        web_url: url.to_owned(),
        api_url: format!("{url}{prefix}"),
        client_id: "portal".to_owned(),
        client_secret: "portal-secret".into(),
        rules: vec![rule("acme/Streaming", Some("streaming"), Role::Lead)],
        answer_reviews: true,
        timeout: Duration::from_secs(5),
    }
}

/// The code that GitHub's page gives out for somebody.
async fn github_code(address: &str, login: &str) -> String {
    let browser =
        reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().expect("a client");
    let answer = browser.get(format!("{address}&login={login}")).send().await.expect("an answer");
    let back = answer.headers()["location"].to_str().expect("text").to_owned();
    assert_eq!(query(&back, "state").as_deref(), Some(attempt().state.as_str()));
    query(&back, "code").expect("a code")
}

#[tokio::test]
async fn teams_on_github_become_roles() {
    let github = SandboxGithub::start(GithubOptions::new("token")).await.expect("a stand-in");
    for prefix in ["", "/api/v3"] {
        let provider = with_github(&github.url(), prefix);
        let address = provider.address(&attempt(), CALLBACK).await.expect("an address");
        assert_eq!(query(&address, "redirect_uri").as_deref(), Some(CALLBACK));
        assert_eq!(query(&address, "code_challenge_method").as_deref(), Some("S256"));
        let code = github_code(&address, "lead").await;
        let found = provider.identify(&attempt(), &code, CALLBACK).await.expect("a person");
        assert_eq!((found.login.as_str(), found.name.as_str()), ("lead", "Jiwoo Lee"));
        assert_eq!(found.memberships, lead_of_streaming());
        let again = provider.identify(&attempt(), &code, CALLBACK).await;
        assert!(matches!(again, Err(IdentityError::Refused(_))), "a code works once: {again:?}");
        let grant = found.grant.expect("a grant");
        let same = provider.ask_again(&grant).await.expect("a person");
        assert_eq!((&same.subject, &same.memberships), (&found.subject, &found.memberships));
        github.faults().change(|plan| plan.left_teams = vec!["lead".to_owned()]);
        assert!(provider.ask_again(&grant).await.expect("a person").memberships.is_empty());
        github.faults().clear();
        assert_eq!(provider.ping().await, Ok(()));
    }
}

#[tokio::test]
async fn github_gives_no_token_to_whoever_took_a_code() {
    let github = SandboxGithub::start(GithubOptions::new("token")).await.expect("a stand-in");
    let provider = with_github(&github.url(), "");
    let address = provider.address(&attempt(), CALLBACK).await.expect("an address");
    let code = github_code(&address, "lead").await;
    let thief = Attempt { verifier: "0".repeat(64), ..attempt() };
    let answer = provider.identify(&thief, &code, CALLBACK).await;
    assert_eq!(answer, Err(IdentityError::Refused("The code passed is incorrect or expired".to_owned())));
    let revoked = provider.ask_again(r#"{"access":"gone","refresh":null}"#).await;
    assert!(matches!(revoked, Err(IdentityError::Refused(_))), "{revoked:?}");
    let url = github.url();
    github.stop().await;
    let gone = with_github(&url, "").identify(&attempt(), "x", CALLBACK).await;
    assert!(matches!(gone, Err(IdentityError::Unreachable(_))), "{gone:?}");
}

fn with_oidc(provider: &OidcProvider) -> OidcSignIn {
    OidcSignIn::new(options(provider)).expect("a client")
}

fn options(provider: &OidcProvider) -> OidcSignInOptions {
    OidcSignInOptions {
        title: "Acme".to_owned(),
        issuer: provider.issuer(),
        client_id: "portal".to_owned(),
        client_secret: Some("portal-secret".into()),
        scopes: ["profile", "groups"].map(str::to_owned).to_vec(),
        groups_claim: "groups".to_owned(),
        login_claim: "preferred_username".to_owned(),
        rules: vec![rule("streaming-leads", Some("streaming"), Role::Lead)],
        timeout: Duration::from_secs(10),
    }
}

async fn identified(provider: &OidcProvider, client: &OidcSignIn) -> Result<Identified, IdentityError> {
    let address = client.address(&attempt(), CALLBACK).await?;
    let back = provider.sign_in(&address, "jiwoo").await;
    assert_eq!(query(&back, "state").as_deref(), Some(attempt().state.as_str()));
    client.identify(&attempt(), &query(&back, "code").expect("a code"), CALLBACK).await
}

#[tokio::test]
async fn groups_of_a_provider_become_roles_wherever_it_tells_them() {
    let provider = OidcProvider::start().await;
    provider.put_person("jiwoo", &["everybody", "streaming-leads"]).await;
    let client = with_oidc(&provider);
    let found = identified(&provider, &client).await.expect("a person");
    assert_eq!((found.subject.as_str(), found.name.as_str()), ("jiwoo", "jiwoo Kim"));
    assert_eq!(found.memberships, lead_of_streaming());
    provider.put_claims_into_id_tokens().await;
    assert_eq!(identified(&provider, &client).await.expect("a person").memberships, found.memberships);
    let misnamed = OidcSignInOptions { groups_claim: "roles".to_owned(), ..options(&provider) };
    let nobody =
        identified(&provider, &OidcSignIn::new(misnamed).expect("a client")).await.expect("a person");
    assert!(nobody.memberships.is_empty());
}

#[tokio::test]
async fn a_provider_may_change_its_keys() {
    let provider = OidcProvider::start().await;
    provider.put_person("jiwoo", &["streaming-leads"]).await;
    let client = with_oidc(&provider);
    identified(&provider, &client).await.expect("a person");
    provider.change_keys().await;
    assert_eq!(identified(&provider, &client).await.expect("a person").memberships, lead_of_streaming());
}

#[tokio::test]
async fn a_provider_is_asked_again_and_what_it_takes_away_is_gone() {
    let provider = OidcProvider::start().await;
    provider.put_person("jiwoo", &["streaming-leads"]).await;
    let client = with_oidc(&provider);
    let found = identified(&provider, &client).await.expect("a person");
    let grant = found.grant.expect("a refresh token");
    let again = client.ask_again(&grant).await.expect("a person");
    assert_eq!(again.memberships, lead_of_streaming());
    provider.put_person("jiwoo", &["everybody"]).await;
    let grant = again.grant.expect("a refresh token");
    let moved = client.ask_again(&grant).await.expect("a person");
    assert!(moved.memberships.is_empty());
    provider.remove_person("jiwoo").await;
    let gone = client.ask_again(&moved.grant.expect("a refresh token")).await;
    assert!(matches!(gone, Err(IdentityError::Refused(_))), "{gone:?}");
}

#[tokio::test]
async fn what_does_not_fit_together_is_not_believed() {
    let provider = OidcProvider::start().await;
    provider.put_person("jiwoo", &["streaming-leads"]).await;
    let client = with_oidc(&provider);
    let code = async || {
        let address = client.address(&attempt(), CALLBACK).await.expect("an address");
        query(&provider.sign_in(&address, "jiwoo").await, "code").expect("a code")
    };
    let replayed = Attempt { nonce: "0".repeat(64), ..attempt() };
    let answer = client.identify(&replayed, &code().await, CALLBACK).await;
    assert!(matches!(&answer, Err(IdentityError::Untrusted(why)) if why.contains("nonce")), "{answer:?}");
    let stolen = Attempt { verifier: "0".repeat(64), ..attempt() };
    let answer = client.identify(&stolen, &code().await, CALLBACK).await;
    assert!(matches!(answer, Err(IdentityError::Refused(_))), "{answer:?}");
    let wrong = OidcSignInOptions { client_secret: Some("guessed".into()), ..options(&provider) };
    let answer =
        OidcSignIn::new(wrong).expect("a client").identify(&attempt(), &code().await, CALLBACK).await;
    assert!(
        matches!(&answer, Err(IdentityError::Unreachable(words)) if words.contains("invalid_client")),
        "{answer:?}"
    );
    let elsewhere = OidcSignInOptions { issuer: format!("{}/", provider.issuer()), ..options(&provider) };
    let answer = OidcSignIn::new(elsewhere).expect("a client").ping().await;
    assert!(matches!(answer, Err(IdentityError::Untrusted(_))), "another issuer: {answer:?}");
    let shown = format!("{:?}", options(&provider));
    assert!(!shown.contains("portal-secret"));
}

#[tokio::test]
async fn somebody_who_is_turned_away_hears_the_providers_words() {
    let provider = OidcProvider::start().await;
    let client = with_oidc(&provider);
    let address = client.address(&attempt(), CALLBACK).await.expect("an address");
    let back = provider.sign_in(&address, "stranger").await;
    assert_eq!(query(&back, "error_description").as_deref(), Some("nobody of that name works here"));
    let away = OidcSignInOptions { issuer: "http://127.0.0.1:9".to_owned(), ..options(&provider) };
    let answer = OidcSignIn::new(away).expect("a client").address(&attempt(), CALLBACK).await;
    assert!(matches!(answer, Err(IdentityError::Unreachable(_))), "{answer:?}");
}

/// What the portal keeps of somebody who signed in there.
async fn grant_of(provider: &GithubSignIn, login: &str) -> String {
    let address = provider.address(&attempt(), CALLBACK).await.expect("an address");
    let code = github_code(&address, login).await;
    let found = provider.identify(&attempt(), &code, CALLBACK).await.expect("a person");
    found.grant.expect("a grant")
}

#[tokio::test]
async fn an_account_is_lent_only_where_that_was_agreed_to() {
    let github = SandboxGithub::start(GithubOptions::new("token")).await.expect("a stand-in");
    let willing = with_github(&github.url(), "");
    let grant = grant_of(&willing, "lead").await;
    let lent = willing.lent(&grant).await.expect("an answer").expect("an account");
    assert_eq!((lent.login.as_str(), lent.renewed), ("lead", None));
    assert!(lent.scopes.iter().any(|scope| scope == "repo"), "{:?}", lent.scopes);
    assert!(!format!("{:?}", lent.token).contains(lent.token.expose()));
    let shy =
        GithubSignIn::new(GithubSignInOptions { answer_reviews: false, ..github_options(&github.url(), "") })
            .expect("a client");
    let address = shy.address(&attempt(), CALLBACK).await.expect("an address");
    assert_eq!(query(&address, "scope").as_deref(), Some("read:org"), "no more than it needs");
    assert_eq!(shy.lent(&grant).await, Ok(None));
    assert_eq!(willing.lent(&grant_of(&shy, "lead").await).await, Ok(None), "it shows no repositories");
}

#[tokio::test]
async fn tokens_of_a_github_app_are_renewed_before_they_end() {
    let options =
        GithubOptions { sign_ins_live: Some(Duration::from_secs(30)), ..GithubOptions::new("token") };
    let github = SandboxGithub::start(options).await.expect("a stand-in");
    let provider = with_github(&github.url(), "");
    let grant = grant_of(&provider, "lead").await;
    let first = provider.lent(&grant).await.expect("an answer").expect("an account");
    let renewed = first.renewed.expect("it ends soon");
    let spent = provider.lent(&grant).await;
    assert!(matches!(spent, Err(IdentityError::Refused(_))), "each renews once: {spent:?}");
    let second = provider.lent(&renewed).await.expect("an answer").expect("an account");
    assert!(second.token != first.token && second.login == "lead");
}
