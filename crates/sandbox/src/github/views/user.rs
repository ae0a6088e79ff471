use super::{Links, node_id};
use crate::github::repositories::number;
use serde_json::{Value, json};

/// What stands wherever somebody is mentioned.
pub fn simple(links: &Links, login: &str) -> Value {
    let id = number(login);
    // Apps have brackets in their names.
    let name = login.replace('[', "%5B").replace(']', "%5D");
    let url = format!("{}/users/{name}", links.api);
    let kind = if login.ends_with("[bot]") { "Bot" } else { "User" };
    json!({
        "login": login, "id": id, "node_id": node_id("U", id), "avatar_url": format!("{}/avatars/{id}", links.web),
        "gravatar_id": "", "url": url, "html_url": format!("{}/{name}", links.web),
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

/// What stands wherever a team is mentioned.
pub fn simple_team(links: &Links, organization: &str, slug: &str) -> Value {
    let id = number(slug);
    let url = format!("{}/organizations/{}/team/{id}", links.api, number(organization));
    json!({
        "id": id, "node_id": node_id("T", id), "url": url, "name": slug, "slug": slug, "description": "",
        "html_url": format!("{}/orgs/{organization}/teams/{slug}", links.web), "privacy": "closed",
        "notification_setting": "notifications_enabled", "permission": "push", "type": "organization",
        "members_url": format!("{url}/members{{/member}}"), "repositories_url": format!("{url}/repos"), "parent": null,
    })
}

/// A team of the organization.
pub fn team(links: &Links, organization: &str, slug: &str) -> Value {
    let mut view = simple_team(links, organization, slug);
    for count in ["members_count", "repos_count"] {
        view[count] = 3.into();
    }
    for time in ["created_at", "updated_at"] {
        view[time] = "2024-01-15T09:00:00Z".into();
    }
    view["organization"] = team_organization(links, organization);
    view
}

fn team_organization(links: &Links, login: &str) -> Value {
    let mut view = simple(links, login);
    let url = format!("{}/orgs/{login}", links.api);
    view["type"] = "Organization".into();
    view["url"] = url.clone().into();
    let places = ["hooks", "issues", "members{/member}", "public_members{/member}"];
    for place in places {
        let name = place.split('{').next().unwrap_or(place);
        view[format!("{name}_url")] = format!("{url}/{place}").into();
    }
    view["description"] = Value::Null;
    view["events_url"] = format!("{url}/events").into();
    for name in ["has_organization_projects", "has_repository_projects"] {
        view[name] = true.into();
    }
    for name in ["public_repos", "public_gists", "followers", "following"] {
        view[name] = 0.into();
    }
    view["archived_at"] = Value::Null;
    view["created_at"] = "2024-01-15T09:00:00Z".into();
    view["updated_at"] = "2024-01-15T09:00:00Z".into();
    view
}
