//! One attempt: send, decide what is next, write it down.

use genkan_database::{DbError, retry};
use serde_json::{Map, Value, json};
use url::Url;

use super::{
    Hook,
    queue::{self, Delivery},
    request::{self, Answer, NoAnswer},
};
use crate::{
    app::App,
    audit_log::{self, Entry},
};

/// Seconds before the second, third and fourth attempt.
const BACKOFF: [i64; 3] = [5, 30, 180];
/// Longest body that is kept in the log, in bytes.
const LOGGED_BYTES: usize = 16 * 1024;

/// Longest URL that is shown there, in bytes.
const LOGGED_URL_BYTES: usize = 512;

/// What an attempt came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// 2xx.
    Delivered,
    /// Again after so many seconds.
    Repeat(i64),
    /// Not again.
    GivenUp,
}

/// Makes one attempt. What happened is in the audit log, whatever it is.
pub(super) async fn attempt(app: &App, delivery: Delivery, hook: Hook) {
    let answer = request::send(app, &hook.config, &hook.signing_key, delivery.body.clone()).await;
    let outcome = decide(&answer, delivery.attempts, hook.config.retries);
    if let Err(error) = settle(app, &delivery, outcome).await {
        // The lease runs out, and it is sent again.
        tracing::warn!(%error, hook = %hook.id, "a webhook delivery cannot be written down");
    }
    audit_log::record(app, entry(&delivery, &hook, &answer, outcome)).await;
}

/// Network failures, 5xx and 429 are repeated; what the endpoint refuses, it would refuse again.
fn decide(answer: &Result<Answer, NoAnswer>, attempts: i64, retries: Option<i64>) -> Outcome {
    let again = match answer {
        Ok(answer) if (200..300).contains(&answer.status) => return Outcome::Delivered,
        Ok(answer) => answer.status >= 500 || answer.status == 429,
        Err(NoAnswer::Failed(_)) => true,
        Err(NoAnswer::Refused(_)) => false,
    };
    let made = usize::try_from(attempts - 1).unwrap_or_default();
    let allowed = retries.and_then(|retries| usize::try_from(retries).ok()).unwrap_or(BACKOFF.len());
    match BACKOFF.get(made) {
        Some(seconds) if again && made < allowed => Outcome::Repeat(*seconds),
        _ => Outcome::GivenUp,
    }
}

async fn settle(app: &App, delivery: &Delivery, outcome: Outcome) -> Result<(), DbError> {
    retry(async || {
        let mut tx = app.db.begin().await?;
        match outcome {
            Outcome::Repeat(seconds) => {
                let at = app.clock.now().plus_seconds(seconds);
                queue::put_off(&mut tx, delivery, app.node(), at).await?;
            }
            Outcome::Delivered | Outcome::GivenUp => queue::delete(&mut tx, delivery, app.node()).await?,
        }
        tx.commit().await
    })
    .await
}

fn entry(delivery: &Delivery, hook: &Hook, answer: &Result<Answer, NoAnswer>, outcome: Outcome) -> Entry {
    let mut payload = Map::new();
    let body = (delivery.body.len() <= LOGGED_BYTES)
        .then(|| serde_json::from_str::<Value>(&delivery.body).ok())
        .flatten();
    payload.insert(
        "hookRequest".into(),
        json!({ "url": shown_url(&hook.config.url), "body": body, "attempt": delivery.attempts }),
    );
    let error = match answer {
        Ok(answer) => {
            let response = json!({ "statusCode": answer.status, "body": answer.body });
            payload.insert("response".into(), response);
            (outcome != Outcome::Delivered).then(|| format!("The endpoint answered {}.", answer.status))
        }
        Err(NoAnswer::Refused(why) | NoAnswer::Failed(why)) => Some(why.clone()),
    };
    Entry {
        error: error.map(Into::into),
        hook_id: Some(hook.id.clone()),
        payload,
        ..Entry::new(format!("TriggerHook.{}", delivery.event))
    }
}

/// Without what may be a secret: user information, query and fragment.
fn shown_url(url: &str) -> Option<String> {
    let mut url = Url::parse(url).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    // Only URLs without a host have no place for them.
    let _without = (url.set_username(""), url.set_password(None));
    let text = String::from(url);
    Some(text[..text.floor_char_boundary(LOGGED_URL_BYTES)].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_work_later_is_repeated_three_times() {
        let answered = |status: u16| Ok(Answer { status, body: String::new() });
        for status in [500, 503, 429] {
            let outcomes = [1, 2, 3, 4].map(|attempts| decide(&answered(status), attempts, None));
            let [first, second, third, last] = outcomes;
            assert_eq!([first, second, third], BACKOFF.map(Outcome::Repeat));
            assert_eq!(last, Outcome::GivenUp);
        }
        assert_eq!(decide(&Err(NoAnswer::Failed(String::new())), 1, None), Outcome::Repeat(5));
        assert_eq!(decide(&answered(503), 1, Some(0)), Outcome::GivenUp);
        assert_eq!(decide(&answered(503), 2, Some(1)), Outcome::GivenUp);
        assert_eq!(decide(&answered(204), 1, None), Outcome::Delivered);
        for status in [301, 400, 404, 410] {
            assert_eq!(decide(&answered(status), 1, None), Outcome::GivenUp, "{status}");
        }
        assert_eq!(decide(&Err(NoAnswer::Refused(String::new())), 1, None), Outcome::GivenUp);
    }

    #[test]
    fn the_log_shows_no_secrets_of_a_url() {
        let shown = shown_url("https://user:pass@hooks.example/a?token=x#y");
        assert_eq!(shown.as_deref(), Some("https://hooks.example/a"));
        assert_eq!(shown_url("not a url"), None);
        let long = format!("https://hooks.example/{}", "x".repeat(100_000));
        assert_eq!(shown_url(&long).map(|shown| shown.len()), Some(LOGGED_URL_BYTES));
    }
}
