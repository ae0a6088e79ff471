use crate::boot;
use crate::config::{Config, GithubAccess};
use std::io::{self, Write};
use std::process::ExitCode;

/// What came out of asking the backends.
struct Report<W> {
    out: W,
    failed: bool,
}

impl<W: Write> Report<W> {
    fn line(&mut self, what: &str, answer: Result<String, String>) -> io::Result<()> {
        let (sign, text) = match answer {
            Ok(text) => ("✓", text),
            Err(text) => {
                self.failed = true;
                ("✗", text)
            }
        };
        writeln!(self.out, "{sign} {what:<28} {text}")
    }
}

/// Tells what is configured and whether each backend answers.
pub async fn run(config: Config) -> anyhow::Result<ExitCode> {
    let mut report = Report { out: io::stdout(), failed: false };
    describe(&config, &mut report.out)?;
    check_files(&config, &mut report)?;
    match boot::boot(&config).await {
        Ok(booted) => {
            report.line("database", Ok("answers, and its tables are up to date".to_owned()))?;
            check_templates(&booted, &mut report).await?;
            check_cloud(&booted, &mut report).await?;
            check_github(&config, &booted, &mut report).await?;
            check_sign_in(&config, &booted, &mut report).await?;
            if let Some(answer) = booted.portal.check_mail().await {
                report.line("mail server", answer.map(|()| "answers".to_owned()))?;
            }
            booted.database.close().await;
        }
        Err(error) => report.line("database and keys", Err(format!("{error:#}")))?,
    }
    Ok(if report.failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn describe(config: &Config, out: &mut impl Write) -> io::Result<()> {
    let database = config.database.url.expose();
    let engine = database.split_once(':').map_or(database, |(engine, _)| engine);
    writeln!(out, "  listen       {} as {}", config.server.listen, config.server.public_url)?;
    writeln!(out, "  database     {engine}, {} connections", config.database.connections)?;
    writeln!(out, "  cloud        {}", config.cloud.endpoint.as_deref().unwrap_or("AWS"))?;
    writeln!(out, "  templates    {}", config.templates.display())?;
    let mail = config.notifications.mail.as_ref();
    let mail = mail
        .map_or_else(|| "none".to_owned(), |mail| format!("{}:{} from {}", mail.host, mail.port, mail.from));
    writeln!(out, "  mail         {mail}")?;
    describe_sign_in(config, out)?;
    for stage in &config.rules.stages {
        let approval = stage.approval.as_ref().map_or_else(
            || "a good plan is enough".to_owned(),
            |rule| {
                let roles: Vec<&str> = rule.roles.iter().map(|role| role.as_str()).collect();
                format!("{} yes of {}", rule.required, roles.join(" or "))
            },
        );
        let account = stage.role_arn.as_deref().unwrap_or("the portal's own account");
        writeln!(out, "  stage        {}: {approval}, in {account}", stage.name)?;
    }
    for region in &config.rules.regions {
        writeln!(
            out,
            "  region       {} {}{}",
            region.name,
            region.title,
            if region.home { " (home)" } else { "" }
        )?;
    }
    writeln!(out)
}

fn describe_sign_in(config: &Config, out: &mut impl Write) -> io::Result<()> {
    let (github, oidc) = (&config.sign_in.github, &config.sign_in.oidc);
    let github = github.as_ref().map(|github| ("GitHub", &github.web_url, &github.rules));
    let oidc = oidc.as_ref().map(|oidc| (oidc.title.as_str(), &oidc.issuer, &oidc.rules));
    for (title, place, rules) in github.into_iter().chain(oidc) {
        writeln!(out, "  sign in      with {title} at {place}")?;
        for rule in rules {
            let team = rule.team.as_ref().map_or("the whole platform", |team| team.as_str());
            writeln!(out, "               {} is {} of {team}", rule.group, rule.role.as_str())?;
        }
    }
    Ok(())
}

fn check_files(config: &Config, report: &mut Report<impl Write>) -> io::Result<()> {
    let manifest = config.server.site.join("assets.json");
    let built = manifest.exists().then(|| "are built".to_owned());
    report.line("scripts and styles", built.ok_or_else(|| format!("{} is missing", manifest.display())))
}

async fn check_templates(booted: &boot::Booted, report: &mut Report<impl Write>) -> io::Result<()> {
    let cards = booted.portal.templates(&domain::people::Actor::portal()).await;
    let answer = cards.map_err(|error| error.to_string()).map(|cards| {
        let broken = cards.iter().filter(|card| card.template.is_none()).count();
        format!("{} found, {broken} of them broken", cards.len())
    });
    report.line("templates", answer)
}

async fn check_cloud(booted: &boot::Booted, report: &mut Report<impl Write>) -> io::Result<()> {
    for (place, answer) in booted.portal.check_cloud().await {
        let what = format!("cloud {}", place.region);
        let account = place.role_arn.as_deref().unwrap_or("the portal's own account");
        report.line(&what, answer.map(|()| format!("answers for {account}")))?;
    }
    Ok(())
}

async fn check_github(
    config: &Config,
    booted: &boot::Booted,
    report: &mut Report<impl Write>,
) -> io::Result<()> {
    if matches!(config.github.access, GithubAccess::Nobody) {
        return Ok(());
    }
    let answer = booted.portal.check_pipelines().await;
    report.line("GitHub", answer.map(|()| format!("answers at {}", config.github.api_url)))
}

async fn check_sign_in(
    config: &Config,
    booted: &boot::Booted,
    report: &mut Report<impl Write>,
) -> io::Result<()> {
    let ways = booted.portal.check_ways_in().await;
    if ways.is_empty() && !config.sandbox {
        let remedy = "nobody can: configure sign_in.github or sign_in.oidc";
        return report.line("sign in", Err(remedy.to_owned()));
    }
    for (title, answer) in ways {
        report.line(
            &format!("sign in with {title}"),
            answer.map(|()| "answers, and knows this portal".to_owned()),
        )?;
    }
    Ok(())
}
