//! The agenda on a terminal: calm, exact and short. What is late or next comes first; what is only arguable is a note.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Time;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use onus_engine::clock::shift::Shift;
use onus_engine::clock::{Agenda, Line, NotDue, Part, State};
use onus_engine::finding::{Open, Status};
use onus_engine::moment::{Later, Moment, Term};
use onus_engine::words::span;
use onus_register::law::Confidence;

use super::Asked;
use crate::render::{self, BAD, BOLD, FAINT, GOOD, OPEN, styled};

/// Columns before the text of a line.
const MARGIN: usize = 5;

pub(super) fn agenda(asked: &Asked, path: &str, all: bool) -> String {
    let agenda = &asked.agenda;
    let mut text = String::new();
    headline(asked, &mut text);
    let numbered: Vec<(usize, &Line)> =
        agenda.lines.iter().enumerate().map(|(index, line)| (index + 1, line)).collect();
    for part in Part::ALL {
        let title = match part {
            Part::Now => "Now",
            Part::Then => "Then",
            Part::Waiting => "Waiting for something",
            Part::Perhaps => "Perhaps: a fact is missing",
            Part::Done => "Done",
        };
        section(title, numbered.iter().filter(|(_, line)| line.part() == part), asked, &mut text);
    }
    where_to_send(agenda, &mut text);
    together(agenda, &mut text);
    not_due(agenda, all, &mut text);
    ending(agenda, path, &mut text);
    text
}

fn headline(asked: &Asked, text: &mut String) {
    let agenda = &asked.agenda;
    let now = agenda.now.to_zoned(asked.zone.clone());
    let overdue = agenda.lines.iter().filter(|line| line.state == State::Overdue && !line.provisional).count();
    let due_now = agenda
        .lines
        .iter()
        .filter(|line| matches!(line.state, State::DueNow | State::InRelief) && !line.provisional)
        .count();
    let next = agenda
        .lines
        .iter()
        .filter(|line| line.is_unsent() && !line.provisional)
        .filter_map(|line| line.seconds_left.filter(|left| *left > 0))
        .min();
    let mut says = Vec::new();
    if overdue > 0 {
        says.push(format!("{overdue} overdue"));
    }
    if due_now > 0 {
        says.push(format!("{due_now} due now"));
    }
    if let Some(left) = next {
        says.push(format!("the next in {}", span(left)));
    }
    let perhaps = agenda.lines.iter().filter(|line| line.provisional && line.is_unsent()).count();
    if perhaps > 0 {
        let late = agenda.lines.iter().filter(|line| line.provisional && line.state == State::Overdue).count();
        let late = if late > 0 { format!(", {late} of them overdue if so") } else { String::new() };
        says.push(format!("{perhaps} hang on a fact that is missing{late}"));
    }
    if says.is_empty() {
        says.push(if agenda.lines.is_empty() { "nothing is due" } else { "nothing has a date yet" }.to_owned());
    }
    let line = format!("{}: {}.", now.strftime("%A %-d %B %Y, %H:%M %Z"), says.join(", "));
    let _ = writeln!(text, "{}", styled(BOLD, &line));
    if let Some(at) = asked.case.known_at {
        let at = at.to_zoned(asked.zone.clone()).strftime("%-d %B %Y, %H:%M %Z");
        let _ = writeln!(text, "{}", styled(OPEN, &format!("Looking back: as it was known on {at}.")));
    }
}

fn section<'a>(title: &str, lines: impl Iterator<Item = &'a (usize, &'a Line)>, asked: &Asked, text: &mut String) {
    let mut lines = lines.peekable();
    if lines.peek().is_none() {
        return;
    }
    let _ = writeln!(text, "\n{}", styled(BOLD, title));
    let mut asked_before: Vec<String> = Vec::new();
    for (number, line) in lines {
        one(*number, line, asked, &mut asked_before, text);
    }
}

/// A moment on the clock of a zone: "Sat 21 Nov 16:10 CET".
fn on_clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%a %-d %b %Y %H:%M %Z").to_string()
}

fn wrapped(text: &str, style: Option<anstyle::Style>) -> String {
    let filled = render::wrapped(text, MARGIN);
    match style {
        Some(style) => filled.lines().map(|line| styled(style, line)).collect::<Vec<_>>().join("\n"),
        None => filled,
    }
}

