use jiff::Timestamp;
use serde_json::{Map, Value};

/// One line of a table: a claim as it came, and what it means when that is not obvious.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) meaning: Option<String>,
}

/// The claims of the protocol, which a person looks at last.
const PROTOCOL: [&str; 12] =
    ["iss", "aud", "azp", "client_id", "auth_time", "iat", "nbf", "exp", "nonce", "sid", "jti", "cnf"];

/// Claims as lines: who, then what about them, then the protocol's.
pub(crate) fn rows(claims: &Map<String, Value>) -> Vec<Row> {
    let mut rows: Vec<Row> = claims
        .iter()
        .map(|(name, value)| Row { name: name.clone(), value: text(value), meaning: time(name, value) })
        .collect();
    rows.sort_by_key(|row| match PROTOCOL.iter().position(|name| *name == row.name) {
        Some(position) => position + 2,
        None => usize::from(row.name != "sub"),
    });
    rows
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "–".into(),
        Value::Array(items) if items.iter().all(Value::is_string) => {
            items.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// Times in words. Genkan and Logto give `updated_at` and `created_at` in milliseconds, the others are seconds.
fn time(name: &str, value: &Value) -> Option<String> {
    let number = value.as_i64()?;
    let timestamp = match name {
        "iat" | "exp" | "nbf" | "auth_time" => Timestamp::from_second(number),
        "updated_at" | "created_at" if number > 100_000_000_000 => Timestamp::from_millisecond(number),
        "updated_at" | "created_at" => Timestamp::from_second(number),
        _ => return None,
    };
    Some(timestamp.ok()?.strftime("%Y-%m-%d %H:%M:%S UTC").to_string())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    #[test]
    fn claims_are_readable() {
        let claims = json!({
            "sub": "u1", "picture": null, "roles": ["reader", "writer"], "email_verified": true,
            "address": {"country": "JP"}, "exp": 1_800_000_000, "updated_at": 1_800_000_000_000_i64, "iat": -1e30,
        });
        let rows = rows(claims.as_object().unwrap());
        assert_eq!((rows[0].name.as_str(), rows[7].name.as_str()), ("sub", "exp"));
        let find = |name: &str| rows.iter().find(|row| row.name == name).unwrap();
        assert_eq!(find("picture").value, "–");
        assert_eq!(find("roles").value, "reader, writer");
        assert_eq!(find("address").value, r#"{"country":"JP"}"#);
        assert_eq!(find("exp").meaning.as_deref(), Some("2027-01-15 08:00:00 UTC"));
        assert_eq!(find("updated_at").meaning, find("exp").meaning);
        assert_eq!(find("iat").meaning, None);
    }
}
