//! The API's own description (OpenAPI 3.0.1), made from the operations that answer.

use serde_json::{Map, Value, json};

use super::{
    operation::{Access, Operation},
    page::Paging,
    schema::{Member, Schema},
};

/// The document. `origin`: where this server is.
pub fn document<'a>(operations: impl Iterator<Item = &'a Operation>, origin: &str) -> Value {
    let mut paths = Map::new();
    for operation in operations {
        let path = paths.entry(format!("/api{}", operation.path)).or_insert_with(|| json!({}));
        if let Value::Object(path) = path {
            path.insert(operation.method.as_str().to_ascii_lowercase(), describe(operation));
        }
    }
    json!({
        "openapi": "3.0.1",
        "info": {
            "title": "Genkan management API",
            "description": "Everything an operator sets up, over HTTP.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{"url": origin}],
        "security": [{"OAuth2": ["all"]}],
        "components": {
            "securitySchemes": {
                "OAuth2": {
                    "type": "oauth2",
                    "description": "An access token of this server for the management API's resource.",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": format!("{origin}/oidc/token"),
                            "scopes": {"all": "Everything"},
                        }
                    },
                }
            },
            "schemas": {"Error": error_schema()},
        },
        "paths": paths,
    })
}

fn describe(operation: &Operation) -> Value {
    let mut out = Map::new();
    out.insert("operationId".into(), operation.id.into());
    out.insert("tags".into(), json!([tag(operation.path)]));
    if operation.access == Access::Public {
        out.insert("security".into(), json!([]));
    }
    let parameters = parameters(operation);
    if !parameters.is_empty() {
        out.insert("parameters".into(), parameters.into());
    }
    if let Some(body) = &operation.body {
        out.insert(
            "requestBody".into(),
            json!({"required": true, "content": {"application/json": {"schema": body.to_openapi()}}}),
        );
    }
    out.insert("responses".into(), responses(operation));
    Value::Object(out)
}

fn parameters(operation: &Operation) -> Vec<Value> {
    let in_path =
        operation.path.split('/').filter_map(|own| own.strip_prefix('{')?.strip_suffix('}')).map(|name| {
            let known = operation.params.members().iter().find(|member| member.name == name);
            let schema = known.map_or_else(|| json!({"type": "string"}), |member| member.schema.to_openapi());
            json!({"name": name, "in": "path", "required": true, "schema": schema})
        });
    let in_query = operation.query.members().iter().map(|Member { name, schema, required }: &Member| {
        json!({"name": name, "in": "query", "required": required, "schema": schema.to_openapi()})
    });
    let page = |name: &str, most: Option<i64>, default: i64| {
        let mut schema = json!({"type": "integer", "minimum": 1, "default": default});
        if let Some(most) = most {
            schema["maximum"] = most.into();
        }
        json!({"name": name, "in": "query", "required": false, "schema": schema})
    };
    let mut all: Vec<Value> = in_path.chain(in_query).collect();
    if operation.searched {
        all.push(json!({
            "name": "search_params",
            "in": "query",
            "required": false,
            "description": "search, search.<field>, mode, mode.<field>, joint, isCaseSensitive",
            "explode": true,
            "schema": {"type": "object", "additionalProperties": {"type": "string"}},
        }));
    }
    if operation.paging != Paging::Never {
        all.extend([page("page", None, 1), page("page_size", Some(100), 20)]);
    }
    all
}

fn responses(operation: &Operation) -> Value {
    let mut out = Map::new();
    for (status, shape) in &operation.answers {
        let mut answer = json!({"description": reason(*status)});
        if let Some(shape) = shape {
            answer["content"] = json!({"application/json": {"schema": Schema::to_openapi(shape)}});
        }
        out.insert(status.to_string(), answer);
    }
    let refusal = json!({
        "description": "Refused.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    });
    out.insert("4XX".into(), refusal);
    Value::Object(out)
}

fn reason(status: u16) -> &'static str {
    http::StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("")
}

fn error_schema() -> Value {
    json!({
        "type": "object",
        "required": ["code", "message"],
        "properties": {
            "code": {"type": "string", "description": "Stable; what programs match on."},
            "message": {"type": "string", "description": "For people, in the language asked for."},
            "data": {"description": "Facts for programs."},
            "details": {"type": "string", "description": "What exactly is wrong, one line each, in English."},
        },
    })
}

/// `/organization-roles/{id}` belongs to `Organization roles`.
fn tag(path: &str) -> String {
    let first = path.split('/').nth(1).unwrap_or_default().trim_start_matches('.');
    let words = first.replace('-', " ");
    let mut letters = words.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}
