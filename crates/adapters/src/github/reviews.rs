//! Deployments that wait for reviewers, whom no App may stand in for: what is wanted is asked as the portal, and answered as
//! the person.

use super::Github;
use super::address::numbered;
use super::failure::Failure;
use domain::pipeline::{Awaited, Reviewed, Reviewer};
use http::StatusCode;
use serde::Deserialize;
use serde_json::json;
use services::ports::{PersonToken, PipelineError, RuleAnswer, TokenOwner};

#[derive(Debug, Deserialize)]
struct PendingModel {
    environment: Option<EnvironmentName>,
    current_user_can_approve: Option<bool>,
    #[serde(default)]
    reviewers: Option<Vec<ReviewerModel>>,
}

#[derive(Debug, Deserialize)]
struct EnvironmentName {
    id: Option<u64>,
    name: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ReviewerModel {
    reviewer: Option<WhoModel>,
}

/// Users have a login, teams a slug.
#[derive(Debug, Deserialize)]
struct WhoModel {
    login: Option<String>,
    slug: Option<String>,
}

#[derive(Debug, Deserialize)]
struct ReviewModel {
    state: Option<String>,
    comment: Option<String>,
    user: Option<WhoModel>,
}

#[derive(Debug, Deserialize)]
struct UserModel {
    login: String,
}

impl Github {
    pub(super) async fn read_awaited(&self, name: &str, run: &str) -> Result<Vec<Awaited>, PipelineError> {
        let what = format!("the run {run} of {name}");
        let mut awaited = Vec::new();
        let all: Vec<PendingModel> = self.link.get(&what, &pending_path(name, run)?).await?.json(&what)?;
        for pending in all {
            let reviewers: Vec<Reviewer> =
                pending.reviewers.into_iter().flatten().filter_map(ReviewerModel::known).collect();
            let named = pending.environment.and_then(|it| it.id.zip(it.name));
            // Without reviewers it waits for a timer or for the rule of an App.
            let Some((environment_id, environment)) = named.filter(|_| !reviewers.is_empty()) else {
                continue;
            };
            let no_self_review = self.prevents_self_review(name, &environment).await?;
            awaited.push(Awaited { environment, environment_id, reviewers, no_self_review });
        }
        Ok(awaited)
    }

    pub(super) async fn read_reviews(&self, name: &str, run: &str) -> Result<Vec<Reviewed>, PipelineError> {
        let what = format!("the run {run} of {name}");
        let path = format!("{}/approvals", numbered(name, "runs", run)?);
        let history: Vec<ReviewModel> = self.link.get(&what, &path).await?.json(&what)?;
        Ok(history.into_iter().filter_map(ReviewModel::known).collect())
    }

    pub(super) async fn read_owner(&self, token: &PersonToken) -> Result<TokenOwner, PipelineError> {
        let what = "whoever this token belongs to";
        let link = self.link.of_person(token)?;
        let answer = link.open(what, "/user").await.map_err(as_person)?;
        let scopes = answer.headers().get("x-oauth-scopes").and_then(|value| value.to_str().ok());
        let scopes = scopes.unwrap_or_default().split(',').map(str::trim).filter(|scope| !scope.is_empty());
        let scopes = scopes.map(str::to_owned).collect();
        let user: UserModel = link.read(answer).await?.json(what)?;
        Ok(TokenOwner { login: user.login, scopes })
    }

    pub(super) async fn read_may_review(
        &self,
        token: &PersonToken,
        (name, run): (&str, &str),
        awaited: &Awaited,
    ) -> Result<bool, PipelineError> {
        let what = format!("the run {run} of {name}");
        let link = self.link.of_person(token)?;
        let path = pending_path(name, run)?;
        let meant = |it: &PendingModel| {
            it.environment.as_ref().is_some_and(|it| it.id == Some(awaited.environment_id))
        };
        let all: Vec<PendingModel> = link.get(&what, &path).await.map_err(as_person)?.json(&what)?;
        Ok(all.iter().any(|it| meant(it) && it.current_user_can_approve == Some(true)))
    }

    pub(super) async fn send_review(
        &self,
        token: &PersonToken,
        (name, run): (&str, &str),
        (awaited, answer): (&Awaited, &RuleAnswer),
    ) -> Result<(), PipelineError> {
        let what = format!("the run {run} of {name}");
        let body = json!({
            "environment_ids": [awaited.environment_id],
            "state": if answer.pass { "approved" } else { "rejected" },
            "comment": answer.comment,
        });
        let link = self.link.of_person(token)?;
        let _turn = self.writes.turn(name).await;
        let sent = link.post(&what, &pending_path(name, run)?, Some(&body)).await;
        sent.map(|_| ()).map_err(as_person)
    }
}

fn pending_path(name: &str, run: &str) -> Result<String, PipelineError> {
    Ok(format!("{}/pending_deployments", numbered(name, "runs", run)?))
}

/// GitHub's answer to somebody's own token speaks of that, not of the portal's.
fn as_person(failed: Failure) -> PipelineError {
    let words = failed.words.clone();
    match failed.status {
        Some(StatusCode::UNAUTHORIZED) => {
            PipelineError::Refused(format!("GitHub does not accept the token: {words}"))
        }
        Some(StatusCode::NOT_FOUND) => {
            PipelineError::Refused("GitHub does not show this account the repository".to_owned())
        }
        Some(StatusCode::FORBIDDEN) if matches!(failed.error, PipelineError::Forbidden(_)) => {
            PipelineError::Refused(format!("GitHub refuses this account: {words}"))
        }
        _ => failed.into(),
    }
}

impl ReviewerModel {
    fn known(self) -> Option<Reviewer> {
        let who = self.reviewer?;
        who.login.map(Reviewer::Person).or(who.slug.map(Reviewer::Team))
    }
}

impl ReviewModel {
    /// A state that is neither says nothing of the outcome.
    fn known(self) -> Option<Reviewed> {
        let approved = match self.state.as_deref() {
            Some("approved") => true,
            Some("rejected") => false,
            _ => return None,
        };
        let by = self.user.and_then(|user| user.login);
        Some(Reviewed { approved, by, comment: self.comment.unwrap_or_default() })
    }
}
