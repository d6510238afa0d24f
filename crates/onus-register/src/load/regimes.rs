//! Regimes: what stands in the front matter of `regime.md`, and how far their law reaches.

use super::{DEFAULTS, Loader, Scope, periods};
use crate::diagnostic::{Diagnostic, Report, codes};
use crate::law::{Binding, Reach, Regime, Status};
use crate::page::{Page, Sort};
use crate::provision::Provisions;
use crate::source::At;
use crate::tree::{self, Fields, Item};
use crate::vocabulary::twice;
use onus_logic::schema::{KindId, Type};

impl<'p> Loader<'p> {
    pub(super) fn regimes(&mut self) {
        let pages = self.pages;
        let mut implements = Vec::new();
        for page in pages {
            let is_regime = page.front.get("title").is_some();
            if !is_regime {
                for (key, (at, _)) in &page.front.entries {
                    if !DEFAULTS.contains(&key.as_str()) {
                        self.report.push(tree::unknown(codes::KEY, key, *at, &DEFAULTS));
                    }
                }
                continue;
            }
            let Some(regime) = self.regime(page, &mut implements) else { continue };
            let (id, at) = (regime.id.clone(), regime.at);
            if let Some(first) = self.register.regimes.get(&id) {
                let first = first.at;
                self.report.push(twice(&id, at, first));
            } else {
                self.register.regimes.insert(id, regime);
            }
        }
        for (own, directive, at) in implements {
            if let Some(found) = self.register.regime_named(&directive) {
                if let Some(regime) = self.register.regimes.get_mut(&own) {
                    regime.implements = Some(found);
                }
            } else {
                let known: Vec<String> = self.register.regimes.keys().cloned().collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.reference(&directive, at, &known, "regime");
            }
        }
    }

