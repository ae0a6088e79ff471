//! Change sets: asked for, read, executed, removed.

use super::failure::Failure;
use super::{CloudFormation, the_stack};
use aws_sdk_cloudformation::operation::describe_change_set::DescribeChangeSetOutput;
use aws_sdk_cloudformation::types::{
    Capability, Change, ChangeAction as AwsAction, ChangeSetStatus, ChangeSetType, ExecutionStatus,
    Parameter, Replacement as AwsReplacement, ResourceChange as AwsChange, Tag,
};
use domain::names::TemplateName;
use domain::plan::{ChangeAction, Replacement, ResourceChange};
use services::ports::{ChangeSetSpec, ChangeSetState, CloudError, Place};

/// AWS cannot execute the change set, perhaps because it already did.
const NOT_EXECUTABLE: [&str; 4] = [
    "InvalidChangeSetStatus",
    "InvalidChangeSetStatusException",
    "ChangeSetNotFound",
    "ChangeSetNotFoundException",
];

impl CloudFormation {
    pub(super) async fn request_change_set(
        &self,
        place: &Place,
        spec: &ChangeSetSpec,
    ) -> Result<(), CloudError> {
        let (body, url) = self.template_location(place, &spec.template).await?;
        let kind = if spec.create { ChangeSetType::Create } else { ChangeSetType::Update };
        let what = the_stack(&spec.stack_name);
        let asked = self.call(place, "CreateChangeSet", what, |client| {
            client
                .create_change_set()
                .stack_name(&spec.stack_name)
                .change_set_name(&spec.token)
                .client_token(&spec.token)
                .change_set_type(kind)
                .set_parameters(Some(parameters(spec)))
                .set_capabilities(Some(
                    spec.capabilities.iter().map(|c| Capability::from(c.as_str())).collect(),
                ))
                .set_tags(Some(tags(spec)))
                .set_template_body(body)
                .set_template_url(url)
                .send()
        });
        match asked.await {
            Ok(_) => Ok(()),
            // Either this change set, or a stack of this name, which an earlier attempt of ours may have made.
            Err(failure) if failure.code.starts_with("AlreadyExists") => {
                match self.describe_change_set(place, &spec.stack_name, &spec.token, None).await {
                    Ok(_) => Ok(()),
                    Err(Failure { error: CloudError::NotFound(_), .. }) => Err(discreet(failure.error, spec)),
                    Err(other) => Err(other.error),
                }
            }
            Err(failure) => Err(discreet(failure.error, spec)),
        }
    }

    pub(super) async fn read_change_set(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
    ) -> Result<ChangeSetState, CloudError> {
        let mut page = self.describe_change_set(place, stack, token, None).await?;
        let mut changes: Vec<ResourceChange> = Vec::new();
        loop {
            changes.extend(page.changes().iter().filter_map(Change::resource_change).map(change));
            let Some(next) = page.next_token().map(str::to_owned) else { break };
            page = self.describe_change_set(place, stack, token, Some(next)).await?;
        }
        state(&page, changes)
    }

    async fn describe_change_set(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
        next: Option<String>,
    ) -> Result<DescribeChangeSetOutput, Failure> {
        let what = format!("the change set {token} of {stack}");
        self.call(place, "DescribeChangeSet", what, |client| {
            client.describe_change_set().stack_name(stack).change_set_name(token).set_next_token(next).send()
        })
        .await
    }

    pub(super) async fn run_change_set(
        &self,
        place: &Place,
        stack: &str,
        change_set_id: &str,
        token: &str,
    ) -> Result<(), CloudError> {
        let what = format!("the change set {change_set_id}");
        let run = self.call(place, "ExecuteChangeSet", what, |client| {
            client
                .execute_change_set()
                .stack_name(stack)
                .change_set_name(change_set_id)
                .client_request_token(token)
                .send()
        });
        match run.await {
            Ok(_) => Ok(()),
            Err(failure) if failure.is(&NOT_EXECUTABLE) && self.has_seen(place, stack, token).await? => {
                Ok(())
            }
            Err(failure) => Err(failure.error),
        }
    }

    pub(super) async fn remove_change_set(
        &self,
        place: &Place,
        stack: &str,
        token: &str,
    ) -> Result<(), CloudError> {
        let what = format!("the change set {token} of {stack}");
        let removed = self.call(place, "DeleteChangeSet", what, |client| {
            client.delete_change_set().stack_name(stack).change_set_name(token).send()
        });
        let removed = match removed.await {
            Ok(_) | Err(Failure { error: CloudError::NotFound(_), .. }) => Ok(()),
            Err(failure) => Err(later_if_unfinished(failure)),
        };
        let Some(found) = self.describe_stack(place, stack).await? else { return Ok(()) };
        if found.status != "REVIEW_IN_PROGRESS" {
            return removed;
        }
        if found.termination_protection {
            self.protect(place, &found.id, false).await?;
        }
        // By id: should somebody have made another stack of this name meanwhile, it stays.
        self.start_deletion(place, &found.id, token).await
    }
}

