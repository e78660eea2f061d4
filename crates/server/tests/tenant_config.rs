//! Configuration as code against real databases: what is pulled can be applied, again and elsewhere.

use std::path::Path;

use genkan::tenant_config::{self, Action, Error, Kind, Plan, Secrets, TenantConfig};

use crate::support::{Management, TestApp};

const FILE: &str = r##"
[[resources]]
indicator = "https://orders.example.com"
name = "Orders"
accessTokenTtl = 600
isDefault = true

[resources.scopes]
"read:orders" = "Read orders"
"write:orders" = ""

[[resources]]
indicator = "urn:stock"
name = "Stock"

[[roles]]
name = "Clerk"
description = "Handles orders"
isDefault = true
scopes = { "https://orders.example.com" = ["write:orders", "read:orders"] }

[[roles]]
name = "Export"
description = "Reads at night"
type = "MachineToMachine"
scopes = { "https://orders.example.com" = ["read:orders"], "https://default.logto.app/api" = ["all"] }

[organizationTemplate.scopes]
"invite:member" = "Invite people"

[[organizationTemplate.roles]]
name = "admin"
description = "May do all"
scopes = ["invite:member"]
resourceScopes = { "https://orders.example.com" = ["write:orders"] }

[[organizationTemplate.roles]]
name = "robot"
type = "MachineToMachine"

[[applications]]
name = "Shop"
type = "Traditional"
description = "The web shop"
redirectUris = ["https://shop.example.com/callback", "https://shop.example.com/other"]
postLogoutRedirectUris = ["https://shop.example.com/"]
backchannelLogoutUri = "https://shop.example.com/logout"
backchannelLogoutSessionRequired = true
customClientMetadata = { refreshTokenTtlInDays = 30, corsAllowedOrigins = ["https://shop.example.com"] }
customData = { team = "blue", limits = { daily = 5, rate = 0.5 }, tags = ["a", "b"] }

[[applications]]
name = "Nightly"
type = "MachineToMachine"
roles = ["Export"]

[[applications]]
name = "Partner"
type = "SPA"
isThirdParty = true
redirectUris = ["https://partner.example/cb"]

[applications.consentScopes]
user = ["profile", "email"]
organization = ["invite:member"]
resource = { "https://orders.example.com" = ["read:orders"] }
organizationResource = { "https://orders.example.com" = ["write:orders"] }

[[hooks]]
name = "Index"
events = ["User.Created", "Role.Deleted"]
url = "https://search.example.com/hook"
enabled = false
retries = 1

[signInExperience]
signInMode = "SignIn"
termsOfUseUrl = "https://shop.example.com/terms"
customCss = ":root { --radius: 0 }"

[idToken]
enabledExtendedClaims = ["roles", "custom_data"]

[session]
ttl = 86400
"##;

fn read(text: &str) -> TenantConfig {
    tenant_config::parse(text, Path::new("c.toml")).unwrap_or_else(|errors| panic!("{errors}"))
}

fn secrets(config: &TenantConfig) -> Secrets {
    let value =
        |name: &str| (name != "MISSING").then(|| format!("{name}-0123456789abcdefghijklmnopqrstuvwxyz"));
    Secrets::resolve(config, value, Path::new("")).unwrap()
}

async fn preview(app: &TestApp, config: &TenantConfig, prune: bool) -> Plan {
    tenant_config::preview(&app.app, config, &secrets(config), prune)
        .await
        .unwrap_or_else(|error| panic!("{error}"))
}

/// Applies and says what was done.
async fn apply(app: &TestApp, config: &TenantConfig, prune: bool) -> Plan {
    let plan = preview(app, config, prune).await;
    let applied = tenant_config::apply(&app.app, config, &secrets(config), prune, &plan).await;
    applied.unwrap_or_else(|error| panic!("{error}"));
    plan
}

async fn pull(app: &TestApp) -> TenantConfig {
    tenant_config::pull(&app.app).await.unwrap_or_else(|error| panic!("{error}"))
}

