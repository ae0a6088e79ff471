//! From parsed input to the content of a request: values, ranges, environments, rules.

use super::carry::Taken;
use super::held::held;
use super::input::Parsed;
use super::values::carried_on;
use crate::Portal;
use crate::catalogue::Entry;
use crate::ports::{AddressBook, TemplateVersion, Versioned, Write};
use domain::environment::{Drift, Environment, EnvironmentKey, EnvironmentStatus};
use domain::ids::{EnvironmentId, RequestId};
use domain::names::{EnvironmentName, TeamName};
use domain::people::Actor;
use domain::request::{Content, Request, RequestAction, Target, TargetContent, TargetKey, TargetState};
use domain::rules::StageRules;
use domain::template::{Finding, ParameterProblem, Template, TemplateDigest};
use domain::values::{Given, ResolvedValues, StoredValues};
use domain::{ErrorCode, PortalError, Timestamp};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Everything that a new or amended request consists of, before it is written.
pub(crate) struct Assembled {
    pub environment: EnvironmentName,
    pub template: Arc<Template>,
    pub content: Content,
    /// Environments, ranges and the template version, to be written along.
    pub writes: Vec<Write>,
    /// Values that CloudFormation would refuse, over all targets, each told once.
    pub problems: Vec<ParameterProblem>,
    /// Another request that has one of the environments, where that is no reason to refuse.
    pub held_by: Option<RequestId>,
    pub book: AddressBook,
}

/// What is being assembled, and for whom.
pub(super) struct Assembly<'a> {
    pub portal: &'a Portal,
    pub actor: &'a Actor,
    pub team: &'a TeamName,
    pub id: &'a RequestId,
    /// The request that is being amended.
    pub amends: Option<&'a Request>,
    /// A rollout is to carry it: what is missing is created where an update is asked for.
    pub carried: Option<Taken>,
    pub now: Timestamp,
}

