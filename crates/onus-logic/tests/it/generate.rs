//! Random programs and cases. Conditions are made as text, so that lexer, parser and checker take part.
//!
//! Everything is made from a string of bytes ([`Dice`]): each choice takes one byte, and when they run out every choice is the first,
//! which is the simplest. So proptest shrinks a failure by shortening the string, and a case costs one allocation to generate.

use std::fmt::Write as _;

use fixedbitset::FixedBitSet;
use onus_logic::ir::ExprId;
use onus_logic::literal::Currency;
use onus_logic::program::{Program, Signature, Version};
use onus_logic::schema::{FactId, KindId, Schema, Type};
use onus_logic::world::{Range, ThingId, Value, World};
use proptest::prelude::*;
use rust_decimal::Decimal;

/// The bytes from which a case is made.
pub(crate) fn bytes() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(any::<u8>(), 0..120)
}

/// Choices, taken from bytes.
pub(crate) struct Dice<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Dice<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// A number below `sides`.
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        byte as usize % sides
    }

    pub(crate) fn flip(&mut self) -> bool {
        self.roll(2) == 1
    }

    pub(crate) fn pick<'o>(&mut self, options: &[&'o str]) -> &'o str {
        options[self.roll(options.len())]
    }

    fn spent(&self) -> bool {
        self.at >= self.bytes.len()
    }
}

/// Which conditions are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// Those for which the specification promises exactness: facts against constants, each list under one quantifier.
    Fragment,
    /// The same with references, several quantifiers, and facts against each other, but no arithmetic.
    Wide,
    /// Everything.
    Full,
}

/// The day of every case.
pub(crate) fn today() -> Decimal {
    onus_logic::literal::date("2026-06-01").unwrap()
}

/// Three kinds with facts of every type.
pub(crate) fn schema() -> Schema {
    let mut schema = Schema::default();
    let organisation = schema.add_kind("organisation");
    let holding = schema.add_kind("holding");
    let incident = schema.add_kind("incident");
    let sector = schema.add_enum("sector");
    schema.enum_mut(sector).unwrap().add_group("net", ["dns", "cloud"]);
    schema.enum_mut(sector).unwrap().add_group("money", ["bank"]);
    let plain = [
        ("flag", Type::Bool),
        ("other", Type::Bool),
        ("staff", Type::Int),
        ("share", Type::Percent),
        ("turnover", Type::Money),
        ("sector", Type::Enum(sector)),
        ("tags", Type::Set(sector)),
    ];
    for (name, of) in plain {
        schema.add_fact(organisation, name, of);
    }
    for (name, of) in [
        ("listed", Type::Bool),
        ("age", Type::Int),
        ("second", Type::Enum(sector)),
        ("parent", Type::Thing(organisation)),
    ] {
        let fact = schema.add_fact(organisation, name, of);
        schema.fact_mut(fact).unwrap().optional = true;
    }
    let ratio = schema.add_fact(organisation, "ratio", Type::Decimal);
    schema.fact_mut(ratio).unwrap().signed = true;
    schema.set_inverse(schema.fact_of(organisation, "parent").unwrap(), "daughters");
    for (name, of) in [
        ("big", Type::Bool),
        ("stake", Type::Percent),
        ("of", Type::Thing(organisation)),
        ("by", Type::Thing(organisation)),
    ] {
        schema.add_fact(holding, name, of);
    }
    let votes = schema.add_fact(holding, "votes", Type::Int);
    schema.fact_mut(votes).unwrap().optional = true;
    schema.set_inverse(schema.fact_of(holding, "of").unwrap(), "holdings");
    schema.set_inverse(schema.fact_of(holding, "by").unwrap(), "owned");
    schema.add_fact(incident, "grave", Type::Bool);
    let victim = schema.add_fact(incident, "victim", Type::Thing(organisation));
    schema.set_inverse(victim, "incidents");
    schema
}

