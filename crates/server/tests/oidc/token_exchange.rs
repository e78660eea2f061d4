//! Token exchange: what may stand for a person, for whom, and what comes out.

use std::time::Duration;

use genkan::{
    applications::{self, ApplicationType as Type, NewApplication},
    personal_access_tokens, subject_tokens, users,
};
use genkan_database::args;
use serde_json::{Map, Value, json};

use super::{
    flow::{resource, third_party},
    seed::*,
};
use crate::support::*;

pub const GRANT: &str = "urn:ietf:params:oauth:grant-type:token-exchange";
pub const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
pub const IMPERSONATION: &str = "urn:logto:token-type:impersonation_token";
pub const PERSONAL: &str = "urn:logto:token-type:personal_access_token";
const API: &str = "https://api.example";

/// An application that may exchange tokens.
pub async fn exchanger(app: &TestApp) -> TestClient {
    let mut new = NewApplication::new("Backend", Type::Traditional);
    new.redirect_uris = vec!["https://app.example/callback".into()];
    new.metadata.allow_token_exchange = true;
    app.register(new).await
}

pub async fn trade(app: &TestApp, client: &TestClient, subject: (&str, &str), more: &[(&str, &str)]) -> Page {
    let mut fields =
        vec![("grant_type", GRANT), ("subject_token_type", subject.0), ("subject_token", subject.1)];
    fields.extend(more);
    token(app, client, &fields).await
}

async fn traded(app: &TestApp, client: &TestClient, subject: (&str, &str), more: &[(&str, &str)]) -> Value {
    let page = trade(app, client, subject, more).await;
    assert_eq!(page.status, 200, "{page:?}");
    page.json()
}

pub async fn subject_token(app: &TestApp, user: &TestUser) -> String {
    let mut tx = app.app.db.begin().await.unwrap();
    let token = subject_tokens::create(&app.app, &mut tx, &user.id, &Map::new(), "tests").await.unwrap();
    tx.commit().await.unwrap();
    token.expose().to_owned()
}

pub async fn personal_token(app: &TestApp, user: &TestUser, name: &str, seconds: Option<i64>) -> String {
    let mut tx = app.app.db.begin().await.unwrap();
    let ends = seconds.map(|seconds| app.app.clock.now().plus_seconds(seconds));
    let token = personal_access_tokens::create(&app.app, &mut tx, &user.id, name, ends).await.unwrap();
    tx.commit().await.unwrap();
    token.value.expose().to_owned()
}

/// A user who holds `read` and `write` of the API.
async fn reader(app: &TestApp) -> TestUser {
    let user = app.create_user("hana").await;
    resource(app, API, &["read", "write", "delete"], Some(&user)).await;
    user
}

