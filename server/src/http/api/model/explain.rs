use super::{Permission, Time};
use crate::http::api::query::bad;
use crate::http::problem::Refusal;
use domain::health::culprit::{ChangeRecord, Difference, Symptom};
use domain::view::{AdviceView, CauseView, CausesView, ChangeInput, RemedyView};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What may have made a service unwell in a region.
#[derive(Debug, Serialize, ToSchema)]
pub struct CausesAnswer {
    /// Null: it is not known to be unwell there.
    pub symptom: Option<SymptomItem>,
    pub causes: Vec<CauseItem>,
    /// How likely it was something that nobody recorded, from 0 to 1.
    pub unrecorded: f64,
    /// How many changes were weighed.
    pub weighed: usize,
    /// What keeps more from being known.
    pub problem: Option<String>,
}

/// What is wrong, and where.
#[derive(Debug, Serialize, ToSchema)]
pub struct SymptomItem {
    pub ill: Vec<RegionSince>,
    /// Where the same service is well.
    pub well: Vec<String>,
    /// `unreachable`, `errors`, `latency` or `saturation`.
    #[schema(example = "errors")]
    pub what: String,
    /// `sudden` or `gradual`.
    #[schema(example = "sudden")]
    pub pace: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct RegionSince {
    #[schema(example = "eu-west-3")]
    pub region: String,
    pub since: Time,
}

/// One suspect.
#[derive(Debug, Serialize, ToSchema)]
pub struct CauseItem {
    #[serde(flatten)]
    pub change: ChangeItem,
    /// How likely it was the cause, from 0 to 1.
    pub score: f64,
    /// The strongest first, whichever way it points.
    pub evidence: Vec<EvidenceItem>,
    /// People have found that it was the cause.
    pub blamed: bool,
    pub may_blame: Permission,
    /// Whether the change's `rollback` can be taken, where it has one.
    pub may_roll_back: Permission,
}

/// What speaks for a suspect or against it.
#[derive(Debug, Serialize, ToSchema)]
pub struct EvidenceItem {
    #[schema(example = "it reached eu-west-3 3 min before things went wrong there")]
    pub text: String,
    /// The natural logarithm of its likelihood ratio; above zero it speaks for the suspect.
    pub weight: f64,
}

/// Something that was changed.
#[derive(Debug, Serialize, ToSchema)]
pub struct ChangeItem {
    pub id: String,
    /// `release`, `request`, `parameter`, `freeze_lifted`, `flag`, `aws_event` or `action`.
    #[schema(example = "release")]
    pub kind: String,
    /// Null: whatever runs there.
    pub service: Option<String>,
    /// Null: all stages.
    pub stage: Option<String>,
    pub at: Time,
    /// When it arrived where; empty: everywhere at once.
    pub regions: Vec<RegionSince>,
    #[schema(example = "1.8.2")]
    pub title: String,
    pub by: Option<String>,
    pub link: Option<String>,
    /// What is different since; null when nobody knows.
    pub difference: Option<Vec<DifferenceItem>>,
    /// The form that takes it back, which asks before it does.
    pub rollback: Option<String>,
}

/// One thing that is not as it was.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DifferenceItem {
    #[schema(example = "TaskCount")]
    pub what: String,
    #[serde(default)]
    pub before: Option<String>,
    #[serde(default)]
    pub after: Option<String>,
}

/// A change that was made elsewhere.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"id": "launchdarkly-7", "kind": "flag", "service": "live-api", "stage": "prod",
    "regions": ["eu-west-3"], "at": "2026-11-23T08:15:30Z", "title": "new player on",
    "difference": [{"what": "new-player", "before": "off", "after": "on"}]}))]
pub struct NewChange {
    /// What its source calls it; the same again replaces it.
    pub id: String,
    pub kind: String,
    /// Left out: whatever runs there, which only admins of the platform tell.
    #[serde(default)]
    pub service: Option<String>,
    #[serde(default)]
    pub stage: Option<String>,
    /// Left out: everywhere.
    #[serde(default)]
    pub regions: Vec<String>,
    /// RFC 3339; left out: now.
    #[serde(default)]
    pub at: Option<String>,
    pub title: String,
    #[serde(default)]
    pub link: Option<String>,
    #[serde(default)]
    pub difference: Vec<DifferenceItem>,
}

/// Whether a change was the cause.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"change": "rol_01926f3a7c1f7d0e8a55b7e1c0d4f2aa", "blamed": true}))]
pub struct BlameBody {
    /// The change's id.
    pub change: String,
    pub blamed: bool,
}

/// What caps a service in a place.
#[derive(Debug, Serialize, ToSchema)]
pub struct AdviceAnswer {
    /// Null: nothing caps it, as far as is known.
    pub limit: Option<LimitItem>,
    /// Too little is measured yet to say that nothing caps it.
    pub too_early: bool,
    /// Where the measurements come from.
    pub source: Option<String>,
    /// What keeps it from being known.
    pub problem: Option<String>,
}

