//! What happened just now, seen and heard.

use leptos::prelude::*;

const ID: &str = "announcer";

/// The page's one live region; [`toast`] speaks through it.
#[component]
pub fn Announcer() -> impl IntoView {
    view! { <div class="announcer" id=ID role="status" aria-live="polite"></div> }
}

/// Shows and reads out a short text for a few seconds. Without a browser it does nothing.
pub fn toast(text: &str) {
    #[cfg(target_arch = "wasm32")]
    browser::toast(text);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = text;
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;
    use std::time::Duration;

    const SHOWN_FOR: Duration = Duration::from_secs(5);

    pub fn toast(text: &str) {
        let document = document();
        let Some(region) = document.get_element_by_id(super::ID) else { return };
        let Ok(note) = document.create_element("p") else { return };
        note.set_text_content(Some(text));
        if region.append_child(&note).is_ok() {
            set_timeout(move || note.remove(), SHOWN_FOR);
        }
    }
}
