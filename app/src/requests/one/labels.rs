use crate::i18n::Lang;
use domain::template::{Fill, Parameter};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What the form calls the template's parameters, and which of them nobody is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labels {
    /// Parameter → its label in English and in Korean.
    names: BTreeMap<String, (String, String)>,
    /// The portal fills these in with the stage, the region and the like: they differ of themselves.
    filled: BTreeSet<String>,
}

impl Labels {
    /// From the template as it is now. Without one, parameters go by their own names.
    #[cfg(feature = "ssr")]
    pub async fn of(
        portal: &crate::ssr::Portal,
        actor: &domain::people::Actor,
        template: &domain::names::TemplateName,
    ) -> Self {
        let page = portal.template(actor, template.as_str()).await.ok();
        let template = page.and_then(|page| page.card.template);
        template.map(|template| Labels::from(template.parameters.as_slice())).unwrap_or_default()
    }

    /// What people call a parameter; `None` when it has no other name than its own.
    pub fn label(&self, lang: Lang, parameter: &str) -> Option<&str> {
        let (english, korean) = self.names.get(parameter)?;
        Some(match lang {
            Lang::En => english.as_str(),
            Lang::Ko => korean.as_str(),
        })
        .filter(|label| *label != parameter)
    }

    pub fn filled(&self, parameter: &str) -> bool {
        self.filled.contains(parameter)
    }
}

impl From<&[Parameter]> for Labels {
    fn from(parameters: &[Parameter]) -> Self {
        let label = |parameter: &Parameter| {
            let said = |lang| parameter.label.get(lang).to_owned();
            (parameter.name.clone(), (said(Lang::En), said(Lang::Ko)))
        };
        // Address ranges are given out as well, but people care which.
        let filled =
            |parameter: &&Parameter| !matches!(parameter.fill, None | Some(Fill::AddressRange { .. }));
        Labels {
            names: parameters.iter().map(label).collect(),
            filled: parameters.iter().filter(filled).map(|parameter| parameter.name.clone()).collect(),
        }
    }
}
