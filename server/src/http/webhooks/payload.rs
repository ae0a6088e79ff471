//! What is read of a webhook's payload: little, and all of it may be missing, or be of a kind that nobody expects.

use domain::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use services::ports::RuleAsked;
use services::{Told, WebhookNews};
use std::borrow::Cow;

/// Longer texts are cut.
const LONGEST: usize = 300;

/// How a payload is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Json,
    /// In the field `payload`.
    UrlEncoded,
}

impl Form {
    pub fn of(content_type: &str) -> Option<Self> {
        let kind = content_type.split(';').next().unwrap_or_default().trim();
        match () {
            () if kind.eq_ignore_ascii_case("application/json") => Some(Form::Json),
            () if kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") => Some(Form::UrlEncoded),
            () => None,
        }
    }
}

#[derive(Deserialize)]
struct Payload {
    #[serde(default)]
    action: Value,
    #[serde(default)]
    repository: Option<Repository>,
    #[serde(default)]
    workflow_run: Option<Run>,
    /// Of a deployment that waits for the portal's rule.
    #[serde(default)]
    environment: Value,
    #[serde(default)]
    deployment_callback_url: Value,
    /// Of a push: the branch or tag.
    #[serde(default)]
    r#ref: Value,
}

/// Each field is looked at by itself, so that one of an unknown kind does not hide the others.
#[derive(Deserialize)]
struct Repository {
    #[serde(default)]
    full_name: Value,
    #[serde(default)]
    default_branch: Value,
}

#[derive(Deserialize)]
struct Run {
    #[serde(default)]
    display_title: Value,
    #[serde(default)]
    updated_at: Value,
}

