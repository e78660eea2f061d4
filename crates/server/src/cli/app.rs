use clap::{Args, Subcommand, ValueEnum};
use genkan_database::retry;
use serde_json::{Value, json};

use super::{Common, error::Failure, management, open::open, output::Output};
use crate::{
    app::App,
    applications::{self, Application, ApplicationType, CustomClientMetadata, NewApplication},
};

/// `genkan app …`.
#[derive(Debug, Subcommand)]
pub(super) enum AppCommand {
    /// Register an application; prints its id and, once, its secret
    Create(Box<Create>),
    /// List the applications
    List,
}

/// Options of `genkan app create`.
#[derive(Debug, Args)]
pub(super) struct Create {
    /// Shown to people who sign in
    name: String,
    /// What kind of app it is
    #[arg(long = "type", value_enum, default_value_t = Kind::Traditional)]
    kind: Kind,
    /// For the operator
    #[arg(long)]
    description: Option<String>,
    /// Where sign-in may return to (repeatable)
    #[arg(long = "redirect-uri", value_name = "URI")]
    redirect_uris: Vec<String>,
    /// Where sign-out may return to (repeatable)
    #[arg(long = "post-logout-redirect-uri", value_name = "URI")]
    post_logout_redirect_uris: Vec<String>,
    /// Where logout tokens are sent
    #[arg(long, value_name = "URI")]
    backchannel_logout_uri: Option<String>,
    /// Logout tokens and ID tokens carry `sid`
    #[arg(long, requires = "backchannel_logout_uri")]
    backchannel_logout_session_required: bool,
    /// Shown on sign-in and consent pages
    #[arg(long, value_name = "URI")]
    logo_uri: Option<String>,
    /// Belongs to somebody else: people are asked for consent
    #[arg(long)]
    third_party: bool,
    /// A scope a third-party application may ask for (repeatable)
    #[arg(long = "scope", value_name = "SCOPE", requires = "third_party")]
    scopes: Vec<String>,
    /// Issue a refresh token even without offline_access
    #[arg(long)]
    always_issue_refresh_token: bool,
    /// Refresh tokens do not rotate
    #[arg(long)]
    no_rotation: bool,
    /// Refresh token lifetime in days, 1 to 180
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(i64).range(1..=180))]
    refresh_token_days: Option<i64>,
    /// Allow RFC 8693 token exchange
    #[arg(long)]
    allow_token_exchange: bool,
    /// Native app that uses the device flow
    #[arg(long)]
    device_flow: bool,
    /// An origin that may call the token endpoint from a browser (repeatable)
    #[arg(long = "cors-origin", value_name = "ORIGIN")]
    cors_origins: Vec<String>,
    /// Let it use the management API: everything (machine-to-machine only)
    #[arg(long)]
    management: bool,
    /// Keep at most this many sign-ins of one user
    #[arg(long, value_name = "COUNT")]
    max_grants: Option<u32>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Kind {
    /// Server-rendered web app; has a secret
    #[value(alias = "Traditional")]
    Traditional,
    /// Browser app; no secret
    #[value(alias = "SPA")]
    Spa,
    /// Installed app; no secret
    #[value(alias = "Native")]
    Native,
    /// A service; has a secret
    #[value(alias = "MachineToMachine", alias = "m2m")]
    MachineToMachine,
    /// Behind a protecting proxy; has a secret
    #[value(alias = "Protected")]
    Protected,
    /// Internal client of the SAML identity provider; has a secret
    #[value(alias = "SAML")]
    Saml,
}

impl From<Kind> for ApplicationType {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Traditional => Self::Traditional,
            Kind::Spa => Self::Spa,
            Kind::Native => Self::Native,
            Kind::MachineToMachine => Self::MachineToMachine,
            Kind::Protected => Self::Protected,
            Kind::Saml => Self::Saml,
        }
    }
}

