//! An answer as a table (CSV) and as a text (Markdown), for whoever works on with it.

use std::fmt::Write as _;

use onus_engine::change::Standing;
use onus_engine::check::Checked;
use onus_engine::overview::{self, GROUPS, Listed, group, sort};
use onus_engine::words;
use onus_register::register::Register;

use crate::answer::Answer;

/// A table with a line for each finding that is owed, coming or open.
pub(crate) fn csv(checked: &Checked) -> String {
    let mut text =
        String::from("duty,title,about,bearer,role,state,status,owed,owed to,provision,due,from,fine,how sure\r\n");
    for finding in &checked.findings {
        if Standing::of(finding) == Standing::None {
            continue;
        }
        let due: Vec<String> = finding
            .due
            .iter()
            .map(|line| match &line.at {
                Some(at) => format!("{}: {}", at.words(), line.text),
                None => line.text.clone(),
            })
            .collect();
        let to: Vec<&str> = finding.owed_to.iter().map(|to| to.name()).collect();
        let owed = serde_json::to_value(finding.owed).ok().and_then(|value| value.as_str().map(str::to_owned));
        let cells = [
            finding.item.clone().unwrap_or_else(|| finding.duty.clone()),
            finding.title.clone(),
            finding.over.name.clone(),
            finding.bearer.as_ref().map(|bearer| bearer.name.clone()).unwrap_or_default(),
            finding.role.clone().unwrap_or_default(),
            finding.state.clone().unwrap_or_default(),
            finding.status.name().to_owned(),
            owed.unwrap_or_default(),
            to.join("; "),
            finding.provision.clone(),
            due.join("; "),
            finding.in_force_from.map(|from| from.to_string()).unwrap_or_default(),
            overview::fines(std::iter::once(finding)).join("; "),
            finding.confidence.name().to_owned(),
        ];
        let line: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&line.join(","));
        text.push_str("\r\n");
    }
    text
}

/// A cell. What a spreadsheet would take for a formula gets a mark in front.
fn quoted(cell: &str) -> String {
    let mark = if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{mark}{}\"", cell.replace('"', "\"\""))
}

/// A text that can be read and mended by hand.
pub(crate) fn markdown(register: &Register, answer: &Answer) -> String {
    let checked = &answer.checked;
    let mut text = String::new();
    let name = answer.case.name.as_deref().unwrap_or("What is owed");
    let _ = writeln!(text, "# {}\n\nOn {}. Not legal advice.", plain(name), words::day(checked.as_of));
    for (party, findings) in overview::by_party(checked) {
        let sorted = sort(&findings);
        let who = party.map_or("Someone whom the case does not name", |party| party.name.as_str());
        if sorted.owed.is_empty() && sorted.coming.is_empty() && sorted.open.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n## {}", plain(who));
        for wanted in GROUPS {
            let own: Vec<Listed<'_>> =
                sorted.owed.iter().filter(|listed| group(listed.finding) == wanted).cloned().collect();
            section(wanted, &own, &mut text);
        }
        section("Coming", &sorted.coming, &mut text);
        section("Open: facts are missing", &sorted.open, &mut text);
        let fines = overview::fines(sorted.owed.iter().map(|listed| listed.finding));
        if !fines.is_empty() {
            let _ = writeln!(text, "\n### Ceilings of fines\n");
            for fine in fines {
                let _ = writeln!(text, "- {}", plain(&fine));
            }
        }
    }
    let states = checked.coverage.states.iter().map(|(_, name)| format!("the law of {name}"));
    let areas = checked.coverage.areas.iter().map(|area| area.text.clone());
    let not_held: Vec<String> = states.chain(areas).collect();
    if !not_held.is_empty() {
        let _ = writeln!(text, "\n## Not in the register, though the facts touch it or may\n");
        for one in not_held {
            let _ = writeln!(text, "- {}", plain(&one));
        }
    }
    let _ = writeln!(text, "\nRegister of {} regimes and {} duties.", register.regimes.len(), register.duties.len());
    text
}

fn section(title: &str, listed: &[Listed<'_>], text: &mut String) {
    if listed.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n### {title}\n");
    for Listed { finding, things } in listed {
        let about = if finding.if_it_happens { "if it happens".to_owned() } else { things.join(", ") };
        let from = finding.in_force_from.filter(|_| Standing::of(finding) == Standing::Coming);
        let from = from.map(|from| format!(", from {}", words::day(from))).unwrap_or_default();
        let _ = writeln!(
            text,
            "- **{}** ({}{from}): {} *{}; {}*",
            plain(&finding.title),
            plain(&about),
            plain(&finding.plain),
            plain(&finding.provision),
            finding.confidence.name()
        );
    }
}

/// Text in which nothing is taken for markup.
fn plain(text: &str) -> String {
    let mut out = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' => {
                out.push('\\');
                out.push(letter);
            }
            '\n' => out.push(' '),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_cell_is_never_a_formula_and_a_name_never_markup() {
        assert_eq!(super::quoted("=1+1"), "\"'=1+1\"");
        assert_eq!(super::quoted("a \"b\""), "\"a \"\"b\"\"\"");
        assert_eq!(super::plain("<b>*x*"), "\\<b\\>\\*x\\*");
    }
}
