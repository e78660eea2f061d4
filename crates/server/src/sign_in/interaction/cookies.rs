//! How a browser carries its interactions: one cookie that maps applications to interactions, so that two
//! applications sign in side by side, and two tabs of one application too; and one cookie per interaction that only its
//! resume URL receives.

use std::fmt;

use genkan_oauth::{
    Parameters,
    secret::{base64url, constant_time_eq, sha256},
};
use http::HeaderValue;
use percent_encoding::percent_decode_str;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor},
    ser::SerializeMap,
};

use super::{Interaction, TTL};
use crate::{
    app::Inner,
    http::cookies::{Cookies, SetCookie},
    ids::InteractionUid,
};

/// JSON object: application id → its youngest interaction, and [`NEWEST`] → the youngest of all. Interactions that were
/// begun before, in other tabs, are kept under names of their own. Sent with every page.
pub const COOKIE: &str = "_interaction";
/// The interaction, sent to its resume URL only.
pub const RESUME_COOKIE: &str = "_interaction_resume";
/// What pages need before anybody signed in; scripts may read it.
const PAGE_COOKIE: &str = "_logto";

/// The entry that pages use when they do not say for which application they are.
const NEWEST: &str = "_legacy";
const MAX_APPLICATIONS: usize = 10;
/// How the names of interactions begin that their application has replaced by a younger one.
const EARLIER: &str = "~";
const MAX_EARLIER: usize = 5;
const MAX_BYTES: usize = 3072;

/// The parameter by which the links and forms of a page say which interaction is theirs: its [`label`].
pub const PARAMETER: &str = "interaction";

/// What tells a browser's interactions apart in addresses. The name itself stays in the cookies.
pub fn label(uid: &InteractionUid) -> String {
    label_of(uid.as_str())
}

fn label_of(uid: &str) -> String {
    base64url(sha256(format!("interaction label {uid}").as_bytes()))[..11].to_owned()
}

/// The interactions of this browser that a page may belong to, the likeliest first: the one that the page's address names,
/// and the youngest for the application (without one, of all).
pub fn carried(cookies: &Cookies, query: &Parameters) -> Vec<InteractionUid> {
    let carried = Carried::read(cookies);
    let named = query.get(PARAMETER).and_then(|label| carried.labelled(label));
    let youngest = carried.get(query.get("app_id").unwrap_or(NEWEST));
    let mut uids: Vec<&str> = named.into_iter().chain(youngest).collect();
    uids.dedup();
    uids.into_iter().map(InteractionUid::from).collect()
}

/// Whether the browser that asks to resume the interaction is the one that began it.
pub fn is_resumed_by(cookies: &Cookies, uid: &InteractionUid) -> bool {
    cookies
        .get(RESUME_COOKIE)
        .is_some_and(|carried| constant_time_eq(carried.as_bytes(), uid.as_str().as_bytes()))
}

/// Where the pages send the browser when they are done, relative to the origin.
pub fn resume_url(interaction: &Interaction) -> String {
    let endpoint = if interaction.device_code.is_some() { "device" } else { "auth" };
    format!("/oidc/{endpoint}/{}", interaction.uid)
}

/// The `Set-Cookie` headers that tie a new interaction to this browser.
pub fn set_cookies(app: &Inner, cookies: &Cookies, interaction: &Interaction) -> Vec<HeaderValue> {
    let mut carried = Carried::read(cookies);
    carried.put(interaction.client_id.as_str(), interaction.uid.as_str());
    let secure = app.config.server.is_secure();
    let page = PageContext {
        app_id: interaction.client_id.as_str(),
        organization_id: interaction.request.extra.organization_id.as_deref(),
        ui_locales: interaction.request.ui_locales.as_deref(),
    };
    [
        SetCookie::new(COOKIE, carried.to_json()).max_age(TTL).http_only().secure(secure),
        SetCookie::new(RESUME_COOKIE, interaction.uid.as_str())
            .path(resume_url(interaction))
            .max_age(TTL)
            .http_only()
            .secure(secure),
        SetCookie::new(PAGE_COOKIE, serde_json::to_string(&page).unwrap_or_default()).secure(secure),
    ]
    .iter()
    .map(SetCookie::header)
    .collect()
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PageContext<'a> {
    app_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    organization_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ui_locales: Option<&'a str>,
}

/// The content of [`COOKIE`], oldest first. Anything unreadable counts as nothing.
#[derive(Debug, Default, PartialEq, Eq)]
struct Carried(Vec<(String, String)>);