/// A change set that CloudFormation still works out cannot be removed yet.
fn later_if_unfinished(failure: Failure) -> CloudError {
    match failure.error {
        CloudError::Refused(words) if failure.code.starts_with("InvalidChangeSetStatus") => {
            CloudError::Unavailable(words)
        }
        error => error,
    }
}

fn parameters(spec: &ChangeSetSpec) -> Vec<Parameter> {
    let parameter = |(key, value): (&String, &String)| {
        Parameter::builder().parameter_key(key).parameter_value(value).build()
    };
    spec.parameters.iter().map(parameter).collect()
}

fn tags(spec: &ChangeSetSpec) -> Vec<Tag> {
    spec.tags.iter().map(|(key, value)| Tag::builder().key(key).value(value).build()).collect()
}

/// AWS repeats values that it refuses; those of `NoEcho` parameters must not travel on.
fn discreet(error: CloudError, spec: &ChangeSetSpec) -> CloudError {
    let CloudError::Refused(mut words) = error else { return error };
    let Ok(name) = TemplateName::parse(&spec.stack_name) else { return CloudError::Refused(words) };
    let template = template::read(&name, spec.template.as_bytes()).template;
    let hidden = template.iter().flat_map(|template| &template.parameters).filter(|p| p.no_echo);
    for value in hidden.filter_map(|p| spec.parameters.get(&p.name)).filter(|value| !value.is_empty()) {
        words = words.replace(value.as_str(), "****");
    }
    CloudError::Refused(words)
}

fn state(set: &DescribeChangeSetOutput, changes: Vec<ResourceChange>) -> Result<ChangeSetState, CloudError> {
    let reason = set.status_reason().unwrap_or_default();
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    Ok(match set.status() {
        Some(ChangeSetStatus::Failed) if is_empty(reason) => {
            ChangeSetState::Empty { stack_id: set.stack_id().map(str::to_owned) }
        }
        Some(ChangeSetStatus::Failed) => ChangeSetState::Failed { reason: reason.to_owned() },
        Some(ChangeSetStatus::CreateComplete) => match set.execution_status() {
            Some(ExecutionStatus::Obsolete) => ChangeSetState::Failed { reason: OBSOLETE.to_owned() },
            // AWS has made it, and does not let it be executed yet.
            Some(ExecutionStatus::Unavailable) => ChangeSetState::Pending,
            _ => ChangeSetState::Ready {
                id: text(set.change_set_id()),
                stack_id: text(set.stack_id()),
                changes,
            },
        },
        Some(status) if status.as_str().starts_with("DELETE_") => {
            return Err(CloudError::NotFound(format!("the change set {}", text(set.change_set_name()))));
        }
        _ => ChangeSetState::Pending,
    })
}

const OBSOLETE: &str = "The stack was changed in another way since; this change set is obsolete.";

/// AWS's words for "nothing to do", of change sets and of macros' ones.
fn is_empty(reason: &str) -> bool {
    reason.contains("didn't contain changes") || reason.contains("No updates are to be performed")
}

fn change(change: &AwsChange) -> ResourceChange {
    let targets = change.details().iter().filter_map(|detail| detail.target());
    let property = |target: &aws_sdk_cloudformation::types::ResourceTargetDefinition| {
        let attribute = target.attribute().map(|attribute| attribute.as_str().to_owned());
        target.name().map(str::to_owned).or(attribute)
    };
    let mut properties: Vec<String> = targets.filter_map(property).collect();
    properties.sort();
    properties.dedup();
    ResourceChange {
        action: action(change.action()),
        logical_id: change.logical_resource_id().unwrap_or_default().to_owned(),
        kind: change.resource_type().unwrap_or_default().to_owned(),
        replacement: match change.replacement() {
            Some(AwsReplacement::True) => Replacement::True,
            Some(AwsReplacement::Conditional) => Replacement::Conditional,
            _ => Replacement::False,
        },
        properties,
    }
}

fn action(action: Option<&AwsAction>) -> ChangeAction {
    match action {
        Some(AwsAction::Add) => ChangeAction::Add,
        Some(AwsAction::Modify) => ChangeAction::Modify,
        Some(AwsAction::Remove) => ChangeAction::Remove,
        Some(AwsAction::Import) => ChangeAction::Import,
        // Also what AWS may invent yet: nobody should take it for harmless.
        _ => ChangeAction::Dynamic,
    }
}
