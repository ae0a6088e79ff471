//! The drawing of a template beside its form.

use super::drawing::drawing;
use super::text::TemplateText;
use crate::ssr;
use crate::ui::address::encode;
use domain::template::Template;
use leptos::prelude::*;

/// What the template builds, and the way to its page; nothing for a template without resources.
#[component]
pub fn TopologyCard(template: Template) -> impl IntoView {
    let words = TemplateText::here();
    let layers = template::graph(&template);
    let title = template.title.get(ssr::lang()).to_owned();
    let href = format!("/templates/{}", encode(template.name.as_str()));
    (!layers.nodes.is_empty()).then(|| {
        view! {
            <section class="card topology">
                <header>
                    <h2>{words.builds}</h2>
                    <a href=href target="_blank">{words.about_template}</a>
                </header>
                <div class="drawing-frame small" role="region" aria-label=words.builds tabindex="0">
                    {drawing(&title, &layers)}
                </div>
            </section>
        }
    })
}
