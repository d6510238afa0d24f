//! `onus check`: what a busy owner reads.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use jiff::civil::Date;
use onus_engine::calendar::NotACalendar;
use onus_engine::change::{self, Standing};
use onus_engine::check::{Checked, Options};
use onus_engine::finding::{Finding, Owed, Status};
use onus_engine::moment::Moment;
use onus_engine::overview::{self, GROUPS, Listed, Sorted, first_moment, group, sort};
use onus_engine::{upcoming, words};
use onus_register::case::Case;
use onus_register::law::OwedTo;
use onus_register::register::Register;

use crate::failure::Failure;
use crate::render::{self, BOLD, FAINT, styled};

#[derive(Debug, Args)]
pub(super) struct Check {
    /// A case: facts on an organisation, its products and what happened (TOML, or JSON of the same shape)
    case: PathBuf,
    /// Ask for this day instead of the one in the case
    #[arg(long, value_name = "DATE", value_parser = super::parse_day)]
    as_of: Option<Date>,
    /// Only these regimes, such as nl.cbw
    #[arg(long, value_name = "ID")]
    regime: Vec<String>,
    /// Only findings with this status
    #[arg(long, value_name = "STATUS", value_parser = parse_status)]
    status: Vec<Status>,
    /// The other side: what these are owed, and by whom (users, customers, chain, environment, authority, self)
    #[arg(long, value_name = "GROUP", value_delimiter = ',', value_parser = super::owed::parse, conflicts_with_all = ["status", "ifs", "against"])]
    owed_to: Vec<OwedTo>,
    /// Suppose this too, such as 'organisation.acme.staff = 60', and show only what changes; may be given several times
    #[arg(long = "if", value_name = "FACT")]
    ifs: Vec<String>,
    /// Show only what changes between the day of the question and this day
    #[arg(long, value_name = "DATE", value_parser = super::parse_day)]
    against: Option<Date>,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For programs
    Json,
    /// For calendars: the days on which duties start, and on which something is due
    Ics,
}

fn parse_status(text: &str) -> Result<Status, String> {
    Status::named(text).ok_or_else(|| "one of applies, does-not-apply, displaced, not-in-force, cannot-tell".to_owned())
}

