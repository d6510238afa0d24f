//! Definitions: declared first, compiled when all are known, since they may call each other.

use super::{Loader, absent};
use crate::diagnostic::{Diagnostic, codes};
use crate::law::Definition;
use crate::page::{self, Page, Sort};
use crate::source::At;
use crate::tree::{self, Fields, Table};
use crate::vocabulary::{self, twice};
use onus_logic::literal;
use onus_logic::program::{Signature, Version};
use onus_logic::schema::Type;

impl<'p> Loader<'p> {
    pub(super) fn declare_definitions(&mut self) {
        for (page, block, heading) in self.items(Sort::Definition) {
            let fields = Fields::new(&block.table, block.at, "definition").or([&page.front]);
            fields.know(&["is", "version", "gap", "absent"]);
            let of = fields.needed("of", &mut self.report);
            let of = of.and_then(|tree| Some((tree::text(tree, &mut self.report)?, tree.at)));
            let parameters = of.map(|(text, at)| self.parameters(text, at)).unwrap_or_default();
            let returns = match fields.get("type").and_then(|tree| Some((tree::text(tree, &mut self.report)?, tree.at)))
            {
                None => Type::Bool,
                Some((name, at)) => {
                    self.schema().type_named(name).filter(|of| *of == Type::Bool || of.is_number()).unwrap_or_else(
                        || {
                            let known = ["bool", "int", "decimal", "percent", "money", "date", "instant", "duration"];
                            self.report.push(tree::unknown(codes::REFERENCE, name, at, &known));
                            Type::Bool
                        },
                    )
                }
            };
            if let Some(tree) = block.table.get("implements")
                && let Some(directive) = tree::text(tree, &mut self.report)
                && self.register.program.definition_named(&heading.id).is_none()
            {
                let own =
                    self.register.program.declare(&heading.id, Signature { parameters: parameters.clone(), returns });
                self.national.push((own, directive.to_owned(), tree.at));
                self.describe_definition(page, heading, &fields, own);
            } else if let Some(first) = self.register.program.definition_named(&heading.id) {
                let first = self.register.definition(first).map_or(heading.at, |known| known.head.at);
                self.report.push(twice(&heading.id, heading.at, first));
            } else {
                let own = self.register.program.declare(&heading.id, Signature { parameters, returns });
                self.describe_definition(page, heading, &fields, own);
            }
            fields.know(&["implements", "provision", "confidence", "in_force", "note", "source", "row"]);
            fields.finish(&mut self.report);
        }
        self.signatures = self.register.program.signatures();
    }

    pub(super) fn describe_definition(
        &mut self,
        page: &'p Page,
        heading: &page::Heading,
        fields: &Fields<'p>,
        logic: onus_logic::ir::DefId,
    ) {
        if !heading.id.split('.').all(vocabulary::is_name) {
            self.report.push(
                Diagnostic::error(
                    codes::ID,
                    heading.at,
                    format!("`{}` cannot be named in a condition", heading.id),
                    "not a name",
                )
                .help("use lower-case letters, digits, `_` and dots, and no reserved word"),
            );
        }
        if let Some(head) = self.head(page, heading, fields, None) {
            self.register.definitions.push(Definition { head, logic, implements: None });
        }
    }

    pub(super) fn parameters(&mut self, text: &str, at: At) -> Vec<(Box<str>, Type)> {
        let mut parameters = Vec::new();
        for part in text.split(',') {
            let pair = part.split_once(':').map(|(name, of)| (name.trim(), of.trim()));
            let of = pair.and_then(|(_, of)| self.schema().type_named(of));
            match (pair, of) {
                (Some((name, _)), Some(of @ (Type::Thing(_) | Type::Enum(_)))) if vocabulary::is_name(name) => {
                    parameters.push((name.into(), of));
                }
                _ => self.report.push(
                    Diagnostic::error(
                        codes::VALUE,
                        at,
                        format!("`{}` is no parameter", part.trim()),
                        "name and kind are needed",
                    )
                    .help(
                        "write `of = \"o: organisation, s: country\"`; a parameter is a thing or a member of an enum",
                    ),
                ),
            }
        }
        parameters
    }

