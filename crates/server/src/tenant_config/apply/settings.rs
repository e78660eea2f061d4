use serde_json::Value;

use super::{Change, Error, Work};
use crate::settings::{self, IdTokenSettings};

impl Work<'_> {
    pub(super) async fn write_sign_in_experience(&mut self, change: &Change) -> Result<(), Error> {
        let Some(wanted) = &self.wanted.sign_in_experience else { return Ok(()) };
        let members = serde_json::to_value(wanted).map_err(|error| Error::refused(&change.key, error))?;
        let Value::Object(members) = members else { return Err(Error::Changed) };
        settings::lock(self.app, &mut self.tx).await?;
        let current = settings::sign_in_experience(&mut self.tx).await?;
        let next = settings::change(&current, &members, self.app.clock.now())
            .map_err(|refusal| Error::refused(&change.key, refusal))?;
        settings::set_sign_in_experience(self.app, &mut self.tx, &next).await?;
        Ok(())
    }

    pub(super) async fn write_id_token(&mut self) -> Result<(), Error> {
        let Some(wanted) = &self.wanted.id_token else { return Ok(()) };
        let mut claims = wanted.enabled_extended_claims.clone();
        claims.dedup();
        let value = IdTokenSettings { enabled_extended_claims: claims };
        settings::set_id_token(self.app, &mut self.tx, &value).await?;
        Ok(())
    }

    pub(super) async fn write_session(&mut self) -> Result<(), Error> {
        let Some(wanted) = &self.wanted.session else { return Ok(()) };
        settings::set_session(self.app, &mut self.tx, wanted).await?;
        Ok(())
    }
}
