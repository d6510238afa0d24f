//! What an author reads who made a mistake: the code, the words that are wrong, what was expected, what to do.

use std::fmt::Write as _;

use insta::assert_snapshot;
use onus_logic::program::{Program, Signature};
use onus_logic::schema::Type;

use crate::generate::schema;

/// The problems of a condition on an organisation `o`.
fn problems(text: &str) -> String {
    let mut program = Program::new(schema());
    let organisation = program.schema.kind_named("organisation").unwrap();
    let parameters = vec![(Box::from("o"), Type::Thing(organisation))];
    program.declare("eu.nis2.large", Signature { parameters: parameters.clone(), returns: Type::Bool });
    let mut shown = String::new();
    for problem in program.compile(text, &parameters, Type::Bool).problems {
        let at = text.get(problem.span.range()).unwrap();
        let _ = writeln!(shown, "{} {}\n  at `{at}`: {}", problem.code, problem.message, problem.label);
        if let Some(help) = problem.help {
            let _ = writeln!(shown, "  help: {help}");
        }
    }
    shown
}

const MISTAKES: [&str; 54] = [
    // names
    "o.staf > 5",
    "p.staff > 5",
    "staff > 5",
    "o.holdings.staff > 5",
    "o.staff.size > 5",
    "eu.nis2.larg(o)",
    "eu.nis2.large",
    "o.large()",
    "o.sector in sector.nett",
    "has(o.staff)",
    "o.sector == \"dsn\"",
    "o.sector == \"electricity\"",
    "o.revenue_of_group > 5",
    "o.sector in [\"bank\", \"dsn\"]",
    "\"dsn\" in o.tags",
    // types and units
    "o.staff",
    "o.staff && o.flag",
    "o.turnover > 10_000_000",
    "o.share > 0.25",
    "as_of >= \"2026-01-01\"",
    "o.staff + o.turnover > 5",
    "o.turnover * o.turnover > money(\"1 EUR\")",
    "o.tags == \"dns\"",
    "o.sector == o.staff",
    "o.sector < \"dns\"",
    "o.flag == 1",
    "o.parent",
    "o.parent == \"acme\"",
    "!o.staff",
    "-o.flag",
    "o.holdings.exists(h, h.stake)",
    "o.staff.exists(h, h.big)",
    "o.tags.filter(t, t == \"dns\")",
    "sum(o.holdings) > 5",
    "sum(o.holdings.map(h, h.big)) > 5",
    "size(o.staff) > 5",
    "o.sector in o.sector",
    "o.staff in [5, 6]",
    // literals and arguments
    "money(\"10 euro\") < o.turnover",
    "o.share > percent(\"25\")",
    "as_of > date(\"1-1-2026\")",
    "duration(\"P1M\") > duration(\"1h\")",
    "eu.nis2.large(o, o)",
    "eu.nis2.large(o.sector)",
    "size()",
    // syntax
    "0 < o.staff < 5",
    "o.staff = 5",
    "o.flag ? o.other : true",
    "o.flag and o.other",
    "(o.flag && o.other",
    "o.flag || ",
    "o.staff / 2 > 5",
    "o.sector == \"dns",
    "o.flag # why",
];

#[test]
fn every_mistake_is_explained() {
    let mut shown = String::new();
    for text in MISTAKES {
        let _ = writeln!(shown, "{text}\n{}", problems(text));
    }
    assert_snapshot!("every_mistake", shown);
}

#[test]
fn every_mistake_has_help() {
    for text in MISTAKES {
        let shown = problems(text);
        assert_eq!(shown.matches("help:").count(), shown.matches("ONUS").count(), "{text}\n{shown}");
    }
}

#[test]
fn a_correct_condition_has_no_problem() {
    for text in ["o.flag", "eu.nis2.large(o) && o.staff >= 5 // large", "o.share * o.turnover > money(\"1_000 EUR\")"] {
        assert_eq!(problems(text), "", "{text}");
    }
}

#[test]
fn several_mistakes_are_reported_at_once() {
    assert_snapshot!(problems("o.staf > 5 && o.sector == \"dsn\" || o.turnover > 3"), @r#"
    ONUS0106 organisation has no fact `staf`
      at `o.staf`: unknown fact
      help: did you mean `staff`?
    ONUS0108 `dsn` is not a member of sector
      at `"dsn"`: unknown member
      help: did you mean `dns`?
    ONUS0107 money and int cannot be compared with `>`
      at `o.turnover > 3`: these do not fit
      help: an amount is written `money("10_000_000 EUR")`
    "#);
}

#[test]
fn too_deep_and_too_long_is_said_once() {
    let deep = problems(&"(".repeat(200));
    assert_eq!(deep.matches("ONUS").count(), 1, "{deep}");
    let long = problems(&vec!["o.flag"; 400].join(" && "));
    assert_eq!(long.matches("ONUS").count(), 1, "{long}");
}
