//! What webhooks are told of people at the pages.

use aws_lc_rs::digest;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use http::{HeaderMap, header};
use serde_json::{Map, Value, json};

use crate::{
    applications::{Application, Client},
    http::client_address::ClientAddress,
    ids::InteractionUid,
    users::{Identifier, User},
};

/// What the person came for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InteractionEvent {
    /// To sign in.
    SignIn,
    /// To create an account.
    Register,
}

impl InteractionEvent {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "SignIn",
            Self::Register => "Register",
        }
    }
}

/// Where something happened.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// What the person came for.
    pub event: InteractionEvent,
    /// The pending authorization.
    pub interaction: &'a InteractionUid,
    /// For which application.
    pub client: Option<&'a Client>,
    /// From where.
    pub address: ClientAddress,
    /// With what.
    pub user_agent: Option<&'a str>,
}

impl Scene<'_> {
    /// What `PostSignIn` and `PostRegister` tell.
    pub fn of_user(&self, user: &User) -> Map<String, Value> {
        let mut payload = self.common();
        payload.insert("userIp".into(), self.address.ip().to_string().into());
        payload.insert("userId".into(), user.id.as_str().into());
        payload.insert("user".into(), user_entity(user));
        payload
    }

    /// What the data events (`User.Created`) tell: the entity as it is now.
    pub fn of_data(&self, data: Value) -> Map<String, Value> {
        let mut payload = self.of_change();
        payload.insert("data".into(), data);
        payload
    }

    /// What data events without an entity (`Organization.Membership.Updated`) tell.
    pub fn of_change(&self) -> Map<String, Value> {
        let mut payload = self.common();
        payload.insert("ip".into(), self.address.ip().to_string().into());
        payload.insert("applicationId".into(), json!(self.client.map(|client| &client.application.id)));
        payload
    }

    /// What `Identifier.Lockout` tells: which identifier.
    pub fn of_identifier(&self, identifier: &Identifier) -> Map<String, Value> {
        let (kind, value) = match identifier {
            Identifier::Username(value) | Identifier::AnyCaseUsername(value) => ("username", value),
            Identifier::Email(value) => ("email", value),
            Identifier::Phone(value) => ("phone", value),
        };
        let mut payload = self.common();
        payload.insert("userIp".into(), self.address.ip().to_string().into());
        payload.insert("type".into(), kind.into());
        payload.insert("value".into(), value.as_str().into());
        payload
    }

    fn common(&self) -> Map<String, Value> {
        let mut payload = Map::new();
        payload.insert("interactionEvent".into(), self.event.as_str().into());
        payload.insert("sessionId".into(), session_id(self.interaction).into());
        if let Some(user_agent) = self.user_agent {
            payload.insert("userAgent".into(), user_agent.into());
        }
        payload.insert(
            "application".into(),
            json!(self.client.map(|client| application_entity(&client.application))),
        );
        payload
    }
}

/// The interaction's name resumes it, so nobody is told; this tells interactions apart as well.
fn session_id(uid: &InteractionUid) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, uid.as_str().as_bytes()))
}

/// `User-Agent`, as far as it is text.
pub fn user_agent(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok())
}

/// An application as events show it.
pub fn application_entity(application: &Application) -> Value {
    json!({
        "id": application.id,
        "type": application.application_type.as_str(),
        "name": application.name,
        "description": application.description,
    })
}

/// A user as events show it.
pub fn user_entity(user: &User) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "primaryEmail": user.primary_email,
        "primaryPhone": user.primary_phone,
        "name": user.name,
        "avatar": user.avatar,
        "customData": user.custom_data,
        "identities": user.identities,
        "lastSignInAt": user.last_sign_in_at.map(|at| at.millis()),
        "createdAt": user.created_at.millis(),
        "updatedAt": user.updated_at.millis(),
        "profile": user.profile,
        "applicationId": user.application_id,
        "cimdClientId": null,
        "isSuspended": user.is_suspended,
    })
}
