//! `NoEcho` values, wherever they come from.

use crate::support::{World, creation, person};
use domain::approval::Decision;
use domain::view::{RequestInput, ValueView};

const TEMPLATE: &str = r"
Parameters:
  Size: {Type: String, Default: small}
  Password: {Type: String, NoEcho: true, Default: DefaultPw999}
  Pin: {Type: String, NoEcho: true}
Metadata:
  Slipway:
    Presets:
      prod: {Pin: PresetPin777}
Resources:
  Note: {Type: AWS::SSM::Parameter, Properties: {Type: String, Value: !Sub '${Password}${Pin}${Size}'}}
";

fn secret(values: &std::collections::BTreeMap<String, ValueView>, name: &str) -> bool {
    values.get(name).is_some_and(|view| view.value.is_none())
}

fn asked(parameters: &[(&str, &str)]) -> RequestInput {
    RequestInput {
        template: "secret".into(),
        parameters: parameters.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        ..creation(&[("prod", "us-east-1")])
    }
}

#[tokio::test]
async fn defaults_and_presets_are_as_secret_as_what_is_typed() {
    let world = World::with_template("secret", TEMPLATE).await;
    let dana = person("dana:developer");
    let preview = world.portal.preview(&dana, &asked(&[])).await.expect("a preview");
    let waiting = world.create(asked(&[])).await;
    for values in [&preview.targets[0].values, &waiting.targets[0].values] {
        assert!(secret(values, "Password") && secret(values, "Pin") && !secret(values, "Size"), "{values:?}");
    }
    let kept = std::fs::read(world.folder.path().join("slipway.db")).expect("the database");
    let kept = String::from_utf8_lossy(&kept);
    let occurrences = kept.matches("DefaultPw999").count();
    assert!(occurrences <= 1, "only the template's own source may hold it: {occurrences}");
    world.decide("lee:lead", &waiting, Decision::Approve).await.expect("approved");
    world.settle(&waiting.id, 60).await;
    let stack = &world.cloud.stacks()[0];
    assert_eq!(
        (stack.parameters["Password"].as_str(), stack.parameters["Pin"].as_str()),
        ("DefaultPw999", "PresetPin777")
    );
}

#[tokio::test]
async fn an_amendment_keeps_the_secrets_that_it_leaves_out() {
    let world = World::with_template("secret", TEMPLATE).await;
    let dana = person("dana:developer");
    let waiting = world.create(asked(&[("Password", "typed1"), ("Pin", "typed2")])).await;
    world
        .portal
        .amend(&dana, &waiting.id, asked(&[("Size", "large"), ("Pin", "typed3")]))
        .await
        .expect("amended");
    let amended = world.settle(&waiting.id, 60).await;
    world.decide("lee:lead", &amended, Decision::Approve).await.expect("approved");
    world.settle(&waiting.id, 60).await;
    let stacks = world.cloud.stacks();
    let parameters = &stacks.last().expect("a stack").parameters;
    let told = ["Password", "Pin", "Size"].map(|name| parameters[name].as_str());
    assert_eq!(told, ["typed1", "typed3", "large"]);
}
