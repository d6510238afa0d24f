//! Which duties a change of some items can touch: those themselves, those whose conditions call a changed definition however far down, and
//! those that an exception or the reach of a regime changes for.

use std::collections::BTreeSet;

use onus_logic::ir::{DefId, ExprId};
use onus_register::law::{Due, DutyBody, DutyId, Touch};
use onus_register::register::Register;

/// The ids of the duties that a change of items can touch.
pub fn touched(register: &Register, items: &BTreeSet<String>) -> BTreeSet<String> {
    let definitions = definitions(register, items);
    let calls = |expr: ExprId| register.program.calls(expr).iter().any(|id| definitions.contains(id));
    let mut found: BTreeSet<DutyId> = BTreeSet::new();
    for (id, duty) in register.all_duties() {
        let regime = register.regime(duty.head.regime);
        let reached = regime.reach.as_ref().is_some_and(|reach| calls(reach.condition));
        let own = items.contains(&duty.head.id);
        if own || reached || duty.versions.iter().any(|version| expressions(&version.body).into_iter().any(calls)) {
            found.insert(id);
        }
    }
    for exception in register.exceptions.values() {
        let own = items.contains(&exception.head.id);
        for touch in &exception.touches {
            let (Touch::Duty(_, when) | Touch::Exception(_, _, when)) = touch;
            if own || calls(*when) {
                found.insert(touch.duty());
            }
        }
    }
    // a transposition and what it transposes are one duty
    let pairs = || register.all_duties().filter_map(|(id, duty)| Some((id, duty.implements?)));
    let twins: Vec<DutyId> =
        pairs().filter(|(own, of)| found.contains(own) || found.contains(of)).flat_map(|(own, of)| [own, of]).collect();
    found.extend(twins);
    found.into_iter().map(|id| register.duty(id).head.id.clone()).collect()
}

/// The changed definitions, and all that call them, also through what a State puts in a definition's place.
fn definitions(register: &Register, items: &BTreeSet<String>) -> BTreeSet<DefId> {
    let changed = register.definitions.iter().filter(|definition| items.contains(&definition.head.id));
    let mut found: BTreeSet<DefId> = changed.map(|definition| definition.logic).collect();
    loop {
        let more: Vec<DefId> = register
            .program
            .definitions()
            .map(|(id, _)| id)
            .filter(|id| !found.contains(id))
            .filter(|id| {
                let own = register.program.definition(*id).in_state.iter().any(|(_, own)| found.contains(own));
                own || register.calls(*id).iter().any(|called| found.contains(called))
            })
            .collect();
        if more.is_empty() {
            return found;
        }
        found.extend(more);
    }
}

fn expressions(body: &DutyBody) -> Vec<ExprId> {
    let mut all = vec![body.when, body.bearer];
    all.extend(body.through);
    all.extend(body.sanctions.iter().filter_map(|(_, when)| *when));
    let mut open: Vec<&Due> = body.due.iter().collect();
    while let Some(due) = open.pop() {
        all.extend(due.when);
        open.extend(due.earliest.iter().chain(&due.latest));
    }
    all
}
