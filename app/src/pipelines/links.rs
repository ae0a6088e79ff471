//! Addresses of pipelines' pages.

use crate::ui::address::encode;

/// A repository's part of an address. The slash between owner and name stays.
fn repository_part(repository: &str) -> String {
    repository.split('/').map(encode).collect::<Vec<_>>().join("/")
}

/// A run's page; `run` may be the id of the start that led to it.
pub fn run_page(repository: &str, run: &str) -> String {
    format!("/pipelines/{}/runs/{}", repository_part(repository), encode(run))
}

/// The form that starts a workflow.
pub fn start_page(repository: &str, file: &str) -> String {
    format!("/pipelines/{}/{}/run", repository_part(repository), encode(file))
}

/// The form of a guarded action, in a place if one is named.
pub fn action_page(service: &str, action: &str, stage: &str, region: &str) -> String {
    let pairs = [("stage", stage), ("region", region)];
    let given = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    let query: Vec<String> = given.map(|(name, value)| format!("{name}={}", encode(value))).collect();
    let page = format!("/pipelines/actions/{}/{}", encode(service), encode(action));
    if query.is_empty() { page } else { format!("{page}?{}", query.join("&")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_an_address() {
        assert_eq!(run_page("acme/live-api", "7"), "/pipelines/acme/live-api/runs/7");
        assert_eq!(start_page("acme/a b", "x?.yml"), "/pipelines/acme/a%20b/x%3F.yml/run");
        assert_eq!(action_page("live-api", "scale", "", ""), "/pipelines/actions/live-api/scale");
        let placed = action_page("live-api", "scale", "prod", "eu-west-3");
        assert_eq!(placed, "/pipelines/actions/live-api/scale?stage=prod&region=eu-west-3");
    }
}
