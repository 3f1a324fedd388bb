-- The red and yellow board (LY-37 to LY-41, LY-55). A board judges one issued
-- list. Its computations are kept for ever; board_item holds what stands now,
-- computed beside final.
CREATE TABLE board_board (
  zone_id        BIGINT   NOT NULL,
  id             {{uuid}} NOT NULL,
  number         TEXT     NOT NULL,
  list_id        {{uuid}} NOT NULL,
  kind           TEXT     NOT NULL CHECK (kind IN ('month', 'node')),
  month          TEXT     NOT NULL,
  node           TEXT     NOT NULL,
  evaluate_on    TEXT     NOT NULL,
  status         TEXT     NOT NULL CHECK (status IN ('computed', 'confirmed', 'published')),
  computation_id {{uuid}} NOT NULL,
  scheme_version {{uuid}} NOT NULL,
  objection      TEXT     NOT NULL,
  confirmed_at   BIGINT,
  confirmed_by   {{uuid}},
  published_at   BIGINT,
  published_by   {{uuid}},
  notice_id      {{uuid}},
  version        BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, list_id)
) {{strict}};
CREATE INDEX board_board_month ON board_board (zone_id, month, id);

-- words: the rules of both boards as they were applied, in both languages.
CREATE TABLE board_computation (
  zone_id        BIGINT   NOT NULL,
  id             {{uuid}} NOT NULL,
  board_id       {{uuid}} NOT NULL,
  no             BIGINT   NOT NULL,
  scheme_version {{uuid}} NOT NULL,
  list_version   BIGINT   NOT NULL,
  amendments     BIGINT   NOT NULL,
  items          BIGINT   NOT NULL,
  words          TEXT     NOT NULL,
  reason         TEXT     NOT NULL,
  at             BIGINT   NOT NULL,
  by_person      {{uuid}},
  by_name        TEXT     NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, board_id, no)
) {{strict}};

-- What one computation says of one item. facts are the values it was computed
-- from with the ids of the records underneath; the derivation is computed from
-- them again whenever somebody asks why.
CREATE TABLE board_score (
  zone_id        BIGINT   NOT NULL,
  computation_id {{uuid}} NOT NULL,
  item_id        {{uuid}} NOT NULL,
  line           BIGINT   NOT NULL,
  exact          TEXT     NOT NULL,
  score          TEXT     NOT NULL,
  place          BIGINT   NOT NULL,
  tied           BIGINT   NOT NULL,
  colour         TEXT     NOT NULL CHECK (colour IN ('red', 'yellow', 'none')),
  reason_zh      TEXT     NOT NULL,
  reason_en      TEXT     NOT NULL,
  blocks         TEXT     NOT NULL,
  criteria       TEXT     NOT NULL,
  facts          TEXT     NOT NULL,
  irrelevant     TEXT     NOT NULL,
  PRIMARY KEY (zone_id, computation_id, item_id)
) {{strict}};

-- An item as it stands on its board. decided says that a person set the final
-- colour; notified_at is when the item's own window for objections began.
CREATE TABLE board_item (
  zone_id      BIGINT   NOT NULL,
  board_id     {{uuid}} NOT NULL,
  item_id      {{uuid}} NOT NULL,
  work_id      {{uuid}} NOT NULL,
  month        TEXT     NOT NULL,
  line         BIGINT   NOT NULL,
  title        TEXT     NOT NULL,
  lead_id      {{uuid}},
  unit_id      {{uuid}},
  person_id    {{uuid}},
  computed     TEXT     NOT NULL CHECK (computed IN ('red', 'yellow', 'none')),
  final        TEXT     NOT NULL CHECK (final IN ('red', 'yellow', 'none')),
  decided      BOOLEAN  NOT NULL,
  reason       TEXT     NOT NULL,
  notified_at  BIGINT   NOT NULL,
  corrected_on TEXT,
  was          TEXT     NOT NULL,
  PRIMARY KEY (zone_id, board_id, item_id)
) {{strict}};
CREATE INDEX board_item_work ON board_item (zone_id, work_id, month, board_id);
CREATE INDEX board_item_person ON board_item (zone_id, person_id, month);