/// A program, its questions and a case.
pub(crate) struct Sample {
    pub(crate) program: Program,
    /// Conditions on one organisation.
    pub(crate) conditions: Vec<ExprId>,
    pub(crate) texts: Vec<String>,
    /// What is true of organisations.
    pub(crate) axioms: Vec<ExprId>,
    pub(crate) world: World,
    /// The organisation that is asked about.
    pub(crate) about: ThingId,
}

impl std::fmt::Debug for Sample {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for text in &self.texts {
            writeln!(f, "{text}")?;
        }
        write!(f, "{}", show(&self.program.schema, &self.world))
    }
}

/// A case in words, for reading a failure.
pub(crate) fn show(schema: &Schema, world: &World) -> String {
    let mut text = String::new();
    for (id, thing) in world.things() {
        let _ = write!(text, "[{}.{}]", schema.kind_name(thing.kind), thing.name);
        for fact in schema.facts_of(thing.kind) {
            if let Some(value) = world.value(id, fact) {
                let _ = write!(text, " {} = {value:?};", schema.fact(fact).name);
            }
        }
        text += "\n";
    }
    text + &format!(
        "closed kinds {:?}, closed lists {:?}, rates {:?}",
        world.closed_kinds, world.closed_lists, world.rates
    )
}

/// A whole sample.
pub(crate) fn sample(bytes: &[u8], dialect: Dialect, conditions: usize, axioms: bool) -> Sample {
    let mut dice = Dice::new(bytes);
    let mut program = Program::new(schema());
    let mut texts = Vec::new();
    let mut definitions = Vec::new();
    let organisation = program.schema.kind_named("organisation").unwrap();
    let sector = program.schema.enum_named("sector").unwrap();
    let mut compile = |program: &mut Program, text: String, scope: &[(Box<str>, Type)], of: Type| {
        let compiled = program.compile(&text, scope, of);
        assert_eq!(compiled.problems, [], "{text}");
        texts.push(text);
        compiled.expr
    };
    let scope = [(Box::from("o"), Type::Thing(organisation))];
    for number in 0..dice.roll(3) {
        let numeric = dialect == Dialect::Full && dice.roll(4) == 1;
        let with_enum = dice.roll(4) == 1;
        let mut parameters: Vec<(Box<str>, Type)> = scope.to_vec();
        if with_enum {
            parameters.push(("e".into(), Type::Enum(sector)));
        }
        let returns = if numeric { Type::Decimal } else { Type::Bool };
        let id = format!("eu.d{number}");
        let definition = program.declare(&id, Signature { parameters: parameters.clone(), returns });
        let mut made = Vec::new();
        let versions = 1 + dice.roll(3) / 2;
        for _ in 0..versions {
            let mut writer = Writer::new(&mut dice, dialect, &definitions);
            writer.enum_variable = with_enum;
            writer.lists = dialect != Dialect::Fragment;
            let text = if numeric { writer.number("o", 2) } else { writer.condition("o", 2) };
            made.push(compile(&mut program, text, &parameters, returns));
        }
        let (from, middle) = (today() - Decimal::TEN, today() + Decimal::from(dice.roll(3)) - Decimal::ONE);
        let dated = match made.as_slice() {
            [one] => vec![Version { from: None, to: None, body: *one }],
            bodies => vec![
                Version { from: Some(from), to: Some(middle), body: bodies[0] },
                Version { from: Some(middle), to: None, body: bodies[1] },
            ],
        };
        program.definition_mut(definition).unwrap().versions = dated;
        definitions.push(Callable { id, numeric, with_enum });
    }
    let mut asked = Vec::new();
    for _ in 0..conditions {
        let text = Writer::new(&mut dice, dialect, &definitions).condition("o", 3);
        asked.push(compile(&mut program, text, &scope, Type::Bool));
    }
    let mut held = Vec::new();
    for _ in 0..if axioms { 1 + dice.roll(2) } else { 0 } {
        let mut writer = Writer::new(&mut dice, Dialect::Fragment, &[]);
        writer.lists = false;
        let text = writer.condition("o", 1);
        held.push(compile(&mut program, text, &scope, Type::Bool));
    }
    let (world, about) = world(&mut dice, &program.schema);
    Sample { program, conditions: asked, texts, axioms: held, world, about }
}

