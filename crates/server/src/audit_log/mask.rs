use serde_json::{Map, Value};

/// What stands in the place of a secret.
const MASK: &str = "******";

/// Members that hold secrets wherever they stand, lower-case and without separators.
const SECRETS: [&str; 19] = [
    "accesstoken",
    "actortoken",
    "assertion",
    "authorization",
    "clientassertion",
    "clientsecret",
    "code",
    "codeverifier",
    "devicecode",
    "idtoken",
    "idtokenhint",
    "newpassword",
    "password",
    "passworddigest",
    "refreshtoken",
    "secret",
    "signingkey",
    "subjecttoken",
    "token",
];

/// Hides secrets by their names, at any depth. The last line of defence: callers leave them out.
pub(super) fn mask(document: &mut Map<String, Value>) {
    for (name, value) in document.iter_mut() {
        match value {
            Value::Object(inner) => mask(inner),
            Value::Array(items) => {
                for item in items {
                    if let Value::Object(inner) = item {
                        mask(inner);
                    }
                }
            }
            Value::String(text) if is_secret(name) => MASK.clone_into(text),
            _ => {}
        }
    }
}

fn is_secret(name: &str) -> bool {
    let plain: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    SECRETS.contains(&plain.as_str())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_hidden_at_any_depth() {
        let mut value = json!({
            "params": { "client_secret": "a", "refresh_token": "b", "scope": "openid", "code": "c" },
            "list": [{ "signingKey": "d" }, "plain"],
            "clientSecret": "e",
            "token": { "nested": "kept" },
        });
        let Value::Object(document) = &mut value else { return };
        mask(document);
        assert_eq!(
            value,
            json!({
                "params": { "client_secret": MASK, "refresh_token": MASK, "scope": "openid", "code": MASK },
                "list": [{ "signingKey": MASK }, "plain"],
                "clientSecret": MASK,
                "token": { "nested": "kept" },
            })
        );
    }
}
