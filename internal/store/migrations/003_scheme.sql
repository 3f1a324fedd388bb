-- The versions of a zone's scheme (方案). A text never changes once it is
-- proposed; what changes is whether and when it is in force. At most one
-- version of a zone is 'active', the newest activated; those before it are
-- 'retired' and stay in force until the day before ended_on, which may lie
-- ahead. used_until is the last day for which a kept result was computed.
CREATE TABLE scheme_version (
  zone_id          BIGINT   NOT NULL,
  id               {{uuid}} NOT NULL,
  no               BIGINT,
  status           TEXT     NOT NULL CHECK (status IN ('draft', 'proposed', 'active', 'retired', 'withdrawn')),
  scheme_id        TEXT     NOT NULL,
  title_zh         TEXT     NOT NULL,
  title_en         TEXT     NOT NULL,
  trial            BOOLEAN  NOT NULL,
  effective_from   TEXT,
  ended_on         TEXT,
  trial_until      TEXT,
  used_until       TEXT,
  digest           TEXT     NOT NULL,
  proposed_by      {{uuid}},
  proposed_person  {{uuid}},
  proposed_name    TEXT     NOT NULL,
  proposed_at      BIGINT   NOT NULL,
  proposed_reason  TEXT     NOT NULL,
  activated_by     {{uuid}},
  activated_person {{uuid}},
  activated_name   TEXT,
  activated_at     BIGINT,
  activated_reason TEXT,
  withdrawn_by     {{uuid}},
  withdrawn_person {{uuid}},
  withdrawn_name   TEXT,
  withdrawn_at     BIGINT,
  withdrawn_reason TEXT,
  version          BIGINT   NOT NULL,
  text             TEXT     NOT NULL, -- last: SQLite reads past a long text to what lies behind it
  PRIMARY KEY (zone_id, id),
  CHECK (status IN ('draft', 'withdrawn') OR no IS NOT NULL),
  CHECK (status NOT IN ('active', 'retired') OR (effective_from IS NOT NULL AND activated_at IS NOT NULL)),
  CHECK ((status = 'retired') = (ended_on IS NOT NULL))
);
CREATE UNIQUE INDEX scheme_version_no ON scheme_version (zone_id, no);
CREATE UNIQUE INDEX scheme_version_active ON scheme_version (zone_id) WHERE status = 'active';
CREATE INDEX scheme_version_day ON scheme_version (zone_id, effective_from);
