use super::Time;
use domain::delegation::Delegation;
use domain::view::{DelegationBoard, DelegationInput};
use domain::{PortalError, Timestamp};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One's own delegations.
#[derive(Debug, Serialize, ToSchema)]
pub struct DelegationsAnswer {
    /// Whom the caller has named.
    pub given: Vec<DelegationItem>,
    /// In whose place the caller answers.
    pub taken: Vec<DelegationItem>,
}

/// Somebody answers for somebody else.
#[derive(Debug, Serialize, ToSchema)]
pub struct DelegationItem {
    #[schema(example = "dlg_01926f3a7c1f7d0e8a55b7e1c0d4f2aa")]
    pub id: String,
    #[schema(example = "streaming")]
    pub team: String,
    pub of: String,
    pub of_name: String,
    pub deputy: String,
    pub deputy_name: String,
    pub since: Time,
    pub until: Time,
}

/// A delegation that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"team": "streaming", "deputy": "usr_dana", "until": "2027-01-04T00:00:00Z"}))]
pub struct NewDelegation {
    pub team: String,
    /// The deputy's id.
    pub deputy: String,
    /// Left out: from now on.
    #[serde(default)]
    pub since: Option<String>,
    pub until: String,
}

/// A delegation that was made.
#[derive(Debug, Serialize, ToSchema)]
pub struct DelegationMade {
    pub id: String,
}

impl TryFrom<NewDelegation> for DelegationInput {
    type Error = PortalError;

    fn try_from(new: NewDelegation) -> Result<Self, PortalError> {
        Ok(DelegationInput {
            team: new.team,
            deputy: new.deputy,
            since: new.since.map(|text| moment("since", &text)).transpose()?,
            until: moment("until", &new.until)?,
        })
    }
}

fn moment(field: &str, text: &str) -> Result<Timestamp, PortalError> {
    let at = text.parse::<jiff::Timestamp>().map_err(|_| {
        PortalError::invalid("Nobody was named: that is no time.")
            .at(field, "must be like 2027-01-04T00:00:00Z")
    })?;
    Ok(Timestamp(at.as_millisecond()))
}

impl From<DelegationBoard> for DelegationsAnswer {
    fn from(board: DelegationBoard) -> Self {
        let items = |list: Vec<Delegation>| list.into_iter().map(DelegationItem::from).collect();
        DelegationsAnswer { given: items(board.given), taken: items(board.taken) }
    }
}

impl From<Delegation> for DelegationItem {
    fn from(one: Delegation) -> Self {
        DelegationItem {
            id: one.id.0,
            team: one.team.into(),
            of: one.of.0,
            of_name: one.of_name,
            deputy: one.deputy.0,
            deputy_name: one.deputy_name,
            since: one.since.into(),
            until: one.until.into(),
        }
    }
}