-- Every change of a final colour by people, for ever.
CREATE TABLE board_change (
  zone_id   BIGINT   NOT NULL,
  id        {{uuid}} NOT NULL,
  board_id  {{uuid}} NOT NULL,
  item_id   {{uuid}} NOT NULL,
  kind      TEXT     NOT NULL CHECK (kind IN ('objection', 'leader', 'correction')),
  before    TEXT     NOT NULL,
  after     TEXT     NOT NULL,
  reason    TEXT     NOT NULL,
  at        BIGINT   NOT NULL,
  by_person {{uuid}},
  by_name   TEXT     NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX board_change_board ON board_change (zone_id, board_id, id);

CREATE TABLE board_objection (
  zone_id    BIGINT   NOT NULL,
  id         {{uuid}} NOT NULL,
  board_id   {{uuid}} NOT NULL,
  item_id    {{uuid}} NOT NULL,
  unit_id    {{uuid}},
  person_id  {{uuid}},
  text       TEXT     NOT NULL,
  evidence   TEXT     NOT NULL,
  status     TEXT     NOT NULL CHECK (status IN ('open', 'upheld', 'rejected', 'withdrawn')),
  at         BIGINT   NOT NULL,
  by_person  {{uuid}},
  by_name    TEXT     NOT NULL,
  ruling     TEXT     NOT NULL,
  decided_at BIGINT,
  decided_by {{uuid}},
  judge_name TEXT     NOT NULL,
  version    BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX board_objection_board ON board_objection (zone_id, board_id, id);
CREATE UNIQUE INDEX board_objection_open ON board_objection (zone_id, board_id, item_id) WHERE status = 'open';

-- A correction after publication: proposed by one, approved by another.
CREATE TABLE board_correction (
  zone_id    BIGINT   NOT NULL,
  id         {{uuid}} NOT NULL,
  board_id   {{uuid}} NOT NULL,
  item_id    {{uuid}} NOT NULL,
  target     TEXT     NOT NULL CHECK (target IN ('red', 'none')),
  reason     TEXT     NOT NULL,
  status     TEXT     NOT NULL CHECK (status IN ('proposed', 'approved', 'rejected')),
  at         BIGINT   NOT NULL,
  by_person  {{uuid}},
  by_name    TEXT     NOT NULL,
  ruling     TEXT     NOT NULL,
  decided_at BIGINT,
  decided_by {{uuid}},
  judge_name TEXT     NOT NULL,
  version    BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX board_correction_board ON board_correction (zone_id, board_id, id);
CREATE UNIQUE INDEX board_correction_open ON board_correction (zone_id, board_id, item_id) WHERE status = 'proposed';

-- Points of red items: once a work, month, role and holder. They are set aside
-- when the board is confirmed and given when it is published: fact_id is the
-- fact under the measure board.red_points, reversal_id the one that took it back.
CREATE TABLE board_reward (
  zone_id     BIGINT   NOT NULL,
  id          {{uuid}} NOT NULL,
  board_id    {{uuid}} NOT NULL,
  item_id     {{uuid}} NOT NULL,
  work_id     {{uuid}} NOT NULL,
  month       TEXT     NOT NULL,
  role        TEXT     NOT NULL CHECK (role IN ('lead', 'unit', 'person')),
  holder_kind TEXT     NOT NULL CHECK (holder_kind IN ('person', 'unit')),
  holder_id   {{uuid}} NOT NULL,
  points      TEXT     NOT NULL,
  fact_id     {{uuid}},
  reversal_id {{uuid}},
  at          BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE UNIQUE INDEX board_reward_once ON board_reward (zone_id, work_id, month, role, holder_id) WHERE reversal_id IS NULL;
CREATE INDEX board_reward_board ON board_reward (zone_id, board_id, item_id);
CREATE INDEX board_reward_month ON board_reward (zone_id, month);

-- One row a month: whoever gives points in it queues here, so that the cap on
-- the month's points holds when two boards are published at once.
CREATE TABLE board_pool (
  zone_id BIGINT NOT NULL,
  month   TEXT   NOT NULL,
  turn    BIGINT NOT NULL,
  PRIMARY KEY (zone_id, month)
) {{strict}};

CREATE TABLE board_rectification (
  zone_id     BIGINT   NOT NULL,
  id          {{uuid}} NOT NULL,
  number      TEXT     NOT NULL,
  board_id    {{uuid}} NOT NULL,
  item_id     {{uuid}} NOT NULL,
  work_id     {{uuid}} NOT NULL,
  title       TEXT     NOT NULL,
  lead_id     {{uuid}},
  unit_id     {{uuid}},
  person_id   {{uuid}},
  state       TEXT     NOT NULL CHECK (state IN ('open', 'planned', 'submitted', 'accepted', 'cancelled')),
  opened_at   BIGINT   NOT NULL,
  overdue_at  BIGINT,
  supervision TEXT     NOT NULL,
  ended_at    BIGINT,
  version     BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, board_id, item_id)
) {{strict}};
CREATE INDEX board_rectification_state ON board_rectification (zone_id, state, id);

CREATE TABLE board_step (
  zone_id          BIGINT   NOT NULL,
  rectification_id {{uuid}} NOT NULL,
  no               BIGINT   NOT NULL,
  action           TEXT     NOT NULL,
  text             TEXT     NOT NULL,
  evidence         TEXT     NOT NULL,
  at               BIGINT   NOT NULL,
  by_person        {{uuid}},
  by_name          TEXT     NOT NULL,
  PRIMARY KEY (zone_id, rectification_id, no)
) {{strict}};
