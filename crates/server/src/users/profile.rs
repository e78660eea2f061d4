use serde::{Deserialize, Serialize};

/// Standard claims of OpenID Connect Core §5.1 that are not columns; camelCase in the database, snake_case in
/// tokens (the token side renames).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the members are the standard claims, OpenID Connect Core §5.1")]
pub struct Profile {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub middle_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nickname: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preferred_username: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub website: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gender: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birthdate: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zoneinfo: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
}

/// The `address` claim; camelCase members (the field's shape).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[expect(missing_docs, reason = "the members are those of OpenID Connect Core §5.1.1")]
pub struct Address {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub formatted: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub street_address: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
}

impl Profile {
    /// Takes over every member that `patch` has; its address as a whole.
    pub fn merge(&mut self, patch: Self) {
        let Self {
            family_name,
            given_name,
            middle_name,
            nickname,
            preferred_username,
            profile,
            website,
            gender,
            birthdate,
            zoneinfo,
            locale,
            address,
        } = patch;
        for (own, new) in [
            (&mut self.family_name, family_name),
            (&mut self.given_name, given_name),
            (&mut self.middle_name, middle_name),
            (&mut self.nickname, nickname),
            (&mut self.preferred_username, preferred_username),
            (&mut self.profile, profile),
            (&mut self.website, website),
            (&mut self.gender, gender),
            (&mut self.birthdate, birthdate),
            (&mut self.zoneinfo, zoneinfo),
            (&mut self.locale, locale),
        ] {
            if new.is_some() {
                *own = new;
            }
        }
        if address.is_some() {
            self.address = address;
        }
    }
}
