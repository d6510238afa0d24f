//! `onus check --if ..` and `--against ..`: two answers side by side, and only what differs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use onus_engine::change::{Change, Changes, Standing};
use onus_engine::words;

use crate::render::{self, BAD, BOLD, FAINT, GOOD, OPEN, styled};

/// What the second answer supposes.
pub(super) struct Supposed<'s> {
    /// Texts of `--if`.
    pub(super) ifs: &'s [String],
}

/// The changes as people read them, party by party.
pub(super) fn text(changes: &Changes, supposed: &Supposed<'_>) -> String {
    let mut text = String::new();
    let mut question = Vec::new();
    if changes.before == changes.after {
        question.push(format!("On {}", words::day(changes.after)));
    } else {
        question.push(format!("From {} to {}", words::day(changes.before), words::day(changes.after)));
    }
    question.extend(supposed.ifs.iter().map(|fact| format!("if {}", fact.trim())));
    let _ = writeln!(text, "{}", styled(BOLD, &render::wrapped(&format!("{}:", question.join(", ")), 0)));
    if changes.changes.is_empty() {
        let _ = writeln!(text, "Nothing changes in what is owed.");
        return text;
    }
    let mut by_party: BTreeMap<String, Vec<&Change>> = BTreeMap::new();
    for change in &changes.changes {
        let who = change.who.as_ref().map_or("Someone whom the case does not name", |who| who.name.as_str());
        by_party.entry(who.to_owned()).or_default().push(change);
    }
    for (who, own) in by_party {
        party(&who, changes, &own, &mut text);
    }
    text
}

fn party(who: &str, changes: &Changes, own: &[&Change], text: &mut String) {
    let of = |all: Vec<&Change>| -> Vec<Change> {
        all.into_iter().filter(|change| own.iter().any(|mine| std::ptr::eq(*mine, *change))).cloned().collect()
    };
    let added = of(changes.added().collect());
    let removed = of(changes.removed().collect());
    let others = of(changes.others().collect());
    let differ: Vec<&Change> = others.iter().filter(|change| change.before == change.after).collect();
    let moved: Vec<&Change> = others.iter().filter(|change| change.before != change.after).collect();
    let counts = [
        (added.len(), "more to do"),
        (removed.len(), "not to do, or no longer in question"),
        (differ.len(), "to do in another way"),
        (moved.len(), "left in another state"),
    ];
    let counts: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    let _ = writeln!(text, "{}", render::wrapped(&format!("{who}: {}.", counts.join("; ")), 0));
    for change in &added {
        line("+", GOOD, change, &was(change.before), text);
    }
    for change in &removed {
        let by = change.finding.displaced_by.as_ref().map(|by| format!("{} takes its place", by.text));
        line("-", BAD, change, &by.unwrap_or_else(|| was(change.before)), text);
    }
    for change in &moved {
        line("?", OPEN, change, &format!("{} -> {}", standing(change.before), standing(change.after)), text);
    }
    for change in &differ {
        line("~", OPEN, change, "", text);
        for difference in &change.differs {
            let or_none = |value: &str| if value.is_empty() { "nothing".to_owned() } else { value.to_owned() };
            let shown =
                format!("{}: {} -> {}", difference.what, or_none(&difference.before), or_none(&difference.after));
            let _ = writeln!(text, "{}", render::wrapped(&shown, 6));
        }
    }
    let _ = writeln!(text);
}

fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::None => "not owed",
        Standing::Coming => "owed later",
        Standing::Open => "open",
        Standing::LawNotHeld => "the State's law is not held",
        Standing::Owed => "owed",
    }
}

fn was(before: Standing) -> String {
    match before {
        Standing::None | Standing::Owed => String::new(),
        before => format!("was: {}", standing(before)),
    }
}

fn line(mark: &str, style: anstyle::Style, change: &Change, note: &str, text: &mut String) {
    let finding = &change.finding;
    let mut title = finding.title.clone();
    if change.who.as_ref() != Some(&finding.over) {
        let _ = write!(title, " [{}]", finding.over.name);
    }
    let mut faint = finding.provision.clone();
    if !note.is_empty() {
        let _ = write!(faint, "; {note}");
    }
    let _ = writeln!(text, "  {} {title}  {}", styled(style, mark), styled(FAINT, &faint));
}
