use serde::Deserialize;

use crate::{
    api::shell::{Answer, ApiError, Call, Issue, Key, Part, Schema, any_text, object, optional},
    settings,
};

#[derive(Deserialize)]
struct Query {
    limit: Option<String>,
}

pub(super) fn query() -> Schema {
    object([optional("limit", any_text())])
}

/// `GET /sign-in-exp/username-policy/case-sensitivity-conflicts`: usernames that differ only by case.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let Query { limit } = call.query()?;
    let limit = match limit.as_deref() {
        None => 20,
        Some(text) => {
            text.trim().parse().ok().filter(|limit| (1..=100).contains(limit)).ok_or_else(|| {
                let issue =
                    Issue::custom(vec![Key::Name("limit".into())], "It is a whole number from 1 to 100.");
                ApiError::guard(Part::Query, &[issue])
            })?
        }
    };
    let conflicts = settings::case_conflicts(&mut call.app.db.read().await?, limit).await?;
    Ok(Answer::json(200, &conflicts))
}
