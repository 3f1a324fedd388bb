-- The queue's own tables (river_*) are made by its library at start.

-- Who runs a scheduled loop at present, and when it last ran. zone_id is 0:
-- loops belong to the installation.
CREATE TABLE jobs_lease (
  zone_id  BIGINT NOT NULL,
  name     TEXT   NOT NULL,
  holder   TEXT   NOT NULL,
  until    BIGINT NOT NULL,
  last_run BIGINT NOT NULL,
  PRIMARY KEY (zone_id, name)
) {{strict}};

-- How far long work has come.
CREATE TABLE jobs_progress (
  zone_id    BIGINT   NOT NULL,
  id         {{uuid}} NOT NULL,
  kind       TEXT     NOT NULL,
  title_zh   TEXT     NOT NULL,
  title_en   TEXT     NOT NULL,
  state      TEXT     NOT NULL CHECK (state IN ('running', 'done', 'failed')),
  done       BIGINT   NOT NULL,
  total      BIGINT   NOT NULL,
  message_zh TEXT     NOT NULL,
  message_en TEXT     NOT NULL,
  result     TEXT     NOT NULL,
  started_by {{uuid}},
  at         BIGINT   NOT NULL,
  beat       BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX jobs_progress_account ON jobs_progress (zone_id, started_by, id);