/// A limit that is reached.
#[derive(Debug, Serialize, ToSchema)]
pub struct LimitItem {
    #[schema(example = "storage reads and writes a second")]
    pub limit: String,
    /// The last stretch in which it was reached.
    pub since: Time,
    pub until: Time,
    /// How one sees it.
    pub evidence: Vec<String>,
    pub remedies: Vec<RemedyItem>,
}

/// What could be done, and what is to be expected of it.
#[derive(Debug, Serialize, ToSchema)]
pub struct RemedyItem {
    #[schema(example = "a cache that answers 80 % of the reads")]
    pub remedy: String,
    /// Requests a second.
    pub rate_now: f64,
    pub rate: f64,
    /// In milliseconds.
    pub latency_now: f64,
    pub latency: f64,
    /// What would be reached next.
    pub next: Option<String>,
    pub change: Option<DifferenceItem>,
    /// The form that asks for it, filled in.
    pub link: Option<String>,
    pub may_ask: Permission,
}

impl TryFrom<NewChange> for ChangeInput {
    type Error = Refusal;
    fn try_from(new: NewChange) -> Result<Self, Refusal> {
        let at = match new.at.as_deref() {
            Some(text) => Some(Time::parse(text).ok_or_else(|| bad("at", "is no time in RFC 3339"))?.0),
            None => None,
        };
        let difference = new.difference.into_iter().map(|item| Difference {
            what: item.what,
            before: item.before,
            after: item.after,
        });
        Ok(ChangeInput {
            id: new.id,
            kind: new.kind,
            service: new.service,
            stage: new.stage,
            regions: new.regions,
            at,
            title: new.title,
            link: new.link,
            difference: difference.collect(),
        })
    }
}

impl From<CausesView> for CausesAnswer {
    fn from(view: CausesView) -> Self {
        CausesAnswer {
            symptom: view.symptom.map(SymptomItem::from),
            causes: view.causes.into_iter().map(CauseItem::from).collect(),
            unrecorded: view.unrecorded,
            weighed: view.weighed,
            problem: view.problem,
        }
    }
}

impl From<Symptom> for SymptomItem {
    fn from(symptom: Symptom) -> Self {
        let ill = symptom.ill.into_iter();
        SymptomItem {
            ill: ill.map(|on| RegionSince { region: on.region.into(), since: on.since.into() }).collect(),
            well: symptom.well.into_iter().map(String::from).collect(),
            what: symptom.what.as_str().to_owned(),
            pace: symptom.pace.as_str().to_owned(),
        }
    }
}

impl From<CauseView> for CauseItem {
    fn from(view: CauseView) -> Self {
        let evidence = view.ranked.evidence.into_iter();
        CauseItem {
            change: view.ranked.change.into(),
            score: view.ranked.score,
            evidence: evidence
                .map(|evidence| EvidenceItem { text: evidence.finding.to_string(), weight: evidence.weight })
                .collect(),
            blamed: view.blamed,
            may_blame: view.may_blame.into(),
            may_roll_back: view.may_roll_back.into(),
        }
    }
}

impl From<ChangeRecord> for ChangeItem {
    fn from(change: ChangeRecord) -> Self {
        let regions = change.regions.into_iter();
        let difference = change.difference;
        ChangeItem {
            id: change.id,
            kind: change.kind.as_str().to_owned(),
            service: change.service.map(String::from),
            stage: change.stage.map(String::from),
            at: change.at.into(),
            regions: regions
                .map(|on| RegionSince { region: on.region.into(), since: on.at.into() })
                .collect(),
            title: change.title,
            by: change.by,
            link: change.link,
            difference: difference.map(|all| all.into_iter().map(DifferenceItem::from).collect()),
            rollback: change.rollback,
        }
    }
}

impl From<Difference> for DifferenceItem {
    fn from(difference: Difference) -> Self {
        let Difference { what, before, after } = difference;
        DifferenceItem { what, before, after }
    }
}

impl From<AdviceView> for AdviceAnswer {
    fn from(view: AdviceView) -> Self {
        let limit = view.found.map(|found| LimitItem {
            limit: found.limit.to_string(),
            since: found.since.into(),
            until: found.until.into(),
            evidence: found.clues.iter().map(ToString::to_string).collect(),
            remedies: found.remedies.into_iter().map(RemedyItem::from).collect(),
        });
        AdviceAnswer { limit, too_early: view.too_early, source: view.source, problem: view.problem }
    }
}

impl From<RemedyView> for RemedyItem {
    fn from(view: RemedyView) -> Self {
        let forecast = view.forecast;
        RemedyItem {
            remedy: forecast.remedy.to_string(),
            rate_now: forecast.rate_now,
            rate: forecast.rate,
            latency_now: forecast.latency_now,
            latency: forecast.latency,
            next: forecast.next.map(|limit| limit.to_string()),
            change: view.change.map(DifferenceItem::from),
            link: view.link,
            may_ask: view.may_ask.into(),
        }
    }
}
