//! Reading `actions` of a `slipway.yaml`: guarded actions with their limits.

use super::read::{Fields, Place, Result, workflow_file};
use domain::names::StageName;
use domain::people::Role;
use domain::pipeline::{Factor, GuardedAction, Limit, Present, PresentPlace};
use std::collections::BTreeMap;

const LONGEST_NAME: usize = 40;

/// All actions by name.
pub(super) fn actions(fields: &Fields<'_>) -> Result<BTreeMap<String, GuardedAction>> {
    let Some(place) = fields.get("actions") else { return Ok(BTreeMap::new()) };
    let action = |(name, place): (String, Place<'_>)| {
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        match !name.is_empty() && name.len() <= LONGEST_NAME && name.bytes().all(plain) {
            true => Ok((name, action(&place)?)),
            false => Err(place.says(&format!(
                "is no name of an action: 1 to {LONGEST_NAME} of a to z, 0 to 9 and hyphens"
            ))),
        }
    };
    place.map()?.entries().map(action).collect()
}

fn action(place: &Place<'_>) -> Result<GuardedAction> {
    let fields = place.map()?;
    fields.only(&["title", "workflow", "stages", "roles", "inputs", "limits"])?;
    let stages = fields.list("stages")?;
    let roles = fields.list("roles")?;
    Ok(GuardedAction {
        title: fields.text("title")?,
        workflow: workflow_file(&fields.required("workflow")?)?,
        stages: stages.iter().map(|place| place.parsed(StageName::parse)).collect::<Result<_>>()?,
        roles: roles.iter().map(role).collect::<Result<_>>()?,
        fixed: entries(&fields, "inputs", |place| place.text())?,
        limits: entries(&fields, "limits", limit)?,
    })
}

fn entries<T>(
    fields: &Fields<'_>,
    name: &str,
    read: impl Fn(&Place<'_>) -> Result<T>,
) -> Result<BTreeMap<String, T>> {
    let Some(place) = fields.get(name) else { return Ok(BTreeMap::new()) };
    place.map()?.entries().map(|(name, place)| Ok((name, read(&place)?))).collect()
}

fn role(place: &Place<'_>) -> Result<Role> {
    let text = place.text()?;
    let known = Role::ALL.into_iter().find(|role| role.as_str() == text);
    known.ok_or_else(|| place.says("must be developer, lead, on-call or admin"))
}

fn limit(place: &Place<'_>) -> Result<Limit> {
    let fields = place.map()?;
    fields.only(&["min", "max", "max-factor", "present"])?;
    let whole = |name: &str| fields.get(name).map(|place| whole(&place)).transpose();
    let limit = Limit {
        min: whole("min")?,
        max: whole("max")?,
        max_factor: fields.get("max-factor").map(|place| factor(&place)).transpose()?,
        present: fields.get("present").map(|place| present(&place)).transpose()?,
    };
    if limit.max_factor.is_some() && limit.present.is_none() {
        return Err(
            place.says("has max-factor, and has to say under present where the number of now is found")
        );
    }
    match limit.min > limit.max && limit.max.is_some() {
        true => Err(place.says("has a min above its max")),
        false => Ok(limit),
    }
}

fn whole(place: &Place<'_>) -> Result<i64> {
    place.text()?.parse().map_err(|_| place.says("must be a whole number"))
}

fn factor(place: &Place<'_>) -> Result<Factor> {
    Factor::parse(&place.text()?).ok_or_else(|| place.says("must be a number such as 2 or 1.5"))
}

fn present(place: &Place<'_>) -> Result<Present> {
    let fields = place.map()?;
    fields.only(&["parameter", "output", "initial"])?;
    let at = match (fields.text("parameter")?, fields.text("output")?) {
        (Some(_), Some(_)) => return Err(place.says("must name a parameter or an output, not both")),
        (Some(parameter), None) => PresentPlace::Parameter(parameter),
        (None, Some(output)) => PresentPlace::Output(output),
        (None, None) => PresentPlace::Nowhere,
    };
    let initial = fields.get("initial").map(|place| whole(&place)).transpose()?;
    match at == PresentPlace::Nowhere && initial.is_none() {
        true => Err(place.says("must name a parameter, an output, or an initial number")),
        false => Ok(Present { place: at, initial }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::read::declaration;
    use super::*;

    const GOOD: &str = "
service: live-api
team: streaming
actions:
  restart: {workflow: restart.yml, inputs: {graceful: true}}
  scale:
    title: Scale
    workflow: scale.yml
    stages: [staging, prod]
    roles: [on-call, lead]
    limits:
      tasks: {min: 2, max: 40, max-factor: 1.5, present: {parameter: DesiredCount, initial: 4}}
";

    #[test]
    fn actions_are_read_with_their_limits() {
        let read = declaration("acme/live-api", GOOD).expect("a declaration");
        let scale = &read.actions["scale"];
        let tasks = &scale.limits["tasks"];
        assert_eq!((tasks.min, tasks.max, tasks.max_factor), (Some(2), Some(40), Some(Factor(1500))));
        let place = PresentPlace::Parameter("DesiredCount".into());
        assert_eq!(tasks.present, Some(Present { place, initial: Some(4) }));
        assert_eq!(scale.roles(), [Role::OnCall, Role::Lead]);
        let restart = &read.actions["restart"];
        assert_eq!(restart.roles(), GuardedAction::USUAL_ROLES);
        assert_eq!(restart.fixed["graceful"], "true");
    }

    #[test]
    fn the_sandboxs_services_declare_theirs() {
        let live_api = include_str!("../../../sandbox/repositories/acme/live-api/slipway.yaml");
        let player = include_str!("../../../sandbox/repositories/acme/player/slipway.yaml");
        let names = |text: &str| {
            let read = declaration("acme/some", text).expect("a declaration");
            read.actions.into_keys().collect::<Vec<_>>()
        };
        assert_eq!(names(live_api), ["flush-cache", "restart", "scale"]);
        assert_eq!(names(player), ["flush-cache", "restart"]);
    }

    #[test]
    fn mistakes_are_said_with_their_place() {
        let bad = |from: &str, to: &str| {
            assert!(GOOD.contains(from), "{from}");
            declaration("acme/live-api", &GOOD.replace(from, to)).expect_err("refused")
        };
        let number = "line 12, column 20: actions.scale.limits.tasks.min must be a whole number";
        assert_eq!(bad("min: 2", "min: two"), number);
        assert!(bad("min: 2", "min: 41").ends_with("actions.scale.limits.tasks has a min above its max"));
        assert!(bad("max-factor: 1.5", "max-factor: lots").contains("max-factor must be a number"));
        assert!(bad("max-factor", "max_factor").contains("max_factor is not known"));
        assert!(bad(", present: {parameter: DesiredCount, initial: 4}", "").contains("under present"));
        assert!(bad("parameter: DesiredCount, initial: 4", "").contains("must name a parameter"));
        assert!(bad("workflow: scale.yml", "workflow: ../x.sh").contains("must name a file"));
        assert!(bad("on-call", "boss").contains("roles[0] must be developer"));
        assert!(bad("restart:", "Restart it:").contains("is no name of an action"));
    }
}
