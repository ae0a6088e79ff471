//! The values of a request's targets: given, filled in, held to the template; secrets sealed.

use super::assemble::{Assembled, Assembly};
use super::input::Parsed;
use super::ranges;
use domain::PortalError;
use domain::environment::Environment;
use domain::template::Template;
use domain::values::{Filling, Given, ResolvedValues, StoredValue, StoredValues, resolve, stored};
use std::collections::BTreeMap;

impl Assembly<'_> {
    /// All values of one target. Takes its address ranges; what CloudFormation would refuse becomes a problem.
    pub(super) fn values(
        &self,
        assembled: &mut Assembled,
        parsed: &Parsed,
        environment: &Environment,
        given: Given<'_>,
    ) -> Result<ResolvedValues, PortalError> {
        let template = assembled.template.clone();
        let key = environment.target();
        let typed = parsed.overrides.get(&key);
        let wanted = |parameter: &str| {
            let own = typed.and_then(|typed| typed.get(parameter));
            own.or_else(|| parsed.shared.get(parameter)).filter(|text| !text.trim().is_empty()).cloned()
        };
        let rules = &self.portal.rules;
        let ranges = ranges::allocate(&mut assembled.book, rules, &template, environment, wanted)?;
        let filling = self.filling(environment, ranges);
        let values = without_empty_ranges(resolve(&template, given, &filling), &template, &filling);
        let values = self.secrets_sealed(&template, values)?;
        self.check(assembled, &values)?;
        Ok(values)
    }

    /// `NoEcho` values are sealed before anything else sees them.
    pub(super) fn sealed(
        &self,
        template: &Template,
        given: &BTreeMap<String, String>,
    ) -> Result<StoredValues, PortalError> {
        given
            .iter()
            .map(|(name, text)| {
                let secret = template.parameter(name).is_some_and(|parameter| parameter.no_echo);
                let value = match secret {
                    true => self.portal.vault.seal(text, self.portal.ids.random())?,
                    false => StoredValue::Plain(text.clone()),
                };
                Ok((name.clone(), value))
            })
            .collect()
    }

    /// A secret that comes from a default or a preset is a secret all the same.
    fn secrets_sealed(
        &self,
        template: &Template,
        mut values: ResolvedValues,
    ) -> Result<ResolvedValues, PortalError> {
        for (name, resolved) in &mut values {
            let secret = template.parameter(name).is_some_and(|parameter| parameter.no_echo);
            if let (true, StoredValue::Plain(text)) = (secret, &resolved.value) {
                resolved.value = self.portal.vault.seal(text, self.portal.ids.random())?;
            }
        }
        Ok(values)
    }

    fn filling(&self, environment: &Environment, ranges: BTreeMap<String, String>) -> Filling {
        let key = &environment.key;
        Filling {
            region: key.region.to_string(),
            stage: key.stage.to_string(),
            service: key.service.to_string(),
            team: self.team.to_string(),
            environment: format!("{}-{}-{}", key.service, key.name, key.stage),
            requester: self.actor.login.clone(),
            home_region: self.portal.rules.home().map(|home| home.name.to_string()).unwrap_or_default(),
            ranges,
        }
    }

    fn check(&self, assembled: &mut Assembled, values: &ResolvedValues) -> Result<(), PortalError> {
        let mut clear = BTreeMap::new();
        for (name, value) in stored(values) {
            clear.insert(name, self.portal.vault.open(&value)?);
        }
        for problem in template::values_problems(&assembled.template, &clear) {
            if !assembled.problems.contains(&problem) {
                assembled.problems.push(problem);
            }
        }
        Ok(())
    }
}

/// Secrets that an amendment leaves out stay as they were given: nobody can read them back to give them again.
pub(super) fn carried_on(
    template: &Template,
    mut given: StoredValues,
    before: Option<&StoredValues>,
) -> StoredValues {
    for (name, value) in before.into_iter().flatten() {
        let secret = template.parameter(name).is_some_and(|parameter| parameter.no_echo);
        if secret && matches!(value, StoredValue::Sealed(_)) {
            given.entry(name.clone()).or_insert_with(|| value.clone());
        }
    }
    given
}

/// A range field left empty means "give me one", not an empty value.
fn without_empty_ranges(
    mut values: ResolvedValues,
    template: &Template,
    filling: &Filling,
) -> ResolvedValues {
    for (parameter, _) in ranges::range_parameters(template) {
        let empty = values
            .get(parameter)
            .is_some_and(|resolved| resolved.value.shown().is_some_and(|text| text.trim().is_empty()));
        if let (true, Some(range)) = (empty, filling.ranges.get(parameter)) {
            let value = StoredValue::Plain(range.clone());
            let source = domain::template::ValueSource::Filled;
            values.insert(parameter.to_owned(), domain::values::Resolved { value, source });
        }
    }
    values
}
