//! Making a target's plan: check, ask for the change set, read it.

use super::{Errand, Outcome};
use crate::Portal;
use crate::ports::{ChangeSetSpec, ChangeSetState, CloudError};
use domain::PortalError;
use domain::plan::{
    ChangeAction, Plan, Replacement, ResourceChange, STATEFUL_PERHAPS_REPLACED, STATEFUL_REMOVAL,
    STATEFUL_REPLACEMENT,
};
use domain::request::{RequestAction, RequestEvent, TargetState};
use domain::stack::end_of;
use domain::template::{Finding, Severity, Template};
use domain::values::stored;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Pause between two looks at a change set that CloudFormation still works out.
const LOOK_AGAIN_MILLIS: i64 = 700;
/// Pause while a stack is in the way that is being changed or deleted.
const IN_THE_WAY_MILLIS: i64 = 1_000;

/// Whether a stack of the target's name may be planned upon.
enum Ground {
    Free,
    /// What stands there is leaving, or being changed.
    Busy,
    Taken(String),
}

impl Portal {
    pub(super) async fn plan(&self, errand: Errand<'_>) -> Result<Outcome, PortalError> {
        if errand.target.state != TargetState::Planning {
            return Ok(Outcome::Done);
        }
        match errand.action() {
            RequestAction::Delete => self.plan_deletion(errand).await,
            RequestAction::Create | RequestAction::Update => self.plan_change(errand).await,
        }
    }

    async fn plan_change(&self, errand: Errand<'_>) -> Result<Outcome, PortalError> {
        let (template, source) = self.template_version(&errand.request.template_digest).await?;
        let parameters = self.parameters(&errand, &template)?;
        let problems = template::values_problems(&template, &parameters);
        if let Some(problem) = problems.first() {
            return self.refuse_plan(&errand, problem.to_string()).await;
        }
        // A first attempt to create finds free ground nearly always: CloudFormation itself says if not.
        if errand.action() == RequestAction::Update || errand.target.attempt > 1 || errand.job.attempts > 0 {
            match self.ground(&errand).await {
                Ok(Ground::Free) => {}
                Ok(Ground::Busy) => return Ok(Outcome::Later(self.now().plus_millis(IN_THE_WAY_MILLIS))),
                Ok(Ground::Taken(why)) => return self.refuse_plan(&errand, why).await,
                Err(error) => return self.cloud_failed(&errand, error).await,
            }
        }
        let spec = self.spec(&errand, &template, source, parameters);
        match self.change_set(&errand, &spec).await {
            Ok(ChangeSetState::Pending) => Ok(Outcome::Later(self.now().plus_millis(LOOK_AGAIN_MILLIS))),
            Ok(ChangeSetState::Ready { id, stack_id, changes }) => {
                let plan = self.plan_of(&errand, &template, Some(id), Some(stack_id), changes);
                self.planned(&errand, plan).await
            }
            Ok(ChangeSetState::Empty { stack_id }) => {
                self.tidy(&errand).await;
                let plan = self.plan_of(&errand, &template, None, stack_id, Vec::new());
                self.planned(&errand, plan).await
            }
            Ok(ChangeSetState::Failed { reason }) => self.refuse_plan(&errand, reason).await,
            Err(CloudError::Refused(reason)) => self.refuse_plan(&errand, reason).await,
            Err(error) => self.cloud_failed(&errand, error).await,
        }
    }

    async fn change_set(
        &self,
        errand: &Errand<'_>,
        spec: &ChangeSetSpec,
    ) -> Result<ChangeSetState, CloudError> {
        self.cloud.create_change_set(&errand.place, spec).await?;
        self.cloud.change_set(&errand.place, &spec.stack_name, &spec.token).await
    }

    /// An empty change set is of no use; if it stays, the next one replaces it.
    async fn tidy(&self, errand: &Errand<'_>) {
        let token = errand.token();
        if let Err(error) =
            self.cloud.discard_change_set(&errand.place, &errand.target.stack_name, &token).await
        {
            tracing::debug!(%error, "an empty change set stays for now");
        }
    }

