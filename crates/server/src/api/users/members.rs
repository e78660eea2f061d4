//! What the members of a user's body look like, and what becomes of them.

use serde_json::Value;

use crate::{
    api::shell::{
        ApiError, Call, Schema, any_object, any_text, either, nullable, object, optional, required, text,
        text_where, url,
    },
    app::App,
    ids::UserId,
    search::is_yes,
    settings,
    users::{self, Account, IdentifierKind},
};

/// Longest identifiers and names, in characters.
const MAX_NAME: usize = 128;
/// Longest avatar URL, in characters.
const MAX_AVATAR: usize = 2048;

/// A letter or underscore, then word characters; how long is the database's to say.
pub(super) fn username() -> Schema {
    text_where("regex", |text| {
        let mut bytes = text.bytes();
        bytes.next().is_some_and(|b| b.is_ascii_alphabetic() || b == b'_')
            && bytes.all(|b| b.is_ascii_alphanumeric() || b == b'_')
    })
}

/// Something, an `@`, something with a dot inside, no white space. Control characters are no part of an address.
pub(super) fn email() -> Schema {
    text_where("regex", |text| {
        !text.chars().any(|c| c.is_whitespace() || c.is_control())
            && text.match_indices('@').any(|(at, _)| {
                let (local, domain) = (&text[..at], &text[at + 1..]);
                let inner_dot =
                    domain.char_indices().any(|(dot, c)| c == '.' && dot > 0 && dot + 1 < domain.len());
                !local.is_empty() && inner_dot
            })
    })
}

/// Digits.
pub(super) fn phone() -> Schema {
    text_where("regex", |text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
}

/// Absent, cleared or a URL.
pub(super) fn avatar() -> Schema {
    clearable(url())
}

/// A value, or nothing instead of one: `""` and `null` say the same.
pub(super) fn clearable(schema: Schema) -> Schema {
    nullable(either([schema, text_where("empty", str::is_empty)]))
}

/// The standard claims that are no columns.
pub(super) fn profile_schema() -> Schema {
    let address = ["formatted", "streetAddress", "locality", "region", "postalCode", "country"];
    let plain = [
        "familyName",
        "givenName",
        "middleName",
        "nickname",
        "preferredUsername",
        "profile",
        "website",
        "gender",
        "birthdate",
        "zoneinfo",
        "locale",
    ];
    let address = object(address.map(|name| optional(name, any_text())));
    object(plain.map(|name| optional(name, any_text()))).with([optional("address", address)])
}

pub(super) fn wrapped_profile() -> Schema {
    object([required("profile", profile_schema())])
}

pub(super) fn wrapped_custom_data() -> Schema {
    object([required("customData", any_object())])
}

/// A password: anything but nothing.
pub(super) fn password() -> Schema {
    text(1..)
}

/// Text for a column: nothing instead of empty text, and no more than it holds.
pub(super) fn column(text: Option<String>, most: usize) -> Result<Option<String>, ApiError> {
    match text {
        Some(text) if text.chars().count() > most => Err(ApiError::value_too_long(most)),
        text => Ok(text.filter(|text| !text.is_empty())),
    }
}

/// An identifier or name for its column.
pub(super) fn name(text: Option<String>) -> Result<Option<String>, ApiError> {
    column(text, MAX_NAME)
}

/// An avatar for its column.
pub(super) fn avatar_column(text: Option<String>) -> Result<Option<String>, ApiError> {
    column(text, MAX_AVATAR)
}

/// A phone number in its one spelling.
pub(super) fn phone_column(digits: Option<String>) -> Result<Option<String>, ApiError> {
    let digits = digits.filter(|digits| !digits.is_empty());
    digits.as_deref().map(users::normalise_phone).transpose().map_err(|_| {
        ApiError::new(422, "user.invalid_phone").with_data(serde_json::json!({"name": "ParseError"}))
    })
}

/// A text member of a body: absent, cleared, or there.
pub(super) fn text_member(body: &Value, name: &str) -> Option<Option<String>> {
    body.get(name).map(|value| value.as_str().map(str::to_owned))
}

/// The refusal of an identifier that is somebody else's.
pub(super) fn refused(error: users::Error) -> ApiError {
    match error {
        users::Error::IdentifierInUse(kind) => ApiError::new(
            422,
            match kind {
                IdentifierKind::Username => "user.username_already_in_use",
                IdentifierKind::Email => "user.email_already_in_use",
                IdentifierKind::Phone => "user.phone_already_in_use",
            },
        ),
        users::Error::Db(error) => error.into(),
    }
}

/// The user of the path.
pub(super) fn user_id(call: &Call) -> UserId {
    call.param("userId").into()
}

/// The account of the path.
pub(super) async fn account(call: &Call) -> Result<Account, ApiError> {
    let mut conn = call.app.db.read().await?;
    users::find_account(&mut conn, &user_id(call)).await?.ok_or_else(ApiError::not_found)
}

/// Whether the query says yes to `name`.
pub(super) fn is_wanted(call: &Call, name: &str) -> bool {
    call.raw_query().iter().any(|(own, value)| own == name && is_yes(value))
}

/// Whether usernames that differ by case alone are the same here.
pub(super) async fn usernames_ignore_case(app: &App) -> Result<bool, ApiError> {
    Ok(!settings::all(app).await?.sign_in_experience.username_policy.case_sensitive)
}

/// Whether passwords may be marked as expired here.
pub(super) async fn passwords_expire(app: &App) -> Result<bool, ApiError> {
    Ok(settings::all(app).await?.sign_in_experience.password_expiration.enabled == Some(true))
}