    pub(super) fn compile_definitions(&mut self) {
        for (_, block, heading) in self.items(Sort::Definition) {
            let Some(id) = self.register.program.definition_named(&heading.id) else { continue };
            let signature = self.register.program.definition(id).signature.clone();
            let scope = signature.parameters.clone();
            let versions = self.versions(&block.table, &["is"]);
            self.absent = absent(&block.table, &mut self.report);
            let mut compiled = Vec::new();
            for (from, to, table, _) in &versions {
                let is = table.and_then(|table| table.get("is")).or_else(|| block.table.get("is"));
                let Some(is) = is else {
                    self.report.push(
                        Diagnostic::error(codes::MISSING, block.at, "this definition has no `is`", "`is` is needed")
                            .help("add `is = '..'`"),
                    );
                    break;
                };
                let body = self.compile(is, &scope, signature.returns);
                compiled.push(Version { from: from.map(literal::days), to: to.map(literal::days), body });
            }
            self.absent.clear();
            if let Some(definition) = self.register.program.definition_mut(id) {
                definition.versions = compiled;
            }
        }
        for (own, directive, at) in std::mem::take(&mut self.national) {
            let state = self
                .register
                .definition(own)
                .map(|own| own.head.regime)
                .and_then(|regime| self.register.regime(regime).state);
            let Some(base) = self.register.program.definition_named(&directive) else {
                let known: Vec<String> = self.register.program.definitions().map(|(_, name)| name.to_owned()).collect();
                let known: Vec<&str> = known.iter().map(String::as_str).collect();
                self.reference(&directive, at, &known, "definition");
                continue;
            };
            if self.register.program.definition(base).signature.parameters.iter().map(|(_, of)| of).ne(self
                .register
                .program
                .definition(own)
                .signature
                .parameters
                .iter()
                .map(|(_, of)| of))
            {
                self.report.push(Diagnostic::error(
                    codes::VALUE,
                    at,
                    format!("`{directive}` takes other parameters"),
                    "must take the same",
                ));
            }
            if let (Some(state), Some(definition)) = (state, self.register.program.definition_mut(base)) {
                definition.in_state.push((state, own));
            }
            if let Some(item) = self.register.definitions.iter_mut().find(|item| item.logic == own) {
                item.implements = Some(base);
            }
        }
    }

    /// The versions of an item; one without dates if it has none. Overlaps and gaps are reported.
    #[expect(clippy::type_complexity, reason = "from, to, own keys, place")]
    pub(super) fn versions(
        &mut self,
        table: &'p Table,
        keys: &[&'static str],
    ) -> Vec<(Option<jiff::civil::Date>, Option<jiff::civil::Date>, Option<&'p Table>, At)> {
        let Some(tree) = table.get("version") else { return vec![(None, None, None, At::default())] };
        let mut versions = Vec::new();
        for (own, at) in tree::tables(tree, &mut self.report) {
            let fields = Fields::new(own, at, "version");
            fields.know(keys);
            fields.know(&["gap"]);
            let (from, to) = (fields.date("from", &mut self.report), fields.date("to", &mut self.report));
            fields.finish(&mut self.report);
            if from.zip(to).is_some_and(|(from, to)| from >= to) {
                self.report.push(
                    Diagnostic::error(codes::VALUE, at, "this version ends before it begins", "it never holds")
                        .help("`to` is the first day on which it no longer holds, and comes after `from`"),
                );
            }
            versions.push((from, to, Some(own), at));
        }
        versions.sort_by_key(|(from, ..)| *from);
        for pair in versions.windows(2) {
            let [(_, to, _, first), (from, _, own, second)] = pair else { continue };
            let overlap = to.is_none() || from.is_none() || to > from;
            if overlap {
                self.report.push(
                    Diagnostic::error(
                        codes::OVERLAP,
                        *second,
                        "two versions hold on one day",
                        "this one begins before the other ends",
                    )
                    .label(*first, "the other")
                    .help("give the earlier one a `to`; it is the first day on which it no longer holds"),
                );
            } else if to < from && own.is_none_or(|own| own.get("gap").is_none()) {
                self.report.push(
                    Diagnostic::error(
                        codes::GAP,
                        *second,
                        "between two versions nothing holds",
                        "this one begins after the other ended",
                    )
                    .label(*first, "the other")
                    .help("mend the dates, or say why: `gap = \"..\"`"),
                );
            }
        }
        versions
    }
}
