//! Things that the interview asks for: the first party, and the lists of kinds that have a `prompt` and a `gate`.

use std::collections::BTreeSet;

use onus_logic::schema::{FactId, KindId, Type};
use onus_logic::solve::Fact;
use onus_logic::world::{ThingId, Value};
use onus_register::case::Case;
use onus_register::register::Register;

use super::Aside;
use crate::words::Words;

/// A list that may go on, with a thing that is imagined to be on it.
pub(super) struct Wish {
    /// Whose list.
    pub(super) owner: ThingId,
    /// The reference of which it is the other side.
    pub(super) inverse: FactId,
    /// What is imagined: the thing, and those that come with it.
    pub(super) things: Vec<ThingId>,
    /// The list may still go on.
    pub(super) is_open: bool,
}

/// The kind of party that an interview begins with, if the case names none.
pub(super) fn first_party(register: &Register, case: &Case) -> Option<KindId> {
    let schema = &register.program.schema;
    let (first, _) = schema.kinds().find(|(kind, _)| {
        let text = register.vocabulary.kind(*kind);
        schema.kind(*kind).party && text.prompt.is_some() && text.gate.is_none()
    })?;
    case.world.things().all(|(_, thing)| thing.kind != first).then_some(first)
}

/// The references of a new thing to kinds that are not asked for by themselves: each gets a thing of the same name.
pub(super) fn companions(register: &Register, kind: KindId) -> Vec<(FactId, KindId)> {
    let schema = &register.program.schema;
    let gate = register.vocabulary.kind(kind).gate;
    let facts = schema.facts_of(kind).filter(|fact| Some(*fact) != gate && !schema.fact(*fact).optional);
    let targets = facts.filter_map(|fact| match schema.fact(fact).of {
        Type::Thing(target) => Some((fact, target)),
        _ => None,
    });
    let alone = |kind: KindId| {
        let text = register.vocabulary.kind(kind);
        text.prompt.is_none() && !text.stand_in && !schema.kind(kind).party
    };
    targets.filter(|(_, target)| *target != kind && alone(*target)).collect()
}

/// Adds to the case one imagined thing for each list that may go on and that duties are about. Those that are `kept` are added also
/// if their list is complete by now: things keep their places then, and what is only imagined is on no list.
pub(super) fn wish(
    register: &Register,
    case: &mut Case,
    imagined: &mut BTreeSet<ThingId>,
    aside: &Aside,
    kept: &[Wish],
) -> Vec<Wish> {
    let schema = &register.program.schema;
    let kinds: Vec<(KindId, FactId)> = schema
        .kinds()
        .map(|(kind, _)| (kind, register.vocabulary.kind(kind)))
        .filter(|(_, text)| text.prompt.is_some() && !text.stand_in)
        .filter_map(|(kind, text)| Some((kind, text.gate?)))
        .filter(|(kind, _)| {
            let mut kinds = companions(register, *kind).into_iter().map(|(_, kind)| kind).chain([*kind]);
            kinds.any(|kind| is_subject(register, kind))
        })
        .collect();
    let mut wishes = Vec::new();
    for (kind, gate) in kinds {
        let Type::Thing(target) = schema.fact(gate).of else { continue };
        let owners: Vec<ThingId> = case
            .world
            .things()
            .filter(|(_, thing)| thing.kind == target && !thing.imagined)
            .map(|(id, _)| id)
            .collect();
        for owner in owners {
            let path = Words { register, case }.path(Fact::List(owner, gate));
            let is_open = !case.world.is_closed(owner, gate, kind) && !aside.has(&path);
            if !is_open && !kept.iter().any(|wish| (wish.owner, wish.inverse) == (owner, gate)) {
                continue;
            }
            let name = format!("{}?", schema.kind_name(kind));
            let thing = case.world.imagine(kind, &name);
            case.world.set(thing, gate, Value::Things(vec![owner]));
            let mut things = vec![thing];
            for (fact, target) in companions(register, kind) {
                let other = case.world.imagine(target, &format!("{}?", schema.kind_name(target)));
                case.world.set(thing, fact, Value::Things(vec![other]));
                things.push(other);
            }
            imagined.extend(things.iter().copied());
            wishes.push(Wish { owner, inverse: gate, things, is_open });
        }
    }
    wishes
}

/// Whether some duty is about things of that kind.
fn is_subject(register: &Register, kind: KindId) -> bool {
    register.all_duties().any(|(_, duty)| duty.versions.first().is_some_and(|version| version.body.over == kind))
}

/// A name for a new thing, from what people call it: short, lower case, not taken.
pub fn name_for(title: &str, taken: &BTreeSet<String>) -> String {
    let mut name = String::new();
    for letter in title.chars().flat_map(char::to_lowercase) {
        if letter.is_ascii_alphanumeric() {
            name.push(letter);
        } else if !name.ends_with('_') && !name.is_empty() {
            name.push('_');
        }
        if name.len() >= 24 {
            break;
        }
    }
    let name = name.trim_matches('_').to_owned();
    let name = if name.is_empty() { "thing".to_owned() } else { name };
    let mut numbered = name.clone();
    let mut number = 2;
    while taken.contains(&numbered) {
        numbered = format!("{name}_{number}");
        number += 1;
    }
    numbered
}