#[derive(Clone, Debug)]
struct Callable {
    id: String,
    numeric: bool,
    with_enum: bool,
}

/// Writes conditions.
struct Writer<'d, 'b> {
    dice: &'d mut Dice<'b>,
    dialect: Dialect,
    definitions: &'d [Callable],
    /// A variable `e` of the enum is in scope.
    enum_variable: bool,
    /// Lists may be asked for.
    lists: bool,
    /// Lists that were asked for; in the fragment each may be once.
    used: Vec<&'static str>,
    /// Quantifiers around.
    depth: usize,
}

impl<'d, 'b> Writer<'d, 'b> {
    fn new(dice: &'d mut Dice<'b>, dialect: Dialect, definitions: &'d [Callable]) -> Self {
        Self { dice, dialect, definitions, enum_variable: false, lists: true, used: Vec::new(), depth: 0 }
    }

    /// A condition on the organisation that `v` names.
    fn condition(&mut self, v: &str, levels: usize) -> String {
        if levels == 0 || self.dice.spent() {
            return self.atom(v);
        }
        match self.dice.roll(8) {
            0 => self.atom(v),
            1 => format!("!({})", self.condition(v, levels - 1)),
            2 | 3 => format!("({} && {})", self.condition(v, levels - 1), self.condition(v, levels - 1)),
            4 | 5 => format!("({} || {})", self.condition(v, levels - 1), self.condition(v, levels - 1)),
            6 => self.quantified(v, levels - 1),
            _ => {
                let operator = self.dice.pick(&["==", "!="]);
                format!("(({}) {operator} ({}))", self.condition(v, levels - 1), self.condition(v, levels - 1))
            }
        }
    }