/// What refuses it. Nothing may have changed then.
async fn refusal(app: &TestApp, config: &TenantConfig) -> String {
    let before = pull(app).await;
    let secrets = secrets(config);
    let error = match tenant_config::preview(&app.app, config, &secrets, true).await {
        Err(error) => error,
        Ok(plan) => tenant_config::apply(&app.app, config, &secrets, true, &plan).await.unwrap_err(),
    };
    assert!(!matches!(error, Error::Db(_) | Error::Changed), "{error}");
    assert_eq!(pull(app).await, before, "{error}");
    error.to_string()
}

on_both_engines! {
    async fn what_is_pulled_makes_the_same_tenant_elsewhere(app: TestApp) {
        let plan = apply(&app, &read(FILE), false).await;
        assert_eq!(plan.count(Action::Create), 13);
        assert_eq!(plan.count(Action::Update), 3, "the three settings");
        let again = preview(&app, &read(FILE), true).await;
        assert_eq!(again, Plan::default(), "a second time there is nothing to do");

        let pulled = pull(&app).await;
        let text = tenant_config::write(&pulled).unwrap();
        assert_eq!(read(&text), pulled, "{text}");
        assert_eq!(preview(&app, &read(&text), true).await, Plan::default());

        let elsewhere = TestApp::sqlite().await;
        apply(&elsewhere, &read(&text), true).await;
        let there = pull(&elsewhere).await;
        assert_eq!(tenant_config::write(&there).unwrap(), text);
    }

    async fn nothing_is_deleted_unless_it_is_pruned(app: TestApp) {
        apply(&app, &read(FILE), false).await;
        let less = read("[[resources]]\nindicator = \"urn:stock\"\nname = \"Stock\"\n[[roles]]\nname = \"Clerk\"\ndescription = \"d\"");
        let careful = apply(&app, &less, false).await;
        assert_eq!(careful.count(Action::Delete), 0);
        assert!(careful.kept.iter().any(|key| key.kind == Kind::Application && key.name == "Shop"));
        assert_eq!(careful.changes.len(), 1, "the role lost its scopes, its description and its default: {careful:?}");
        assert_eq!(pull(&app).await.applications.len(), 3);

        let pruned = apply(&app, &less, true).await;
        assert_eq!(pruned.count(Action::Delete), careful.kept.len());
        let left = pull(&app).await;
        assert_eq!((left.applications.len(), left.hooks.len(), left.roles.len(), left.resources.len()), (0, 0, 1, 1));
        assert_eq!(left.session.unwrap().ttl, 86_400, "settings that are not named stay");
        assert_eq!(preview(&app, &less, true).await, Plan::default());
        assert!(app.management().await.get("/resources").await.status != 401, "the management API itself stays");
    }

    async fn a_change_changes_what_it_names_and_nothing_else(app: TestApp) {
        apply(&app, &read(FILE), false).await;
        let mut config = read(FILE);
        config.applications[0].redirect_uris.pop();
        config.applications[0].custom_client_metadata.refresh_token_ttl_in_days = None;
        config.applications[2].consent_scopes.user = vec!["phone".into()];
        config.applications[2].consent_scopes.organization_resource.clear();
        config.roles[0].scopes.get_mut("https://orders.example.com").unwrap().pop();
        config.organization_template.roles[0].scopes.clear();
        config.hooks[0].enabled = true;
        config.resources[0].is_default = false;
        config.resources[1].is_default = true;
        let plan = apply(&app, &config, false).await;
        let paths: Vec<String> = plan
            .changes
            .iter()
            .flat_map(|change| change.members.iter().map(|member| format!("{} {}", change.key.name, member.path)))
            .collect();
        assert_eq!(
            paths,
            [
                "https://orders.example.com isDefault",
                "urn:stock isDefault",
                "Clerk scopes.https://orders.example.com",
                "admin scopes",
                "Shop customClientMetadata.refreshTokenTtlInDays",
                "Shop redirectUris",
                "Partner consentScopes.organizationResource.https://orders.example.com",
                "Partner consentScopes.user",
                "Index enabled",
            ]
        );
        assert_eq!(preview(&app, &config, true).await, Plan::default());
    }

    async fn a_named_secret_is_the_one_that_authenticates(app: TestApp) {
        let mut config = read("[[applications]]\nname = \"Nightly\"\ntype = \"MachineToMachine\"\nsecret = { env = \"FIRST\" }");
        apply(&app, &config, false).await;
        assert_eq!(preview(&app, &config, true).await, Plan::default());
        let id = genkan::applications::list(&mut app.app.db.read().await.unwrap()).await.unwrap();
        let id = &id.iter().find(|own| own.name == "Nightly").unwrap().id;
        let secrets = genkan::applications::list_secrets(&app.app, &mut app.app.db.read().await.unwrap(), id).await.unwrap();
        assert_eq!(secrets.len(), 1, "none was generated beside it");
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let status = async |name: &str| {
            let secret = format!("{name}-0123456789abcdefghijklmnopqrstuvwxyz");
            let form = [("grant_type", "client_credentials"), ("resource", "https://default.logto.app/api")];
            let request = http.post(format!("{}/oidc/token", app.url)).basic_auth(id, Some(secret)).form(&form);
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(status("FIRST").await, 200);

        config.applications[0].secret.as_mut().unwrap().env = Some("SECOND".into());
        let plan = apply(&app, &config, false).await;
        assert_eq!(plan.count(Action::Update), 1);
        assert!(!format!("{plan:?}").contains("0123456789"), "a plan shows no secret");
        assert_eq!((status("FIRST").await, status("SECOND").await), (401, 200));
        assert!(!tenant_config::write(&pull(&app).await).unwrap().contains("0123456789"));
    }

    async fn headers_and_signing_keys_of_webhooks_come_from_their_places(app: TestApp) {
        let text = "[[hooks]]\nname = \"h\"\nevents = [\"PostSignIn\"]\nurl = \"https://x.example\"\n\
                    signingKey = { env = \"KEY\" }\nheaders = { authorization = { env = \"TOKEN\" }, x-from = \"genkan\" }";
        apply(&app, &read(text), false).await;
        assert_eq!(preview(&app, &read(text), true).await, Plan::default());
        let hooks = genkan::webhooks::list(&app.app, &mut app.app.db.read().await.unwrap(), 10, 0).await.unwrap();
        assert_eq!(hooks[0].signing_key.expose(), "KEY-0123456789abcdefghijklmnopqrstuvwxyz");
        let headers = hooks[0].config.headers.as_ref().unwrap();
        assert_eq!((headers["authorization"].as_str(), headers["x-from"].as_str()), ("TOKEN-0123456789abcdefghijklmnopqrstuvwxyz", "genkan"));

        let pulled = tenant_config::write(&pull(&app).await).unwrap();
        assert!(!pulled.contains("0123456789") && !pulled.contains("authorization"), "{pulled}");
        assert_eq!(preview(&app, &read(&pulled), true).await, Plan::default(), "what is not named stays");
        let renamed = text.replace("PostSignIn", "PostRegister").replace("signingKey = { env = \"KEY\" }\nheaders", "#");
        apply(&app, &read(&renamed), false).await;
        let hooks = genkan::webhooks::list(&app.app, &mut app.app.db.read().await.unwrap(), 10, 0).await.unwrap();
        assert_eq!(hooks[0].config.headers.as_ref().unwrap().len(), 2);
        assert_eq!(hooks[0].signing_key.expose(), "KEY-0123456789abcdefghijklmnopqrstuvwxyz");
    }

    async fn what_a_rule_refuses_leaves_everything_as_it_was(app: TestApp) {
        apply(&app, &read(FILE), false).await;
        for (text, expected) in [
            ("[[roles]]\nname = \"New\"\ndescription = \"d\"\n[[applications]]\nname = \"Bad\"\ntype = \"SPA\"\nredirectUris = [\"javascript:alert(1)\"]", "application \"Bad\": javascript:alert(1)"),
            ("[[roles]]\nname = \"Clerk\"\ndescription = \"d\"\ntype = \"MachineToMachine\"", "role \"Clerk\": its type is fixed"),
            ("[[applications]]\nname = \"Shop\"\ntype = \"SPA\"", "application \"Shop\": its type is fixed"),
            ("[[applications]]\nname = \"Partner\"\ntype = \"SPA\"", "isThirdParty is fixed"),
            ("[[roles]]\nname = \"R\"\ndescription = \"d\"\nscopes = { \"urn:nobody\" = [\"x\"] }", "scope x of urn:nobody, which does not exist"),
            ("[[roles]]\nname = \"R\"\ndescription = \"d\"\nscopes = { \"https://orders.example.com\" = [\"read:orders\"] }", "which does not exist"),
            ("[[roles]]\nname = \"R\"\ndescription = \"d\"\nscopes = { \"https://default.logto.app/api\" = [\"all\"] }", "only machine-to-machine roles"),
            ("[[applications]]\nname = \"A\"\ntype = \"SPA\"\nroles = [\"Clerk\"]\n[[roles]]\nname = \"Clerk\"\ndescription = \"d\"", "only a MachineToMachine application has roles"),
            ("[[applications]]\nname = \"A\"\ntype = \"MachineToMachine\"\nroles = [\"Clerk\"]\n[[roles]]\nname = \"Clerk\"\ndescription = \"d\"", "for people"),
            ("[[applications]]\nname = \"A\"\ntype = \"SPA\"\nconsentScopes = { user = [\"email\"] }", "only a third-party application"),
            ("[[applications]]\nname = \"A\"\ntype = \"SPA\"\nisThirdParty = true\nconsentScopes = { resource = { \"https://default.logto.app/api\" = [\"all\"] } }", "cannot ask for the management API"),
            ("[[applications]]\nname = \"A\"\ntype = \"SPA\"\nsecret = { env = \"X\" }", "a SPA application has no secret"),
            ("[[resources]]\nindicator = \"https://default.logto.app/api\"\nname = \"x\"", "the management API itself"),
            ("[signInExperience]\nmfa = { factors = [\"BackupCode\"], policy = \"UserControlled\" }", "backup codes need another factor"),
        ] {
            let said = refusal(&app, &read(text)).await;
            assert!(said.contains(expected), "{text}\nsaid\n{said}\nnot\n{expected}");
        }
    }

    async fn a_plan_that_is_no_longer_true_is_not_applied(app: TestApp) {
        let config = read(FILE);
        let plan = preview(&app, &config, false).await;
        apply(&app, &read("[[roles]]\nname = \"Clerk\"\ndescription = \"Somebody else's\""), false).await;
        let error = tenant_config::apply(&app.app, &config, &secrets(&config), false, &plan).await.unwrap_err();
        assert!(matches!(error, Error::Changed), "{error}");
        assert!(pull(&app).await.applications.is_empty());
    }

    async fn names_that_tell_nothing_apart_are_named(app: TestApp) {
        for _ in 0..2 {
            app.create_app(genkan::applications::ApplicationType::Spa).await;
        }
        let said = tenant_config::pull(&app.app).await.unwrap_err().to_string();
        assert!(said.contains("two applications are named \"Test app\""), "{said}");
        assert!(said.contains("rename one of them"), "{said}");
    }

    async fn running_servers_serve_what_was_applied(app: TestApp) {
        let api: Management<'_> = app.management().await;
        apply(&app, &read(FILE), false).await;
        assert_ne!(api.fresh_token().await, "");
        let settings = genkan::settings::all(&app.app).await.unwrap();
        assert_eq!(settings.session.ttl, 86_400);
        let resources = genkan::resources::all(&app.app).await.unwrap();
        assert_eq!(resources.default_resource().unwrap().indicator, "https://orders.example.com");
    }
}
