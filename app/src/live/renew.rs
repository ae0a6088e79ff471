//! The browser's side of a page that renews itself.

use super::morph;
use super::page::Newness;
use crate::ui::say;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomParser, Element, Response, SupportedType};

/// What is read out when it has changed.
const TOLD: &str = "data-told";
/// Before a page that did not come is fetched again.
const PATIENCE: Duration = Duration::from_secs(5);

struct Renewal {
    region: String,
    /// Of what the page shows.
    shown: Cell<i64>,
    wanted: Cell<i64>,
    fetching: Cell<bool>,
    /// A page that did not come is fetched again soon.
    retrying: Cell<bool>,
    lost: WriteSignal<bool>,
}

pub fn start(latest: ReadSignal<Option<Newness>>, version: i64, region: String, lost: WriteSignal<bool>) {
    let renewal = Rc::new(Renewal {
        region,
        shown: Cell::new(version),
        wanted: Cell::new(version),
        fetching: Cell::new(false),
        retrying: Cell::new(false),
        lost,
    });
    Effect::new(move |_| {
        if let Some(newest) = latest.get() {
            renewal.wanted.set(newest.version);
            let renewal = Rc::clone(&renewal);
            spawn_local(renewal.catch_up());
        }
    });
}

/// The same, not because something is newer but because time has passed.
pub fn every(pause: Duration, region: String, lost: WriteSignal<bool>) {
    let renewal = Rc::new(Renewal {
        region,
        shown: Cell::new(0),
        wanted: Cell::new(0),
        fetching: Cell::new(false),
        retrying: Cell::new(false),
        lost,
    });
    set_interval(
        move || {
            if !document().hidden() {
                renewal.wanted.set(renewal.wanted.get() + 1);
                spawn_local(Rc::clone(&renewal).catch_up());
            }
        },
        pause,
    );
}

impl Renewal {
    /// One fetch at a time: what becomes newer meanwhile is fetched after it.
    async fn catch_up(self: Rc<Self>) {
        if self.retrying.get() || self.fetching.replace(true) {
            return;
        }
        while self.wanted.get() > self.shown.get() {
            let wanted = self.wanted.get();
            let renewed = self.renew().await;
            self.lost.set(renewed.is_none());
            if renewed.is_none() {
                Rc::clone(&self).try_again();
                break;
            }
            self.shown.set(wanted);
        }
        self.fetching.set(false);
    }

    fn try_again(self: Rc<Self>) {
        self.retrying.set(true);
        let again = move || {
            self.retrying.set(false);
            spawn_local(self.catch_up());
        };
        set_timeout(again, PATIENCE);
    }

    /// `None` when the page does not come, or is another one by now: somebody has to sign in again, say.
    async fn renew(&self) -> Option<()> {
        let page = fetch().await.ok()?;
        let fresh = DomParser::new().ok()?.parse_from_string(&page, SupportedType::TextHtml).ok()?;
        let fresh = fresh.get_element_by_id(&self.region)?;
        let shown = document().get_element_by_id(&self.region)?;
        let (before, now) = (shown.get_attribute(TOLD), fresh.get_attribute(TOLD));
        morph::lap(&shown, &fresh);
        crate::enhance::tell_times();
        if let Some(now) = now.filter(|now| before.as_ref() != Some(now)) {
            remember(&shown, &now);
            say(&now);
        }
        Some(())
    }
}

fn remember(shown: &Element, now: &str) {
    // A plain attribute is always taken.
    let _ = shown.set_attribute(TOLD, now);
}

/// The page at the present address, as its text.
async fn fetch() -> Result<String, JsValue> {
    let window = window();
    let answer = JsFuture::from(window.fetch_with_str(&window.location().href()?)).await?;
    let answer: Response = answer.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::from(answer.status()));
    }
    JsFuture::from(answer.text()?).await?.as_string().ok_or(JsValue::NULL)
}
