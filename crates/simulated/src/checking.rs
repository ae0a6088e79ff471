use async_trait::async_trait;
use domain::PortalError;
use domain::template::Finding;
use services::ports::{TemplateChecker, TemplateFile};

/// Runs the real rules in this process.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckHere;

#[async_trait]
impl TemplateChecker for CheckHere {
    async fn check(&self, files: &[TemplateFile]) -> Result<Vec<Vec<Finding>>, PortalError> {
        let files = files.to_vec();
        let checked = tokio::task::spawn_blocking(move || {
            let _rules = template::hold_rules();
            files.iter().map(|file| template::check(&file.name, &file.source).findings).collect()
        });
        checked.await.map_err(|error| PortalError::internal(error.to_string()))
    }
}
