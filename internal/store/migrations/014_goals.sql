-- Lists of key points with their responsibility (LY-35, LY-36) and yearly
-- targets with their breakdown (LW-33).
CREATE TABLE goals_list (
  zone_id        BIGINT NOT NULL,
  id             {{uuid}} NOT NULL,
  number         TEXT   NOT NULL,
  kind           TEXT   NOT NULL CHECK (kind IN ('month', 'node')),
  month          TEXT   NOT NULL,
  node           TEXT   NOT NULL,
  evaluate_on    TEXT   NOT NULL,
  status         TEXT   NOT NULL CHECK (status IN ('draft', 'issued')),
  issued_at      BIGINT,
  issued_by      {{uuid}},
  scheme_version {{uuid}},
  late           BOOLEAN NOT NULL,
  created_by     {{uuid}},
  version        BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, kind, month, node)
);
CREATE INDEX goals_list_month ON goals_list (zone_id, month, id);

CREATE TABLE goals_item (
  zone_id   BIGINT NOT NULL,
  id        {{uuid}} NOT NULL,
  list_id   {{uuid}} NOT NULL,
  work_id   {{uuid}} NOT NULL,
  line      BIGINT NOT NULL,
  title     TEXT   NOT NULL,
  measure   TEXT   NOT NULL,
  plan      TEXT,
  plan_unit TEXT   NOT NULL,
  weight    TEXT   NOT NULL,
  due_on    TEXT   NOT NULL,
  lead_id   {{uuid}},
  unit_id   {{uuid}},
  person_id {{uuid}},
  origin    TEXT   NOT NULL,
  status    TEXT   NOT NULL CHECK (status IN ('active', 'withdrawn')),
  amended_on TEXT,
  version   BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, list_id, work_id),
  FOREIGN KEY (zone_id, list_id) REFERENCES goals_list (zone_id, id)
);
CREATE INDEX goals_item_list ON goals_item (zone_id, list_id, line);
CREATE INDEX goals_item_work ON goals_item (zone_id, work_id);
CREATE INDEX goals_item_person ON goals_item (zone_id, person_id, due_on);
CREATE INDEX goals_item_unit ON goals_item (zone_id, unit_id, due_on);

CREATE TABLE goals_amendment (
  zone_id BIGINT NOT NULL,
  id      {{uuid}} NOT NULL,
  list_id {{uuid}} NOT NULL,
  item_id {{uuid}} NOT NULL,
  kind    TEXT   NOT NULL CHECK (kind IN ('add', 'change', 'withdraw')),
  on_day  TEXT   NOT NULL,
  reason  TEXT   NOT NULL,
  before  TEXT   NOT NULL,
  after   TEXT   NOT NULL,
  by_name TEXT   NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX goals_amendment_list ON goals_amendment (zone_id, list_id, id);

CREATE TABLE goals_receipt (
  zone_id   BIGINT NOT NULL,
  list_id   {{uuid}} NOT NULL,
  person_id {{uuid}} NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (zone_id, list_id, person_id)
);

CREATE TABLE goals_target (
  zone_id    BIGINT NOT NULL,
  id         {{uuid}} NOT NULL,
  parent_id  {{uuid}},
  year       BIGINT NOT NULL,
  category   TEXT   NOT NULL,
  indicator  TEXT   NOT NULL,
  unit_name  TEXT   NOT NULL,
  value      TEXT   NOT NULL,
  reserve    TEXT   NOT NULL,
  weight     TEXT   NOT NULL,
  unit_id    {{uuid}},
  person_id  {{uuid}},
  basis      TEXT   NOT NULL,
  status     TEXT   NOT NULL CHECK (status IN ('draft', 'issued')),
  issued_at  BIGINT,
  given_by   TEXT   NOT NULL,
  signed_by  TEXT   NOT NULL,
  signed_at  BIGINT,
  version    BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX goals_target_year ON goals_target (zone_id, year, category, id);
CREATE INDEX goals_target_parent ON goals_target (zone_id, parent_id);

CREATE TABLE goals_adjustment (
  zone_id   BIGINT NOT NULL,
  id        {{uuid}} NOT NULL,
  target_id {{uuid}} NOT NULL,
  on_day    TEXT   NOT NULL,
  before    TEXT   NOT NULL,
  after     TEXT   NOT NULL,
  reason    TEXT   NOT NULL,
  by_name   TEXT   NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX goals_adjustment_target ON goals_adjustment (zone_id, target_id, id);
