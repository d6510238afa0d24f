//! Text to tree and back, and what hostile text does: it gives problems, never a panic, and soon.

use std::time::{Duration, Instant};

use onus_logic::parser::{MAX_DEPTH, parse};
use onus_logic::problem::codes;
use onus_logic::program::Program;
use onus_logic::schema::Type;
use onus_logic::syntax::{Expr, ExprKind};
use proptest::prelude::*;

use crate::generate::{self, Dice, bytes};
use crate::properties::cases;

/// The tree without its places.
fn shape(expr: &Expr) -> String {
    let all = |items: &[Expr]| items.iter().map(shape).collect::<Vec<_>>().join(" ");
    match &expr.kind {
        ExprKind::Bool(value) => value.to_string(),
        ExprKind::Number(number) => number.clone(),
        ExprKind::Text(text) => format!("{text:?}"),
        ExprKind::List(items) => format!("[{}]", all(items)),
        ExprKind::Name(name) => format!("'{name}"),
        ExprKind::Field(target, field) => format!("(. {} {field})", shape(target)),
        ExprKind::Call(callee, arguments) => format!("(call {} {})", shape(callee), all(arguments)),
        ExprKind::Macro(target, name, variable, body) => {
            format!("({name:?} {} {variable} {})", shape(target), shape(body))
        }
        ExprKind::Unary(operator, operand) => format!("({operator:?} {})", shape(operand)),
        ExprKind::Binary(operator, left, right) => format!("({operator:?} {} {})", shape(left), shape(right)),
        ExprKind::Error => "error".to_owned(),
    }
}

/// Any tree of the grammar, typed or not, as text with more brackets than needed.
fn any_expr(dice: &mut Dice<'_>, levels: usize) -> String {
    if levels == 0 {
        let leaves = [
            "a",
            "true",
            "1",
            "2.5",
            "1_000",
            "\"dns\"",
            "'say \"dns\"'",
            "false",
            "[]",
            "[\"a\", 'b']",
            "o.staff",
            "as_of",
        ];
        return dice.pick(&leaves).to_owned();
    }
    let next = |dice: &mut Dice<'_>| any_expr(dice, levels - 1);
    match dice.roll(9) {
        0 => any_expr(dice, 0),
        1 => format!("!({})", next(dice)),
        2 => format!("-({})", next(dice)),
        3 => format!("({}).field", next(dice)),
        4 => format!("eu.nis2.large({}, {})", next(dice), next(dice)),
        5 => format!("({}).{}(x, {})", next(dice), dice.pick(&["exists", "all", "filter", "map"]), next(dice)),
        _ => {
            let operator = dice.pick(&["||", "&&", "==", "!=", "<", "<=", ">", ">=", "in", "+", "-", "*"]);
            format!("({}) {operator} ({})", next(dice), next(dice))
        }
    }
}

/// Compiles and checks that it was quick about it.
fn survives(text: &str) {
    let started = Instant::now();
    let mut program = Program::new(generate::schema());
    let organisation = program.schema.kind_named("organisation").unwrap();
    let compiled = program.compile(text, &[("o".into(), Type::Thing(organisation))], Type::Bool);
    for problem in &compiled.problems {
        assert!(text.get(problem.span.range()).is_some(), "{problem:?} lies outside of the text or inside a character");
        assert!(problem.message.len() < 400 + text.len(), "{problem:?}");
    }
    assert!(started.elapsed() < Duration::from_secs(2), "{} bytes took {:?}", text.len(), started.elapsed());
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn a_printed_tree_parses_to_the_same_tree(bytes in bytes()) {
        let text = any_expr(&mut Dice::new(&bytes), 4);
        let (tree, problems) = parse(&text);
        prop_assert_eq!(&problems, &[], "{}", text);
        let printed = tree.to_string();
        let (again, problems) = parse(&printed);
        prop_assert_eq!(problems, [], "{} printed as {}", text, printed);
        prop_assert_eq!(shape(&again), shape(&tree), "{} printed as {}", text, printed);
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn arbitrary_bytes_give_problems_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn a_soup_of_tokens_gives_problems_never_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let tokens = [
            "o", "o.staff", ".", "(", ")", "[", "]", "{", "}", ",", "<", ">", "<=", "==", "!=", "=", "!", "+", "-", "*", "/", "%", "?", ":",
            "&&", "||", "in", "true", "exists", ".exists(x,", ".map(", "size(", "sum(", "money(", "percent(", "date(", "duration(", "\"dns\"",
            "\"", "'", "0", "5.5", "99999999999999999999999999999999999999", "o.tags", "o.holdings", "x", "x.big", "sector.net", "has", "//",
            "\n", "é", "o.parent", "o.turnover", "as_of", "eu.none", "\"10 EUR\"",
        ];
        let mut dice = Dice::new(&bytes);
        let text: Vec<&str> = bytes.iter().map(|_| dice.pick(&tokens)).collect();
        survives(&text.join(" "));
    }
}

#[test]
fn hostile_lengths_and_depths_end_soon_and_within_the_stack_of_a_thread() {
    let long = [
        "(".repeat(10_000),
        format!("{}true{}", "(".repeat(10_000), ")".repeat(10_000)),
        "[".repeat(100_000),
        "!".repeat(100_000),
        "-".repeat(100_000),
        "a.".repeat(50_000) + "a",
        "a.exists(x, ".repeat(10_000),
        "f(".repeat(50_000),
        vec!["o.flag"; 20_000].join(" && "),
        vec!["o.flag"; 20_000].join(" == "),
        vec!["1"; 50_000].join(" + "),
        "((((".repeat(25_000) + "o",
        "\"".repeat(100_000),
        "é".repeat(50_000),
        "a ".repeat(50_000),
        "1".repeat(100_000),
        ",".repeat(100_000),
        ")".repeat(100_000),
        format!("o.sector in [{}]", "\"dns\",".repeat(30_000)),
        format!("f({})", "o,".repeat(30_000)),
        "o.tags.exists(t, ".repeat(60) + "true" + &")".repeat(60),
        "o.tags.exists(t, t in sector.net && ".repeat(30) + "true" + &")".repeat(30),
    ];
    for text in long {
        survives(&text);
    }
}

#[test]
fn nesting_up_to_the_limit_is_read_and_one_more_level_is_refused() {
    let nested = |levels: usize| format!("{}a{}", "(".repeat(levels), ")".repeat(levels));
    assert_eq!(parse(&nested(MAX_DEPTH - 1)).1, []);
    let (_, problems) = parse(&nested(MAX_DEPTH));
    assert_eq!(problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), [codes::DEPTH]);
}