impl Carried {
    fn read(cookies: &Cookies) -> Self {
        let Some(value) = cookies.get(COOKIE).filter(|value| value.len() <= 2 * MAX_BYTES) else {
            return Self::default();
        };
        let Ok(json) = percent_decode_str(value).decode_utf8() else { return Self::default() };
        serde_json::from_str(&json).unwrap_or_default()
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == key).map(|(_, uid)| uid.as_str())
    }

    /// The interaction with that label.
    fn labelled(&self, label: &str) -> Option<&str> {
        self.0.iter().map(|(_, uid)| uid.as_str()).find(|uid| label_of(uid) == label)
    }

    /// Adds as the youngest; the oldest make room, those of other tabs first.
    fn put(&mut self, client_id: &str, uid: &str) {
        let replaced = self.get(client_id).filter(|replaced| *replaced != uid).map(str::to_owned);
        self.0.retain(|(key, _)| key != client_id && key != NEWEST);
        let (mut earlier, mut youngest): (Vec<_>, Vec<_>) =
            std::mem::take(&mut self.0).into_iter().partition(|(key, _)| key.starts_with(EARLIER));
        earlier.extend(replaced.map(|uid| (format!("{EARLIER}{}", label_of(&uid)), uid)));
        youngest.push((client_id.to_owned(), uid.to_owned()));
        earlier.drain(..earlier.len().saturating_sub(MAX_EARLIER));
        youngest.drain(..youngest.len().saturating_sub(MAX_APPLICATIONS));
        self.0 = earlier;
        self.0.extend(youngest);
        self.0.push((NEWEST.to_owned(), uid.to_owned()));
        while self.to_json().len() > MAX_BYTES && self.0.len() > 2 {
            self.0.remove(0);
        }
    }

    fn to_json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl Serialize for Carried {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, uid) in &self.0 {
            map.serialize_entry(key, uid)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Carried {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;
        impl<'de> Visitor<'de> for InOrder {
            type Value = Carried;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of strings")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Carried, A::Error> {
                let mut entries: Vec<(String, String)> = Vec::new();
                while let Some((key, uid)) = map.next_entry::<String, String>()? {
                    if entries.len() <= MAX_APPLICATIONS + MAX_EARLIER
                        && entries.iter().all(|(own, _)| *own != key)
                    {
                        entries.push((key, uid));
                    }
                }
                Ok(Carried(entries))
            }
        }
        deserializer.deserialize_map(InOrder)
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use http::{HeaderMap, header};

    use super::*;

    fn browser(value: &str) -> Cookies {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, format!("{COOKIE}={value}").parse().unwrap());
        Cookies::from_headers(&headers)
    }

    fn round_trip(carried: &Carried) -> Carried {
        let set = SetCookie::new(COOKIE, carried.to_json()).header();
        let pair = set.to_str().unwrap().split_once(';').unwrap().0;
        Carried::read(&browser(pair.split_once('=').unwrap().1))
    }

    fn uid(n: u32) -> String {
        format!("{n:08}{}", "x".repeat(35))
    }

    #[test]
    fn applications_are_kept_apart_and_the_youngest_is_the_default() {
        let mut carried = Carried::default();
        carried.put("app-a", "uid-1");
        carried.put("app-b", "uid-2");
        carried.put("app-a", "uid-3");
        let carried = round_trip(&carried);
        assert_eq!(carried.get("app-a"), Some("uid-3"));
        assert_eq!(carried.get("app-b"), Some("uid-2"));
        assert_eq!(carried.get(NEWEST), Some("uid-3"));
        assert_eq!(carried.get("app-c"), None);
    }

    #[test]
    fn tabs_of_one_application_keep_their_interactions() {
        let mut all = Carried::default();
        for n in 0..4 {
            all.put("app", &uid(n));
        }
        all.put("other", "uid");
        let all = round_trip(&all);
        let set = SetCookie::new(COOKIE, all.to_json()).header();
        let pair = set.to_str().unwrap().split_once(';').unwrap().0;
        let browser = browser(pair.split_once('=').unwrap().1);
        let of = |query: &str| {
            let uids = carried(&browser, &Parameters::from_query(query).unwrap());
            uids.into_iter().map(|uid| uid.as_str().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(of("app_id=app"), [uid(3)]);
        assert_eq!(of(&format!("app_id=app&interaction={}", label_of(&uid(1)))), [uid(1), uid(3)]);
        assert_eq!(of(&format!("app_id=app&interaction={}", label_of(&uid(3)))), [uid(3)]);
        assert_eq!(of(&format!("interaction={}", label_of(&uid(2)))), [uid(2), "uid".to_owned()]);
        assert_eq!(
            of(&format!("app_id=app&interaction={}", label_of(&uid(4)))),
            [uid(3)],
            "this browser never began it"
        );
    }

    #[test]
    fn the_oldest_make_room() {
        let mut carried = Carried::default();
        for n in 0..25 {
            carried.put(&format!("{n:021}"), &format!("{n:043}"));
        }
        let carried = round_trip(&carried);
        assert_eq!(carried.0.len(), MAX_APPLICATIONS + 1);
        assert_eq!(carried.get(&format!("{:021}", 14)), None);
        assert!(carried.get(&format!("{:021}", 15)).is_some());

        let mut tabs = Carried::default();
        for n in 0..25 {
            tabs.put("app", &uid(n));
        }
        let tabs = round_trip(&tabs);
        assert!(tabs.labelled(&label_of(&uid(19))).is_some() && tabs.labelled(&label_of(&uid(18))).is_none());

        let mut long = Carried::default();
        for n in 0..9 {
            long.put(&format!("{n:0500}"), "uid");
        }
        assert!(long.to_json().len() <= MAX_BYTES);
        assert_eq!(long.get(&format!("{:0500}", 8)), Some("uid"));
    }

    #[test]
    fn garbage_carries_nothing() {
        for value in
            ["", "x", "%", "%ff", "[]", "{}", "{%22a%22:1}", "{%22a%22:%22b%22", "%7B%22a%22%3Anull%7D"]
        {
            for query in ["", "app_id=a", "interaction=b", "interaction=", "app_id=a&interaction=a"] {
                let query = Parameters::from_query(query).unwrap();
                assert_eq!(carried(&browser(value), &query), [], "{value}");
            }
        }
        assert_eq!(carried(&browser(&"%7B".repeat(4000)), &Parameters::default()), []);
    }
}
