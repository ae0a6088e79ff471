use super::CopyButton;
use crate::i18n::Words;
use crate::ssr;
use leptos::prelude::*;

/// Copies the command that does the same for a script.
#[component]
pub fn ApiCall(
    /// `GET`, `POST`, …
    method: &'static str,
    /// Below `/api/v1`, with its query.
    #[prop(into)]
    path: String,
    /// JSON to send along.
    #[prop(optional, into)]
    body: Option<String>,
    /// Which of several calls of a page it is.
    #[prop(optional, into)]
    does: Option<String>,
) -> impl IntoView {
    let label = Words::here().copy_api;
    let label = does.map_or_else(|| label.to_owned(), |does| format!("{label}: {does}"));
    let text = command(&ssr::origin(), method, &path, body.as_deref());
    view! { <CopyButton text=text label=label/> }
}

fn command(origin: &str, method: &str, path: &str, body: Option<&str>) -> String {
    let method = if method == "GET" { String::new() } else { format!(" -X {method}") };
    let quoted = |body: &str| body.replace('\'', r"'\''");
    let body =
        body.map(|body| format!(" \\\n  -H 'Content-Type: application/json' \\\n  -d '{}'", quoted(body)));
    format!(
        "curl{method} '{origin}/api/v1{path}' \\\n  -H \"Authorization: Bearer $SLIPWAY_TOKEN\"{}",
        body.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_can_be_pasted() {
        assert_eq!(
            command("http://127.0.0.1:3000", "GET", "/environments?stage=prod", None),
            "curl 'http://127.0.0.1:3000/api/v1/environments?stage=prod' \\\n  -H \"Authorization: Bearer $SLIPWAY_TOKEN\""
        );
        let with_body = command("http://x", "POST", "/tokens", Some(r#"{"label":"it's"}"#));
        assert!(with_body.starts_with("curl -X POST 'http://x/api/v1/tokens'"), "{with_body}");
        assert!(with_body.ends_with(r#"-d '{"label":"it'\''s"}'"#), "{with_body}");
    }
}