impl Assembly<'_> {
    pub async fn assemble(&self, parsed: &Parsed) -> Result<Assembled, PortalError> {
        let name = self.environment_name(parsed).await?;
        let found = self.environments(parsed, &name).await?;
        let entry = self.template(parsed, &found).await?;
        let template = readable(&entry)?;
        let shared = self.sealed(&template, &parsed.shared)?;
        let shared = carried_on(&template, shared, self.amends.map(|request| &request.shared));
        let book = self.portal.store.address_book().await?;
        let mut assembled = Assembled {
            environment: name.clone(),
            content: Content {
                template: template.name.clone(),
                template_digest: template.digest.clone(),
                capabilities: template.capabilities.clone(),
                shared,
                reason: parsed.reason.clone(),
                targets: Vec::new(),
            },
            writes: vec![Write::TemplateVersion(self.version(&entry, &template)?)],
            problems: Vec::new(),
            held_by: held_by(&found, self.id),
            book: book.value.clone(),
            template: template.clone(),
        };
        for (key, environment) in parsed.targets.iter().zip(found) {
            self.add_target(&mut assembled, parsed, key, environment, &name)?;
        }
        if assembled.book != book.value {
            let next = assembled.book.clone();
            assembled.writes.push(Write::AddressBook { expected: book.version, next });
        }
        Ok(assembled)
    }

    fn version(&self, entry: &Entry, template: &Template) -> Result<TemplateVersion, PortalError> {
        let source = std::str::from_utf8(&entry.source).map_err(PortalError::internal)?;
        Ok(TemplateVersion {
            digest: template.digest.clone(),
            name: template.name.clone(),
            source: source.into(),
            first_seen: self.now,
        })
    }

    /// The name that was typed, else the template's, else the only one that the service has.
    async fn environment_name(&self, parsed: &Parsed) -> Result<EnvironmentName, PortalError> {
        if let Some(name) = parsed.environment.clone().or_else(|| Some(self.amends?.environment.clone())) {
            return Ok(name);
        }
        if !parsed.template.is_empty() {
            return environment_name_of(&parsed.template);
        }
        let filter = crate::ports::EnvironmentFilter {
            service: Some(parsed.service.to_string()),
            ..Default::default()
        };
        let rows = self.portal.store.environments(&filter, None, 200).await?.items;
        let mut names: Vec<EnvironmentName> = rows.into_iter().map(|row| row.name).collect();
        names.dedup();
        match names.as_slice() {
            [only] => Ok(only.clone()),
            [] => Err(PortalError::not_found(format!("environment of {}", parsed.service))),
            _ => {
                let message = format!("{} has several environments; say which one.", parsed.service);
                Err(PortalError::invalid(message.clone()).at("environment", message))
            }
        }
    }

    /// What is there already, target by target.
    async fn environments(
        &self,
        parsed: &Parsed,
        name: &EnvironmentName,
    ) -> Result<Vec<Option<Versioned<Environment>>>, PortalError> {
        let mut found = Vec::with_capacity(parsed.targets.len());
        for key in &parsed.targets {
            let key = self.key(parsed, key, name);
            let environment = self.portal.store.environment_at(&key).await?;
            let there = environment.as_ref().map(|environment| &environment.value);
            self.refuse_if_taken(self.action(parsed, there), &key, there)?;
            found.push(environment);
        }
        Ok(found)
    }

    /// What is done where this is there.
    fn action(&self, parsed: &Parsed, there: Option<&Environment>) -> RequestAction {
        let stands = there.is_some_and(|environment| environment.status != EnvironmentStatus::Broken);
        if self.carried.is_some() && !stands { RequestAction::Create } else { parsed.action }
    }

    fn key(&self, parsed: &Parsed, key: &TargetKey, name: &EnvironmentName) -> EnvironmentKey {
        EnvironmentKey {
            service: parsed.service.clone(),
            name: name.clone(),
            stage: key.stage.clone(),
            region: key.region.clone(),
        }
    }

    fn refuse_if_taken(
        &self,
        action: RequestAction,
        key: &EnvironmentKey,
        environment: Option<&Environment>,
    ) -> Result<(), PortalError> {
        let Some(environment) = environment else {
            return match action {
                RequestAction::Create => Ok(()),
                _ => Err(PortalError::not_found(format!("environment {key}"))),
            };
        };
        let own = environment.held_by.as_ref() == Some(self.id)
            || (environment.held_by.is_none() && &environment.last_request == self.id);
        let waits = self.carried == Some(Taken::Waits) && environment.held_by.is_some();
        if environment.free_for(action) || own || waits {
            return Ok(());
        }
        Err(match &environment.held_by {
            Some(request) => held(key, request),
            None => PortalError::conflict(format!(
                "{key} exists already; update it, or choose another environment name."
            )),
        })
    }

    async fn template(
        &self,
        parsed: &Parsed,
        found: &[Option<Versioned<Environment>>],
    ) -> Result<Entry, PortalError> {
        let running = found.iter().flatten().map(|environment| &environment.value.template).next();
        let amended = self.amends.map(|request| &request.template);
        let name = match (parsed.template.as_str(), amended.or(running)) {
            ("", Some(template)) => template.to_string(),
            (name, _) => name.to_owned(),
        };
        if let Some(version) = &parsed.version {
            return self.entry_at(&name, version).await;
        }
        let entry = self.portal.catalogue.entry(&name).await;
        // What is deleted needs no file in the catalogue any more: its stored version will do.
        match (entry, found.iter().flatten().next()) {
            (Err(error), Some(environment))
                if parsed.action == RequestAction::Delete && error.code == ErrorCode::NotFound =>
            {
                self.stored_entry(&environment.value).await
            }
            (entry, _) => entry.map_err(|error| match error.code {
                ErrorCode::NotFound => {
                    PortalError::invalid(error.message.clone()).at("template", error.message)
                }
                _ => error,
            }),
        }
    }

    async fn stored_entry(&self, environment: &Environment) -> Result<Entry, PortalError> {
        let (template, source) = self.portal.template_version(&environment.template_digest).await?;
        Ok(stored_as_entry(template, &source))
    }

    /// The newest version, if it is that one, or one that was used before.
    async fn entry_at(&self, name: &str, version: &TemplateDigest) -> Result<Entry, PortalError> {
        if let Ok(newest) = self.portal.catalogue.entry(name).await
            && newest.template.as_ref().is_some_and(|template| &template.digest == version)
        {
            return Ok(newest);
        }
        let stored = self.portal.store.template_version(version).await?;
        if stored.is_none_or(|stored| stored.name.as_str() != name) {
            let message = format!("There is no version {version} of the template {name}.");
            return Err(PortalError::invalid(message.clone()).at("version", message));
        }
        let (template, source) = self.portal.template_version(version).await?;
        Ok(stored_as_entry(template, &source))
    }

    fn stage<'r>(&'r self, key: &TargetKey) -> Result<&'r StageRules, PortalError> {
        let stage = self.portal.rules.stage(&key.stage);
        let stage = stage.ok_or_else(|| PortalError::not_found(format!("stage {}", key.stage)))?;
        if !stage.teams.is_empty() && !stage.teams.contains(self.team) {
            let message = format!("the team {} may not use the stage {}", self.team, key.stage);
            return Err(PortalError::new(ErrorCode::Forbidden, format!("You may not do this: {message}."))
                .at("targets", message));
        }
        Ok(stage)
    }

    fn add_target(
        &self,
        assembled: &mut Assembled,
        parsed: &Parsed,
        key: &TargetKey,
        found: Option<Versioned<Environment>>,
        name: &EnvironmentName,
    ) -> Result<(), PortalError> {
        let stage = self.stage(key)?;
        if let Some(done) = self.done(key) {
            assembled.content.targets.push(done.content());
            return Ok(());
        }
        let template = assembled.template.clone();
        let typed = parsed.overrides.get(key).cloned().unwrap_or_default();
        let before = self.amends.and_then(|request| request.target(key)).map(|target| &target.overrides);
        let overrides = carried_on(&template, self.sealed(&template, &typed)?, before);
        let (expected, mut environment) = match found {
            Some(found) => (Some(found.version), found.value),
            None => (None, self.new_environment(parsed, key, name, &template)),
        };
        let action = self.action(parsed, expected.is_some().then_some(&environment));
        let previous = expected.is_some().then(|| environment.values.clone());
        let values = match parsed.action {
            RequestAction::Delete => ResolvedValues::new(),
            RequestAction::Create | RequestAction::Update => {
                let given = Given {
                    shared: &assembled.content.shared.clone(),
                    overrides: &overrides,
                    previous: previous.as_ref(),
                };
                self.values(assembled, parsed, &environment, given)?
            }
        };
        self.push(assembled, &environment, stage, action, overrides, values);
        environment.held_by = Some(self.id.clone());
        environment.updated_at = self.now;
        assembled.writes.push(Write::Environment { expected, next: Box::new(environment) });
        Ok(())
    }

    /// Applied already by the request that is being amended: it stays as it is.
    fn done(&self, key: &TargetKey) -> Option<&Target> {
        let target = self.amends.and_then(|request| request.target(key));
        target.filter(|target| matches!(target.state, TargetState::Succeeded { .. }))
    }

    fn push(
        &self,
        assembled: &mut Assembled,
        environment: &Environment,
        stage: &StageRules,
        action: RequestAction,
        overrides: StoredValues,
        values: ResolvedValues,
    ) {
        assembled.content.targets.push(TargetContent {
            key: environment.target(),
            environment_id: environment.id.clone(),
            stack_name: environment.stack_name.clone(),
            action: self.carried.map(|_| action),
            // What a rollout carries is approved with the rollout.
            approval: stage.approval.clone().filter(|_| self.carried.is_none()),
            termination_protection: stage.termination_protection,
            overrides,
            values,
        });
    }

    fn new_environment(
        &self,
        parsed: &Parsed,
        key: &TargetKey,
        name: &EnvironmentName,
        template: &Template,
    ) -> Environment {
        let key = self.key(parsed, key, name);
        Environment {
            id: EnvironmentId::from_unique(&self.portal.ids.unique()),
            stack_name: key.stack_name(&self.portal.settings.stack_prefix),
            key,
            team: self.team.clone(),
            stack_id: None,
            template: template.name.clone(),
            template_digest: template.digest.clone(),
            values: StoredValues::new(),
            outputs: BTreeMap::new(),
            status: EnvironmentStatus::Requested,
            status_before: None,
            held_by: None,
            last_request: self.id.clone(),
            drift: Drift::Unknown,
            drift_asked_at: None,
            drift_checked_at: None,
            drift_note: None,
            drifted: Vec::new(),
            monthly_usd: None,
            created_at: self.now,
            updated_at: self.now,
        }
    }
}

