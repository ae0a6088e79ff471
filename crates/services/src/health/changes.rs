//! Changes that were made elsewhere: features that were switched, events at AWS, deployments past the portal.

use crate::Portal;
use crate::ports::{Commit, Write};
use crate::words::{line, link, optional};
use domain::audit::AuditNote;
use domain::health::culprit::{ChangeKind, ChangeRecord, Difference, Touch};
use domain::names::{RegionName, ServiceName, StageName};
use domain::people::Actor;
use domain::permission::permit_explain;
use domain::view::ChangeInput;
use domain::{PortalError, Timestamp};
use serde_json::{Value, json};

const LONGEST_TEXT: usize = 200;
const LONGEST_DIFFERENCE: usize = 1_024;
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
        self.check_place(&input)?;
        let change = ChangeRecord { team, ..record(input, service, actor, now)? };
        let before = self.store.change(&change.id).await?.map(|known| known.change);
        if let Some(before) = &before {
            permit_explain(actor, before.team.as_ref())?;
        }
        let mut commit = Commit::new(permit, now);
        commit.audit.push(AuditNote {
            action: "change.reported".to_owned(),
            subject: change.id.clone(),
            team: change.team.clone(),
            why: None,
            before: before.as_ref().map_or(json!(null), told),
            after: told(&change),
        });
        commit.writes.push(Write::Change(Box::new(change.clone())));
        self.store.commit(commit).await?;
        Ok(change)
    }

    /// What nobody has configured nobody would ever look at: a misspelt one would be lost without a word.
    fn check_place(&self, input: &ChangeInput) -> Result<(), PortalError> {
        self.regions("regions", &input.regions)?;
        let stage = input.stage.as_deref().map(str::trim).filter(|stage| !stage.is_empty());
        let known = |stage| StageName::parse(stage).is_ok_and(|stage| self.rules.stage(&stage).is_some());
        match stage.is_none_or(known) {
            true => Ok(()),
            false => Err(invalid("stage", "must name a configured stage")),
        }
    }
}

/// What the audit trail says of it.
fn told(change: &ChangeRecord) -> Value {
    json!({ "kind": change.kind, "service": change.service, "title": change.title })
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
    Ok(ChangeRecord {
        // Apart from the ids that the portal gives, so that nobody can write over its own changes.
        id: format!("chg_{}", required("id", input.id)?),
        kind: kind(&input.kind)?,
        service,
        team: None,
        stage,
        at,
        regions: regions.collect::<Result<Vec<Touch>, PortalError>>()?,
        own_clock: false,
        undoes: None,
        undone_at: None,
        title: line("title", "A change needs a title", &input.title, LONGEST_TEXT)?,
        infrastructure: None,
        link: link("link", input.link)?,
        by: Some(actor.name.clone()),
        difference: difference(input.difference)?,
        rollback: None,
    })
}

/// `None`: nobody told what it changed.
fn difference(told: Vec<Difference>) -> Result<Option<Vec<Difference>>, PortalError> {
    let checked = |text: Option<String>| optional("difference", text, LONGEST_DIFFERENCE);
    let whole = |one: Difference| {
        let what = line("difference", "A difference needs to say of what", &one.what, LONGEST_TEXT)?;
        Ok(Difference { what, before: checked(one.before)?, after: checked(one.after)? })
    };
    let told = told.into_iter().map(whole).collect::<Result<Vec<Difference>, PortalError>>()?;
    Ok(Some(told).filter(|told| !told.is_empty()))
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
