use async_trait::async_trait;
use domain::PortalError;
use domain::names::{InvalidName, TemplateName};
use services::ports::{TemplateFile, TemplateSource};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Templates held in memory, changed at will.
#[derive(Debug, Default)]
pub struct StaticTemplates {
    shelf: Mutex<Shelf>,
}

#[derive(Debug, Default)]
struct Shelf {
    files: BTreeMap<TemplateName, Arc<[u8]>>,
    broken: Option<PortalError>,
}

impl StaticTemplates {
    pub fn new<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Self, InvalidName> {
        let templates = Self::default();
        for (name, source) in files {
            templates.put(name, source)?;
        }
        Ok(templates)
    }

    /// Adds a file, or replaces it.
    pub fn put(&self, name: &str, source: impl AsRef<[u8]>) -> Result<(), InvalidName> {
        let name = TemplateName::parse(name)?;
        self.shelf().files.insert(name, Arc::from(source.as_ref()));
        Ok(())
    }

    pub fn remove(&self, name: &TemplateName) {
        self.shelf().files.remove(name);
    }

    /// From now on reading fails like this; `None` mends it.
    pub fn break_with(&self, error: Option<PortalError>) {
        self.shelf().broken = error;
    }

    fn shelf(&self) -> MutexGuard<'_, Shelf> {
        self.shelf.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl TemplateSource for StaticTemplates {
    async fn files(&self) -> Result<Vec<TemplateFile>, PortalError> {
        let shelf = self.shelf();
        if let Some(error) = &shelf.broken {
            return Err(error.clone());
        }
        let file = |(name, source): (&TemplateName, &Arc<[u8]>)| TemplateFile {
            name: name.clone(),
            source: Arc::clone(source),
            refused: None,
        };
        Ok(shelf.files.iter().map(file).collect())
    }
}
