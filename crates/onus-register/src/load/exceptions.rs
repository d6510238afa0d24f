//! Exceptions: what they touch, compiled once for each pair of kinds that they meet.

use super::Loader;
use super::glob::Glob;
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::law::{Anchor, Change, DutyId, Effect, Exception, ExceptionId, OwedTo, Touch, Within};
use crate::page::{self, Block, Page, Sort};
use crate::source::At;
use crate::tree::{self, Fields, Item, Tree};
use crate::vocabulary::twice;
use onus_logic::ir::ExprId;
use onus_logic::schema::{KindId, Type};
use std::collections::{BTreeMap, BTreeSet};

impl<'p> Loader<'p> {
    pub(super) fn exceptions(&mut self) {
        let items = self.items(Sort::Exception);
        let mut read: Vec<Option<Exception>> = vec![None; items.len()];
        let mut others: Vec<(&str, BTreeSet<DutyId>)> =
            items.iter().map(|(_, _, heading)| (heading.id.as_str(), BTreeSet::new())).collect();
        // what lifts comes last: it touches the duties of what it lifts
        for lifts in [false, true] {
            for ((page, block, heading), read) in items.iter().zip(&mut read) {
                if lifted_globs(block).is_some() == lifts {
                    *read = self.exception(page, block, heading, &others);
                }
            }
            for ((_, duties), read) in others.iter_mut().zip(&read) {
                duties.extend(read.iter().flat_map(|exception| &exception.touches).map(Touch::duty));
            }
            while !lifts && spread(&items, &mut others) {}
        }
        for (index, ((_, _, heading), exception)) in items.iter().zip(read).enumerate() {
            let Some(exception) = exception else { continue };
            let id = ExceptionId(index as u32);
            for touch in &exception.touches {
                match touch {
                    Touch::Duty(duty, _) => self.register.touching.entry(*duty).or_default().push(id),
                    Touch::Exception(other, ..) => {
                        let lifting = self.register.lifting.entry(*other).or_default();
                        if !lifting.contains(&id) {
                            lifting.push(id);
                        }
                    }
                }
            }
            if let Some(first) = self.register.exceptions.insert(heading.id.clone(), exception) {
                self.report.push(twice(&heading.id, heading.at, first.head.at));
            }
        }
        // an exception that could not be read leaves its number free: numbers must stay those of the list
        if self.register.exceptions.len() != items.len() && !self.report.has_errors() {
            let at = items.first().map_or(At::default(), |(_, block, _)| block.at);
            self.report.push(Diagnostic::error(
                codes::TWICE,
                at,
                "an exception could not be read",
                "see the other messages",
            ));
        }
    }

    pub(super) fn exception(
        &mut self,
        page: &'p Page,
        block: &'p Block,
        heading: &page::Heading,
        others: &[(&str, BTreeSet<DutyId>)],
    ) -> Option<Exception> {
        let fields = Fields::new(&block.table, block.at, "exception").or([&page.front]);
        let head = self.head(page, heading, &fields, None)?;
        self.must_begin(&head);
        let effect_name = fields
            .needed("effect", &mut self.report)
            .and_then(|tree| Some((tree::text(tree, &mut self.report)?, tree.at)))?;
        let effects = ["displaces", "excludes", "changes", "satisfies", "suspends", "lifts"];
        if !effects.contains(&effect_name.0) {
            self.report.push(tree::unknown(codes::VALUE, effect_name.0, effect_name.1, &effects));
            return None;
        }
        let lifts = effect_name.0 == "lifts";
        let when = fields.needed("when", &mut self.report)?;
        let targets =
            fields.needed("to", &mut self.report).map(|tree| tree::texts(tree, &mut self.report)).unwrap_or_default();
        let mut touches = Vec::new();
        let mut compiled: BTreeMap<(KindId, KindId), ExprId> = BTreeMap::new();
        for (pattern, at) in &targets {
            let (before, glob) = (touches.len(), Glob::new(pattern));
            if lifts {
                for (index, (_, duties)) in others.iter().enumerate().filter(|(_, (id, _))| glob.names(id)) {
                    for duty in duties {
                        let expr = self.exception_condition(when, *duty, &mut compiled)?;
                        touches.push(Touch::Exception(ExceptionId(index as u32), *duty, expr));
                    }
                }
            } else {
                let found: Vec<DutyId> = if let Some(id) = glob.only() {
                    self.register.duty_named(id).into_iter().collect()
                } else {
                    let duties = self.register.all_duties();
                    duties.filter(|(_, duty)| glob.names(&duty.head.id)).map(|(id, _)| id).collect()
                };
                for duty in found {
                    let expr = self.exception_condition(when, duty, &mut compiled)?;
                    touches.push(Touch::Duty(duty, expr));
                }
            }
            if touches.len() == before && lifts && others.iter().any(|(id, _)| glob.names(id)) {
                let message = format!("nothing that `{pattern}` names touches a duty");
                self.report
                    .push(Diagnostic::error(codes::EXCEPTION_CYCLE, *at, message, "in the end this lifts nothing").help(
                    "an exception may lift one that lifts another, but the last has to touch a duty: look for a circle",
                ));
            } else if touches.len() == before {
                let help = if lifts { "`lifts` names another exception" } else { "name a duty, or several with `*`" };
                self.report.push(
                    Diagnostic::error(codes::GLOB, *at, format!("`{pattern}` names nothing"), "no such id").help(help),
                );
            }
        }
        let effect = self.effect(effect_name.0, &fields, &touches)?;
        let by = fields.text("by", &mut self.report).map(str::to_owned);
        fields.know(&["set", "until"]);
        fields.finish(&mut self.report);
        Some(Exception { head, effect, touches, by })
    }

