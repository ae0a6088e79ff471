//! A template's parameters as a table.

use super::text::TemplateText;
use crate::requests::new::constraints;
use crate::ssr;
use crate::ui::DataTable;
use domain::template::Parameter;
use leptos::prelude::*;

#[component]
pub fn Parameters(parameters: Vec<Parameter>) -> impl IntoView {
    let words = TemplateText::here();
    let rows = parameters.into_iter().map(row).collect_view();
    view! {
        <DataTable label=words.parameters>
            <thead>
                <tr>
                    <th scope="col">{words.name}</th>
                    <th scope="col">{words.kind}</th>
                    <th scope="col">{words.default}</th>
                    <th scope="col">{words.allowed}</th>
                    <th scope="col">{words.about}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </DataTable>
    }
}

fn row(parameter: Parameter) -> impl IntoView {
    let (words, lang) = (TemplateText::here(), ssr::lang());
    let default = match (&parameter.default, parameter.fill) {
        (_, Some(_)) => view! { <span class="faint">{words.filled}</span> }.into_any(),
        (Some(_), _) if parameter.no_echo => view! { <span class="faint">{words.secret}</span> }.into_any(),
        (Some(text), _) => view! { <code>{text.clone()}</code> }.into_any(),
        (None, None) => view! { <span class="faint">{words.required}</span> }.into_any(),
    };
    let values = parameter.constraints.allowed_values.join(", ");
    let allowed = if values.is_empty() { constraints::told(lang, &parameter.constraints) } else { values };
    let label = parameter.label.get(lang).to_owned();
    let about = parameter.guidance.as_ref().map(|text| text.get(lang).to_owned());
    view! {
        <tr>
            <th scope="row">{label.clone()}<br/><code class="faint">{parameter.name.clone()}</code></th>
            <td><code>{parameter.kind.clone()}</code></td>
            <td>{default}</td>
            <td class="prose-cell">{allowed}</td>
            <td class="prose-cell">{about.unwrap_or(parameter.description)}</td>
        </tr>
    }
}
