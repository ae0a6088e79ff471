//! Tabs are links: the address holds which one is open.

use leptos::prelude::*;

/// One tab.
#[derive(Clone, Debug)]
pub struct Tab {
    pub href: String,
    pub label: String,
    /// How many things are behind it.
    pub count: Option<usize>,
    pub current: bool,
}

#[component]
pub fn Tabs(#[prop(into)] label: String, tabs: Vec<Tab>) -> impl IntoView {
    let tabs = tabs.into_iter().map(|tab| {
        let count = tab.count.map(|count| view! { <span class="count">{count}</span> });
        view! {
            <li>
                <a href=tab.href aria-current=tab.current.then_some("page")>{tab.label}{count}</a>
            </li>
        }
    });
    view! { <nav class="tabs" aria-label=label><ul>{tabs.collect_view()}</ul></nav> }
}
