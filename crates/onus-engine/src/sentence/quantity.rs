//! Numbers, amounts, dates and lengths of time in sentences: comparisons, sums, shares, counts.

use jiff::tz::TimeZone;
use onus_logic::ir::{Cmp, ExprId, Node};
use onus_logic::schema::Type;
use rust_decimal::Decimal;

use super::{Relation, Sentence, Speaker, spoken};
use crate::words;

impl Speaker<'_> {
    /// A value: "turnover in total", "25 % of the balance".
    pub fn value(&self, expr: ExprId) -> Sentence {
        let mut parts = Vec::new();
        let (says, _) = self.quantity(expr, self.type_of(expr), &mut parts, 0);
        Sentence { parts, ..self.with_fact(expr, Sentence::new(says)) }
    }

    pub(super) fn compare(&self, cmp: Cmp, a: ExprId, b: ExprId, positive: bool, depth: usize) -> Sentence {
        let mut relation = Relation::of(cmp, positive);
        let constant = |expr: ExprId| matches!(self.node(expr), Node::Number(_) | Node::Money(..) | Node::AsOf);
        let (mut left, mut right) = (a, b);
        // what is asked comes first, what it is measured by second
        if constant(a) && !constant(b) || matches!(self.node(a), Node::Number(_) | Node::Money(..)) {
            (left, right, relation) = (b, a, relation.mirrored());
        }
        let of = self.type_of(left).or_else(|| self.type_of(right));
        let mut parts = Vec::new();
        let (left_text, _) = self.quantity(left, of, &mut parts, depth);
        let (mut right_text, _) = self.quantity(right, of, &mut parts, depth);
        if let Some(unit) = self.unit(left).filter(|_| matches!(self.node(right), Node::Number(_))) {
            right_text = format!("{right_text} {unit}");
        }
        let timed = matches!(of, Some(Type::Date | Type::Instant));
        let says = match relation {
            Relation::Below if timed => format!("{left_text} is before {right_text}"),
            Relation::AtMost if timed => format!("{left_text} is not after {right_text}"),
            Relation::AtLeast if timed => format!("{left_text} is on or after {right_text}"),
            Relation::Above if timed => format!("{left_text} is after {right_text}"),
            Relation::Below => format!("{left_text} is below {right_text}"),
            Relation::AtMost => format!("{left_text} is {right_text} or less"),
            Relation::AtLeast => format!("{left_text} is {right_text} or more"),
            Relation::Above => format!("{left_text} is above {right_text}"),
            Relation::Is => format!("{left_text} is {right_text}"),
            Relation::IsNot => format!("{left_text} is not {right_text}"),
        };
        // a comparison with an absent fact is false, so its opposite is true
        let optional = |expr: ExprId| matches!(self.node(expr), Node::NumberFact(_, fact) if self.register.program.schema.fact(*fact).optional);
        let says =
            if !positive && (optional(left) || optional(right)) { format!("{says}, or there is none") } else { says };
        Sentence { parts, ..self.with_fact(left, Sentence::new(says)) }
    }

    fn with_fact(&self, expr: ExprId, sentence: Sentence) -> Sentence {
        match self.node(expr) {
            Node::NumberFact(_, fact) | Node::SetSize(_, fact) => self.about(*fact, sentence),
            _ => sentence,
        }
    }

    /// The unit of a fact, as the vocabulary has it.
    fn unit(&self, expr: ExprId) -> Option<&str> {
        match self.node(expr) {
            Node::NumberFact(_, fact) => self.register.vocabulary.fact(*fact).unit.as_deref(),
            _ => None,
        }
    }

    /// The type of a number; a bare constant has none of its own.
    fn type_of(&self, expr: ExprId) -> Option<Type> {
        let program = &self.register.program;
        match self.node(expr) {
            Node::NumberFact(_, fact) => Some(program.schema.fact(*fact).of),
            Node::Money(..) => Some(Type::Money),
            Node::AsOf => Some(Type::Date),
            Node::SetSize(..) | Node::Count(_) => Some(Type::Int),
            Node::Sum(_, value) => self.type_of(*value),
            Node::Plus(a, b) => self.type_of(*a).or_else(|| self.type_of(*b)),
            // a share of an amount is an amount
            Node::Times(a, b) => match (self.type_of(*a), self.type_of(*b)) {
                (Some(Type::Percent) | None, other) | (other, Some(Type::Percent) | None) => other,
                (own, _) => own,
            },
            Node::Call(definition, _) => Some(program.definition(*definition).signature.returns),
            _ => None,
        }
    }

    /// A number in words, and whether it is a compound that needs care when it is multiplied. Conditions on what is counted go to
    /// `parts`.
    fn quantity(&self, expr: ExprId, of: Option<Type>, parts: &mut Vec<Sentence>, depth: usize) -> (String, bool) {
        if depth > super::MAX_DEPTH {
            return ("..".to_owned(), false);
        }
        let zone = TimeZone::UTC;
        match self.node(expr) {
            Node::Number(number) => {
                let text = match of {
                    Some(of) => words::of_type(of, *number, None, &zone),
                    None => words::number(*number),
                };
                (text, false)
            }
            Node::Money(amount, currency) => (words::money(*amount, &currency.to_string()), false),
            Node::NumberFact(thing, fact) => (self.of(*thing, *fact), false),
            Node::AsOf => ("the day that is asked about".to_owned(), false),
            Node::Plus(a, b) => {
                if let Some(less) = self.negated(*b) {
                    let (a, b) =
                        (self.quantity(*a, of, parts, depth + 1).0, self.quantity(less, of, parts, depth + 1).0);
                    return (format!("{a} minus {b}"), true);
                }
                let (a, b) = (self.quantity(*a, of, parts, depth + 1).0, self.quantity(*b, of, parts, depth + 1).0);
                (format!("{a} plus {b}"), true)
            }
            Node::Times(a, b) => {
                let bracketed = |(text, compound): (String, bool)| if compound { format!("({text})") } else { text };
                let (share, whole) = if matches!(self.node(*b), Node::Number(_)) { (*b, *a) } else { (*a, *b) };
                let whole_text = bracketed(self.quantity(whole, of, parts, depth + 1));
                let text = match self.node(share) {
                    Node::Number(number) if *number < Decimal::ONE => {
                        format!("{} % of {whole_text}", words::number(*number * Decimal::ONE_HUNDRED))
                    }
                    Node::Number(number) => format!("{} times {whole_text}", words::number(*number)),
                    _ => {
                        let share = bracketed(self.quantity(share, self.type_of(share), parts, depth + 1));
                        format!("{whole_text} times {share}")
                    }
                };
                (text, false)
            }
            Node::SetSize(thing, fact) => (format!("the number of {}", self.of(*thing, *fact)), false),
            Node::Count(list) => {
                let mark = self.counted(list, parts, depth);
                (format!("the number of each {}{mark}", self.items(list)), false)
            }
            Node::Sum(list, value) => {
                let kind = spoken(
                    self.register.program.schema.kind_name(self.register.program.schema.fact(list.inverse).kind),
                );
                let inner = self.with(list.slot, &format!("that {kind}"));
                let (value, _) = inner.quantity(*value, of, parts, depth + 1);
                let mark = self.counted(list, parts, depth);
                (format!("the sum, over each {}{mark}, of {value}", self.items(list)), true)
            }
            Node::Call(definition, arguments) => (self.called(*definition, arguments), false),
            _ => ("a value".to_owned(), false),
        }
    }

    /// `-1 * x` as x.
    fn negated(&self, expr: ExprId) -> Option<ExprId> {
        match self.node(expr) {
            Node::Times(a, b) if matches!(self.node(*a), Node::Number(number) if *number == Decimal::NEGATIVE_ONE) => {
                Some(*b)
            }
            _ => None,
        }
    }

    /// Which items of a list are counted, as a part with a letter; the letter stands in the sentence too.
    fn counted(&self, list: &onus_logic::ir::List, parts: &mut Vec<Sentence>, depth: usize) -> String {
        if matches!(self.node(list.guard), Node::Bool(true)) {
            return String::new();
        }
        let kind = spoken(self.register.program.schema.kind_name(self.register.program.schema.fact(list.inverse).kind));
        let inner = self.with(list.slot, &format!("that {kind}"));
        let guard = inner.say(list.guard, true, depth + 1);
        let letter = u8::try_from(parts.len())
            .ok()
            .filter(|number| *number < 26)
            .map_or('z', |number| char::from(b'a' + number));
        parts.push(Sentence { parts: vec![guard], ..Sentence::new(format!("a {kind} counts in ({letter}) only if")) });
        format!(" ({letter})")
    }
}
