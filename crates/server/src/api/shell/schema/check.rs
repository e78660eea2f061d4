use serde::Serialize;
use serde_json::{Map, Number, Value, json};

use super::{Kind, Member, Schema};

/// One step of the way into a value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Key {
    /// A member.
    Name(String),
    /// An item.
    Index(usize),
}

/// What is wrong at one place. The members are those of the field's validation library (zod 3), which clients show.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Issue {
    /// `invalid_type`, `too_small`, …
    pub code: &'static str,
    /// What belongs to the code: `expected`, `received`, `minimum`, …
    #[serde(flatten)]
    pub facts: Map<String, Value>,
    /// Where.
    pub path: Vec<Key>,
    /// In English.
    pub message: String,
}

impl Issue {
    /// An issue of our own at the top or at a member.
    pub fn custom(path: Vec<Key>, message: impl Into<String>) -> Self {
        Self { code: "custom", facts: Map::new(), path, message: message.into() }
    }

    /// `Error in key path "a.b.0": (code) text`.
    pub fn line(&self) -> String {
        let path: Vec<String> = self
            .path
            .iter()
            .map(|key| match key {
                Key::Name(name) => name.clone(),
                Key::Index(index) => index.to_string(),
            })
            .collect();
        let text = match (self.facts.get("expected"), self.facts.get("received")) {
            (Some(Value::String(expected)), Some(Value::String(received))) if self.code == "invalid_type" => {
                format!("Expected {expected} but received {received}.")
            }
            _ => self.message.clone(),
        };
        format!("Error in key path \"{}\": ({}) {text}", path.join("."), self.code)
    }
}

/// Most issues that are told: whoever sends a long list of nonsense does not get a longer one back.
const MOST_ISSUES: usize = 100;

/// Collects issues on the way down.
#[derive(Default)]
struct Check {
    path: Vec<Key>,
    issues: Vec<Issue>,
}

impl Schema {
    /// Checks `value` and keeps what the schema names.
    ///
    /// # Errors
    /// What is wrong, in order: the first hundred issues.
    pub fn check(&self, value: Value) -> Result<Value, Vec<Issue>> {
        let mut check = Check::default();
        let kept = check.value(self, Some(value));
        match kept {
            Some(kept) if check.issues.is_empty() => Ok(kept),
            _ => Err(check.issues),
        }
    }
}

impl Check {
    fn issue(&mut self, code: &'static str, facts: Value, message: String) {
        let Value::Object(facts) = facts else { return };
        if self.issues.len() == MOST_ISSUES {
            return;
        }
        self.issues.push(Issue { code, facts, path: self.path.clone(), message });
    }

    fn wrong_type(&mut self, expected: &str, value: Option<&Value>) {
        let received = type_name(value);
        let message = match value {
            None => "Required".to_owned(),
            Some(_) => format!("Expected {expected}, received {received}"),
        };
        self.issue("invalid_type", json!({"expected": expected, "received": received}), message);
    }

    fn at(&mut self, key: Key, schema: &Schema, value: Option<Value>) -> Option<Value> {
        self.path.push(key);
        let kept = self.value(schema, value);
        self.path.pop();
        kept
    }

    fn value(&mut self, schema: &Schema, value: Option<Value>) -> Option<Value> {
        match (&schema.0, value) {
            (Kind::Any, value) => Some(value.unwrap_or(Value::Null)),
            (Kind::Nullable(_), Some(Value::Null)) => Some(Value::Null),
            (Kind::Nullable(inner), value) => self.value(inner, value),
            (Kind::Either(shapes), value) => self.either(shapes, value),
            (Kind::AnyObject, Some(Value::Object(object))) => Some(Value::Object(object)),
            (Kind::Boolean, Some(value @ Value::Bool(_))) => Some(value),
            (Kind::Text { least, most }, Some(Value::String(text))) => self.text(*least, *most, text),
            (Kind::TextWhere { name, holds }, Some(Value::String(text))) => {
                if holds(&text) {
                    return Some(Value::String(text));
                }
                let message = if *name == "regex" { "Invalid".to_owned() } else { format!("Invalid {name}") };
                self.issue("invalid_string", json!({"validation": name}), message);
                None
            }
            (Kind::OneOf(options), Some(Value::String(text))) => self.one_of(options, text),
            (Kind::Number, Some(Value::Number(number))) => Some(Value::Number(whole(number))),
            (Kind::Milliseconds, Some(Value::Number(number))) => Some(Value::Number(floored(number))),
            (Kind::Integer { least, most }, Some(Value::Number(number))) => {
                self.integer(*least, *most, number)
            }
            (Kind::List { item, least, most }, Some(Value::Array(items))) => {
                self.list(item, *least, *most, items)
            }
            (Kind::Map(item), Some(Value::Object(members))) => {
                let mut kept = Map::new();
                for (name, value) in members {
                    if let Some(value) = self.at(Key::Name(name.clone()), item, Some(value)) {
                        kept.insert(name, value);
                    }
                }
                Some(Value::Object(kept))
            }
            (Kind::Object { members, strict }, Some(Value::Object(object))) => {
                Some(self.object(members, *strict, object))
            }
            (kind, value) => {
                self.wrong_type(expected(kind), value.as_ref());
                None
            }
        }
    }