pub(super) fn run(command: &Check, folder: Option<&Path>) -> Result<ExitCode, Failure> {
    let mut register = super::sound_register(folder)?;
    super::known_regimes(&register, &command.regime)?;
    let case = super::read_case(&command.case, command.as_of, &mut register)?;
    let json = command.format == Format::Json;
    if !command.ifs.is_empty() || command.against.is_some() {
        if command.format == Format::Ics {
            return Err(Failure::Usage {
                message: "what is only supposed does not go into a calendar".to_owned(),
                hint: Some("use --format text or json with --if and --against".to_owned()),
            });
        }
        return compare(command, &case, &mut register);
    }
    let options = Options { regimes: command.regime.clone(), reasons: json, trees: json, ..Options::default() };
    let mut checked = super::answer(&register, &case, &options)?;
    if !command.status.is_empty() {
        checked.findings.retain(|finding| command.status.contains(&finding.status));
    }
    if !command.owed_to.is_empty() {
        checked.findings.retain(|finding| finding.owed_to.iter().any(|to| command.owed_to.contains(to)));
    }
    if json {
        render::json(&checked)?;
    } else if command.format == Format::Ics {
        let calendar = upcoming::write(&register, &checked, super::present(), None);
        let wrong = |error: NotACalendar| Failure::Usage { message: error.to_string(), hint: None };
        render::out(&calendar.map_err(wrong)?)?;
    } else {
        let path = command.case.display().to_string();
        let text = match (command.status.is_empty(), command.owed_to.as_slice()) {
            (false, _) => plain_list(&checked),
            (true, []) => report(&register, &checked, &path),
            (true, groups) => super::owed::report(&register, &checked, groups, &path),
        };
        render::out(&text)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Two answers, and what they differ in.
fn compare(command: &Check, case: &Case, register: &mut Register) -> Result<ExitCode, Failure> {
    let day = command.against.or(command.as_of);
    let other = super::read_case_if(&command.case, day, &command.ifs, register)?;
    let options = Options { regimes: command.regime.clone(), ..Options::default() };
    let (before, after) = (super::answer(register, case, &options)?, super::answer(register, &other, &options)?);
    let changes = change::between(&before, &after);
    if command.format == Format::Json {
        render::json(&changes)?;
    } else {
        render::out(&super::changes::text(&changes, &super::changes::Supposed { ifs: &command.ifs }))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Findings one a line, where the person asked for certain statuses.
fn plain_list(checked: &Checked) -> String {
    let mut text = String::new();
    for finding in &checked.findings {
        let state = finding.state.as_ref().map(|state| format!(" in {state}")).unwrap_or_default();
        let _ = writeln!(
            text,
            "{:<15} {}  {}  [{} of {}{state}]",
            finding.status.name(),
            finding.title,
            styled(FAINT, &finding.provision),
            finding.duty,
            finding.over.id
        );
    }
    if text.is_empty() { "No finding has that status.\n".to_owned() } else { text }
}

/// How many coming and open duties are shown; what is owed today is shown whole.
const COMING_SHOWN: usize = 12;
const OPEN_SHOWN: usize = 8;
/// How many things are named for which one duty is owed.
const THINGS_SHOWN: usize = 3;

pub(super) fn report(register: &Register, checked: &Checked, path: &str) -> String {
    let mut text = String::new();
    for (party, findings) in overview::by_party(checked) {
        let sorted = sort(&findings);
        match party {
            Some(party) => one_party(register, checked, &party.name, &sorted, &mut text),
            None if sorted.owed.is_empty() && sorted.open.is_empty() => {}
            None => one_party(register, checked, "Someone whom the case does not name", &sorted, &mut text),
        }
    }
    if text.is_empty() {
        let _ = writeln!(
            text,
            "The case names no party, so nobody owes anything in it. Begin with `[organisation.name]`.\n"
        );
    }
    for table in &checked.side_by_side {
        super::side_by_side::write(table, &mut text);
    }
    ending(checked, path, Side::Bearer, &mut text);
    text
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "y" } else { "ies" })
}

fn one_party(register: &Register, checked: &Checked, name: &str, sorted: &Sorted<'_>, text: &mut String) {
    let conditional = sorted.owed.iter().filter(|listed| listed.finding.if_it_happens).count();
    let mut headline = format!("{name} on {}: you owe {}", words::day(checked.as_of), count(sorted.owed.len(), "dut"));
    if conditional > 0 {
        let _ = write!(headline, ", {conditional} of them only if something happens");
    }
    headline.push('.');
    if let Some(last) = sorted.coming.iter().filter_map(|listed| listed.finding.in_force_from).max() {
        let _ = write!(
            headline,
            " {} more start{} by {}.",
            sorted.coming.len(),
            if sorted.coming.len() == 1 { "s" } else { "" },
            words::day(last)
        );
    }
    if !sorted.open.is_empty() {
        let _ = write!(headline, " {} {} open.", sorted.open.len(), if sorted.open.len() == 1 { "is" } else { "are" });
    }
    let _ = writeln!(text, "{}", styled(BOLD, &render::wrapped(&headline, 0)));
    let counts: Vec<String> = GROUPS
        .iter()
        .map(|wanted: &&'static str| {
            (*wanted, sorted.owed.iter().filter(|listed| group(listed.finding) == *wanted).count())
        })
        .filter(|(_, number)| *number > 0)
        .map(|(wanted, number)| format!("{wanted} {number}"))
        .collect();
    if !counts.is_empty() {
        let _ = writeln!(text, "{}", counts.join(" · "));
    }
    let _ = writeln!(text);
    for wanted in GROUPS {
        let mut own: Vec<&Listed<'_>> = sorted.owed.iter().filter(|listed| group(listed.finding) == wanted).collect();
        if own.is_empty() {
            continue;
        }
        own.sort_by_key(|listed| (listed.finding.if_it_happens, listed.finding.over.kind.clone()));
        let _ = writeln!(text, "{}", styled(BOLD, wanted));
        for listed in own {
            line(&when(register, listed.finding), listed, checked.as_of, text);
        }
    }
    if !sorted.coming.is_empty() {
        let mut coming: Vec<&Listed<'_>> = sorted.coming.iter().collect();
        coming.sort_by_key(|listed| listed.finding.in_force_from);
        let _ = writeln!(text, "{}", styled(BOLD, "Coming"));
        let left = coming.len().saturating_sub(COMING_SHOWN);
        for listed in coming.into_iter().take(COMING_SHOWN) {
            let from = listed.finding.in_force_from;
            let from = from.map(|from| from.strftime("%-d %b %Y").to_string()).unwrap_or_default();
            if listed.finding.if_it_happens {
                let event = when(register, listed.finding).to_lowercase();
                let title = format!("{} ({event})", listed.finding.title);
                let finding = Finding { title, ..listed.finding.clone() };
                line(&from, &Listed { finding: &finding, things: Vec::new() }, checked.as_of, text);
            } else {
                line(&from, listed, checked.as_of, text);
            }
        }
        if left > 0 {
            let _ = writeln!(text, "  and {left} more (`--status not-in-force` lists them)");
        }
    }
    let free = "You may or should, without having to";
    for (title, findings) in [("By a standard or norm that you chose to follow", &sorted.chosen), (free, &sorted.free)]
    {
        if !findings.is_empty() {
            let _ = writeln!(text, "{}", styled(BOLD, title));
        }
        for listed in findings {
            line(&when(register, listed.finding), listed, checked.as_of, text);
        }
    }
    if !sorted.open.is_empty() {
        let _ = writeln!(text, "{}", styled(BOLD, "Open: more facts are needed"));
        for listed in sorted.open.iter().take(OPEN_SHOWN) {
            line(&provisional(listed.finding), listed, checked.as_of, text);
        }
        let left = sorted.open.len().saturating_sub(OPEN_SHOWN);
        if left > 0 {
            let _ = writeln!(text, "  and {left} more (`--status cannot-tell` lists them)");
        }
    }
    if let Some(Listed { finding: first, .. }) = sorted.displaced.first() {
        let by = first.displaced_by.as_ref().map_or_else(String::new, |by| format!(": {}", by.text));
        let note = format!(
            "{} displaced{by} ({}).",
            count(sorted.displaced.len(), "dut"),
            first.displaced_by.as_ref().map_or("", |by| by.provision.as_str())
        );
        let _ = writeln!(text, "{}", render::wrapped(&note, 0));
    }
    let mut by_state: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in &sorted.no_law {
        *by_state.entry(finding.state.as_deref().unwrap_or("?")).or_default() += 1;
    }
    for (state, number) in by_state {
        let name = register.vocabulary.member("country", state);
        let note = format!(
            "Cannot tell for {name}: up to {} of a directive reach you through its own law, which the register does not hold.",
            count(number, "dut")
        );
        let _ = writeln!(text, "{}", render::wrapped(&note, 0));
    }
    if sorted.owed.is_empty() && sorted.open.is_empty() && sorted.no_law.is_empty() && sorted.coming.is_empty() {
        let _ = writeln!(text, "Nothing that the register holds binds you on these facts.");
    }
    let _ = writeln!(text);
}

/// Whether the first moment that something was due lies before the day of the question.
fn is_past(finding: &Finding, today: Date) -> bool {
    match first_moment(finding) {
        Some(Moment::Instant(at)) => at.date() < today,
        Some(Moment::Day(day)) => *day < today,
        None => false,
    }
}

/// What stands in the first column: now, a moment, or the event that would start it.
pub(super) fn when(register: &Register, finding: &Finding) -> String {
    if finding.if_it_happens {
        let schema = &register.program.schema;
        let kind = finding.over.kind.replace('_', " ");
        let event = schema.kind_named(&finding.over.kind).is_some_and(|kind| schema.kind(kind).event);
        let article = if kind.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
        return if event { format!("On {article} {kind}") } else { format!("Each {kind}") };
    }
    match first_moment(finding) {
        Some(Moment::Instant(at)) => at.strftime("%a %-d %b %H:%M").to_string(),
        Some(Moment::Day(day)) => day.strftime("%-d %b %Y").to_string(),
        None if waits(finding).is_some() => "Waits".to_owned(),
        None => "Now".to_owned(),
    }
}

/// When something would be due that is still open.
pub(super) fn provisional(finding: &Finding) -> String {
    match first_moment(finding) {
        Some(Moment::Instant(at)) => at.strftime("%a %-d %b %H:%M?").to_string(),
        Some(Moment::Day(day)) => day.strftime("%-d %b %Y?").to_string(),
        None => "?".to_owned(),
    }
}

/// The period that has not begun, because what starts it has not happened or is not known.
fn waits(finding: &Finding) -> Option<&str> {
    let line = finding.due.first().filter(|_| first_moment(finding).is_none())?;
    Some(line.text.as_str()).filter(|text| text.starts_with("within") || text.starts_with("the "))
}

/// One duty: when, what, where it stands in law.
pub(super) fn line(when: &str, listed: &Listed<'_>, today: Date, text: &mut String) {
    let finding = listed.finding;
    let mut provision = finding.provision.clone();
    if let Some(directive) = &finding.directive_provision {
        let _ = write!(provision, " ({directive})");
    }
    let mut title = finding.title.clone();
    let concerns_other = !finding.if_it_happens && finding.concerns.as_ref() != Some(&finding.over);
    if concerns_other && !listed.things.is_empty() {
        let left = listed.things.len().saturating_sub(THINGS_SHOWN);
        let more = if left > 0 { format!(", and {left} more") } else { String::new() };
        let shown: Vec<&str> = listed.things.iter().copied().take(THINGS_SHOWN).collect();
        let _ = write!(title, " [{}{more}]", shown.join(", "));
    }
    if finding.if_it_happens {
        if let Some(period) = finding.due.iter().find(|line| line.text.starts_with("within")) {
            let _ = write!(title, ", {}", period.text.split(" of: ").next().unwrap_or_default());
        }
    } else if let Some(period) = waits(finding).filter(|_| Standing::of(finding) != Standing::Coming) {
        let _ = write!(title, ", {period}");
    }
    if is_past(finding, today) {
        title.push_str(" (this date is past)");
    }
    let columns = render::width();
    let room = columns.saturating_sub(22 + 2 + provision.chars().count() + 2);
    let shown = title.chars().count();
    if shown <= room && room >= 30 {
        let _ = writeln!(text, "  {when:<21} {title}{}  {}", " ".repeat(room - shown), styled(FAINT, &provision));
    } else {
        let _ = writeln!(text, "  {when:<21} {title}");
        let _ = writeln!(text, "  {:<21} {}", "", styled(FAINT, &provision));
    }
}

/// Who reads an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    /// The one who owes.
    Bearer,
    /// The one who is owed.
    Owed,
}

