//! When each thing is due, to whom, in words and as a moment. What a period hangs on is looked up here; how it is counted is for
//! `onus-time`.

use super::{Parts, Teller};
use crate::moment::{DueLine, Term, To, Wait};
use crate::words::{self};
use jiff::tz::TimeZone;
use onus_logic::ground::Being;
use onus_logic::literal;
use onus_logic::schema::Type;
use onus_logic::solve::{Decision, Fact, Truth};
use onus_logic::world::{ThingId, Value};
use onus_register::law::{Anchor, Due, Which, Within};
use onus_register::value;
use onus_time::{Calendar, Counting, Length, Period, Point, Start};
use rust_decimal::Decimal;

/// What a period of one duty on one thing is read with.
pub(super) struct Matter<'p> {
    pub(super) parts: &'p Parts<'p>,
    pub(super) thing: ThingId,
    pub(super) bearer: Being,
    pub(super) state: Option<u32>,
    pub(super) zone: TimeZone,
}

/// What is known of the moment on which a period hangs.
enum Known {
    /// It is known.
    At(Start),
    /// It is not known yet, or has not happened.
    Waits(Wait),
    /// It does not happen.
    Never,
}

/// When an entry ends, and what must be known before that is sure.
#[derive(Default)]
struct End {
    period: Option<Period>,
    from: Option<Start>,
    waits: Vec<Wait>,
}

