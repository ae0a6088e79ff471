use async_trait::async_trait;
use domain::PortalError;
use domain::names::TemplateName;
use domain::template::Finding;
use std::sync::Arc;

/// A template file as it lies in its folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateFile {
    pub name: TemplateName,
    pub source: Arc<[u8]>,
    /// Why it is not read, if it is not; its source is empty then.
    pub refused: Option<String>,
}

/// Where templates come from.
#[async_trait]
pub trait TemplateSource: Send + Sync {
    /// All files, sorted by name. Unchanged files keep their `source` (the same `Arc`), so that callers can tell.
    async fn files(&self) -> Result<Vec<TemplateFile>, PortalError>;
}

/// Runs all rules over templates, ours and AWS's. The latter fill some 200 MB while they are at it, which is why this may
/// happen elsewhere.
#[async_trait]
pub trait TemplateChecker: Send + Sync {
    /// What there is to say about each of the files, in their order.
    async fn check(&self, files: &[TemplateFile]) -> Result<Vec<Vec<Finding>>, PortalError>;
}
