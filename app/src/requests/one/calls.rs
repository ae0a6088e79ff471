//! What the buttons do, for scripts.

use super::text::RequestText;
use crate::i18n::Words;
use crate::ui::CopyButton;
use domain::template::ValueSource;
use domain::view::{Allowed, RequestView};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The command that sends `body` to one of a request's doors. Where the portal is, the script knows.
pub fn command(request: &str, door: &str, body: Option<&str>) -> String {
    let path = format!("curl -X POST \"$SLIPWAY_URL/api/v1/requests/{request}/{door}\"");
    let token = "-H \"Authorization: Bearer $SLIPWAY_TOKEN\"";
    match body {
        None => format!("{path} \\\n  {token}"),
        Some(body) => {
            let body = body.replace('\'', r"'\''");
            format!("{path} \\\n  {token} \\\n  -H 'Content-Type: application/json' \\\n  -d '{body}'")
        }
    }
}

/// The same as the buttons that this person may press, to copy. The form of an amendment has its own.
#[component]
pub fn Calls<'a>(request: &'a RequestView) -> impl IntoView + use<> {
    let (text, may, id) = (RequestText::here(), &request.may, request.id.as_str());
    let doors: [(&Allowed, &str, &str); 3] = [
        (&may.retry, "retry", text.retry_call),
        (&may.withdraw, "withdraw", text.withdraw_go),
        (&may.cancel, "cancel", text.cancel_go),
    ];
    let open = doors.into_iter().filter(|(allowed, _, _)| allowed.allowed);
    let mut calls: Vec<AnyView> = open.map(|(_, door, label)| call(id, door, None, label)).collect();
    if may.amend.allowed {
        calls.push(call(id, "amend", Some(&amendment(request)), text.amend));
    }
    (!calls.is_empty()).then(|| {
        view! {
            <details class="calls" id="calls">
                <summary>{Words::here().copy_api}</summary>
                <p>{calls}</p>
            </details>
        }
    })
}

/// An amendment to begin with: the values for all targets as they are. What is left out of it stays.
fn amendment(request: &RequestView) -> String {
    let values = request.targets.iter().flat_map(|target| &target.values);
    let shared = values.filter(|(_, value)| value.source == ValueSource::Shared);
    let shared: BTreeMap<&String, &String> =
        shared.filter_map(|(name, value)| Some((name, value.value.as_ref()?))).collect();
    serde_json::json!({ "parameters": shared }).to_string()
}

fn call(id: &str, door: &str, body: Option<&str>, label: &'static str) -> AnyView {
    view! { <CopyButton text=command(id, door, body) label=label/> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amendment_begins_with_what_all_targets_have() {
        use domain::view::ValueView;
        let mut request = crate::requests::one::example::request(&[("dev", "us-east-1", "planned")]);
        let value = |value: Option<&str>, source| ValueView { value: value.map(str::to_owned), source };
        let values = [
            ("Size", value(Some("large"), ValueSource::Shared)),
            ("Password", value(None, ValueSource::Shared)),
            ("Count", value(Some("3"), ValueSource::Override)),
        ];
        request.targets[0].values = values.map(|(name, value)| (name.to_owned(), value)).into();
        assert_eq!(amendment(&request), r#"{"parameters":{"Size":"large"}}"#);
    }

    #[test]
    fn commands_can_be_pasted() {
        let retry = "curl -X POST \"$SLIPWAY_URL/api/v1/requests/req_1/retry\" \\\n  \
            -H \"Authorization: Bearer $SLIPWAY_TOKEN\"";
        assert_eq!(command("req_1", "retry", None), retry);
        let quoted = command("req_1", "amend", Some(r#"{"reason":"it's"}"#));
        assert!(quoted.ends_with(r#"-d '{"reason":"it'\''s"}'"#), "{quoted}");
    }
}
