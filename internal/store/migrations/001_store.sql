-- What the seam itself keeps: counters of people-readable numbers, and the
-- stored answers of idempotent commands (Idempotency-Key).
CREATE TABLE store_counter (
  zone_id BIGINT NOT NULL,
  series  TEXT   NOT NULL,
  value   BIGINT NOT NULL,
  PRIMARY KEY (zone_id, series)
) {{strict}};

CREATE TABLE store_answer (
  zone_id     BIGINT NOT NULL,
  account_id  {{uuid}} NOT NULL,
  key         TEXT   NOT NULL,
  operation   TEXT   NOT NULL,
  digest      {{blob}} NOT NULL,
  status      BIGINT NOT NULL,
  body        TEXT   NOT NULL,
  at          BIGINT NOT NULL,
  PRIMARY KEY (zone_id, account_id, key)
) {{strict}};
