//! What every HTTP surface shares. Knows no slice.

pub mod client_address;
pub mod cookies;
pub mod csrf;
pub mod edge;
pub mod form;
pub mod headers;
pub mod metrics;
pub mod rate_limit;
pub mod request_id;
pub mod serve;
