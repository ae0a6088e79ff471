//! Freeze windows as people see them.

use super::manage::is_live;
use super::window::FreezeWindow;
use crate::Portal;
use domain::freeze::{Freeze, WindowKind};
use domain::names::RegionName;
use domain::people::Actor;
use domain::permission::{Action, Reason, permit, permit_freeze, permit_window};
use domain::view::{Allowed, CalendarView, FreezeBoard, FreezeSource, FreezeSpan, FreezeView};
use domain::{PortalError, Timestamp};

/// How far ahead times are shown.
const AHEAD_MILLIS: i64 = 92 * 24 * 3_600_000;
/// How long what is over stays in the list.
const SHOWN_MILLIS: i64 = 30 * 24 * 3_600_000;
/// Times that are shown of one window.
const SPANS: usize = 12;
/// Events of calendars that are shown.
const EVENTS: usize = 200;

impl Portal {
    /// All windows with their next times, and what the reader may do with them.
    pub async fn freezes(&self, actor: &Actor) -> Result<FreezeBoard, PortalError> {
        permit(actor, Action::View, None)?;
        let (now, book) = (self.now(), self.freeze_book().await?);
        let mut freezes = Vec::new();
        for (freeze, window) in &book.by_hand {
            if freeze.value.ended_at.or(window.ends()).is_none_or(|end| now.since(end) < SHOWN_MILLIS) {
                freezes.push(self.by_hand(actor, &freeze.value, window, now));
            }
        }
        for window in &book.configured {
            freezes.push(self.shown(window, FreezeSource::Configuration, now));
        }
        for (copy, windows) in &book.calendars {
            let source = FreezeSource::Calendar { name: copy.name.clone() };
            let shown = windows.iter().map(|window| self.shown(window, source.clone(), now));
            freezes.extend(shown.filter(|view| !view.spans.is_empty()).take(EVENTS));
        }
        freezes.sort_by_key(|view| (view.spans.is_empty(), view.spans.first().map(|span| span.from)));
        let read =
            |name: &str| book.calendars.iter().find(|(copy, _)| copy.name == name).map(|(copy, _)| copy);
        let calendars = self.settings.calendars.iter().map(|rules| CalendarView {
            name: rules.name.clone(),
            read_at: read(&rules.name).and_then(|copy| copy.read_at),
            problem: read(&rules.name).and_then(|copy| copy.problem.clone()),
        });
        let teams = actor.memberships.iter().filter_map(|membership| membership.team.clone());
        let mut teams: Vec<_> = teams.collect();
        teams.sort();
        teams.dedup();
        let may = |kind| {
            let own = teams.iter().find(|team| permit_window(actor, kind, Some(team)).is_ok());
            let some = own.or(actor.home_team());
            some.map_or_else(
                || permit(actor, Action::Freeze, None),
                |team| permit_window(actor, kind, Some(team)),
            )
        };
        let (by_team, maintain) = (may(WindowKind::Freeze), may(WindowKind::Maintenance));
        let everybodys = permit_freeze(actor, None);
        let maintain = maintain.or_else(|denied| everybodys.clone().map_err(|_| denied));
        teams.retain(|team| permit_window(actor, WindowKind::Maintenance, Some(team)).is_ok());
        Ok(FreezeBoard {
            freezes,
            calendars: calendars.collect(),
            services: self.services_of(actor).await?,
            teams,
            may_create: Allowed::by_right(by_team.or_else(|denied| everybodys.clone().map_err(|_| denied))),
            may_create_for_all: Allowed::by_right(everybodys),
            may_maintain: Allowed::by_right(maintain),
        })
    }

    fn by_hand(&self, actor: &Actor, freeze: &Freeze, window: &FreezeWindow, now: Timestamp) -> FreezeView {
        let right = || Allowed::by_right(permit_window(actor, freeze.kind, freeze.team.as_ref()));
        let live = is_live(freeze, window, now);
        let view = self.shown(window, FreezeSource::Portal, now);
        FreezeView {
            id: Some(freeze.id.clone()),
            why: freeze.why.clone(),
            by_name: Some(freeze.by_name.clone()),
            created_at: Some(freeze.created_at),
            ended_at: freeze.ended_at,
            spans: if live { view.spans.clone() } else { Vec::new() },
            may_end: if live { right() } else { Allowed::because(Reason::AlreadySo) },
            may_delete: right(),
            ..view
        }
    }

    fn shown(&self, window: &FreezeWindow, source: FreezeSource, now: Timestamp) -> FreezeView {
        let elsewhere = || Allowed::because(Reason::NotHere);
        FreezeView {
            id: None,
            kind: window.kind,
            title: window.title.clone(),
            source,
            team: window.team.clone(),
            services: window.services.clone(),
            stages: window.stages.clone(),
            regions: window.regions.clone(),
            zone: window.zone_name(),
            weekly: window.is_weekly(),
            why: None,
            by_name: None,
            created_at: None,
            ended_at: None,
            spans: self.spans(window, now),
            may_end: elsewhere(),
            may_delete: elsewhere(),
        }
    }

    /// Regions whose clocks agree share a line.
    fn spans(&self, window: &FreezeWindow, now: Timestamp) -> Vec<FreezeSpan> {
        let mut spans: Vec<FreezeSpan> = Vec::new();
        let meant = |region: &&RegionName| window.regions.is_empty() || window.regions.contains(*region);
        for region in self.rules.regions.iter().map(|rules| &rules.name).filter(meant) {
            for (from, until) in window.spans(region, now, now.plus_millis(AHEAD_MILLIS)).take(SPANS) {
                match spans.iter_mut().find(|span| (span.from, span.until) == (from, until)) {
                    Some(span) => span.regions.push(region.clone()),
                    None => spans.push(FreezeSpan { from, until, regions: vec![region.clone()] }),
                }
            }
        }
        spans.sort_by_key(|span| (span.from, span.until));
        spans.truncate(SPANS);
        spans
    }
}
