use std::ops::RangeInclusive;
use yaml::{Entry, Node};

/// What is wrong with the arguments of a call, as the end of a sentence that starts with the function's name. The
/// functions of conditions are left to AWS's rules, which know where those may stand.
pub(super) fn problem(call: &Entry, extended: bool) -> Option<String> {
    let argument = &call.value;
    // The null has been named already, and what another function gives cannot be foreseen.
    if argument.is_null() || (extended && argument.call().is_some()) {
        return None;
    }
    match call.key.as_str() {
        "Ref" | "Fn::Base64" | "Fn::GetAZs" | "Fn::ImportValue" => {
            let takes_calls = call.key != "Ref";
            text_problem(argument, takes_calls)
        }
        "Fn::GetAtt" => attribute_problem(argument, extended),
        "Fn::Sub" => argument.text().is_none().then(|| count_problem(argument, 1..=2)).flatten(),
        "Fn::Join" => count_problem(argument, 2..=2).or_else(|| list_problem(argument)),
        "Fn::Select" => count_problem(argument, 2..=2).or_else(|| selection_problem(argument)),
        "Fn::Split" => count_problem(argument, 2..=2),
        "Fn::Cidr" => count_problem(argument, 2..=3),
        "Fn::FindInMap" => count_problem(argument, 3..=if extended { 4 } else { 3 }),
        _ => None,
    }
}

fn text_problem(argument: &Node, takes_calls: bool) -> Option<String> {
    let fits = argument.text().is_some() || (takes_calls && argument.call().is_some());
    (!fits).then(|| format!("takes a text, and gets {}", argument.kind()))
}

fn count_problem(argument: &Node, wanted: RangeInclusive<usize>) -> Option<String> {
    let (least, most) = (*wanted.start(), *wanted.end());
    let count = if least == most { least.to_string() } else { format!("{least} to {most}") };
    if !argument.is_list() {
        return Some(format!("takes a list of {count} arguments, and gets {}", argument.kind()));
    }
    let given = argument.items().len();
    (!wanted.contains(&given)).then(|| format!("takes a list of {count} arguments, and gets {given}"))
}

/// `Resource.Attribute`, or both in a list.
fn attribute_problem(argument: &Node, extended: bool) -> Option<String> {
    let fits = match argument.text() {
        Some(text) => text.split_once('.').is_some_and(|(name, rest)| !name.is_empty() && !rest.is_empty()),
        None => argument.items().len() == 2 || (extended && argument.is_list()),
    };
    (!fits).then(|| "takes a resource and one of its attributes".to_owned())
}

/// The second argument of `Fn::Join` is a list, or a function that gives one.
fn list_problem(argument: &Node) -> Option<String> {
    let text = argument.items().get(1)?.text()?;
    Some(format!("takes a list of the texts that it joins, and gets only {text:?}"))
}

/// An index into a list that is written out must be one of its own.
fn selection_problem(argument: &Node) -> Option<String> {
    let [index, list] = argument.items() else { return None };
    let index: i64 = index.text()?.trim().parse().ok()?;
    let count = list.is_list().then(|| list.items().len())?;
    let exists = usize::try_from(index).is_ok_and(|index| index < count);
    (!exists).then(|| format!("selects number {index} of {count}, counted from 0"))
}
