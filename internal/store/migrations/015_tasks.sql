-- Tasks, their supervision, campaigns (LW-02, LW-35 to LW-38, LY-36, PK-36).
-- scan_on is the due day that the scan has yet to look at: it is empty while a
-- task is claimed or concluded, and once the day's notice is opened.
-- check_on is the next day on which supervision looks at the task.
-- weight is in millionths. changed_on is the day of changed_at: the day is what
-- is indexed, so that most reports of progress touch no index at all.
CREATE TABLE tasks_task (
  zone_id      BIGINT   NOT NULL,
  id           {{uuid}} NOT NULL,
  number       TEXT     NOT NULL,
  title        TEXT     NOT NULL,
  detail       TEXT     NOT NULL,
  source       TEXT     NOT NULL CHECK (source IN ('superior', 'leader', 'meeting', 'list', 'enterprise', 'unit')),
  source_text  TEXT     NOT NULL,
  origin_kind  TEXT     NOT NULL,
  origin_id    {{uuid}},
  layer        TEXT     NOT NULL,
  difficult    BOOLEAN  NOT NULL,
  start_on     TEXT     NOT NULL,
  due_on       TEXT     NOT NULL,
  first_due_on TEXT     NOT NULL,
  plan         TEXT,
  plan_unit    TEXT     NOT NULL,
  weight       BIGINT   NOT NULL CHECK (weight > 0),
  lead_id      {{uuid}},
  unit_id      {{uuid}},
  person_id    {{uuid}},
  assigned_by  {{uuid}},
  class        TEXT     NOT NULL CHECK (class IN ('A', 'B', 'C', '')),
  by_hand      BOOLEAN  NOT NULL,
  grounds      TEXT     NOT NULL,
  unset        TEXT     NOT NULL,
  status       TEXT     NOT NULL CHECK (status IN ('open', 'claimed', 'closed', 'withdrawn')),
  done         TEXT     NOT NULL,
  check_on     TEXT,
  scan_on      TEXT,
  episodes     BIGINT   NOT NULL,
  campaign_id  {{uuid}},
  track        BIGINT   NOT NULL,
  claimed_on   TEXT,
  claimed_by   {{uuid}},
  claim_note   TEXT     NOT NULL,
  evidence     TEXT     NOT NULL,
  closed_on    TEXT,
  created_at   BIGINT   NOT NULL,
  changed_at   BIGINT   NOT NULL,
  changed_on   TEXT     NOT NULL,
  version      BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, number)
  --@sqlite , CHECK (json_valid(grounds) AND json_valid(unset) AND json_valid(evidence))
);
CREATE INDEX tasks_task_due ON tasks_task (zone_id, due_on, id);
CREATE INDEX tasks_task_class ON tasks_task (zone_id, status, class, due_on, id);
CREATE INDEX tasks_task_layer ON tasks_task (zone_id, layer, status, class, due_on, id);
CREATE INDEX tasks_task_unit ON tasks_task (zone_id, unit_id, status, class, due_on, id);
CREATE INDEX tasks_task_person ON tasks_task (zone_id, person_id, status, due_on, id);
CREATE INDEX tasks_task_changed ON tasks_task (zone_id, changed_on, id);
CREATE INDEX tasks_task_scan ON tasks_task (zone_id, scan_on, id) WHERE scan_on IS NOT NULL;
CREATE INDEX tasks_task_check ON tasks_task (zone_id, check_on, id) WHERE check_on IS NOT NULL;
CREATE INDEX tasks_task_unset ON tasks_task (zone_id, class, id) WHERE unset <> 'null';
CREATE INDEX tasks_task_campaign ON tasks_task (zone_id, campaign_id, track, status) WHERE campaign_id IS NOT NULL;
CREATE UNIQUE INDEX tasks_task_origin ON tasks_task (zone_id, origin_kind, origin_id) WHERE origin_id IS NOT NULL;

-- The items of issued lists that one task answers for (LY-36).
CREATE TABLE tasks_item (
  zone_id  BIGINT   NOT NULL,
  item_id  {{uuid}} NOT NULL,
  task_id  {{uuid}} NOT NULL,
  list_id  {{uuid}} NOT NULL,
  list     TEXT     NOT NULL,
  from_on  TEXT     NOT NULL,
  until_on TEXT     NOT NULL,
  due_on   TEXT     NOT NULL,
  plan     TEXT     NOT NULL,
  done     TEXT     NOT NULL,
  standing BOOLEAN  NOT NULL,
  PRIMARY KEY (zone_id, item_id)
) {{strict}};
CREATE INDEX tasks_item_task ON tasks_item (zone_id, task_id, due_on);

-- What happened to a task, for those who read it; the ledger has the proof.
CREATE TABLE tasks_event (
  zone_id   BIGINT   NOT NULL,
  task_id   {{uuid}} NOT NULL,
  id        {{uuid}} NOT NULL,
  at        BIGINT   NOT NULL,
  kind      TEXT     NOT NULL,
  by_person {{uuid}},
  by_name   TEXT     NOT NULL,
  note      TEXT     NOT NULL,
  detail    TEXT     NOT NULL,
  PRIMARY KEY (zone_id, task_id, id)
) {{strict}};

