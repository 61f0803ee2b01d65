-- Digest of the secret in the cookie of a screen that shows the board with this token. The secret is made of the token, which
-- cannot be told from it; it ends with the token.
alter table api_token add column wall_digest bytea unique;
