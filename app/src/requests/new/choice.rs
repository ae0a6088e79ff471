//! Which template: one of a few cards.

use super::desk::Desk;
use super::text::FormText;
use crate::requests::form::Mode;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A template to choose, in the reader's language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateChoice {
    pub name: String,
    pub title: String,
    pub summary: String,
    /// Whether its file has errors.
    pub broken: bool,
}

#[cfg(feature = "ssr")]
impl TemplateChoice {
    pub fn of(card: domain::view::TemplateCard) -> Self {
        let lang = crate::ssr::lang();
        let text = |of: fn(&domain::template::Template) -> &domain::template::Text| {
            card.template.as_ref().map(|template| of(template).get(lang).to_owned())
        };
        TemplateChoice {
            name: card.name.to_string(),
            title: text(|template| &template.title).unwrap_or_else(|| card.name.to_string()),
            summary: text(|template| &template.summary).unwrap_or_default(),
            broken: card.template.is_none(),
        }
    }
}

/// The cards; without scripts a button beside them takes the choice.
#[component]
pub fn TemplateChoices(desk: Desk, choices: Vec<TemplateChoice>) -> impl IntoView {
    let text = FormText::here();
    let open = desk.model(|model| model.mode == Mode::Create && !model.amends);
    if !open {
        return ().into_any();
    }
    let current = desk.model(|model| model.template.name.to_string());
    let cards = choices.into_iter().map(|choice| {
        let summary = if choice.broken { text.broken.to_owned() } else { choice.summary };
        view! {
            <label class="template-choice" class:broken=choice.broken>
                <input
                    type="radio"
                    name="template"
                    value=choice.name.clone()
                    checked=choice.name == current
                    disabled=choice.broken
                />
                <span><b>{choice.title}</b><small>{summary}</small></span>
            </label>
        }
    });
    view! {
        <section aria-labelledby="template-title">
            <h2 id="template-title">{text.template}</h2>
            <div class="template-choices" role="radiogroup" aria-labelledby="template-title">
                {cards.collect_view()}
            </div>
            // Browsers with scripts take what stands in there for text, not for elements.
            <noscript inner_html=super::api::plain_button(text.use_template)></noscript>
        </section>
    }
    .into_any()
}
