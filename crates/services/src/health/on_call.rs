//! Who is on call now: from a rotation's file or a calendar, as it was last read.

use crate::Portal;
use crate::declared::rotation;
use crate::freezes::{CalendarRules, read_calendar};
use crate::ports::{CalendarCopy, CalendarPlace};
use domain::freeze::WindowKind;
use domain::health::on_call::{Rotation, Shift, Turn};
use domain::names::TeamName;
use domain::notification::Who;
use domain::people::{Actor, Role};
use domain::permission::{Action, permit};
use domain::view::OnCallView;
use domain::{PortalError, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// What an iCalendar file begins with.
const CALENDAR: &str = "BEGIN:VCALENDAR";
const BEHIND_MILLIS: i64 = 24 * 3_600_000;
const AHEAD_MILLIS: i64 = 92 * 24 * 3_600_000;

/// A team's rotation, as the configuration has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnCallRules {
    pub team: TeamName,
    /// A YAML file, or an iCalendar file: what it is is seen when it is read.
    pub place: CalendarPlace,
    /// After which the next one is called.
    pub escalate_after_millis: i64,
}

/// Under which name the copy of a team's rotation is kept.
pub(crate) fn calendar_name(team: &TeamName) -> String {
    format!("on-call:{team}")
}

impl OnCallRules {
    /// The rotation in a text, or what is wrong with it.
    pub(crate) fn read(&self, text: &str, portal: &Portal, now: Timestamp) -> Result<Rotation, String> {
        if !text.trim_start().starts_with(CALENDAR) {
            return rotation(text, now);
        }
        let rules = CalendarRules {
            name: calendar_name(&self.team),
            // Only its times and titles are looked at.
            kind: WindowKind::Freeze,
            place: self.place.clone(),
            team: None,
            stages: Vec::new(),
            regions: Vec::new(),
        };
        let region = portal.rules.home().ok_or("there is no home region, whose clocks would count")?;
        let windows = read_calendar(&rules, text, now)?;
        let (after, before) = (now.plus_millis(-BEHIND_MILLIS), now.plus_millis(AHEAD_MILLIS));
        let shifts = windows.iter().flat_map(|window| {
            let spans = window.spans(&region.name, after, before);
            spans.map(move |(from, until)| Shift { from, until, who: window.title.clone() })
        });
        Ok(Rotation::Shifts(shifts.collect()))
    }
}

/// Who is called, and who comes next.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rota {
    turn: Turn,
    people: Vec<Actor>,
    /// Without a rotation, whoever has the role is called.
    by_role: Vec<Who>,
    pub escalate_after_millis: i64,
}

impl Rota {
    /// Who is called in the round after so many; those of the role where the rotation names nobody.
    pub fn round(&self, rounds: usize) -> Vec<Who> {
        let named = self.turn.round(rounds);
        let named: Vec<Who> = named.iter().filter_map(|name| find(&self.people, name)).map(who).collect();
        if named.is_empty() { self.by_role.clone() } else { named }
    }

    /// As people see it; `copies` tell what is wrong with the files.
    pub fn view(&self, team: TeamName, copies: &[CalendarCopy]) -> OnCallView {
        let copy = copies.iter().find(|copy| copy.name == calendar_name(&team));
        OnCallView {
            team,
            now: self.round(0),
            then: (1..=self.turn.then.len()).flat_map(|round| self.round(round)).collect(),
            until: self.turn.until,
            strangers: self.strangers(),
            escalate_after_minutes: self.escalate_after_millis / 60_000,
            problem: copy.and_then(|copy| copy.problem.clone()),
        }
    }

    /// Names that nobody in the portal has.
    fn strangers(&self) -> Vec<String> {
        let all = self.turn.now.iter().chain(&self.turn.then);
        all.filter(|name| find(&self.people, name).is_none()).cloned().collect()
    }
}

impl Portal {
    pub(crate) fn on_call_rules(&self, team: &TeamName) -> Option<&OnCallRules> {
        self.settings.on_call.iter().find(|rules| &rules.team == team)
    }

    /// The rota of a team at this moment.
    pub(crate) async fn rota(&self, team: &TeamName) -> Result<Rota, PortalError> {
        self.rota_among(self.people().await?, team).await
    }

    /// The rotas of all teams that somebody is on call for, by a rotation or by role.
    pub(super) async fn rotas(&self) -> Result<BTreeMap<TeamName, Rota>, PortalError> {
        let people = self.people().await?;
        let memberships = people.iter().flat_map(|person| &person.memberships);
        let by_role = memberships.filter(|it| it.role == Role::OnCall).filter_map(|it| it.team.clone());
        let by_rotation = self.settings.on_call.iter().map(|rules| rules.team.clone());
        let teams: BTreeSet<TeamName> = by_role.chain(by_rotation).collect();
        let mut rotas = BTreeMap::new();
        for team in teams {
            let rota = self.rota_among(people.clone(), &team).await?;
            rotas.insert(team, rota);
        }
        Ok(rotas)
    }

    async fn rota_among(&self, people: Vec<Actor>, team: &TeamName) -> Result<Rota, PortalError> {
        let has_role =
            |role| people.iter().filter(|person| is(person, role, team)).map(who).collect::<Vec<_>>();
        let on_call = has_role(Role::OnCall);
        let by_role = if on_call.is_empty() { has_role(Role::Lead) } else { on_call };
        let usual = Rota { by_role, escalate_after_millis: USUAL_ESCALATION_MILLIS, ..Rota::default() };
        let Some(rules) = self.on_call_rules(team) else { return Ok(usual) };
        let text = self.store.calendar(&calendar_name(team)).await?.unwrap_or_default();
        let now = self.now();
        let turn = match rules.read(&text, self, now) {
            Ok(rotation) => rotation.at(now),
            // It never could be read; the job that reads it says why.
            Err(_) => Turn::default(),
        };
        Ok(Rota { turn, people, escalate_after_millis: rules.escalate_after_millis, ..usual })
    }

    /// Who is on call, team by team.
    pub async fn on_call(&self, actor: &Actor) -> Result<Vec<OnCallView>, PortalError> {
        permit(actor, Action::View, None)?;
        let copies = self.store.calendars().await?;
        let rotas = self.rotas().await?.into_iter();
        Ok(rotas.map(|(team, rota)| rota.view(team, &copies)).collect())
    }
}

/// How long somebody has to acknowledge where nothing else is configured.
const USUAL_ESCALATION_MILLIS: i64 = 10 * 60_000;

fn is(person: &Actor, role: Role, team: &TeamName) -> bool {
    person
        .memberships
        .iter()
        .any(|membership| membership.role == role && membership.team.as_ref() == Some(team))
}

pub(super) fn who(person: &Actor) -> Who {
    Who { id: person.id.clone(), name: person.name.clone() }
}

/// The person that a text in a calendar means: by sign-in name, id or name, alone or among other words.
fn find<'a>(people: &'a [Actor], text: &str) -> Option<&'a Actor> {
    let text = text.trim();
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    let exact = people
        .iter()
        .find(|person| same(&person.login, text) || same(&person.name, text) || person.id.as_str() == text);
    let words = || text.split(|letter: char| !(letter.is_alphanumeric() || "._-".contains(letter)));
    exact.or_else(|| people.iter().find(|person| words().any(|word| same(word, &person.login)))).or_else(
        || {
            let named = |person: &&Actor| text.to_lowercase().contains(&person.name.to_lowercase());
            people.iter().find(named)
        },
    )
}