fn one(number: usize, line: &Line, asked: &Asked, asked_before: &mut Vec<String>, text: &mut String) {
    let (style, state) = state(line);
    let mark = format!("{number:>3}  ");
    let about = if is_alone(&asked.agenda) { String::new() } else { format!(" [{}]", line.over.name) };
    let who = if has_one_bearer(&asked.agenda) {
        String::new()
    } else {
        line.bearer.as_ref().map_or_else(String::new, |bearer| format!("{}: ", bearer.name))
    };
    let _ =
        writeln!(text, "{mark}{}{}  {}", styled(BOLD, &format!("{who}{}", line.title)), about, styled(style, &state));
    let mut when: Vec<String> = Vec::new();
    if let Some(at) = line.strict() {
        when.push(clocks(at, line, asked));
        if line.due.prompt {
            when.push("sooner if you can".to_owned());
        }
    }
    match line.due.from.filter(|_| line.state == State::DueNow) {
        Some(from) => when.push(format!("since {}", on_clock(from, &line.recipient_zone()))),
        None if !line.due.waits_for.is_empty() || line.strict().is_none() => when.push(line.due.text.clone()),
        None => {}
    }
    if !when.is_empty() {
        let _ = writeln!(text, "{}", wrapped(&when.join(" · "), None));
    }
    if line.is_unsent() {
        unsent(line, asked_before, text);
    } else if let Some(sent) = &line.sent {
        let mut says = format!("sent {}", on_clock(sent.at, &line.recipient_zone()));
        if let Some(proof) = &sent.proof {
            let _ = write!(says, " · {proof}");
        }
        if let Some(reason) = &sent.reason {
            let _ = write!(says, " · {reason}");
        }
        let _ = writeln!(text, "{}", wrapped(&says, None));
    }
    for then in &line.then {
        let until = on_clock(then.until, &line.zone);
        let was = then.at.as_ref().map_or_else(|| "no date".to_owned(), moment);
        let says = format!("As known before {until}: due {was}, {}", then.state.words());
        let _ = writeln!(text, "{}", wrapped(&says, Some(OPEN)));
    }
    let mut law = line.provision.clone();
    if let Some(directive) = &line.directive_provision {
        let _ = write!(law, " ({directive})");
    }
    if line.confidence != Confidence::OfficialText {
        let _ = write!(law, " · how sure: {}", line.confidence.name());
    }
    let _ = writeln!(text, "{}", wrapped(&law, Some(FAINT)));
}

/// A moment, or the day that ends with it: that is easier to read than the midnight after it.
fn end(at: &Zoned) -> String {
    match at.date().yesterday() {
        Ok(day) if at.time() == Time::midnight() => {
            format!("the end of {} {}", day.strftime("%a %-d %b %Y"), at.strftime("%Z"))
        }
        _ => at.strftime("%a %-d %b %Y %H:%M %Z").to_string(),
    }
}

/// The moment in the recipient's zone, in UTC and in the reader's.
fn clocks(at: Timestamp, line: &Line, asked: &Asked) -> String {
    let theirs = line.recipient_zone();
    let shown = at.to_zoned(theirs.clone());
    let mut text = format!("by {}", end(&shown));
    let _ = write!(text, " = {}", at.strftime("%d %b %H:%M UTC"));
    let mine = at.to_zoned(asked.zone.clone());
    if mine.datetime() != shown.datetime() && mine.offset() != jiff::tz::Offset::UTC {
        let _ = write!(text, " = {} yours", mine.strftime("%a %H:%M"));
    }
    text
}

fn unsent(line: &Line, asked_before: &mut Vec<String>, text: &mut String) {
    if !line.recipients.is_empty() {
        let names: Vec<&str> = line.recipients.iter().map(|to| to.name.as_str()).collect();
        let _ = writeln!(text, "{}", wrapped(&format!("to {}", names.join(" and ")), None));
    }
    if !line.due.content.is_empty() {
        let _ = writeln!(text, "{}", wrapped(&format!("say: {}", line.due.content.join("; ")), None));
    }
    if let Some(later) = &line.due.by_text {
        let _ = writeln!(text, "{}", wrapped(&latitude("The text leaves", later), Some(FAINT)));
    }
    if let Some(later) = &line.due.arguable {
        let _ = writeln!(text, "{}", wrapped(&latitude("Arguable, do not plan on it:", later), Some(FAINT)));
    }
    if line.provisional {
        // a question that stands a few lines above is not asked again
        let open = line.missing.iter().filter(|missing| !asked_before.contains(&missing.fact));
        let questions: Vec<String> =
            open.take(2).map(|missing| format!("{} ({})", missing.question, missing.fact)).collect();
        if !questions.is_empty() {
            let _ = writeln!(text, "{}", wrapped(&format!("? {}", questions.join(" ")), Some(OPEN)));
        }
        asked_before.extend(line.missing.iter().map(|missing| missing.fact.clone()));
    }
    for wait in line.due.waits_for.iter().filter(|wait| !wait.report) {
        if let Some(question) = &wait.question {
            let _ = writeln!(text, "{}", wrapped(&format!("? {question} ({})", wait.event), Some(OPEN)));
        }
    }
    if let Some(note) = &line.due.note {
        let _ = writeln!(text, "{}", wrapped(note, Some(FAINT)));
    }
}

