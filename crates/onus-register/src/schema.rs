//! JSON schemas of cases and of the register's blocks, for editors. Written from the vocabulary, so that they know every fact.

mod words;

use onus_logic::schema::{FactId, Type};
use serde_json::{Map, Value, json};

use crate::register::Register;

const DRAFT: &str = "https://json-schema.org/draft/2020-12/schema";

/// The schema of a file of facts.
pub fn case(register: &Register) -> Value {
    let schema = &register.program.schema;
    let mut properties = Map::new();
    for (key, value) in [
        ("name", json!({ "type": "string" })),
        ("row", texts()),
        ("as_of", json!({ "description": "The day for which the question is asked", "$ref": "#/$defs/date" })),
        ("zone", json!({ "description": "IANA time zone of local times, such as Europe/Amsterdam", "type": "string" })),
        (
            "complete",
            json!({ "description": "Kinds, or lists such as acme.holdings, of which everything has been listed", "type": "array", "items": { "type": "string" } }),
        ),
        (
            "unsure",
            json!({ "description": "Facts, lists and checklists that someone does not know; the interview does not ask for them again", "type": "array", "items": { "type": "string" } }),
        ),
        (
            "guide",
            json!({ "description": "Answers to the questions of a guide for beginners", "type": "object", "additionalProperties": { "enum": ["yes", "no", "not me", "don't know"] } }),
        ),
        (
            "rates",
            json!({ "description": "One unit of the currency is so much", "type": "object", "additionalProperties": { "type": "string" } }),
        ),
        ("based_on", json!({ "type": "string" })),
        ("expect", json!({ "type": "object" })),
        (
            "known_at",
            json!({ "description": "Look back: what was written down later is left out", "anyOf": [{ "$ref": "#/$defs/date" }, { "$ref": "#/$defs/instant" }] }),
        ),
        ("submission", submissions()),
    ] {
        properties.insert(key.to_owned(), value);
    }
    for (kind, name) in schema.kinds() {
        let mut facts = Map::new();
        for fact in schema.facts_of(kind) {
            facts.insert(schema.fact(fact).name.to_string(), fact_schema(register, fact));
        }
        facts.entry("name").or_insert_with(|| json!({ "type": "string", "description": "What people call it" }));
        facts.entry("zone").or_insert_with(|| json!({ "type": "string" }));
        facts.entry("none_of").or_insert_with(|| {
            let lists: Vec<&String> = register
                .vocabulary
                .checklists
                .iter()
                .filter(|(_, list)| list.none.iter().any(|(fact, _)| schema.fact(*fact).kind == kind))
                .map(|(id, _)| id)
                .collect();
            json!({ "description": "Checklists answered \"none of these\"", "type": "array", "items": { "enum": lists } })
        });
        facts.entry("absent").or_insert_with(|| json!({ "description": "Optional facts that are absent", "type": "array", "items": { "type": "string" } }));
        let thing = json!({ "type": "object", "properties": facts, "additionalProperties": false });
        properties.insert(name.to_owned(), json!({ "description": register.vocabulary.kind(kind).text, "type": "object", "additionalProperties": thing }));
    }
    json!({ "$schema": DRAFT, "title": "A case of Onus", "type": "object", "properties": properties, "additionalProperties": false, "$defs": definitions() })
}

/// Reports that were sent.
fn submissions() -> Value {
    json!({ "description": "Reports that were sent", "type": "array", "items": { "type": "object", "additionalProperties": false, "required": ["of", "at"], "properties": {
        "of": { "description": "The duty that the report met", "type": "string" },
        "stage": { "description": "Which stage, where the duty has several", "type": "string" },
        "about": { "description": "The thing of the case", "type": "string" },
        "at": { "description": "When it was sent", "$ref": "#/$defs/instant" },
        "covers": { "description": "Other duties that its content met as well", "type": "array", "items": { "type": "string" } },
        "reason": { "description": "Why it was late", "type": "string" },
        "proof": { "description": "The file that was sent", "type": "string" },
        "sha256": { "description": "Its SHA-256", "type": "string" },
        "recorded": { "description": "When this was written down", "anyOf": [{ "$ref": "#/$defs/date" }, { "$ref": "#/$defs/instant" }] } } } })
}

fn definitions() -> Value {
    json!({
        "date": { "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" },
        "instant": { "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}[T ]\\d{2}:\\d{2}" },
        "band": { "type": "string", "pattern": "\\.\\." },
    })
}

