//! The sections of a CloudFormation document.

use yaml::{Entry, Node};

/// Top-level sections that CloudFormation knows.
pub(crate) const SECTIONS: [&str; 12] = [
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Mappings",
    "Conditions",
    "Rules",
    "Transform",
    "Globals",
    "Hooks",
    "Resources",
    "Outputs",
];

/// A parsed file, seen as a CloudFormation document.
#[derive(Debug)]
pub(crate) struct Document {
    pub root: Node,
}

impl Document {
    /// The entries of a section, without macros in the place of entries (`Fn::Transform`, `Fn::ForEach::…`).
    pub fn section(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let entries = self.root.get(name).map(Node::entries).unwrap_or_default();
        entries.iter().filter(|entry| !entry.key.starts_with("Fn::"))
    }

    pub fn has(&self, section: &str, name: &str) -> bool {
        self.section(section).any(|entry| entry.key == name)
    }

    /// `Metadata: <key>`.
    pub fn metadata(&self, key: &str) -> Option<&Node> {
        self.root.get("Metadata").and_then(|metadata| metadata.get(key))
    }

    /// Macros that CloudFormation runs over the document: those of `Transform`, then those called within.
    pub fn transforms(&self) -> Vec<String> {
        let mut names = Vec::new();
        if let Some(section) = self.root.get("Transform") {
            collect_names(section, &mut names);
        }
        collect_calls(&self.root, &mut names);
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
        names
    }

    /// Where else than in the source names may come from.
    pub fn names(&self) -> Names {
        let transforms = self.transforms();
        let others = transforms.iter().filter(|name| *name != LANGUAGE_EXTENSIONS);
        if loops(&self.root) || others.clone().any(|name| !name.starts_with(SERVERLESS)) {
            return Names::Anything;
        }
        if others.count() > 0 { Names::Serverless } else { Names::Shown }
    }

    /// Whether macros run over it that nobody can foresee: those of a company, or files that are included.
    pub fn is_opaque(&self) -> bool {
        let is_known = |name: &String| KNOWN_TRANSFORMS.iter().any(|known| name.starts_with(known));
        !self.transforms().iter().all(is_known)
    }
}

/// What a document may refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Names {
    /// What it declares.
    Shown,
    /// What it declares, and resources that SAM makes and names after those or with [`SAM_PREFIX`].
    Serverless,
    /// A macro, an included file or a loop can add anything.
    Anything,
}

/// How SAM names the resources that belong to no declared one: `ServerlessRestApi`, …
pub(crate) const SAM_PREFIX: &str = "Serverless";

const SERVERLESS: &str = "AWS::Serverless-";

/// The transform that lets functions take functions where they take only texts without it.
pub(crate) const LANGUAGE_EXTENSIONS: &str = "AWS::LanguageExtensions";

/// AWS's own transforms, whose results AWS's rules can foresee.
const KNOWN_TRANSFORMS: [&str; 5] = [
    SERVERLESS,
    LANGUAGE_EXTENSIONS,
    "AWS::SecretsManager-",
    "AWS::CodeDeployBlueGreen",
    "AWS::ServiceCatalog",
];

fn collect_names(node: &Node, names: &mut Vec<String>) {
    names.extend(node.text().map(str::to_owned));
    names.extend(node.text_at("Name").map(str::to_owned));
    node.items().iter().for_each(|item| collect_names(item, names));
}

fn collect_calls(node: &Node, names: &mut Vec<String>) {
    for entry in node.entries() {
        if entry.key == "Fn::Transform" {
            collect_names(&entry.value, names);
        }
        collect_calls(&entry.value, names);
    }
    node.items().iter().for_each(|item| collect_calls(item, names));
}

fn loops(node: &Node) -> bool {
    let in_entry = |entry: &Entry| entry.key.starts_with("Fn::ForEach") || loops(&entry.value);
    node.entries().iter().any(in_entry) || node.items().iter().any(loops)
}
