use serde::Deserialize;
use serde_json::{Map, Value};

use super::{UserObject, members};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, any_object, any_text, object, one_of, optional, text},
    credentials::{self, Algorithm, Busy, InvalidLegacy, Password},
    users::{self, NewUser, Profile},
    webhooks::Event,
};

pub(super) fn body() -> Schema {
    object([
        optional("primaryPhone", members::phone()),
        optional("primaryEmail", members::email()),
        optional("username", members::username()),
        optional("password", members::password()),
        optional("passwordDigest", text(..=256)),
        optional("passwordAlgorithm", one_of(&Algorithm::NAMES)),
        optional("name", any_text()),
        optional("avatar", members::avatar()),
        optional("customData", any_object()),
        optional("profile", members::profile_schema()),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    primary_phone: Option<String>,
    primary_email: Option<String>,
    username: Option<String>,
    password: Option<String>,
    password_digest: Option<String>,
    password_algorithm: Option<String>,
    name: Option<String>,
    avatar: Option<String>,
    #[serde(default)]
    custom_data: Map<String, Value>,
    #[serde(default)]
    profile: Profile,
}

/// `POST /users`. The operator may do what the sign-up page does not: any password, any identifiers or none.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let body: Body = call.body()?;
    let (password_hash, password_algorithm) =
        password(&call, body.password, body.password_digest, body.password_algorithm).await?;
    let new = NewUser {
        username: members::name(body.username)?,
        primary_email: members::name(body.primary_email)?,
        primary_phone: members::phone_column(body.primary_phone)?,
        name: members::name(body.name)?,
        avatar: members::avatar_column(body.avatar)?,
        profile: body.profile,
        custom_data: body.custom_data,
        usernames_ignore_case: members::usernames_ignore_case(&call.app).await?,
        contacts_verified: true,
        password_hash,
        password_algorithm,
    };
    let mut tx = call.app.db.begin().await?;
    let imported = new.password_hash.clone().unwrap_or_default();
    let id = users::create(&call.app, &mut tx, new).await.map_err(members::refused)?;
    if password_algorithm == Algorithm::Legacy {
        // Taken identifiers are told first.
        credentials::check_import(password_algorithm, &imported).map_err(|invalid| match invalid {
            InvalidLegacy::Format => ApiError::new(400, "password.invalid_legacy_password_format"),
            InvalidLegacy::Algorithm => ApiError::new(400, "password.unsupported_legacy_hash_algorithm"),
        })?;
    }
    let account = users::find_account(&mut tx, &id).await?.ok_or_else(ApiError::not_found)?;
    let object = UserObject::new(&account);
    call.emit(&mut tx, Event::UserCreated, Some(&object), &[]).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &object))
}

/// What is stored of a password or of an imported one.
async fn password(
    call: &Call,
    password: Option<String>,
    digest: Option<String>,
    algorithm: Option<String>,
) -> Result<(Option<String>, Algorithm), ApiError> {
    let digest = digest.filter(|digest| !digest.is_empty());
    match (password, digest) {
        (Some(_), Some(_)) => Err(ApiError::new(400, "user.password_and_digest")),
        (Some(password), None) => {
            let hash = credentials::hash(&call.app, &Password::new(password)).await.map_err(busy)?;
            Ok((Some(hash), Algorithm::Argon2id))
        }
        (None, Some(digest)) => {
            let algorithm = algorithm.as_deref().and_then(Algorithm::parse);
            let algorithm =
                algorithm.ok_or_else(|| ApiError::new(400, "user.password_algorithm_required"))?;
            Ok((Some(digest), algorithm))
        }
        (None, None) => Ok((None, Algorithm::Argon2id)),
    }
}

/// Too many passwords wait to be hashed.
pub(super) fn busy(_: Busy) -> ApiError {
    ApiError::new(503, "request.temporarily_unavailable")
}
