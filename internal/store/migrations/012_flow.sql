-- Time limits. What happened is truth: budget, start, pauses, extensions.
-- due_on, due_at, warn_at, next_at and provisional are computed from it over
-- the calendar and computed again when a calendar is published.
-- next_at is the next instant at which a running clock has to be reported:
-- first when it is about to be due, then when it is overdue; then it is empty.
CREATE TABLE flow_clock (
  zone_id      BIGINT   NOT NULL,
  id           {{uuid}} NOT NULL,
  subject_kind TEXT     NOT NULL,
  subject_id   {{uuid}} NOT NULL,
  name         TEXT     NOT NULL,
  budget_n     BIGINT   NOT NULL,
  budget_unit  TEXT     NOT NULL,
  warn         TEXT,
  started_at   BIGINT   NOT NULL,
  ended_at     BIGINT,
  state        TEXT     NOT NULL,
  pauses       BIGINT   NOT NULL,
  extensions   BIGINT   NOT NULL,
  due_on       TEXT,
  due_at       BIGINT,
  provisional  BOOLEAN  NOT NULL,
  next_at      BIGINT,
  warned_at    BIGINT,
  overdue_at   BIGINT,
  version      BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  CHECK (state IN ('running', 'paused', 'stopped')),
  CHECK (budget_unit IN ('wd', 'd', 'h')),
  CHECK (budget_n >= 0),
  CHECK (next_at IS NULL OR state = 'running')
) {{strict}};
CREATE INDEX flow_clock_next ON flow_clock (zone_id, next_at, id) WHERE next_at IS NOT NULL;
CREATE INDEX flow_clock_subject ON flow_clock (zone_id, subject_kind, subject_id, started_at);
CREATE UNIQUE INDEX flow_clock_open ON flow_clock (zone_id, subject_kind, subject_id, name) WHERE state <> 'stopped';

-- The paused stretches; between them the clock runs.
CREATE TABLE flow_segment (
  zone_id  BIGINT   NOT NULL,
  clock_id {{uuid}} NOT NULL,
  seq      BIGINT   NOT NULL,
  cause    TEXT     NOT NULL,
  note     TEXT     NOT NULL,
  from_at  BIGINT   NOT NULL,
  to_at    BIGINT,
  PRIMARY KEY (zone_id, clock_id, seq),
  CHECK (to_at IS NULL OR to_at >= from_at)
) {{strict}};

-- The key lets each rank extend a clock once.
CREATE TABLE flow_extension (
  zone_id  BIGINT   NOT NULL,
  clock_id {{uuid}} NOT NULL,
  rank     TEXT     NOT NULL,
  seq      BIGINT   NOT NULL,
  n        BIGINT   NOT NULL,
  note     TEXT     NOT NULL,
  at       BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, clock_id, rank),
  CHECK (n > 0)
) {{strict}};

-- Holiday notices published after the program was built.
CREATE TABLE flow_notice (
  zone_id BIGINT NOT NULL,
  seq     BIGINT NOT NULL,
  year    BIGINT NOT NULL,
  source  TEXT   NOT NULL,
  days    TEXT   NOT NULL,
  at      BIGINT NOT NULL,
  PRIMARY KEY (zone_id, seq)
  --@sqlite , CHECK (json_valid(days))
) {{strict}};
