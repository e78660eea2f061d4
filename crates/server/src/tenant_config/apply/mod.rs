//! Carries a plan out: one file per part of the configuration.

mod applications;
mod hooks;
mod resources;
mod roles;
mod settings;
mod template;

use genkan_database::{Conn, Tx, retry};

use super::{
    Action, Change, Error, Kind, Plan, Secrets, TenantConfig,
    check::{Names, unknown_names},
    document::ScopesByResource,
    item::items,
    plan::plan,
    present::Present,
};
use crate::{app::App, ids::ScopeId};

/// The configuration as it is.
///
/// # Errors
/// [`Error`].
pub async fn pull(app: &App) -> Result<TenantConfig, Error> {
    let mut conn = app.db.read().await?;
    Ok(Present::read(app, &mut conn).await?.config)
}

/// What applying `wanted` would do. With `prune`, what it does not name is deleted.
///
/// # Errors
/// [`Error`].
pub async fn preview(
    app: &App,
    wanted: &TenantConfig,
    secrets: &Secrets,
    prune: bool,
) -> Result<Plan, Error> {
    let mut conn = app.db.read().await?;
    Ok(compare(app, &mut conn, wanted, secrets, prune).await?.1)
}

/// Does what [`preview`] said, all of it or nothing.
///
/// # Errors
/// [`Error`]; [`Error::Changed`] when `shown` is no longer what there is to do.
pub async fn apply(
    app: &App,
    wanted: &TenantConfig,
    secrets: &Secrets,
    prune: bool,
    shown: &Plan,
) -> Result<(), Error> {
    retry(async || {
        let mut tx = app.db.begin().await?;
        let (present, plan) = compare(app, &mut tx, wanted, secrets, prune).await?;
        if plan != *shown {
            return Err(Error::Changed);
        }
        let mut work = Work { app, tx, wanted, secrets, present };
        for change in &plan.changes {
            work.carry_out(change).await?;
        }
        work.tx.commit().await?;
        Ok(())
    })
    .await
}

async fn compare(
    app: &App,
    conn: &mut Conn,
    wanted: &TenantConfig,
    secrets: &Secrets,
    prune: bool,
) -> Result<(Present, Plan), Error> {
    let mut present = Present::read(app, conn).await?;
    let mut known = Names::of(wanted);
    known.extend(present.built_in.clone());
    if !prune {
        known.extend(Names::of(&present.config));
    }
    let unknown = unknown_names(wanted, &known);
    if !unknown.is_empty() {
        return Err(Error::Unknown(unknown));
    }
    present.mark_secrets(wanted, secrets);
    let plan = plan(&items(&present.config), &items(wanted), prune);
    for change in &plan.changes {
        check_fixed(change)?;
    }
    Ok((present, plan))
}

/// What is fixed once a thing exists.
fn check_fixed(change: &Change) -> Result<(), Error> {
    let fixed: &[&str] = match change.key.kind {
        Kind::Role => &["type"],
        Kind::Application => &["type", "isThirdParty", "customClientMetadata.isDeviceFlow"],
        _ => &[],
    };
    if change.action != Action::Update {
        return Ok(());
    }
    match change.members.iter().find(|member| fixed.contains(&member.path.as_str())) {
        None => Ok(()),
        Some(member) => Err(Error::refused(
            &change.key,
            format!("its {} is fixed once it exists; keep it, or give the new one another name", member.path),
        )),
    }
}

/// What carrying out needs.
struct Work<'a> {
    app: &'a App,
    tx: Tx,
    wanted: &'a TenantConfig,
    secrets: &'a Secrets,
    /// Its ids grow with what is made.
    present: Present,
}

impl Work<'_> {
    async fn carry_out(&mut self, change: &Change) -> Result<(), Error> {
        match (change.key.kind, change.action) {
            (Kind::Resource, Action::Delete) => self.delete_resource(change).await,
            (Kind::Resource, _) => self.write_resource(change).await,
            (Kind::Scope, Action::Delete) => self.delete_scope(change).await,
            (Kind::Scope, _) => self.write_scope(change).await,
            (Kind::Role, Action::Delete) => self.delete_role(change).await,
            (Kind::Role, _) => self.write_role(change).await,
            (Kind::OrganizationScope, Action::Delete) => self.delete_organization_scope(change).await,
            (Kind::OrganizationScope, _) => self.write_organization_scope(change).await,
            (Kind::OrganizationRole, Action::Delete) => self.delete_organization_role(change).await,
            (Kind::OrganizationRole, _) => self.write_organization_role(change).await,
            (Kind::Application, Action::Delete) => self.delete_application(change).await,
            (Kind::Application, _) => self.write_application(change).await,
            (Kind::Hook, Action::Delete) => self.delete_hook(change).await,
            (Kind::Hook, _) => self.write_hook(change).await,
            // Of these there is one each, which is never made or deleted.
            (Kind::SignInExperience, _) => self.write_sign_in_experience(change).await,
            (Kind::IdToken, _) => self.write_id_token().await,
            (Kind::Session, _) => self.write_session().await,
        }
    }

    /// The ids of scopes that were checked to exist.
    fn scope_ids(&self, scopes: &ScopesByResource) -> Vec<ScopeId> {
        let names = scopes
            .iter()
            .flat_map(|(indicator, names)| names.iter().map(|name| (indicator.clone(), name.clone())));
        let mut ids: Vec<ScopeId> = names.filter_map(|key| self.present.scopes.get(&key).cloned()).collect();
        ids.sort();
        ids.dedup();
        ids
    }
}

/// The entry of a file that a change is about.
fn entry<'a, T>(list: &'a [T], change: &Change, name: impl Fn(&T) -> &str) -> Result<&'a T, Error> {
    list.iter().find(|own| name(own) == change.key.name).ok_or(Error::Changed)
}

/// An empty text is none.
fn text(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}
