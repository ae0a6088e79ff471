//! Changes that were made elsewhere: features that were switched, events at AWS, deployments past the portal.

use crate::Portal;
use crate::ports::{Commit, Write};
use crate::words::optional;
use domain::audit::AuditNote;
use domain::health::culprit::{ChangeKind, ChangeRecord, Touch};
use domain::names::{RegionName, ServiceName, StageName, TeamName};
use domain::people::Actor;
use domain::permission::permit_explain;
use domain::view::ChangeInput;
use domain::{PortalError, Timestamp};
use serde_json::json;

const LONGEST_TEXT: usize = 200;
const LONGEST_LINK: usize = 1_024;
const MOST_REGIONS: usize = 50;
const MOST_DIFFERENCES: usize = 50;
/// A clock may be ahead by so much.
const AHEAD_MILLIS: i64 = 10 * 60_000;

impl Portal {
    /// Keeps a change that was made elsewhere. The same id again replaces what was told before.
    pub async fn report_change(
        &self,
        actor: &Actor,
        input: ChangeInput,
    ) -> Result<ChangeRecord, PortalError> {
        let service = match input.service.as_deref().filter(|service| !service.is_empty()) {
            Some(name) => Some(self.known_service(name).await?),
            None => None,
        };
        let team = match &service {
            Some(service) => self.team_of(service).await?,
            None => None,
        };
        let permit = permit_explain(actor, team.as_ref())?;
        let now = self.now();
        let change = ChangeRecord { team, ..record(input, service, actor, now)? };
        let mut commit = Commit::new(permit, now);
        commit.audit.push(AuditNote {
            action: "change.reported".to_owned(),
            subject: change.id.clone(),
            team: change.team.clone(),
            why: None,
            before: json!(null),
            after: json!({ "kind": change.kind, "service": change.service, "title": change.title }),
        });
        commit.writes.push(Write::Change(Box::new(change.clone())));
        self.store.commit(commit).await?;
        Ok(change)
    }

    /// The team that a service belongs to, by its environments or by its repository.
    pub(super) async fn team_of(&self, service: &ServiceName) -> Result<Option<TeamName>, PortalError> {
        if let Some(known) = self.store.service(service).await? {
            return Ok(Some(known.team));
        }
        let record = self.store.catalog_service(service.as_str()).await?;
        match record.and_then(|record| record.team) {
            Some(team) => Ok(Some(team)),
            None => Ok(self.declaration(service).await.ok().map(|declaration| declaration.team.clone())),
        }
    }
}

fn record(
    input: ChangeInput,
    service: Option<ServiceName>,
    actor: &Actor,
    now: Timestamp,
) -> Result<ChangeRecord, PortalError> {
    let at = input.at.map_or(now, Timestamp);
    if at.since(now) > AHEAD_MILLIS {
        return Err(invalid("at", "lies in the future"));
    }
    if input.regions.len() > MOST_REGIONS || input.difference.len() > MOST_DIFFERENCES {
        return Err(invalid("regions", "has too many entries, or the difference has"));
    }
    let regions = input.regions.iter().map(|region| Ok(Touch { region: RegionName::parse(region)?, at }));
    let stage = input.stage.as_deref().filter(|stage| !stage.is_empty()).map(StageName::parse).transpose()?;
    let link = optional("link", input.link, LONGEST_LINK)?;
    if link.as_deref().is_some_and(|link| !link.starts_with("https://") && !link.starts_with("http://")) {
        return Err(invalid("link", "must begin with https://"));
    }
    Ok(ChangeRecord {
        // Apart from the ids that the portal gives, so that nobody can write over its own changes.
        id: format!("chg_{}", required("id", input.id)?),
        kind: kind(&input.kind)?,
        service,
        team: None,
        stage,
        at,
        regions: regions.collect::<Result<Vec<Touch>, PortalError>>()?,
        undoes: None,
        undone_at: None,
        title: required("title", input.title)?,
        link,
        by: Some(actor.name.clone()),
        difference: Some(input.difference).filter(|difference| !difference.is_empty()),
        rollback: None,
    })
}

fn kind(text: &str) -> Result<ChangeKind, PortalError> {
    let known = ChangeKind::ALL.into_iter().find(|kind| kind.as_str() == text);
    known.ok_or_else(|| {
        let all: Vec<&str> = ChangeKind::ALL.into_iter().map(ChangeKind::as_str).collect();
        invalid("kind", &format!("must be one of {}", all.join(", ")))
    })
}

fn required(field: &str, text: String) -> Result<String, PortalError> {
    optional(field, Some(text), LONGEST_TEXT)?.ok_or_else(|| invalid(field, "must not be empty"))
}

fn invalid(field: &str, what: &str) -> PortalError {
    PortalError::invalid(format!("The field {field} {what}.")).at(field, what)
}
