//! The catalogue: every template file as it is now, each version read and checked once.

use crate::Portal;
use crate::ports::{EnvironmentFilter, TemplateChecker, TemplateFile, TemplateSource};
use domain::PortalError;
use domain::names::TemplateName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::template::{Finding, Severity, Template, TemplateDigest};
use domain::view::{TemplateCard, TemplatePage};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// One file as it is now.
#[derive(Clone)]
pub(crate) struct Entry {
    pub name: TemplateName,
    /// `None` when it cannot be read.
    pub template: Option<Arc<Template>>,
    pub findings: Arc<[Finding]>,
    pub source: Arc<[u8]>,
}

impl Entry {
    pub fn errors(&self) -> impl Iterator<Item = &Finding> {
        self.findings.iter().filter(|finding| finding.severity == Severity::Error)
    }
}

/// Files that have not changed are not read again.
pub(crate) struct Catalogue {
    source: Arc<dyn TemplateSource>,
    checker: Arc<dyn TemplateChecker>,
    known: Mutex<HashMap<TemplateName, Entry>>,
    versions: Mutex<HashMap<TemplateDigest, Arc<Template>>>,
    /// Held while something is checked: whoever wants the same meanwhile waits for it.
    checking: tokio::sync::Mutex<()>,
}

impl Catalogue {
    pub fn new(source: Arc<dyn TemplateSource>, checker: Arc<dyn TemplateChecker>) -> Self {
        Catalogue {
            source,
            checker,
            known: Mutex::default(),
            versions: Mutex::default(),
            checking: tokio::sync::Mutex::default(),
        }
    }

    /// All files, by name.
    pub async fn entries(&self) -> Result<Vec<Entry>, PortalError> {
        let files = self.source.files().await?;
        if files.iter().any(|file| self.unchanged(file).is_none()) {
            self.check_new(&files).await?;
        }
        Ok(files.iter().filter_map(|file| self.unchanged(file)).collect())
    }

    async fn check_new(&self, files: &[TemplateFile]) -> Result<(), PortalError> {
        let _turn = self.checking.lock().await;
        let new = files.iter().filter(|file| self.unchanged(file).is_none());
        let (refused, new): (Vec<_>, Vec<_>) = new.cloned().partition(|file| file.refused.is_some());
        refused.into_iter().for_each(|file| self.remember(refusal(file)));
        if new.is_empty() {
            return Ok(());
        }
        let findings = self.checker.check(&new).await?;
        new.into_iter().zip(findings).for_each(|(file, findings)| self.remember(read(file, findings)));
        Ok(())
    }

    pub async fn entry(&self, name: &str) -> Result<Entry, PortalError> {
        let found = self.entries().await?.into_iter().find(|entry| entry.name.as_str() == name);
        found.ok_or_else(|| PortalError::not_found(format!("template “{name}”")))
    }

    /// A version that is perhaps no longer in its folder; read from its stored source then.
    pub fn version(
        &self,
        digest: &TemplateDigest,
        name: &TemplateName,
        source: &str,
    ) -> Option<Arc<Template>> {
        let known = self.versions.lock().unwrap_or_else(PoisonError::into_inner).get(digest).cloned();
        known.or_else(|| {
            let template = Arc::new(template::read(name, source.as_bytes()).template?);
            self.versions
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(digest.clone(), template.clone());
            Some(template)
        })
    }

    fn unchanged(&self, file: &TemplateFile) -> Option<Entry> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&file.name).filter(|entry| Arc::ptr_eq(&entry.source, &file.source)).cloned()
    }

    fn remember(&self, entry: Entry) {
        if let Some(template) = &entry.template {
            let mut versions = self.versions.lock().unwrap_or_else(PoisonError::into_inner);
            versions.insert(template.digest.clone(), template.clone());
        }
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(entry.name.clone(), entry);
    }
}

fn read(file: TemplateFile, findings: Vec<Finding>) -> Entry {
    let template = template::read(&file.name, &file.source).template.map(Arc::new);
    Entry { name: file.name, template, findings: findings.into(), source: file.source }
}

fn refusal(file: TemplateFile) -> Entry {
    let (severity, rule, message) = (Severity::Error, "file".to_owned(), file.refused.unwrap_or_default());
    let finding = Finding { severity, rule, message, line: 0, column: 0, resource: None };
    Entry { name: file.name, template: None, findings: [finding].into(), source: file.source }
}

impl Portal {
    /// All templates, the broken ones with their findings.
    pub async fn templates(&self, actor: &Actor) -> Result<Vec<TemplateCard>, PortalError> {
        permit(actor, Action::View, None)?;
        let mut cards = Vec::new();
        for entry in self.catalogue.entries().await? {
            let users = self.users_of(&entry.name).await?;
            cards.push(card(entry, users.len()));
        }
        Ok(cards)
    }

    pub async fn template(&self, actor: &Actor, name: &str) -> Result<TemplatePage, PortalError> {
        permit(actor, Action::View, None)?;
        let entry = self.catalogue.entry(name).await?;
        let users = self.users_of(&entry.name).await?;
        Ok(TemplatePage { card: card(entry, users.len()), users })
    }

    /// The file's text; invalid UTF-8 is shown as replacement characters.
    pub async fn template_source(&self, actor: &Actor, name: &str) -> Result<Arc<str>, PortalError> {
        permit(actor, Action::View, None)?;
        let entry = self.catalogue.entry(name).await?;
        Ok(String::from_utf8_lossy(&entry.source).into())
    }

    async fn users_of(&self, name: &TemplateName) -> Result<Vec<domain::view::EnvironmentRow>, PortalError> {
        let filter = EnvironmentFilter { template: Some(name.clone()), ..EnvironmentFilter::default() };
        Ok(self.store.environments(&filter, None, USERS_AT_MOST).await?.items)
    }

    /// A version in use, wherever its file went.
    pub(crate) async fn template_version(
        &self,
        digest: &TemplateDigest,
    ) -> Result<(Arc<Template>, Arc<str>), PortalError> {
        let missing = || PortalError::internal(format!("template version {digest} is not stored"));
        let stored = self.store.template_version(digest).await?.ok_or_else(missing)?;
        let template = self.catalogue.version(digest, &stored.name, &stored.source).ok_or_else(missing)?;
        Ok((template, stored.source))
    }
}

const USERS_AT_MOST: u32 = 100;

fn card(entry: Entry, in_use: usize) -> TemplateCard {
    TemplateCard {
        name: entry.name,
        template: entry.template.map(|template| (*template).clone()),
        findings: entry.findings.to_vec(),
        in_use: i64::try_from(in_use).unwrap_or(i64::MAX),
    }
}
