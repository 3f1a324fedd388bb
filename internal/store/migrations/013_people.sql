-- The staff of a zone and their moves. There is no column for age, sex,
-- origin or status of origin, on purpose: what is not kept cannot be ranked by.
CREATE TABLE people_person (
  zone_id     BIGINT   NOT NULL,
  id          {{uuid}} NOT NULL,
  number      TEXT     NOT NULL,
  name        TEXT     NOT NULL,
  name_sort   {{blob}} NOT NULL,
  name_search TEXT     NOT NULL,
  unit_id     {{uuid}} NOT NULL,
  post_id     {{uuid}},
  rank_title  TEXT     NOT NULL,
  leader      BOOLEAN  NOT NULL,
  status      TEXT     NOT NULL CHECK (status IN ('active', 'left')),
  joined_on   TEXT     NOT NULL,
  left_on     TEXT,
  phone       TEXT,
  account_id  {{uuid}},
  sort_no     BIGINT   NOT NULL,
  version     BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, number),
  UNIQUE (zone_id, post_id),
  UNIQUE (zone_id, account_id),
  FOREIGN KEY (zone_id, unit_id) REFERENCES org_unit (zone_id, id),
  FOREIGN KEY (zone_id, post_id) REFERENCES org_post (zone_id, id),
  CHECK ((status = 'left') = (left_on IS NOT NULL)),
  CHECK (status = 'active' OR post_id IS NULL)
);
CREATE INDEX people_person_order ON people_person (zone_id, sort_no, name_sort, id);
CREATE INDEX people_person_unit ON people_person (zone_id, unit_id, status);

-- Append-only: where a person was placed from a day on. "no" is the version of
-- the person that the move made, so moves of one day keep their order.
CREATE TABLE people_move (
  zone_id    BIGINT   NOT NULL,
  person_id  {{uuid}} NOT NULL,
  no         BIGINT   NOT NULL,
  kind       TEXT     NOT NULL CHECK (kind IN ('join', 'transfer', 'leave')),
  day        TEXT     NOT NULL,
  unit_id    {{uuid}} NOT NULL,
  post_id    {{uuid}},
  rank_title TEXT     NOT NULL,
  reason     TEXT     NOT NULL,
  at         BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, person_id, no),
  FOREIGN KEY (zone_id, person_id) REFERENCES people_person (zone_id, id)
);
