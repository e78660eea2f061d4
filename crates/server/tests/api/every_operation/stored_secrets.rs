//! No read answers a stored secret that it is not there to show.