/// A value, one of several, or a value with who says it.
fn fact_schema(register: &Register, fact: FactId) -> Value {
    let (schema, text) = (&register.program.schema, register.vocabulary.fact(fact));
    let value = match schema.fact(fact).of {
        Type::Bool => json!({ "type": "boolean" }),
        Type::Int => json!({ "anyOf": [{ "type": "integer" }, { "$ref": "#/$defs/band" }] }),
        Type::Decimal => json!({ "anyOf": [{ "type": "number" }, { "$ref": "#/$defs/band" }] }),
        Type::Percent => json!({ "type": "string", "pattern": "%$" }),
        Type::Money => json!({ "type": "string", "pattern": " [A-Z]{3}$" }),
        Type::Date => json!({ "anyOf": [{ "$ref": "#/$defs/date" }, { "$ref": "#/$defs/band" }] }),
        Type::Instant => {
            json!({ "anyOf": [{ "$ref": "#/$defs/instant" }, { "$ref": "#/$defs/date" }, { "$ref": "#/$defs/band" }] })
        }
        Type::Duration | Type::Thing(_) => json!({ "type": "string" }),
        Type::Enum(of) => json!({ "enum": schema.of_enum(of).members().collect::<Vec<_>>() }),
        Type::Set(of) => {
            let members: Vec<&str> = schema.of_enum(of).members().collect();
            let list = json!({ "type": "array", "items": { "enum": members } });
            json!({ "anyOf": [list, { "type": "object", "properties": { "has": list, "lacks": list }, "additionalProperties": false }] })
        }
    };
    let stated = json!({ "type": "object", "required": ["value"], "additionalProperties": false,
        "properties": { "value": value, "by": { "type": "string" }, "on": { "anyOf": [{ "$ref": "#/$defs/date" }, { "$ref": "#/$defs/instant" }] }, "why": { "type": "string" }, "source": { "type": "string" },
            "was": { "description": "What was believed before, each with the day on which it was written down", "type": "array", "items": { "type": "object", "required": ["value", "on"] } } } });
    let several = json!({ "type": "object", "required": ["one_of"], "properties": { "one_of": { "type": "array", "items": value } }, "additionalProperties": false });
    let mut described = text.question.clone();
    if let Some(help) = &text.help {
        described.push('\n');
        described.push_str(help);
    }
    json!({ "description": described, "anyOf": [value, several, stated] })
}

fn texts() -> Value {
    json!({ "anyOf": [{ "type": "string" }, { "type": "array", "items": { "type": "string" } }] })
}

fn one_of<'n>(names: impl Iterator<Item = &'n str>) -> Value {
    json!({ "enum": names.collect::<Vec<_>>() })
}

/// One of the words that the register declares; any text where it declares none, as the reader has it.
fn declared<T>(words: &indexmap::IndexMap<String, T>) -> Value {
    if words.is_empty() { json!({ "type": "string" }) } else { one_of(words.keys().map(String::as_str)) }
}

fn several(item: &Value) -> Value {
    json!({ "anyOf": [item, { "type": "array", "items": item }] })
}

