-- What people are told. The texts are kept as they were sent, in both
-- languages: years later it is still provable what somebody was told and when.
CREATE TABLE notify_message (
  zone_id   BIGINT   NOT NULL,
  id        {{uuid}} NOT NULL,
  kind      TEXT     NOT NULL,
  object    TEXT     NOT NULL,
  title_zh  TEXT     NOT NULL,
  title_en  TEXT     NOT NULL,
  body_zh   TEXT     NOT NULL,
  body_en   TEXT     NOT NULL,
  needs_ack BOOLEAN  NOT NULL,
  once_key  TEXT,
  sent_by   {{uuid}},
  at        BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE UNIQUE INDEX notify_message_once ON notify_message (zone_id, once_key) WHERE once_key IS NOT NULL;
CREATE INDEX notify_message_object ON notify_message (zone_id, object, id);

-- To whom: "p:<person>" or "r:<role>".
CREATE TABLE notify_recipient (
  zone_id    BIGINT   NOT NULL,
  recipient  TEXT     NOT NULL,
  message_id {{uuid}} NOT NULL,
  PRIMARY KEY (zone_id, recipient, message_id)
) {{strict}};
CREATE INDEX notify_recipient_message ON notify_recipient (zone_id, message_id);

-- Who has read it, and who has confirmed that.
CREATE TABLE notify_receipt (
  zone_id    BIGINT   NOT NULL,
  owner      {{uuid}} NOT NULL,
  message_id {{uuid}} NOT NULL,
  read_at    BIGINT   NOT NULL,
  acked_at   BIGINT,
  PRIMARY KEY (zone_id, owner, message_id)
) {{strict}};
CREATE INDEX notify_receipt_message ON notify_receipt (zone_id, message_id);

-- Where a zone's messages go besides the inbox.
CREATE TABLE notify_channel (
  zone_id BIGINT   NOT NULL,
  id      {{uuid}} NOT NULL,
  kind    TEXT     NOT NULL CHECK (kind IN ('webhook', 'dingtalk', 'wecom')),
  name    TEXT     NOT NULL,
  url     TEXT     NOT NULL,
  secret  TEXT     NOT NULL,
  kinds   TEXT     NOT NULL,
  active  BOOLEAN  NOT NULL,
  version BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
);

CREATE TABLE notify_setting (
  zone_id    BIGINT  NOT NULL,
  mail       BOOLEAN NOT NULL,
  quiet_from BIGINT  NOT NULL,
  quiet_to   BIGINT  NOT NULL,
  version    BIGINT  NOT NULL,
  PRIMARY KEY (zone_id)
);

-- Each message to each place outside, once. target is a channel's id or
-- "p:<person>" for a mail.
CREATE TABLE notify_delivery (
  zone_id    BIGINT   NOT NULL,
  message_id {{uuid}} NOT NULL,
  target     TEXT     NOT NULL,
  state      TEXT     NOT NULL CHECK (state IN ('waiting', 'sent', 'failed')),
  tries      BIGINT   NOT NULL,
  error      TEXT     NOT NULL,
  at         BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, message_id, target)
) {{strict}};
