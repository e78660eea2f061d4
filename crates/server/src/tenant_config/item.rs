use std::fmt;

use serde::Serialize;
use serde_json::{Map, Value};

use super::{TenantConfig, document};

/// What kinds of things a plan changes, in the order they are made; they are deleted in the opposite one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// An API resource.
    Resource,
    /// A scope of an API resource.
    Scope,
    /// A role.
    Role,
    /// A scope of the organization template.
    OrganizationScope,
    /// A role of the organization template.
    OrganizationRole,
    /// An application.
    Application,
    /// A webhook.
    Hook,
    /// The sign-in experience.
    SignInExperience,
    /// The ID token settings.
    IdToken,
    /// The session settings.
    Session,
}

impl Kind {
    /// In words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Resource => "resource",
            Self::Scope => "scope",
            Self::Role => "role",
            Self::OrganizationScope => "organization scope",
            Self::OrganizationRole => "organization role",
            Self::Application => "application",
            Self::Hook => "webhook",
            Self::SignInExperience => "sign-in experience",
            Self::IdToken => "ID token",
            Self::Session => "session",
        }
    }
}

/// A thing by its stable name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// What it is.
    pub kind: Kind,
    /// The resource a scope belongs to, by its indicator.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// Its name; empty for the settings, of which there is one each.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Key {
    /// Of a kind whose names are unique.
    pub fn new(kind: Kind, name: impl Into<String>) -> Self {
        Self { kind, of: None, name: name.into() }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind.as_str())?;
        if !self.name.is_empty() {
            write!(f, " {:?}", self.name)?;
        }
        match &self.of {
            Some(of) => write!(f, " of {of}"),
            None => Ok(()),
        }
    }
}

/// A thing with its members in canonical form: what has its default is absent, sets are sorted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Item {
    pub(super) key: Key,
    pub(super) members: Map<String, Value>,
}

/// The things of a configuration, in the order of their kinds.
pub(super) fn items(config: &TenantConfig) -> Vec<Item> {
    let mut items = Vec::new();
    for resource in &config.resources {
        let bare = document::Resource { scopes: Default::default(), ..resource.clone() };
        items.push(item(Key::new(Kind::Resource, &resource.indicator), &bare));
        for (name, description) in &resource.scopes {
            let key = Key { kind: Kind::Scope, of: Some(resource.indicator.clone()), name: name.clone() };
            items.push(scope(key, description));
        }
    }
    for role in &config.roles {
        items.push(item(Key::new(Kind::Role, &role.name), role));
    }
    for (name, description) in &config.organization_template.scopes {
        items.push(scope(Key::new(Kind::OrganizationScope, name), description));
    }
    for role in &config.organization_template.roles {
        items.push(item(Key::new(Kind::OrganizationRole, &role.name), role));
    }
    for application in &config.applications {
        items.push(item(Key::new(Kind::Application, &application.name), application));
    }
    for hook in &config.hooks {
        items.push(item(Key::new(Kind::Hook, &hook.name), hook));
    }
    if let Some(own) = &config.sign_in_experience {
        items.push(item(Key::new(Kind::SignInExperience, ""), own));
    }
    if let Some(own) = &config.id_token {
        items.push(item(Key::new(Kind::IdToken, ""), own));
    }
    if let Some(own) = &config.session {
        items.push(item(Key::new(Kind::Session, ""), own));
    }
    items.sort_by_key(|item| item.key.kind);
    items
}

fn item(key: Key, value: &impl Serialize) -> Item {
    let mut members = match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        // These types are structs with text keys: neither fails nor is anything else.
        _ => Map::new(),
    };
    // The name is in the key; a resource's own name is a member like others.
    if key.kind == Kind::Resource {
        members.remove("indicator");
    } else {
        members.remove("name");
    }
    for name in SETS {
        if let Some(value) = members.get_mut(*name) {
            sort(value);
        }
    }
    members.retain(|_, value| !is_empty(value));
    Item { key, members }
}

fn scope(key: Key, description: &str) -> Item {
    let mut members = Map::new();
    if !description.is_empty() {
        members.insert("description".into(), description.into());
    }
    Item { key, members }
}

/// Members whose order means nothing, at any depth.
const SETS: &[&str] =
    &["scopes", "resourceScopes", "roles", "consentScopes", "events", "enabledExtendedClaims"];

fn sort(value: &mut Value) {
    match value {
        Value::Array(list) => {
            list.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            list.dedup();
        }
        Value::Object(members) => {
            members.values_mut().for_each(sort);
            members.retain(|_, value| !is_empty(value));
        }
        _ => {}
    }
}

/// Absent in another form.
fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(members) => members.is_empty(),
        _ => false,
    }
}
