//! Whatever happens at once: nobody ever gets somebody else's token.

use std::collections::BTreeMap;
use std::sync::Arc;

use futures_util::future::join_all;
use genkan_sdk::{Genkan, MemoryStore, UserScope};
use http::Method;
use proptest::prelude::*;

use crate::support::{Answer, App, Browser};

const BROWSERS: usize = 3;
const PEOPLE: [&str; 3] = ["mio", "ren", "sora"];

/// What one browser does.
#[derive(Debug, Clone)]
enum Deed {
    SignIn(usize),
    Token,
    OtherToken,
    Organization(u8),
    Stream,
    SignOut,
    WhoAmI,
}

/// What happens next.
#[derive(Debug, Clone)]
enum Step {
    One(usize, Deed),
    /// At the same time; the answers arrive in this or the reverse order.
    Together(Vec<(usize, Deed)>, bool),
    /// A browser comes back with the cookies it had some steps ago.
    OldCookies(usize),
    /// Another process serves from now on.
    Restart,
    Wait(i64),
    EndGrants(usize),
}

fn deed() -> impl Strategy<Value = Deed> + Clone {
    prop_oneof![
        2 => (0..PEOPLE.len()).prop_map(Deed::SignIn as fn(usize) -> Deed),
        3 => Just(Deed::Token),
        2 => Just(Deed::OtherToken),
        2 => (0_u8..2).prop_map(Deed::Organization as fn(u8) -> Deed),
        2 => Just(Deed::Stream),
        1 => Just(Deed::SignOut),
        2 => Just(Deed::WhoAmI),
    ]
}

fn step() -> impl Strategy<Value = Step> {
    let one = (0..BROWSERS, deed());
    prop_oneof![
        6 => one.clone().prop_map(|(browser, deed)| Step::One(browser, deed)),
        4 => (prop::collection::vec(one, 2..6), any::<bool>())
            .prop_map(|(deeds, reverse)| Step::Together(deeds, reverse)),
        1 => (0..BROWSERS).prop_map(Step::OldCookies),
        1 => Just(Step::Restart),
        1 => prop_oneof![Just(30_i64), Just(3590), Just(4000)].prop_map(Step::Wait),
        1 => (0..PEOPLE.len()).prop_map(Step::EndGrants),
    ]
}

/// A browser's cookies, and whose they are.
#[derive(Debug, Clone, Default)]
struct Jar {
    cookies: BTreeMap<String, String>,
    owner: Option<&'static str>,
}

struct World {
    app: App,
    store: Option<MemoryStore>,
    jars: Vec<Jar>,
    before: Vec<Jar>,
}

impl World {
    async fn new(with_store: bool) -> Self {
        let app = App::start().await;
        let store = with_store.then(|| MemoryStore::with_clock(Arc::clone(&app.clock) as _));
        let jars = vec![Jar::default(); BROWSERS];
        let mut world = Self { app, store, before: jars.clone(), jars };
        world.restart();
        world
    }

    fn restart(&mut self) {
        let store = self.store.clone();
        self.app.restart(|config| {
            let config = config.scope(UserScope::Organizations);
            match store {
                Some(store) => config.session_store(store),
                None => config,
            }
        });
    }

    async fn take(&mut self, step: Step) {
        match step {
            Step::One(browser, deed) => self.together(vec![(browser, deed)], false).await,
            Step::Together(deeds, reverse) => self.together(deeds, reverse).await,
            Step::OldCookies(browser) => self.jars[browser] = self.before[browser].clone(),
            Step::Restart => self.restart(),
            Step::Wait(seconds) => self.app.clock.advance(seconds),
            Step::EndGrants(person) => self.app.provider.end_grants_of(PEOPLE[person]),
        }
    }

    async fn together(&mut self, deeds: Vec<(usize, Deed)>, reverse: bool) {
        let runs = deeds.into_iter().map(|(index, deed)| {
            let jar = self.jars[index].clone();
            let genkan = self.app.genkan.clone();
            let app = &self.app;
            async move { (index, run(app, &genkan, jar, deed).await) }
        });
        let mut answers = join_all(runs).await;
        if reverse {
            answers.reverse();
        }
        self.before.clone_from(&self.jars);
        for (index, (answers, owner)) in answers {
            for answer in answers {
                self.jars[index].take(&answer, owner);
            }
        }
    }
}

impl Jar {
    /// A browser takes the cookies of an answer; `owner` is whose session that answer was about.
    fn take(&mut self, answer: &Answer, owner: Option<&'static str>) {
        for line in answer.set_cookies() {
            let (pair, attributes) = line.split_once(';').unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            let removed = attributes.contains("Max-Age=0");
            if removed {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
            if name == "genkan.app" {
                self.owner = if removed { None } else { owner };
            }
        }
    }
}

/// Does it, and checks what came: a token or a name only of the one whose cookies were sent.
async fn run(app: &App, genkan: &Genkan, jar: Jar, deed: Deed) -> (Vec<Answer>, Option<&'static str>) {
    let mut browser = Browser::new(app.router_of(genkan));
    browser.cookies = jar.cookies.clone();
    let path = match &deed {
        Deed::SignIn(person) => {
            let person = PEOPLE[*person];
            let start = browser.get("/sign-in").await;
            let callback = app.provider.authorize_as(person, start.location());
            let end = browser.get(&callback).await;
            assert_eq!(end.status, 303, "{}", end.body);
            return (vec![start, end], Some(person));
        }
        Deed::Token => "/token/api",
        Deed::OtherToken => "/token/other",
        Deed::Organization(0) => "/organization-token/org-1",
        Deed::Organization(_) => "/token/api/in/org-2",
        Deed::Stream => "/stream/api",
        Deed::WhoAmI => "/",
        Deed::SignOut => {
            let answer = browser.send(Method::POST, "/sign-out", &[("sec-fetch-site", "same-origin")]).await;
            return (vec![answer], None);
        }
    };
    let answer = browser.get(path).await;
    let owner = jar.owner.unwrap_or("nobody");
    let body = answer.body.strip_prefix("head ").unwrap_or(&answer.body);
    if let Some(token) = body.strip_prefix("access-") {
        let (_, rest) = token.split_once('-').unwrap();
        assert!(rest.starts_with(&format!("{owner}-")), "{deed:?} of {owner} got {body}");
        let target = match deed {
            Deed::Token | Deed::Stream => "https://api.example",
            Deed::OtherToken => "https://other.example",
            Deed::Organization(0) => "#org-1",
            _ => "https://api.example#org-2",
        };
        assert_eq!(rest, format!("{owner}-{target}"));
    }
    if let Deed::WhoAmI = deed {
        assert!(body.contains(r#""sub":null"#) || body.contains(&format!(r#""sub":"{owner}""#)), "{body}");
    }
    (vec![answer], jar.owner)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn nobody_gets_somebody_elses_token(
        with_store in any::<bool>(),
        steps in prop::collection::vec(step(), 5..40),
    ) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new(with_store).await;
            for step in steps {
                world.take(step).await;
            }
        });
    }
}
