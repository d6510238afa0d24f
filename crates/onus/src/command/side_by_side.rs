//! How a thing under the law of several places is shown: a table with a row for each requirement and a column for each place.

use std::fmt::Write as _;

use onus_engine::side_by_side::{Cell, SideBySide};

use crate::render::{self, BOLD, FAINT, styled};

/// Width of the column of requirements, and of each place.
const FIRST: usize = 44;
const EACH: usize = 13;

/// Adds the table to the text.
pub(super) fn write(table: &SideBySide, text: &mut String) {
    let _ = writeln!(text, "{}", styled(BOLD, &format!("Side by side: {}", table.thing.name)));
    let heads: Vec<Vec<String>> = table.places.iter().map(|(_, name)| folded(name, EACH)).collect();
    for index in 0..heads.iter().map(Vec::len).max().unwrap_or_default() {
        let line: String = heads.iter().map(|head| padded(head.get(index).map_or("", String::as_str), EACH)).collect();
        let _ = writeln!(text, "  {}{}", padded("", FIRST), line.trim_end());
    }
    for row in &table.rows {
        let cells: String = row.cells.iter().map(|cell| padded(&shown(cell), EACH)).collect();
        let lines = folded(&row.text, FIRST);
        for (index, line) in lines.iter().enumerate() {
            let cells = if index == 0 { cells.trim_end() } else { "" };
            let _ = writeln!(text, "  {}", format!("{}{cells}", padded(line, FIRST)).trim_end());
        }
    }
    let legend = "A day is when a place begins to ask it; \"?\" depends on facts that are missing; \"-\" means that no law held here asks \
                  it. `--format json` names the provisions.";
    let _ = writeln!(text, "{}\n", styled(FAINT, &render::wrapped(legend, 2)));
}

/// What stands in a cell: today, the first day from which it is asked, or that it is open.
fn shown(cell: &Cell) -> String {
    match (cell.now.is_empty(), cell.coming.first(), cell.open.is_empty()) {
        (false, ..) => "now".to_owned(),
        (true, Some((from, _)), _) => from.strftime("%-d %b %Y").to_string(),
        (true, None, false) => "?".to_owned(),
        (true, None, true) => "-".to_owned(),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text:<width$}")
}

/// Lines that leave a blank at their end.
fn folded(text: &str, width: usize) -> Vec<String> {
    textwrap::wrap(text, width.saturating_sub(1)).into_iter().map(std::borrow::Cow::into_owned).collect()
}
