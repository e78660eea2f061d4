//! Users: identifiers, profile, password, roles, identities, second factors, sessions and grants.

mod create;
mod custom_data;
mod delete;
mod get;
mod grants;
mod identities;
mod is_suspended;
mod list;
mod logto_configs;
mod members;
mod mfa_verifications;
mod object;
mod password;
mod personal_access_tokens;
mod profile;
mod roles;
mod sessions;
mod sso_identities;
mod update;

pub(in crate::api) use self::object::{UserObject, plain_account, user};
use self::{
    members::{profile_schema, wrapped_custom_data, wrapped_profile},
    object::{account, identity_map, identity_schema, sso_identity, token_secret},
};
use crate::api::shell::{
    Operation, Paging, any_object, any_text, boolean, list_of, object, one_of, optional, required,
    search_params,
};

/// The path of one user.
macro_rules! at {
    ($rest:literal) => {
        concat!("/users/{userId}", $rest)
    };
}

pub(super) fn operations() -> Vec<Operation> {
    let groups =
        [accounts(), data(), password(), access(), identities(), personal_access_tokens::operations()];
    groups.into_iter().flatten().collect()
}

fn accounts() -> Vec<Operation> {
    let flags = || {
        object([optional("includeSsoIdentities", any_text()), optional("includePasswordHash", any_text())])
    };
    vec![
        Operation::get(at!(""), "GetUser", get::handle).query(flags()).returns(200, account()),
        Operation::patch(at!(""), "UpdateUser", update::handle).body(update::body()).returns(200, account()),
        Operation::delete(at!(""), "DeleteUser", delete::handle).returns_nothing(204),
        Operation::post("/users", "CreateUser", create::handle).body(create::body()).returns(200, account()),
        Operation::get("/users", "ListUsers", list::handle)
            .paged(Paging::Always)
            .query(object([search_params()]))
            .returns(200, list_of(account())),
        Operation::patch(at!("/is-suspended"), "UpdateUserIsSuspended", is_suspended::handle)
            .body(object([required("isSuspended", boolean())]))
            .returns(200, account()),
    ]
}

fn data() -> Vec<Operation> {
    vec![
        Operation::get(at!("/custom-data"), "ListUserCustomData", custom_data::get)
            .returns(200, any_object()),
        Operation::patch(at!("/custom-data"), "UpdateUserCustomData", custom_data::update)
            .body(wrapped_custom_data())
            .returns(200, any_object()),
        Operation::patch(at!("/profile"), "UpdateUserProfile", profile::update)
            .body(wrapped_profile())
            .returns(200, profile_schema()),
        Operation::get(at!("/logto-configs"), "ListUserLogtoConfigs", logto_configs::get)
            .returns(200, logto_configs::answer()),
        Operation::patch(at!("/logto-configs"), "UpdateUserLogtoConfigs", logto_configs::update)
            .body(logto_configs::body())
            .returns(200, logto_configs::answer()),
    ]
}

fn password() -> Vec<Operation> {
    vec![
        Operation::patch(at!("/password"), "UpdateUserPassword", password::update)
            .body(password::body())
            .returns(200, account()),
        Operation::patch(at!("/password/expiration"), "UpdateUserPasswordExpiration", password::expire)
            .body(object([required("isExpired", boolean())]))
            .returns(200, account()),
        Operation::post(at!("/password/verify"), "VerifyUserPassword", password::verify)
            .body(password::body())
            .returns_nothing(204),
        Operation::get(at!("/has-password"), "GetUserHasPassword", password::has)
            .returns(200, object([required("hasPassword", boolean())])),
    ]
}

/// Roles, second factors, sessions, grants.
fn access() -> Vec<Operation> {
    vec![
        Operation::get(at!("/roles"), "ListUserRoles", roles::list)
            .paged(Paging::Always)
            .query(object([search_params()]))
            .returns(200, list_of(roles::role())),
        Operation::post(at!("/roles"), "AssignUserRoles", roles::assign)
            .body(roles::body())
            .returns(201, roles::body().with([required("addedRoleIds", roles::ids())])),
        Operation::put(at!("/roles"), "ReplaceUserRoles", roles::replace)
            .body(roles::body())
            .returns(200, roles::body()),
        Operation::delete(at!("/roles/{roleId}"), "DeleteUserRole", roles::remove).returns_nothing(204),
        Operation::get(at!("/mfa-verifications"), "ListUserMfaVerifications", mfa_verifications::list)
            .returns(200, list_of(mfa_verifications::factor())),
        Operation::post(at!("/mfa-verifications"), "CreateUserMfaVerification", mfa_verifications::create)
            .body(mfa_verifications::body())
            .returns(200, mfa_verifications::created()),
        Operation::delete(
            at!("/mfa-verifications/{verificationId}"),
            "DeleteUserMfaVerification",
            mfa_verifications::delete,
        )
        .returns_nothing(204),
        Operation::get(at!("/sessions"), "ListUserSessions", sessions::list)
            .returns(200, object([required("sessions", list_of(sessions::session()))])),
        Operation::get(at!("/sessions/{sessionId}"), "GetUserSession", sessions::get)
            .returns(200, sessions::session()),
        Operation::delete(at!("/sessions/{sessionId}"), "DeleteUserSession", sessions::delete)
            .query(object([optional("revokeGrantsTarget", one_of(&["all", "firstParty"]))]))
            .returns_nothing(204),
        Operation::get(at!("/grants"), "ListUserGrants", grants::list)
            .query(object([optional("appType", one_of(&["firstParty", "thirdParty"]))]))
            .returns(200, object([required("grants", list_of(grants::grant()))])),
        Operation::delete(at!("/grants/{grantId}"), "DeleteUserGrant", grants::delete).returns_nothing(204),
    ]
}

fn identities() -> Vec<Operation> {
    let flags = || object([optional("includeTokenSecret", any_text())]);
    vec![
        Operation::put(at!("/identities/{target}"), "ReplaceUserIdentity", identities::replace)
            .body(identity_schema())
            .returns(200, identity_map())
            .returns(201, identity_map()),
        Operation::delete(at!("/identities/{target}"), "DeleteUserIdentity", identities::delete)
            .returns(200, plain_account()),
        Operation::get(at!("/identities/{target}"), "GetUserIdentity", identities::get)
            .query(flags())
            .returns(200, identities::answer()),
        Operation::post(at!("/identities"), "CreateUserIdentity", identities::create)
            .body(object([required("connectorId", any_text()), required("connectorData", any_object())]))
            .returns(200, identity_map()),
        Operation::get(at!("/all-identities"), "ListUserAllIdentities", identities::all)
            .query(flags())
            .returns(200, identities::everything()),
        Operation::get(at!("/sso-identities/{ssoConnectorId}"), "GetUserSsoIdentity", sso_identities::get)
            .query(flags())
            .returns(200, sso_identities::answer()),
    ]
}
