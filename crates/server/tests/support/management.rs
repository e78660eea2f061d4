//! A server with a token for its management API.

use genkan::{
    applications::{self, ApplicationType, NewApplication},
    resources,
    roles::{self, RoleType},
};
use genkan_database::retry;
use serde_json::{Value, json};

use super::TestApp;

/// A client of the management API, allowed everything.
pub struct Management<'a> {
    pub server: &'a TestApp,
    /// The application it acts as.
    pub client_id: String,
    pub secret: String,
    pub token: String,
    http: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: http::HeaderMap,
    /// JSON, else the text as a string.
    pub body: Value,
}

impl Reply {
    /// `"422 role.name_in_use"`; without a code the status alone.
    pub fn refusal(&self) -> String {
        match self.body["code"].as_str() {
            Some(code) => format!("{} {code}", self.status),
            None => self.status.to_string(),
        }
    }

    /// A header as text, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body of an answer that must have that status.
    #[track_caller]
    pub fn expect(self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.body);
        self.body
    }

    /// `id` of such a body.
    #[track_caller]
    pub fn id(self, status: u16) -> String {
        self.expect(status)["id"].as_str().unwrap().to_owned()
    }
}

impl TestApp {
    /// A machine-to-machine application with a role for the management API, and its token.
    pub async fn management(&self) -> Management<'_> {
        let (client_id, secret) = retry(async || {
            let mut tx = self.app.db.begin().await.map_err(applications::Error::from)?;
            let indicator = &self.app.config.management.resource;
            let known = resources::load(&mut tx).await?;
            let scope = match known.find(indicator) {
                Some(resource) => resource.scopes[0].id.clone(),
                None => {
                    let id = resources::create(&self.app, &mut tx, indicator, "Management API", 3600).await?;
                    resources::create_scope(&self.app, &mut tx, &id, "all", None).await?
                }
            };
            let name = format!("Management {}", self.app.random.id(6));
            let role =
                roles::create(&self.app, &mut tx, &name, "tests", RoleType::MachineToMachine, false).await?;
            roles::add_scope(&self.app, &mut tx, &role, &scope).await?;
            let new = NewApplication::new("Management", ApplicationType::MachineToMachine);
            let (application, secret) = applications::create(&self.app, &mut tx, new).await?;
            applications::assign_role(&self.app, &mut tx, &application.id, &role).await?;
            tx.commit().await?;
            Ok::<_, applications::Error>((application.id.to_string(), secret.unwrap().expose().to_owned()))
        })
        .await
        .unwrap();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let mut management = Management { server: self, client_id, secret, token: String::new(), http };
        management.token = management.fresh_token().await;
        management
    }
}

impl Management<'_> {
    /// Another token of the same application.
    pub async fn fresh_token(&self) -> String {
        let form = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
            ("client_secret", &self.secret),
            ("resource", &self.server.app.config.management.resource),
            ("scope", "all"),
        ];
        let url = format!("{}/oidc/token", self.server.url);
        let answer = self.http.post(url).form(&form).send().await.unwrap();
        let body: Value = answer.json().await.unwrap();
        body["access_token"].as_str().unwrap_or_else(|| panic!("{body}")).to_owned()
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.call("GET", path, None).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Reply {
        self.call("POST", path, Some(body)).await
    }

    pub async fn put(&self, path: &str, body: Value) -> Reply {
        self.call("PUT", path, Some(body)).await
    }

    pub async fn patch(&self, path: &str, body: Value) -> Reply {
        self.call("PATCH", path, Some(body)).await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.call("DELETE", path, None).await
    }

    /// `path` without `/api`.
    pub async fn call(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.request(method, path).bearer_auth(&self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        Self::send(request).await
    }

    /// A request without a token, to be completed.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        self.http.request(method.parse().unwrap(), format!("{}/api{path}", self.server.url))
    }

    pub async fn send(request: reqwest::RequestBuilder) -> Reply {
        let answer = request.send().await.unwrap();
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let text = answer.text().await.unwrap();
        let body = serde_json::from_str(&text).unwrap_or_else(|_| json!(text));
        Reply { status, headers, body }
    }
}
