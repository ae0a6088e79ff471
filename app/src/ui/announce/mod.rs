//! What happened just now, seen and heard.

use leptos::prelude::*;

/// Shows and reads out.
const SHOWN: &str = "announcer";
/// Reads out only.
const HEARD: &str = "teller";

/// The page's live regions; [`toast`] and [`say`] speak through them.
#[component]
pub fn Announcer() -> impl IntoView {
    view! {
        <div class="announcer" id=SHOWN role="status"></div>
        <div class="vh" id=HEARD role="status"></div>
    }
}

/// Shows and reads out a short text for a few seconds. Without a browser it does nothing.
pub fn toast(text: &str) {
    #[cfg(target_arch = "wasm32")]
    browser::put(SHOWN, text);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = text;
}

/// Reads out what the eye sees anyway: progress, changed cells. Without a browser it does nothing.
pub fn say(text: &str) {
    #[cfg(target_arch = "wasm32")]
    browser::put(HEARD, text);
    #[cfg(not(target_arch = "wasm32"))]
    let _ = text;
}

#[cfg(target_arch = "wasm32")]
mod browser {
    use leptos::prelude::*;
    use std::time::Duration;

    const SHOWN_FOR: Duration = Duration::from_secs(5);

    pub fn put(region: &str, text: &str) {
        let document = document();
        let Some(region) = document.get_element_by_id(region) else { return };
        let Ok(note) = document.create_element("p") else { return };
        note.set_text_content(Some(text));
        if region.append_child(&note).is_ok() {
            set_timeout(move || note.remove(), SHOWN_FOR);
        }
    }
}