impl Teller<'_> {
    pub(super) fn dues(&self, matter: &Matter<'_>) -> Vec<DueLine> {
        let mut lines = Vec::new();
        for (node, due) in &matter.parts.dues {
            let truth = self.solver.truth(*node);
            if truth == Truth::False {
                continue;
            }
            let recipients: Vec<To> = due.to.iter().map(|to| self.recipient(to, matter.state)).collect();
            let end = self.end(due, matter);
            let mut line = DueLine {
                stage: due.stage.clone(),
                text: self.due_text(due),
                prompt: due.prompt,
                to: recipients.iter().map(shown).collect(),
                content: due.content.iter().map(|content| content.text.clone()).collect(),
                answers: due.content.iter().map(|content| content.facts.clone()).collect(),
                provisional: truth == Truth::Unknown,
                missing: match truth {
                    Truth::Unknown => self.missing(self.solver.missing(&Decision::of(*node))),
                    _ => Vec::new(),
                },
                waits_for: end.waits,
                serves: due.serves.clone(),
                note: due.note.clone(),
                term: term(due),
                from: end.from.and_then(|start| start.early.first(&matter.zone)),
                recipients,
                counted: due.counting.as_ref().and_then(|id| {
                    let counting = self.register.vocabulary.countings.get(id)?;
                    Some(match &counting.provision {
                        Some(provision) => format!("{} ({provision})", counting.text),
                        None => counting.text.clone(),
                    })
                }),
                ..DueLine::default()
            };
            line.show(end.period, self.zone_of_days(due).unwrap_or(&matter.zone));
            lines.push(line);
        }
        lines
    }

    /// The zone of a counting, if it has one of its own.
    fn zone_of_days(&self, due: &Due) -> Option<&TimeZone> {
        let counting = self.register.vocabulary.countings.get(due.counting.as_ref()?)?;
        counting.counting.zone.as_ref()
    }

    pub(super) fn recipient(&self, id: &str, state: Option<u32>) -> To {
        let vocabulary = &self.register.vocabulary;
        let Some(recipient) = vocabulary.recipients.get(id) else {
            return To { id: id.to_owned(), name: id.to_owned(), how: None, zone: None };
        };
        let code = state.map(|state| self.register.state_code(state));
        let own = code.and_then(|code| recipient.states.get(code));
        let of_state =
            vocabulary.calendars.values().find(|calendar| calendar.state.as_deref() == code && code.is_some());
        let zone = recipient.zone.as_ref().and_then(|zone| zone.iana_name().map(str::to_owned));
        To {
            id: id.to_owned(),
            name: own.map_or_else(|| recipient.text.clone(), |(name, _)| name.clone()),
            how: own.and_then(|(_, how)| how.clone()).or_else(|| recipient.how.clone()),
            zone: zone.or_else(|| of_state.and_then(|calendar| calendar.zone.as_ref().map(|(name, _)| name.clone()))),
        }
    }

    fn end(&self, due: &Due, matter: &Matter<'_>) -> End {
        if !due.earliest.is_empty() || !due.latest.is_empty() {
            return self.among(due, matter);
        }
        if let Some(at) = &due.at {
            return match self.anchor(at, matter) {
                Known::At(start) => {
                    End { period: Period::exactly(start, &matter.zone), from: Some(start), waits: Vec::new() }
                }
                Known::Waits(wait) => End { waits: vec![wait], ..End::default() },
                Known::Never => End::default(),
            };
        }
        let Some(after) = &due.after else { return End::default() };
        match self.anchor(after, matter) {
            Known::At(start) => {
                let period = match due.within {
                    Some(Within::Length(short, long)) => self.count(due, start, (short, long), matter),
                    // what is due without delay is due from the moment on
                    Some(Within::Prompt | Within::Continuous) | None => None,
                };
                End { period, from: Some(start), waits: Vec::new() }
            }
            Known::Waits(wait) => End { waits: vec![wait], ..End::default() },
            Known::Never => End::default(),
        }
    }

    /// The earliest or the latest of several. Of the earliest what is known already bounds it; the latest is open until all are known.
    fn among(&self, due: &Due, matter: &Matter<'_>) -> End {
        let latest = due.earliest.is_empty();
        let inner = if latest { &due.latest } else { &due.earliest };
        let mut ends: Vec<(Period, Option<Start>)> = Vec::new();
        let mut waits: Vec<Wait> = Vec::new();
        let mut is_open = false;
        for due in inner {
            let end = self.end(due, matter);
            is_open |= !end.waits.is_empty();
            waits.extend(end.waits);
            let Some(period) = end.period else { continue };
            if let Some(limit) = &due.lapses_before {
                match self.anchor(limit, matter) {
                    Known::At(start)
                        if start.early.first(&matter.zone).is_some_and(|limit| period.strict.at < limit) =>
                    {
                        continue;
                    }
                    _ => {}
                }
            }
            ends.push((period, end.from));
        }
        waits.sort();
        waits.dedup();
        if latest && is_open {
            return End { waits, ..End::default() };
        }
        let periods: Vec<Period> = ends.iter().map(|(period, _)| period.clone()).collect();
        let period = Period::among(&periods, latest);
        let from = period
            .as_ref()
            .and_then(|period| ends.iter().find(|(own, _)| own.strict == period.strict))
            .and_then(|(_, from)| *from);
        End { period, from, waits }
    }

    fn count(&self, due: &Due, start: Start, lengths: (Length, Length), matter: &Matter<'_>) -> Option<Period> {
        let vocabulary = &self.register.vocabulary;
        let counting = due.counting.as_ref().and_then(|id| vocabulary.countings.get(id));
        let named = due.calendar.as_ref().or_else(|| counting.and_then(|counting| counting.calendar.as_ref()));
        let own = named.and_then(|id| vocabulary.calendars.get(id));
        let weekends = Calendar::weekends();
        let mut calendars: Vec<&Calendar> = own.map(|own| &own.calendar).into_iter().collect();
        if calendars.is_empty() {
            calendars = self.calendars_of(counting, matter);
        }
        if calendars.is_empty() {
            calendars.push(&weekends);
        }
        let plain = Counting::default();
        let counting = counting.map_or(&plain, |counting| &counting.counting);
        onus_time::count(start, lengths, counting, &calendars, &matter.zone)
    }

    /// The calendars of the State whose law is read, or of the countries that a fact of the bearer names.
    fn calendars_of(
        &self,
        counting: Option<&onus_register::vocabulary::time::Counting>,
        matter: &Matter<'_>,
    ) -> Vec<&Calendar> {
        let register = self.register;
        let of_code = |code: &str| {
            let mut all = register.vocabulary.calendars.values();
            all.find(|calendar| calendar.state.as_deref() == Some(code)).map(|calendar| &calendar.calendar)
        };
        if let Some(state) = matter.state {
            return of_code(register.state_code(state)).into_iter().collect();
        }
        let schema = &register.program.schema;
        let Some(fact) = counting.and_then(|counting| counting.calendar_of) else { return Vec::new() };
        let (Type::Enum(of) | Type::Set(of)) = schema.fact(fact).of else { return Vec::new() };
        let Some(bearer) = self.solver.ground().real(matter.bearer) else { return Vec::new() };
        let members = match self.case.world.value(bearer, fact) {
            // a set that may hold more says nothing sure
            Some(Value::Set { has, lacks }) if has.count_ones(..) + lacks.count_ones(..) == has.len() => has,
            Some(Value::Members(members)) => members,
            _ => return Vec::new(),
        };
        members.ones().filter_map(|member| schema.of_enum(of).member(member)).filter_map(of_code).collect()
    }

    fn anchor(&self, anchor: &Anchor, matter: &Matter<'_>) -> Known {
        match anchor {
            Anchor::Day(day) => Known::At(Start::at(Point::Day(*day))),
            Anchor::Sent(duties, which) => self.sent(anchor, duties, *which, matter),
            Anchor::Fact { path, of, .. } => self.fact_moment(anchor, path, *of, matter),
        }
    }

    fn sent(&self, anchor: &Anchor, duties: &[String], which: Which, matter: &Matter<'_>) -> Known {
        let register = self.register;
        // a report for a State's item is one for the directive's duty, and the other way round
        let mut ids: Vec<&str> = duties.iter().map(String::as_str).collect();
        for duty in duties {
            let Some(id) = register.duty_named(duty) else { continue };
            ids.extend(register.transpositions(id).map(|(_, own)| register.duty(own).head.id.as_str()));
            if let Some(directive) = register.duty(id).implements {
                ids.push(register.duty(directive).head.id.as_str());
            }
        }
        let mut sent =
            self.case.submissions.iter().filter(|own| own.thing == matter.thing && own.meets(&ids)).map(|own| own.at);
        let found = match which {
            Which::First => sent.next(),
            Which::Last => sent.next_back(),
        };
        match found {
            Some(at) => Known::At(Start::at(Point::Instant(at))),
            None => Known::Waits(Wait {
                event: duties.first().cloned().unwrap_or_default(),
                text: self.anchor_text(anchor),
                question: None,
                report: true,
            }),
        }
    }

    fn fact_moment(&self, anchor: &Anchor, path: &str, of: Type, matter: &Matter<'_>) -> Known {
        let schema = &self.register.program.schema;
        let own = path.split_once('.').and_then(|(kind, _)| {
            let fact = schema.fact_named(path)?;
            let thing = self.case.world.thing(matter.thing);
            (schema.kind_name(thing.kind) == kind).then_some(fact)
        });
        if let Some(fact) = own
            && matches!(self.case.world.value(matter.thing, fact), Some(Value::Absent))
        {
            return Known::Never;
        }
        let found = matter.parts.moments.get(path).and_then(|linear| {
            let range = self.solver.range_of(*linear);
            let (low, high) = (range.low?, range.high?);
            let point = |number| match of {
                Type::Instant => value::moment(number).map(Point::Instant),
                _ => literal::date_of(number).map(Point::Day),
            };
            if of == Type::Instant
                && let Some(day) = value::whole_day(low, high, &matter.zone)
            {
                return Some(Start::at(Point::Day(day)));
            }
            // the two instants of a repeated clock hour are known well enough: from one to plan, from the other to argue
            let near = high - low <= Decimal::from(if of == Type::Instant { 7_200 } else { 0 });
            near.then(|| Some(Start { early: point(low)?, late: point(high)? })).flatten()
        });
        if let Some(start) = found {
            return Known::At(start);
        }
        let question = own.map(|fact| self.register.vocabulary.fact(fact).question.clone());
        let event = own.map_or_else(|| path.to_owned(), |fact| self.words().path(Fact::Of(matter.thing, fact)));
        Known::Waits(Wait { event, text: self.anchor_text(anchor), question, report: false })
    }

    pub(super) fn due_text(&self, due: &Due) -> String {
        words::due(self.register, due)
    }

    pub(super) fn anchor_text(&self, anchor: &Anchor) -> String {
        words::anchor(self.register, anchor)
    }
}

fn shown(to: &To) -> String {
    match &to.how {
        Some(how) => format!("{} ({how})", to.name),
        None => to.name.clone(),
    }
}

fn term(due: &Due) -> Term {
    let is_timed = due.at.is_some() || !due.earliest.is_empty() || !due.latest.is_empty();
    match due.within {
        _ if is_timed => Term::Period,
        Some(Within::Length(..)) => Term::Period,
        Some(Within::Continuous) => Term::Continuous,
        Some(Within::Prompt) => Term::Prompt,
        None if due.prompt || due.after.is_some() => Term::Prompt,
        None if due.before.is_some() => Term::Before,
        None => Term::None,
    }
}