/// Another request that has one of them.
fn held_by(found: &[Option<Versioned<Environment>>], own: &RequestId) -> Option<RequestId> {
    let held = |there: &Versioned<Environment>| there.value.held_by.clone().filter(|by| by != own);
    found.iter().flatten().find_map(held)
}

fn stored_as_entry(template: Arc<Template>, source: &str) -> Entry {
    Entry {
        name: template.name.clone(),
        template: Some(template),
        findings: Vec::new().into(),
        source: source.as_bytes().into(),
    }
}

/// The template of an entry, unless errors forbid to use it.
fn readable(entry: &Entry) -> Result<Arc<Template>, PortalError> {
    let broken = entry.errors().next().map(told);
    match (&entry.template, broken) {
        (Some(template), None) => Ok(template.clone()),
        (_, broken) => {
            let why = broken.unwrap_or_else(|| "it is no CloudFormation template".to_owned());
            let message = format!("The template {} cannot be used: {why}.", entry.name);
            Err(PortalError::invalid(message.clone()).at("template", message))
        }
    }
}

/// A finding in one line; those about the whole file have no place in it.
fn told(finding: &Finding) -> String {
    match finding.line {
        0 => finding.message.trim_end_matches('.').to_owned(),
        line => format!("{} (line {line})", finding.message),
    }
}

/// An environment's name made of a template's: companies' files may be called anything.
fn environment_name_of(template: &str) -> Result<EnvironmentName, PortalError> {
    let mut slug = String::new();
    for letter in template.chars().map(|c| c.to_ascii_lowercase()) {
        match letter {
            'a'..='z' | '0'..='9' => slug.push(letter),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    let start = slug.find(|c: char| c.is_ascii_lowercase()).unwrap_or(slug.len());
    let short: String = slug[start..].chars().take(EnvironmentName::LONGEST).collect();
    EnvironmentName::parse(short.trim_matches('-')).map_err(|_| {
        let message = "This template's name makes no environment name; type one.";
        PortalError::invalid(message).at("environment", message)
    })
}
