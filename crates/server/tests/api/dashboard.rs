//! How many users there are, come and are active.
