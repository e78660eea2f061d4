//! Request parameters from a query string, a form body or a flat JSON object.

use std::collections::HashSet;
use std::fmt;

use percent_encoding::percent_decode;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::error::OAuthError;

/// Most bytes of a query string or body.
pub const MAX_BYTES: usize = 56 * 1024;
/// Most parameters in one request.
pub const MAX_PARAMETERS: usize = 256;

/// Parameters that may be given more than once (RFC 8707 §2).
pub const REPEATABLE: [&str; 1] = ["resource"];

/// The parameters of one request, in order.
///
/// A parameter with an empty value counts as omitted (RFC 6749 §3.1). A parameter given twice is never readable
/// with [`get`](Self::get), so no code can act on one of two contradicting values; [`duplicate`](Self::duplicate)
/// names it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Parameters {
    pairs: Vec<(String, String)>,
    duplicates: Vec<String>,
}

impl Parameters {
    /// Reads the query part of a URL (without the `?`).
    pub fn from_query(query: &str) -> Result<Self, OAuthError> {
        Self::from_form(query.as_bytes())
    }

    /// Reads an `application/x-www-form-urlencoded` body. Invalid UTF-8, NUL and too much of anything are
    /// `invalid_request`; a stray `%` stands for itself, as in the URL standard.
    pub fn from_form(body: &[u8]) -> Result<Self, OAuthError> {
        check_size(body)?;
        let mut pairs = Vec::new();
        for part in body.split(|byte| *byte == b'&').filter(|part| !part.is_empty()) {
            let split = part.iter().position(|byte| *byte == b'=');
            let (name, value) = split.map_or((part, &b""[..]), |at| (&part[..at], &part[at + 1..]));
            pairs.push((decode(name)?, decode(value)?));
            check_count(&pairs)?;
        }
        Self::new(pairs)
    }

    /// Reads a JSON object whose members are scalars or arrays of scalars (an array is a repeated parameter,
    /// `null` an omitted one).
    pub fn from_json(body: &[u8]) -> Result<Self, OAuthError> {
        check_size(body)?;
        let Members(members) = serde_json::from_slice(body).map_err(|error| {
            OAuthError::invalid_request("failed to parse the request body").with_detail(error.to_string())
        })?;
        let mut pairs = Vec::new();
        for (name, value) in members {
            match value {
                Value::Array(values) => {
                    for value in values {
                        pairs.push((name.clone(), scalar(value)?));
                        check_count(&pairs)?;
                    }
                }
                value => pairs.push((name, scalar(value)?)),
            }
            check_count(&pairs)?;
        }
        Self::new(pairs)
    }

    /// Takes pairs that are already decoded.
    pub fn new(pairs: Vec<(String, String)>) -> Result<Self, OAuthError> {
        check_count(&pairs)?;
        if pairs.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
            return Err(OAuthError::invalid_request("a parameter contains a NUL character"));
        }
        let mut seen = HashSet::new();
        let mut duplicates: Vec<String> = Vec::new();
        for (name, _) in &pairs {
            let repeated = !seen.insert(name.as_str());
            if repeated && !REPEATABLE.contains(&name.as_str()) && !duplicates.contains(name) {
                duplicates.push(name.clone());
            }
        }
        Ok(Self { pairs, duplicates })
    }

    /// The value of a parameter given once. `None` if it is absent, empty or given twice.
    pub fn get(&self, name: &str) -> Option<&str> {
        if self.duplicates.iter().any(|duplicate| duplicate == name) {
            return None;
        }
        self.iter().find(|(own, _)| *own == name).map(|(_, value)| value)
    }

    /// All non-empty values of a parameter, in order.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter().filter(move |(own, _)| *own == name).map(|(_, value)| value)
    }

    /// Whether the parameter is present with a value, even if it is there twice.
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|(own, _)| own == name)
    }

    /// The first parameter that was given twice and must not be.
    pub fn duplicate(&self) -> Option<&str> {
        self.duplicates.first().map(String::as_str)
    }

    /// Whether this parameter was given twice and must not be.
    pub fn is_duplicate(&self, name: &str) -> bool {
        self.duplicates.iter().any(|duplicate| duplicate == name)
    }

    /// `invalid_request` if any parameter was given twice (RFC 6749 §3.1, §3.2).
    pub fn check_duplicates(&self) -> Result<(), OAuthError> {
        self.duplicate().map_or(Ok(()), |name| Err(duplicate_parameter(name)))
    }

    /// The names and non-empty values, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs
            .iter()
            .filter(|(_, value)| !value.is_empty())
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The value of a required parameter, else `invalid_request`.
    pub fn require(&self, name: &'static str) -> Result<&str, OAuthError> {
        self.get(name).ok_or_else(|| missing_parameter(name))
    }
}

/// Shows names only: values may be secrets.
impl fmt::Debug for Parameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

/// `invalid_request` for a parameter that was given twice.
pub fn duplicate_parameter(name: &str) -> OAuthError {
    let shown = if is_plain(name) { name } else { "a" };
    OAuthError::invalid_request(format!("'{shown}' parameter must not be provided twice"))
}

