use super::*;

fn held(value: &str) -> Held {
    Held { value: Some(value.to_owned()), source: Some(ValueSource::Shared), fill: None, proposed: None }
}

fn name() -> EnvironmentName {
    EnvironmentName::parse("web").expect("a name")
}

fn running(version: &str, rollout: &str) -> Running {
    Running {
        version: Version::parse(version).expect("a version"),
        commit: Some(format!("commit of {version}")),
        digest: Digest(format!("sha256:{version}")),
        rollout: RolloutId(rollout.to_owned()),
        at: Timestamp(1),
    }
}

fn stated(value: &str, scoped: bool) -> Stated {
    Stated { value: value.to_owned(), scoped }
}

/// A service that only rollouts deploy.
fn deployed(stage: &str, region: &str) -> Placed {
    Placed {
        stage: StageName::parse(stage).expect("a stage's name"),
        region: RegionName::parse(region).expect("a region's name"),
        running: Some(running("1.8.2", &format!("ro_{stage}"))),
        rolling: false,
        left_out_by: BTreeSet::new(),
        state: Some(HealthState::Healthy),
        probes: BTreeMap::from([("up".to_owned(), stated(&format!("https://{region}"), false))]),
        objectives: BTreeMap::from([("availability".to_owned(), stated("99.9 %", false))]),
        environments: BTreeMap::new(),
        coming: BTreeSet::new(),
    }
}

/// One that has an environment, too.
fn place(stage: &str, region: &str) -> Placed {
    let standing = Standing {
        template: TemplateName::parse("web-service").expect("a template's name"),
        digest: TemplateDigest("sha256:0a".to_owned()),
        parameters: BTreeMap::from([("Size".to_owned(), held("small"))]),
        resources: BTreeMap::from([("Service".to_owned(), "AWS::ECS::Service".to_owned())]),
        conditional: BTreeSet::new(),
        drift: Drift::InSync,
        drifted: BTreeMap::new(),
        changing: false,
    };
    Placed { environments: BTreeMap::from([(name(), standing)]), ..deployed(stage, region) }
}

fn web(place: &mut Placed) -> &mut Standing {
    place.environments.get_mut(&name()).expect("the environment")
}

/// The verdict on one item of the second place, after both have been edited.
fn verdict(item: Item, edit: impl Fn(&mut Placed, &mut Placed)) -> Verdict {
    of_both(place, item, edit)
}

/// The same for places of which each is made like that.
fn of_both(
    made: impl Fn(&str, &str) -> Placed,
    item: Item,
    edit: impl Fn(&mut Placed, &mut Placed),
) -> Verdict {
    let (mut seoul, mut paris) = (made("prod", "seoul"), made("prod", "paris"));
    edit(&mut seoul, &mut paris);
    let compared = compare(&[seoul, paris]);
    let row = compared.rows.into_iter().find(|row| row.item == item).expect("a row");
    row.cells[1].verdict.clone()
}

fn size() -> Item {
    Item::Parameter { environment: name(), name: "Size".to_owned() }
}

fn set(place: &mut Placed, edit: impl Fn(&mut Held)) {
    edit(web(place).parameters.get_mut("Size").expect("the parameter"));
}

#[test]
fn what_is_the_same_everywhere_is_identical() {
    let mut places = [place("prod", "seoul"), place("prod", "paris"), place("prod", "virginia")];
    for place in &mut places {
        place.probes = BTreeMap::from([("up".to_owned(), stated("https://one", false))]);
    }
    let compared = compare(&places);
    assert!(compared.rows.iter().all(|row| !row.differs()));
    assert_eq!((compared.columns.len(), compared.rows.len(), compared.unexplained()), (3, 12, 0));
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
                web(paris).changing = true;
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
    places[1].running = Some(running("1.9.0", "ro_dev"));
    places[2].running = Some(running("1.9.0", "ro_dev"));
    let compared = compare(&places);
    let row = compared.rows.iter().find(|row| row.item == Item::Release).expect("a row");
    assert_eq!(row.cells[1].verdict, Verdict::Declared { why: Declared::Stage });
    assert_eq!(row.cells[2].verdict, Verdict::Identical);
}

