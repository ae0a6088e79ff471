use std::collections::BTreeMap;

/// What `${{ … }}` can name.
#[derive(Clone, Debug, Default)]
pub struct Context {
    pub inputs: BTreeMap<String, String>,
    /// Without the `github.` in front.
    pub github: BTreeMap<String, String>,
    pub env: BTreeMap<String, String>,
}

impl Context {
    /// Puts values in the place of expressions. Names, texts in quotes and `||` are understood; all else is empty, as what
    /// does not exist is at GitHub.
    pub fn fill(&self, text: &str) -> String {
        let mut filled = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once("${{") {
            let Some((expression, next)) = after.split_once("}}") else {
                break;
            };
            filled.push_str(before);
            filled.push_str(&self.value(expression));
            rest = next;
        }
        filled + rest
    }

    fn value(&self, expression: &str) -> String {
        let mut values = expression.split("||").map(|name| self.lookup(name.trim()));
        values.find(|value| !value.is_empty()).unwrap_or_default()
    }

    fn lookup(&self, name: &str) -> String {
        if let Some(text) = name.strip_prefix('\'').and_then(|text| text.strip_suffix('\'')) {
            return text.replace("''", "'");
        }
        let input = name.strip_prefix("inputs.").or(name.strip_prefix("github.event.inputs."));
        let found = match (input, name.split_once('.')) {
            (Some(input), _) => self.inputs.get(input),
            (None, Some(("github", key))) => self.github.get(key),
            (None, Some(("env", key))) => self.env.get(key),
            _ => None,
        };
        found.cloned().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_place_of_expressions() {
        let of = |key: &str, value: &str| BTreeMap::from([(key.to_owned(), value.to_owned())]);
        let context = Context { inputs: of("stage", "prod"), github: of("actor", "lead"), env: of("A", "1") };
        let cases = [
            ("to ${{ inputs.stage }}!", "to prod!"),
            ("${{github.event.inputs.stage}}-${{ github.actor }}-${{ env.A }}", "prod-lead-1"),
            ("${{ inputs.version || 'the ''newest''' }}", "the 'newest'"),
            ("[${{ inputs.nothing }}]", "[]"),
            ("${{ open", "${{ open"),
            ("plain", "plain"),
        ];
        for (text, expected) in cases {
            assert_eq!(context.fill(text), expected);
        }
    }
}
