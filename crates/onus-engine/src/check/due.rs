//! When each thing is due, to whom, in words and as a moment.

use super::{Parts, Teller};
use crate::moment::{self, DueLine, Moment};
use crate::words::{self};
use jiff::tz::TimeZone;
use onus_logic::literal;
use onus_logic::schema::Type;
use onus_logic::solve::Truth;
use onus_logic::world::ThingId;
use onus_register::law::{Anchor, Due, Within};
use onus_register::value;
use rust_decimal::Decimal;

impl Teller<'_> {
    pub(super) fn dues(&self, parts: &Parts, thing: ThingId, state: Option<u32>) -> Vec<DueLine> {
        let mut lines = Vec::new();
        for (node, due) in &parts.dues {
            let truth = self.solver.truth(*node);
            if truth == Truth::False {
                continue;
            }
            let zone = self.case.zone_of(thing);
            let at = self.moment(due, parts, &zone);
            lines.push(DueLine {
                stage: due.stage.clone(),
                at,
                text: self.due_text(due),
                prompt: due.prompt,
                to: due.to.iter().map(|to| self.recipient(to, state)).collect(),
                content: due.content.clone(),
                provisional: truth == Truth::Unknown,
                note: due.note.clone(),
            });
        }
        lines
    }

    pub(super) fn recipient(&self, id: &str, state: Option<u32>) -> String {
        let Some(recipient) = self.register.vocabulary.recipients.get(id) else { return id.to_owned() };
        let own = state.and_then(|state| recipient.states.get(self.register.state_code(state)));
        own.map_or_else(
            || recipient.text.clone(),
            |(name, how)| match how {
                Some(how) => format!("{name} ({how})"),
                None => name.clone(),
            },
        )
    }

    pub(super) fn moment(&self, due: &Due, parts: &Parts, zone: &TimeZone) -> Option<Moment> {
        let among = |dues: &[Due], latest: bool| {
            let moments: Option<Vec<Moment>> = dues.iter().map(|due| self.moment(due, parts, zone)).collect();
            let moments = moments?;
            if latest {
                moments.into_iter().max_by_key(|moment| moment.key(zone))
            } else {
                moments.into_iter().min_by_key(|moment| moment.key(zone))
            }
        };
        if !due.earliest.is_empty() {
            return among(&due.earliest, false);
        }
        if !due.latest.is_empty() {
            return among(&due.latest, true);
        }
        if let Some(at) = &due.at {
            return self.anchor(at, parts, zone);
        }
        let start = self.anchor(due.after.as_ref()?, parts, zone)?;
        start.after(due.within.as_ref()?)
    }

    pub(super) fn anchor(&self, anchor: &Anchor, parts: &Parts, zone: &TimeZone) -> Option<Moment> {
        match anchor {
            Anchor::Day(day) => Some(Moment::Day(*day)),
            Anchor::Sent(_) => None,
            Anchor::Fact { path, of, .. } => {
                let range = self.solver.range_of(*parts.moments.get(path)?);
                // of the two instants of a repeated clock hour the earlier one counts: it is safe under both
                let span = range.high? - range.low?;
                let point = range.low.filter(|_| span <= Decimal::from(3_600))?;
                match of {
                    Type::Instant => value::moment(point).map(|moment| Moment::at(moment, zone)),
                    _ => literal::date_of(point).map(Moment::Day),
                }
            }
        }
    }

    pub(super) fn due_text(&self, due: &Due) -> String {
        let among =
            |dues: &[Due], joint: &str| dues.iter().map(|due| self.due_text(due)).collect::<Vec<_>>().join(joint);
        if !due.earliest.is_empty() {
            return format!("the earliest of: {}", among(&due.earliest, "; "));
        }
        if !due.latest.is_empty() {
            return format!("the latest of: {}", among(&due.latest, "; "));
        }
        let mut parts: Vec<String> = Vec::new();
        match (&due.at, &due.within) {
            (Some(at), _) => parts.push(format!("by {}", self.anchor_text(at))),
            (None, Some(within)) => parts.push(match within {
                Within::Span(..) | Within::Business(..) => format!("within {}", moment::length(within)),
                Within::Continuous | Within::Prompt => moment::length(within),
            }),
            (None, None) => {}
        }
        if let Some(after) = &due.after {
            let measured = matches!(due.within, Some(Within::Span(..) | Within::Business(..)));
            parts.push(format!("{} {}", if measured { "of:" } else { "after:" }, self.anchor_text(after)));
        }
        if let Some(before) = &due.before {
            parts.push(format!("before: {}", self.anchor_text(before)));
        }
        let mut text = if parts.is_empty() { "no fixed time".to_owned() } else { parts.join(" ") };
        if let Some(every) = &due.every {
            text = match every.parse::<jiff::Span>() {
                Ok(span) => format!("every {}", moment::length(&Within::Span(span, every.clone()))),
                Err(_) => format!("every {every}"),
            };
        }
        text
    }

    pub(super) fn anchor_text(&self, anchor: &Anchor) -> String {
        match anchor {
            Anchor::Day(day) => words::day(*day),
            Anchor::Sent(duty) => {
                let title = self.register.duties.get(duty).map_or(duty.as_str(), |duty| duty.head.title.as_str());
                format!("sending \"{title}\"")
            }
            Anchor::Fact { path, expr, .. } => {
                let program = &self.register.program;
                match program.ir.node(*expr) {
                    onus_logic::ir::Node::NumberFact(_, fact) => self.register.vocabulary.fact(*fact).label.clone(),
                    _ => path.clone(),
                }
            }
        }
    }
}