on_both_engines! {
    async fn a_subject_token_works_once(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let value = subject_token(&app, &user).await;
        assert!(value.starts_with("sub_") && value.len() == 25, "{value}");
        let subject = (IMPERSONATION, value.as_str());
        // What is refused for another reason does not use it up.
        assert_refused(
            &trade(&app, &client, subject, &[("resource", "https://nobody.example")]).await,
            400, "invalid_target", "resource indicator is missing, or unknown",
        );
        let more = [("organization_id", "nowhere")];
        assert_refused(
            &trade(&app, &client, subject, &more).await,
            403, "access_denied", "user is not a member of the organization",
        );
        let body = traded(&app, &client, subject, &[("resource", API), ("scope", "read unknown")]).await;
        let mut members: Vec<&str> = body.as_object().unwrap().keys().map(String::as_str).collect();
        members.sort_unstable();
        assert_eq!(members, ["access_token", "expires_in", "scope", "token_type"]);
        assert_eq!((&body["scope"], &body["token_type"]), (&json!("read"), &json!("Bearer")));
        let (header, claims) = jwt(&text(&body, "access_token"));
        assert_eq!(header["typ"], "at+jwt");
        assert_eq!(claims["sub"], user.id.as_str());
        assert_eq!(claims["client_id"], client.id.as_str());
        assert_eq!((&claims["aud"], &claims["scope"]), (&json!(API), &json!("read")));
        assert!(claims.get("act").is_none(), "{claims:?}");
        assert_invalid_grant(&trade(&app, &client, subject, &[("resource", API)]).await);

        let parallel = subject_token(&app, &user).await;
        let attempts = (0..10).map(|_| trade(&app, &client, (IMPERSONATION, &parallel), &[]));
        let pages = futures_util::future::join_all(attempts).await;
        assert_eq!(pages.iter().filter(|page| page.status == 200).count(), 1);
        let late = subject_token(&app, &user).await;
        app.advance(600);
        assert_invalid_grant(&trade(&app, &client, (IMPERSONATION, &late), &[]).await);
        // The type it had in former times.
        let legacy = subject_token(&app, &user).await;
        traded(&app, &client, (ACCESS_TOKEN, &legacy), &[]).await;
        assert_invalid_grant(&trade(&app, &client, (IMPERSONATION, &legacy), &[]).await);
    }

    async fn a_personal_access_token_works_until_it_ends(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let forever = personal_token(&app, &user, "ci", None).await;
        let short = personal_token(&app, &user, "short", Some(100)).await;
        for _ in 0..2 {
            let more = [("resource", API), ("scope", "read write")];
            let body = traded(&app, &client, (PERSONAL, &forever), &more).await;
            assert_eq!((&body["scope"], &body["expires_in"]), (&json!("read write"), &json!(3600)));
        }
        let body = traded(&app, &client, (PERSONAL, &short), &[("resource", API)]).await;
        let claims = jwt(&text(&body, "access_token")).1;
        assert_eq!((&body["expires_in"], &body["scope"]), (&json!(100), &json!("")), "never longer: {body}");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 100);
        app.advance(100);
        assert_invalid_grant(&trade(&app, &client, (PERSONAL, &short), &[]).await);
        let mut tx = app.app.db.begin().await.unwrap();
        assert!(personal_access_tokens::delete(&mut tx, &user.id, "ci").await.unwrap());
        tx.commit().await.unwrap();
        assert_invalid_grant(&trade(&app, &client, (PERSONAL, &forever), &[]).await);
    }

    async fn without_a_target_it_is_for_userinfo(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let value = personal_token(&app, &user, "ci", Some(100)).await;
        let body = traded(&app, &client, (PERSONAL, &value), &[]).await;
        assert_eq!(body["scope"], "");
        assert_eq!(userinfo(&app, &text(&body, "access_token")).await.status, 403, "no openid");
        let body = traded(&app, &client, (PERSONAL, &value), &[("scope", "openid profile read")]).await;
        assert_eq!((&body["scope"], &body["expires_in"]), (&json!("openid profile"), &json!(100)));
        let access_token = text(&body, "access_token");
        assert_eq!(userinfo(&app, &access_token).await.json()["username"], "hana");
        assert_eq!(introspect(&app, &client, &access_token).await["active"], true);
        app.advance(100);
        assert_eq!(userinfo(&app, &access_token).await.status, 401);
        let mut tx = app.app.db.begin().await.unwrap();
        genkan::grants::sweep(&mut tx, app.app.clock.now()).await.unwrap();
        let (left,): (i64,) = tx.one("SELECT COUNT(*) FROM grants", args![]).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(left, 0, "nothing stays behind");
    }

    async fn what_is_traded_is_no_sign_in(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let (code, _) = authorize(&app, &client, &user, &Asked { scope: "openid", ..Asked::default() }).await;
        let signed_in = text(&exchange(&app, &client, &code).await.json(), "access_token");
        app.advance(1);
        let value = personal_token(&app, &user, "ci", None).await;
        let body = traded(&app, &client, (PERSONAL, &value), &[("scope", "openid")]).await;
        let mut tx = app.app.db.begin().await.unwrap();
        let revoked = genkan::grants::enforce_limit(&mut tx, &user.id, &client.id, 1).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(revoked, 0, "one sign-in is within the limit");
        for token in [signed_in, text(&body, "access_token")] {
            assert_eq!(userinfo(&app, &token).await.status, 200);
        }
    }

    async fn access_tokens_are_traded_and_never_outlived(app: TestApp) {
        let (client, web, user) =
            (exchanger(&app).await, app.create_app(Type::Traditional).await, reader(&app).await);
        let asked = Asked { resources: &[(API, "read")], ..Asked::default() };
        let body = tokens(&app, &web, &user, &asked).await;
        let opaque = text(&body, "access_token");
        let body =
            refreshed(&app, &web, &text(&body, "refresh_token"), &[("resource", API), ("scope", "read")]).await;
        let structured = text(&body, "access_token");
        app.advance(1000);
        for value in [&opaque, &structured] {
            for _ in 0..2 {
                let more = [("resource", API), ("scope", "write")];
                let body = traded(&app, &client, (ACCESS_TOKEN, value), &more).await;
                assert_eq!(body["expires_in"], 2600, "the rest of its life");
                let claims = jwt(&text(&body, "access_token")).1;
                assert_eq!(claims["sub"], user.id.as_str());
                assert_eq!(claims["client_id"], client.id.as_str());
            }
        }
        app.advance(2600);
        for value in [&opaque, &structured] {
            assert_invalid_grant(&trade(&app, &client, (ACCESS_TOKEN, value), &[]).await);
        }
    }

    async fn what_is_no_access_token_of_our_own_is_refused(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let body = tokens(&app, &client, &user, &Asked::default()).await;
        let id_token = text(&body, "id_token");
        let access_token = text(&body, "access_token");
        let refresh_token = text(&body, "refresh_token");
        let foreign = third_party(&app, &["profile"]).await;
        let foreign_token = text(&tokens(&app, &foreign, &user, &Asked::default()).await, "access_token");
        let machine = app.create_app(Type::MachineToMachine).await;
        let body = token(&app, &machine, &[("grant_type", "client_credentials"), ("resource", API)]).await;
        let machine_token = text(&body.json(), "access_token");
        let personal = personal_token(&app, &user, "ci", None).await;
        for (kind, value) in [
            (ACCESS_TOKEN, id_token.as_str()),
            (ACCESS_TOKEN, &refresh_token),
            (ACCESS_TOKEN, &foreign_token),
            (ACCESS_TOKEN, &machine_token),
            (ACCESS_TOKEN, &personal),
            (ACCESS_TOKEN, "a.b.c"),
            (ACCESS_TOKEN, "sub_aaaaaaaaaaaaaaaaaaaaa"),
            (IMPERSONATION, &access_token),
            (IMPERSONATION, &personal),
            (PERSONAL, &access_token),
            ("urn:ietf:params:oauth:token-type:id_token", &id_token),
            ("urn:ietf:params:oauth:token-type:refresh_token", &refresh_token),
            ("nonsense", &access_token),
        ] {
            assert_invalid_grant(&trade(&app, &client, (kind, value), &[]).await);
        }
        // A token of an application that is gone.
        let gone = app.create_app(Type::Traditional).await;
        let value = text(&tokens(&app, &gone, &user, &Asked::default()).await, "access_token");
        traded(&app, &client, (ACCESS_TOKEN, &value), &[]).await;
        let mut tx = app.app.db.begin().await.unwrap();
        applications::delete(&app.app, &mut tx, &gone.id).await.unwrap();
        tx.commit().await.unwrap();
        assert_invalid_grant(&trade(&app, &client, (ACCESS_TOKEN, &value), &[]).await);
    }

    async fn only_clients_that_may_and_only_whole_requests(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let value = personal_token(&app, &user, "ci", None).await;
        let plain = app.create_app(Type::Traditional).await;
        let refused = "requested grant type is not allowed for this client";
        assert_refused(&trade(&app, &plain, (PERSONAL, &value), &[]).await, 400, "invalid_request", refused);
        let missing = "missing required parameters 'subject_token' and 'subject_token_type'";
        let page = token(&app, &client, &[("grant_type", GRANT)]).await;
        assert_refused(&page, 400, "invalid_request", missing);
        for fields in [
            vec![("subject_token", value.as_str())],
            vec![("subject_token_type", PERSONAL)],
            vec![("subject_token", &value), ("subject_token_type", PERSONAL), ("actor_token", &value)],
            vec![("subject_token", &value), ("subject_token_type", PERSONAL), ("actor_token_type", ACCESS_TOKEN)],
            vec![("subject_token", &value), ("subject_token", &value), ("subject_token_type", PERSONAL)],
        ] {
            let mut fields = fields.clone();
            fields.push(("grant_type", GRANT));
            let page = token(&app, &client, &fields).await;
            assert_eq!((page.status, page.json()["error"].as_str()), (400, Some("invalid_request")), "{page:?}");
        }
        // A machine may, when it is told so.
        let mut new = NewApplication::new("Worker", Type::MachineToMachine);
        new.metadata.allow_token_exchange = true;
        let machine = app.register(new).await;
        let body = traded(&app, &machine, (PERSONAL, &value), &[("resource", API), ("scope", "read")]).await;
        assert_eq!(jwt(&text(&body, "access_token")).1["sub"], user.id.as_str());
    }

    async fn actors_are_named_and_never_lost(app: TestApp) {
        let (client, hana) = (exchanger(&app).await, reader(&app).await);
        let (neko, mallory) = (app.create_user("neko").await, app.create_user("mallory").await);
        let of = async |user: &TestUser, scope: &'static str| {
            text(&tokens(&app, &client, user, &Asked { scope, ..Asked::default() }).await, "access_token")
        };
        let (actor, other) = (of(&neko, "openid").await, of(&mallory, "openid").await);
        let value = personal_token(&app, &hana, "ci", None).await;
        let act = |token: &str| vec![("actor_token", token.to_owned()), ("actor_token_type", ACCESS_TOKEN.into())];
        let with = async |subject: (&str, &str), actor: &str, more: &[(&str, &str)]| {
            let actor = act(actor);
            let mut fields: Vec<(&str, &str)> = actor.iter().map(|(n, v)| (*n, v.as_str())).collect();
            fields.extend(more);
            trade(&app, &client, subject, &fields).await
        };
        let body = with((PERSONAL, &value), &actor, &[("resource", API)]).await.json();
        let first = text(&body, "access_token");
        let claims = jwt(&first).1;
        assert_eq!((&claims["sub"], &claims["act"]), (&json!(hana.id), &json!({"sub": neko.id})));
        // Traded on, with and without another actor, and by way of an opaque token.
        let body = traded(&app, &client, (ACCESS_TOKEN, &first), &[("resource", API)]).await;
        assert_eq!(jwt(&text(&body, "access_token")).1["act"], json!({"sub": neko.id}));
        let body = with((ACCESS_TOKEN, &first), &other, &[("resource", API)]).await.json();
        let chain = json!({"sub": mallory.id, "act": {"sub": neko.id}});
        assert_eq!(jwt(&text(&body, "access_token")).1["act"], chain);
        let body = with((PERSONAL, &value), &actor, &[("scope", "openid")]).await.json();
        let opaque = text(&body, "access_token");
        assert_eq!(introspect(&app, &client, &opaque).await["act"], json!({"sub": neko.id}));
        let body = traded(&app, &client, (ACCESS_TOKEN, &opaque), &[("resource", API)]).await;
        assert_eq!(jwt(&text(&body, "access_token")).1["act"], json!({"sub": neko.id}));
        // Who acts for somebody cannot act as them.
        assert_invalid_grant(&with((PERSONAL, &value), &opaque, &[]).await);
        let foreign = third_party(&app, &["profile"]).await;
        let foreign = text(&tokens(&app, &foreign, &neko, &Asked::default()).await, "access_token");
        for bad in [first.as_str(), &of(&neko, "profile").await, &value, "nonsense", &foreign] {
            assert_invalid_grant(&with((PERSONAL, &value), bad, &[]).await);
        }
        let more = [("actor_token", actor.as_str()), ("actor_token_type", PERSONAL)];
        assert_invalid_grant(&trade(&app, &client, (PERSONAL, &value), &more).await);
        // A chain has an end.
        let mut token = first;
        for depth in 2.. {
            let page = with((ACCESS_TOKEN, &token), &other, &[("resource", API)]).await;
            if page.status != 200 {
                assert_eq!(depth, 9);
                assert_invalid_grant(&page);
                break;
            }
            token = text(&page.json(), "access_token");
        }
    }

    async fn suspended_and_deleted_people_are_not_spoken_for(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let asked = Asked { resources: &[(API, "read")], ..Asked::default() };
        let body = tokens(&app, &client, &user, &asked).await;
        let body =
            refreshed(&app, &client, &text(&body, "refresh_token"), &[("resource", API), ("scope", "read")]).await;
        let structured = text(&body, "access_token");
        let (personal, subject) = (personal_token(&app, &user, "ci", None).await, subject_token(&app, &user).await);
        let all = [(ACCESS_TOKEN, structured.as_str()), (PERSONAL, &personal), (IMPERSONATION, &subject)];
        let suspend = async |suspended| {
            let mut tx = app.app.db.begin().await.unwrap();
            users::set_suspended(&app.app, &mut tx, &user.id, suspended).await.unwrap();
            tx.commit().await.unwrap();
        };
        suspend(true).await;
        for subject in all {
            assert_invalid_grant(&trade(&app, &client, subject, &[]).await);
        }
        suspend(false).await;
        for subject in all {
            traded(&app, &client, subject, &[]).await;
        }
        let mut tx = app.app.db.begin().await.unwrap();
        users::delete(&mut tx, &user.id).await.unwrap();
        tx.commit().await.unwrap();
        for subject in all {
            assert_invalid_grant(&trade(&app, &client, subject, &[]).await);
        }
    }

    async fn organizations_are_a_target_without_their_scope(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let (organization, scopes) = organization_of(&app, &user).await;
        let value = personal_token(&app, &user, "ci", None).await;
        let more = [("organization_id", organization.as_str()), ("scope", &scopes)];
        let body = traded(&app, &client, (PERSONAL, &value), &more).await;
        let claims = jwt(&text(&body, "access_token")).1;
        assert_eq!(claims["aud"], format!("urn:logto:organization:{organization}"));
        assert_eq!((&claims["scope"], &body["expires_in"]), (&json!(scopes), &json!(3600)));
        let more = [("organization_id", organization.as_str()), ("resource", API), ("scope", "read")];
        let body = traded(&app, &client, (PERSONAL, &value), &more).await;
        let claims = jwt(&text(&body, "access_token")).1;
        assert_eq!((&claims["aud"], &claims["organization_id"]), (&json!(API), &json!(organization)));
        assert_eq!(claims["scope"], "read");
        let stranger = app.create_user("neko").await;
        let value = personal_token(&app, &stranger, "ci", None).await;
        let page = trade(&app, &client, (PERSONAL, &value), &[("organization_id", &organization)]).await;
        assert_refused(&page, 403, "access_denied", "user is not a member of the organization");
    }

    async fn an_application_closed_to_a_person_speaks_for_nobody(app: TestApp) {
        let (client, user) = (exchanger(&app).await, reader(&app).await);
        let value = personal_token(&app, &user, "ci", None).await;
        let mut tx = app.app.db.begin().await.unwrap();
        tx.execute("UPDATE applications SET access_control_enabled = TRUE WHERE id = $1", args![client.id])
            .await
            .unwrap();
        app.app.changes.bump(&mut tx, genkan::changes::Topic::Applications).await.unwrap();
        tx.commit().await.unwrap();
        app.app.clock.advance(Duration::from_secs(1));
        let page = trade(&app, &client, (PERSONAL, &value), &[]).await;
        assert_eq!((page.status, page.json()["error"].as_str()), (400, Some("access_denied")), "{page:?}");
    }
}

/// An organization with one member, whose role there has one scope.
async fn organization_of(app: &TestApp, user: &TestUser) -> (String, String) {
    let mut tx = app.app.db.begin().await.unwrap();
    for sql in ORGANIZATION {
        tx.execute(sql, args![]).await.unwrap();
    }
    tx.execute(
        "INSERT INTO organization_users (organization_id, user_id) VALUES ('org', $1)",
        args![user.id],
    )
    .await
    .unwrap();
    tx.execute(
        "INSERT INTO organization_user_roles (organization_id, user_id, organization_role_id)
         VALUES ('org', $1, 'role')",
        args![user.id],
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    ("org".to_owned(), "invite".to_owned())
}

const ORGANIZATION: [&str; 4] = [
    "INSERT INTO organizations (id, name, custom_data, color, branding, created_at)
     VALUES ('org', 'Teahouse', '{}', '{}', '{}', 1)",
    "INSERT INTO organization_roles (id, name, type, created_at) VALUES ('role', 'host', 'User', 1)",
    "INSERT INTO organization_scopes (id, name, created_at) VALUES ('scope', 'invite', 1)",
    "INSERT INTO organization_role_scopes (organization_role_id, organization_scope_id) VALUES ('role', 'scope')",
];
