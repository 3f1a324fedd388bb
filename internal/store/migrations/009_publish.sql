-- Publications, one row a version. The body is what may be shown, masked
-- before it came here; it never changes. A correction is a new version.
CREATE TABLE publish_notice (
  zone_id         BIGINT   NOT NULL,
  id              {{uuid}} NOT NULL,
  series_id       {{uuid}} NOT NULL,
  no              BIGINT   NOT NULL,
  kind            TEXT     NOT NULL,
  object          TEXT     NOT NULL,
  title_zh        TEXT     NOT NULL,
  title_en        TEXT     NOT NULL,
  audience        TEXT     NOT NULL,
  unit            TEXT     NOT NULL,
  fields          TEXT     NOT NULL,
  mask            TEXT     NOT NULL,
  basis           TEXT     NOT NULL,
  from_day        TEXT     NOT NULL,
  to_day          TEXT     NOT NULL,
  objection_until TEXT,
  form            TEXT     NOT NULL,
  place           TEXT     NOT NULL,
  body            TEXT     NOT NULL,
  correction      TEXT     NOT NULL,
  published_by    {{uuid}},
  at              BIGINT   NOT NULL,
  status          TEXT     NOT NULL CHECK (status IN ('live', 'corrected', 'withdrawn')),
  status_at       BIGINT,
  status_by       {{uuid}},
  status_note     TEXT     NOT NULL,
  version         BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  CHECK (from_day <= to_day)
);
CREATE UNIQUE INDEX publish_notice_series ON publish_notice (zone_id, series_id, no);
CREATE INDEX publish_notice_shown ON publish_notice (zone_id, audience, to_day);
CREATE INDEX publish_notice_object ON publish_notice (zone_id, kind, object, id);

-- Where a printed form hangs: at the gate, in the hall.
CREATE TABLE publish_posting (
  zone_id    BIGINT   NOT NULL,
  id         {{uuid}} NOT NULL,
  notice_id  {{uuid}} NOT NULL,
  place      TEXT     NOT NULL,
  evidence   TEXT     NOT NULL,
  posted_by  {{uuid}},
  at         BIGINT   NOT NULL,
  removed_by {{uuid}},
  removed_at BIGINT,
  PRIMARY KEY (zone_id, id),
  FOREIGN KEY (zone_id, notice_id) REFERENCES publish_notice (zone_id, id)
);
CREATE INDEX publish_posting_notice ON publish_posting (zone_id, notice_id, id);
