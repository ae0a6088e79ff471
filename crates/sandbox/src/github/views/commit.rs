use super::{Links, node_id, simple_user, time};
use crate::github::repositories::{Commit, Repository, number, sha};
use serde_json::{Value, json};

/// The commit at a place of the repository's history, which is a straight line.
pub fn commit(links: &Links, repository: &Repository, place: usize) -> Value {
    let Some(commit) = repository.commits.get(place) else {
        return Value::Null;
    };
    let full_name = repository.full_name();
    let url = |sha: &str| format!("{}/commits/{sha}", links.repository(&full_name));
    let page = |sha: &str| format!("{}/{full_name}/commit/{sha}", links.web);
    let parent = place.checked_sub(1).and_then(|place| repository.commits.get(place));
    let parents: Vec<Value> = parent
        .iter()
        .map(|parent| json!({"sha": parent.sha, "url": url(&parent.sha), "html_url": page(&parent.sha)}))
        .collect();
    let tree = sha(&format!("tree {}", commit.sha));
    json!({
        "url": url(&commit.sha), "sha": commit.sha, "node_id": node_id("C", number(&commit.sha)),
        "html_url": page(&commit.sha), "comments_url": format!("{}/comments", url(&commit.sha)),
        "commit": {
            "url": format!("{}/git/commits/{}", links.repository(&full_name), commit.sha),
            "author": signature(commit), "committer": signature(commit), "message": commit.message,
            "comment_count": 0, "tree": {
                "sha": tree, "url": format!("{}/git/trees/{tree}", links.repository(&full_name)),
            },
            "verification": {
                "verified": false, "reason": "unsigned", "payload": null, "signature": null, "verified_at": null,
            },
        },
        "author": simple_user(links, &commit.author), "committer": simple_user(links, &commit.author),
        "parents": parents,
    })
}

fn signature(commit: &Commit) -> Value {
    json!({"name": commit.author, "email": format!("{}@example.com", commit.author), "date": time(commit.at)})
}

/// What stands between two places.
pub fn comparison(links: &Links, repository: &Repository, base: usize, head: usize) -> Value {
    let url = links.repository(&repository.full_name());
    let (base_sha, head_sha) = (&repository.commits[base].sha, &repository.commits[head].sha);
    let page = format!("{}/{}/compare/{base_sha}...{head_sha}", links.web, repository.full_name());
    let status = match base.cmp(&head) {
        std::cmp::Ordering::Less => "ahead",
        std::cmp::Ordering::Equal => "identical",
        std::cmp::Ordering::Greater => "behind",
    };
    let between: Vec<Value> = (base + 1..=head).map(|place| commit(links, repository, place)).collect();
    json!({
        "url": format!("{url}/compare/{base_sha}...{head_sha}"), "html_url": page, "permalink_url": page,
        "diff_url": format!("{page}.diff"), "patch_url": format!("{page}.patch"),
        "base_commit": commit(links, repository, base), "merge_base_commit": commit(links, repository, base.min(head)),
        "status": status, "ahead_by": head.saturating_sub(base), "behind_by": base.saturating_sub(head),
        "total_commits": between.len(), "commits": between, "files": [],
    })
}

/// `name` in full: `refs/heads/main`.
pub fn reference(links: &Links, repository: &Repository, name: &str, commit: &Commit) -> Value {
    let url = links.repository(&repository.full_name());
    json!({
        "ref": name, "node_id": node_id("REF", number(name)), "url": format!("{url}/git/{name}"),
        "object": {
            "type": "commit", "sha": commit.sha, "url": format!("{url}/git/commits/{}", commit.sha),
        },
    })
}

/// A branch or a tag in a list of them.
pub fn named(links: &Links, repository: &Repository, name: &str, place: usize) -> Value {
    let url = links.repository(&repository.full_name());
    let commit = repository.commits.get(place);
    json!({
        "name": name, "protected": false, "node_id": node_id("REF", number(name)),
        "commit": commit.map(|commit| json!({"sha": commit.sha, "url": format!("{url}/commits/{}", commit.sha)})),
        "zipball_url": format!("{url}/zipball/{name}"), "tarball_url": format!("{url}/tarball/{name}"),
    })
}