/// The schema of what stands in the blocks of a page: one definition for each sort of block.
pub fn register(register: &Register) -> Value {
    use crate::law::{Confidence, OwedTo};
    let (schema, vocabulary) = (&register.program.schema, &register.vocabulary);
    let kinds = one_of(schema.kinds().map(|(_, name)| name));
    let confidence = one_of(Confidence::NAMES.iter().map(|(name, _)| *name));
    let period = json!({ "type": "object", "properties": { "from": { "$ref": "#/$defs/date" }, "to": { "$ref": "#/$defs/date" } }, "required": ["from"], "additionalProperties": false });
    let in_force = json!({ "type": "array", "items": period });
    let head = [
        ("row", texts()),
        ("provision", json!({ "type": "string" })),
        ("confidence", confidence),
        ("in_force", in_force.clone()),
        ("note", json!({ "type": "string" })),
        ("source", json!({ "type": "string" })),
        ("implements", json!({ "type": "string" })),
        ("absent", texts()),
        ("gap", json!({ "type": "string" })),
        ("version", json!({ "type": "array", "items": { "type": "object" } })),
    ];
    let recipients = several(&one_of(vocabulary.recipients.keys().map(String::as_str)));
    let due = json!({ "type": "object", "additionalProperties": false, "properties": {
        "stage": { "type": "string" }, "after": {}, "at": {}, "before": {}, "within": { "type": "string" }, "calendar": declared(&vocabulary.calendars), "every": { "type": "string" },
        "earliest": { "type": "array" }, "latest": { "type": "array" }, "lapses_before": {}, "when": { "type": "string" }, "prompt": { "type": "boolean" }, "to": recipients,
        "counting": declared(&vocabulary.countings), "serves": { "type": "string" }, "content": { "type": "array", "items": { "anyOf": [{ "type": "string" }, { "type": "object", "required": ["what"] }] } }, "note": { "type": "string" } } });
    let duty = [
        ("over", kinds.clone()),
        ("bearer", json!({ "type": "string" })),
        ("through", json!({ "type": "string" })),
        ("as", one_of(vocabulary.roles.keys().map(String::as_str))),
        ("owed_to", several(&one_of(OwedTo::NAMES.iter().map(|(name, _)| *name)))),
        ("when", json!({ "type": "string" })),
        ("due", json!({ "type": "array", "items": due })),
        ("theme", several(&one_of(vocabulary.themes.keys().map(String::as_str)))),
        (
            "requires",
            json!({ "type": "array", "items": { "anyOf": [one_of(vocabulary.requirements.keys().map(String::as_str)), { "type": "object", "required": ["what"] }] } }),
        ),
        ("sanction", several(&one_of(vocabulary.sanctions.keys().map(String::as_str)))),
        ("modality", one_of(["must", "must-not", "should", "may"].into_iter())),
    ];
    let block = |own: &[(&str, Value)]| {
        let properties: Map<String, Value> =
            head.iter().chain(own).map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        json!({ "type": "object", "properties": properties, "additionalProperties": false })
    };
    let definition = block(&[
        ("of", json!({ "type": "string" })),
        ("type", json!({ "type": "string" })),
        ("is", json!({ "type": "string" })),
    ]);
    let exception = block(&[
        ("to", texts()),
        ("effect", one_of(["displaces", "excludes", "changes", "satisfies", "suspends", "lifts"].into_iter())),
        ("when", json!({ "type": "string" })),
        ("by", json!({ "type": "string" })),
        ("set", json!({ "type": "object" })),
        ("until", json!({ "type": "object" })),
    ]);
    let norm = block(&[
        ("addressee", several(&one_of(vocabulary.roles.keys().map(String::as_str)))),
        ("theme", texts()),
        ("modality", json!({ "type": "string" })),
    ]);
    let guide = block(&[
        ("question", json!({ "type": "string" })),
        ("chapter", json!({ "type": "string" })),
        ("heading", json!({ "type": "string" })),
        ("addressee", several(&one_of(vocabulary.roles.keys().map(String::as_str)))),
        ("owed_to", several(&one_of(OwedTo::NAMES.iter().map(|(name, _)| *name)))),
        ("theme", texts()),
        ("over", kinds),
        ("ask_if", json!({ "type": "string" })),
        ("hooks", texts()),
        ("not_held", texts()),
    ]);
    // defaults: any key that an item could carry itself
    let defaults: Vec<(&str, Value)> = head
        .iter()
        .filter(|(key, _)| matches!(*key, "confidence" | "in_force" | "source" | "note" | "provision"))
        .chain(duty.iter())
        .cloned()
        .chain([("addressee", several(&one_of(vocabulary.roles.keys().map(String::as_str))))])
        .collect();
    let defs = [
        ("date", json!({ "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}$" })),
        ("duty", block(&duty)),
        ("definition", definition),
        ("exception", exception),
        ("norm", norm),
        ("guide", guide),
        ("vocabulary", words::vocabulary(register)),
        ("provisions", words::provisions()),
        ("no-duty", words::no_duty()),
        ("regime", words::regime(&in_force, &defaults)),
        ("front", words::front(&defaults)),
    ];
    let named: Map<String, Value> = defs
        .iter()
        .filter(|(name, _)| *name != "date")
        .map(|(name, _)| ((*name).to_owned(), json!({ "$ref": format!("#/$defs/{name}") })))
        .collect();
    let defs: Map<String, Value> = defs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    json!({ "$schema": DRAFT, "title": "Blocks of the register of Onus", "type": "object", "properties": named, "additionalProperties": false, "$defs": defs })
}