fn moment(moment: &Moment) -> String {
    match moment {
        Moment::Instant(at) => end(at),
        Moment::Day(day) => day.strftime("%a %-d %b %Y").to_string(),
    }
}

fn latitude(words: &str, later: &Later) -> String {
    format!("{words} until {} ({})", moment(&later.at), later.because.join("; "))
}

fn state(line: &Line) -> (anstyle::Style, String) {
    let left = line.seconds_left.unwrap_or_default();
    match line.state {
        State::Overdue => (BAD, format!("overdue by {}", span(left))),
        State::InRelief => (BAD, format!("{} past the safe moment, still within the text", span(left))),
        State::DueNow => (BAD, "without delay".to_owned()),
        State::DueSoon => (BAD, format!("in {}", span(left))),
        State::Running => (OPEN, format!("in {}", span(left))),
        State::Waiting => (FAINT, if line.due.term == Term::Before { line.due.text.clone() } else { String::new() }),
        State::SentLate => (BAD, "sent late".to_owned()),
        done => (GOOD, done.words().to_owned()),
    }
}

fn is_alone(agenda: &Agenda) -> bool {
    let mut things = agenda.lines.iter().map(|line| &line.over);
    let first = things.next();
    things.all(|thing| Some(thing) == first)
}

fn has_one_bearer(agenda: &Agenda) -> bool {
    let mut bearers = agenda.lines.iter().map(|line| &line.bearer);
    let first = bearers.next();
    bearers.all(|bearer| Some(bearer) == first)
}

fn together(agenda: &Agenda, text: &mut String) {
    for group in &agenda.together {
        let numbers: Vec<String> = agenda
            .lines
            .iter()
            .enumerate()
            .filter(|(_, line)| group.lines.contains(&line.key))
            .map(|(index, _)| (index + 1).to_string())
            .collect();
        let note = format!(
            "{} go to the same place: one report serves them if it holds everything and is sent by the earliest moment.",
            list(&numbers)
        );
        let _ = writeln!(text, "\n{}", render::wrapped(&note, 0));
    }
}

/// How to reach those who get something: once, however many lines go there.
fn where_to_send(agenda: &Agenda, text: &mut String) {
    let mut places: Vec<(&str, &str)> = Vec::new();
    for to in agenda.lines.iter().filter(|line| line.is_unsent()).flat_map(|line| &line.recipients) {
        if let Some(how) = &to.how
            && !places.contains(&(to.name.as_str(), how.as_str()))
        {
            places.push((&to.name, how));
        }
    }
    if !places.is_empty() {
        let _ = writeln!(text, "\n{}", styled(BOLD, "Where to send it"));
    }
    for (name, how) in places {
        let _ = writeln!(text, "{}", render::wrapped(&format!("{name}: {how}"), 2));
    }
}

