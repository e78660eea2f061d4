use serde_json::{Map, Value, json};

use super::{Kind, Schema};

impl Schema {
    /// The schema as OpenAPI 3.0 writes it.
    pub fn to_openapi(&self) -> Value {
        match &self.0 {
            Kind::Any => json!({"nullable": true}),
            Kind::AnyObject => json!({"type": "object", "additionalProperties": true}),
            Kind::Boolean => json!({"type": "boolean"}),
            Kind::Integer { least, most } => {
                let mut out = typed("integer");
                if *least > i64::MIN {
                    out.insert("minimum".into(), (*least).into());
                }
                if *most < i64::MAX {
                    out.insert("maximum".into(), (*most).into());
                }
                Value::Object(out)
            }
            Kind::Milliseconds => json!({"type": "number", "description": "milliseconds since the epoch"}),
            Kind::Number => json!({"type": "number"}),
            Kind::OneOf(options) => json!({"type": "string", "enum": options}),
            Kind::Text { least, most } => sized("string", "minLength", "maxLength", *least, *most),
            Kind::TextWhere { name, .. } => match *name {
                "regex" => json!({"type": "string"}),
                format => json!({"type": "string", "format": format}),
            },
            Kind::List { item, least, most } => {
                let mut out = sized("array", "minItems", "maxItems", *least, *most);
                if let Value::Object(out) = &mut out {
                    out.insert("items".into(), item.to_openapi());
                }
                out
            }
            Kind::Map(value) => json!({"type": "object", "additionalProperties": value.to_openapi()}),
            Kind::Object { members, strict } => {
                let mut out = typed("object");
                let required: Vec<Value> =
                    members.iter().filter(|own| own.required).map(|own| own.name.into()).collect();
                if !required.is_empty() {
                    out.insert("required".into(), required.into());
                }
                let properties: Map<String, Value> =
                    members.iter().map(|own| (own.name.to_owned(), own.schema.to_openapi())).collect();
                out.insert("properties".into(), properties.into());
                if *strict {
                    out.insert("additionalProperties".into(), false.into());
                }
                Value::Object(out)
            }
            Kind::Nullable(inner) => {
                let mut out = inner.to_openapi();
                if let Value::Object(out) = &mut out {
                    out.insert("nullable".into(), true.into());
                }
                out
            }
            Kind::Either(shapes) => {
                json!({"oneOf": shapes.iter().map(Self::to_openapi).collect::<Vec<_>>()})
            }
        }
    }
}

fn typed(name: &str) -> Map<String, Value> {
    Map::from_iter([("type".to_owned(), name.into())])
}

fn sized(name: &str, least_name: &str, most_name: &str, least: usize, most: usize) -> Value {
    let mut out = typed(name);
    if least > 0 {
        out.insert(least_name.to_owned(), least.into());
    }
    if most < usize::MAX {
        out.insert(most_name.to_owned(), most.into());
    }
    Value::Object(out)
}
