//! What another set of facts would do to an agenda: lines that come, go or move. Serves "what if".

use serde::Serialize;

use super::{Agenda, Line};
use crate::moment::Moment;

/// What differs between two agendas.
#[derive(Clone, Debug, Serialize)]
pub struct Shift {
    /// Lines that only the second has.
    pub added: Vec<Line>,
    /// Lines that only the first has.
    pub removed: Vec<Line>,
    /// Lines of both with another moment, or that are no longer open, or that have become so.
    pub moved: Vec<Moved>,
    /// How many stay as they are.
    pub same: usize,
}

/// A line that is different.
#[derive(Clone, Debug, Serialize)]
pub struct Moved {
    /// When it was due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<Moment>,
    /// It was open whether it is owed.
    pub was_provisional: bool,
    /// The line as it is.
    pub line: Line,
}

/// From the first to the second.
pub fn between(before: &Agenda, after: &Agenda) -> Shift {
    let of = |agenda: &Agenda, key: &str| agenda.lines.iter().find(|line| line.key == key).cloned();
    let mut shift = Shift { added: Vec::new(), removed: Vec::new(), moved: Vec::new(), same: 0 };
    for line in &after.lines {
        match of(before, &line.key) {
            None => shift.added.push(line.clone()),
            Some(was) => {
                let differs = was.strict() != line.strict()
                    || was.due.from != line.due.from
                    || was.provisional != line.provisional
                    || was.is_unsent() != line.is_unsent();
                if differs {
                    shift.moved.push(Moved {
                        was: was.due.at.clone(),
                        was_provisional: was.provisional,
                        line: line.clone(),
                    });
                } else {
                    shift.same += 1;
                }
            }
        }
    }
    shift.removed = before.lines.iter().filter(|line| of(after, &line.key).is_none()).cloned().collect();
    shift
}
