//! Schemas of what is no item of law: the front matter of pages and regimes, the table of provisions, the words of the register.

use serde_json::{Map, Value, json};

use super::texts;
use crate::register::Register;
use crate::vocabulary::time::{ENDS, MOVED};

/// An object with these keys and no others.
fn object(keys: &[(&str, Value)], needed: &[&str]) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    json!({ "type": "object", "properties": properties, "required": needed, "additionalProperties": false })
}

/// A table with any names, each of this form.
fn named(each: &Value) -> Value {
    json!({ "type": "object", "additionalProperties": each })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn flag() -> Value {
    json!({ "type": "boolean" })
}

/// Front matter of `regime.md`.
pub(super) fn regime(in_force: &Value, defaults: &[(&str, Value)]) -> Value {
    let mut keys = defaults.to_vec();
    keys.retain(|(key, _)| !matches!(*key, "implements" | "in_force"));
    keys.extend([
        ("regime", text()),
        ("title", text()),
        ("short", text()),
        ("citation", text()),
        ("official", text()),
        ("celex", text()),
        ("jurisdiction", text()),
        ("binding", json!({ "enum": ["direct", "via-transposition", "national", "case-law", "soft"] })),
        ("status", json!({ "enum": ["proposed", "adopted", "repealed"] })),
        ("in_force", in_force.clone()),
        ("states", texts()),
        ("state", text()),
        ("implements", text()),
        ("reach", text()),
    ]);
    object(&keys, &["regime", "title", "short", "citation", "binding"])
}

/// Front matter of other pages: their regime and defaults.
pub(super) fn front(defaults: &[(&str, Value)]) -> Value {
    let mut keys = defaults.to_vec();
    keys.push(("regime", text()));
    object(&keys, &["regime"])
}

/// Articles with their paragraphs, these with their points.
pub(super) fn provisions() -> Value {
    named(&named(&json!({ "type": "array", "items": { "type": "string" } })))
}

/// Rows that are no duty, each with the reason.
pub(super) fn no_duty() -> Value {
    named(&text())
}

/// A block of words.
pub(super) fn vocabulary(register: &Register) -> Value {
    let schema = &register.program.schema;
    let kinds = json!({ "enum": schema.kinds().map(|(_, name)| name).collect::<Vec<_>>() });
    let kind = object(
        &[
            ("party", flag()),
            ("event", flag()),
            ("stand_in", flag()),
            ("law_date", text()),
            ("text", text()),
            ("prompt", text()),
        ],
        &[],
    );
    let fact = object(
        &[
            ("type", json!({ "enum": schema.type_names() })),
            ("question", text()),
            ("label", text()),
            ("help", text()),
            ("who", text()),
            ("topic", text()),
            ("unit", text()),
            ("bands", texts()),
            ("optional", flag()),
            ("signed", flag()),
            ("judgement", flag()),
            ("factors", texts()),
            ("inverse", text()),
            ("law_of", flag()),
            ("not_before", texts()),
        ],
        &["type", "question"],
    );
    let own_enum = json!({ "type": "object", "properties": { "text": named(&text()) },
        "additionalProperties": { "type": "array", "items": { "type": "string" } } });
    let condition = |more: &[(&str, Value)], needed: &[&str]| {
        let mut keys = vec![("over", kinds.clone()), ("as", text())];
        keys.extend(more.iter().cloned());
        object(&keys, needed)
    };
    let stakeholders = &register.vocabulary.stakeholders;
    let group =
        if stakeholders.is_empty() { text() } else { json!({ "enum": stakeholders.keys().collect::<Vec<_>>() }) };
    let recipient = json!({ "type": "object", "properties": { "text": text(), "how": text(), "zone": text() },
        "patternProperties": { "^[A-Z-]+$": object(&[("name", text()), ("how", text())], &["name"]) }, "additionalProperties": false });
    let sanction = object(
        &[
            ("text", text()),
            ("when", text()),
            ("ceiling", text()),
            ("floor_of_ceiling", text()),
            ("turnover", text()),
            ("of", text()),
            ("rule", json!({ "enum": ["higher", "lower"] })),
            ("person", flag()),
            ("civil", flag()),
            ("provision", text()),
        ],
        &["provision"],
    );
    object(
        &[
            ("kind", named(&kind)),
            ("enum", named(&own_enum)),
            ("fact", named(&named(&fact))),
            ("axiom", named(&condition(&[("is", text()), ("why", text())], &["over", "is", "why"]))),
            ("role", named(&object(&[("text", text()), ("stakeholder", group.clone())], &["stakeholder"]))),
            (
                "stakeholder",
                named(&object(
                    &[
                        ("text", text()),
                        ("introduction", text()),
                        ("aliases", texts()),
                        ("also", json!({ "type": "array", "items": group })),
                    ],
                    &["text", "introduction"],
                )),
            ),
            ("synonym", named(&texts())),
            ("theme", named(&text())),
            ("requirement", named(&text())),
            (
                "checklist",
                named(&object(&[("question", text()), ("none", json!({ "type": "object" }))], &["question", "none"])),
            ),
            ("recipient", named(&recipient)),
            ("sanction", named(&sanction)),
            (
                "area",
                named(&condition(
                    &[("when", text()), ("text", text()), ("regime", text())],
                    &["over", "when", "text", "regime"],
                )),
            ),
            ("calendar", named(&calendar())),
            ("counting", named(&counting())),
        ],
        &[],
    )
}

/// When an office is closed.
fn calendar() -> Value {
    let moved = json!({ "enum": MOVED.iter().map(|(name, _)| *name).collect::<Vec<_>>() });
    let year = json!({ "type": "integer" });
    let day =
        object(&[("name", text()), ("moved", moved.clone()), ("from", year.clone()), ("to", year.clone())], &["name"]);
    let days = named(&json!({ "anyOf": [text(), day] }));
    object(
        &[
            ("text", text()),
            ("zone", text()),
            ("state", text()),
            ("based_on", text()),
            ("weekend", texts()),
            ("days", days),
            ("moved", moved),
            ("closed", named(&text())),
            ("open", json!({ "type": "array", "items": { "$ref": "#/$defs/date" } })),
            ("known", json!({ "type": "array", "items": year, "minItems": 2, "maxItems": 2 })),
            ("source", text()),
            ("note", text()),
        ],
        &[],
    )
}

/// How a law counts a period.
fn counting() -> Value {
    object(
        &[
            ("text", text()),
            ("provision", text()),
            ("zone", text()),
            ("ends", json!({ "enum": ENDS.iter().map(|(name, _)| *name).collect::<Vec<_>>() })),
            ("close", text()),
            ("hour_not_counted", flag()),
            ("roll", json!({ "enum": ["next-working-day"] })),
            ("roll_at", text()),
            ("roll_for", json!({ "type": "array", "items": { "enum": ["hours", "days"] } })),
            ("roll_in", json!({ "enum": ["text", "outer"] })),
            ("calendar", text()),
            ("calendar_of", text()),
            ("source", text()),
            ("note", text()),
        ],
        &["text"],
    )
}
