//! The agenda as a calendar file with alarms: an entry for each report that has a moment to plan to.

use jiff::Timestamp;

use super::{Agenda, Line, State};
use crate::calendar::{self, Entry, NotACalendar, Sure, When};

/// The calendar of an agenda. With the text of the file that it replaces, entries keep their UID and count their changes.
pub fn write(agenda: &Agenda, former: Option<&str>) -> Result<String, NotACalendar> {
    let entries: Vec<Entry> = agenda.lines.iter().filter_map(|line| line.strict().map(|at| entry(line, at))).collect();
    calendar::write("incident clock", "Reports that are due", &entries, agenda.now, former)
}

fn entry(line: &Line, at: Timestamp) -> Entry {
    let summary = match line.state {
        _ if !line.is_unsent() => format!("{}: {}", capital(line.state.words()), line.title),
        State::Overdue => format!("Overdue: {}", line.title),
        _ if line.provisional => format!("Perhaps: {}", line.title),
        _ => line.title.clone(),
    };
    Entry {
        // of one bearer, whenever it is computed
        uid: calendar::uid(&[line.bearer.as_ref().map_or("", |bearer| bearer.id.as_str()), &line.key]),
        when: When::At(at),
        sure: match (line.is_unsent(), line.provisional) {
            (false, _) => Sure::Over,
            (true, true) => Sure::Perhaps,
            (true, false) => Sure::Yes,
        },
        summary,
        description: description(line),
        to: (!line.due.to.is_empty()).then(|| line.due.to.join(" and ")),
        alarms: if line.is_unsent() { alarms(line, at) } else { Vec::new() },
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// Minutes before the moment at which to ring: half, a quarter and a tenth of the time before it, and at it.
fn alarms(line: &Line, at: Timestamp) -> Vec<i64> {
    let whole = line.due.from.map_or(0, |from| at.duration_since(from).as_secs() / 60);
    let mut minutes: Vec<i64> =
        [whole / 2, whole / 4, whole / 10, 0].into_iter().filter(|minutes| *minutes >= 0).collect();
    minutes.dedup();
    minutes
}

fn description(line: &Line) -> String {
    let mut parts = vec![line.plain.clone()];
    if !line.due.content.is_empty() {
        parts.push(format!("It must say: {}.", line.due.content.join("; ")));
    }
    if let Some(later) = &line.due.by_text {
        parts.push(format!("The text of the law leaves until {} ({}).", later.at.words(), later.because.join("; ")));
    }
    if line.provisional {
        let questions: Vec<&str> = line.missing.iter().map(|missing| missing.question.as_str()).take(3).collect();
        parts.push(format!("It is open whether this is owed. {}", questions.join(" ")));
    }
    parts.push(format!("{}; how sure: {}.", line.provision, line.confidence.name()));
    parts.join("\n")
}
