//! What CloudFormation would refuse, and what people should know, before anything is sent.
//!
//! Errors are only what CloudFormation itself refuses. Macros run on the server and may add anything, so what they
//! could bring in is never missed here.

mod aws;
mod functions;
mod interface;
mod parameters;
mod quotas;
mod references;
mod shapes;
mod unused;

pub use aws::HeldRules;
pub(crate) use aws::Target;

use crate::document::Document;
use domain::template::Template;
use yaml::Findings;

/// Adds what the rules, ours and AWS's, have to say about a readable document.
pub(crate) fn document(
    source: &[u8],
    document: &Document,
    template: &Template,
    target: Option<&Target<'_>>,
    findings: &mut Findings,
) {
    shapes::check(document, findings);
    quotas::check(document, findings);
    references::check(document, findings);
    functions::check(document, findings);
    parameters::check(document, template, findings);
    interface::check(document, findings);
    unused::check(document, findings);
    aws::check(source, document, template, target, findings);
}

/// See [`crate::hold_rules`].
pub(crate) fn hold_rules() -> HeldRules {
    aws::hold()
}