    pub(super) fn regime(&mut self, page: &'p Page, implements: &mut Vec<(String, String, At)>) -> Option<Regime> {
        let mut report = std::mem::take(&mut self.report);
        let fields = Fields::new(&page.front, page.front_at, "regime");
        fields.know(&DEFAULTS);
        fields.know(&["reach"]);
        let id = fields.needed_text("regime", &mut report).map(str::to_owned);
        let binding = [
            ("direct", Binding::Direct),
            ("via-transposition", Binding::ViaTransposition),
            ("national", Binding::National),
            ("case-law", Binding::CaseLaw),
            ("soft", Binding::Soft),
        ];
        let standing = [("proposed", Status::Proposed), ("adopted", Status::Adopted), ("repealed", Status::Repealed)];
        fields.needed("binding", &mut report);
        let state_of = |key: &'static str, report: &mut Report| {
            let (name, at) = fields.get(key).and_then(|tree| Some((tree::text(tree, report)?, tree.at)))?;
            Some((name.to_owned(), at))
        };
        let (own_state, of_states) = (state_of("state", &mut report), state_of("states", &mut report));
        if let Some(tree) = fields.get("implements")
            && let (Some(id), Some(directive)) = (&id, tree::text(tree, &mut report))
        {
            implements.push((id.clone(), directive.to_owned(), tree.at));
        }
        let mut regime = Regime {
            id: id.clone().unwrap_or_default(),
            title: fields.needed_text("title", &mut report).unwrap_or_default().to_owned(),
            short: fields.needed_text("short", &mut report).unwrap_or_default().to_owned(),
            citation: fields.needed_text("citation", &mut report).unwrap_or_default().to_owned(),
            official: fields.text("official", &mut report).map(str::to_owned),
            celex: fields.text("celex", &mut report).map(str::to_owned),
            jurisdiction: fields.text("jurisdiction", &mut report).map(str::to_owned),
            binding: fields.one_of("binding", &binding, &mut report).unwrap_or(Binding::Soft),
            status: fields.one_of("status", &standing, &mut report).unwrap_or(Status::Adopted),
            in_force: periods(&fields, &mut report),
            states: Vec::new(),
            state: None,
            implements: None,
            reach: None,
            plain: page.intro.clone(),
            provisions: page
                .blocks
                .iter()
                .find(|block| block.sort == Sort::Provisions)
                .map(|block| Provisions::read(&block.table, &mut report)),
            at: page.front_at,
        };
        fields.finish(&mut report);
        self.report = report;
        if let Some((name, at)) = own_state {
            regime.state = self.state(&name, at);
        }
        if let Some((name, at)) = of_states {
            regime.states = self.states(&name, at);
        }
        if regime.plain.is_empty() {
            self.report.push(Diagnostic::error(
                codes::PLAIN,
                regime.at,
                "this regime has no plain text",
                "say below the front matter what it is about",
            ));
        }
        id.map(|_| regime)
    }

    pub(super) fn state(&mut self, name: &str, at: At) -> Option<u32> {
        let country = self.register.country();
        let found = country.and_then(|of| self.schema().of_enum(of).position(name));
        if found.is_none() {
            let known: Vec<String> =
                country.map(|of| self.schema().of_enum(of).members().map(str::to_owned).collect()).unwrap_or_default();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(name, at, &known, "country");
        }
        found.map(|state| state as u32)
    }

    /// `country.eu`: the members of a group.
    pub(super) fn states(&mut self, name: &str, at: At) -> Vec<u32> {
        let group = name.strip_prefix("country.").and_then(|group| {
            let of = self.register.country()?;
            self.schema().of_enum(of).group(group)
        });
        if let Some(group) = group {
            group.ones().map(|state| state as u32).collect()
        } else {
            let known: Vec<String> = self
                .register
                .country()
                .map(|of| self.schema().of_enum(of).groups().map(|group| format!("country.{group}")).collect())
                .unwrap_or_default();
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            self.reference(name, at, &known, "group of countries");
            Vec::new()
        }
    }

    pub(super) fn compile_reach(&mut self) {
        let pages = self.pages;
        let parties: Vec<KindId> =
            self.schema().kinds().map(|(id, _)| id).filter(|id| self.schema().kind(*id).party).collect();
        for page in pages {
            let (Some(tree), Some(regime)) = (page.front.get("reach"), page.front.get("regime")) else { continue };
            let (Item::Text(text), Item::Text(regime)) = (&tree.item, &regime.item) else { continue };
            let Some(country) = self.register.country() else { continue };
            // the kind of `bearer` is the first party kind that the condition fits
            let mut best: Option<(Reach, Vec<onus_logic::problem::Problem>)> = None;
            for kind in &parties {
                let scope: Scope = vec![("bearer".into(), Type::Thing(*kind)), ("state".into(), Type::Enum(country))];
                let compiled = self.register.program.compile_with(text, &scope, Type::Bool, &self.signatures);
                let better =
                    best.as_ref().is_none_or(|(_, problems)| !problems.is_empty() && compiled.problems.is_empty());
                if better {
                    best = Some((Reach { condition: compiled.expr, kind: *kind }, compiled.problems));
                }
            }
            let Some((reach, problems)) = best else { continue };
            let offset = self.offset(tree);
            for problem in problems {
                self.report.push(Diagnostic::of_condition(problem, tree.at, offset));
            }
            if let Some(regime) = self.register.regimes.get_mut(regime) {
                regime.reach = Some(reach);
            }
        }
        // a State's law reaches whom the directive reaches, unless it says otherwise
        let inherited: Vec<(usize, Option<Reach>)> = self
            .register
            .regimes
            .values()
            .enumerate()
            .filter(|(_, regime)| regime.reach.is_none())
            .map(|(at, regime)| (at, regime.implements.and_then(|id| self.register.regime(id).reach.clone())))
            .collect();
        for (at, reach) in inherited {
            if let Some((_, regime)) = self.register.regimes.get_index_mut(at) {
                regime.reach = reach;
            }
        }
    }
}