    /// A question on one fact, or in wider dialects on several.
    fn atom(&mut self, v: &str) -> String {
        let kinds = match self.dialect {
            Dialect::Fragment => 13,
            Dialect::Wide => 20,
            Dialect::Full => 26,
        };
        let compare = |dice: &mut Dice<'b>| dice.pick(&[">=", "<", "==", "<=", ">", "!="]);
        match self.dice.roll(kinds) {
            0 => format!("{v}.flag"),
            1 => format!("{v}.other"),
            2 => format!("{v}.staff {} {}", compare(self.dice), self.dice.pick(&["2", "5", "2.5"])),
            3 => format!("{v}.listed"),
            4 => format!("{} {} {v}.age", self.dice.pick(&["2", "0"]), compare(self.dice)),
            5 => format!("{v}.ratio {} {}", compare(self.dice), self.dice.pick(&["1.5", "-1"])),
            6 => format!("{v}.share {} percent(50)", compare(self.dice)),
            7 => format!("{v}.turnover {} money(\"{}\")", compare(self.dice), self.dice.pick(&["10 EUR", "20 EUR"])),
            8 => format!("{v}.sector {} \"{}\"", self.dice.pick(&["==", "!="]), self.dice.pick(&["dns", "bank"])),
            9 => format!(
                "{v}.{} in {}",
                self.dice.pick(&["sector", "second"]),
                self.dice.pick(&["sector.net", "[\"bank\"]", "[]"])
            ),
            10 => format!("\"{}\" in {v}.tags", self.dice.pick(&["dns", "bank"])),
            11 => {
                let body =
                    self.dice.pick(&["t in sector.net", "t == \"bank\"", "true", "t != \"dns\" && t != \"bank\""]);
                format!("{v}.tags.{}(t, {body})", self.dice.pick(&["exists", "all"]))
            }
            12 => match self.call(v, false) {
                Some(call) => call,
                None if self.enum_variable => {
                    self.dice.pick(&["e == \"dns\"", "e in sector.net", "e != \"bank\""]).to_owned()
                }
                None => format!("size({v}.tags) {}", self.dice.pick(&["> 0", "== 0", ">= 1", "< 1"])),
            },
            13 => format!("{v}.sector {} {v}.second", self.dice.pick(&["==", "!="])),
            14 => format!("{v}.{} in {v}.tags", self.dice.pick(&["sector", "second"])),
            15 => {
                let fact = self.dice.pick(&[
                    "flag",
                    "listed",
                    "age >= 0",
                    "sector == \"dns\"",
                    "sector in [\"dns\", \"cloud\", \"bank\"]",
                ]);
                format!("{v}.parent.{fact}")
            }
            16 => format!(
                "{v}.parent {} {}",
                self.dice.pick(&["==", "!="]),
                self.dice.pick(&["o", "o.parent", "o.parent.parent"])
            ),
            17 => format!("{v}.turnover {} money(\"30 USD\")", compare(self.dice)),
            18 => format!("{v}.tags.exists(t, t == {v}.sector || {v}.flag)"),
            19 => format!("{v}.tags.exists(t, {v}.tags.all(u, u == t))"),
            20 => format!("{} {} {}", self.number(v, 2), compare(self.dice), self.dice.pick(&["2", "5", "1.5"])),
            21 => format!("{} {} {}", self.number(v, 1), compare(self.dice), self.number(v, 1)),
            22 => format!("{v}.share * {v}.turnover {} money(\"10 EUR\")", compare(self.dice)),
            23 => format!("size({v}.tags) {} 2", compare(self.dice)),
            24 => format!("{v}.turnover {} o.parent.turnover", compare(self.dice)),
            _ => format!("sum({v}.holdings.map(h, h.stake)) {} percent(50)", compare(self.dice)),
        }
    }

    /// A number without unit, on the organisation that `v` names.
    fn number(&mut self, v: &str, levels: usize) -> String {
        if levels > 0 && !self.dice.spent() {
            match self.dice.roll(7) {
                0 => {}
                1 => return format!("({} + {})", self.number(v, levels - 1), self.number(v, levels - 1)),
                2 => return format!("({} - {})", self.number(v, levels - 1), self.number(v, levels - 1)),
                3 => return format!("{} * {}", self.dice.pick(&["2", "-1", "0", "3"]), self.number(v, levels - 1)),
                4 => return format!("{} * {}", self.number(v, levels - 1), self.number(v, levels - 1)),
                5 => {
                    return format!(
                        "size({v}.{})",
                        self.dice.pick(&["holdings.filter(x, x.big)", "daughters", "incidents", "holdings"])
                    );
                }
                _ => {
                    let value = self.dice.pick(&["x.votes", "x.votes + 1", "2 * x.votes", "x.by.staff"]);
                    return format!(
                        "sum({v}.{}.map(x, {value}))",
                        self.dice.pick(&["holdings", "holdings.filter(x, x.big)"])
                    );
                }
            }
        }
        match self.dice.roll(6) {
            0 => format!("{v}.staff"),
            1 => format!("{v}.age"),
            2 => format!("{v}.ratio"),
            3 => format!("size({v}.tags)"),
            4 => format!("{v}.parent.staff"),
            _ => self.call(v, true).unwrap_or_else(|| "1".to_owned()),
        }
    }

    fn call(&mut self, v: &str, numeric: bool) -> Option<String> {
        let fitting: Vec<&Callable> =
            self.definitions.iter().filter(|definition| definition.numeric == numeric).collect();
        let definition = *fitting.get(self.dice.roll(fitting.len().max(1)))?;
        let wide = self.dialect != Dialect::Fragment;
        let on = if wide { self.dice.pick(&["", "", ".parent"]) } else { "" };
        let member = match self.dice.roll(4) {
            0 => "\"dns\"".to_owned(),
            1 if self.enum_variable => "e".to_owned(),
            1 | 2 => format!("{v}.sector"),
            _ => format!("{v}.second"),
        };
        Some(if definition.with_enum {
            format!("{}({v}{on}, {member})", definition.id)
        } else {
            format!("{}({v}{on})", definition.id)
        })
    }

