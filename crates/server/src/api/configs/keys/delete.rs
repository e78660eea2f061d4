use super::KeyType;
use crate::{
    api::shell::{Answer, ApiError, Call},
    settings::{self, CookieKeyRefusal},
    signing_keys::{self, DeleteRefusal},
};

/// `DELETE /configs/oidc/{keyType}/{keyId}`.
pub(in crate::api::configs) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let (app, id) = (&call.app, call.param("keyId"));
    let mut tx = app.db.begin().await?;
    match KeyType::of(&call) {
        KeyType::Cookie => {
            settings::lock(app, &mut tx).await?;
            settings::delete_cookie_key(app, &mut tx, id).await?;
        }
        KeyType::Private => {
            signing_keys::lock(app, &mut tx).await?;
            signing_keys::delete_previous(app, &mut tx, id).await?;
        }
    }
    tx.commit().await?;
    Ok(Answer::no_content())
}

fn last() -> ApiError {
    ApiError::new(422, "oidc.key_required")
}

fn unknown() -> ApiError {
    ApiError::new(404, "oidc.key_not_found")
}

impl From<CookieKeyRefusal> for ApiError {
    fn from(refusal: CookieKeyRefusal) -> Self {
        match refusal {
            CookieKeyRefusal::Last => last(),
            CookieKeyRefusal::Unknown => unknown(),
            CookieKeyRefusal::Db(error) => error.into(),
        }
    }
}

impl From<DeleteRefusal> for ApiError {
    fn from(refusal: DeleteRefusal) -> Self {
        match refusal {
            DeleteRefusal::Last => last(),
            DeleteRefusal::Unknown => unknown(),
            DeleteRefusal::NotPrevious => Self::new(422, "oidc.only_previous_key_can_be_deleted"),
            DeleteRefusal::Db(error) => error.into(),
        }
    }
}
