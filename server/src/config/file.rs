use super::error::{ConfigError, Origin};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// A configuration file, taken apart into settings that still know their place.
#[derive(Debug)]
pub struct File<'t> {
    path: PathBuf,
    text: &'t str,
    /// `section.key`, `section.section.key`, or `key` for lists that stand by themselves.
    settings: BTreeMap<String, Spanned<DeValue<'t>>>,
}

impl<'t> File<'t> {
    pub fn parse(path: &Path, text: &'t str) -> Result<Self, ConfigError> {
        let mut file = File { path: path.to_owned(), text, settings: BTreeMap::new() };
        let root = DeTable::parse(text)
            .map_err(|error| file.refusal(&error, "The file must be TOML; see docs/CONFIGURATION.md."))?;
        for (key, value) in root.into_inner() {
            file.add(key.into_inner().into_owned(), value);
        }
        Ok(file)
    }

    fn add(&mut self, key: String, value: Spanned<DeValue<'t>>) {
        let span = value.span();
        match value.into_inner() {
            DeValue::Table(section) => {
                for (name, value) in section {
                    self.add(format!("{key}.{}", name.into_inner()), value);
                }
            }
            other => {
                self.settings.insert(key, Spanned::new(span, other));
            }
        }
    }

    pub fn has(&self, key: &str) -> bool {
        self.settings.contains_key(key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.settings.keys().map(String::as_str)
    }

    /// The setting in the wanted type.
    pub fn get<T: DeserializeOwned>(&self, key: &str) -> Result<Option<T>, ConfigError> {
        let Some(value) = self.settings.get(key) else {
            return Ok(None);
        };
        let read = T::deserialize(ValueDeserializer::from(value.clone()));
        read.map(Some).map_err(|error| {
            let remedy = format!("Change `{key}` there; docs/CONFIGURATION.md says what it takes.");
            self.refusal(&error, &remedy)
        })
    }

    /// Where a setting stands.
    pub fn origin(&self, key: &str) -> Origin {
        self.place(self.settings.get(key).map_or(0, |value| value.span().start))
    }

    fn refusal(&self, error: &toml::de::Error, remedy: &str) -> ConfigError {
        let start = error.span().map_or(0, |span| span.start);
        ConfigError::new(self.place(start), error.message().replace('\n', ", "), remedy)
    }

    fn place(&self, offset: usize) -> Origin {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |rest| rest.chars().count()) + 1;
        Origin::File { path: self.path.clone(), line, column }
    }
}
