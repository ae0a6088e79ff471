use super::{Permission, Time};
use domain::health::incident::{Affected, Entry, Happening, Incident};
use domain::health::{HealthReason, Severity};
use domain::ids::ActorId;
use domain::notification::Who;
use domain::view::{
    ChangeMark, IncidentActions, IncidentBoard, IncidentDeed, IncidentInput, IncidentRow, IncidentView,
    OnCallView, PlacementCost, StatusFelt, StatusIncident, StatusPage,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Incidents, and who is on call.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentsAnswer {
    pub items: Vec<IncidentItem>,
    /// Hand it in as `after` to get what follows; null at the end.
    pub next: Option<String>,
    pub may_open: Permission,
    pub on_call: Vec<OnCallItem>,
}

/// One incident in a list.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentItem {
    #[schema(example = "inc_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    #[schema(example = "live-api · prod")]
    pub title: String,
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = "streaming")]
    pub team: String,
    /// `page` or `ticket`.
    #[schema(example = "page")]
    pub severity: String,
    /// `open`, `acknowledged` or `resolved`.
    #[schema(example = "open")]
    pub status: String,
    pub regions: Vec<String>,
    pub assignee: Option<PersonItem>,
    pub opened_at: Time,
    pub resolved_at: Option<Time>,
}

/// One incident with its timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentDetail {
    #[serde(flatten)]
    pub incident: IncidentItem,
    pub version: i64,
    pub affected: Vec<AffectedItem>,
    /// What was done to where it is felt while somebody worked on it, the oldest first.
    pub changes: Vec<IncidentChangeItem>,
    /// What users feel there now.
    pub costs: Vec<CostItem>,
    pub opened_by: Option<PersonItem>,
    pub acknowledged_by: Option<PersonItem>,
    pub acknowledged_at: Option<Time>,
    /// Oldest first.
    pub timeline: Vec<EntryItem>,
    /// Who is on call for it now.
    pub on_call: Vec<PersonItem>,
    /// Who comes after them, in this order.
    pub on_call_then: Vec<PersonItem>,
    /// When the next turn begins; null where there is no rotation.
    pub on_call_until: Option<Time>,
    /// Who is called next if nobody acknowledges; null: nobody is going to be.
    pub next_call: Option<NextCallItem>,
    pub actions: IncidentPermissions,
}

/// Somebody will be called.
#[derive(Debug, Serialize, ToSchema)]
pub struct NextCallItem {
    pub who: Vec<PersonItem>,
    pub at: Time,
}

/// A rollout, a request, an action, or what was told of elsewhere.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentChangeItem {
    pub id: String,
    /// When it first came to a region.
    pub at: Time,
    #[schema(example = "live-api 1.8.1")]
    pub title: String,
    pub by: Option<String>,
    pub regions: Vec<String>,
    /// Where it can be looked at.
    pub link: Option<String>,
}

/// What users feel of a service in one place now; null where it is not measured.
#[derive(Debug, Serialize, ToSchema)]
pub struct CostItem {
    #[schema(example = "live-api")]
    pub service: String,
    #[schema(example = "prod")]
    pub stage: String,
    #[schema(example = "eu-west-3")]
    pub region: String,
    /// Share of the requests, from 0 to 1.
    #[schema(example = 0.042)]
    pub error_rate: Option<f64>,
    #[schema(example = 310.0)]
    pub requests_a_second: Option<f64>,
    #[schema(example = 840.0)]
    pub p95_millis: Option<f64>,
}

/// Where an incident was felt.
#[derive(Debug, Serialize, ToSchema)]
pub struct AffectedItem {
    pub service: String,
    pub stage: String,
    pub region: String,
    /// `page` or `ticket`.
    pub severity: String,
    /// Why, as data: `reason` names it.
    #[schema(value_type = Object, example = json!({"reason": "budget_burns", "objective": "availability",
        "tenths": 152, "minutes": 60}))]
    pub why: HealthReason,
    pub since: Time,
    /// Null: it is still unwell.
    pub well_since: Option<Time>,
}

/// One line of a timeline.
#[derive(Debug, Serialize, ToSchema)]
pub struct EntryItem {
    pub at: Time,
    /// Null: the portal.
    pub by: Option<PersonItem>,
    /// What happened; `what` names it.
    #[serde(flatten)]
    #[schema(value_type = Object, example = json!({"what": "noted", "text": "Rolled back"}))]
    pub what: Happening,
}

/// A person.
#[derive(Debug, Serialize, ToSchema)]
pub struct PersonItem {
    #[schema(example = "usr_lee")]
    pub id: String,
    #[schema(example = "Lee Ji-won")]
    pub name: String,
}

/// What the caller may do with an incident now.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentPermissions {
    pub acknowledge: Permission,
    pub assign: Permission,
    pub note: Permission,
    pub resolve: Permission,
    pub reopen: Permission,
}

