//! Resource indicators (RFC 8707).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::OAuthError;
use crate::parameters::Parameters;

/// The resource that stands for the organizations of the tenant.
pub const ORGANIZATIONS: &str = "urn:logto:resource:organizations";

/// What the audience of an organization token begins with; the organization's id follows.
pub const ORGANIZATION_AUDIENCE_PREFIX: &str = "urn:logto:organization:";

/// Most resources in one request.
pub const MAX_RESOURCES: usize = 50;

const MAX_BYTES: usize = 2_048;

/// An absolute URI without a fragment (RFC 8707 §2). Compared as text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ResourceIndicator(String);

impl ResourceIndicator {
    /// Checks the syntax; `invalid_target` otherwise.
    pub fn parse(text: &str) -> Result<Self, OAuthError> {
        let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
        let absolute = url::Url::parse(text).is_ok();
        if text.len() <= MAX_BYTES && printable && absolute && !text.contains('#') {
            Ok(Self(text.to_owned()))
        } else {
            Err(OAuthError::invalid_target("resource indicator must be an absolute URI without a fragment"))
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is [`ORGANIZATIONS`].
    pub fn is_organizations(&self) -> bool {
        self.0 == ORGANIZATIONS
    }
}

/// The resources a request asks for, without duplicates. A single `resource` parameter may hold several values
/// joined by commas, because some clients cannot repeat a parameter; a repeated one is taken as it stands.
pub fn requested(parameters: &Parameters) -> Result<Vec<ResourceIndicator>, OAuthError> {
    let given: Vec<&str> = parameters.all("resource").collect();
    let values: Vec<&str> = match given.as_slice() {
        [single] => single.split(',').map(str::trim).filter(|value| !value.is_empty()).collect(),
        _ => given,
    };
    let mut resources: Vec<ResourceIndicator> = Vec::new();
    for value in values {
        let resource = ResourceIndicator::parse(value)?;
        if !resources.contains(&resource) {
            if resources.len() == MAX_RESOURCES {
                return Err(OAuthError::invalid_target("too many resources"));
            }
            resources.push(resource);
        }
    }
    Ok(resources)
}

impl fmt::Display for ResourceIndicator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for ResourceIndicator {
    type Error = OAuthError;

    fn try_from(text: String) -> Result<Self, OAuthError> {
        Self::parse(&text)
    }
}

impl From<ResourceIndicator> for String {
    fn from(resource: ResourceIndicator) -> Self {
        resource.0
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn syntax() {
        for good in
            ["https://api.example.com", "https://api.example.com/v1?x=1", ORGANIZATIONS, "api://default"]
        {
            assert!(ResourceIndicator::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "",
            "api",
            "/api",
            "https://a.example/#x",
            "https://a.example#",
            "https://a .example",
            "https://",
        ] {
            assert!(ResourceIndicator::parse(bad).is_err(), "{bad}");
        }
        assert!(ResourceIndicator::parse(&format!("https://a.example/{}", "x".repeat(2_048))).is_err());
    }

    #[test]
    fn comma_joined_equals_repeated() {
        let ask = |query: &str| requested(&Parameters::from_query(query).unwrap());
        let texts = |query: &str| ask(query).unwrap().into_iter().map(String::from).collect::<Vec<_>>();
        assert_eq!(texts("resource=urn:a:b,urn:c:d"), ["urn:a:b", "urn:c:d"]);
        assert_eq!(texts("resource=urn:a:b&resource=urn:c:d&resource=urn:a:b"), ["urn:a:b", "urn:c:d"]);
        assert_eq!(texts("scope=x"), [""; 0]);
        assert!(ask("resource=urn:a:b,nonsense").is_err());
        let many: String = (0..51).map(|i| format!("&resource=urn:a:{i}")).collect();
        assert!(ask(&many).is_err());
    }
}
