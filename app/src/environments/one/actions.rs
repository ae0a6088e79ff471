use crate::environments::text::{self, EnvironmentText};
use crate::i18n::Words;
use crate::ssr;
use crate::ui::{ApiCall, ButtonLink, Dialog, DialogButton, Kind};
use domain::view::EnvironmentView;
use leptos::prelude::*;

/// Id of the dialog that asks for the environment's name.
const DIALOG: &str = "delete-environment";

/// Console, change, delete; what this person may not do is disabled with its reason.
#[component]
pub fn Actions(environment: EnvironmentView) -> impl IntoView {
    let (text, words) = (EnvironmentText::here(), Words::here());
    let id = environment.row.id.to_string();
    let console = environment.console_url.clone().map(|url| {
        view! {
            <a class="button quiet" href=url target="_blank" rel="noreferrer" title=words.opens_console>
                {text.stack_in_console}
                <span aria-hidden="true">"↗"</span>
            </a>
        }
    });
    let call = format!("/environments/{id}");
    let update = format!("/requests/new?action=update&environment={id}");
    let removal = format!("/requests/new?action=delete&environment={id}");
    let delete = if environment.delete.allowed {
        view! {
            <DialogButton opens=DIALOG href=removal kind=Kind::Danger>{text.delete}</DialogButton>
            <Removal id=id name=environment.row.name.to_string()/>
        }
        .into_any()
    } else {
        view! { <ButtonLink href=removal kind=Kind::Danger allowed=environment.delete>{text.delete}</ButtonLink> }
            .into_any()
    };
    view! {
        <ApiCall method="GET" path=call/>
        {console}
        <ButtonLink href=update allowed=environment.update>{text.update}</ButtonLink>
        {delete}
    }
}

/// Leads to the request's form once the name is typed.
#[component]
fn Removal(id: String, name: String) -> impl IntoView {
    let text = EnvironmentText::here();
    let confirm = text::type_to_confirm(ssr::lang(), &name);
    // Names are letters, digits and hyphens: nothing that a pattern would take for more.
    view! {
        <Dialog id=DIALOG title=text.delete_title>
            <form class="body" method="get" action="/requests/new">
                <p>{text.delete_text}</p>
                <input type="hidden" name="action" value="delete"/>
                <input type="hidden" name="environment" value=id/>
                <div class="field">
                    <label for="confirm-name">{confirm.clone()}</label>
                    <input
                        id="confirm-name"
                        name="confirm"
                        required
                        pattern=name
                        title=confirm
                        autocomplete="off"
                        spellcheck="false"
                    />
                </div>
                <p class="actions">
                    <button class="button danger">{text.delete_go}</button>
                </p>
            </form>
        </Dialog>
    }
}
