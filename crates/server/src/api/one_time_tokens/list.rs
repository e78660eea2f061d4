use serde::Deserialize;

use super::{STATUSES, View};
use crate::{
    api::shell::{Answer, ApiError, Call, Schema, object, one_of, optional, text_where},
    one_time_tokens::{self, Status},
};

pub(super) fn query() -> Schema {
    object([optional("email", text_where("regex", looks_like_email)), optional("status", one_of(STATUSES))])
}

/// Something, `@`, something with a dot inside, nothing blank.
fn looks_like_email(text: &str) -> bool {
    let blank = text.chars().any(char::is_whitespace);
    let halves = text.char_indices().filter(|(_, c)| *c == '@').any(|(at, _)| {
        let (local, domain) = (&text[..at], &text[at + 1..]);
        let inner = domain.char_indices().any(|(dot, c)| c == '.' && dot > 0 && dot + 1 < domain.len());
        !local.is_empty() && inner
    });
    halves && !blank
}

#[derive(Deserialize)]
struct Filters {
    email: Option<String>,
    status: Option<Status>,
}

/// `GET /one-time-tokens`. The filter is by the stored status; the total counts all tokens.
pub(super) async fn handle(call: Call) -> Result<Answer, ApiError> {
    let Filters { email, status } = call.query()?;
    let window = call.window();
    let mut conn = call.app.db.read().await?;
    let total = one_time_tokens::count(&mut conn).await?;
    let tokens =
        one_time_tokens::list(&call.app, &mut conn, email.as_deref(), status, window.limit, window.offset)
            .await?;
    drop(conn);
    let now = call.app.clock.now();
    let views: Vec<View<'_>> = tokens.iter().map(|token| View::of(token, now)).collect();
    Ok(Answer::list(&call, &views, total))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_looked_at_leniently() {
        for text in ["a@b.c", "a@b@c.d", "é@ü.x", "a@.b.c"] {
            assert!(looks_like_email(text), "{text}");
        }
        for text in ["", "a", "a@b", "a@b.", "@b.c", "a @b.c", "a@b.c\n"] {
            assert!(!looks_like_email(text), "{text}");
        }
    }
}
