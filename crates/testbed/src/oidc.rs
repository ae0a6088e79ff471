//! A real OpenID Connect provider: npm's `oidc-provider`.

use crate::leash::{Leash, Program};
use crate::patience::answers;
use crate::ports::free_port;
use crate::scratch::Scratch;
use crate::tools::npm_package;
use serde_json::json;
use std::path::Path;

const ATTEMPTS: usize = 5;
const CALLBACK: &str = "http://127.0.0.1:3000/sign-in/oidc/callback";

/// A provider that knows the client `portal` with the secret `portal-secret`, and nobody yet.
pub struct OidcProvider {
    _leash: Leash,
    _scratch: Scratch,
    port: u16,
}

impl OidcProvider {
    /// Where it sends people back to.
    pub const CALLBACK: &'static str = CALLBACK;

    pub async fn start() -> Self {
        let scratch = Scratch::new();
        for _ in 0..ATTEMPTS {
            let port = free_port();
            if let Some(leash) = launch(&scratch, port).await {
                return Self { _leash: leash, _scratch: scratch, port };
            }
        }
        let log = std::fs::read_to_string(scratch.path().join("log")).unwrap_or_default();
        panic!("the OpenID Connect provider did not start:\n{log}");
    }

    pub fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// From now on this person is in these groups.
    pub async fn put_person(&self, name: &str, groups: &[&str]) {
        let request =
            reqwest::Client::new().put(self.steering(&format!("people/{name}"))).json(&json!(groups));
        request.send().await.expect("the provider answers");
    }

    /// From now on nobody has this name.
    pub async fn remove_person(&self, name: &str) {
        let request = reqwest::Client::new().delete(self.steering(&format!("people/{name}")));
        request.send().await.expect("the provider answers");
    }

    /// From now on it signs with another key.
    pub async fn change_keys(&self) {
        reqwest::Client::new().post(self.steering("keys")).send().await.expect("the provider answers");
    }

    /// From now on ID tokens hold all claims.
    pub async fn put_claims_into_id_tokens(&self) {
        reqwest::Client::new().post(self.steering("claims")).send().await.expect("the provider answers");
    }

    fn steering(&self, what: &str) -> String {
        format!("{}/{what}", self.issuer())
    }

    /// Signs in as this person at the address that a portal sends browsers to; returns the address that the browser
    /// is sent back to.
    pub async fn sign_in(&self, address: &str, person: &str) -> String {
        let redirects = reqwest::redirect::Policy::none();
        let browser = reqwest::Client::builder().redirect(redirects).build().expect("a client");
        let mut next = format!("{address}&login_hint={person}");
        let mut cookies = Vec::new();
        while !next.starts_with(CALLBACK) {
            let request = browser.get(&next).header("cookie", cookies.join("; "));
            let answer = request.send().await.expect("the provider answers");
            let set = answer.headers().get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
            cookies.extend(set.filter_map(|cookie| cookie.split(';').next()).map(str::to_owned));
            let location = answer.headers().get("location").and_then(|place| place.to_str().ok());
            let Some(location) = location.map(str::to_owned) else {
                panic!("the provider leads nowhere: {}", answer.text().await.unwrap_or_default());
            };
            next = if location.starts_with('/') { format!("{}{location}", self.issuer()) } else { location };
        }
        next
    }
}

async fn launch(scratch: &Scratch, port: u16) -> Option<Leash> {
    // Beside the packages, because Node looks for them there.
    let _ = npm_package("oidc-provider");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../end2end/harness/oidc.mjs");
    let script = script.canonicalize().expect("the script is in the checkout");
    let mut leash = Leash::start(&Program {
        path: Path::new("node"),
        args: vec![script.display().to_string(), port.to_string(), CALLBACK.to_owned()],
        env: Vec::new(),
        log: &scratch.path().join("log"),
        signal: "KILL",
        user: None,
    });
    let health = format!("http://127.0.0.1:{port}/.well-known/openid-configuration");
    answers(&mut leash, &health).await.then_some(leash)
}
