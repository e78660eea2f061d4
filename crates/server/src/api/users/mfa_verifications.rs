use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::members::{account, user_id};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Schema, any_text, either, integer, list_of, object, one_of, optional,
        required, text,
    },
    mfa::{self, BackupCode, Factor, FactorData},
    users::{self, Account, User},
};

const KINDS: [&str; 5] = ["Totp", "WebAuthn", "BackupCode", "EmailVerificationCode", "PhoneVerificationCode"];

/// A factor in a list: nothing of its secret.
pub(super) fn factor() -> Schema {
    object([
        required("id", text(1..)),
        required("createdAt", any_text()),
        optional("lastUsedAt", any_text()),
        required("type", one_of(&KINDS)),
        optional("agent", any_text()),
        optional("name", any_text()),
        optional("remainCodes", integer(0..)),
    ])
}

pub(super) fn body() -> Schema {
    either([
        object([required("type", one_of(&["Totp"])), optional("secret", any_text())]),
        object([required("type", one_of(&["BackupCode"])), optional("codes", list_of(any_text()))]),
    ])
}

pub(super) fn created() -> Schema {
    either([
        object([
            required("type", one_of(&["Totp"])),
            required("secret", any_text()),
            required("secretQrCode", any_text()),
        ]),
        object([required("type", one_of(&["BackupCode"])), required("codes", list_of(any_text()))]),
    ])
}

/// `GET /users/{userId}/mfa-verifications`.
pub(super) async fn list(call: Call) -> Result<Answer, ApiError> {
    let id = account(&call).await?.user.id;
    let mut conn = call.app.db.read().await?;
    let factors: Vec<Value> = mfa::list(&call.app, &mut conn, &id).await?.iter().map(shown).collect();
    drop(conn);
    Ok(Answer::list(&call, &factors, 0))
}

fn shown(factor: &Factor) -> Value {
    let mut out = Map::new();
    out.insert("id".into(), factor.id.as_str().into());
    out.insert("createdAt".into(), factor.created_at.to_iso_8601().into());
    out.insert("type".into(), factor.data.kind().into());
    let optional = [
        ("lastUsedAt", factor.last_used_at.map(|at| at.to_iso_8601().into())),
        ("agent", factor.agent.as_deref().map(Into::into)),
        ("name", factor.name.as_deref().map(Into::into)),
        ("remainCodes", factor.data.remaining_codes().map(Into::into)),
    ];
    out.extend(optional.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
    Value::Object(out)
}

#[derive(Deserialize)]
struct Body {
    r#type: String,
    secret: Option<String>,
    codes: Option<Vec<String>>,
}

/// `POST /users/{userId}/mfa-verifications`: an authenticator app, or codes on paper beside another factor.
pub(super) async fn create(call: Call) -> Result<Answer, ApiError> {
    let Body { r#type, secret, codes } = call.body()?;
    let app = &call.app;
    let mut tx = app.db.begin().await?;
    let Account { user, .. } =
        users::lock(app, &mut tx, &user_id(&call)).await?.ok_or_else(ApiError::not_found)?;
    let existing = mfa::list(app, &mut tx, &user.id).await?;
    let (data, answer) = if r#type == "Totp" {
        totp(&call, &user, secret, &existing)?
    } else {
        backup_codes(&call, codes, &existing)?
    };
    mfa::add(app, &mut tx, &user.id, &data).await?;
    tx.commit().await?;
    Ok(Answer::json(200, &answer))
}

fn totp(
    call: &Call,
    user: &User,
    secret: Option<String>,
    existing: &[Factor],
) -> Result<(FactorData, Value), ApiError> {
    if existing.iter().any(|factor| matches!(factor.data, FactorData::Totp { .. })) {
        return Err(ApiError::new(422, "user.totp_already_in_use"));
    }
    let secret = secret.unwrap_or_else(|| mfa::generate_totp_secret(&call.app.random));
    if !mfa::is_totp_secret(&secret) {
        return Err(ApiError::new(422, "user.totp_secret_invalid"));
    }
    let endpoint = &call.app.config.server.endpoint;
    let names = [&user.username, &user.primary_email, &user.primary_phone, &user.name];
    let person = names.into_iter().flatten().next().map_or(user.id.as_str(), String::as_str);
    let uri = mfa::totp_uri(endpoint.host_str().unwrap_or_default(), person, &secret);
    let answer = json!({"type": "Totp", "secret": secret, "secretQrCode": mfa::png_data_uri(&uri)});
    Ok((FactorData::Totp { secret }, answer))
}

fn backup_codes(
    call: &Call,
    codes: Option<Vec<String>>,
    existing: &[Factor],
) -> Result<(FactorData, Value), ApiError> {
    if existing.iter().any(|factor| factor.data.remaining_codes().is_some_and(|left| left > 0)) {
        return Err(ApiError::new(422, "user.backup_code_already_in_use"));
    }
    if existing.iter().all(|factor| factor.data.remaining_codes().is_some()) {
        return Err(ApiError::new(422, "session.mfa.backup_code_can_not_be_alone"));
    }
    let codes = codes.unwrap_or_else(|| mfa::generate_backup_codes(&call.app.random));
    if !mfa::are_backup_codes(&codes) {
        return Err(ApiError::new(422, "user.wrong_backup_code_format"));
    }
    let answer = json!({"type": "BackupCode", "codes": codes});
    let codes = codes.into_iter().map(|code| BackupCode { code, used_at: None }).collect();
    Ok((FactorData::BackupCode { codes }, answer))
}

/// `DELETE /users/{userId}/mfa-verifications/{verificationId}`.
pub(super) async fn delete(call: Call) -> Result<Answer, ApiError> {
    let mut tx = call.app.db.begin().await?;
    if !mfa::remove(&mut tx, &user_id(&call), call.param("verificationId")).await? {
        return Err(ApiError::not_found());
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}
