use std::io::ErrorKind;

use genkan_database::{DbError, retry};
use serde::{Deserialize, Serialize};

use super::{data::Data, orders, organization};
use crate::{
    app::App,
    applications::{self, ApplicationType, NewApplication},
    cli::{error::Failure, management, user::generate_password},
    credentials::{self, Password},
    ids::{ClientId, OrganizationId, UserId},
    secrets::Token,
    users::{self, Identifier, NewUser},
};

/// What the sample app asks for, so that its page has something to show.
pub(super) fn scopes() -> Vec<String> {
    let claims = ["email", "roles", "urn:logto:scope:organizations", "urn:logto:scope:organization_roles"];
    let permissions = orders::SCOPES.into_iter().chain([organization::SCOPE]).map(|(name, _)| name);
    claims.into_iter().chain(permissions).map(str::to_owned).collect()
}

const USERNAME: &str = "demo";
const FILE: &str = "demo.json";

/// What the sample app and the person at the terminal need.
#[derive(Debug)]
pub(super) struct Demo {
    pub(super) application_id: ClientId,
    pub(super) secret: Token,
    pub(super) password: String,
    /// The organization the person is in.
    pub(super) organization_id: OrganizationId,
    /// The application that may use the management API, for scripts, and its secret.
    pub(super) management: (ClientId, Token),
}

impl Demo {
    pub(super) const USERNAME: &str = USERNAME;
}

/// What `demo.json` keeps, so that a later start shows the same.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Kept {
    application_id: Option<ClientId>,
    user_id: Option<UserId>,
    password: Option<String>,
    organization_id: Option<OrganizationId>,
    management_id: Option<ClientId>,
}

/// Creates what is missing of the demo and registers the sample app's addresses.
pub(super) async fn prepare(app: &App, data: &Data, app_url: &str) -> Result<Demo, Failure> {
    let kept = read(data)?;
    let password = kept.password.clone().unwrap_or_else(|| generate_password(&app.random));
    let prepared = retry(async || prepare_once(app, &kept, &password, app_url).await);
    let Prepared { application_id, user_id, organization_id, management_id } =
        prepared.await.map_err(|error| Failure::new(error.to_string()))?;
    let keep = Kept {
        application_id: Some(application_id.clone()),
        user_id: Some(user_id),
        password: Some(password.clone()),
        organization_id: Some(organization_id.clone()),
        management_id: Some(management_id.clone()),
    };
    let text = serde_json::to_vec_pretty(&keep).map_err(|error| Failure::new(error.to_string()))?;
    data.replace_private(FILE, &text).map_err(|error| Failure::file(&data.path(FILE), &error))?;
    let secret = secret(app, &application_id, "sample app").await?;
    let management_secret = self::secret(app, &management_id, "management client").await?;
    let management = (management_id, management_secret);
    Ok(Demo { application_id, secret, password, organization_id, management })
}

async fn secret(app: &App, id: &ClientId, what: &str) -> Result<Token, Failure> {
    let secret = applications::reveal_secret(app, &mut app.db.read().await?, id).await?;
    secret.ok_or_else(|| {
        Failure::new(format!("the {what} has no secret any more; delete demo.json to register it anew"))
    })
}

fn read(data: &Data) -> Result<Kept, Failure> {
    let path = data.path(FILE);
    match std::fs::read(&path) {
        Ok(text) => serde_json::from_slice(&text).map_err(|error| {
            Failure::new(format!(
                "{} is damaged ({error}). Delete it to get a new demo user.",
                path.display()
            ))
        }),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Kept::default()),
        Err(error) => Err(Failure::file(&path, &error)),
    }
}

/// Whatever the slices refuse.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Application(#[from] applications::Error),
    #[error(transparent)]
    User(#[from] users::Error),
    #[error(transparent)]
    Db(#[from] DbError),
    #[error(transparent)]
    Password(#[from] credentials::Busy),
}

impl genkan_database::Retryable for Error {
    fn is_retryable(&self) -> bool {
        match self {
            Self::Application(error) => error.is_retryable(),
            Self::User(error) => error.is_retryable(),
            Self::Db(error) => error.is_retryable(),
            Self::Password(_) => false,
        }
    }
}

/// What is there after [`prepare_once`].
struct Prepared {
    application_id: ClientId,
    user_id: UserId,
    organization_id: OrganizationId,
    management_id: ClientId,
}

async fn prepare_once(app: &App, kept: &Kept, password: &str, app_url: &str) -> Result<Prepared, Error> {
    // Hashing takes a while and the writer is one: it happens before the transaction, and only when needed.
    let mut conn = app.db.read().await?;
    let user = match &kept.user_id {
        Some(id) => users::find(&mut conn, id).await?,
        None => None,
    };
    let namesake = users::find_with_password(&mut conn, &Identifier::Username(USERNAME.into())).await?;
    drop(conn);
    let hash =
        if user.is_none() { Some(credentials::hash(app, &Password::new(password)).await?) } else { None };

    let mut tx = app.db.begin().await?;
    let user_id = match (user, namesake, hash) {
        (Some(user), ..) => user.id,
        (None, Some((user, _)), Some(hash)) => {
            users::set_password_hash(app, &mut tx, &user.id, &hash).await?;
            user.id
        }
        (None, _, password_hash) => {
            let new = NewUser {
                username: Some(USERNAME.to_owned()),
                primary_email: Some("demo@example.com".to_owned()),
                name: Some("Demo User".into()),
                contacts_verified: true,
                password_hash,
                ..NewUser::default()
            };
            users::create(app, &mut tx, new).await?
        }
    };
    orders::prepare(app, &mut tx, &user_id).await?;
    let organization_id =
        organization::prepare(app, &mut tx, kept.organization_id.as_ref(), &user_id).await?;
    let application = match &kept.application_id {
        Some(id) => applications::find(&mut tx, id).await?,
        None => None,
    };
    let application_id = match application {
        Some(mut known) => {
            add(&mut known.redirect_uris, format!("{app_url}/callback"));
            add(&mut known.post_logout_redirect_uris, format!("{app_url}/"));
            applications::set_redirect_uris(
                app,
                &mut tx,
                &known.id,
                &known.redirect_uris,
                &known.post_logout_redirect_uris,
            )
            .await?;
            known.id
        }
        None => {
            let mut new = NewApplication::new("Sample app", ApplicationType::Traditional);
            new.redirect_uris = vec![format!("{app_url}/callback")];
            new.post_logout_redirect_uris = vec![format!("{app_url}/")];
            applications::create(app, &mut tx, new).await?.0.id
        }
    };
    let management = match &kept.management_id {
        Some(id) => applications::find(&mut tx, id).await?,
        None => None,
    };
    let management_id = match management {
        Some(known) => known.id,
        None => {
            let mut new = NewApplication::new("Development scripts", ApplicationType::MachineToMachine);
            new.description = Some("May use the management API".into());
            let id = applications::create(app, &mut tx, new).await?.0.id;
            management::allow(app, &mut tx, &id).await?;
            id
        }
    };
    tx.commit().await?;
    Ok(Prepared { application_id, user_id, organization_id, management_id })
}

fn add(uris: &mut Vec<String>, uri: String) {
    if !uris.contains(&uri) {
        uris.push(uri);
    }
}
