use super::text::RequestText;
use domain::template::Capability;
use leptos::prelude::*;

/// What the template does that people must know. CloudFormation's own names follow in small print.
#[component]
pub fn Capabilities(capabilities: Vec<Capability>) -> impl IntoView {
    (!capabilities.is_empty()).then(|| {
        let items = capabilities.into_iter().map(|capability| {
            view! { <li>{word(capability)}" "<small class="faint"><code>{capability.as_str()}</code></small></li> }
        });
        view! {
            <div class="note warning">
                <i class="glyph warning" aria-hidden="true"></i>
                <div>
                    <p>{RequestText::here().capabilities}</p>
                    <ul class="capabilities">{items.collect_view()}</ul>
                </div>
            </div>
        }
    })
}

fn word(capability: Capability) -> &'static str {
    let text = RequestText::here();
    match capability {
        Capability::Iam => text.capability_iam,
        Capability::NamedIam => text.capability_named_iam,
        Capability::AutoExpand => text.capability_auto_expand,
    }
}
