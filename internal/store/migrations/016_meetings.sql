-- Projects with a weekly huddle, meetings, decisions, issues (LY-21, YT-24,
-- YT-25, YT-28).
CREATE TABLE tasks_project (
  zone_id   BIGINT   NOT NULL,
  id        {{uuid}} NOT NULL,
  name      TEXT     NOT NULL,
  unit_id   {{uuid}},
  person_id {{uuid}},
  from_on   TEXT     NOT NULL,
  until_on  TEXT,
  version   BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, name)
) {{strict}};

CREATE TABLE tasks_meeting (
  zone_id      BIGINT   NOT NULL,
  id           {{uuid}} NOT NULL,
  number       TEXT     NOT NULL,
  kind         TEXT     NOT NULL CHECK (kind IN ('special', 'dispatch', 'office', 'huddle')),
  series       TEXT     NOT NULL,
  title        TEXT     NOT NULL,
  project_id   {{uuid}},
  week         TEXT     NOT NULL,
  on_day       TEXT     NOT NULL,
  place        TEXT     NOT NULL,
  unit_id      {{uuid}},
  chair_id     {{uuid}},
  secretary_id {{uuid}},
  previous_id  {{uuid}},
  status       TEXT     NOT NULL CHECK (status IN ('planned', 'held', 'issued')),
  minutes      TEXT     NOT NULL,
  issued_by    {{uuid}},
  issued_at    BIGINT,
  version      BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, number)
);
CREATE INDEX tasks_meeting_day ON tasks_meeting (zone_id, on_day, id);
CREATE INDEX tasks_meeting_series ON tasks_meeting (zone_id, kind, series, on_day, id);
CREATE UNIQUE INDEX tasks_meeting_week ON tasks_meeting (zone_id, project_id, week) WHERE kind = 'huddle';

-- Lines of an agenda. Topics are written by hand; open decisions of the last
-- meeting and open issues are computed until the meeting is held, then kept.
CREATE TABLE tasks_agenda (
  zone_id    BIGINT   NOT NULL,
  meeting_id {{uuid}} NOT NULL,
  line       BIGINT   NOT NULL,
  kind       TEXT     NOT NULL CHECK (kind IN ('decision', 'issue', 'topic')),
  ref_id     {{uuid}},
  text       TEXT     NOT NULL,
  weeks      BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, meeting_id, line)
) {{strict}};

CREATE TABLE tasks_attendee (
  zone_id    BIGINT   NOT NULL,
  meeting_id {{uuid}} NOT NULL,
  line       BIGINT   NOT NULL,
  person_id  {{uuid}},
  name       TEXT     NOT NULL,
  presence   TEXT     NOT NULL CHECK (presence IN ('invited', 'present', 'absent', 'leave')),
  PRIMARY KEY (zone_id, meeting_id, line)
) {{strict}};

CREATE TABLE tasks_decision (
  zone_id    BIGINT   NOT NULL,
  id         {{uuid}} NOT NULL,
  meeting_id {{uuid}} NOT NULL,
  line       BIGINT   NOT NULL,
  text       TEXT     NOT NULL,
  unit_id    {{uuid}},
  person_id  {{uuid}},
  due_on     TEXT     NOT NULL,
  task_id    {{uuid}},
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX tasks_decision_meeting ON tasks_decision (zone_id, meeting_id, line);

CREATE TABLE tasks_issue (
  zone_id     BIGINT   NOT NULL,
  id          {{uuid}} NOT NULL,
  number      TEXT     NOT NULL,
  project_id  {{uuid}},
  title       TEXT     NOT NULL,
  detail      TEXT     NOT NULL,
  raised_by   {{uuid}},
  raised_on   TEXT     NOT NULL,
  unit_id     {{uuid}},
  person_id   {{uuid}},
  due_on      TEXT     NOT NULL,
  status      TEXT     NOT NULL CHECK (status IN ('open', 'reopened', 'claimed', 'struck')),
  reopened    BIGINT   NOT NULL,
  claimed_by  {{uuid}},
  claimed_on  TEXT,
  claim_note  TEXT     NOT NULL,
  evidence    TEXT     NOT NULL,
  struck_by   {{uuid}},
  struck_on   TEXT,
  strike_note TEXT     NOT NULL,
  level       TEXT     NOT NULL CHECK (level IN ('', 'leader', 'principal_leader')),
  escalated_by {{uuid}},
  escalated_on TEXT,
  escalation  TEXT     NOT NULL,
  changed_at  BIGINT   NOT NULL,
  version     BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id),
  UNIQUE (zone_id, number)
);
CREATE INDEX tasks_issue_raised ON tasks_issue (zone_id, raised_on, id);
CREATE INDEX tasks_issue_status ON tasks_issue (zone_id, status, raised_on, id);
CREATE INDEX tasks_issue_project ON tasks_issue (zone_id, project_id, status, raised_on, id);
CREATE INDEX tasks_issue_unit ON tasks_issue (zone_id, unit_id, raised_on, id);
CREATE INDEX tasks_issue_person ON tasks_issue (zone_id, person_id, raised_on, id);
CREATE INDEX tasks_issue_level ON tasks_issue (zone_id, level, raised_on, id) WHERE level <> '';

-- What a leader decided about an escalated issue (YT-28).
CREATE TABLE tasks_ruling (
  zone_id  BIGINT   NOT NULL,
  id       {{uuid}} NOT NULL,
  issue_id {{uuid}} NOT NULL,
  level    TEXT     NOT NULL,
  reason   TEXT     NOT NULL,
  text     TEXT     NOT NULL,
  by_person {{uuid}},
  on_day   TEXT     NOT NULL,
  task_id  {{uuid}} NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};
CREATE INDEX tasks_ruling_issue ON tasks_ruling (zone_id, issue_id, id);
