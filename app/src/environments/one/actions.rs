use crate::environments::text::{self, EnvironmentText};
use crate::i18n::{Words, names};
use crate::requests::form::confirmation;
use crate::requests::new::api::CREATE;
use crate::ssr;
use crate::ui::{ApiCall, ButtonLink, Dialog, DialogButton, Kind};
use domain::view::{EnvironmentRow, EnvironmentView};
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
            <DialogButton opens=DIALOG href=removal.clone() kind=Kind::Danger>{text.delete}</DialogButton>
            <Removal row=environment.row more=removal/>
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

/// Makes the request itself once the name is typed, so that nobody has to type it twice.
#[component]
fn Removal(row: EnvironmentRow, more: String) -> impl IntoView {
    let text = EnvironmentText::here();
    let name = confirmation(&row.service, &row.name);
    let confirm = text::type_to_confirm(ssr::lang(), &name);
    // Names are letters, digits and hyphens: nothing that a pattern would take for more.
    view! {
        <Dialog id=DIALOG title=text.delete_title>
            <form class="body" method="post" action=CREATE>
                <Subject row=row.clone()/>
                <p>{text.delete_text}</p>
                <input type="hidden" name="action" value="delete"/>
                <input type="hidden" name="environment" value=row.id.to_string()/>
                <input type="hidden" name="template" value=row.template.to_string()/>
                <input type="hidden" name="target" value=format!("{}/{}", row.stage, row.region)/>
                <div class="field">
                    <label for="confirm-name">{confirm.clone()}</label>
                    <input
                        id="confirm-name"
                        name="confirm"
                        required
                        pattern=name
                        title=confirm
                        autocomplete="off"
                        autocapitalize="none"
                        spellcheck="false"
                    />
                </div>
                <div class="field">
                    <label for="delete-why">{text.delete_why}</label>
                    <input id="delete-why" name="reason" maxlength="4000" autocomplete="off"/>
                </div>
                <p class="actions">
                    <a class="button quiet" href=more>{text.delete_more}</a>
                    <button class="button danger">{text.delete_go}</button>
                </p>
            </form>
        </Dialog>
    }
}

/// Which one of all that are called alike.
#[component]
fn Subject(row: EnvironmentRow) -> impl IntoView {
    let (words, lang) = (Words::here(), ssr::lang());
    view! {
        <dl class="facts">
            <dt>{words.service}</dt><dd>{row.service.to_string()}</dd>
            <dt>{words.environment}</dt><dd>{row.name.to_string()}</dd>
            <dt>{words.stage}</dt><dd>{names::stage(lang, &row.stage)}</dd>
            <dt>{words.region}</dt><dd>{ssr::region(lang, &row.region)}" ("{row.region.to_string()}")"</dd>
        </dl>
    }
}
