use crate::i18n::{Lang, names};
use domain::names::{EnvironmentName, ServiceName};
use domain::request::RequestAction;

/// "Create live-api / web-service".
pub fn title(lang: Lang, action: RequestAction, service: &ServiceName, name: &EnvironmentName) -> String {
    let action = names::request_action(lang, action);
    match lang {
        Lang::En => format!("{action} {service} / {name}"),
        Lang::Ko => format!("{service} / {name} {action}"),
    }
}
