//! The audit log: what happened to tokens, in sign-ins and through the management API. Written in batches beside the
//! requests; who received a token on which day is counted with it.
