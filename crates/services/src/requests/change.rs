//! Answering, stopping and mending requests.

use super::assemble::Assembly;
use super::held::held;
use super::input;
use crate::Portal;
use crate::ports::Versioned;
use crate::rollouts::{Asked, Deputed, Voice};
use crate::step::{Along, refused};
use crate::words::{LONGEST_COMMENT, optional};
use domain::approval::{Approval, Decision, Digest};
use domain::ids::RequestId;
use domain::people::Actor;
use domain::permission::{Action, Denied, Permit, Reason, permit};
use domain::request::{Request, RequestEvent};
use domain::rules::ApprovalRule;
use domain::view::{DecisionInput, RequestInput, RequestView};
use domain::{ErrorCode, PortalError};

/// How often an amendment that lost a race is run again.
const TRIES: usize = 8;

impl Portal {
    /// Records a person's answer. `Forbidden` for whoever may not, `StaleDigest` when something has changed since.
    pub async fn decide(
        &self,
        actor: &Actor,
        id: &RequestId,
        input: DecisionInput,
    ) -> Result<RequestView, PortalError> {
        let request = self.load(id).await?.value;
        let voice = self.deputed(actor).await?.of_request(actor, &request)?;
        let comment = comment(input.comment)?;
        if input.decision != Decision::Approve && comment.is_none() {
            return Err(unexplained());
        }
        let approval = Approval {
            by: actor.id.clone(),
            by_name: actor.name.clone(),
            decision: input.decision,
            digest: Digest(input.digest),
            comment,
            at: self.now(),
            void: None,
            roles: voice.roles,
            on_behalf: voice.on_behalf,
        };
        self.change(actor, &voice.permit, id, RequestEvent::Decided(approval)).await
    }

    /// The requester's side takes it back while nothing is applied.
    pub async fn withdraw(
        &self,
        actor: &Actor,
        id: &RequestId,
        why: Option<String>,
    ) -> Result<RequestView, PortalError> {
        let permit = self.permit_for(actor, Action::Request, id).await?;
        self.change(actor, &permit, id, RequestEvent::withdrawn(actor, comment(why)?)).await
    }

    /// Stops a request, whatever it is doing; what it prepared or began is undone.
    pub async fn cancel(
        &self,
        actor: &Actor,
        id: &RequestId,
        why: Option<String>,
    ) -> Result<RequestView, PortalError> {
        let permit = self.permit_for(actor, Action::Cancel, id).await?;
        self.change(actor, &permit, id, RequestEvent::cancelled(actor, comment(why)?)).await
    }

    /// Plans again what failed.
    pub async fn retry(&self, actor: &Actor, id: &RequestId) -> Result<RequestView, PortalError> {
        let permit = self.permit_for(actor, Action::Retry, id).await?;
        let request = self.load(id).await?.value;
        self.refuse_if_held_elsewhere(&request).await?;
        self.change(actor, &permit, id, RequestEvent::Retried).await
    }

    /// Gives a request new content and plans it again; targets that are applied already stay as they are.
    pub async fn amend(
        &self,
        actor: &Actor,
        id: &RequestId,
        input: RequestInput,
    ) -> Result<RequestView, PortalError> {
        let mut tries = 0;
        loop {
            tries += 1;
            match self.try_amend(actor, id, input.clone()).await {
                Err(error) if error.code == ErrorCode::Conflict && error.cause.is_some() && tries < TRIES => {
                }
                amended => return amended,
            }
        }
    }

    async fn try_amend(
        &self,
        actor: &Actor,
        id: &RequestId,
        mut input: RequestInput,
    ) -> Result<RequestView, PortalError> {
        let _turn = self.assembling.lock().await;
        let before = self.load(id).await?;
        let request = &before.value;
        let permit = permit(actor, Action::Request, Some(&request.team))?;
        input.action = request.action.as_str().to_owned();
        input.service = request.service.to_string();
        input.environment = Some(request.environment.to_string());
        let parsed = input::parse(input, &self.rules)?;
        let now = self.now();
        let assembly = Assembly {
            portal: self,
            actor,
            team: &request.team,
            id,
            amends: Some(request),
            carried: None,
            now,
        };
        let assembled = assembly.assemble(&parsed).await?;
        if !assembled.problems.is_empty() {
            return Err(assembled.problems.into());
        }
        let step = request
            .apply(RequestEvent::Amended { by: actor.id.clone(), content: assembled.content }, now)
            .map_err(refused)?;
        let next = step.next.clone();
        let along = Along { writes: assembled.writes, ..Along::default() };
        let commit = self.commit_of(&permit, Some(&before), step, along, now).await?;
        self.store.commit(commit).await?;
        self.view(actor, &next, before.version + 1).await
    }

    async fn change(
        &self,
        actor: &Actor,
        permit: &Permit,
        id: &RequestId,
        event: RequestEvent,
    ) -> Result<RequestView, PortalError> {
        let Versioned { version, value } = self.advance(permit, id, &event, Along::default()).await?;
        self.view(actor, &value, version).await
    }

    async fn permit_for(&self, actor: &Actor, action: Action, id: &RequestId) -> Result<Permit, PortalError> {
        let request = self.load(id).await?.value;
        Ok(permit(actor, action, Some(&request.team))?)
    }

    /// A request that was over has let go of its environments; another may have taken them up.
    pub(crate) async fn refuse_if_held_elsewhere(&self, request: &Request) -> Result<(), PortalError> {
        for target in request.targets.iter().filter(|target| target.state.retryable()) {
            let environment = self.store.environment(&target.environment_id).await?;
            let holder = match &environment {
                None => {
                    return Err(PortalError::conflict(format!(
                        "The environment in {} is gone; make a new request.",
                        target.key
                    )));
                }
                Some(environment) => environment.value.held_by.as_ref(),
            };
            if let Some(other) = holder.filter(|holder| *holder != &request.id) {
                return Err(held(&target.key, other));
            }
        }
        Ok(())
    }
}

impl Deputed {
    /// Who answers, under the rules of the stages that wait (or that have rules at all).
    pub(super) fn of_request(&self, actor: &Actor, request: &Request) -> Result<Voice, Denied> {
        let waiting = || request.targets.iter().filter(|target| request.waits_for_approval(target));
        let all = request.targets.iter().filter_map(|target| target.approval.clone());
        let rules: Vec<ApprovalRule> = match waiting().next() {
            Some(_) => waiting().filter_map(|target| target.approval.clone()).collect(),
            None => all.collect(),
        };
        if rules.is_empty() {
            let permit = permit(actor, Action::Decide, Some(&request.team))?;
            return Ok(Voice { permit, roles: actor.roles_in(&request.team), on_behalf: None });
        }
        self.voice(actor, Asked { rules: &rules, team: &request.team }, |id| request.is_by(id))
    }
}

/// A no without a word leaves the requester guessing.
fn unexplained() -> PortalError {
    let why = Reason::NeedsComment;
    PortalError::invalid(
        "Nothing was recorded: a rejection, or a wish for changes, needs a comment that says why.",
    )
    .at("comment", format!("{why}."))
    .for_reason(why)
}

fn comment(text: Option<String>) -> Result<Option<String>, PortalError> {
    optional("comment", text, LONGEST_COMMENT)
}
