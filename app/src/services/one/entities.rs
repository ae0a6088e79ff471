//! What its repository has in Backstage's catalogue, with what there is to say about it.

use crate::services::text::ServicesText;
use crate::templates::findings::Findings;
use domain::catalog::{Entity, FileFinding};
use domain::template::Finding;
use domain::view::ServiceView;
use leptos::prelude::*;

pub fn entities(view: &ServiceView) -> Option<AnyView> {
    let text = ServicesText::here();
    let source = view.source.as_ref()?;
    let items = view.entities.iter().map(item).collect_view();
    let list = match view.entities.is_empty() {
        true => view! { <p class="faint">{text.no_entities}</p> }.into_any(),
        false => view! { <ul class="entities">{items}</ul> }.into_any(),
    };
    let findings = (!source.findings.is_empty()).then(|| findings(&source.findings));
    Some(
        view! {
            <section class="card" id="catalogue">
                <header><h2>{text.entities}</h2></header>
                <div class="body">{list}{findings}</div>
            </section>
        }
        .into_any(),
    )
}

fn item(entity: &Entity) -> AnyView {
    let text = ServicesText::here();
    let sort = entity.sort.clone().map(|sort| view! { <span class="faint">{sort}</span> });
    let foreign = entity.raw.is_some().then(|| view! { <span class="tag">{text.foreign}</span> });
    let raw = entity.raw.as_ref().map(|raw| {
        let shown = serde_json::to_string_pretty(raw).unwrap_or_default();
        view! { <details><summary>{text.raw}</summary><pre><code>{shown}</code></pre></details> }
    });
    let place = format!("{}:{}", entity.file, entity.line);
    view! {
        <li>
            <p>
                <span class="tag">{entity.kind.clone()}</span>
                " "
                <strong>{entity.shown().to_owned()}</strong>
                " "
                <code>{entity.reference().to_string()}</code>
                " "
                {sort}
                {foreign}
                " "
                <span class="faint">{place}</span>
            </p>
            {raw}
        </li>
    }
    .into_any()
}

/// Each with its file in front.
fn findings(found: &[FileFinding]) -> AnyView {
    let placed =
        |found: &FileFinding| Finding { resource: Some(found.file.clone()), ..found.finding.clone() };
    let findings: Vec<Finding> = found.iter().map(placed).collect();
    view! { <h3 class="above">{ServicesText::here().findings}</h3><Findings findings=findings/> }.into_any()
}
