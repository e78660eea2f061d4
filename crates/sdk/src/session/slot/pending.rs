//! The sign-ins under way of this browser.

use genkan_oauth::secret::constant_time_eq;

use super::Slot;
use crate::cookie::{self, Attributes};
use crate::session::SessionTooLarge;
use crate::transaction::{self, Transaction};

impl Slot {
    /// Remembers a sign-in that begins, and forgets the oldest ones when there are too many.
    pub(crate) fn begin(&self, transaction: &Transaction) -> Result<(), SessionTooLarge> {
        let inner = &self.genkan().inner;
        let secure = inner.config.cookie_secure;
        let Some(name) = transaction::cookie_name(&inner.transaction_prefix, &transaction.state) else {
            return Ok(());
        };
        let sealed = inner.transactions.seal(transaction, inner.config.random.as_ref())?;
        let attributes = Attributes { secure, max_age: transaction::LIFETIME };
        let set = cookie::store_whole(&name, &sealed, attributes)?;
        let mut state = self.state();
        let mut pending: Vec<(i64, String, usize)> = state
            .pending
            .drain(..)
            .map(|(name, value)| {
                // What cannot be opened is older than anything.
                let begun =
                    inner.transactions.open::<Transaction>(&value).map_or(i64::MIN, |pending| pending.iat);
                (begun, name, value.len())
            })
            .collect();
        pending.sort();
        let mut room = transaction::MOST_BYTES.saturating_sub(sealed.len());
        let kept = pending
            .iter()
            .rev()
            .take(transaction::MOST - 1)
            .take_while(|(_, _, length)| {
                let fits = *length <= room;
                room = room.saturating_sub(*length);
                fits
            })
            .count();
        let surplus = pending.iter().take(pending.len() - kept);
        let removals = surplus.filter_map(|(_, name, _)| cookie::remove(name, secure));
        state.transaction_cookies.extend(removals);
        state.transaction_cookies.extend(set);
        Ok(())
    }

    /// The sign-in that `state_parameter` names.
    pub(crate) fn find_transaction(&self, state_parameter: &str) -> Option<Transaction> {
        let inner = &self.genkan().inner;
        let name = transaction::cookie_name(&inner.transaction_prefix, state_parameter)?;
        let state = self.state();
        let (_, value) = state.pending.iter().find(|(pending, _)| *pending == name)?;
        let transaction: Transaction = inner.transactions.open(value)?;
        constant_time_eq(transaction.state.as_bytes(), state_parameter.as_bytes()).then_some(transaction)
    }

    /// Removes the cookie of the sign-in that `state_parameter` names.
    pub(crate) fn end_transaction(&self, state_parameter: &str) {
        let inner = &self.genkan().inner;
        let Some(name) = transaction::cookie_name(&inner.transaction_prefix, state_parameter) else { return };
        let mut state = self.state();
        if state.pending.iter().any(|(pending, _)| *pending == name) {
            state.pending.retain(|(pending, _)| *pending != name);
            state.transaction_cookies.extend(cookie::remove(&name, inner.config.cookie_secure));
        }
    }
}
