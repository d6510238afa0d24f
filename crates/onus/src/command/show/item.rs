//! How one item is drawn in a terminal.

use std::fmt::Write as _;

use onus_engine::describe::{Item, Version};
use onus_engine::finding::Named;
use onus_engine::sentence::{Join, Sentence};
use onus_engine::words;
use onus_register::law::{Modality, OwedTo};

use super::{in_force, line, paragraphs};
use crate::render::{self, BOLD, FAINT, OPEN, styled};

/// Names in a list before the rest is counted.
const SHOWN: usize = 25;

pub(super) fn text(item: &Item, logic: bool) -> String {
    let mut text = format!("{}  {}\n", styled(BOLD, &item.title), styled(FAINT, &item.id));
    let _ = writeln!(
        text,
        "{}",
        styled(FAINT, &render::wrapped(&format!("{}; {}", item.provision, in_force(&item.in_force)), 0))
    );
    if let Some(not_law) = &item.not_law {
        let _ = writeln!(text, "{}", styled(OPEN, &format!("This is {not_law}.")));
    }
    let _ = writeln!(text, "\n{}\n", paragraphs(&item.plain));
    for version in &item.versions {
        text.push_str(&version_text(version, item));
    }
    if logic {
        let _ = writeln!(text, "{}", styled(FAINT, &format!("{}:{}", item.file, item.line)));
        for line in item.logic.lines() {
            let _ = writeln!(text, "    {line}");
        }
        let _ = writeln!(text);
    }
    names(&mut text, "Transposes", &item.transposes);
    if !item.transposed_by.is_empty() {
        let what = if item.sort == "definition" { "In the law of a State" } else { "Transposed by" };
        text.push_str(&line(what, ""));
        for own in &item.transposed_by {
            let _ = writeln!(text, "{}", hanging(&format!("{}  {}", own.state, named(&own.item)), 4));
        }
    }
    if !item.exceptions.is_empty() {
        text.push_str(&line("Exceptions", ""));
        for exception in &item.exceptions {
            let _ = writeln!(text, "{}", hanging(&format!("{}: {}", exception.effect, named(&exception.item)), 4));
            let _ = writeln!(text, "{}", render::wrapped(&exception.plain, 8));
        }
    }
    names(&mut text, "Touches", &item.touches);
    names(&mut text, "By", item.by.as_slice());
    names(&mut text, "Leads to", &item.leads_to);
    names(&mut text, "Used by", &item.used_by);
    if let Some(duties) = item.duties_resting {
        text.push_str(&line("Duties that rest on it", &duties.to_string()));
    }
    if !item.tested_by.is_empty() {
        text.push_str(&line("Tested by", ""));
        for tested in item.tested_by.iter().take(SHOWN) {
            let _ = writeln!(text, "{}", render::wrapped(&format!("\"{}\"", tested.case), 4));
            for expects in &tested.expects {
                let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(expects, 8)));
            }
        }
        if item.tested_by.len() > SHOWN {
            let _ = writeln!(text, "    and {} more: --format json lists them all", item.tested_by.len() - SHOWN);
        }
    }
    text.push_str(&line("How sure", &format!("{} ({})", item.confidence_words, item.confidence.name())));
    if let Some(source) = &item.source {
        text.push_str(&line("Read", source));
    }
    if let Some(note) = &item.note {
        text.push_str(&line("Note", note));
    }
    text.push_str(&line("Regime", &format!("{} ({})", item.regime_title, item.regime)));
    if let Some(official) = &item.official {
        text.push_str(&line("Official address", official));
    }
    if !logic {
        let _ = writeln!(
            text,
            "{}",
            styled(FAINT, &format!("Page: {}:{}; --logic prints the block", item.file, item.line))
        );
    }
    text
}

fn named(item: &Named) -> String {
    format!("{}  ({}, {})", item.text, item.id, item.provision)
}

fn names(text: &mut String, what: &str, items: &[Named]) {
    if items.is_empty() {
        return;
    }
    text.push_str(&line(what, ""));
    for item in items.iter().take(SHOWN) {
        let _ = writeln!(text, "{}", hanging(&named(item), 4));
    }
    if items.len() > SHOWN {
        let _ = writeln!(text, "    and {} more: --format json lists them all", items.len() - SHOWN);
    }
}

/// To whom something is owed, as people say it.
fn people(owed_to: &[OwedTo]) -> String {
    owed_to.iter().map(|to| to.people()).collect::<Vec<_>>().join(", ")
}

