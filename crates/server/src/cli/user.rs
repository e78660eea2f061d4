use std::io::{IsTerminal, Read};

use clap::{ArgGroup, Args, Subcommand};
use genkan_database::retry;
use serde_json::json;
use zeroize::Zeroizing;

use super::{Common, error::Failure, open::open, output::Output};
use crate::{
    app::App,
    credentials::{self, Password, check_password},
    random::Random,
    settings,
    users::{self, Identifier, NewUser},
};

/// `genkan user …`.
#[derive(Debug, Subcommand)]
pub(super) enum UserCommand {
    /// Create a user; without --password-stdin the password is generated and printed once
    Create(Create),
}

/// Options of `genkan user create`.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("identifier").required(true).multiple(true).args(["username", "email", "phone"]))]
pub(super) struct Create {
    /// ASCII letters, digits and underscores
    #[arg(long)]
    username: Option<String>,
    /// Primary e-mail address
    #[arg(long)]
    email: Option<String>,
    /// Primary phone number with country code
    #[arg(long)]
    phone: Option<String>,
    /// Display name
    #[arg(long)]
    name: Option<String>,
    /// Read the password from standard input
    #[arg(long)]
    password_stdin: bool,
}

pub(super) async fn run(output: &Output, common: &Common, command: UserCommand) -> Result<(), Failure> {
    let UserCommand::Create(arguments) = command;
    let app = open(common).await?;
    let outcome = create(output, &app, arguments).await;
    app.db.close().await;
    outcome
}

async fn create(output: &Output, app: &App, arguments: Create) -> Result<(), Failure> {
    let checked = |parse: fn(&str) -> Result<Identifier, users::InvalidIdentifier>, text: &Option<String>| {
        let parsed = text.as_deref().map(parse).transpose();
        parsed
            .map(|parsed| parsed.map(|own| own.as_str().to_owned()))
            .map_err(|error| Failure::new(error.to_string()))
    };
    let mut new = NewUser {
        username: checked(Identifier::parse_username, &arguments.username)?,
        primary_email: checked(Identifier::parse_email, &arguments.email)?,
        primary_phone: checked(Identifier::parse_phone, &arguments.phone)?,
        name: arguments.name,
        contacts_verified: true,
        usernames_ignore_case: !settings::all(app).await?.sign_in_experience.username_policy.case_sensitive,
        ..NewUser::default()
    };
    let (password, generated) = if arguments.password_stdin {
        (read_password(app, &new).await?, false)
    } else {
        (Password::new(generate_password(&app.random)), true)
    };
    let hash = credentials::hash(app, &password).await;
    new.password_hash = Some(hash.map_err(|_| Failure::new("the password could not be hashed; try again"))?);
    let created = retry(async || {
        let mut tx = app.db.begin().await?;
        let id = users::create(app, &mut tx, new.clone()).await?;
        tx.commit().await?;
        Ok::<_, users::Error>(id)
    });
    let id = created.await.map_err(|error| Failure::new(error.to_string()))?;
    let shown = generated.then(|| password.expose());
    let value = json!({
        "id": id,
        "username": new.username,
        "primaryEmail": new.primary_email,
        "primaryPhone": new.primary_phone,
        "name": new.name,
        "password": shown,
    });
    output.show(&value, |output| {
        let optional = [
            ("Username", new.username.as_deref()),
            ("E-mail", new.primary_email.as_deref()),
            ("Phone", new.primary_phone.as_deref()),
            ("Name", new.name.as_deref()),
            ("Password", shown),
        ];
        let given = optional.into_iter().filter_map(|(label, value)| Some((label, value?)));
        output.fields(&[("User", id.as_str())].into_iter().chain(given).collect::<Vec<_>>());
        if generated {
            output.line(&output.dim("\n  The password is not shown again."));
        }
    });
    Ok(())
}

/// Sixteen characters in four groups: 82 bits, easy to type.
pub(super) fn generate_password(random: &Random) -> String {
    [random.id(4), random.id(4), random.id(4), random.id(4)].join("-")
}

/// The first line of standard input, checked by the policy of the sign-up page.
async fn read_password(app: &App, new: &NewUser) -> Result<Password, Failure> {
    if std::io::stdin().is_terminal() {
        return Err(Failure::new(
            "--password-stdin reads the password from a pipe: printf %s PASSWORD | genkan user create …",
        ));
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin().take(64 * 1024).read_to_string(&mut text)?;
    let typed = text.strip_suffix('\n').unwrap_or(&text);
    let typed = typed.strip_suffix('\r').unwrap_or(typed);
    let policy = settings::all(app).await?.sign_in_experience.password_rules();
    let email = new.primary_email.as_deref().and_then(|email| email.split('@').next());
    let known: Vec<&str> =
        [new.username.as_deref(), email, new.name.as_deref()].into_iter().flatten().collect();
    let issues = check_password(&policy, typed, &known);
    if issues.is_empty() {
        Ok(Password::new(typed))
    } else {
        let codes: Vec<&str> = issues.iter().map(credentials::Issue::code).collect();
        Err(Failure::new(format!("the password policy refuses this password: {}", codes.join(", "))))
    }
}
