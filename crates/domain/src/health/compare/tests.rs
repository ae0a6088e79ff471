use super::*;

fn held(value: &str) -> Held {
    Held { value: Some(value.to_owned()), source: Some(ValueSource::Shared), fill: None, proposed: None }
}

fn place(stage: &str, region: &str) -> Placed {
    Placed {
        stage: StageName::parse(stage).expect("a stage's name"),
        region: RegionName::parse(region).expect("a region's name"),
        template: TemplateName::parse("web-service").expect("a template's name"),
        digest: TemplateDigest("sha256:0a".to_owned()),
        parameters: BTreeMap::from([("Size".to_owned(), held("small"))]),
        resources: BTreeMap::from([("Service".to_owned(), "AWS::ECS::Service".to_owned())]),
        release: Version::parse("1.8.2").ok(),
        drift: Drift::InSync,
        drifted: BTreeMap::new(),
        changing: false,
        rolling: false,
    }
}

/// The verdict on one item of the second place, after both have been edited.
fn verdict(item: Item, edit: impl Fn(&mut Placed, &mut Placed)) -> Verdict {
    let (mut seoul, mut paris) = (place("prod", "seoul"), place("prod", "paris"));
    edit(&mut seoul, &mut paris);
    let compared = compare(&[seoul, paris]);
    let row = compared.rows.into_iter().find(|row| row.item == item).expect("a row");
    row.cells[1].verdict.clone()
}

fn size() -> Item {
    Item::Parameter { name: "Size".to_owned() }
}

fn set(place: &mut Placed, edit: impl Fn(&mut Held)) {
    edit(place.parameters.get_mut("Size").expect("the parameter"));
}

#[test]
fn what_is_the_same_everywhere_is_identical() {
    let compared = compare(&[place("prod", "seoul"), place("prod", "paris"), place("prod", "virginia")]);
    assert!(compared.rows.iter().all(|row| !row.differs()));
    assert_eq!((compared.columns.len(), compared.rows.len(), compared.unexplained()), (3, 5, 0));
    assert_eq!(compare(&[]).columns.len(), 0);
}

#[test]
fn values_differ_by_declaration_or_without_one() {
    use Declared::{Filled, Override, UnderWay};
    type Edit = fn(&mut Placed, &mut Placed);
    let table: [(&str, Edit, Verdict); 5] = [
        (
            "nobody said so",
            |_, paris| set(paris, |held| held.value = Some("large".into())),
            Verdict::Unexplained,
        ),
        (
            "a request said so",
            |_, paris| {
                set(paris, |held| {
                    held.value = Some("large".into());
                    held.source = Some(ValueSource::Override);
                })
            },
            Verdict::Declared { why: Override },
        ),
        (
            "the portal fills it in",
            |seoul, paris| {
                set(seoul, |held| held.fill = Some(Fill::Region));
                set(paris, |held| (held.fill, held.value) = (Some(Fill::Region), Some("paris".into())));
            },
            Verdict::Declared { why: Filled },
        ),
        (
            "a request is under way",
            |_, paris| {
                set(paris, |held| held.value = Some("large".into()));
                paris.changing = true;
            },
            Verdict::Declared { why: UnderWay },
        ),
        ("it is secret", |_, paris| set(paris, |held| held.value = None), Verdict::Unknown),
    ];
    for (name, edit, expected) in table {
        assert_eq!(verdict(size(), edit), expected, "{name}");
    }
}

#[test]
fn stages_differ_by_the_templates_presets() {
    let preset = |stage: &str, value: &str, proposed: &str| {
        let mut place = place(stage, "seoul");
        set(&mut place, |held| (held.value, held.proposed) = (Some(value.into()), Some(proposed.into())));
        place
    };
    for (given, expected) in
        [("small", Verdict::Declared { why: Declared::Preset }), ("medium", Verdict::Unexplained)]
    {
        let compared = compare(&[preset("prod", "large", "large"), preset("dev", given, "small")]);
        let row = compared.rows.iter().find(|row| row.item == size()).expect("a row");
        assert_eq!(row.cells[1].verdict, expected, "{given}");
    }
}

#[test]
fn each_stage_is_held_against_its_own_first_region() {
    let mut places = [place("prod", "seoul"), place("dev", "seoul"), place("dev", "paris")];
    places[1].release = Version::parse("1.9.0").ok();
    places[2].release = Version::parse("1.9.0").ok();
    let compared = compare(&places);
    let row = compared.rows.iter().find(|row| row.item == Item::Release).expect("a row");
    assert_eq!(row.cells[1].verdict, Verdict::Unexplained);
    assert_eq!(row.cells[2].verdict, Verdict::Identical);
}

#[test]
fn versions_differ_while_they_move_and_resources_follow() {
    let other = |paris: &mut Placed| paris.digest = TemplateDigest("sha256:0b".to_owned());
    assert_eq!(verdict(Item::Template, |_, paris| other(paris)), Verdict::Unexplained);
    let moving = |_: &mut Placed, paris: &mut Placed| {
        other(paris);
        paris.changing = true;
        paris.resources.clear();
    };
    assert_eq!(verdict(Item::Template, moving), Verdict::Declared { why: Declared::UnderWay });
    let service = || Item::Resource { name: "Service".to_owned() };
    assert_eq!(verdict(service(), moving), Verdict::Declared { why: Declared::Follows });
    assert_eq!(verdict(service(), |_, paris| paris.resources.clear()), Verdict::Unexplained);
    let by_value = |_: &mut Placed, paris: &mut Placed| {
        set(paris, |held| (held.value, held.source) = (Some("large".into()), Some(ValueSource::Override)));
        paris.resources.clear();
    };
    assert_eq!(verdict(service(), by_value), Verdict::Declared { why: Declared::Follows });
    let rolling = |_: &mut Placed, paris: &mut Placed| (paris.release, paris.rolling) = (None, true);
    assert_eq!(verdict(Item::Release, rolling), Verdict::Declared { why: Declared::UnderWay });
}

#[test]
fn drift_is_never_meant_and_unknown_is_not_well() {
    let drifted = |_: &mut Placed, paris: &mut Placed| paris.drift = Drift::Drifted;
    assert_eq!(verdict(Item::Drift, drifted), Verdict::Unexplained);
    assert_eq!(verdict(Item::Drift, |_, paris| paris.drift = Drift::Unknown), Verdict::Unknown);
}
