//! What an answer says of the future, as a calendar file: the days on which duties start, and the moments at which something is due. What
//! only counts if something happens is left out, since it has no day.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use onus_register::register::Register;

use crate::calendar::{self, Entry, NotACalendar, Sure, When};
use crate::check::Checked;
use crate::finding::Finding;
use crate::moment::{DueLine, Moment};
use crate::overview::{self, Listed, sort};

/// The calendar of an answer: entries after the day of the question. With the text of the file that it replaces, entries keep their UID
/// and count their changes. `now` is when the calendar is written.
pub fn write(
    register: &Register,
    checked: &Checked,
    now: Timestamp,
    former: Option<&str>,
) -> Result<String, NotACalendar> {
    let mut entries: Vec<(Date, Entry)> = Vec::new();
    for (_, findings) in overview::by_party(checked) {
        let sorted = sort(&findings);
        entries.extend(starts(register, &sorted.coming).iter().map(start));
        for listed in &sorted.owed {
            entries.extend(dues(listed, checked.as_of));
        }
    }
    entries.sort_by(|(day, one), (other, two)| (day, &one.summary, &one.uid).cmp(&(other, &two.summary, &two.uid)));
    let entries: Vec<Entry> = entries.into_iter().map(|(_, entry)| entry).collect();
    calendar::write("duties to come", "Duties to come", &entries, now, former)
}

fn bearer(finding: &Finding) -> (&str, &str) {
    let who = finding.bearer.as_ref().or(finding.concerns.as_ref());
    who.map_or(("", ""), |who| (who.id.as_str(), who.name.as_str()))
}

/// Duties of one law that start on one day: a law brings many at once.
#[derive(Clone, Debug)]
pub struct Start<'l, 'c> {
    /// The first day on which they are owed.
    pub from: Date,
    /// The short name of the law.
    pub law: String,
    /// The duties.
    pub duties: Vec<&'l Listed<'c>>,
}

/// What starts when, by day and law, the earliest first. `coming` is of one party.
pub fn starts<'l, 'c>(register: &Register, coming: &'l [Listed<'c>]) -> Vec<Start<'l, 'c>> {
    let mut groups: BTreeMap<(Date, String), Vec<&Listed<'_>>> = BTreeMap::new();
    for listed in coming {
        let finding = listed.finding;
        let Some(from) = finding.in_force_from else { continue };
        let id = finding.item.as_deref().unwrap_or(&finding.duty);
        let law = register.duties.get(id).map_or("", |duty| register.regime(duty.head.regime).short.as_str());
        groups.entry((from, law.to_owned())).or_default().push(listed);
    }
    groups.into_iter().map(|((from, law), duties)| Start { from, law, duties }).collect()
}

fn start(start: &Start<'_, '_>) -> (Date, Entry) {
    let (who, name) = start.duties.first().map_or(("", ""), |listed| bearer(listed.finding));
    let what = match start.duties.as_slice() {
        [only] => format!("starts: {}", only.finding.title),
        several => format!("{} duties start ({})", several.len(), start.law),
    };
    let lines = start.duties.iter().map(|listed| {
        let finding = listed.finding;
        let about = if finding.if_it_happens { String::new() } else { format!(" [{}]", listed.things.join(", ")) };
        format!("{}{about}: {}", finding.title, finding.provision)
    });
    let entry = Entry {
        uid: calendar::uid(&[who, "starts", &start.law, &start.from.to_string()]),
        when: When::On(start.from),
        sure: Sure::Yes,
        summary: if name.is_empty() { what } else { format!("{name}: {what}") },
        description: lines.collect::<Vec<_>>().join("\n"),
        to: None,
        alarms: Vec::new(),
    };
    (start.from, entry)
}

/// What is due at a moment after the day of the question.
fn dues(listed: &Listed<'_>, as_of: Date) -> Vec<(Date, Entry)> {
    let finding = listed.finding;
    if finding.if_it_happens {
        return Vec::new();
    }
    let later = |(index, line): (usize, &DueLine)| {
        let at = line.at.as_ref()?;
        let (day, when) = match at {
            Moment::Instant(at) => (at.date(), When::At(at.timestamp())),
            Moment::Day(day) => (*day, When::On(*day)),
        };
        (day >= as_of).then(|| (day, due(listed, line, index, when)))
    };
    finding.due.iter().enumerate().filter_map(later).collect()
}

fn due(listed: &Listed<'_>, line: &DueLine, index: usize, when: When) -> Entry {
    let finding = listed.finding;
    let (who, name) = bearer(finding);
    let own = finding.item.as_deref().unwrap_or(&finding.duty);
    let stage = line.stage.clone().unwrap_or_else(|| index.to_string());
    let mut description = vec![finding.plain.clone(), line.text.clone()];
    if !line.content.is_empty() {
        description.push(format!("It must say: {}.", line.content.join("; ")));
    }
    if let Some(later) = &line.by_text {
        description.push(format!("The text of the law leaves until {}.", later.at.words()));
    }
    description.push(format!("{}; how sure: {}.", finding.provision, finding.confidence.name()));
    let title = if name.is_empty() { finding.title.clone() } else { format!("{name}: {}", finding.title) };
    Entry {
        uid: calendar::uid(&[who, own, &stage, &finding.over.id, finding.state.as_deref().unwrap_or("")]),
        when,
        sure: if line.provisional { Sure::Perhaps } else { Sure::Yes },
        summary: if line.provisional { format!("Perhaps: {title}") } else { title },
        description: description.join("\n"),
        to: (!line.to.is_empty()).then(|| line.to.join(" and ")),
        alarms: Vec::new(),
    }
}
