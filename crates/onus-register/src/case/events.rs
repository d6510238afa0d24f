//! What a case tells of time besides facts: reports that were sent, and values that were corrected. Nothing is overwritten: a corrected
//! value keeps what was believed before, with the day on which it was written down.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use onus_logic::schema::{FactId, KindId, Type};
use onus_logic::world::{ThingId, Value};
use onus_time::point;
use toml::value::Datetime;

use super::Reader;
use crate::diagnostic::{Diagnostic, codes};
use crate::law::{Anchor, Due};
use crate::source::At;
use crate::tree::{self, Fields, Item, Table, Tree, unknown};
use crate::value;

/// A report that was sent.
#[derive(Clone, Debug, PartialEq)]
pub struct Submission {
    /// The duty that it met.
    pub of: String,
    /// The stage, where the duty has several.
    pub stage: Option<String>,
    /// What it was about.
    pub thing: ThingId,
    /// When it was sent.
    pub at: Timestamp,
    /// Other duties that its content met as well.
    pub covers: Vec<String>,
    /// Why it was late, where someone says so.
    pub reason: Option<String>,
    /// The file that was sent.
    pub proof: Option<String>,
    /// Its SHA-256.
    pub sha256: Option<String>,
    /// Where it stands.
    pub place: At,
}

impl Submission {
    /// Whether it meets a duty by any of its ids.
    pub fn meets(&self, ids: &[&str]) -> bool {
        ids.contains(&self.of.as_str()) || self.covers.iter().any(|covered| ids.contains(&covered.as_str()))
    }
}

/// What was believed of a fact before it was corrected.
#[derive(Clone, Debug, PartialEq)]
pub struct Earlier {
    /// The thing.
    pub thing: ThingId,
    /// The fact.
    pub fact: FactId,
    /// What was believed; `None` if nothing was.
    pub value: Option<Value>,
    /// Since when, if it is written down.
    pub on: Option<Timestamp>,
    /// When it was corrected.
    pub corrected: Option<Timestamp>,
    /// Where it stands.
    pub at: At,
}

/// The moment at which something was written down: a day counts from its beginning.
fn recorded(time: Datetime, zone: &TimeZone) -> Option<Timestamp> {
    let civil = value::civil(time)?;
    match time.offset {
        Some(_) => time.to_string().parse().ok(),
        None => match point::local(civil, zone)? {
            point::LocalTime::Once(at) | point::LocalTime::Twice(at, _) | point::LocalTime::Skipped(at, _) => Some(at),
        },
    }
}

