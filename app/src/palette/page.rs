use super::find::find;
use super::text::PaletteText;
use super::{Hit, HitKind, groups};
use crate::chrome::{Nav, page};
use crate::ssr;
use crate::ui::{DataTable, PageHead};
use leptos::prelude::*;

#[derive(Clone, Default, serde::Deserialize)]
#[serde(default)]
struct Query {
    q: String,
}

/// The palette for those without scripts.
#[component]
pub fn SearchPage() -> impl IntoView {
    let text = PaletteText::here();
    page(Nav::Nowhere, text.title, async move |portal, actor| {
        let Query { q } = ssr::query();
        let hits = find(&portal, &actor, &q).await?;
        let list = if hits.is_empty() {
            view! { <p class="empty">{text.nothing}</p> }.into_any()
        } else {
            let found = groups(hits).into_iter().map(|(kind, hits)| view! { <Group kind=kind hits=hits/> });
            view! { <div class="stack">{found.collect_view()}</div> }.into_any()
        };
        Ok(view! {
            <PageHead title=text.title/>
            <form class="filters" action="/search" role="search">
                <div class="field grow">
                    <label for="q">{text.label}</label>
                    <input id="q" name="q" type="search" value=q autofocus/>
                </div>
                <button class="button primary">{text.title}</button>
            </form>
            {list}
        }
        .into_any())
    })
}

#[component]
fn Group(kind: HitKind, hits: Vec<(usize, Hit)>) -> impl IntoView {
    let word = kind.word(PaletteText::here());
    let rows = hits.into_iter().map(|(_, hit)| {
        view! {
            <tr>
                <th scope="row"><a href=hit.href data-row="">{hit.title}</a></th>
                <td class="faint">{hit.note}</td>
            </tr>
        }
    });
    view! {
        <section>
            <h2 class="above">{word}</h2>
            <DataTable label=word><tbody>{rows.collect_view()}</tbody></DataTable>
        </section>
    }
}