/// `invalid_request` for a required parameter that is absent.
pub fn missing_parameter(name: &'static str) -> OAuthError {
    OAuthError::invalid_request(format!("missing required parameter '{name}'"))
}

fn is_plain(name: &str) -> bool {
    name.len() <= 64 && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

fn check_size(input: &[u8]) -> Result<(), OAuthError> {
    if input.len() > MAX_BYTES {
        Err(OAuthError::invalid_request("the request is too large"))
    } else {
        Ok(())
    }
}

fn check_count(pairs: &[(String, String)]) -> Result<(), OAuthError> {
    if pairs.len() > MAX_PARAMETERS {
        Err(OAuthError::invalid_request("too many parameters"))
    } else {
        Ok(())
    }
}

/// Form-urldecoding: `+` is a space, then percent-decoding, then UTF-8.
pub(crate) fn decode(input: &[u8]) -> Result<String, OAuthError> {
    let spaced: Vec<u8> = input.iter().map(|byte| if *byte == b'+' { b' ' } else { *byte }).collect();
    percent_decode(&spaced)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| OAuthError::invalid_request("a parameter is not valid UTF-8"))
}

fn scalar(value: Value) -> Result<String, OAuthError> {
    match value {
        Value::Null => Ok(String::new()),
        Value::Bool(value) => Ok(value.to_string()),
        Value::Number(value) => Ok(value.to_string()),
        Value::String(value) => Ok(value),
        Value::Array(_) | Value::Object(_) => {
            Err(OAuthError::invalid_request("parameters must be strings or arrays of strings"))
        }
    }
}

/// The members of an object in order, duplicates included (a map would hide them).
struct Members(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct MembersVisitor;
        impl<'de> Visitor<'de> for MembersVisitor {
            type Value = Members;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        deserializer.deserialize_map(MembersVisitor)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn query(text: &str) -> Parameters {
        Parameters::from_query(text).unwrap()
    }

    #[test]
    fn decodes() {
        let p = query("a=b+c%20d&e&f=&g=%e3%81%82&=x&h=1=2&i=100%");
        assert_eq!(p.get("a"), Some("b c d"));
        assert_eq!((p.get("e"), p.get("f"), p.get("zz")), (None, None, None));
        assert_eq!((p.get("g"), p.get("h"), p.get("i")), (Some("あ"), Some("1=2"), Some("100%")));
    }

    #[test]
    fn duplicates_are_unreadable() {
        let p = query("state=a&resource=x&state=b&resource=y&client_id=c");
        assert_eq!(p.duplicate(), Some("state"));
        assert_eq!(p.get("state"), None);
        assert!(p.contains("state"));
        assert_eq!(p.get("client_id"), Some("c"));
        assert_eq!(p.all("resource").collect::<Vec<_>>(), ["x", "y"]);
        assert!(query("state=&state=a").duplicate().is_some());
        let refusal = p.check_duplicates().unwrap_err();
        assert_eq!(refusal.description.unwrap(), "'state' parameter must not be provided twice");
    }

    #[test]
    fn refuses() {
        for bad in ["a=%00", "a%00=b", "a=%ff", "%c3%28=1"] {
            assert!(Parameters::from_query(bad).is_err(), "{bad}");
        }
        assert!(Parameters::from_form(&vec![b'a'; MAX_BYTES + 1]).is_err());
        assert!(Parameters::from_query(&"a=1&".repeat(MAX_PARAMETERS + 1)).is_err());
        for bad in ["", "[]", "1", "{\"a\":{}}", "{\"a\":[[1]]}", "{\"a\":\"\\u0000\"}", "{\"a\":1}x"] {
            assert!(Parameters::from_json(bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn reads_json() {
        let p = Parameters::from_json(
            br#"{"a":"b","n":1,"t":true,"z":null,"resource":["x","y"],"d":"1","d":"2"}"#,
        );
        let p = p.unwrap();
        assert_eq!(
            (p.get("a"), p.get("n"), p.get("t"), p.get("z")),
            (Some("b"), Some("1"), Some("true"), None)
        );
        assert_eq!(p.all("resource").count(), 2);
        assert_eq!(p.duplicate(), Some("d"));
    }

    #[test]
    fn debug_hides_values() {
        assert_eq!(format!("{:?}", query("client_secret=hush")), r#"["client_secret"]"#);
    }

    proptest::proptest! {
        #[test]
        fn never_panics(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..300)) {
            let _ = Parameters::from_form(&bytes);
            let _ = Parameters::from_json(&bytes);
        }

        #[test]
        fn form_round_trips(name in "[a-z]{1,8}", value in "[^\0]{1,40}") {
            let text: String = url::form_urlencoded::Serializer::new(String::new()).append_pair(&name, &value).finish();
            let parsed = query(&text);
            proptest::prop_assert_eq!(parsed.get(&name), Some(value.as_str()));
        }
    }
}
