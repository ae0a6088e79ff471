//! The browser's side: one stream for everything that a page follows, because browsers allow six for all tabs together.

use super::Versioned;
use crate::ui::address::encode;
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
/// Events that are kept for a part of the page whose program is still on its way.
const KEPT: usize = 64;

/// Elements that say what they, or what stands beside them, will follow.
const FOLLOWS: &str = "[data-live]";
const URL: &str = "data-live";

thread_local! {
    static PAGE: Rc<PageStream> = Rc::default();
}

/// The stream of this page.
#[derive(Default)]
struct PageStream {
    /// In the order in which the server numbers them; they only become more.
    channels: RefCell<Vec<Channel>>,
    source: RefCell<Option<Source>>,
    /// It is opened as soon as all that are there now have said what they follow.
    opening: Cell<bool>,
    listening: Cell<bool>,
}

struct Channel {
    url: String,
    followers: Vec<Rc<Follower>>,
    /// What came before the first follower: names and data.
    kept: Vec<(String, String)>,
}

struct Follower {
    event: Cow<'static, str>,
    take: Box<dyn Fn(&str)>,
    stale: WriteSignal<bool>,
}

/// An open stream with what listens to it; closed when dropped.
struct Source {
    source: EventSource,
    /// So many channels it tells of.
    channels: usize,
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
    let version = Cell::new(version);
    let take = Box::new(move |text: &str| {
        let Ok(snapshot) = serde_json::from_str::<T>(text) else { return };
        // The same version comes again when what belongs to it has grown.
        if snapshot.version() >= version.get() {
            version.set(snapshot.version());
            latest.set(Some(snapshot));
        }
    });
    PAGE.with(|page| page.add(url, Follower { event, take, stale }));
}

impl PageStream {
    fn add(self: &Rc<Self>, url: String, follower: Follower) {
        let place = self.channel(url);
        let follower = Rc::new(follower);
        let kept = {
            let mut channels = self.channels.borrow_mut();
            channels[place].followers.push(Rc::clone(&follower));
            std::mem::take(&mut channels[place].kept)
        };
        for (_, data) in kept.iter().filter(|(name, _)| *name == follower.event) {
            (follower.take)(data);
        }
        let told = self.source.borrow().as_ref().is_some_and(|open| place < open.channels);
        if !told {
            self.source.replace(None);
            self.open_soon();
        }
        if !self.listening.replace(true) {
            let this = Rc::clone(self);
            // Islands stay as long as their page does, so nothing is ever taken off again.
            window_event_listener_untyped("visibilitychange", move |_| this.open_if_seen());
        }
    }

    /// The place of what comes from `url`.
    fn channel(&self, url: String) -> usize {
        let mut channels = self.channels.borrow_mut();
        let known = channels.iter().position(|channel| channel.url == url);
        known.unwrap_or_else(|| {
            channels.push(Channel { url, followers: Vec::new(), kept: Vec::new() });
            channels.len() - 1
        })
    }

    fn open_soon(self: &Rc<Self>) {
        if self.opening.replace(true) {
            return;
        }
        let this = Rc::clone(self);
        set_timeout(
            move || {
                this.opening.set(false);
                this.open_if_seen();
            },
            Duration::ZERO,
        );
    }

    fn open_if_seen(self: &Rc<Self>) {
        if document().hidden() {
            self.source.replace(None);
        } else if self.source.borrow().is_none() {
            self.open();
        }
    }

    fn open(self: &Rc<Self>) {
        // Parts of the page whose program comes later get what they follow from this stream, too.
        let page = document().document_element();
        let follows = page.iter().flat_map(|page| super::morph::all(page, FOLLOWS));
        let urls = follows.filter_map(|element| element.get_attribute(URL));
        for url in urls.filter(|url| !url.is_empty()) {
            self.channel(url);
        }
        let of: Vec<String> =
            self.channels.borrow().iter().map(|channel| format!("of={}", encode(&channel.url))).collect();
        let Ok(source) = EventSource::new(&format!("/live/page?{}", of.join("&"))) else {
            self.stale(true);
            return;
        };
        let listeners = [self.on_message(), self.on_open(), self.on_error()];
        for (name, listener) in ["message", "open", "error"].into_iter().zip(&listeners) {
            // Fails only for a source that is no event target.
            let _ = source.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
        }
        self.source.replace(Some(Source { source, channels: of.len(), _listeners: listeners }));
    }

    fn on_message(self: &Rc<Self>) -> Closure<dyn FnMut(MessageEvent)> {
        let this = Rc::clone(self);
        Closure::new(move |message: MessageEvent| {
            let Some(text) = message.data().as_string() else { return };
            // What cannot be read is of another version of the portal: the page is loaded again sooner or later.
            let _ = this.told(&text);
        })
    }

    /// The first line says whose event it is and how it is called; the rest is its data.
    fn told(&self, text: &str) -> Option<()> {
        let (head, data) = text.split_once('\n')?;
        let (place, name) = head.split_once('.')?;
        let place: usize = place.parse().ok()?;
        let followers = {
            let mut channels = self.channels.borrow_mut();
            let channel = channels.get_mut(place)?;
            if channel.followers.is_empty() && channel.kept.len() < KEPT {
                channel.kept.push((name.to_owned(), data.to_owned()));
            }
            channel.followers.clone()
        };
        for follower in followers.iter().filter(|follower| follower.event == name) {
            (follower.take)(data);
        }
        Some(())
    }

    fn on_open(self: &Rc<Self>) -> Closure<dyn FnMut(MessageEvent)> {
        let this = Rc::clone(self);
        Closure::new(move |_| this.stale(false))
    }

    /// The browser reconnects by itself unless the server refused; then it gives up, and we don't.
    fn on_error(self: &Rc<Self>) -> Closure<dyn FnMut(MessageEvent)> {
        let this = Rc::clone(self);
        Closure::new(move |_| {
            this.stale(true);
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

    fn stale(&self, stale: bool) {
        let channels = self.channels.borrow();
        for follower in channels.iter().flat_map(|channel| &channel.followers) {
            follower.stale.set(stale);
        }
    }
}
