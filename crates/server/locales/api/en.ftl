# Messages of the management API, one line per code (dots are dashes). $name, $id, $details, $type: from the refusal.

auth-authorization_header_missing = The request carries no access token.
auth-authorization_token_type_not_supported = Only bearer tokens are accepted.
auth-unauthorized = The access token is invalid or expired.
auth-jwt_sub_missing = The access token names no subject.
auth-forbidden = The access token does not have the scope this operation needs.

entity-db_constraint_violated = These two things cannot be combined.
entity-invalid_input = The input cannot be stored. { $details }
entity-not_exists = There is no such { $name }.
entity-not_exists_with_id = There is no entry in { $name } with the id "{ $id }".
entity-not_found = There is no such thing.
entity-relation_foreign_key_not_found = Something the request refers to does not exist.
entity-unique_integrity_violation = The same thing exists already.
entity-value_too_long = A value is longer than it may be.

guard-invalid_input = The request { $type } is not as it must be.
guard-invalid_pagination = The page or page size is not valid.

request-body_too_large = The request body is longer than 1 MiB.
request-general = The request failed.
request-invalid_input = Input is invalid. { $details }
request-invalid_json = { $details }
request-server_error = Something went wrong on the server.
request-temporarily_unavailable = The server cannot answer at the moment. Try again.
request-timeout = The request body did not arrive in time.
