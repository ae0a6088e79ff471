use crate::environments::text::EnvironmentText;
use crate::i18n::Words;
use crate::ui::CopyButton;
use domain::view::EnvironmentView;
use leptos::prelude::*;

/// What the stack gives out and what it was given.
pub fn section(environment: &EnvironmentView) -> AnyView {
    let text = EnvironmentText::here();
    let outputs = environment.outputs.iter().map(|(name, value)| (name.clone(), Some(value.clone())));
    let parameters = environment.values.iter().map(|(name, view)| (name.clone(), view.value.clone()));
    view! {
        <div class="pair">
            <Pairs title=text.outputs none=text.no_outputs pairs=outputs.collect()/>
            <Pairs title=text.parameters none=text.no_parameters pairs=parameters.collect()/>
        </div>
    }
    .into_any()
}

#[component]
fn Pairs(
    title: &'static str,
    none: &'static str,
    /// `None`: secret.
    pairs: Vec<(String, Option<String>)>,
) -> impl IntoView {
    let body = if pairs.is_empty() {
        view! { <p class="body faint">{none}</p> }.into_any()
    } else {
        let rows = pairs.into_iter().map(|(name, value)| {
            let value = match value {
                Some(value) if value.is_empty() => view! { <span class="faint">"–"</span> }.into_any(),
                Some(value) => view! { <code>{value.clone()}</code>" "<CopyButton text=value/> }.into_any(),
                None => view! { <span class="faint">"•••• "{Words::here().secret}</span> }.into_any(),
            };
            view! { <dt>{name}</dt><dd>{value}</dd> }
        });
        view! { <dl class="body facts">{rows.collect_view()}</dl> }.into_any()
    };
    view! {
        <section class="card">
            <header><h2>{title}</h2></header>
            {body}
        </section>
    }
}
