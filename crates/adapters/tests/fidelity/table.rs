//! `docs/github-operations.md`: what of GitHub's API there is in the stand-in, and how far it is proven.

use super::spec::{Operation, Spec};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

/// What is known of an operation that the stand-in has.
#[derive(Debug, Default)]
pub struct Proof {
    pub by_portal: bool,
    /// Statuses of the tour's answers that were held against GitHub's schemas.
    pub statuses: BTreeSet<u16>,
}

const HEAD: &str = "# What the sandbox's GitHub can do

The sandbox has a stand-in for GitHub. Its answers, and the requests that the portal makes, are held against the schemas of
GitHub's own description of its REST API (npm `@octokit/openapi` {version}) whenever the tests run. This file is made by
them: `UPDATE_DOCS=1 cargo nextest run -p adapters --test fidelity` writes it anew.

`/login/oauth/authorize` and `/login/oauth/access_token` are not part of that description; they are tested with the sign-in.

## Implemented and validated
| Operation | What it does | Portal | Validated answers |
|---|---|---|---|
";

const TAIL: &str = "
## Not supported
Everything else is answered with 404. These are the operations of the groups above that are missing:
";

pub fn render(spec: &Spec, proofs: &BTreeMap<String, Proof>) -> String {
    let mut text = HEAD.replace("{version}", &version());
    let implemented = |operation: &&Operation| proofs.contains_key(&operation.id);
    for operation in spec.operations.iter().filter(implemented) {
        let proof = &proofs[&operation.id];
        let statuses: Vec<String> = proof.statuses.iter().map(u16::to_string).collect();
        let by_portal = if proof.by_portal { "calls it" } else { "" };
        let Operation { method, template, summary, .. } = operation;
        writeln!(text, "| `{method} {template}` | {summary} | {by_portal} | {} |", statuses.join(", "))
            .expect("text");
    }
    text.push_str(TAIL);
    let tags: BTreeSet<&str> =
        spec.operations.iter().filter(implemented).map(|operation| operation.tag.as_str()).collect();
    for tag in tags {
        let missing =
            spec.operations.iter().filter(|operation| operation.tag == tag && !implemented(operation));
        let names: Vec<String> = missing.map(|operation| format!("`{}`", operation.id)).collect();
        if !names.is_empty() {
            write!(text, "\n- **{tag}**: {}", names.join(", ")).expect("text");
        }
    }
    text.push('\n');
    text
}

fn version() -> String {
    let file = testbed::npm_package("@octokit/openapi").join("package.json");
    let package: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(file).expect("a package")).expect("JSON");
    package["version"].as_str().expect("a version").to_owned()
}

pub fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/github-operations.md")
}