CREATE TABLE tasks_report (
  zone_id     BIGINT   NOT NULL,
  id          {{uuid}} NOT NULL,
  task_id     {{uuid}} NOT NULL,
  on_day      TEXT     NOT NULL,
  by_person   {{uuid}},
  amount      TEXT     NOT NULL,
  done        TEXT     NOT NULL,
  note        TEXT     NOT NULL,
  evidence    TEXT     NOT NULL,
  verified_by {{uuid}},
  verified_at BIGINT,
  at          BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX tasks_report_task ON tasks_report (zone_id, task_id, id);

CREATE TABLE tasks_extension (
  zone_id    BIGINT   NOT NULL,
  id         {{uuid}} NOT NULL,
  task_id    {{uuid}} NOT NULL,
  from_due   TEXT     NOT NULL,
  to_due     TEXT     NOT NULL,
  reason     TEXT     NOT NULL,
  status     TEXT     NOT NULL CHECK (status IN ('asked', 'approved', 'refused', 'lapsed')),
  asked_by   {{uuid}},
  asked_at   BIGINT   NOT NULL,
  decided_by {{uuid}},
  decided_at BIGINT,
  answer     TEXT     NOT NULL,
  version    BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX tasks_extension_task ON tasks_extension (zone_id, task_id, id);
CREATE UNIQUE INDEX tasks_extension_asked ON tasks_extension (zone_id, task_id) WHERE status = 'asked';
CREATE INDEX tasks_extension_waiting ON tasks_extension (zone_id, asked_at, id) WHERE status = 'asked';

-- Entries of class A's daily checks (LW-35).
CREATE TABLE tasks_check (
  zone_id   BIGINT   NOT NULL,
  id        {{uuid}} NOT NULL,
  task_id   {{uuid}} NOT NULL,
  on_day    TEXT     NOT NULL,
  by_person {{uuid}},
  finding   TEXT     NOT NULL,
  next_on   TEXT,
  at        BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX tasks_check_task ON tasks_check (zone_id, task_id, id);

-- Checkpoints of class B (LW-36). One without a score when the next one comes
-- is missed; that is computed, never written as zero.
CREATE TABLE tasks_checkpoint (
  zone_id   BIGINT   NOT NULL,
  id        {{uuid}} NOT NULL,
  task_id   {{uuid}} NOT NULL,
  from_on   TEXT     NOT NULL,
  on_day    TEXT     NOT NULL,
  until_on  TEXT,
  score     TEXT,
  comment   TEXT     NOT NULL,
  scored_by {{uuid}},
  scored_at BIGINT,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, task_id, on_day)
) {{strict}};

-- Supervision orders (督办单, LW-37). missed_on identifies the overdue episode:
-- one order for each due day that passed.
CREATE TABLE tasks_order (
  zone_id      BIGINT   NOT NULL,
  id           {{uuid}} NOT NULL,
  number       TEXT,
  subject_kind TEXT     NOT NULL,
  subject_id   {{uuid}} NOT NULL,
  title        TEXT     NOT NULL,
  missed_on    TEXT     NOT NULL,
  episode      BIGINT   NOT NULL,
  unit_id      {{uuid}},
  person_id    {{uuid}},
  lead_id      {{uuid}},
  reason       TEXT     NOT NULL,
  opened_on    TEXT     NOT NULL,
  status       TEXT     NOT NULL CHECK (status IN ('open', 'replied', 'dated', 'lapsed', 'closed')),
  level        TEXT     NOT NULL CHECK (level IN ('', 'dept_head', 'leader', 'principal_leader')),
  rung         BIGINT   NOT NULL,
  escalate_on  TEXT,
  reply        TEXT     NOT NULL,
  replied_by   {{uuid}},
  replied_at   BIGINT,
  proposed_on  TEXT,
  due_on       TEXT,
  result       TEXT     NOT NULL,
  evidence     TEXT     NOT NULL,
  closed_by    {{uuid}},
  closed_on    TEXT,
  version      BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, subject_kind, subject_id, missed_on),
  UNIQUE (zone_id, number)
);
CREATE INDEX tasks_order_opened ON tasks_order (zone_id, opened_on, id);
CREATE INDEX tasks_order_status ON tasks_order (zone_id, status, opened_on, id);
CREATE INDEX tasks_order_ladder ON tasks_order (zone_id, escalate_on, id) WHERE escalate_on IS NOT NULL;
CREATE INDEX tasks_order_unit ON tasks_order (zone_id, unit_id, opened_on, id);
CREATE INDEX tasks_order_person ON tasks_order (zone_id, person_id, opened_on, id);

CREATE TABLE tasks_campaign (
  zone_id   BIGINT   NOT NULL,
  id        {{uuid}} NOT NULL,
  name      TEXT     NOT NULL,
  from_on   TEXT     NOT NULL,
  until_on  TEXT     NOT NULL,
  unit_id   {{uuid}},
  person_id {{uuid}},
  status    TEXT     NOT NULL CHECK (status IN ('open', 'closed')),
  summary   TEXT     NOT NULL,
  closed_on TEXT,
  version   BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, name)
) {{strict}};

CREATE TABLE tasks_track (
  zone_id     BIGINT   NOT NULL,
  campaign_id {{uuid}} NOT NULL,
  line        BIGINT   NOT NULL,
  name        TEXT     NOT NULL,
  PRIMARY KEY (zone_id, campaign_id, line),
  UNIQUE (zone_id, campaign_id, name)
) {{strict}};
