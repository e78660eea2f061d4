mod authorization_consent;
mod authorization_pages;
mod authorization_request;
mod authorization_session;
mod browser_binding;
mod end_session;
mod flow;
