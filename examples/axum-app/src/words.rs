mod en;
mod ja;
mod ko;

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

use self::{en::EN, ja::JA, ko::KO};

/// Everything the app says, in one language.
#[derive(Debug)]
pub(crate) struct Words {
    pub(crate) lang: &'static str,
    pub(crate) app: &'static str,
    pub(crate) welcome: &'static str,
    pub(crate) invitation: &'static str,
    pub(crate) sign_in: &'static str,
    pub(crate) sign_out: &'static str,
    /// Before and after the name.
    pub(crate) hello: (&'static str, &'static str),
    pub(crate) signed_in_as: &'static str,
    pub(crate) id_token: &'static str,
    pub(crate) id_token_note: &'static str,
    pub(crate) user_info: &'static str,
    pub(crate) user_info_note: &'static str,
    pub(crate) access_token: &'static str,
    pub(crate) access_token_note: &'static str,
    pub(crate) opaque: &'static str,
    pub(crate) unavailable: &'static str,
    pub(crate) failed: &'static str,
    pub(crate) cancelled: &'static str,
    pub(crate) start_again: &'static str,
    pub(crate) expired: &'static str,
    pub(crate) no_answer: &'static str,
    pub(crate) not_used: &'static str,
    pub(crate) not_found: &'static str,
    pub(crate) not_found_note: &'static str,
    pub(crate) home: &'static str,
    /// Follow `id_token_note`, with the space that the language wants between sentences.
    pub(crate) kept_in_cookie: &'static str,
    pub(crate) kept_in_store: &'static str,
    pub(crate) show_token: &'static str,
    pub(crate) show_token_note: &'static str,
    pub(crate) api: &'static str,
    pub(crate) api_note: &'static str,
    pub(crate) answer: &'static str,
    pub(crate) answer_refused: &'static str,
    pub(crate) order: &'static str,
    pub(crate) item: &'static str,
    pub(crate) quantity: &'static str,
    pub(crate) no_orders: &'static str,
    pub(crate) organizations: &'static str,
    pub(crate) organizations_note: &'static str,
    pub(crate) no_organization: &'static str,
    pub(crate) roles: &'static str,
    pub(crate) organization_token: &'static str,
    pub(crate) organization_token_note: &'static str,
    pub(crate) in_organization: &'static str,
    pub(crate) in_organization_note: &'static str,
    pub(crate) refused: &'static str,
    pub(crate) stale: &'static str,
    pub(crate) ended: &'static str,
    pub(crate) ended_note: &'static str,
    pub(crate) one_moment: &'static str,
    pub(crate) store_down: &'static str,
    pub(crate) go_on: &'static str,
    pub(crate) stream: &'static str,
    pub(crate) stream_note: &'static str,
    pub(crate) first_part: &'static str,
    pub(crate) first_part_note: &'static str,
    pub(crate) second_part: &'static str,
    pub(crate) second_part_note: &'static str,
    pub(crate) foot: &'static str,
}

impl Words {
    /// The language the browser likes best among ours (RFC 9110 §12.5.4); English when it likes none.
    pub(crate) fn of(headers: &HeaderMap) -> &'static Self {
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let mut best: (&Self, f32) = (&EN, 0.0);
        for range in header.split(',').take(32) {
            let (tag, weight) = match range.split_once(";q=") {
                Some((tag, weight)) => (tag, weight.trim().parse().unwrap_or(0.0)),
                None => (range, 1.0),
            };
            let language = tag.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let words = [&EN, &JA, &KO].into_iter().find(|words| words.lang == language);
            if let Some(words) = words.filter(|_| weight > best.1) {
                best = (words, weight);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn the_browsers_favourite_wins() {
        for (header, lang) in [
            ("", "en"),
            ("ja", "ja"),
            ("ko-KR,ko;q=0.9,en-US;q=0.8", "ko"),
            ("fr-FR, ja;q=0.5, en;q=0.3", "ja"),
            ("en;q=0.2,ja;q=0.9", "ja"),
            ("de", "en"),
            ("ja;q=0", "en"),
            ("ja;q=nonsense,,;", "en"),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().unwrap());
            assert_eq!(Words::of(&headers).lang, lang, "{header}");
        }
    }
}
