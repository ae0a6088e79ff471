//! The browser's side of a followed stream.

use super::Versioned;
use leptos::prelude::*;
use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{EventSource, MessageEvent};

/// Before a refused stream is opened again.
const PATIENCE: Duration = Duration::from_secs(3);

struct Follower<T: Send + Sync + 'static> {
    url: String,
    event: Cow<'static, str>,
    /// Of the newest snapshot seen.
    version: Cell<i64>,
    latest: WriteSignal<Option<T>>,
    stale: WriteSignal<bool>,
    source: RefCell<Option<Source>>,
}

/// An open stream with what listens to it; closed when dropped.
struct Source {
    source: EventSource,
    _listeners: [Closure<dyn FnMut(MessageEvent)>; 3],
}

impl Drop for Source {
    fn drop(&mut self) {
        self.source.close();
    }
}

pub fn follow<T: Versioned>(
    url: String,
    event: Cow<'static, str>,
    version: i64,
    latest: WriteSignal<Option<T>>,
    stale: WriteSignal<bool>,
) {
    let follower = Rc::new(Follower {
        url,
        event,
        version: Cell::new(version),
        latest,
        stale,
        source: RefCell::new(None),
    });
    follower.open_if_seen();
    // Islands stay as long as their page does, so nothing is ever taken off again.
    window_event_listener_untyped("visibilitychange", move |_| follower.open_if_seen());
}

impl<T: Versioned> Follower<T> {
    fn open_if_seen(self: &Rc<Self>) {
        if document().hidden() {
            self.source.replace(None);
        } else if self.source.borrow().is_none() {
            self.open();
        }
    }

    fn open(self: &Rc<Self>) {
        let Ok(source) = EventSource::new(&self.url) else {
            self.stale.set(true);
            return;
        };
        let listeners = [self.on_snapshot(), self.on_open(), self.on_error()];
        let names = [&*self.event, "open", "error"];
        for (name, listener) in names.into_iter().zip(&listeners) {
            // Fails only for a source that is no event target.
            let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        self.source.replace(Some(Source { source, _listeners: listeners }));
    }

    fn on_snapshot(self: &Rc<Self>) -> Closure<dyn FnMut(MessageEvent)> {
        let this = Rc::clone(self);
        Closure::new(move |message: MessageEvent| {
            let Some(text) = message.data().as_string() else { return };
            let Ok(snapshot) = serde_json::from_str::<T>(&text) else { return };
            // The same version comes again when what belongs to it has grown.
            if snapshot.version() >= this.version.get() {
                this.version.set(snapshot.version());
                this.latest.set(Some(snapshot));
            }
        })
    }

    fn on_open(self: &Rc<Self>) -> Closure<dyn FnMut(MessageEvent)> {
        let this = Rc::clone(self);
        Closure::new(move |_| this.stale.set(false))
    }

    /// The browser reconnects by itself unless the server refused; then it gives up, and we don't.
    fn on_error(self: &Rc<Self>) -> Closure<dyn FnMut(MessageEvent)> {
        let this = Rc::clone(self);
        Closure::new(move |_| {
            this.stale.set(true);
            let refused = this
                .source
                .borrow()
                .as_ref()
                .is_some_and(|open| open.source.ready_state() == EventSource::CLOSED);
            if refused {
                let this = Rc::clone(&this);
                set_timeout(
                    move || {
                        this.source.replace(None);
                        this.open_if_seen();
                    },
                    PATIENCE,
                );
            }
        })
    }
}
