-- Facts of the work, and their totals by subject, measure and month.
-- A fact's measure, day, value, subjects and source never change. Two stamps
-- are put on it once each: who verified it, and which later record reversed it.
CREATE TABLE measure_fact (
  zone_id     BIGINT   NOT NULL,
  id          {{uuid}} NOT NULL,
  measure     TEXT     NOT NULL,
  day         TEXT     NOT NULL,
  value       TEXT     NOT NULL,
  micro       BIGINT   NOT NULL,
  subjects    TEXT     NOT NULL,
  source      TEXT     NOT NULL,
  note        TEXT     NOT NULL,
  reported_by {{uuid}},
  at          BIGINT   NOT NULL,
  verified_by {{uuid}},
  verified_at BIGINT,
  reverses    {{uuid}},
  reversed_by {{uuid}},
  reversed_at BIGINT,
  PRIMARY KEY (zone_id, id),
  --@sqlite CHECK (typeof(micro) = 'integer'),
  CHECK (micro BETWEEN -4000000000000000000 AND 4000000000000000000)
) {{strict}};
CREATE INDEX measure_fact_day ON measure_fact (zone_id, measure, day, id);
CREATE INDEX measure_fact_source ON measure_fact (zone_id, source, id);
CREATE INDEX measure_fact_pending ON measure_fact (zone_id, measure, day, id)
  WHERE verified_at IS NULL AND reversed_by IS NULL AND reverses IS NULL;
CREATE UNIQUE INDEX measure_fact_reverses ON measure_fact (zone_id, reverses) WHERE reverses IS NOT NULL;

CREATE TABLE measure_subject (
  zone_id      BIGINT   NOT NULL,
  subject_kind TEXT     NOT NULL,
  subject_id   TEXT     NOT NULL,
  measure      TEXT     NOT NULL,
  day          TEXT     NOT NULL,
  fact_id      {{uuid}} NOT NULL,
  PRIMARY KEY (zone_id, subject_kind, subject_id, measure, day, fact_id)
) {{strict}};

-- micro is the exact sum in millionths; last_* is the newest fact that counts.
-- The check leaves room above it, so that adding one more fact cannot leave
-- 64 bits before it is refused.
CREATE TABLE measure_total (
  zone_id      BIGINT NOT NULL,
  subject_kind TEXT   NOT NULL,
  subject_id   TEXT   NOT NULL,
  measure      TEXT   NOT NULL,
  month        TEXT   NOT NULL,
  n            BIGINT NOT NULL,
  micro        BIGINT NOT NULL,
  last_day     TEXT,
  last_id      {{uuid}},
  last_micro   BIGINT,
  PRIMARY KEY (zone_id, subject_kind, subject_id, measure, month),
  --@sqlite CHECK (typeof(micro) = 'integer'),
  CHECK (n >= 0),
  CHECK (micro BETWEEN -4000000000000000000 AND 4000000000000000000)
) {{strict}};
