use super::error::{ConfigError, Origin};
use super::file::File;
use super::secret::Secret;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet};
use toml::de::ValueDeserializer;

/// What every variable of ours starts with.
const PREFIX: &str = "SLIPWAY__";

/// File and environment on top of each other; every setting is asked for once, and what nobody asked for is refused.
#[derive(Debug)]
pub struct Layers<'t> {
    file: Option<File<'t>>,
    /// Setting → (variable, value).
    variables: BTreeMap<String, (String, String)>,
    known: BTreeSet<String>,
}

/// A setting and where it comes from.
#[derive(Clone, Debug)]
pub struct Located<T> {
    pub value: T,
    pub origin: Origin,
}

impl<'t> Layers<'t> {
    pub fn new(file: Option<File<'t>>, environment: impl Iterator<Item = (String, String)>) -> Self {
        let variables = environment.filter_map(|(name, value)| {
            let setting = name.strip_prefix(PREFIX)?.to_ascii_lowercase().replace("__", ".");
            Some((setting, (name, value)))
        });
        Layers { file, variables: variables.collect(), known: BTreeSet::new() }
    }

    /// The setting, if anybody set it.
    pub fn find<T: DeserializeOwned>(&mut self, key: &str) -> Result<Option<Located<T>>, ConfigError> {
        self.known.insert(key.to_owned());
        if let Some((name, text)) = self.variables.get(key) {
            let origin = Origin::Variable(name.clone());
            return from_variable(&origin, text).map(|value| Some(Located { value, origin }));
        }
        let Some(file) = &self.file else {
            return Ok(None);
        };
        let value = file.get(key)?;
        Ok(value.map(|value| Located { value, origin: file.origin(key) }))
    }

    /// The setting, or its default.
    pub fn get<T: DeserializeOwned>(&mut self, key: &str, default: T) -> Result<Located<T>, ConfigError> {
        Ok(self.find(key)?.unwrap_or(Located { value: default, origin: Origin::Default }))
    }

    /// A setting with bounds.
    pub fn number(&mut self, key: &str, default: u32, least: u32, most: u32) -> Result<u32, ConfigError> {
        let found = self.get(key, default)?;
        if (least..=most).contains(&found.value) {
            return Ok(found.value);
        }
        let problem = format!("{key} is {}", found.value);
        Err(ConfigError::new(found.origin, problem, format!("It must be from {least} to {most}.")))
    }

    /// A secret: from its variable, or from the file that `<key>_file` names; never written into slipway.toml.
    pub fn secret(&mut self, key: &str) -> Result<Option<Located<Secret>>, ConfigError> {
        self.known.insert(key.to_owned());
        if let Some(file) = self.file.as_ref().filter(|file| file.has(key)) {
            let remedy = format!(
                "Put it into a file of its own and name that in `{key}_file`, or set {}.",
                variable(key)
            );
            return Err(ConfigError::new(
                file.origin(key),
                format!("{key} is a secret in plain sight"),
                remedy,
            ));
        }
        let path = self.find::<std::path::PathBuf>(&format!("{key}_file"))?;
        if let Some((name, text)) = self.variables.get(key) {
            let origin = Origin::Variable(name.clone());
            return Ok(Some(Located { value: Secret::new(text.as_str()), origin }));
        }
        path.map(|path| read_secret(key, path)).transpose()
    }

    /// Refuses settings that nobody asked for: a misspelt one must not be passed over in silence.
    pub fn finish(self) -> Result<(), ConfigError> {
        let in_file = self.file.iter().flat_map(File::keys).find(|key| !self.known.contains(*key));
        if let (Some(file), Some(key)) = (&self.file, in_file) {
            return Err(self.unknown(key, file.origin(key)));
        }
        let variable = self.variables.iter().find(|(key, _)| !self.known.contains(*key));
        match variable {
            Some((key, (name, _))) => Err(self.unknown(key, Origin::Variable(name.clone()))),
            None => Ok(()),
        }
    }

    fn unknown(&self, key: &str, origin: Origin) -> ConfigError {
        let section = key.split_once('.').map_or("", |(section, _)| section);
        let alike: Vec<&str> = self
            .known
            .iter()
            .filter(|known| known.split_once('.').is_some_and(|(other, _)| other == section))
            .map(String::as_str)
            .collect();
        let remedy = match alike.is_empty() {
            true => "See docs/CONFIGURATION.md for what there is.".to_owned(),
            false => format!("There are: {}.", alike.join(", ")),
        };
        ConfigError::new(origin, format!("there is no setting {key}"), remedy)
    }
}

/// The name of a setting's variable.
pub fn variable(key: &str) -> String {
    format!("{PREFIX}{}", key.replace('.', "__").to_ascii_uppercase())
}

/// Variables hold TOML values; text needs no quotes.
fn from_variable<T: DeserializeOwned>(origin: &Origin, text: &str) -> Result<T, ConfigError> {
    let as_value = ValueDeserializer::parse(text).and_then(T::deserialize);
    let quoted = toml::Value::String(text.to_owned());
    as_value
        .or_else(|error| T::deserialize(quoted).map_err(|as_text| better_of(error, as_text, text)))
        .map_err(|problem| {
            ConfigError::new(origin.clone(), problem, "Correct the variable, or unset it for the default.")
        })
}

/// Of the two ways to read a variable, tells about the one that its writer had in mind.
fn better_of(as_value: toml::de::Error, as_text: toml::de::Error, text: &str) -> String {
    let structured = text.trim_start().starts_with(['[', '{', '"']);
    let error = if structured { as_value } else { as_text };
    error.message().replace('\n', ", ")
}

fn read_secret(key: &str, path: Located<std::path::PathBuf>) -> Result<Located<Secret>, ConfigError> {
    let text = std::fs::read_to_string(&path.value).map_err(|error| {
        let problem = format!("{key}_file names {}, which cannot be read: {error}", path.value.display());
        ConfigError::new(path.origin.clone(), problem, "Create the file, or correct its name or permissions.")
    })?;
    Ok(Located { value: Secret::new(text.trim_end_matches(['\r', '\n'])), origin: path.origin })
}