    /// A list of the organisation under a quantifier.
    fn quantified(&mut self, v: &str, levels: usize) -> String {
        let lists = ["holdings", "incidents", "owned", "daughters"];
        let list = lists[self.dice.roll(lists.len())];
        let fragment = self.dialect == Dialect::Fragment;
        let refused = fragment && (self.used.contains(&list) || self.depth > 0);
        if refused || !self.lists || self.depth > 1 {
            return self.atom(v);
        }
        self.used.push(list);
        self.depth += 1;
        let x = if self.depth == 1 { "x" } else { "y" };
        let mut inner = || match list {
            "incidents" => self
                .dice
                .pick(&["{x}.grave", "!{x}.grave", "{x}.grave || o.flag", "{x}.victim.flag", "{x}.victim == o"])
                .replace("{x}", x),
            "daughters" if fragment => {
                self.dice.pick(&["{x}.flag", "{x}.staff > 2", "{x}.sector == \"dns\" && !{x}.flag"]).replace("{x}", x)
            }
            "daughters" => self.condition(x, levels.min(1)),
            _ => self
                .dice
                .pick(
                    &[
                        "{x}.big",
                        "{x}.stake > percent(50)",
                        "{x}.votes >= 2",
                        "!{x}.big && {x}.stake <= percent(50)",
                        "o.flag && {x}.big",
                        "{x}.by == o",
                        "{x}.by == {x}.of",
                        "{x}.by.flag",
                        "{x}.of.sector == {x}.by.sector",
                    ][..if fragment { 5 } else { 9 }],
                )
                .replace("{x}", x),
        };
        let mut guard = inner();
        if fragment && list == "incidents" {
            // the reference behind an item of a list is not part of the fragment
            guard = guard.replace("x.victim.flag", "x.grave").replace("x.victim == o", "x.grave");
        }
        let filter = if self.dice.roll(4) == 1 {
            let inner = self.dice.pick(if list == "incidents" {
                &["grave"]
            } else if list == "daughters" {
                &["flag"]
            } else {
                &["big"]
            });
            format!(".filter({x}, {x}.{inner})")
        } else {
            String::new()
        };
        self.depth -= 1;
        if !fragment && self.dice.roll(4) == 1 {
            let bound = self.dice.pick(&[">= 1", "> 1", "== 0", "< 2"]);
            return format!("size({v}.{list}{filter}.filter({x}, {guard})) {bound}");
        }
        format!("{v}.{list}{filter}.{}({x}, {guard})", self.dice.pick(&["exists", "all"]))
    }
}

/// A case: two organisations, up to two holdings and an incident. Returns it with the organisation that is asked about.
fn world(dice: &mut Dice<'_>, schema: &Schema) -> (World, ThingId) {
    let kind = |name: &str| schema.kind_named(name).unwrap();
    let mut world = World::new(today());
    let usd = Currency::parse("USD").unwrap();
    world.rates.insert(usd, (Decimal::new(5, 1), Currency::parse("EUR").unwrap()));
    let about = world.add(kind("organisation"), "acme");
    let others = dice.roll(4);
    if others > 0 {
        world.add(kind("organisation"), "beta");
    }
    for number in 0..others.saturating_sub(1) {
        world.add(kind("holding"), &format!("h{number}"));
    }
    if dice.roll(3) == 1 {
        world.add(kind("incident"), "i");
    }
    if dice.roll(8) == 1 {
        let imagined = world.imagine(kind("incident"), "imagined");
        world.set(imagined, schema.fact_named("incident.victim").unwrap(), Value::Things(vec![about]));
    }
    let things: Vec<(ThingId, KindId)> = world.things().map(|(id, thing)| (id, thing.kind)).collect();
    for (id, kind) in &things {
        for fact in schema.facts_of(*kind) {
            if world.value(*id, fact).is_none()
                && let Some(value) = value(dice, schema, fact, &things)
            {
                world.set(*id, fact, value);
            }
        }
    }
    for kind in ["holding", "incident", "organisation"] {
        if dice.roll(4) == 1 {
            world.closed_kinds.insert(schema.kind_named(kind).unwrap());
        }
    }
    for list in ["organisation.parent", "holding.of", "holding.by", "incident.victim"] {
        if dice.roll(4) == 1 {
            world.closed_lists.insert((about, schema.fact_named(list).unwrap()));
        }
    }
    (world, about)
}

