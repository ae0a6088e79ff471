use super::{Links, node_id};
use crate::github::repositories::number;
use serde_json::{Value, json};

/// What stands wherever somebody is mentioned.
pub fn simple(links: &Links, login: &str) -> Value {
    let id = number(login);
    let url = format!("{}/users/{login}", links.api);
    let kind = if login.ends_with("[bot]") { "Bot" } else { "User" };
    json!({
        "login": login, "id": id, "node_id": node_id("U", id), "avatar_url": format!("{}/avatars/{id}", links.web),
        "gravatar_id": "", "url": url, "html_url": format!("{}/{login}", links.web),
        "followers_url": format!("{url}/followers"), "following_url": format!("{url}/following{{/other_user}}"),
        "gists_url": format!("{url}/gists{{/gist_id}}"), "starred_url": format!("{url}/starred{{/owner}}{{/repo}}"),
        "subscriptions_url": format!("{url}/subscriptions"), "organizations_url": format!("{url}/orgs"),
        "repos_url": format!("{url}/repos"), "events_url": format!("{url}/events{{/privacy}}"),
        "received_events_url": format!("{url}/received_events"), "type": kind, "user_view_type": "public",
        "site_admin": false,
    })
}

/// What somebody learns of themselves.
pub fn person(links: &Links, login: &str, name: &str) -> Value {
    let mut user = simple(links, login);
    user["name"] = name.into();
    user["email"] = format!("{login}@example.com").into();
    for absent in ["company", "location", "hireable", "bio", "twitter_username", "notification_email"] {
        user[absent] = Value::Null;
    }
    user["blog"] = "".into();
    user["two_factor_authentication"] = true.into();
    for count in [
        "public_repos",
        "public_gists",
        "followers",
        "following",
        "private_gists",
        "total_private_repos",
        "owned_private_repos",
        "disk_usage",
        "collaborators",
    ] {
        user[count] = 0.into();
    }
    user["created_at"] = "2024-01-15T09:00:00Z".into();
    user["updated_at"] = "2024-01-15T09:00:00Z".into();
    user
}

/// A team of the organization.
pub fn team(links: &Links, organization: &str, slug: &str) -> Value {
    let id = number(slug);
    let url = format!("{}/organizations/{}/team/{id}", links.api, number(organization));
    let mut owner = simple(links, organization);
    owner["type"] = "Organization".into();
    json!({
        "id": id, "node_id": node_id("T", id), "url": url, "name": slug, "slug": slug, "description": "",
        "html_url": format!("{}/orgs/{organization}/teams/{slug}", links.web), "privacy": "closed",
        "notification_setting": "notifications_enabled", "permission": "push", "type": "organization",
        "members_url": format!("{url}/members{{/member}}"), "repositories_url": format!("{url}/repos"), "parent": null,
        "members_count": 3, "repos_count": 3, "created_at": "2024-01-15T09:00:00Z",
        "updated_at": "2024-01-15T09:00:00Z", "organization": owner,
    })
}
