-- Uploads. Their content lies in the folder of attachments under its hash;
-- name is what the uploader called it, and only ever a text.
CREATE TABLE files_file (
  zone_id     BIGINT   NOT NULL,
  id          {{uuid}} NOT NULL,
  hash        {{blob}} NOT NULL,
  size        BIGINT   NOT NULL,
  kind        TEXT     NOT NULL,
  name        TEXT     NOT NULL,
  uploaded_by {{uuid}},
  at          BIGINT   NOT NULL,
  PRIMARY KEY (zone_id, id)
);
CREATE INDEX files_file_hash ON files_file (zone_id, hash);

-- Which record an upload belongs to, and as what. A removed link stays.
CREATE TABLE files_link (
  zone_id    BIGINT   NOT NULL,
  object     TEXT     NOT NULL,
  file_id    {{uuid}} NOT NULL,
  evidence   TEXT     NOT NULL,
  linked_by  {{uuid}},
  at         BIGINT   NOT NULL,
  removed_by {{uuid}},
  removed_at BIGINT,
  reason     TEXT     NOT NULL,
  PRIMARY KEY (zone_id, object, file_id, evidence),
  FOREIGN KEY (zone_id, file_id) REFERENCES files_file (zone_id, id)
);
CREATE INDEX files_link_file ON files_link (zone_id, file_id);
