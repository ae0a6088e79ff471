//! Every change in its order, none left out.

use super::Inner;
use super::frame::Event;
use domain::PortalError;
use domain::live::LiveEvent;
use services::Portal;
use std::collections::VecDeque;
use tokio::sync::broadcast::{self, error::RecvError};

/// Events read at once.
const PART: u32 = 500;

/// One change as all listeners get it.
pub fn told(event: &LiveEvent) -> Result<Event, PortalError> {
    Event::new("change", event)
}

/// Somebody who wants to hear every change.
pub struct Listener {
    portal: Portal,
    news: broadcast::Receiver<(i64, Event)>,
    /// Changes that were read but not yet handed over.
    queue: VecDeque<(i64, Event)>,
    /// Place of the last change that was handed over; `None`: starts with the next one.
    told: Option<i64>,
    /// The store knows more than the queue.
    behind: bool,
}

impl Listener {
    pub(super) fn new(live: &Inner, since: Option<i64>) -> Self {
        Listener {
            portal: live.portal.clone(),
            news: live.changes.subscribe(),
            queue: VecDeque::new(),
            told: since,
            behind: since.is_some(),
        }
    }

    /// The next change with its place; `None` when there will be none any more. May be dropped and called again at any point.
    pub async fn next(&mut self) -> Option<(i64, Event)> {
        loop {
            if let Some((seq, event)) = self.queue.pop_front() {
                self.told = Some(seq);
                return Some((seq, event));
            }
            if self.behind {
                self.read().await?;
                continue;
            }
            match self.news.recv().await {
                Ok((seq, _)) if self.told.is_some_and(|told| seq <= told) => {}
                Ok(news) => self.queue.push_back(news),
                Err(RecvError::Lagged(_)) => self.behind = self.told.is_some(),
                Err(RecvError::Closed) => return None,
            }
        }
    }

    /// Fills the queue from the store; gives up when that does not answer, and the reader comes again.
    async fn read(&mut self) -> Option<()> {
        let events = self.portal.live_after(self.told.unwrap_or(0), PART).await.ok()?;
        self.behind = events.len() == PART as usize;
        for event in &events {
            self.queue.push_back((event.seq, told(event).ok()?));
        }
        Some(())
    }
}
