//! The few PostgreSQL types that are spoken, in binary form.

use std::error::Error;

use bytes::{BufMut, BytesMut};
use tokio_postgres::types::{FromSql, IsNull, ToSql, Type, to_sql_checked};

use crate::{DbError, Value, ValueRef};

type Problem = Box<dyn Error + Sync + Send>;

/// The version byte in front of every `JSONB` value.
const JSONB_VERSION: u8 = 1;

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Problem> {
        match (self, ty) {
            (Self::Null, _) => return Ok(IsNull::Yes),
            (Self::Boolean(value), &Type::BOOL) => out.put_u8(u8::from(*value)),
            (Self::Integer(value), &Type::INT8) => out.put_i64(*value),
            (Self::Integer(value), &Type::INT4) => out.put_i32(i32::try_from(*value)?),
            (Self::Integer(value), &Type::INT2) => out.put_i16(i16::try_from(*value)?),
            (Self::Text(value), &Type::JSONB) => {
                out.put_u8(JSONB_VERSION);
                out.put_slice(value.as_bytes());
            }
            (Self::Text(value), ty) if is_text(ty) => out.put_slice(value.as_bytes()),
            (Self::Bytes(value), &Type::BYTEA) => out.put_slice(value),
            (Self::Boolean(_), ty) => return Err(format!("a boolean was bound to {ty}").into()),
            (Self::Integer(_), ty) => return Err(format!("an integer was bound to {ty}").into()),
            (Self::Text(_), ty) => return Err(format!("text was bound to {ty}").into()),
            (Self::Bytes(_), ty) => return Err(format!("bytes were bound to {ty}").into()),
        }
        Ok(IsNull::No)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for ValueRef<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Problem> {
        Ok(match *ty {
            Type::BOOL => ValueRef::Boolean(bool::from_sql(ty, raw)?),
            Type::INT8 => ValueRef::Integer(i64::from_sql(ty, raw)?),
            Type::INT4 => ValueRef::Integer(i64::from(i32::from_sql(ty, raw)?)),
            Type::INT2 => ValueRef::Integer(i64::from(i16::from_sql(ty, raw)?)),
            Type::BYTEA => ValueRef::Bytes(raw),
            Type::JSONB => match raw {
                [JSONB_VERSION, text @ ..] => ValueRef::Text(std::str::from_utf8(text)?),
                _ => return Err("an unknown version of JSONB".into()),
            },
            ref ty if is_text(ty) => ValueRef::Text(std::str::from_utf8(raw)?),
            ref ty => return Err(format!("the type {ty} is not spoken; cast it in the statement").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Problem> {
        Ok(ValueRef::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

fn is_text(ty: &Type) -> bool {
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::JSON)
}

/// Reads a column of a row.
pub(crate) fn column(row: &tokio_postgres::Row, index: usize) -> Result<ValueRef<'_>, DbError> {
    if index >= row.len() {
        return Err(DbError::Decode("there is no such column".to_owned()));
    }
    row.try_get(index).map_err(|error| {
        let cause = error.into_source().map(|cause| cause.to_string()).unwrap_or_default();
        DbError::Decode(cause)
    })
}
