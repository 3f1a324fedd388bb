-- Who held which duty on which object (职责分离), and who stands aside (回避).
-- access_object is the lock that makes two acts on one object wait for each
-- other, so that two conflicting ones cannot both pass.
CREATE TABLE access_object (
  zone_id BIGINT NOT NULL,
  object  TEXT   NOT NULL,
  acts    BIGINT NOT NULL,
  PRIMARY KEY (zone_id, object)
) {{strict}};

CREATE TABLE access_act (
  zone_id    BIGINT NOT NULL,
  object     TEXT   NOT NULL,
  id         {{uuid}} NOT NULL,
  duty       TEXT   NOT NULL,
  person_id  {{uuid}},
  account_id {{uuid}},
  unit_id    {{uuid}},
  at         BIGINT NOT NULL,
  PRIMARY KEY (zone_id, object, id)
) {{strict}};

CREATE TABLE access_recusal (
  zone_id    BIGINT NOT NULL,
  object     TEXT   NOT NULL,
  person_id  {{uuid}} NOT NULL,
  reason     TEXT   NOT NULL,
  account_id {{uuid}},
  at         BIGINT NOT NULL,
  PRIMARY KEY (zone_id, object, person_id)
) {{strict}};