#[test]
fn a_service_without_environments_is_compared_by_what_runs() {
    let compared = compare(&[deployed("prod", "seoul"), deployed("prod", "paris")]);
    let items: Vec<&Item> = compared.rows.iter().map(|row| &row.item).collect();
    let (up, availability) =
        (Item::Probe { name: "up".into() }, Item::Objective { name: "availability".into() });
    let wanted =
        [&Item::Release, &Item::Commit, &Item::Artifact, &Item::Rollout, &Item::State, &up, &availability];
    assert_eq!(items, wanted);
    let rollout = &compared.rows[3].cells[1];
    assert_eq!((rollout.value.as_deref(), rollout.at), (Some("ro_prod"), Some(Timestamp(1))));
    assert_eq!(compared.unexplained(), 0);
}

#[test]
fn releases_differ_by_declaration_or_without_one() {
    use Declared::{Follows, LeftOut, UnderWay};
    type Edit = fn(&mut Placed, &mut Placed);
    let declared = |why| Verdict::Declared { why };
    let table: [(&str, Edit, [Verdict; 4]); 6] = [
        (
            "nobody said so",
            |_, paris| paris.running = Some(running("1.8.1", "ro_old")),
            [Verdict::Unexplained, Verdict::Unexplained, Verdict::Unexplained, Verdict::Unexplained],
        ),
        (
            "nothing was ever brought there",
            |_, paris| paris.running = None,
            [Verdict::Unexplained, Verdict::Unexplained, Verdict::Unexplained, Verdict::Unexplained],
        ),
        (
            "the newer rollout left it out",
            |_, paris| {
                paris.running = Some(running("1.8.1", "ro_old"));
                paris.left_out_by.insert(RolloutId("ro_prod".to_owned()));
            },
            [declared(LeftOut), declared(Follows), declared(Follows), declared(LeftOut)],
        ),
        (
            "it is ahead because its rollout left the other out",
            |seoul, paris| {
                paris.running = Some(running("1.9.0", "ro_new"));
                seoul.left_out_by.insert(RolloutId("ro_new".to_owned()));
            },
            [declared(LeftOut), declared(Follows), declared(Follows), declared(LeftOut)],
        ),
        (
            "a rollout is on its way",
            |_, paris| {
                paris.running = Some(running("1.8.1", "ro_old"));
                paris.rolling = true;
            },
            [declared(UnderWay), declared(Follows), declared(Follows), declared(UnderWay)],
        ),
        (
            "somebody replaced the artifact",
            |_, paris| {
                let replaced = Digest("sha256:other".to_owned());
                paris.running = Some(Running { digest: replaced, ..running("1.8.2", "ro_prod") });
            },
            [Verdict::Identical, Verdict::Identical, Verdict::Unexplained, Verdict::Identical],
        ),
    ];
    for (name, edit, expected) in table {
        let found = [Item::Release, Item::Commit, Item::Artifact, Item::Rollout]
            .map(|item| of_both(deployed, item, edit));
        assert_eq!(found, expected, "{name}");
    }
    let forgotten = |_: &mut Placed, paris: &mut Placed| {
        paris.running = Some(Running { commit: None, ..running("1.8.2", "ro_prod") });
    };
    assert_eq!(of_both(deployed, Item::Commit, forgotten), Verdict::Unknown);
}

#[test]
fn probes_and_objectives_differ_as_the_file_says() {
    let probe = || Item::Probe { name: "up".to_owned() };
    let objective = || Item::Objective { name: "availability".to_owned() };
    let declared = |why| Verdict::Declared { why };
    // Each region has an address of its own.
    assert_eq!(of_both(deployed, probe(), |_, _| ()), declared(Declared::Filled));
    // No environment has the output that it asks for.
    assert_eq!(of_both(deployed, probe(), |_, paris| paris.probes.clear()), Verdict::Unexplained);
    let only_in_seoul = |seoul: &mut Placed, paris: &mut Placed| {
        seoul.probes.insert("up".to_owned(), stated("https://one", true));
        seoul.objectives.insert("availability".to_owned(), stated("99.9 %", true));
        paris.probes.clear();
        paris.objectives.clear();
    };
    for item in [probe(), objective()] {
        assert_eq!(of_both(deployed, item.clone(), only_in_seoul), declared(Declared::File));
        let only_in_paris = |seoul: &mut Placed, paris: &mut Placed| only_in_seoul(paris, seoul);
        assert_eq!(of_both(deployed, item, only_in_paris), declared(Declared::File));
    }
    assert_eq!(of_both(deployed, objective(), |_, _| ()), Verdict::Identical);
}

