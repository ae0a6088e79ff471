use super::{Links, node_id, simple_user, time};
use crate::github::repositories::Repository;
use serde_json::{Value, json};

/// Addresses that only differ in their ends, as GitHub lists them.
const PLACES: [(&str, &str); 38] = [
    ("archive_url", "/{archive_format}{/ref}"),
    ("assignees_url", "/assignees{/user}"),
    ("blobs_url", "/git/blobs{/sha}"),
    ("branches_url", "/branches{/branch}"),
    ("collaborators_url", "/collaborators{/collaborator}"),
    ("comments_url", "/comments{/number}"),
    ("commits_url", "/commits{/sha}"),
    ("compare_url", "/compare/{base}...{head}"),
    ("contents_url", "/contents/{+path}"),
    ("contributors_url", "/contributors"),
    ("deployments_url", "/deployments"),
    ("downloads_url", "/downloads"),
    ("events_url", "/events"),
    ("forks_url", "/forks"),
    ("git_commits_url", "/git/commits{/sha}"),
    ("git_refs_url", "/git/refs{/sha}"),
    ("git_tags_url", "/git/tags{/sha}"),
    ("hooks_url", "/hooks"),
    ("issue_comment_url", "/issues/comments{/number}"),
    ("issue_events_url", "/issues/events{/number}"),
    ("issues_url", "/issues{/number}"),
    ("keys_url", "/keys{/key_id}"),
    ("labels_url", "/labels{/name}"),
    ("languages_url", "/languages"),
    ("merges_url", "/merges"),
    ("milestones_url", "/milestones{/number}"),
    ("notifications_url", "/notifications{?since,all,participating}"),
    ("pulls_url", "/pulls{/number}"),
    ("releases_url", "/releases{/id}"),
    ("stargazers_url", "/stargazers"),
    ("statuses_url", "/statuses/{sha}"),
    ("subscribers_url", "/subscribers"),
    ("subscription_url", "/subscription"),
    ("tags_url", "/tags"),
    ("teams_url", "/teams"),
    ("trees_url", "/git/trees{/sha}"),
    ("issue_url", "/issues"),
    ("url", ""),
];

/// What stands wherever a repository is mentioned.
pub fn minimal(links: &Links, repository: &Repository) -> Value {
    let full_name = repository.full_name();
    let url = links.repository(&full_name);
    let mut owner = simple_user(links, &repository.owner);
    owner["type"] = "Organization".into();
    let mut view = json!({
        "id": repository.id, "node_id": node_id("R", repository.id), "name": repository.name, "full_name": full_name,
        "private": true, "owner": owner, "html_url": format!("{}/{full_name}", links.web),
        "description": repository.description, "fork": false,
    });
    for (name, end) in PLACES {
        view[name] = format!("{url}{end}").into();
    }
    view
}

/// The repository itself.
pub fn full(links: &Links, repository: &Repository) -> Value {
    let mut view = minimal(links, repository);
    let pushed = repository.commits.last().map(|commit| commit.at).unwrap_or_default();
    let created = repository.commits.first().map(|commit| commit.at).unwrap_or_default();
    let page = format!("{}/{}", links.web, repository.full_name());
    view["default_branch"] = repository.default_branch.clone().into();
    view["visibility"] = "private".into();
    for (name, at) in [("pushed_at", pushed), ("created_at", created), ("updated_at", pushed)] {
        view[name] = time(at);
    }
    for name in ["homepage", "language", "license", "mirror_url"] {
        view[name] = Value::Null;
    }
    for name in ["archived", "disabled", "has_pages", "has_wiki", "has_discussions", "is_template"] {
        view[name] = false.into();
    }
    for name in ["has_issues", "has_projects", "has_downloads", "allow_forking"] {
        view[name] = true.into();
    }
    for name in [
        "forks",
        "forks_count",
        "open_issues",
        "open_issues_count",
        "size",
        "stargazers_count",
        "watchers",
        "watchers_count",
        "network_count",
        "subscribers_count",
    ] {
        view[name] = 0.into();
    }
    view["topics"] = json!([]);
    view["clone_url"] = format!("{page}.git").into();
    view["svn_url"] = page.clone().into();
    view["git_url"] = format!("git://{page}.git").into();
    view["ssh_url"] = format!("git@sandbox:{}.git", repository.full_name()).into();
    view["permissions"] =
        json!({"admin": false, "maintain": false, "push": true, "triage": true, "pull": true});
    view
}
