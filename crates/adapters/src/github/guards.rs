//! What GitHub asks before a deployment, and the answers of the portal's own rule.

use super::Github;
use super::address::{numbered, part, repository};
use super::failure::Failure;
use super::link::Answer;
use domain::pipeline::Guard;
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use services::ports::{PipelineError, RuleAnswer};

#[derive(Debug, Default, Deserialize)]
struct EnvironmentModel {
    #[serde(default)]
    protection_rules: Option<Vec<RuleModel>>,
}

/// What protects an environment.
#[derive(Debug, Deserialize)]
struct RuleModel {
    r#type: Option<String>,
    prevent_self_review: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
struct CustomRules {
    #[serde(default)]
    custom_deployment_protection_rules: Vec<CustomRule>,
}

#[derive(Debug, Deserialize)]
struct CustomRule {
    enabled: Option<bool>,
    app: Option<AppModel>,
}

#[derive(Debug, Deserialize)]
struct AppModel {
    id: u64,
}

impl Github {
    pub(super) async fn read_guard(&self, name: &str, environment: &str) -> Result<Guard, PipelineError> {
        let (what, path) = named(name, environment)?;
        let Some(rules) = rules(&what, self.link.get(&what, &path).await)? else {
            return Ok(Guard::default());
        };
        let reviewers = rules.iter().any(|rule| rule.r#type.as_deref() == Some("required_reviewers"));
        let portal = match self.app_id {
            Some(app) => self.has_rule(&what, &path, app).await?,
            // Only Apps have rules.
            None => false,
        };
        Ok(Guard { portal, reviewers })
    }

    /// Whether nobody may answer for a run that they have started. Every region of a rollout asks, so what was said a moment
    /// ago counts.
    pub(super) async fn prevents_self_review(
        &self,
        name: &str,
        environment: &str,
    ) -> Result<bool, PipelineError> {
        let (what, path) = named(name, environment)?;
        let rules = rules(&what, self.link.get_settled(&what, &path).await)?.unwrap_or_default();
        Ok(rules.iter().any(|rule| rule.prevent_self_review == Some(true)))
    }

    async fn has_rule(&self, what: &str, environment: &str, app: u64) -> Result<bool, PipelineError> {
        let path = format!("{environment}/deployment_protection_rules");
        let rules: CustomRules = self.link.get(what, &path).await?.json(what)?;
        let ours = |rule: &CustomRule| rule.app.as_ref().is_some_and(|it| it.id == app);
        let mut rules = rules.custom_deployment_protection_rules.iter();
        Ok(rules.any(|rule| rule.enabled == Some(true) && ours(rule)))
    }

    pub(super) async fn send_answer(
        &self,
        repository: &str,
        run: &str,
        environment: &str,
        answer: &RuleAnswer,
    ) -> Result<(), PipelineError> {
        let what = format!("the run {run} of {repository}");
        let path = format!("{}/deployment_protection_rule", numbered(repository, "runs", run)?);
        let body = json!({
            "environment_name": environment,
            "state": if answer.pass { "approved" } else { "rejected" },
            "comment": answer.comment,
        });
        let _turn = self.writes.turn(repository).await;
        Ok(self.link.post(&what, &path, Some(&body)).await.map(|_| ())?)
    }
}

/// What protects an environment; `None`: there is no such one.
fn rules(what: &str, answer: Result<Answer, Failure>) -> Result<Option<Vec<RuleModel>>, PipelineError> {
    match answer {
        Ok(answer) => {
            let found: EnvironmentModel = answer.json(what)?;
            Ok(Some(found.protection_rules.unwrap_or_default()))
        }
        Err(failed) if failed.is(StatusCode::NOT_FOUND) => Ok(None),
        Err(failed) => Err(failed.into()),
    }
}

/// How an environment is called in messages, and where it is.
fn named(name: &str, environment: &str) -> Result<(String, String), PipelineError> {
    let what = format!("the environment {environment} of {name}");
    Ok((what, format!("{}/environments/{}", repository(name)?, part(environment))))
}
