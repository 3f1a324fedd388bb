-- Accounts, what they may, and who is signed in. Only digests of tokens and
-- slow hashes of passwords are kept; the secret of a second factor is sealed
-- with a key that is not in the database.

-- Which zone an account lives in, by its login (one spelling: NFKC, folded).
CREATE TABLE account_login (
  login      TEXT     NOT NULL PRIMARY KEY,
  zone_id    BIGINT   NOT NULL,
  account_id {{uuid}} NOT NULL
) {{strict}};

CREATE TABLE account_account (
  zone_id        BIGINT   NOT NULL,
  id             {{uuid}} NOT NULL,
  login          TEXT     NOT NULL CHECK (login <> ''),
  name           TEXT     NOT NULL,
  person_id      {{uuid}},
  unit_id        {{uuid}},
  status         TEXT     NOT NULL CHECK (status IN ('active', 'disabled')),
  reason         TEXT     NOT NULL,
  password       TEXT     CHECK (password <> ''),
  password_at    BIGINT,
  must_change    BOOLEAN  NOT NULL,
  factor         {{blob}},
  factor_pending {{blob}},
  factor_step    BIGINT   NOT NULL,
  ends_at        BIGINT,
  created_at     BIGINT   NOT NULL,
  last_login_at  BIGINT,
  version        BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, login)
);
CREATE INDEX account_account_person ON account_account (zone_id, person_id);

CREATE TABLE account_role (
  zone_id    BIGINT   NOT NULL,
  account_id {{uuid}} NOT NULL,
  role       TEXT     NOT NULL,
  granted_by {{uuid}},
  granted_at BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, account_id, role)
) {{strict}};

CREATE TABLE account_session (
  zone_id    BIGINT   NOT NULL,
  token      {{blob}} NOT NULL,
  account_id {{uuid}} NOT NULL,
  factors    BIGINT   NOT NULL,
  demo       BOOLEAN  NOT NULL,
  created_at BIGINT   NOT NULL,
  seen_at    BIGINT   NOT NULL,
  ends_at    BIGINT   NOT NULL,
  source     TEXT     NOT NULL,
  PRIMARY KEY (zone_id, token)
) {{strict}};
CREATE INDEX account_session_account ON account_session (zone_id, account_id);

-- Failed attempts by login and by network source. A login need not exist, so
-- that a lock tells nothing; zone_id is 0, because no zone is known yet.
CREATE TABLE account_attempt (
  zone_id      BIGINT NOT NULL,
  key          TEXT   NOT NULL,
  failures     BIGINT NOT NULL,
  last_at      BIGINT NOT NULL,
  locked_until BIGINT NOT NULL,
  told_at      BIGINT NOT NULL,
  PRIMARY KEY (zone_id, key)
) {{strict}};

-- Earlier passwords, so that they are not used again.
CREATE TABLE account_password (
  zone_id    BIGINT   NOT NULL,
  account_id {{uuid}} NOT NULL,
  at         BIGINT   NOT NULL,
  password   TEXT     NOT NULL,
  PRIMARY KEY (zone_id, account_id, at)
) {{strict}};

-- One-time tokens: the set-up of a zone (no account yet), or the right to
-- choose the password of an account.
CREATE TABLE account_invitation (
  zone_id    BIGINT   NOT NULL,
  token      {{blob}} NOT NULL,
  account_id {{uuid}},
  ends_at    BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, token)
) {{strict}};
CREATE INDEX account_invitation_account ON account_invitation (zone_id, account_id);