impl Reader<'_> {
    /// The moment to which the case looks back.
    pub(super) fn looked_back(&mut self, tree: &Tree) -> Option<Timestamp> {
        let zone = self.case.zone.clone().unwrap_or(TimeZone::UTC);
        let found = if let Item::Time(time) = &tree.item { recorded(*time, &zone) } else { None };
        if found.is_none() {
            self.report.push(tree::expected("a date, or a date with a time", &tree.item, tree.at));
        }
        found
    }

    fn zone_at(&self, thing: ThingId) -> TimeZone {
        self.case.zone_of(thing)
    }

    /// `on` of a statement as a moment.
    fn moment_of(&self, table: &Table, thing: ThingId) -> Option<Timestamp> {
        match table.get("on").map(|tree| &tree.item) {
            Some(Item::Time(time)) => recorded(*time, &self.zone_at(thing)),
            _ => None,
        }
    }

    /// Reads `was = [{ value, on, .. }]` of a statement, and gives the value that held at the moment to which the case looks back.
    pub(super) fn corrected(&mut self, thing: ThingId, fact: FactId, table: &Table, found: Value) -> Option<Value> {
        let now = self.moment_of(table, thing);
        let mut history: Vec<(Option<Timestamp>, Option<Value>, At)> = Vec::new();
        for (was, at) in table.get("was").map(|tree| tree::tables(tree, self.report)).unwrap_or_default() {
            let fields = Fields::new(was, at, "earlier statement");
            fields.know(&["value", "on", "by", "why", "source"]);
            let value = fields.needed("value", self.report).and_then(|tree| self.fact_value(thing, fact, tree));
            fields.finish(self.report);
            let on = self.moment_of(was, thing);
            if on.is_none() {
                self.report.push(
                    Diagnostic::error(
                        codes::MISSING,
                        at,
                        "an earlier value needs the day on which it was written down",
                        "since when?",
                    )
                    .help("add `on = 2026-11-27`, or `on = 2026-11-27T16:05:00`"),
                );
            }
            history.push((on, value, at));
        }
        if history.is_empty() {
            let known = self.case.known_at.zip(now).is_none_or(|(looked, on)| on <= looked);
            return known.then_some(found);
        }
        if now.is_none() {
            self.report.push(
                Diagnostic::error(
                    codes::MISSING,
                    table.get("was").map_or(At::default(), |tree| tree.at),
                    "a corrected value needs the day of the correction",
                    "corrected when?",
                )
                .help("add `on = 2026-12-03` beside `value`"),
            );
        }
        history.sort_by_key(|(on, ..)| *on);
        let ends: Vec<Option<Timestamp>> = history.iter().skip(1).map(|(on, ..)| *on).chain([now]).collect();
        for ((on, value, at), corrected) in history.iter().zip(ends) {
            let (value, at) = (value.clone(), *at);
            self.case.earlier.push(Earlier { thing, fact, value, on: *on, corrected, at });
        }
        let Some(looked) = self.case.known_at else { return Some(found) };
        if now.is_none_or(|now| now <= looked) {
            return Some(found);
        }
        history.into_iter().rev().find(|(on, ..)| on.is_some_and(|on| on <= looked)).and_then(|(_, value, _)| value)
    }

    fn fact_value(&mut self, thing: ThingId, fact: FactId, tree: &Tree) -> Option<Value> {
        let schema = &self.register.program.schema;
        if let Type::Thing(kind) = schema.fact(fact).of {
            return self.reference(tree, kind);
        }
        let zone = self.case.zones.get(&thing).or(self.case.zone.as_ref()).cloned();
        value::read(tree, fact, schema, zone.as_ref(), self.report)
    }

    /// `[[submission]]`: reports that were sent.
    pub(super) fn submissions(&mut self, tree: &Tree) {
        for (table, at) in tree::tables(tree, self.report) {
            let fields = Fields::new(table, at, "submission");
            let of = fields.needed("of", self.report).and_then(|tree| self.duty_id(tree));
            let covers = match fields.get("covers") {
                Some(tree) => {
                    let ids = tree::texts(tree, self.report);
                    let trees: Vec<Tree> =
                        ids.into_iter().map(|(id, at)| Tree { item: Item::Text(id.to_owned()), at }).collect();
                    trees.iter().filter_map(|tree| self.duty_id(tree)).collect()
                }
                None => Vec::new(),
            };
            let over = of
                .as_ref()
                .and_then(|of| self.register.duties.get(of))
                .and_then(|duty| duty.versions.first().map(|version| version.body.over));
            let thing = fields.get("about").and_then(|tree| self.about(tree, over)).or_else(|| self.only(over));
            if of.is_some() && thing.is_none() && fields.get("about").is_none() {
                self.report.push(
                    Diagnostic::error(codes::MISSING, at, "what was this report about?", "no `about`")
                        .help("name the thing of the case: `about = \"incident name\"`"),
                );
            }
            let sent = fields.needed("at", self.report).and_then(|tree| self.sent_at(tree, thing));
            let text = |key: &'static str, reader: &mut Self| fields.text(key, reader.report).map(str::to_owned);
            let (reason, proof, sha256) = (text("reason", self), text("proof", self), text("sha256", self));
            let stage = text("stage", self);
            let recorded = fields.get("recorded").and_then(|tree| match (&tree.item, thing) {
                (Item::Time(time), Some(thing)) => recorded(*time, &self.zone_at(thing)),
                _ => None,
            });
            fields.finish(self.report);
            let (Some(of), Some(thing), Some(sent)) = (of, thing, sent) else { continue };
            let known = self.case.known_at.is_none_or(|looked| recorded.unwrap_or(sent) <= looked);
            if known {
                let submission = Submission { of, stage, thing, at: sent, covers, reason, proof, sha256, place: at };
                self.case.submissions.push(submission);
            }
        }
        self.case.submissions.sort_by_key(|submission| submission.at);
    }

    fn duty_id(&mut self, tree: &Tree) -> Option<String> {
        let id = tree::text(tree, self.report)?;
        if self.register.duties.contains_key(id) {
            return Some(id.to_owned());
        }
        let known: Vec<&str> = self.register.duties.keys().map(String::as_str).collect();
        let mut problem = unknown(codes::CASE_NAME, id, tree.at, &known);
        problem.message = format!("the register has no duty `{id}`");
        if problem.help.as_ref().is_some_and(|help| help.starts_with("one of")) {
            problem.help = Some("`onus list duties` shows the ids of all duties".to_owned());
        }
        self.report.push(problem);
        None
    }

    fn about(&mut self, tree: &Tree, over: Option<KindId>) -> Option<ThingId> {
        let name = tree::text(tree, self.report)?;
        let name = name.rsplit('.').next().unwrap_or(name);
        let world = &self.case.world;
        let of_kind = |kind: KindId| over.is_none_or(|over| over == kind);
        let named = |kinds: &dyn Fn(KindId) -> bool| {
            world.things().find(|(_, thing)| kinds(thing.kind) && thing.name.as_ref() == name).map(|(id, _)| id)
        };
        let found = named(&of_kind).or_else(|| named(&|_| true));
        if found.is_none() {
            let known: Vec<&str> =
                world.things().filter(|(_, thing)| of_kind(thing.kind)).map(|(_, thing)| thing.name.as_ref()).collect();
            let mut problem = unknown(codes::CASE_NAME, name, tree.at, &known);
            problem.message = format!("the case has no thing called `{name}`");
            self.report.push(problem);
        }
        found
    }

    /// The one thing of a kind, if the case has no other.
    fn only(&self, over: Option<KindId>) -> Option<ThingId> {
        let mut things = self.case.world.things().filter(|(_, thing)| Some(thing.kind) == over).map(|(id, _)| id);
        let first = things.next()?;
        things.next().is_none().then_some(first)
    }

    fn sent_at(&mut self, tree: &Tree, thing: Option<ThingId>) -> Option<Timestamp> {
        let Item::Time(time) = &tree.item else {
            self.report.push(
                tree::expected("a date with a time", &tree.item, tree.at)
                    .help("write 2026-11-28T13:00:00, without quotes"),
            );
            return None;
        };
        if time.time.is_none() {
            self.report.push(
                Diagnostic::error(codes::CASE_VALUE, tree.at, "a report is sent at a moment, not on a day", "no time")
                    .help(format!("write {time}T13:00:00")),
            );
            return None;
        }
        let zone = thing.map(|thing| self.zone_at(thing)).or(self.case.zone.clone());
        let civil = value::civil(*time)?;
        let points = value::instants(*time, civil, zone.as_ref(), tree.at, self.report)?;
        // sent in an hour that occurs twice: the later one is the safe reading of what was done
        points.into_iter().filter_map(value::moment).max()
    }

    /// What cannot have happened in that order.
    pub(super) fn timeline(&mut self) {
        self.order_of_facts();
        self.order_of_reports();
    }

    /// Facts of which the vocabulary says that one cannot be before the other.
    fn order_of_facts(&mut self) {
        let register = self.register;
        let schema = &register.program.schema;
        let facts: Vec<(ThingId, FactId)> = self.case.assertions.keys().copied().collect();
        for (thing, fact) in facts {
            for before in &register.vocabulary.fact(fact).not_before {
                let (Some(latest), Some(earliest)) = (self.bound(thing, fact, true), self.bound(thing, *before, false))
                else {
                    continue;
                };
                if latest >= earliest {
                    continue;
                }
                let at = |fact| self.case.assertions.get(&(thing, fact)).map_or(At::default(), |own| own.at);
                let (own, other) = (register.vocabulary.fact(fact), register.vocabulary.fact(*before));
                let name = self.case.title(thing).to_owned();
                self.report.push(
                    Diagnostic::error(
                        codes::TIMELINE,
                        at(fact),
                        format!("{name}: the {} cannot be before the {}", own.label, other.label),
                        schema.fact_path(fact),
                    )
                    .label(at(*before), schema.fact_path(*before))
                    .help("check both moments and their zones; correct the wrong one and keep what it was in `was`"),
                );
            }
        }
    }

    /// The last or first moment that a fact can be, in seconds or days.
    fn bound(&self, thing: ThingId, fact: FactId, last: bool) -> Option<rust_decimal::Decimal> {
        let Some(Value::Numbers(ranges, _)) = self.case.world.value(thing, fact) else { return None };
        let bounds: Option<Vec<_>> = ranges.iter().map(|range| if last { range.high } else { range.low }).collect();
        if last { bounds?.into_iter().max() } else { bounds?.into_iter().min() }
    }

    /// A report cannot be sent before what it reports, nor before the report on which its period hangs.
    fn order_of_reports(&mut self) {
        let register = self.register;
        let submissions = self.case.submissions.clone();
        for submission in &submissions {
            let Some(duty) = register.duties.get(&submission.of) else { continue };
            let dues = duty.versions.iter().flat_map(|version| &version.body.due);
            let over = duty.versions.first().map(|version| version.body.over);
            for anchor in dues.flat_map(anchors) {
                match anchor {
                    Anchor::Fact { path, .. } => self.sent_before_fact(submission, path, over),
                    Anchor::Sent(ids, _) => {
                        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
                        let first = submissions.iter().find(|other| {
                            other.thing == submission.thing && other.meets(&ids) && !std::ptr::eq(*other, submission)
                        });
                        if let Some(first) = first.filter(|first| first.at > submission.at) {
                            let message = format!("`{}` was sent before the report on which it follows", submission.of);
                            self.report.push(
                                Diagnostic::error(codes::TIMELINE, submission.place, message, "sent earlier")
                                    .label(first.place, format!("`{}`, sent later", first.of))
                                    .help("check both moments; if one report met both duties, name the other in its `covers`"),
                            );
                        }
                    }
                    Anchor::Day(_) => {}
                }
            }
        }
    }

    fn sent_before_fact(&mut self, submission: &Submission, path: &str, over: Option<KindId>) {
        let schema = &self.register.program.schema;
        let Some(fact) = schema.fact_named(path).filter(|fact| Some(schema.fact(*fact).kind) == over) else { return };
        if schema.fact(fact).of != Type::Instant {
            return;
        }
        let Some(start) = self.bound(submission.thing, fact, false).and_then(value::moment) else { return };
        if submission.at >= start {
            return;
        }
        let at = self.case.assertions.get(&(submission.thing, fact)).map_or(At::default(), |own| own.at);
        let label = self.register.vocabulary.fact(fact).label.clone();
        self.report.push(
            Diagnostic::error(
                codes::TIMELINE,
                submission.place,
                format!("`{}` was sent before the {label}", submission.of),
                "sent earlier",
            )
            .label(at, schema.fact_path(fact))
            .help("check both moments and their zones"),
        );
    }
}

/// The moments on which an entry hangs, those of its alternatives included.
fn anchors(due: &Due) -> Vec<&Anchor> {
    let inner = due.earliest.iter().chain(&due.latest).flat_map(anchors);
    due.after.iter().chain(inner).collect()
}