/// What a payload tells; `None` when it is none. The delivery's id is left empty.
pub fn read(form: Form, body: &[u8], event: &str) -> Option<WebhookNews> {
    let body = match form {
        Form::Json => Cow::Borrowed(body),
        Form::UrlEncoded => Cow::Owned(field(body, "payload")?.into_bytes()),
    };
    let payload: Payload = serde_json::from_slice(&body).ok()?;
    let action = text(&payload.action);
    let run = payload.workflow_run.as_ref();
    let run = run.filter(|_| ["workflow_run", "deployment_review"].contains(&event));
    // Of a run only its end and what its reviewers do leads to anything; each look costs a call.
    let moved = run.filter(|_| event == "deployment_review" || action.as_deref() == Some("completed"));
    let title = moved.and_then(|run| text(&run.display_title));
    let told = match event {
        "push" => payload.repository.as_ref().and_then(|repository| pushed(repository, &payload.r#ref)),
        "deployment_protection_rule" => asked(&payload).map(Told::RuleAsked),
        "deployment_review" if action.as_deref() != Some("requested") => {
            title.map(|title| Told::Reviewed { title })
        }
        _ => title.map(|title| Told::RunMoved { title }),
    };
    Some(WebhookNews {
        id: String::new(),
        event: event.to_owned(),
        told,
        // A run may wait for its reviewers for weeks.
        happened_at: run.filter(|_| event == "workflow_run").and_then(|run| time(&run.updated_at)),
        repository: payload.repository.and_then(|repository| text(&repository.full_name)),
        action,
    })
}

/// Of the address only the run's number is taken: the answer goes to the GitHub that is configured.
fn asked(payload: &Payload) -> Option<RuleAsked> {
    let url = payload.deployment_callback_url.as_str()?;
    let run = url.split_once("/actions/runs/")?.1.split('/').next()?;
    let run = run.bytes().all(|byte| byte.is_ascii_digit()).then(|| run.to_owned())?;
    let repository = text(&payload.repository.as_ref()?.full_name)?;
    Some(RuleAsked { repository, run, environment: text(&payload.environment)? })
}

/// Catalogue files are read from the default branch, so no other leads to anything.
fn pushed(repository: &Repository, reference: &Value) -> Option<Told> {
    let branch = reference.as_str()?.strip_prefix("refs/heads/")?;
    let is_default = repository.default_branch.as_str().is_none_or(|default| default == branch);
    text(&repository.full_name).filter(|_| is_default).map(|repository| Told::Pushed { repository })
}

fn field(body: &[u8], name: &str) -> Option<String> {
    let mut pairs = form_urlencoded::parse(body);
    pairs.find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(|text| text.chars().take(LONGEST).collect())
}

fn time(value: &Value) -> Option<Timestamp> {
    let time: jiff::Timestamp = value.as_str()?.parse().ok()?;
    Some(Timestamp(time.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_tell_the_same() {
        let body = r#"{"action":"completed","repository":{"full_name":"acme/api"},"workflow_run":
            {"display_title":"Deploy [a b]","updated_at":"2027-01-15T08:00:00Z"}}"#;
        let form: String =
            form_urlencoded::Serializer::new(String::new()).append_pair("payload", body).finish();
        let json = read(Form::Json, body.as_bytes(), "workflow_run").expect("a payload");
        assert_eq!(json.told, Some(Told::RunMoved { title: "Deploy [a b]".to_owned() }));
        assert_eq!(json.repository.as_deref(), Some("acme/api"));
        assert_eq!(json.happened_at, Some(Timestamp(1_800_000_000_000)));
        assert_eq!(read(Form::UrlEncoded, form.as_bytes(), "workflow_run"), Some(json));
        assert_eq!(Form::of("application/x-www-form-urlencoded; charset=utf-8"), Some(Form::UrlEncoded));
        assert_eq!(Form::of("text/plain"), None);
    }

    #[test]
    fn only_the_end_of_a_run_and_its_reviews_lead_to_anything() {
        let body = br#"{"action":"requested","workflow_run":{"display_title":"x"}}"#;
        assert_eq!(read(Form::Json, body, "workflow_run").expect("a payload").told, None);
        let body = br#"{"action":"approved","workflow_run":{"display_title":"x","updated_at":"2027-01-15T08:00:00Z"}}"#;
        let review = read(Form::Json, body, "deployment_review").expect("a payload");
        assert_eq!(review.told, Some(Told::Reviewed { title: "x".to_owned() }));
        assert_eq!(review.happened_at, None, "a run may wait for weeks");
        let body = br#"{"action":"requested","workflow_run":{"display_title":"x"}}"#;
        let asked = read(Form::Json, body, "deployment_review").expect("a payload");
        assert_eq!(asked.told, Some(Told::RunMoved { title: "x".to_owned() }));
        let body = br#"{"action":"completed","workflow_run":{"display_title":"x"}}"#;
        assert_eq!(read(Form::Json, body, "workflow_job").expect("a payload").told, None);
    }

    #[test]
    fn only_a_push_to_the_default_branch_leads_to_anything() {
        let told = |reference: &str| {
            let body = format!(
                r#"{{"ref":"{reference}","repository":{{"full_name":"acme/api","default_branch":"main"}}}}"#
            );
            read(Form::Json, body.as_bytes(), "push").expect("a payload").told
        };
        assert_eq!(told("refs/heads/main"), Some(Told::Pushed { repository: "acme/api".to_owned() }));
        assert_eq!((told("refs/heads/feature"), told("refs/tags/main")), (None, None));
    }

    #[test]
    fn odd_payloads_are_read_as_far_as_they_go() {
        let odd = br#"{"action":7,"repository":{"full_name":[]},"workflow_run":{"display_title":null,"updated_at":"?"}}"#;
        let read_odd = read(Form::Json, odd, "workflow_run").expect("a payload");
        let nothing = WebhookNews { event: "workflow_run".to_owned(), ..WebhookNews::default() };
        assert_eq!(read_odd, nothing);
        for bad in ["", "nonsense", "[", "\"text\"", "7", "a=1"] {
            assert_eq!(read(Form::Json, bad.as_bytes(), "x"), None, "{bad}");
            assert_eq!(read(Form::UrlEncoded, bad.as_bytes(), "x"), None, "{bad}");
        }
    }
}