/// Who is on call in one team.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnCallItem {
    #[schema(example = "streaming")]
    pub team: String,
    pub now: Vec<PersonItem>,
    /// Who is called when they do not acknowledge, in this order.
    pub then: Vec<PersonItem>,
    pub until: Option<Time>,
    /// Names in the rotation that nobody in the portal has.
    pub strangers: Vec<String>,
    pub escalate_after_minutes: i64,
    /// Why the rotation cannot be read now.
    pub problem: Option<String>,
}

/// An incident that somebody opens.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"title": "No sound in replays", "service": "player", "stage": "prod", "regions": ["eu-west-3"],
    "page": true, "why": "Three customers called"}))]
pub struct NewIncident {
    pub title: String,
    pub service: String,
    pub stage: String,
    /// Left out or empty: the whole service.
    #[serde(default)]
    pub regions: Vec<String>,
    /// Whether whoever is on call is called.
    #[serde(default)]
    pub page: bool,
    #[serde(default)]
    pub why: Option<String>,
}

/// An incident that was opened.
#[derive(Debug, Serialize, ToSchema)]
pub struct IncidentMade {
    pub id: String,
}

/// Who an incident is given to.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"to": "usr_lee"}))]
pub struct AssignBody {
    /// The person's id.
    pub to: String,
}

/// A note for the timeline.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"text": "The database's disk is full; adding space."}))]
pub struct NoteBody {
    pub text: String,
}

/// Why, if there is something to say.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"why": "Rolled back to 1.8.1"}))]
pub struct WhyBody {
    #[serde(default)]
    pub why: Option<String>,
}

/// How services are, for everybody in the company.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusAnswer {
    pub at: Time,
    #[schema(example = "prod")]
    pub stage: String,
    pub services: Vec<StatusItem>,
    pub incidents: Vec<StatusIncidentItem>,
}

/// One service in one region.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusItem {
    #[schema(example = "live-api")]
    pub service: String,
    pub title: String,
    #[schema(example = "eu-west-3")]
    pub region: String,
    /// `operational`, `degraded`, `outage` or `unknown`.
    #[schema(example = "operational")]
    pub status: String,
}

/// An incident, as far as it is everybody's business.
#[derive(Debug, Serialize, ToSchema)]
pub struct StatusIncidentItem {
    pub services: Vec<String>,
    /// Empty: in the whole service.
    pub regions: Vec<String>,
    /// From when to when in each of the regions, the first one first.
    pub felt: Vec<FeltItem>,
    /// `degraded` or `outage`: how bad it was at its worst.
    pub status: String,
    pub acknowledged: bool,
    pub from: Time,
    pub until: Option<Time>,
}

/// From when to when an incident was felt in a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct FeltItem {
    #[schema(example = "eu-west-3")]
    pub region: String,
    pub from: Time,
    /// Null: it still is.
    pub until: Option<Time>,
}

impl From<StatusFelt> for FeltItem {
    fn from(felt: StatusFelt) -> Self {
        FeltItem { region: felt.region.into(), from: felt.from.into(), until: felt.until.map(Time::from) }
    }
}

impl From<Who> for PersonItem {
    fn from(who: Who) -> Self {
        PersonItem { id: who.id.0, name: who.name }
    }
}

fn people(all: Vec<Who>) -> Vec<PersonItem> {
    all.into_iter().map(PersonItem::from).collect()
}

pub fn severity(severity: Severity) -> String {
    match severity {
        Severity::Page => "page".to_owned(),
        Severity::Ticket => "ticket".to_owned(),
    }
}

impl From<IncidentRow> for IncidentItem {
    fn from(row: IncidentRow) -> Self {
        IncidentItem {
            id: row.id.0,
            title: row.title,
            service: row.service.into(),
            stage: row.stage.into(),
            team: row.team.into(),
            severity: severity(row.severity),
            status: row.status.as_str().to_owned(),
            regions: row.regions.into_iter().map(String::from).collect(),
            assignee: row.assignee.map(PersonItem::from),
            opened_at: row.opened_at.into(),
            resolved_at: row.resolved_at.map(Time::from),
        }
    }
}

impl From<IncidentBoard> for IncidentsAnswer {
    fn from(board: IncidentBoard) -> Self {
        IncidentsAnswer {
            items: board.incidents.into_iter().map(IncidentItem::from).collect(),
            next: board.next,
            may_open: board.may_open.into(),
            on_call: board.on_call.into_iter().map(OnCallItem::from).collect(),
        }
    }
}

