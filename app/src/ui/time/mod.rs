//! A point in time: absolute in the server's HTML, told as a distance once scripts run.

use crate::i18n;
use domain::Timestamp;
use leptos::prelude::*;

/// `data-ago` marks it for the page's clock, which shows "3 min ago" and keeps it true.
#[component]
pub fn Time(
    at: Timestamp,
    /// Always shows the date, and the reader's own time beside it: for moments that a decision depends on.
    #[prop(optional)]
    exact: bool,
) -> impl IntoView {
    let text = i18n::absolute(at);
    let local = exact.then(|| view! { " "<span class="local" data-local=i18n::iso(at)></span> });
    view! {
        <time datetime=i18n::iso(at) title=text data-ago=(!exact).then_some("")>
            {text.clone()}
        </time>
        {local}
    }
}
