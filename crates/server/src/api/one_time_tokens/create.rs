use serde::Deserialize;

use super::{View, context};
use crate::{
    api::shell::{
        Answer, ApiError, Call, Issue, Key, Part, Schema, number, object, optional, required, text,
    },
    one_time_tokens::{self, Context, DEFAULT_LIFETIME_SECONDS},
};

/// Seconds of about 300,000 years: the end is still a time that JSON numbers hold.
const LONGEST: f64 = 8.64e12;

pub(super) fn body() -> Schema {
    object([
        required("email", text(1..=128)),
        optional("context", context()),
        optional("expiresIn", number()),
    ])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewOneTimeToken {
    email: String,
    #[serde(default)]
    context: Context,
    expires_in: Option<f64>,
}

/// `POST /one-time-tokens`.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let new: NewOneTimeToken = call.body()?;
    let lifetime = lifetime(new.expires_in)?;
    let mut tx = call.app.db.begin().await?;
    let token = one_time_tokens::create(&call.app, &mut tx, &new.email, new.context, lifetime).await?;
    tx.commit().await?;
    Ok(Answer::json(201, &View::of(&token, call.app.clock.now())))
}

/// Whole seconds; what is beyond is dropped.
fn lifetime(asked: Option<f64>) -> Result<i64, ApiError> {
    match asked {
        None => Ok(DEFAULT_LIFETIME_SECONDS),
        Some(seconds) if seconds < 1.0 => {
            let path = vec![Key::Name("expiresIn".to_owned())];
            let issue = Issue::custom(path, "Number must be greater than or equal to 1");
            Err(ApiError::guard(Part::Body, &[issue]))
        }
        Some(seconds) if seconds > LONGEST => Err(ApiError::value_does_not_fit()),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "dropping the fraction is meant; the range was checked"
        )]
        Some(seconds) => Ok(seconds as i64),
    }
}