fn list(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [only] => only.clone(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

fn not_due(agenda: &Agenda, all: bool, text: &mut String) {
    let shown: Vec<&NotDue> =
        agenda.not_due.iter().filter(|own| all || own.turns_on_event || own.status == Status::Displaced).collect();
    let rest = agenda.not_due.len() - shown.len();
    let nothing = shown.is_empty();
    if !shown.is_empty() {
        let _ = writeln!(text, "\n{}", styled(BOLD, "Not due"));
    }
    // one line for each reason
    let mut groups: BTreeMap<String, Vec<&NotDue>> = BTreeMap::new();
    for own in shown {
        let why = match (&own.instead, own.status, own.from) {
            (Some(instead), ..) => format!("{} takes its place ({})", instead.text, instead.provision),
            (None, Status::NotInForce, Some(from)) => format!("in force from {}", from.strftime("%-d %B %Y")),
            (None, Status::NotInForce, None) => "not in force".to_owned(),
            _ => own.because.join("; "),
        };
        groups.entry(why).or_default().push(own);
    }
    for (why, group) in groups {
        let mut names: Vec<String> = Vec::new();
        for own in &group {
            let name = format!("{} ({})", own.title, own.provision);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        let more = names.len().saturating_sub(3);
        names.truncate(3);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let why = if why.is_empty() { String::new() } else { format!(": {why}") };
        let _ = writeln!(text, "{}", render::wrapped(&format!("{}{more}{why}", names.join("; ")), 2));
    }
    if rest > 0 {
        let duties = if rest == 1 { "duty on events does" } else { "duties on events do" };
        let note = format!("{rest} more {duties} not reach you, whatever happened (--all lists them).");
        let _ = writeln!(text, "{}{}", if nothing { "\n" } else { "" }, styled(FAINT, &render::wrapped(&note, 2)));
    }
}

fn ending(agenda: &Agenda, path: &str, text: &mut String) {
    let _ = writeln!(text);
    let mut no_law: BTreeMap<Vec<String>, usize> = BTreeMap::new();
    for open in agenda.open.iter().filter(|open| open.open == Open::Law) {
        *no_law.entry(open.states.clone()).or_default() += 1;
    }
    for (states, number) in no_law {
        let note = format!(
            "Cannot tell for {}: {number} duties of a directive reach you through law that the register does not hold. Ask there.",
            states.join(", ")
        );
        let _ = writeln!(text, "{}", styled(OPEN, &render::wrapped(&note, 0)));
    }
    let open = agenda.open.iter().filter(|open| open.open == Open::Fact).count();
    if open > 0 {
        let _ = writeln!(
            text,
            "{}",
            styled(OPEN, &render::wrapped(&format!("{open} more are open: facts on who you are are missing."), 0))
        );
    }
    if let Some(best) = agenda.questions.first() {
        let facts = best.facts.iter().take(2).cloned().collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "{}", render::wrapped(&format!("Find out first: {} ({facts})", best.question), 0));
    }
    if !agenda.coverage.states.is_empty() {
        let names: Vec<String> = agenda.coverage.states.iter().map(|(_, name)| name.clone()).collect();
        let note = format!("The register does not hold the law of {}.", list(&names));
        let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(&note, 0)));
    }
    let _ = writeln!(
        text,
        "{}",
        styled(
            FAINT,
            &format!(
                "A draft: onus clock draft {path} 1 · sent something: onus clock submit {path} 1 --at TIME --proof FILE"
            )
        )
    );
}

pub(super) fn shift(asked: &Asked, shift: &Shift, supposed: &str) -> String {
    let mut text = String::new();
    let title = format!(
        "If {supposed}: {} added, {} removed, {} moved, {} as before.",
        shift.added.len(),
        shift.removed.len(),
        shift.moved.len(),
        shift.same
    );
    let _ = writeln!(text, "{}", styled(BOLD, &render::wrapped(&title, 0)));
    let mut part = |title: &str, lines: Vec<(String, &Line)>| {
        if lines.is_empty() {
            return;
        }
        let _ = writeln!(text, "\n{}", styled(BOLD, title));
        for (was, line) in lines {
            let when = match line.strict() {
                _ if !line.is_unsent() => line.state.words().to_owned(),
                Some(at) => clocks(at, line, asked),
                None => line.due.text.clone(),
            };
            let _ = writeln!(text, "  {}", styled(BOLD, &line.title));
            let _ = writeln!(text, "{}", wrapped(&format!("{when}{was}"), None));
            let _ = writeln!(text, "{}", wrapped(&line.provision, Some(FAINT)));
        }
    };
    part("Added", shift.added.iter().map(|line| (String::new(), line)).collect());
    part("Removed", shift.removed.iter().map(|line| (String::new(), line)).collect());
    part(
        "Moved",
        shift
            .moved
            .iter()
            .map(|moved| {
                let was = match &moved.was {
                    _ if !moved.line.is_unsent() => String::new(),
                    Some(was) => format!(" · was {}", self::moment(was)),
                    None if moved.was_provisional != moved.line.provisional => String::new(),
                    None => " · had no date".to_owned(),
                };
                let open = match (moved.was_provisional, moved.line.provisional) {
                    (true, false) => " · sure now",
                    (false, true) => " · open now",
                    _ => "",
                };
                (format!("{was}{open}"), &moved.line)
            })
            .collect(),
    );
    text
}
