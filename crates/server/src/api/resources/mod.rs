//! API resources and their scopes.

mod list;
mod resource;
mod scope;
mod scopes;
mod write;

pub(in crate::api) use self::{
    resource::{ResourceView, resource},
    scope::{ScopeView, scope},
    scopes::{FIELDS, found},
};
use crate::api::shell::{ApiError, Operation, Paging, Schema, list_of, optional};

pub(super) fn operations() -> Vec<Operation> {
    vec![
        Operation::get("/resources", "ListResources", list::handle)
            .paged(Paging::Optional)
            .query(list::query())
            .returns(200, list_of(with_scopes())),
        Operation::post("/resources", "CreateResource", write::create)
            .body(write::create_body())
            .returns(201, with_scopes()),
        Operation::get("/resources/{id}", "GetResource", list::get).returns(200, resource()),
        Operation::patch("/resources/{id}", "UpdateResource", write::update)
            .body(write::update_body())
            .returns(200, resource()),
        Operation::delete("/resources/{id}", "DeleteResource", write::delete).returns_nothing(204),
        Operation::patch("/resources/{id}/is-default", "UpdateResourceIsDefault", write::set_default)
            .body(write::default_body())
            .returns(200, resource()),
        Operation::get("/resources/{resourceId}/scopes", "ListResourceScopes", scopes::list)
            .paged(Paging::Always)
            .query(scopes::query())
            .returns(200, list_of(scope())),
        Operation::post("/resources/{resourceId}/scopes", "CreateResourceScope", scopes::create)
            .body(scopes::create_body())
            .returns(201, scope()),
        Operation::patch("/resources/{resourceId}/scopes/{scopeId}", "UpdateResourceScope", scopes::update)
            .body(scopes::update_body())
            .returns(200, scope()),
        Operation::delete("/resources/{resourceId}/scopes/{scopeId}", "DeleteResourceScope", scopes::delete)
            .returns_nothing(204),
    ]
}

fn with_scopes() -> Schema {
    resource().with([optional("scopes", list_of(scope()))])
}

fn management_api_is_fixed() -> ApiError {
    ApiError::new(400, "resource.cannot_modify_management_api")
}
