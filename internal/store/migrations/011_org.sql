-- The organisation: zones (shared by all), their units and posts, and what
-- units and posts were before they changed, so that a structure of a past day
-- can be shown again.
CREATE TABLE org_zone (
  zone_id   BIGINT NOT NULL PRIMARY KEY,
  slug      TEXT   NOT NULL UNIQUE,
  name_zh   TEXT   NOT NULL,
  name_en   TEXT   NOT NULL,
  kind      TEXT   NOT NULL CHECK (kind IN ('city', 'zone', 'company')),
  parent_id BIGINT,
  stage     TEXT   NOT NULL,
  source    TEXT   NOT NULL,
  version   BIGINT NOT NULL
);

-- One row a zone: every change of its units or posts counts it up first, so
-- that two changes of one zone never run side by side (caps, levels, cycles).
CREATE TABLE org_structure (
  zone_id BIGINT NOT NULL PRIMARY KEY,
  version BIGINT NOT NULL
);

CREATE TABLE org_unit (
  zone_id      BIGINT   NOT NULL,
  id           {{uuid}} NOT NULL,
  parent_id    {{uuid}},
  kind         TEXT     NOT NULL CHECK (kind IN ('leadership', 'internal', 'institution', 'centre', 'section', 'company')),
  category     TEXT,
  name         TEXT     NOT NULL,
  name_sort    {{blob}} NOT NULL,
  sort_no      BIGINT   NOT NULL,
  status       TEXT     NOT NULL CHECK (status IN ('active', 'closed')),
  opened_on    TEXT     NOT NULL,
  closed_on    TEXT,
  successor_id {{uuid}},
  version      BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  FOREIGN KEY (zone_id, parent_id) REFERENCES org_unit (zone_id, id),
  FOREIGN KEY (zone_id, successor_id) REFERENCES org_unit (zone_id, id),
  CHECK ((status = 'closed') = (closed_on IS NOT NULL))
);

CREATE TABLE org_post (
  zone_id    BIGINT   NOT NULL,
  id         {{uuid}} NOT NULL,
  unit_id    {{uuid}} NOT NULL,
  reports_to {{uuid}},
  title      TEXT     NOT NULL,
  level      BIGINT   NOT NULL CHECK (level >= 1),
  status     TEXT     NOT NULL CHECK (status IN ('active', 'closed')),
  opened_on  TEXT     NOT NULL,
  closed_on  TEXT,
  version    BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  FOREIGN KEY (zone_id, unit_id) REFERENCES org_unit (zone_id, id),
  FOREIGN KEY (zone_id, reports_to) REFERENCES org_post (zone_id, id),
  CHECK ((status = 'closed') = (closed_on IS NOT NULL))
);
CREATE INDEX org_post_unit ON org_post (zone_id, unit_id);

-- What a unit was until a day (exclusive).
CREATE TABLE org_unit_past (
  zone_id  BIGINT   NOT NULL,
  unit_id  {{uuid}} NOT NULL,
  until_on TEXT     NOT NULL,
  name     TEXT     NOT NULL,
  category TEXT,
  PRIMARY KEY (zone_id, unit_id, until_on),
  FOREIGN KEY (zone_id, unit_id) REFERENCES org_unit (zone_id, id)
);

-- What a post was until a day (exclusive).
CREATE TABLE org_post_past (
  zone_id    BIGINT   NOT NULL,
  post_id    {{uuid}} NOT NULL,
  until_on   TEXT     NOT NULL,
  unit_id    {{uuid}} NOT NULL,
  reports_to {{uuid}},
  title      TEXT     NOT NULL,
  PRIMARY KEY (zone_id, post_id, until_on),
  FOREIGN KEY (zone_id, post_id) REFERENCES org_post (zone_id, id)
);
