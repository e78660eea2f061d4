//! Bodies made from schemas.

use serde_json::{Map, Value, json};

/// A value that fits, with every member.
pub fn sample(schema: &Value) -> Value {
    if let Some(shapes) = schema["oneOf"].as_array() {
        return sample(&shapes[0]);
    }
    if let Some(options) = schema["enum"].as_array() {
        return options[0].clone();
    }
    match schema["type"].as_str() {
        Some("object") => {
            let members = schema["properties"].as_object().cloned().unwrap_or_default();
            Value::Object(members.iter().map(|(name, own)| (name.clone(), sample(own))).collect())
        }
        Some("array") => json!([sample(&schema["items"])]),
        Some("boolean") => json!(true),
        Some("integer") => schema.get("minimum").cloned().unwrap_or(json!(7)),
        Some("number") => json!(7),
        Some("string") => match schema["format"].as_str() {
            Some("email") => json!("somebody@example.com"),
            Some("uri" | "url") => json!("https://example.com/x"),
            _ => {
                let least = schema["minLength"].as_u64().unwrap_or(1).max(1);
                json!("x".repeat(usize::try_from(least).unwrap()))
            }
        },
        _ => json!({}),
    }
}

/// Values no member of that type takes.
fn strangers(schema: &Value) -> Vec<Value> {
    let all = [json!("x"), json!(7.5), json!(true), json!(["x"]), json!({"x": {"x": 1}}), Value::Null];
    all.into_iter().filter(|value| is_strange(schema, value)).collect()
}

fn is_strange(schema: &Value, value: &Value) -> bool {
    if value.is_null() {
        return schema["nullable"] != true && schema.get("type").is_some();
    }
    if let Some(shapes) = schema["oneOf"].as_array() {
        return shapes.iter().all(|shape| is_strange(shape, value));
    }
    match schema["type"].as_str() {
        // Query-like texts aside, a text is a text.
        Some("string") => !value.is_string() || schema.get("enum").is_some(),
        Some("integer" | "number") => !value.is_number(),
        Some("boolean") => !value.is_boolean(),
        Some("array") => !value.is_array(),
        Some("object") => !value.is_object(),
        _ => false,
    }
}

/// Bodies that fit but for one member, each with the member's path.
pub fn mutations(schema: &Value) -> Vec<(String, Value)> {
    let whole = sample(schema);
    let mut found = Vec::new();
    walk(schema, "", &mut |pointer, member| {
        for stranger in strangers(member) {
            let mut body = whole.clone();
            if let Some(place) = body.pointer_mut(pointer)
                && !pointer.is_empty()
            {
                *place = stranger;
                found.push((pointer.to_owned(), body));
            }
        }
    });
    if whole.is_object() && requires_something(schema) {
        found.push(("nothing".into(), json!({})));
        found.push(("a list".into(), json!([])));
    }
    found
}

fn requires_something(schema: &Value) -> bool {
    schema["required"].as_array().is_some_and(|names| !names.is_empty())
}

/// Bodies that fit but for one text, which is `value`.
pub fn text_members(schema: &Value, value: &str) -> Vec<Value> {
    let whole = sample(schema);
    let mut found = Vec::new();
    walk(schema, "", &mut |pointer, member| {
        let is_free = member.get("type").is_none() && member.get("oneOf").is_none();
        if member["type"] == "string" || is_free {
            let mut body = whole.clone();
            if let Some(place) = body.pointer_mut(pointer) {
                *place = json!(value);
                found.push(body);
            }
        } else if member["type"] == "object" && member.get("properties").is_none() {
            let mut body = whole.clone();
            if let Some(place) = body.pointer_mut(pointer) {
                *place = Value::Object(Map::from_iter([(value.to_owned(), json!(value))]));
                found.push(body);
            }
        }
    });
    found
}

/// Every member by its JSON pointer, of lists the first item.
fn walk(schema: &Value, pointer: &str, visit: &mut dyn FnMut(&str, &Value)) {
    visit(pointer, schema);
    // What is sampled of several shapes is the first.
    let schema = schema["oneOf"].get(0).unwrap_or(schema);
    match schema["type"].as_str() {
        Some("object") => {
            for (name, own) in schema["properties"].as_object().into_iter().flatten() {
                walk(own, &format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1")), visit);
            }
        }
        Some("array") => walk(&schema["items"], &format!("{pointer}/0"), visit),
        _ => {}
    }
}

/// Objects in objects.
pub fn deep(depth: usize) -> String {
    format!("{}1{}", "{\"a\":".repeat(depth), "}".repeat(depth))
}
