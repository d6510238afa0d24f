//! `onus why`: the reason of a finding as a tree.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use jiff::civil::Date;
use onus_engine::because::Because;
use onus_engine::check::Options;
use onus_engine::finding::{Finding, IfSo, Owed, Status, Supposed};
use onus_engine::words;
use onus_register::law::Modality;
use onus_register::register::Register;

use super::Format;
use crate::failure::Failure;
use crate::render::{self, BAD, BOLD, FAINT, GOOD, OPEN, styled};

/// How many unknown facts are named beside a change.
const BESIDES: usize = 3;

/// How many possibilities of one missing fact are shown.
const OUTCOMES: usize = 6;

#[derive(Debug, Args)]
pub(super) struct Why {
    /// Id of a duty, such as eu.nis2.21-2-d
    duty: String,
    /// A case (TOML or JSON)
    case: PathBuf,
    /// Only this bearer or thing, by its name in the case
    #[arg(long, value_name = "ID")]
    bearer: Option<String>,
    /// Ask for this day instead of the one in the case
    #[arg(long, value_name = "DATE", value_parser = super::parse_day)]
    as_of: Option<Date>,
    /// Text for people or JSON for programs
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

pub(super) fn run(command: &Why, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let mut register = super::sound_register(folder)?;
    if !register.duties.contains_key(&command.duty) {
        return Err(Failure::Usage {
            message: format!("the register has no duty `{}`", command.duty),
            hint: onus_logic::suggest::did_you_mean(&command.duty, register.duties.keys().map(String::as_str))
                .or_else(|| Some("`onus list duties` shows what there is".to_owned())),
        });
    }
    let case = super::read_case(&command.case, command.as_of, &mut register)?;
    let options =
        Options { duties: Some([command.duty.clone()].into()), reasons: true, trees: true, ..Options::default() };
    let mut checked = super::answer(&register, &case, &options)?;
    let any = !checked.findings.is_empty();
    if let Some(wanted) = &command.bearer {
        checked.findings.retain(|finding| {
            finding.over.id == *wanted
                || [&finding.bearer, &finding.concerns].into_iter().flatten().any(|party| party.id == *wanted)
        });
    }
    if let (Some(wanted), true, true) = (&command.bearer, any, checked.findings.is_empty()) {
        return Err(Failure::Usage {
            message: format!("no finding of `{}` has a bearer or thing called `{wanted}`", command.duty),
            hint: Some("leave out `--bearer` to see them all".to_owned()),
        });
    }
    if checked.findings.is_empty() {
        let kind = register
            .duties
            .get(&command.duty)
            .and_then(|duty| duty.versions.first())
            .map(|version| register.program.schema.kind_name(version.body.over));
        return Err(Failure::Usage {
            message: format!("the case has nothing that `{}` is about", command.duty),
            hint: kind.map(|kind| format!("it is about things of kind {kind}")),
        });
    }
    if command.format == Format::Json {
        render::json(&checked.findings)?;
    } else {
        let mut text = String::new();
        for finding in &checked.findings {
            show(&register, finding, &mut text);
        }
        render::out(&text)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn show(register: &Register, finding: &Finding, text: &mut String) {
    let who = finding.concerns.as_ref().or(finding.bearer.as_ref()).map_or("someone", |party| party.name.as_str());
    let schema = &register.program.schema;
    let kind = schema.kind_named(&finding.over.kind);
    let happens = match kind {
        Some(kind) if finding.if_it_happens && !schema.kind(kind).event => {
            format!(", for each {}, if the facts on it are so", register.vocabulary.kind(kind).text)
        }
        _ if finding.if_it_happens => " if it happens".to_owned(),
        _ => String::new(),
    };
    let owes = match finding.modality {
        Modality::Must | Modality::MustNot if finding.binds() => "owes this",
        Modality::Must | Modality::MustNot => "must do this to meet what it chose",
        Modality::Should => "should do this",
        Modality::May => "may do this",
    };
    let verdict = match (finding.status, finding.owed) {
        (Status::CannotTell, Owed::Yes) => format!("{who} {owes}{happens}"),
        (Status::Applies, _) => format!("{who} {owes}"),
        (Status::DoesNotApply, _) => format!("this does not apply to {who}"),
        (Status::Displaced, _) => format!("another rule takes its place for {who}"),
        (Status::NotInForce, _) => format!("{who} does not owe this yet, or no longer"),
        (Status::CannotTell, Owed::No) => format!("{who} does not owe this, whatever is still open"),
        (Status::CannotTell, Owed::Open) => format!("Onus cannot tell whether {who} {owes}{happens}"),
    };
    let over = if finding.concerns.as_ref() == Some(&finding.over) {
        String::new()
    } else {
        format!(" [{}]", finding.over.name)
    };
    let state = finding.state.as_ref().map(|state| format!(", under the law of {state}")).unwrap_or_default();
    let _ = writeln!(text, "{}", styled(BOLD, &format!("{}{over}: {verdict}{state}", finding.title)));
    let mut provision = finding.provision.clone();
    if let Some(directive) = &finding.directive_provision {
        let _ = write!(provision, ", transposing {directive}");
    }
    let sure = finding.confidence.name();
    let _ = writeln!(text, "{}", styled(FAINT, &format!("{provision}; how sure: {sure}")));
    let _ = writeln!(text, "{}", render::wrapped(&finding.plain, 0));
    if let Some(tree) = &finding.because {
        let _ = writeln!(text);
        branch(tree, "", "", text);
    }
    if !finding.reason.is_empty() {
        let _ = writeln!(text, "\nThese facts alone force it:");
        for given in &finding.reason {
            let _ = writeln!(text, "  {}  {}", given.says, styled(FAINT, &given.fact));
        }
    }
    let asked: Vec<_> = finding.missing.iter().filter(|missing| !missing.fact.contains('?')).collect();
    if !asked.is_empty() {
        let _ = writeln!(text, "\nThis would help to tell:");
        for missing in asked {
            let who = missing.who.as_ref().map(|who| format!(" (ask: {who})")).unwrap_or_default();
            let _ = writeln!(text, "  {} {}", missing.question, styled(FAINT, &format!("{}{who}", missing.fact)));
            let own: Vec<&IfSo> = finding.if_so.iter().filter(|own| own.fact == missing.fact).collect();
            for if_so in own.iter().take(OUTCOMES) {
                let _ = writeln!(text, "    if {}: {}", if_so.is, then(&if_so.then));
            }
            if own.len() > OUTCOMES {
                let _ = writeln!(text, "    and {} more possibilities", own.len() - OUTCOMES);
            }
        }
    }
    otherwise(finding, text);
    for line in &finding.due {
        let at = line.at.as_ref().map(|at| format!("{}: ", at.words())).unwrap_or_default();
        let to = if line.to.is_empty() { String::new() } else { format!(", to {}", line.to.join(" and ")) };
        let named = line.stage.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
        let _ = writeln!(text, "{}", render::wrapped(&format!("Due: {at}{named}{}{to}", line.text), 0));
    }
    for judgement in &finding.judgements {
        let by = judgement.by.clone().unwrap_or_else(|| "nobody by name".to_owned());
        let _ = writeln!(
            text,
            "{}",
            render::wrapped(
                &format!(
                    "Rests on a judgement by {by}: {} Weigh: {}.",
                    judgement.question,
                    judgement.factors.join(", ")
                ),
                0
            )
        );
    }
    if let Some(note) = &finding.note {
        let _ = writeln!(text, "{}", render::wrapped(&format!("Note: {note}"), 0));
    }
    if finding.approximate {
        let _ = writeln!(text, "Approximate: a finer method might decide this.");
    }
    if let (Some(from), true) = (finding.in_force_from, finding.status == Status::NotInForce) {
        let _ = writeln!(text, "It starts on {}.", words::day(from));
    }
    let _ = writeln!(text);
}

/// What a finding would come to.
fn then(statuses: &[Status]) -> &'static str {
    match statuses {
        [Status::Applies] => "it applies",
        [Status::DoesNotApply] => "it does not apply",
        [Status::Displaced] => "another rule takes its place",
        [Status::NotInForce] => "it is not in force",
        statuses if !statuses.contains(&Status::Applies) => "it is not owed",
        _ => "still open",
    }
}

/// The smallest changes that would make it owed.
fn otherwise(finding: &Finding, text: &mut String) {
    if finding.otherwise.is_empty() {
        return;
    }
    let size = finding.otherwise.first().map_or(0, |first| first.change.len());
    let how_many = if size == 1 { "one fact".to_owned() } else { format!("{size} facts") };
    let _ = writeln!(text, "\nIt could be owed if {how_many} were otherwise. The smallest changes:");
    for own in &finding.otherwise {
        let told = |supposed: &Supposed| {
            let now = supposed.now.as_ref().map(|now| format!(" (now {now})")).unwrap_or_default();
            format!("{}: {}{now}", supposed.label, supposed.is)
        };
        let change: Vec<String> = own.change.iter().map(told).collect();
        let mut line = change.join("; and ");
        if !own.besides.is_empty() {
            let mut besides: Vec<&str> = own.besides.iter().map(|own| own.label.as_str()).collect();
            besides.dedup();
            let more = if besides.len() > BESIDES { " .." } else { "" };
            besides.truncate(BESIDES);
            let _ = write!(line, "; then it also hangs on what is not known: {}{more}", besides.join(", "));
        }
        let _ = writeln!(text, "{}", render::wrapped(&line, 4).replacen("    ", "  - ", 1));
    }
}

fn branch(step: &Because, prefix: &str, below: &str, text: &mut String) {
    let (mark, style) = match step.holds {
        Some(true) => ("✓", GOOD),
        Some(false) => ("✗", BAD),
        None => ("?", OPEN),
    };
    let mut says = step.says.clone();
    if let Some(asserted) = &step.asserted {
        let _ = write!(says, " — {asserted}");
    }
    let provision =
        step.provision.as_ref().map(|provision| format!("  {}", styled(FAINT, provision))).unwrap_or_default();
    let _ = writeln!(text, "{prefix}{} {says}{provision}", styled(style, mark));
    let last = step.because.len().saturating_sub(1);
    for (index, inner) in step.because.iter().enumerate() {
        let (joint, rest) = if index == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
        branch(inner, &format!("{below}{joint}"), &format!("{below}{rest}"), text);
    }
}