    fn text(&mut self, least: usize, most: usize, text: String) -> Option<Value> {
        let length = text.encode_utf16().count();
        if length < least {
            let facts = json!({"minimum": least, "type": "string", "inclusive": true, "exact": false});
            self.issue("too_small", facts, format!("String must contain at least {least} character(s)"));
            return None;
        }
        if length > most {
            let facts = json!({"maximum": most, "type": "string", "inclusive": true, "exact": false});
            self.issue("too_big", facts, format!("String must contain at most {most} character(s)"));
            return None;
        }
        Some(Value::String(text))
    }

    fn one_of(&mut self, options: &[&str], text: String) -> Option<Value> {
        if options.contains(&text.as_str()) {
            return Some(Value::String(text));
        }
        let shown: Vec<String> = options.iter().map(|option| format!("'{option}'")).collect();
        let message = format!("Invalid enum value. Expected {}, received '{text}'", shown.join(" | "));
        self.issue("invalid_enum_value", json!({"received": text, "options": options}), message);
        None
    }

    fn integer(&mut self, least: i64, most: i64, number: Number) -> Option<Value> {
        let number = whole(number);
        let Some(value) = number.as_i64() else {
            self.issue(
                "invalid_type",
                json!({"expected": "integer", "received": "float"}),
                "Expected integer, received float".to_owned(),
            );
            return None;
        };
        if value < least {
            let facts = json!({"minimum": least, "type": "number", "inclusive": true, "exact": false});
            self.issue("too_small", facts, format!("Number must be greater than or equal to {least}"));
            return None;
        }
        if value > most {
            let facts = json!({"maximum": most, "type": "number", "inclusive": true, "exact": false});
            self.issue("too_big", facts, format!("Number must be less than or equal to {most}"));
            return None;
        }
        Some(Value::Number(number))
    }

    fn list(&mut self, item: &Schema, least: usize, most: usize, items: Vec<Value>) -> Option<Value> {
        if items.len() < least {
            let facts = json!({"minimum": least, "type": "array", "inclusive": true, "exact": false});
            self.issue("too_small", facts, format!("Array must contain at least {least} element(s)"));
        }
        if items.len() > most {
            let facts = json!({"maximum": most, "type": "array", "inclusive": true, "exact": false});
            self.issue("too_big", facts, format!("Array must contain at most {most} element(s)"));
            return None;
        }
        let kept = items
            .into_iter()
            .enumerate()
            .filter_map(|(index, value)| self.at(Key::Index(index), item, Some(value)))
            .collect();
        Some(Value::Array(kept))
    }

    fn object(&mut self, members: &[Member], strict: bool, mut object: Map<String, Value>) -> Value {
        let mut kept = Map::new();
        for member in members {
            let value = object.remove(member.name);
            if value.is_none() && !member.required {
                continue;
            }
            if let Some(value) = self.at(Key::Name(member.name.to_owned()), &member.schema, value) {
                kept.insert(member.name.to_owned(), value);
            }
        }
        if strict && !object.is_empty() {
            let keys: Vec<String> = object.keys().cloned().collect();
            let shown: Vec<String> = keys.iter().map(|key| format!("'{key}'")).collect();
            let message = format!("Unrecognized key(s) in object: {}", shown.join(", "));
            self.issue("unrecognized_keys", json!({"keys": keys}), message);
        }
        Value::Object(kept)
    }

    fn either(&mut self, shapes: &[Schema], value: Option<Value>) -> Option<Value> {
        let Some(value) = value else {
            self.wrong_type("value", None);
            return None;
        };
        let mut refused = Vec::new();
        for shape in shapes {
            match shape.check(value.clone()) {
                Ok(kept) => return Some(kept),
                Err(issues) => refused.push(json!({"issues": issues, "name": "ZodError"})),
            }
        }
        self.issue("invalid_union", json!({"unionErrors": refused}), "Invalid input".to_owned());
        None
    }
}

fn expected(kind: &Kind) -> &'static str {
    match kind {
        Kind::Any | Kind::Nullable(_) | Kind::Either(_) => "value",
        Kind::AnyObject | Kind::Map(_) | Kind::Object { .. } => "object",
        Kind::Boolean => "boolean",
        Kind::Integer { .. } | Kind::Milliseconds | Kind::Number => "number",
        Kind::OneOf(_) | Kind::Text { .. } | Kind::TextWhere { .. } => "string",
        Kind::List { .. } => "array",
    }
}