/// What a case says of a fact, if anything. Lists of the two organisations are the more interesting the more lead to the first.
pub(crate) fn value(dice: &mut Dice<'_>, schema: &Schema, fact: FactId, things: &[(ThingId, KindId)]) -> Option<Value> {
    let declared = schema.fact(fact);
    let how = dice.roll(6);
    if how < 2 {
        return None;
    }
    if declared.optional && how == 2 {
        return Some(Value::Absent);
    }
    let number = |text: &str| text.parse::<Decimal>().unwrap();
    Some(match declared.of {
        Type::Bool => Value::Bool(dice.flip()),
        Type::Int => ranges(dice, &["0", "1", "2", "3", "5", "6"].map(number), None),
        Type::Percent => ranges(dice, &["0", "0.5", "0.3", "0.6"].map(number), None),
        Type::Decimal => ranges(dice, &["0", "1.5", "-1", "3"].map(number), None),
        Type::Money => {
            let currency = Currency::parse(dice.pick(&["EUR", "EUR", "USD"])).unwrap();
            ranges(dice, &["0", "10", "15", "20", "30", "40"].map(number), Some(currency))
        }
        Type::Enum(of) => {
            let mut members = FixedBitSet::with_capacity(schema.of_enum(of).len());
            members.insert(dice.roll(3));
            if how == 5 {
                members.insert(dice.roll(3));
            }
            Value::Members(members)
        }
        Type::Set(of) => {
            let count = schema.of_enum(of).len();
            let (mut has, mut lacks) = (FixedBitSet::with_capacity(count), FixedBitSet::with_capacity(count));
            for member in 0..count {
                match dice.roll(3) {
                    0 => lacks.insert(member),
                    1 => has.insert(member),
                    _ if how == 5 => {}
                    _ => lacks.insert(member),
                }
            }
            Value::Set { has, lacks }
        }
        Type::Thing(kind) => {
            let targets: Vec<ThingId> = things.iter().filter(|(_, of)| *of == kind).map(|(id, _)| *id).collect();
            let mut chosen = vec![targets[dice.roll(targets.len())]];
            if how == 5 && targets.len() > 1 {
                chosen = targets;
            }
            Value::Things(chosen)
        }
        Type::Date | Type::Instant | Type::Duration => unreachable!("no fact of these types is declared"),
    })
}

/// A number, a band, or two of them.
fn ranges(dice: &mut Dice<'_>, numbers: &[Decimal], currency: Option<Currency>) -> Value {
    let (a, b) = (numbers[dice.roll(numbers.len())], numbers[dice.roll(numbers.len())]);
    let ranges = match dice.roll(6) {
        0 => vec![Range { low: Some(a.min(b)), high: Some(a.max(b)) }],
        1 => vec![Range { low: Some(a), high: None }],
        2 => vec![Range { low: None, high: Some(a) }],
        3 => vec![Range::point(a.min(b)), Range::point(a.max(b))],
        _ => vec![Range::point(a)],
    };
    Value::Numbers(ranges, currency)
}