impl From<Create> for NewApplication {
    fn from(create: Create) -> Self {
        Self {
            description: create.description,
            is_third_party: create.third_party,
            redirect_uris: create.redirect_uris,
            post_logout_redirect_uris: create.post_logout_redirect_uris,
            backchannel_logout_uri: create.backchannel_logout_uri,
            backchannel_logout_session_required: create.backchannel_logout_session_required,
            logo_uri: create.logo_uri,
            consent_scopes: create.scopes,
            metadata: CustomClientMetadata {
                always_issue_refresh_token: create.always_issue_refresh_token,
                rotate_refresh_token: create.no_rotation.then_some(false),
                refresh_token_ttl_in_days: create.refresh_token_days,
                allow_token_exchange: create.allow_token_exchange,
                is_device_flow: create.device_flow,
                cors_allowed_origins: create.cors_origins,
                max_allowed_grants: create.max_grants,
                ..CustomClientMetadata::default()
            },
            ..Self::new(create.name, create.kind.into())
        }
    }
}

pub(super) async fn run(output: &Output, common: &Common, command: AppCommand) -> Result<(), Failure> {
    if let AppCommand::Create(create) = &command
        && create.management
        && !matches!(create.kind, Kind::MachineToMachine)
    {
        return Err(Failure::new(
            "--management is for services: genkan app create NAME --type machine-to-machine --management",
        ));
    }
    let app = open(common).await?;
    let outcome = match command {
        AppCommand::Create(create) => {
            let management = create.management;
            self::create(output, &app, (*create).into(), management).await
        }
        AppCommand::List => list(output, &app).await,
    };
    app.db.close().await;
    outcome
}

async fn create(output: &Output, app: &App, new: NewApplication, is_management: bool) -> Result<(), Failure> {
    let created = retry(async || {
        let mut tx = app.db.begin().await?;
        let created = applications::create(app, &mut tx, new.clone()).await?;
        if is_management {
            management::allow(app, &mut tx, &created.0.id).await?;
        }
        tx.commit().await?;
        Ok::<_, applications::Error>(created)
    });
    let (application, secret) = created.await.map_err(|error| Failure::new(error.to_string()))?;
    for uri in application.redirect_uris.iter().filter(|uri| uri.contains('*')) {
        output.remark(&format!("{uri} has a wildcard: whoever gets a host that fits it receives codes."));
    }
    let mut value = describe(&application);
    if let (Some(secret), Some(object)) = (&secret, value.as_object_mut()) {
        object.insert("secret".into(), secret.expose().into());
    }
    let resource = &app.config.management.resource;
    if let (true, Some(object)) = (is_management, value.as_object_mut()) {
        object.insert("resource".into(), resource.as_str().into());
    }
    output.show(&value, |output| {
        let mut fields = vec![("Application", application.name.as_str()), ("Id", application.id.as_str())];
        if let Some(secret) = &secret {
            fields.push(("Secret", secret.expose()));
        }
        fields.push(("Type", application.application_type.as_str()));
        fields.extend(application.redirect_uris.iter().map(|uri| ("Redirect URI", uri.as_str())));
        fields
            .extend(application.post_logout_redirect_uris.iter().map(|uri| ("After sign-out", uri.as_str())));
        if is_management {
            fields.push(("Management API", resource));
        }
        output.fields(&fields);
        if secret.is_some() {
            output.line(
                &output.dim("\n  The secret is not shown again. Keep it where only the app can read it."),
            );
        }
    });
    Ok(())
}

async fn list(output: &Output, app: &App) -> Result<(), Failure> {
    let applications = applications::list(&mut app.db.read().await?).await?;
    let values: Vec<Value> = applications.iter().map(describe).collect();
    output.show(&values, |output| {
        if applications.is_empty() {
            output.line(
                "There are no applications. Register one with `genkan app create NAME --redirect-uri URI`.",
            );
        }
        let width = applications.iter().map(|own| own.application_type.as_str().len()).max().unwrap_or(0);
        for application in &applications {
            let (kind, third) = (application.application_type.as_str(), application.is_third_party);
            let remark = if third { output.dim("  third-party") } else { String::new() };
            output.line(&format!("  {}  {kind:width$}  {}{remark}", application.id, application.name));
        }
    });
    Ok(())
}

fn describe(application: &Application) -> Value {
    json!({
        "id": application.id,
        "name": application.name,
        "description": application.description,
        "type": application.application_type,
        "isThirdParty": application.is_third_party,
        "redirectUris": application.redirect_uris,
        "postLogoutRedirectUris": application.post_logout_redirect_uris,
        "backchannelLogoutUri": application.backchannel_logout_uri,
        "customClientMetadata": application.metadata,
        "createdAt": application.created_at,
    })
}
