//! Making a request.

use super::assemble::Assembly;
use super::input::{self, Parsed};
use crate::Portal;
use crate::ports::{IdempotencyRecord, Write};
use crate::step::Along;
use domain::ids::{RequestId, ServiceId};
use domain::names::TeamName;
use domain::people::Actor;
use domain::permission::{Action, permit};
use domain::request::{Opening, Request};
use domain::service::CatalogService;
use domain::view::{RequestInput, RequestView};
use domain::{ErrorCode, PortalError};

/// How often a lost race (for a name, or for an address range) is run again.
const TRIES: usize = 16;

impl Portal {
    /// Makes a request; planning starts at once. With the same idempotency key and input, the first one is found again.
    pub async fn create(
        &self,
        actor: &Actor,
        input: RequestInput,
        idempotency_key: Option<&str>,
    ) -> Result<RequestView, PortalError> {
        let record = idempotency_key.map(|key| self.idempotency_record(actor, key, &input)).transpose()?;
        let mut tries = 0;
        loop {
            if let Some(id) = self.made_before(record.as_ref()).await? {
                return self.request(actor, &RequestId(id)).await;
            }
            tries += 1;
            match self.try_create(actor, input.clone(), record.clone()).await {
                // Only the store's conflicts have a cause: somebody took a name or a range at the same moment.
                Err(error) if error.code == ErrorCode::Conflict && error.cause.is_some() && tries < TRIES => {
                }
                made => return made,
            }
        }
    }

    async fn try_create(
        &self,
        actor: &Actor,
        input: RequestInput,
        record: Option<IdempotencyRecord>,
    ) -> Result<RequestView, PortalError> {
        let parsed = input::parse(input, &self.rules)?;
        // Names and ranges are given out one request at a time; other replicas are met in the store.
        let _turn = self.assembling.lock().await;
        let (team, service) = self.owner(actor, &parsed).await?;
        let permit = permit(actor, Action::Request, Some(&team))?;
        let (id, now) = (RequestId::from_unique(&self.ids.unique()), self.now());
        let assembly =
            Assembly { portal: self, actor, team: &team, id: &id, amends: None, carried: None, now };
        let assembled = assembly.assemble(&parsed).await?;
        if !assembled.problems.is_empty() {
            return Err(assembled.problems.into());
        }
        let opening = Opening {
            id: id.clone(),
            action: parsed.action,
            team,
            requester: actor,
            service: parsed.service,
            environment: assembled.environment,
            carried_by: None,
        };
        let mut along = Along { writes: assembled.writes, ..Along::default() };
        along.writes.extend(service.map(Write::Service));
        along
            .writes
            .extend(record.map(|record| Write::Idempotency(IdempotencyRecord { made: id.0, ..record })));
        let step = Request::open(opening, assembled.content, now);
        let request = step.next.clone();
        let commit = self.commit_of(&permit, None, step, along, now).await?;
        self.store.commit(commit).await?;
        self.view(actor, &request, 1).await
    }

    /// The team that a service belongs to, and the record of one that has had no environment so far.
    async fn owner(
        &self,
        actor: &Actor,
        parsed: &Parsed,
    ) -> Result<(TeamName, Option<CatalogService>), PortalError> {
        if let Some(service) = self.store.service(&parsed.service).await? {
            return Ok((service.team, None));
        }
        let team = self.owner_for(actor, &parsed.service).await?.ok_or_else(|| {
            PortalError::new(
                ErrorCode::Forbidden,
                "You may not do this: you are in no team that could own it.",
            )
        })?;
        let service = CatalogService {
            id: ServiceId::from_unique(&self.ids.unique()),
            name: parsed.service.clone(),
            team: team.clone(),
            created_at: self.now(),
        };
        Ok((team, Some(service)))
    }
}
