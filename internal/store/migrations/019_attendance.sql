-- Attendance (LY-42, LF-33). A punch is a minute and whether it counts; there
-- is no column for a place, a device or a picture, on purpose (L13).
CREATE TABLE attendance_batch (
  zone_id   BIGINT NOT NULL,
  id        {{uuid}} NOT NULL,
  number    TEXT   NOT NULL,
  kind      TEXT   NOT NULL CHECK (kind IN ('daily', 'raw')),
  from_day  TEXT,
  to_day    TEXT,
  digest    TEXT   NOT NULL,
  lines     BIGINT NOT NULL,
  added     BIGINT NOT NULL,
  same      BIGINT NOT NULL,
  differing BIGINT NOT NULL,
  skipped   BIGINT NOT NULL,
  by_id     {{uuid}},
  at        BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);

-- The key is the content: whose, which day, which punch of the day.
CREATE TABLE attendance_punch (
  zone_id   BIGINT NOT NULL,
  person_id {{uuid}} NOT NULL,
  day       TEXT   NOT NULL,
  slot      TEXT   NOT NULL,
  minute    BIGINT NOT NULL,
  validity  TEXT   NOT NULL CHECK (validity IN ('valid', 'missing', 'excused', 'invalid')),
  unit_id   {{uuid}},
  batch_id  {{uuid}} NOT NULL,
  PRIMARY KEY (zone_id, person_id, day, slot)
);
CREATE INDEX attendance_punch_day ON attendance_punch (zone_id, day, person_id, slot);

-- What a later file says otherwise. Nothing changes until somebody settles it.
CREATE TABLE attendance_difference (
  zone_id      BIGINT NOT NULL,
  id           {{uuid}} NOT NULL,
  batch_id     {{uuid}} NOT NULL,
  person_id    {{uuid}} NOT NULL,
  unit_id      {{uuid}},
  day          TEXT   NOT NULL,
  slot         TEXT   NOT NULL,
  had_minute   BIGINT NOT NULL,
  had_validity TEXT   NOT NULL,
  got_minute   BIGINT NOT NULL,
  got_validity TEXT   NOT NULL,
  status       TEXT   NOT NULL CHECK (status IN ('open', 'taken', 'kept')),
  settled_by   {{uuid}},
  settled_at   BIGINT,
  reason       TEXT   NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, person_id, day, slot, got_minute, got_validity)
);
CREATE INDEX attendance_difference_open ON attendance_difference (zone_id, day) WHERE status = 'open';

-- Corrections of punches, leave, outings and business trips: asked for by one,
-- approved by another.
CREATE TABLE attendance_request (
  zone_id     BIGINT NOT NULL,
  id          {{uuid}} NOT NULL,
  number      TEXT   NOT NULL,
  kind        TEXT   NOT NULL CHECK (kind IN ('punch', 'leave', 'outing', 'trip')),
  person_id   {{uuid}} NOT NULL,
  unit_id     {{uuid}},
  from_day    TEXT   NOT NULL,
  from_minute BIGINT NOT NULL,
  to_day      TEXT   NOT NULL,
  to_minute   BIGINT NOT NULL,
  slot        TEXT   NOT NULL,
  sort        TEXT   NOT NULL,
  reason      TEXT   NOT NULL,
  status      TEXT   NOT NULL CHECK (status IN ('open', 'approved', 'refused', 'withdrawn', 'revoked')),
  asked_by    {{uuid}},
  decided_by  {{uuid}},
  decided_at  BIGINT,
  decision    TEXT   NOT NULL,
  created_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX attendance_request_person ON attendance_request (zone_id, person_id, to_day);
CREATE INDEX attendance_request_open ON attendance_request (zone_id, unit_id, id) WHERE status = 'open';

CREATE TABLE attendance_month (
  zone_id        BIGINT NOT NULL,
  month          TEXT   NOT NULL,
  status         TEXT   NOT NULL CHECK (status IN ('prepared', 'closed')),
  scheme_version {{uuid}} NOT NULL,
  prepared_by    {{uuid}},
  prepared_at    BIGINT NOT NULL,
  closed_by      {{uuid}},
  closed_at      BIGINT,
  purged_before  TEXT,
  version        BIGINT NOT NULL,
  PRIMARY KEY (zone_id, month)
);

-- A month's result of one person. days keeps what was found on each day, and
-- no time of any punch, so that it may stay when the punches are erased.
CREATE TABLE attendance_result (
  zone_id      BIGINT NOT NULL,
  month        TEXT   NOT NULL,
  person_id    {{uuid}} NOT NULL,
  unit_id      {{uuid}},
  workdays     BIGINT NOT NULL,
  present      BIGINT NOT NULL,
  late         BIGINT NOT NULL,
  early        BIGINT NOT NULL,
  absent       BIGINT NOT NULL,
  missing      BIGINT NOT NULL,
  leave_days   BIGINT NOT NULL,
  outing_days  BIGINT NOT NULL,
  trip_days    BIGINT NOT NULL,
  score        TEXT   NOT NULL,
  days         TEXT   NOT NULL,
  confirmed_at BIGINT,
  reminded_at  BIGINT,
  reminders    BIGINT NOT NULL,
  unconfirmed  BOOLEAN NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (zone_id, month, person_id),
  FOREIGN KEY (zone_id, month) REFERENCES attendance_month (zone_id, month)
);
CREATE INDEX attendance_result_person ON attendance_result (zone_id, person_id, month);

-- What a correction record changed in a result after its month was closed.
CREATE TABLE attendance_correction (
  zone_id    BIGINT NOT NULL,
  id         {{uuid}} NOT NULL,
  month      TEXT   NOT NULL,
  person_id  {{uuid}} NOT NULL,
  request_id {{uuid}} NOT NULL,
  before     TEXT   NOT NULL,
  after      TEXT   NOT NULL,
  by_id      {{uuid}},
  at         BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX attendance_correction_person ON attendance_correction (zone_id, month, person_id, id);
