//! One-time tokens: an e-mail address proves itself with one, once (magic links).
