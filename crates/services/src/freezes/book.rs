//! All freeze windows together, wherever they come from.

use super::calendar;
use super::window::{FreezeWindow, Going};
use crate::Portal;
use crate::ports::{CalendarCopy, Versioned};
use domain::freeze::{Freeze, WindowKind};
use domain::{PortalError, Timestamp};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Windows that follow each other without a gap are one; nobody chains more than these.
const LONGEST_CHAIN: usize = 100;
/// What was worked out from a calendar is worked out anew after so long, because its windows are those of two years.
const STALE_MILLIS: i64 = 24 * 3_600_000;

/// Everything that may freeze something now.
#[derive(Default)]
pub(crate) struct Book {
    pub configured: Vec<FreezeWindow>,
    pub calendars: Vec<(CalendarCopy, Arc<Vec<FreezeWindow>>)>,
    pub by_hand: Vec<(Versioned<Freeze>, FreezeWindow)>,
}

/// What was worked out from calendars, so that not every look has to.
#[derive(Default)]
pub(crate) struct KnownCalendars(Mutex<HashMap<String, Known>>);

#[derive(Clone)]
struct Known {
    /// Of the copy that it was worked out from.
    read_at: Timestamp,
    at: Timestamp,
    windows: Arc<Vec<FreezeWindow>>,
}

impl Book {
    pub(super) fn windows(&self) -> impl Iterator<Item = &FreezeWindow> {
        let live = self.by_hand.iter().filter(|(freeze, _)| freeze.value.ended_at.is_none());
        self.given().chain(live.map(|(_, window)| window))
    }

    /// Those that nobody can end by hand.
    fn given(&self) -> impl Iterator<Item = &FreezeWindow> {
        self.configured.iter().chain(self.calendars.iter().flat_map(|(_, windows)| windows.iter()))
    }

    /// Until when this is frozen, and by what, if it is now. Windows that overlap or touch count as one.
    pub fn until(&self, going: Going<'_>, now: Timestamp) -> Option<(Timestamp, String)> {
        self.chained(WindowKind::Freeze, going, now)
    }

    /// Until when work on this is announced, and what it is called, if it is now.
    pub fn maintenance(&self, going: Going<'_>, now: Timestamp) -> Option<(Timestamp, String)> {
        self.chained(WindowKind::Maintenance, going, now)
    }

    /// Whether work on this was announced at a time that may be over, as may the window be.
    pub fn was_worked_on(&self, going: Going<'_>, at: Timestamp) -> bool {
        let open = |freeze: &Freeze| freeze.ended_at.is_none_or(|ended| at < ended);
        let by_hand = self.by_hand.iter().filter(|(freeze, _)| open(&freeze.value));
        let windows = self.given().chain(by_hand.map(|(_, window)| window));
        let mut work = windows.filter(|window| window.kind == WindowKind::Maintenance);
        work.any(|window| window.until(going, at).is_some())
    }

    fn chained(&self, kind: WindowKind, going: Going<'_>, now: Timestamp) -> Option<(Timestamp, String)> {
        let holding = |at: Timestamp| {
            let windows = self.windows().filter(|window| window.kind == kind);
            let windows = windows.filter_map(|window| Some((window.until(going, at)?, &window.title)));
            windows.max_by_key(|(until, _)| *until)
        };
        let (mut until, title) = holding(now)?;
        for _ in 0..LONGEST_CHAIN {
            match holding(until) {
                Some((later, _)) => until = later,
                None => break,
            }
        }
        Some((until, title.clone()))
    }
}

impl Portal {
    pub(crate) async fn freeze_book(&self) -> Result<Book, PortalError> {
        let mut book = Book { configured: self.settings.freezes.clone(), ..Book::default() };
        for freeze in self.store.freezes().await? {
            // It was checked when it was made; a zone that is gone since then must not stop anything.
            match FreezeWindow::try_from(&freeze.value) {
                Ok(window) => book.by_hand.push((freeze, window)),
                Err(why) => tracing::warn!(freeze = %freeze.value.id, why, "a freeze window holds nothing"),
            }
        }
        if !self.settings.calendars.is_empty() {
            book.calendars = self.known_calendars().await?;
        }
        Ok(book)
    }

    /// Those of the configuration, as they were last read.
    async fn known_calendars(&self) -> Result<Vec<(CalendarCopy, Arc<Vec<FreezeWindow>>)>, PortalError> {
        let copies = self.store.calendars().await?;
        let mut found = Vec::new();
        for rules in &self.settings.calendars {
            let Some(copy) = copies.iter().find(|copy| copy.name == rules.name) else { continue };
            let windows = match copy.read_at {
                Some(read_at) => self.windows_of(rules, read_at).await?,
                None => Arc::default(),
            };
            found.push((copy.clone(), windows));
        }
        Ok(found)
    }

    async fn windows_of(
        &self,
        rules: &calendar::CalendarRules,
        read_at: Timestamp,
    ) -> Result<Arc<Vec<FreezeWindow>>, PortalError> {
        let now = self.now();
        if let Some(known) = self.calendars_known.get(&rules.name)
            && known.read_at == read_at
            && now.since(known.at) < STALE_MILLIS
        {
            return Ok(known.windows);
        }
        let content = self.store.calendar(&rules.name).await?.unwrap_or_default();
        // It was read before, so it can be read again.
        let windows = Arc::new(calendar::windows(rules, &content, now).unwrap_or_default());
        let known = Known { read_at, at: now, windows: windows.clone() };
        self.calendars_known.put(rules.name.clone(), known);
        Ok(windows)
    }
}

impl KnownCalendars {
    fn get(&self, name: &str) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    fn put(&self, name: String, known: Known) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, known);
    }
}