fn version_text(version: &Version, item: &Item) -> String {
    let mut text = String::new();
    if item.versions.len() > 1 {
        let dates = match (version.from, version.to) {
            (Some(from), Some(to)) => format!("From {} until {}", words::day(from), words::day(to)),
            (Some(from), None) => format!("From {}", words::day(from)),
            (None, Some(to)) => format!("Until {}", words::day(to)),
            (None, None) => "At all times".to_owned(),
        };
        let _ = writeln!(text, "{}", styled(BOLD, &dates));
        if !version.changed.is_empty() {
            text.push_str(&line("Changed", &version.changed.join("; ")));
        }
    }
    if let (Some(over), Some(bearer)) = (&version.over, &version.bearer) {
        let role = version.roles.first().map(|role| format!(", as {role}")).unwrap_or_default();
        text.push_str(&line("About each", over));
        let strength = match version.modality {
            Some(Modality::MustNot) => "Must not be done by",
            Some(Modality::Should) => "Should be done by",
            Some(Modality::May) => "May be done by",
            _ => "Owed by",
        };
        text.push_str(&line(strength, &format!("{bearer}{role}")));
    } else if !version.roles.is_empty() {
        let strength = match version.modality {
            Some(Modality::Must) => "Must be done by",
            Some(Modality::MustNot) => "Must not be done by",
            Some(Modality::May) => "May be done by",
            Some(Modality::Should) => "Expected of",
            None => "For",
        };
        text.push_str(&line(strength, &version.roles.join("; ")));
    }
    if !version.owed_to.is_empty() {
        text.push_str(&line("Owed to", &people(&version.owed_to)));
    }
    for asked in &version.conditions {
        text.push_str(&sentences(&asked.leads, &asked.sentence));
    }
    if !version.due.is_empty() {
        text.push_str(&line("Due", ""));
        for due in &version.due {
            let stage = due.stage.as_ref().map(|stage| format!("{stage}: ")).unwrap_or_default();
            let prompt = if due.prompt { "without undue delay, and " } else { "" };
            let to = if due.to.is_empty() { String::new() } else { format!(", to {}", due.to.join(" and ")) };
            let _ = writeln!(text, "{}", hanging(&format!("- {stage}{prompt}{}{to}", due.text), 4));
            for content in &due.content {
                let _ = writeln!(text, "{}", render::wrapped(&format!("containing: {content}"), 8));
            }
            if let Some(when) = &due.when {
                let _ = writeln!(text, "        only if");
                tree(&mut text, when, 3);
            }
            if let Some(note) = &due.note {
                let _ = writeln!(text, "{}", render::wrapped(note, 8));
            }
        }
    }
    for (what, parts) in [("Asks", &version.requires), ("Theme", &version.themes), ("Can follow", &version.sanctions)] {
        if !parts.is_empty() {
            text.push_str(&line(what, &parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join("; ")));
        }
    }
    text.push('\n');
    text
}

/// "It applies if", with the condition below.
fn sentences(leads: &str, sentence: &Sentence) -> String {
    if let ([only], Some(Join::All | Join::One)) = (sentence.parts.as_slice(), sentence.join) {
        return sentences(leads, only);
    }
    if let Some(join) = sentence.join {
        let mut text = line(&format!("{leads} {}", join.says()), "");
        sentence.parts.iter().for_each(|part| tree(&mut text, part, 1));
        return text;
    }
    if sentence.parts.is_empty() && sentence.definition.is_none() {
        return line(leads, &sentence.says);
    }
    let mut text = line(leads, "");
    tree(&mut text, sentence, 1);
    text
}

/// A text of which the first line is indented, and the others two further.
fn hanging(text: &str, indent: usize) -> String {
    let (first, rest) = (" ".repeat(indent), " ".repeat(indent + 2));
    let options = textwrap::Options::new(render::width()).initial_indent(&first).subsequent_indent(&rest);
    textwrap::fill(text, options)
}

fn tree(text: &mut String, sentence: &Sentence, level: usize) {
    let indent = 4 * level;
    // one part needs no "all of these"
    if let ([only], Some(Join::All | Join::One)) = (sentence.parts.as_slice(), sentence.join) {
        return tree(text, only, level);
    }
    let joined = sentence.join.map_or("", |_| ":");
    let whole = format!("- {}{joined}", sentence.says);
    let _ = writeln!(text, "{}", hanging(&whole, indent));
    if let Some(definition) = &sentence.definition {
        let place = match &sentence.provision {
            Some(provision) => format!("{definition}, {provision}"),
            None => definition.clone(),
        };
        let _ = writeln!(text, "{}", styled(FAINT, &render::wrapped(&place, indent + 6)));
    }
    for part in &sentence.parts {
        tree(text, part, level + 1);
    }
}
