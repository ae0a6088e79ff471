use super::api::{RESEND, SETTINGS};
use super::channels::means;
use super::text::NotificationText;
use crate::i18n::Words;
use crate::ssr;
use crate::ui::{ApiCall, Button, ButtonLink, DataTable, Kind, Time, Tone, ToneBadge, address};
use domain::notification::{DeliveryState, message};
use domain::view::{DeliveryView, Listing};
use leptos::prelude::*;

/// What went out, with what kept it from arriving.
pub fn deliveries(listing: Listing<DeliveryView>, state: &str) -> AnyView {
    let text = NotificationText::here();
    let next = listing.next.map(|next| {
        let href = format!("{SETTINGS}?state={state}&after={}#deliveries", address::encode(&next));
        view! { <p class="actions"><ButtonLink href=href>{Words::here().next_page}</ButtonLink></p> }
    });
    let failed = state == "failed";
    let list = if listing.items.is_empty() {
        view! { <p class="faint">{text.no_deliveries}</p> }.into_any()
    } else {
        let rows = listing.items.into_iter().map(row).collect_view();
        view! {
            <DataTable label=text.deliveries>
                <thead>
                    <tr>
                        <th scope="col">{text.kind}</th>
                        <th scope="col">{text.to}</th>
                        <th scope="col">{text.state}</th>
                        <th scope="col">{text.tries}</th>
                        <th scope="col">{Words::here().when}</th>
                        <th scope="col"><span class="vh">{text.resend}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </DataTable>
        }
        .into_any()
    };
    view! {
        <section class="card" id="deliveries">
            <header><h2>{text.deliveries}</h2><ApiCall method="GET" path="/notifications/deliveries"/></header>
            <div class="body stack">
                <p class="actions">
                    <a class="button quiet" href="/settings/notifications#deliveries" aria-current=(!failed).then_some("true")>
                        {text.everything}
                    </a>
                    <a class="button quiet" href="/settings/notifications?state=failed#deliveries" aria-current=failed.then_some("true")>
                        {text.only_failed}
                    </a>
                </p>
                {list}
                {next}
            </div>
        </section>
    }
    .into_any()
}

fn row(view: DeliveryView) -> AnyView {
    let text = NotificationText::here();
    let delivery = view.delivery;
    let (tone, word, why) = match &delivery.state {
        DeliveryState::Waiting { problem, .. } => (Tone::Waiting, text.waiting, problem.clone()),
        DeliveryState::Sent { .. } => (Tone::Good, text.sent, None),
        DeliveryState::Failed { reason, .. } => (Tone::Bad, text.failed, Some(reason.clone())),
    };
    let why = why.map(|why| view! { <p class="faint">{why}</p> });
    let (title, to) = (message(&delivery.notice, ssr::lang()).title, delivery.to.name().to_owned());
    view! {
        <tr>
            <th scope="row">{title}</th>
            <td>{to}" "<span class="faint">{means(delivery.means)}</span></td>
            <td><ToneBadge tone=tone word=word/>{why}</td>
            <td class="number">{delivery.tries}</td>
            <td><Time at=delivery.updated_at/></td>
            <td>
                <form method="post" action=RESEND>
                    <input type="hidden" name="id" value=delivery.id.to_string()/>
                    <Button kind=Kind::Quiet allowed=view.resend>{text.resend}</Button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}