/// The one question, what is not held, fines, where to read on.
pub(super) fn ending(checked: &Checked, path: &str, side: Side, text: &mut String) {
    let open = checked.findings.iter().any(Finding::is_open);
    if let Some(best) = checked.questions.first().filter(|_| open) {
        let effect = if best.settles > 0 {
            format!("settles {} of what is open", best.settles)
        } else {
            format!("bears on {} of what is open", best.bears_on)
        };
        let facts = best.facts.iter().take(3).cloned().collect::<Vec<_>>().join(", ");
        let _ =
            writeln!(text, "{}", render::wrapped(&format!("One question {effect}: {} ({facts})", best.question), 0));
    }
    let fines = overview::fines(checked.findings.iter().filter(|_| side == Side::Bearer));
    if let [only] = fines.as_slice() {
        let _ = writeln!(text, "{}", render::wrapped(&format!("Fines for what is owed today: {only}."), 0));
    } else if !fines.is_empty() {
        let _ = writeln!(text, "Fines for what is owed today:");
        for fine in fines {
            let _ = writeln!(text, "{}", render::wrapped(&fine, 2));
        }
    }
    let coverage = &checked.coverage;
    let mut not_held: Vec<String> = Vec::new();
    if !coverage.states.is_empty() {
        let names: Vec<&str> = coverage.states.iter().map(|(_, name)| name.as_str()).collect();
        not_held.push(format!("the law of {}", list(&names)));
    }
    let sure: Vec<&str> = coverage.areas.iter().filter(|area| area.sure).map(|area| area.text.as_str()).collect();
    not_held.extend(sure.iter().map(ToString::to_string));
    if !not_held.is_empty() {
        let _ = writeln!(
            text,
            "{}",
            render::wrapped(
                &format!("Not in the register yet, though your facts touch it: {}.", not_held.join("; ")),
                0
            )
        );
    }
    let maybe: Vec<&str> = coverage.areas.iter().filter(|area| !area.sure).map(|area| area.text.as_str()).collect();
    if !maybe.is_empty() {
        let _ = writeln!(
            text,
            "{}",
            render::wrapped(&format!("Not in the register, and perhaps touched: {}.", maybe.join("; ")), 0)
        );
    }
    let owed = checked.findings.iter().find(|finding| finding.owed == Owed::Yes && finding.binds());
    let example = owed.or(checked.findings.first());
    if let Some(example) = example {
        let _ = writeln!(text, "{}", styled(FAINT, &format!("Why? onus why {} {path}", example.duty)));
    }
}

/// "a", "a and b", "a, b and c".
pub(super) fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_listed_as_people_list_them() {
        assert_eq!(super::list(&["a", "b", "c"]), "a, b and c");
        assert_eq!(super::count(1, "dut"), "1 duty");
        assert_eq!(super::count(2, "dut"), "2 duties");
    }
}
