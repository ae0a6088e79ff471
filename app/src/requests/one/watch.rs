//! The browser's side of a request's page: draws the board anew from each snapshot, and laps it over what is there.

use super::board::{BOARD, Board};
use super::labels::Labels;
use super::live::Shown;
use super::places::Places;
use super::{Happening, api, text};
use crate::i18n::{self, names};
use crate::live::{Live, morph};
use crate::ui::say;
use domain::view::RequestView;
use leptos::mount::mount_to_renderer;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use web_sys::Element;

/// Changes read out one by one; more are told as a sum.
const TOLD: usize = 3;

struct Watch {
    id: String,
    places: Arc<Places>,
    labels: Arc<Labels>,
    /// Place of the newest event that is known of.
    seq: Cell<i64>,
    /// All events, once there was a reason to ask for them; until then the page shows what the server drew.
    events: RefCell<Option<Arc<Vec<Happening>>>>,
    view: RefCell<Option<Arc<RequestView>>>,
    asking: Cell<bool>,
    ask_again: Cell<bool>,
    /// Digest of what the reader has read.
    read: RwSignal<String>,
    newest: RwSignal<String>,
}

pub fn start(shown: Shown, live: Live<RequestView>, read: RwSignal<String>, newest: RwSignal<String>) {
    let watch = Rc::new(Watch {
        id: shown.id,
        places: Arc::new(shown.places),
        labels: Arc::new(shown.labels),
        seq: Cell::new(shown.seq),
        events: RefCell::new(None),
        view: RefCell::new(None),
        asking: Cell::new(false),
        ask_again: Cell::new(false),
        read,
        newest,
    });
    let reader = Rc::clone(&watch);
    Effect::new(move |_| {
        if let Some(view) = live.latest.get() {
            watch.show(Arc::new(view));
        }
    });
    // Once the reader has read it again, the form is theirs again.
    Effect::new(move |_| {
        read.track();
        reader.draw();
    });
}

impl Watch {
    fn show(self: &Rc<Self>, view: Arc<RequestView>) {
        let before = self.view.replace(Some(Arc::clone(&view)));
        if let Some(before) = before {
            tell(&before, &view, &self.places);
        }
        // A form that was not there yet is bound to what it comes with.
        if document().get_element_by_id("decision").is_none() {
            self.read.set(view.digest.0.clone());
        }
        self.newest.set(view.digest.0.clone());
        self.draw();
        let this = Rc::clone(self);
        spawn_local(async move { this.ask().await });
    }

    /// Brings the board to the present state.
    fn draw(&self) {
        let (Some(board), Some(view)) = (document().get_element_by_id(BOARD), self.view.borrow().clone())
        else {
            return;
        };
        let Ok(fresh) = document().create_element("div") else { return };
        let known = self.events.borrow().clone();
        let (events, complete) = (known.clone().unwrap_or_default(), known.is_some());
        let (places, labels) = (Arc::clone(&self.places), Arc::clone(&self.labels));
        let drawn = mount_to_renderer(&fresh, move || {
            view! { <Board request=view events=events places=places labels=labels/> }.into_any()
        });
        if !complete {
            morph::keep(&fresh, ".happenings");
        }
        self.hold_back(&fresh);
        morph::lap(&board, &fresh);
        // Only copies went into the page.
        drop(drawn);
        crate::enhance::tell_times();
    }

    /// What has changed since it was read cannot be decided on: the form stays bound to what was read.
    fn hold_back(&self, fresh: &Element) {
        let read = self.read.get_untracked();
        if read == self.newest.get_untracked() {
            return;
        }
        for field in morph::all(fresh, "#decision input[name=digest]") {
            // A plain attribute is always taken.
            let _ = field.set_attribute("value", &read);
        }
        for button in morph::all(fresh, "#decision button[name=decision]") {
            let _ = button.set_attribute("disabled", "");
        }
    }

    /// Asks for events that have come since; one question at a time.
    async fn ask(&self) {
        if self.asking.replace(true) {
            self.ask_again.set(true);
            return;
        }
        loop {
            self.ask_again.set(false);
            self.catch_up().await;
            if !self.ask_again.get() {
                break;
            }
        }
        self.asking.set(false);
    }

    /// What cannot be fetched now is fetched with the next snapshot.
    async fn catch_up(&self) {
        let Ok(new) = self.after(self.seq.get()).await else { return };
        if new.is_empty() {
            return;
        }
        let known = self.events.borrow().clone();
        let all = match known {
            Some(known) => known.iter().cloned().chain(new).collect(),
            None => match self.after(0).await {
                Ok(all) => all,
                Err(_) => return,
            },
        };
        self.seq.set(all.last().map_or(0, |event: &Happening| event.seq));
        self.events.replace(Some(Arc::new(all)));
        self.draw();
    }

    /// All events after a place.
    async fn after(&self, seq: i64) -> Result<Vec<Happening>, crate::api::Failure> {
        let mut found: Vec<Happening> = Vec::new();
        loop {
            let after = found.last().map_or(seq, |event| event.seq);
            let some = api::events(self.id.clone(), after).await?;
            let last = some.len() < api::AT_ONCE as usize;
            found.extend(some);
            if last {
                return Ok(found);
            }
        }
    }
}

/// Reads out what has moved.
fn tell(before: &RequestView, now: &RequestView, places: &Places) {
    let lang = i18n::lang();
    let pairs = before.targets.iter().zip(&now.targets);
    let moved: Vec<String> = pairs
        .filter(|(before, now)| before.status != now.status)
        .map(|(_, now)| {
            let place = places.target(lang, &now.stage, &now.region);
            text::moved(&place, names::target_status(lang, now.status))
        })
        .collect();
    if moved.len() <= TOLD {
        moved.iter().for_each(|text| say(text));
    } else {
        say(&text::moved_many(lang, moved.len()));
    }
    if before.status != now.status {
        say(names::request_status(lang, now.status));
    }
}
