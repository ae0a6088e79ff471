//! The HTML around every page.

use crate::app::App;
use crate::ssr;
use leptos::prelude::*;
use leptos_meta::MetaTags;

/// The whole document.
pub fn shell() -> impl IntoView {
    leptos_meta::provide_meta_context();
    // Only islands are hydrated; the rest of the page carries no marks for it.
    if let Some(context) = Owner::current_shared_context() {
        context.set_is_hydrating(false);
    }
    let site = ssr::site();
    let asset = |name: &str| site.asset(name).map(str::to_owned);
    let style = asset("main.css").map(|href| view! { <link rel="stylesheet" href=href/> });
    let icon = asset("icon.svg").map(|href| view! { <link rel="icon" href=href type="image/svg+xml"/> });
    let scripts = match (asset("islands.js"), asset("app.js"), asset("app.wasm")) {
        (Some(loader), Some(script), Some(module)) => Some(view! {
            <link rel="modulepreload" href=script.clone()/>
            {asset("split.js").map(|href| view! { <link rel="modulepreload" href=href/> })}
            <link rel="preload" href=module.clone() r#as="fetch" r#type="application/wasm" crossorigin=""/>
            <script type="module" src=loader id="islands" data-script=script data-module=module></script>
        }),
        _ => None,
    };
    view! {
        <!DOCTYPE html>
        <html lang=ssr::lang().tag() data-theme=ssr::theme().as_attribute()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                {style}
                {icon}
                {scripts}
                <MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}
