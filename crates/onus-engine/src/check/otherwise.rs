//! Why not: the smallest changes of facts after which a finding would be another, and what each missing fact would do.

use onus_logic::MemberSet;
use onus_logic::solve::flip::Wanted;
use onus_logic::solve::{Decision, Fact};

use super::tell::status_of;
use super::{Job, NOT_IN_FORCE, Teller, YES};
use crate::finding::{Finding, IfSo, Otherwise, Supposed};
use crate::words;

/// Most smallest changes that are told.
const TOLD: usize = 4;

impl Teller<'_> {
    /// For one duty that is asked about: what would change the finding.
    pub(super) fn otherwise(&self, finding: &mut Finding, decision: &Decision) {
        if self.options.duties.is_none() || !self.options.trees {
            return;
        }
        let answer = self.solver.answer(decision);
        if answer.only().is_some_and(|result| result != YES) {
            let flips = [YES, NOT_IN_FORCE].into_iter().filter(|target| !answer.can_be(*target));
            let first = flips.map(|target| self.solver.flips(decision, target)).find(|flips| !flips.is_empty());
            for flip in first.unwrap_or_default().into_iter().take(TOLD) {
                let told = |facts: std::collections::BTreeMap<Fact, Vec<Wanted>>| -> Vec<Supposed> {
                    facts.into_iter().filter_map(|(fact, wanted)| self.supposed(fact, &wanted)).collect()
                };
                finding.otherwise.push(Otherwise { change: told(flip.changed), besides: told(flip.besides) });
            }
        }
        if answer.only().is_none() {
            for fact in self.solver.missing(decision) {
                if self.is_of_imagined(fact) {
                    continue;
                }
                for outcome in self.solver.outcomes(decision, fact) {
                    let Some(supposed) = self.supposed(fact, std::slice::from_ref(&outcome.wanted)) else { continue };
                    let then = outcome.answer.results().map(status_of).collect();
                    finding.if_so.push(IfSo { fact: supposed.fact, is: supposed.is, then });
                }
            }
        }
    }

    /// The same for a duty whose law reaches the bearer in no State: under the law of the first State that is held.
    pub(super) fn otherwise_reached(&self, finding: &mut Finding, job: &Job<'_>) {
        if let Some((branch, parts)) = job.branches.iter().find_map(|branch| Some((branch, branch.parts.as_ref()?))) {
            self.otherwise(finding, &parts.decision(&|node| self.not(node), branch.reach));
        }
    }

    fn supposed(&self, fact: Fact, wanted: &[Wanted]) -> Option<Supposed> {
        let words = self.words();
        let (label, now) = match fact {
            Fact::Of(thing, id) => {
                let given = self.case.world.value(thing, id).is_some();
                let label = self.register.vocabulary.fact(id).label.clone();
                (label, given.then(|| words.value(thing, id)))
            }
            Fact::List(_, inverse) => {
                let kind = self.register.program.schema.fact(inverse).kind;
                (format!("another {}", self.register.vocabulary.kind(kind).text), None)
            }
        };
        let (Fact::Of(_, id) | Fact::List(_, id)) = fact;
        // what a set must have says more than what it must not
        let has = wanted.iter().any(|wanted| !matches!(wanted, Wanted::Lacks(_)));
        let parts: Vec<String> = wanted
            .iter()
            .filter(|wanted| !has || !matches!(wanted, Wanted::Lacks(_)))
            .map(|wanted| self.wanted(id, wanted))
            .collect();
        let mut parts: Vec<String> = parts.into_iter().take(3).collect();
        parts.dedup();
        Some(Supposed { fact: words.path(fact), label, now, is: parts.join(", ") }).filter(|own| !own.is.is_empty())
    }

    fn wanted(&self, fact: onus_logic::schema::FactId, wanted: &Wanted) -> String {
        let words = self.words();
        let some = |members: &MemberSet| {
            let total = members.count_ones(..);
            let mut few = MemberSet::with_capacity(members.len());
            few.extend(members.ones().take(3));
            let named = words.members(fact, &few);
            if total > 3 { format!("{named} or {} others", total - 3) } else { named.replace(", ", " or ") }
        };
        match wanted {
            Wanted::Is(yes) => if *yes { "yes" } else { "no" }.to_owned(),
            Wanted::Absent => "none".to_owned(),
            Wanted::OneOf(members) => some(members),
            Wanted::Has(members) => format!("with {}", some(members)),
            Wanted::Lacks(members) => format!("without {}", some(members)),
            Wanted::Other => "something else".to_owned(),
            Wanted::Number { low, high, of_several, currency } => {
                let number = |at| if *of_several { words::number(at) } else { words.amount(fact, at, *currency) };
                let total = if *of_several { "in total " } else { "" };
                let low =
                    low.map(
                        |(at, with)| {
                            if with { format!("{} or more", number(at)) } else { format!("more than {}", number(at)) }
                        },
                    );
                let high = high.map(|(at, with)| {
                    if with { format!("{} or less", number(at)) } else { format!("less than {}", number(at)) }
                });
                let both: Vec<String> = [low, high].into_iter().flatten().collect();
                format!("{total}{}", if both.is_empty() { "any number".to_owned() } else { both.join(" and ") })
            }
        }
    }
}