    /// Looks at what stands under the stack's name, and clears away what an earlier attempt left.
    async fn ground(&self, errand: &Errand<'_>) -> Result<Ground, CloudError> {
        let name = &errand.target.stack_name;
        let Some(stack) = self.cloud.stack(&errand.place, name).await? else {
            return Ok(match errand.action() {
                RequestAction::Create => Ground::Free,
                _ => Ground::Taken(format!("the stack {name} no longer exists; delete the environment")),
            });
        };
        let creating = errand.action() == RequestAction::Create;
        match stack.status.as_str() {
            "REVIEW_IN_PROGRESS" if creating => self.clear_review(errand).await,
            "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED" | "CREATE_FAILED" | "DELETE_FAILED" if creating => {
                let token = format!("{}-clear", errand.token());
                if stack.termination_protection {
                    self.cloud.set_termination_protection(&errand.place, &stack.id, false).await?;
                }
                self.cloud.delete_stack(&errand.place, &stack.id, &token).await?;
                Ok(Ground::Busy)
            }
            status if end_of(status).is_none() => Ok(Ground::Busy),
            _ if creating => {
                Ok(Ground::Taken(format!("a stack named {name} exists already in {}", errand.place.region)))
            }
            _ => Ok(Ground::Free),
        }
    }

    /// Change sets of earlier attempts go, so that exactly one is left to be approved.
    async fn clear_review(&self, errand: &Errand<'_>) -> Result<Ground, CloudError> {
        let own = errand.token();
        let current = self.cloud.change_set(&errand.place, &errand.target.stack_name, &own).await;
        if let Err(CloudError::NotFound(_)) = current {
            let token = format!("{own}-clear");
            self.cloud.delete_stack(&errand.place, &errand.target.stack_name, &token).await?;
            return Ok(Ground::Busy);
        }
        current.map(|_| Ground::Free)
    }

    async fn plan_deletion(&self, errand: Errand<'_>) -> Result<Outcome, PortalError> {
        let (template, _) = self.template_version(&errand.request.template_digest).await?;
        let found = match self.cloud.stack(&errand.place, &errand.target.stack_name).await {
            Ok(found) => found,
            Err(error) => return self.cloud_failed(&errand, error).await,
        };
        let Some(stack) = found else {
            let plan = self.plan_of(&errand, &template, None, None, Vec::new());
            return self.planned(&errand, plan).await;
        };
        if end_of(&stack.status).is_none() && stack.status != "REVIEW_IN_PROGRESS" {
            return Ok(Outcome::Later(self.now().plus_millis(IN_THE_WAY_MILLIS)));
        }
        let resources = match self.cloud.resources(&errand.place, &stack.id).await {
            Ok(resources) => resources,
            Err(error) => return self.cloud_failed(&errand, error).await,
        };
        let mut changes: Vec<ResourceChange> = resources
            .into_iter()
            .filter(|resource| resource.status != "DELETE_COMPLETE")
            .map(|resource| removal(resource.logical_id, resource.kind))
            .collect();
        if changes.is_empty() {
            // An empty stack is something to delete, too.
            changes.push(removal(stack.name.clone(), "AWS::CloudFormation::Stack".to_owned()));
        }
        let plan = self.plan_of(&errand, &template, None, Some(stack.id), changes);
        self.planned(&errand, plan).await
    }

    /// All values in clear text, for CloudFormation only.
    fn parameters(
        &self,
        errand: &Errand<'_>,
        template: &Template,
    ) -> Result<BTreeMap<String, String>, PortalError> {
        let values = stored(&errand.target.values);
        let known = values.into_iter().filter(|(name, _)| template.parameter(name).is_some());
        known.map(|(name, value)| Ok((name, self.vault.open(&value)?))).collect()
    }

