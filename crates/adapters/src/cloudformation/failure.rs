//! From AWS's errors to the port's.

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_cloudformation::error::{DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_sts::operation::assume_role::AssumeRoleError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use services::ports::CloudError;
use std::error::Error;

/// Longer words are cut: AWS repeats whole templates in some of its messages.
const LONGEST: usize = 2_000;

/// An error of AWS with its code, for the few callers that look at it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub code: String,
    pub error: CloudError,
}

impl Failure {
    pub fn is(&self, codes: &[&str]) -> bool {
        codes.contains(&self.code.as_str())
    }
}

impl From<Failure> for CloudError {
    fn from(failure: Failure) -> Self {
        failure.error
    }
}

impl From<CloudError> for Failure {
    fn from(error: CloudError) -> Self {
        Failure { code: String::new(), error }
    }
}

/// What a failed call means. `what` names the thing asked about, for people: "the stack live-api".
pub(crate) fn failure<E>(what: &str, error: &SdkError<E, HttpResponse>) -> Failure
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    match error {
        SdkError::ServiceError(context) => {
            let told = context.err();
            let code = told.code().unwrap_or_default();
            let words = told.message().filter(|words| !words.is_empty()).unwrap_or(code);
            let error = answered(what, context.raw().status().as_u16(), code, words);
            Failure { code: code.to_owned(), error }
        }
        SdkError::ConstructionFailure(_) => CloudError::Refused(context(error)).into(),
        _ => unanswered(error).into(),
    }
}

fn answered(what: &str, status: u16, code: &str, words: &str) -> CloudError {
    if is_throttling(status, code) || is_throttling(status, words) {
        return CloudError::Throttled(decent(words));
    }
    if status >= 500 || status == 408 {
        return CloudError::Unavailable(decent(&format!("{words} (HTTP {status})")));
    }
    if is_missing(code, words) {
        return CloudError::NotFound(what.to_owned());
    }
    CloudError::Refused(decent(words))
}

/// Whether a status and any of code, message or body ask to slow down.
pub(super) fn is_throttling(status: u16, told: &str) -> bool {
    const WORDS: [&str; 6] =
        ["Throttling", "Throttled", "Rate exceeded", "RequestLimitExceeded", "TooManyRequests", "SlowDown"];
    status == 429 || (status >= 400 && WORDS.iter().any(|word| told.contains(word)))
}

/// Only what says that the stack or change set itself is missing: templates, too, name things that "do not exist".
fn is_missing(code: &str, words: &str) -> bool {
    let subject = words.starts_with("Stack ") || words.starts_with("ChangeSet ");
    code.starts_with("ChangeSetNotFound") || (subject && words.ends_with("does not exist"))
}

/// No answer: perhaps because there are no credentials to ask with, which waiting does not mend.
fn unanswered<E>(error: &SdkError<E, HttpResponse>) -> CloudError
where
    E: Error + Send + Sync + 'static,
{
    let mut cause: Option<&(dyn Error + 'static)> = error.source();
    while let Some(current) = cause {
        if let Some(denied) = current.downcast_ref::<AssumeRoleError>() {
            let words = denied.message().unwrap_or("it is not allowed");
            return CloudError::Refused(decent(&format!("The role cannot be assumed: {words}")));
        }
        if let Some(
            missing @ (CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_)),
        ) = current.downcast_ref::<CredentialsError>()
        {
            let why = DisplayErrorContext(missing).to_string();
            return CloudError::Refused(decent(&format!("There are no AWS credentials: {why}")));
        }
        cause = current.source();
    }
    CloudError::Unavailable(context(error))
}

fn context(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(current) = cause {
        words.push_str(": ");
        words.push_str(&current.to_string());
        cause = current.source();
    }
    decent(&words)
}

/// AWS's words without the values that it repeats, which may be secrets or whole templates.
fn decent(words: &str) -> String {
    let mut clean = String::new();
    let mut rest = words;
    while let Some((before, after)) = rest.split_once("Value '") {
        let Some((_, behind)) = after.split_once("' at '") else { break };
        clean.push_str(before);
        clean.push_str("The value at '");
        rest = behind;
    }
    clean.push_str(rest);
    if let Some((end, _)) = clean.char_indices().nth(LONGEST) {
        clean.truncate(end);
        clean.push('…');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart() {
        let refused = |words: &str| CloudError::Refused(words.to_owned());
        let table = [
            (400, "ValidationError", "Stack with id x does not exist", CloudError::NotFound("it".into())),
            (400, "ValidationError", "Stack [x] does not exist", CloudError::NotFound("it".into())),
            (404, "ChangeSetNotFound", "ChangeSet [c] does not exist", CloudError::NotFound("it".into())),
            (400, "Throttling", "Rate exceeded", CloudError::Throttled("Rate exceeded".into())),
            (503, "ServiceUnavailable", "down", CloudError::Unavailable("down (HTTP 503)".into())),
            (400, "ValidationError", "The bucket x does not exist", refused("The bucket x does not exist")),
            (403, "AccessDenied", "not you", refused("not you")),
        ];
        for (status, code, words, expected) in table {
            assert_eq!(answered("it", status, code, words), expected, "{words}");
        }
    }

    #[test]
    fn values_are_not_repeated() {
        let words = "1 validation error detected: Value 'hunter2' at 'parameters.1.member.parameterValue' failed to satisfy constraint: Member must have length less than or equal to 4096";
        let told = decent(words);
        assert!(!told.contains("hunter2"), "{told}");
        assert!(told.contains("'parameters.1.member.parameterValue' failed"), "{told}");
        assert_eq!(decent(&"가".repeat(3_000)).chars().count(), LONGEST + 1);
    }
}