    /// The condition of an exception over the variables of a duty, compiled once for each pair of kinds.
    pub(super) fn exception_condition(
        &mut self,
        when: &Tree,
        duty: DutyId,
        compiled: &mut BTreeMap<(KindId, KindId), ExprId>,
    ) -> Option<ExprId> {
        let body =
            self.register.duty(duty).versions.first().map(|version| (version.body.over, version.body.bearer_kind))?;
        if let Some(known) = compiled.get(&body) {
            return Some(*known);
        }
        let scope = self.duty_scope(body.0, body.1);
        let (before, duty) = (self.report.diagnostics.len(), self.register.duty(duty).head.at);
        let expr = self.compile(when, &scope, Type::Bool);
        for diagnostic in self.report.diagnostics.iter_mut().skip(before) {
            diagnostic.labels.push(crate::diagnostic::Label { at: duty, text: "read for this duty".to_owned() });
        }
        compiled.insert(body, expr);
        Some(expr)
    }

    pub(super) fn effect(&mut self, name: &str, fields: &Fields<'p>, touches: &[Touch]) -> Option<Effect> {
        let first = touches.iter().find_map(|touch| match touch {
            Touch::Duty(duty, _) | Touch::Exception(_, duty, _) => self.register.duty(*duty).versions.first(),
        });
        let kinds = first.map(|version| (version.body.over, version.body.bearer_kind));
        Some(match name {
            "displaces" => Effect::Displaces,
            "excludes" => Effect::Excludes,
            "satisfies" => Effect::Satisfies,
            "lifts" => Effect::Lifts,
            "suspends" => {
                let tree = fields.needed("until", &mut self.report)?;
                let (over, bearer) = kinds?;
                let scope = self.duty_scope(over, bearer);
                let until = self.dues(tree, over, &scope).into_iter().next()?;
                let is_day = matches!(until.at, Some(Anchor::Day(_)));
                let is_period =
                    matches!((&until.after, &until.within), (Some(Anchor::Fact { .. }), Some(Within::Length(..))));
                if !is_day && !is_period {
                    self.report.push(
                        Diagnostic::error(codes::VALUE, tree.at, "this says no end of the suspension", "no day and no period")
                            .help("write `{ at = 2027-01-01 }` or `{ after = \"organisation.designated_on\", within = \"P36M\" }`"),
                    );
                }
                Effect::Suspends(Box::new(until))
            }
            _ => {
                let tree = fields.needed("set", &mut self.report)?;
                let Item::Table(table) = &tree.item else {
                    self.report.push(tree::expected("a table", &tree.item, tree.at));
                    return None;
                };
                let (over, bearer) = kinds?;
                let scope = self.duty_scope(over, bearer);
                let set = Fields::new(table, tree.at, "change");
                let due = set.get("due").map(|tree| self.dues(tree, over, &scope));
                let sanctions = set.get("sanction").map(|tree| self.sanctions(tree, &scope));
                let owed_to = set.get("owed_to").map(|tree| {
                    tree::texts(tree, &mut self.report)
                        .into_iter()
                        .filter_map(|(name, at)| tree::pick(name, at, &OwedTo::NAMES, &mut self.report))
                        .collect()
                });
                set.finish(&mut self.report);
                Effect::Changes(Change { due, sanctions, owed_to })
            }
        })
    }
}

/// The patterns of what an exception lifts, if that is what it does.
fn lifted_globs(block: &Block) -> Option<Vec<&str>> {
    let lifts = |tree: &&Tree| matches!(&tree.item, Item::Text(effect) if effect == "lifts");
    block.table.get("effect").filter(lifts)?;
    let targets = block.table.get("to").map(|to| tree::texts(to, &mut Report::default())).unwrap_or_default();
    Some(targets.into_iter().map(|(glob, _)| glob).collect())
}

/// Gives each exception that lifts others the duties of those. Says whether anything was added.
fn spread(items: &[(&Page, &Block, &page::Heading)], others: &mut [(&str, BTreeSet<DutyId>)]) -> bool {
    let mut added = false;
    for (index, (_, block, _)) in items.iter().enumerate() {
        let Some(globs) = lifted_globs(block) else { continue };
        let lifted = others.iter().filter(|(id, _)| globs.iter().any(|glob| Glob::new(glob).names(id)));
        let duties: BTreeSet<DutyId> = lifted.flat_map(|(_, duties)| duties.iter().copied()).collect();
        if let Some((_, own)) = others.get_mut(index) {
            added |= !duties.is_subset(own);
            own.extend(duties);
        }
    }
    added
}