    fn spec(
        &self,
        errand: &Errand<'_>,
        template: &Template,
        source: Arc<str>,
        parameters: BTreeMap<String, String>,
    ) -> ChangeSetSpec {
        let request = &errand.request;
        let tag = |name: &str, value: &str| (format!("slipway:{name}"), value.to_owned());
        ChangeSetSpec {
            stack_name: errand.target.stack_name.clone(),
            token: errand.token(),
            create: errand.action() == RequestAction::Create,
            template: source,
            parameters,
            capabilities: template.capabilities.clone(),
            // Only what never changes: a changed tag would change every resource.
            tags: BTreeMap::from([
                tag("environment", errand.target.environment_id.as_str()),
                tag("service", request.service.as_str()),
                tag("stage", errand.target.key.stage.as_str()),
                tag("team", request.team.as_str()),
            ]),
        }
    }

    fn plan_of(
        &self,
        errand: &Errand<'_>,
        template: &Template,
        change_set_id: Option<String>,
        stack_id: Option<String>,
        changes: Vec<ResourceChange>,
    ) -> Plan {
        let values = crate::requests::plain(&errand.target.values);
        let deletes = errand.action() == RequestAction::Delete;
        let monthly = template.costs.monthly(errand.target.key.region.as_str(), &values);
        Plan {
            change_set_id,
            stack_id,
            findings: findings(errand, &changes),
            changes,
            monthly_usd: monthly.map(|usd| if deletes { 0.0 } else { usd }),
            planned_at: self.now(),
        }
    }

    async fn planned(&self, errand: &Errand<'_>, plan: Plan) -> Result<Outcome, PortalError> {
        let (target, attempt) = (errand.target.key.clone(), errand.target.attempt);
        self.report(errand, RequestEvent::Planned { target, attempt, plan }).await
    }

    async fn refuse_plan(&self, errand: &Errand<'_>, reason: String) -> Result<Outcome, PortalError> {
        let (target, attempt) = (errand.target.key.clone(), errand.target.attempt);
        self.report(errand, RequestEvent::PlanFailed { target, attempt, reason, plan: None }).await
    }
}

fn removal(logical_id: String, kind: String) -> ResourceChange {
    ResourceChange {
        action: ChangeAction::Remove,
        logical_id,
        kind,
        replacement: Replacement::False,
        properties: Vec::new(),
    }
}

/// What people should know before they say yes: resources that lose what they hold.
fn findings(errand: &Errand<'_>, changes: &[ResourceChange]) -> Vec<Finding> {
    let warning = |rule: &str, change: &ResourceChange, message: String| Finding {
        severity: Severity::Warning,
        rule: rule.to_owned(),
        message,
        line: 0,
        column: 0,
        resource: Some(change.logical_id.clone()),
    };
    let asked_to_delete = errand.action() == RequestAction::Delete;
    changes
        .iter()
        .filter(|change| stateful(&change.kind))
        .filter_map(|change| match (change.action, change.replacement) {
            (ChangeAction::Remove, _) if !asked_to_delete => Some(warning(
                STATEFUL_REMOVAL,
                change,
                format!("{} holds data and is removed.", change.logical_id),
            )),
            (ChangeAction::Modify, Replacement::True) => Some(warning(
                STATEFUL_REPLACEMENT,
                change,
                format!("{} holds data and is replaced by an empty one.", change.logical_id),
            )),
            (ChangeAction::Modify, Replacement::Conditional) | (ChangeAction::Dynamic, _) => Some(warning(
                STATEFUL_PERHAPS_REPLACED,
                change,
                format!("{} holds data and may be replaced by an empty one.", change.logical_id),
            )),
            _ => None,
        })
        .collect()
}

/// Resource types that hold data of their own.
fn stateful(kind: &str) -> bool {
    const STATEFUL: [&str; 12] = [
        "AWS::RDS::DBInstance",
        "AWS::RDS::DBCluster",
        "AWS::DynamoDB::Table",
        "AWS::DynamoDB::GlobalTable",
        "AWS::S3::Bucket",
        "AWS::EFS::FileSystem",
        "AWS::EC2::Volume",
        "AWS::ElastiCache::ReplicationGroup",
        "AWS::OpenSearchService::Domain",
        "AWS::Kinesis::Stream",
        "AWS::SQS::Queue",
        "AWS::SecretsManager::Secret",
    ];
    STATEFUL.contains(&kind)
}
