use super::graph::graph;
use crate::services::address;
use crate::services::text::ServicesText;
use domain::catalog::RelationType;
use domain::view::{EdgeView, ServiceView};
use leptos::prelude::*;

/// What it needs and what needs it: drawn, and as lists with the way to each.
pub fn relations(view: &ServiceView) -> AnyView {
    let text = ServicesText::here();
    let of = |outgoing: bool| {
        let lean = |edge: &&EdgeView| edge.outgoing == outgoing && leans(edge.edge.kind);
        view.edges.iter().filter(lean).map(name).collect::<Vec<String>>()
    };
    let drawing = graph(&view.name, &of(false), &of(true)).map(|drawing| {
        view! { <div class="drawing-frame" role="region" aria-label=text.relations tabindex="0">{drawing}</div> }
    });
    let lists = groups(&view.edges).into_iter().map(|(title, edges)| {
        let items = edges.into_iter().map(item).collect_view();
        view! { <div><h3>{title}</h3><ul>{items}</ul></div> }
    });
    let body = match view.edges.is_empty() {
        true => view! { <p class="faint">{text.no_relations}</p> }.into_any(),
        false => view! { <div class="relations">{lists.collect_view()}</div> }.into_any(),
    };
    view! {
        <section class="card" id="dependencies">
            <header><h2>{text.relations}</h2></header>
            {drawing}
            <div class="body">{body}</div>
        </section>
    }
    .into_any()
}

/// Whether it does not work without the other.
fn leans(kind: RelationType) -> bool {
    matches!(kind, RelationType::DependsOn | RelationType::ConsumesApi)
}

fn name(edge: &EdgeView) -> String {
    edge.service.clone().unwrap_or_else(|| edge.other().short())
}

/// The edges under their headings, in a fixed order, without empty ones.
fn groups(edges: &[EdgeView]) -> Vec<(&'static str, Vec<&EdgeView>)> {
    let text = ServicesText::here();
    let headings = [
        (RelationType::DependsOn, true, text.depends_on),
        (RelationType::DependsOn, false, text.depended_on),
        (RelationType::ProvidesApi, true, text.provides),
        (RelationType::ProvidesApi, false, text.provided_by),
        (RelationType::ConsumesApi, true, text.consumes),
        (RelationType::ConsumesApi, false, text.consumed_by),
        (RelationType::PartOf, true, text.part_of),
        (RelationType::PartOf, false, text.has_part),
    ];
    let of = |kind, outgoing| {
        edges.iter().filter(|edge| edge.edge.kind == kind && edge.outgoing == outgoing).collect::<Vec<_>>()
    };
    let known = headings.iter().map(|(kind, outgoing, title)| (*title, of(*kind, *outgoing)));
    let other = |edge: &&EdgeView| !headings.iter().any(|(kind, ..)| *kind == edge.edge.kind);
    let others = (text.others, edges.iter().filter(other).collect());
    known.chain([others]).filter(|(_, edges)| !edges.is_empty()).collect()
}

fn item(edge: &EdgeView) -> AnyView {
    let other = edge.other();
    let kind = view! { <span class="faint">{other.kind.to_lowercase()}</span> };
    match &edge.service {
        Some(service) => {
            view! { <li><a href=address(service)>{service.clone()}</a>" "{kind}</li> }.into_any()
        }
        None => view! { <li>{other.short()}" "{kind}</li> }.into_any(),
    }
}
