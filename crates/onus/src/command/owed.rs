//! `onus check --owed-to`: the other side of a duty. Who owes something to users, customers, bystanders .., also where the case does not
//! name them.

use std::fmt::Write as _;

use indexmap::IndexMap;
use onus_engine::change::Standing;
use onus_engine::check::Checked;
use onus_engine::finding::Finding;
use onus_engine::overview::{Listed, add};
use onus_engine::words;
use onus_register::law::OwedTo;
use onus_register::register::Register;

use super::check::{line, provisional, when};
use crate::render::{self, BOLD, styled};

/// How many open duties of one party are shown.
const OPEN_SHOWN: usize = 8;

/// Whom a person can ask for.
pub(super) fn parse(text: &str) -> Result<OwedTo, String> {
    OwedTo::named(text).ok_or_else(|| "one of self, customers, users, chain, environment, authority".to_owned())
}

/// What the groups are owed, by whom.
pub(super) fn report(register: &Register, checked: &Checked, groups: &[OwedTo], path: &str) -> String {
    let names: Vec<&str> = groups.iter().map(|group| group.people()).collect();
    let title = format!("What {} owed on {}", super::check::list(&names), words::day(checked.as_of));
    let title = title.replacen(" owed", if groups == [OwedTo::Yourself] { " owes to itself" } else { " are owed" }, 1);
    let mut text = format!("{}\n\n", styled(BOLD, &render::wrapped(&title, 0)));
    let mut by_whom: IndexMap<String, Vec<&Finding>> = IndexMap::new();
    for finding in &checked.findings {
        let to_them = finding.owed_to.iter().any(|to| groups.contains(to));
        let counts = !matches!(Standing::of(finding), Standing::None | Standing::LawNotHeld);
        if to_them && counts && finding.binds() {
            by_whom.entry(who(register, finding)).or_default().push(finding);
        }
    }
    if by_whom.is_empty() {
        text.push_str("Nobody owes them anything by the law that the register holds, on these facts.\n\n");
    }
    for (who, findings) in &by_whom {
        let _ = writeln!(text, "{}", styled(BOLD, &render::wrapped(who, 0)));
        let of = |standing: Standing| {
            let mut listed = Vec::new();
            findings.iter().filter(|own| Standing::of(own) == standing).for_each(|own| add(&mut listed, own));
            let is_known = findings.iter().any(|finding| finding.bearer.is_some());
            listed.iter_mut().filter(|_| !is_known).for_each(Listed::leave_out_things);
            listed
        };
        let mut owed = of(Standing::Owed);
        owed.sort_by_key(|listed| listed.finding.if_it_happens);
        for listed in &owed {
            line(&when(register, listed.finding), listed, checked.as_of, &mut text);
        }
        let mut coming = of(Standing::Coming);
        coming.sort_by_key(|listed| listed.finding.in_force_from);
        for listed in &coming {
            let from = listed.finding.in_force_from;
            let from = from.map(|from| from.strftime("%-d %b %Y").to_string()).unwrap_or_default();
            line(&from, listed, checked.as_of, &mut text);
        }
        let open = of(Standing::Open);
        for listed in open.iter().take(OPEN_SHOWN) {
            line(&provisional(listed.finding), listed, checked.as_of, &mut text);
        }
        let left = open.len().saturating_sub(OPEN_SHOWN);
        if left > 0 {
            let _ = writeln!(text, "  and {left} more that are open: facts are missing");
        }
        text.push('\n');
    }
    text.push_str(&render::wrapped(
        "Each line says what they must do. \"?\" is open: facts are missing. A day is when it starts.",
        0,
    ));
    text.push('\n');
    super::check::ending(checked, path, super::check::Side::Owed, &mut text);
    text
}

/// The party that owes, with its role; where the case does not name it, its role for the thing.
fn who(register: &Register, finding: &Finding) -> String {
    let role =
        finding.role.as_ref().and_then(|role| register.vocabulary.roles.get(role)).map(|role| role.text.as_str());
    match (&finding.bearer, role) {
        (Some(bearer), Some(role)) => format!("By {}, as {role}", bearer.name),
        (Some(bearer), None) => format!("By {}", bearer.name),
        (None, role) => {
            let thing = if finding.if_it_happens { String::new() } else { format!(" ({})", finding.over.name) };
            format!("By whoever is the {}{thing}", role.unwrap_or("party responsible"))
        }
    }
}