impl From<IncidentView> for IncidentDetail {
    fn from(view: IncidentView) -> Self {
        let row = IncidentRow::from(&view.incident);
        let Incident { affected, opened_by, acknowledged, timeline, .. } = view.incident;
        let (acknowledged_by, acknowledged_at) = acknowledged.map(|seen| (seen.by, seen.at)).unzip();
        IncidentDetail {
            incident: row.into(),
            version: view.version,
            affected: affected.into_iter().map(AffectedItem::from).collect(),
            changes: view.changes.into_iter().map(IncidentChangeItem::from).collect(),
            costs: view.costs.into_iter().map(CostItem::from).collect(),
            opened_by: opened_by.map(PersonItem::from),
            acknowledged_by: acknowledged_by.map(PersonItem::from),
            acknowledged_at: acknowledged_at.map(Time::from),
            timeline: timeline.into_iter().map(EntryItem::from).collect(),
            on_call: people(view.on_call.now),
            on_call_then: people(view.on_call.then),
            on_call_until: view.on_call.until.map(Time::from),
            next_call: view.next_call.map(|call| NextCallItem { who: people(call.who), at: call.at.into() }),
            actions: view.actions.into(),
        }
    }
}

impl From<ChangeMark> for IncidentChangeItem {
    fn from(mark: ChangeMark) -> Self {
        IncidentChangeItem {
            id: mark.id,
            at: mark.at.into(),
            title: mark.title,
            by: mark.by,
            regions: mark.touched.into_iter().map(|touch| touch.region.into()).collect(),
            link: mark.path,
        }
    }
}

impl From<PlacementCost> for CostItem {
    fn from(cost: PlacementCost) -> Self {
        CostItem {
            service: cost.placement.service.into(),
            stage: cost.placement.stage.into(),
            region: cost.placement.region.into(),
            error_rate: cost.numbers.errors,
            requests_a_second: cost.numbers.requests,
            p95_millis: cost.numbers.p95,
        }
    }
}

impl From<Affected> for AffectedItem {
    fn from(affected: Affected) -> Self {
        AffectedItem {
            service: affected.placement.service.into(),
            stage: affected.placement.stage.into(),
            region: affected.placement.region.into(),
            severity: severity(affected.severity),
            why: affected.reason,
            since: affected.since.into(),
            well_since: affected.well_since.map(Time::from),
        }
    }
}

impl From<Entry> for EntryItem {
    fn from(entry: Entry) -> Self {
        EntryItem { at: entry.at.into(), by: entry.by.map(PersonItem::from), what: entry.what }
    }
}

impl From<IncidentActions> for IncidentPermissions {
    fn from(actions: IncidentActions) -> Self {
        IncidentPermissions {
            acknowledge: actions.acknowledge.into(),
            assign: actions.assign.into(),
            note: actions.note.into(),
            resolve: actions.resolve.into(),
            reopen: actions.reopen.into(),
        }
    }
}

impl From<OnCallView> for OnCallItem {
    fn from(view: OnCallView) -> Self {
        OnCallItem {
            team: view.team.into(),
            now: people(view.now),
            then: people(view.then),
            until: view.until.map(Time::from),
            strangers: view.strangers,
            escalate_after_minutes: view.escalate_after_minutes,
            problem: view.problem,
        }
    }
}

impl From<NewIncident> for IncidentInput {
    fn from(new: NewIncident) -> Self {
        let NewIncident { title, service, stage, regions, page, why } = new;
        IncidentInput { title, service, stage, regions, page, why }
    }
}

impl From<AssignBody> for IncidentDeed {
    fn from(body: AssignBody) -> Self {
        IncidentDeed::Assign { to: ActorId(body.to) }
    }
}

impl From<StatusPage> for StatusAnswer {
    fn from(page: StatusPage) -> Self {
        let regions = page.regions;
        let items = page.services.into_iter().flat_map(|row| {
            let placed =
                regions.iter().zip(row.regions).filter_map(|(region, status)| Some((region, status?)));
            let item =
                |(region, status): (&domain::names::RegionName, domain::view::ServiceStatus)| StatusItem {
                    service: row.service.to_string(),
                    title: row.title.clone(),
                    region: region.to_string(),
                    status: status.as_str().to_owned(),
                };
            placed.map(item).collect::<Vec<_>>()
        });
        StatusAnswer {
            at: page.at.into(),
            stage: page.stage.into(),
            services: items.collect(),
            incidents: page.incidents.into_iter().map(StatusIncidentItem::from).collect(),
        }
    }
}

impl From<StatusIncident> for StatusIncidentItem {
    fn from(incident: StatusIncident) -> Self {
        StatusIncidentItem {
            services: incident.services,
            regions: incident.felt.iter().map(|felt| felt.region.to_string()).collect(),
            felt: incident.felt.into_iter().map(FeltItem::from).collect(),
            status: incident.status.as_str().to_owned(),
            acknowledged: incident.acknowledged,
            from: incident.from.into(),
            until: incident.until.map(Time::from),
        }
    }
}
