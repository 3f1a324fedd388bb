-- The library of rules and workflows (LY-43), and what the rules on
-- deliberation and on requests are worked with (LY-44).
CREATE TABLE rules_rule (
  zone_id       BIGINT NOT NULL,
  id            {{uuid}} NOT NULL,
  number        TEXT   NOT NULL,
  title         TEXT   NOT NULL,
  kind          TEXT   NOT NULL CHECK (kind IN ('rule', 'workflow')),
  field         TEXT   NOT NULL,
  owner_id      {{uuid}} NOT NULL,
  process       TEXT   NOT NULL,
  repealed_on   TEXT,
  repeal_reason TEXT   NOT NULL,
  repealed_by   {{uuid}},
  created_by    {{uuid}},
  version       BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, number)
);
CREATE INDEX rules_rule_process ON rules_rule (zone_id, process);

-- Editions of a rule. until_day is the first day on which an edition is no
-- longer in force: the first day of the next one, or of the repeal.
CREATE TABLE rules_edition (
  zone_id     BIGINT NOT NULL,
  rule_id     {{uuid}} NOT NULL,
  no          BIGINT NOT NULL,
  title       TEXT   NOT NULL,
  from_day    TEXT   NOT NULL,
  until_day   TEXT,
  trial_until TEXT,
  body        TEXT   NOT NULL,
  steps       TEXT   NOT NULL,
  reason      TEXT   NOT NULL,
  by_id       {{uuid}},
  at          BIGINT NOT NULL,
  PRIMARY KEY (zone_id, rule_id, no),
  FOREIGN KEY (zone_id, rule_id) REFERENCES rules_rule (zone_id, id)
);

CREATE TABLE rules_reading (
  zone_id   BIGINT NOT NULL,
  rule_id   {{uuid}} NOT NULL,
  no        BIGINT NOT NULL,
  person_id {{uuid}} NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (zone_id, rule_id, no, person_id)
);

-- A workflow that was started, with the edition it follows to its end.
CREATE TABLE rules_run (
  zone_id    BIGINT NOT NULL,
  id         {{uuid}} NOT NULL,
  number     TEXT   NOT NULL,
  rule_id    {{uuid}} NOT NULL,
  edition    BIGINT NOT NULL,
  title      TEXT   NOT NULL,
  person_id  {{uuid}} NOT NULL,
  unit_id    {{uuid}},
  status     TEXT   NOT NULL CHECK (status IN ('running', 'returned', 'done', 'rejected', 'withdrawn')),
  step       BIGINT NOT NULL,
  step_role  TEXT   NOT NULL,
  step_unit  {{uuid}},
  state      TEXT   NOT NULL,
  started_at BIGINT NOT NULL,
  ended_at   BIGINT,
  overdue_at BIGINT,
  version    BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  FOREIGN KEY (zone_id, rule_id, edition) REFERENCES rules_edition (zone_id, rule_id, no)
);
CREATE INDEX rules_run_rule ON rules_run (zone_id, rule_id, id);
CREATE INDEX rules_run_step ON rules_run (zone_id, step_role, id) WHERE status = 'running';

CREATE TABLE rules_act (
  zone_id   BIGINT NOT NULL,
  run_id    {{uuid}} NOT NULL,
  seq       BIGINT NOT NULL,
  action    TEXT   NOT NULL,
  step      BIGINT NOT NULL,
  person_id {{uuid}},
  unit_id   {{uuid}},
  note      TEXT   NOT NULL,
  evidence  TEXT   NOT NULL,
  at        BIGINT NOT NULL,
  PRIMARY KEY (zone_id, run_id, seq),
  FOREIGN KEY (zone_id, run_id) REFERENCES rules_run (zone_id, id)
);

-- A meeting that deliberates topics, and the topics.
CREATE TABLE rules_agenda (
  zone_id BIGINT NOT NULL,
  id      {{uuid}} NOT NULL,
  number  TEXT   NOT NULL,
  body    TEXT   NOT NULL,
  day     TEXT   NOT NULL,
  status  TEXT   NOT NULL CHECK (status IN ('open', 'closed')),
  minutes TEXT   NOT NULL,
  version BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, body, day)
);
CREATE INDEX rules_agenda_day ON rules_agenda (zone_id, day, id);

CREATE TABLE rules_topic (
  zone_id      BIGINT NOT NULL,
  id           {{uuid}} NOT NULL,
  number       TEXT   NOT NULL,
  title        TEXT   NOT NULL,
  summary      TEXT   NOT NULL,
  body         TEXT   NOT NULL,
  unit_id      {{uuid}},
  person_id    {{uuid}},
  status       TEXT   NOT NULL CHECK (status IN ('submitted', 'reviewed', 'scheduled', 'decided', 'returned', 'withdrawn')),
  agenda_id    {{uuid}},
  carried      BIGINT NOT NULL,
  outcome      TEXT   NOT NULL,
  decision     TEXT   NOT NULL,
  note         TEXT   NOT NULL,
  reviewed_by  {{uuid}},
  decided_by   {{uuid}},
  decided_on   TEXT,
  submitted_at BIGINT NOT NULL,
  version      BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id),
  FOREIGN KEY (zone_id, agenda_id) REFERENCES rules_agenda (zone_id, id)
);
CREATE INDEX rules_topic_agenda ON rules_topic (zone_id, agenda_id, id);
CREATE INDEX rules_topic_waiting ON rules_topic (zone_id, body, id) WHERE status = 'reviewed';

-- Requests for instructions and reports. The limit of a reply is a clock of
-- the flow engine under the request's id.
CREATE TABLE rules_request (
  zone_id     BIGINT NOT NULL,
  id          {{uuid}} NOT NULL,
  number      TEXT   NOT NULL,
  kind        TEXT   NOT NULL CHECK (kind IN ('request', 'report')),
  title       TEXT   NOT NULL,
  body        TEXT   NOT NULL,
  unit_id     {{uuid}},
  person_id   {{uuid}} NOT NULL,
  to_id       {{uuid}} NOT NULL,
  status      TEXT   NOT NULL CHECK (status IN ('open', 'answered', 'withdrawn')),
  answer      TEXT   NOT NULL,
  reply       TEXT   NOT NULL,
  answered_by {{uuid}},
  answered_at BIGINT,
  overdue_at  BIGINT,
  created_at  BIGINT NOT NULL,
  version     BIGINT NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX rules_request_open ON rules_request (zone_id, to_id, id) WHERE status = 'open';
CREATE INDEX rules_request_person ON rules_request (zone_id, person_id, id);
