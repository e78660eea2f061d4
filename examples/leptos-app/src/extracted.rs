use axum::extract::FromRequestParts;
use axum::response::IntoResponse;
use http::StatusCode;
use http::header::LOCATION;
use http::request::Parts;
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;

use crate::fault::Fault;

/// An extractor inside a server function. `leptos_axum::extract` makes every refusal a 500; here it stays what the
/// extractor says, so that `SignedIn` sends people to the sign-in page and answers programs with 401.
pub(crate) async fn extracted<T>() -> Result<T, Fault>
where
    T: FromRequestParts<(), Rejection: IntoResponse>,
{
    let (Some(mut parts), Some(response)) = (use_context::<Parts>(), use_context::<ResponseOptions>()) else {
        return Err(Fault::answer("server_error", StatusCode::INTERNAL_SERVER_ERROR));
    };
    T::from_request_parts(&mut parts, &()).await.map_err(|refusal| {
        let refusal = refusal.into_response();
        let status = refusal.status();
        if let Some(location) = refusal.headers().get(LOCATION) {
            response.set_status(status);
            response.insert_header(LOCATION, location.clone());
        }
        match status {
            StatusCode::SEE_OTHER | StatusCode::UNAUTHORIZED => Fault::answer("not_authenticated", status),
            StatusCode::SERVICE_UNAVAILABLE => Fault::answer("unavailable", status),
            _ => Fault::answer("server_error", status),
        }
    })
}
