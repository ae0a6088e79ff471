//! What a template builds, in words: the same as its drawing.

use super::text::TemplateText;
use crate::ui::DataTable;
use domain::template::Resource;
use leptos::prelude::*;

#[component]
pub fn Resources(resources: Vec<Resource>) -> impl IntoView {
    let words = TemplateText::here();
    let rows = resources.into_iter().map(row).collect_view();
    view! {
        <DataTable label=words.builds>
            <thead>
                <tr>
                    <th scope="col">{words.resource}</th>
                    <th scope="col">{words.kind}</th>
                    <th scope="col">{words.leans_on}</th>
                    <th scope="col">{words.condition}</th>
                    <th scope="col" class="number">{words.line}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

fn row(resource: Resource) -> impl IntoView {
    let mut to: Vec<String> = resource.references.into_iter().map(|reference| reference.to).collect();
    to.sort();
    to.dedup();
    view! {
        <tr>
            <th scope="row"><code>{resource.logical_id}</code></th>
            <td><code>{resource.kind}</code></td>
            <td class="prose-cell">{to.join(", ")}</td>
            <td>{resource.condition}</td>
            <td class="number">{(resource.line > 0).then_some(resource.line)}</td>
        </tr>
    }
}