#[test]
fn being_unwell_is_never_meant_and_unmeasured_is_not_well() {
    for (state, expected) in [
        (Some(HealthState::Healthy), Verdict::Identical),
        (Some(HealthState::Degraded), Verdict::Unexplained),
        (Some(HealthState::Unhealthy), Verdict::Unexplained),
        (Some(HealthState::NoData), Verdict::Unknown),
        (None, Verdict::Unknown),
    ] {
        assert_eq!(of_both(deployed, Item::State, |_, paris| paris.state = state), expected, "{state:?}");
    }
}

#[test]
fn an_environment_that_is_missing_counts_once_and_hides_nothing_else() {
    let places = [deployed("prod", "virginia"), place("prod", "seoul"), place("prod", "paris")];
    let mut compared = compare(&places);
    let verdicts = |compared: &Comparison, item: &Item| -> Vec<Verdict> {
        let row = compared.rows.iter().find(|row| row.item == *item).expect("a row");
        row.cells.iter().map(|cell| cell.verdict.clone()).collect()
    };
    let presence = Item::Environment { environment: name() };
    assert_eq!(
        verdicts(&compared, &presence),
        [Verdict::Identical, Verdict::Unexplained, Verdict::Unexplained]
    );
    assert_eq!(verdicts(&compared, &size()), [Verdict::Absent, Verdict::Identical, Verdict::Identical]);
    let mut larger = places;
    set(&mut larger[2], |held| held.value = Some("large".into()));
    compared = compare(&larger);
    assert_eq!(verdicts(&compared, &size()), [Verdict::Absent, Verdict::Identical, Verdict::Unexplained]);
}

#[test]
fn versions_differ_while_they_move_and_resources_follow() {
    let other = |paris: &mut Placed| web(paris).digest = TemplateDigest("sha256:0b".to_owned());
    assert_eq!(
        verdict(Item::Template { environment: name() }, |_, paris| other(paris)),
        Verdict::Unexplained
    );
    let moving = |_: &mut Placed, paris: &mut Placed| {
        other(paris);
        web(paris).changing = true;
        web(paris).resources.clear();
    };
    assert_eq!(
        verdict(Item::Template { environment: name() }, moving),
        Verdict::Declared { why: Declared::UnderWay }
    );
    let service = || Item::Resource { environment: name(), name: "Service".to_owned() };
    assert_eq!(verdict(service(), moving), Verdict::Declared { why: Declared::Follows });
    assert_eq!(verdict(service(), |_, paris| web(paris).resources.clear()), Verdict::Unexplained);
    let by_value = |_: &mut Placed, paris: &mut Placed| {
        set(paris, |held| (held.value, held.source) = (Some("large".into()), Some(ValueSource::Override)));
        web(paris).resources.clear();
    };
    assert_eq!(verdict(service(), by_value), Verdict::Declared { why: Declared::Follows });
}

#[test]
fn whether_a_conditional_resource_exists_is_known_only_where_the_parameters_agree() {
    let service = || Item::Resource { environment: name(), name: "Service".to_owned() };
    let conditional = |place: &mut Placed| web(place).conditional = BTreeSet::from(["Service".to_owned()]);
    let same = |seoul: &mut Placed, paris: &mut Placed| {
        conditional(seoul);
        conditional(paris);
    };
    assert_eq!(verdict(service(), same), Verdict::Identical);
    let other = |seoul: &mut Placed, paris: &mut Placed| {
        same(seoul, paris);
        set(paris, |held| held.value = Some("large".into()));
    };
    assert_eq!(verdict(service(), other), Verdict::Unknown);
}

#[test]
fn an_environment_that_is_being_built_is_under_way_and_no_riddle() {
    let presence = Item::Environment { environment: name() };
    let without = |other: &mut Placed| other.environments.clear();
    assert_eq!(verdict(presence.clone(), |_, other| without(other)), Verdict::Unexplained);
    let coming = verdict(presence, |_, other| {
        without(other);
        other.coming.insert(name());
    });
    assert_eq!(coming, Verdict::Declared { why: Declared::UnderWay });
}

#[test]
fn drift_is_never_meant_and_unknown_is_not_well() {
    let drifted = |_: &mut Placed, paris: &mut Placed| web(paris).drift = Drift::Drifted;
    assert_eq!(verdict(Item::Drift { environment: name() }, drifted), Verdict::Unexplained);
    assert_eq!(
        verdict(Item::Drift { environment: name() }, |_, paris| web(paris).drift = Drift::Unknown),
        Verdict::Unknown
    );
}
