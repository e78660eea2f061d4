//! Signing and cookie keys, session and ID token settings, the console's own flags.

mod admin_console;
mod id_token;
mod keys;
mod session;

use crate::api::shell::{Operation, list_of};

pub(super) fn operations() -> Vec<Operation> {
    let session = || session::shape(crate::api::shell::required);
    vec![
        Operation::get("/configs/admin-console", "GetAdminConsoleConfig", admin_console::show)
            .returns(200, admin_console::shown()),
        Operation::patch("/configs/admin-console", "UpdateAdminConsoleConfig", admin_console::update)
            .body(admin_console::body())
            .returns(200, admin_console::shown()),
        Operation::get("/configs/oidc/session", "GetOidcSessionConfig", session::show)
            .returns(200, session()),
        Operation::patch("/configs/oidc/session", "UpdateOidcSessionConfig", session::update)
            .body(session::shape(crate::api::shell::optional))
            .returns(200, session()),
        Operation::get("/configs/oidc/{keyType}", "GetOidcKeys", keys::list::handle)
            .params(keys::params())
            .returns(200, list_of(keys::key())),
        Operation::delete("/configs/oidc/{keyType}/{keyId}", "DeleteOidcKey", keys::delete::handle)
            .params(keys::params())
            .returns_nothing(204),
        Operation::post("/configs/oidc/{keyType}/rotate", "RotateOidcKeys", keys::rotate::handle)
            .params(keys::params())
            .body(keys::rotate::body())
            .returns(200, list_of(keys::key())),
        Operation::get("/configs/id-token", "GetIdTokenConfig", id_token::show)
            .returns(200, id_token::shape()),
        Operation::put("/configs/id-token", "UpsertIdTokenConfig", id_token::replace)
            .body(id_token::shape())
            .returns(200, id_token::shape()),
    ]
}