fn type_name(value: Option<&Value>) -> &'static str {
    match value {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    }
}

/// `3600.0` is 3600.
fn whole(number: Number) -> Number {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.fract() == 0.0 => floored(number),
        _ => number,
    }
}

#[expect(clippy::cast_possible_truncation, reason = "kept as it is beyond what 64 bits hold exactly")]
fn floored(number: Number) -> Number {
    match number.as_f64() {
        Some(float) if number.is_f64() && float.abs() < 9.0e15 => Number::from(float.floor() as i64),
        _ => number,
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::super::*;
    use super::*;

    fn lines(schema: &Schema, value: Value) -> Vec<String> {
        schema.check(value).unwrap_err().iter().map(Issue::line).collect()
    }

    #[test]
    fn a_long_list_of_nonsense_is_not_answered_with_a_longer_one() {
        let schema = object([required("ids", list_of(text(1..)))]);
        let told = lines(&schema, json!({ "ids": vec![7; 10_000] }));
        assert_eq!(told.len(), 100);
        let last = "Error in key path \"ids.99\": (invalid_type) Expected string but received number.";
        assert_eq!(told[99], last);
    }

    #[test]
    fn every_issue_is_listed_with_its_place() {
        let schema = object([
            required("name", text(1..=3)),
            required("description", text(1..)),
            optional("type", one_of(&["User", "MachineToMachine"])),
            optional("ids", list_of(text(1..)).at_least(1)),
            optional("color", object([optional("primary", any_text())])),
        ]);
        assert_eq!(
            lines(&schema, json!({})),
            [
                "Error in key path \"name\": (invalid_type) Expected string but received undefined.",
                "Error in key path \"description\": (invalid_type) Expected string but received undefined.",
            ]
        );
        assert_eq!(
            lines(&schema, json!([])),
            ["Error in key path \"\": (invalid_type) Expected object but received array."]
        );
        assert_eq!(
            lines(
                &schema,
                json!({"name": "abcd", "description": "", "type": "x", "ids": ["a", 1, null], "color": {"primary": 1}})
            ),
            [
                "Error in key path \"name\": (too_big) String must contain at most 3 character(s)",
                "Error in key path \"description\": (too_small) String must contain at least 1 character(s)",
                "Error in key path \"type\": (invalid_enum_value) Invalid enum value. Expected 'User' | \
                 'MachineToMachine', received 'x'",
                "Error in key path \"ids.1\": (invalid_type) Expected string but received number.",
                "Error in key path \"ids.2\": (invalid_type) Expected string but received null.",
                "Error in key path \"color.primary\": (invalid_type) Expected string but received number.",
            ]
        );
        assert_eq!(lines(&schema, json!({"name": "a", "description": "b", "ids": []})).len(), 1);
    }

    #[test]
    fn what_the_schema_does_not_name_is_dropped_or_refused() {
        let schema = object([optional("a", nullable(integer(1..=9)))]);
        assert_eq!(schema.check(json!({"a": 2.0, "tenantId": "x"})).unwrap(), json!({"a": 2}));
        assert_eq!(schema.check(json!({"a": null})).unwrap(), json!({"a": null}));
        assert_eq!(schema.check(json!({})).unwrap(), json!({}));
        assert_eq!(schema.clone().strict().check(json!({"b": 1})).unwrap_err()[0].code, "unrecognized_keys");
        for bad in
            [json!({"a": 0}), json!({"a": 10}), json!({"a": 1.5}), json!({"a": "1"}), json!({"a": 1e300})]
        {
            assert!(schema.check(bad.clone()).is_err(), "{bad}");
        }
    }

    #[test]
    fn lengths_count_utf_16_units_and_times_lose_their_fraction() {
        assert!(text(..=2).check(json!("😀")).is_ok());
        assert!(text(..=1).check(json!("😀")).is_err());
        assert_eq!(milliseconds().check(json!(1.9)).unwrap(), json!(1));
        assert_eq!(milliseconds().check(json!(-1.1)).unwrap(), json!(-2));
        assert!(email().check(json!("a@b.co")).is_ok());
        for bad in ["a@b", "a b@c.de", "a@@b.co", "@b.co", "a@b..co", "a@-b.co", "a\n@b.co", "a..b@c.de"] {
            assert!(email().check(json!(bad)).is_err(), "{bad:?}");
        }
        assert!(url().check(json!("not a url")).is_err());
        assert!(either([boolean(), text(1..)]).check(json!("x")).is_ok());
        assert_eq!(either([boolean(), text(1..)]).check(json!(1)).unwrap_err()[0].code, "invalid_union");
    }
}
