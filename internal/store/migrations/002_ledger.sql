-- The tamper-evident ledger (see docs/adr/0003-ledger-sequencing.md).
--
-- A command leaves its entry in ledger_pending; the sequencer gives it a place
-- and moves it to ledger_entry, which nobody may change afterwards. body is
-- the signed text: on PostgreSQL JSON keeps it to the byte, JSONB would not.
CREATE TABLE ledger_pending (
  zone_id BIGINT   NOT NULL,
  id      {{uuid}} NOT NULL,
  body    TEXT     NOT NULL,
  PRIMARY KEY (zone_id, id)
) {{strict}};

-- There is no column beside body that could disagree with it: what is searched
-- is indexed inside it.
CREATE TABLE ledger_entry (
  zone_id BIGINT NOT NULL,
  seq     BIGINT NOT NULL CHECK (seq >= 0),
  --@sqlite body TEXT NOT NULL,
  --@pg body JSON NOT NULL,
  PRIMARY KEY (zone_id, seq)
) {{strict}};
CREATE UNIQUE INDEX ledger_entry_id ON ledger_entry (zone_id, (body ->> 'id'));
CREATE INDEX ledger_entry_account ON ledger_entry (zone_id, (body ->> 'account'), (body ->> 'id'));
CREATE INDEX ledger_entry_action ON ledger_entry (zone_id, (body ->> 'action'), (body ->> 'id'));
CREATE INDEX ledger_entry_object ON ledger_entry (zone_id, (body ->> 'object'), (body ->> 'id'));

-- The tree in tiles of 64 hashes, six levels each; the last tile of a level
-- grows until it is full.
CREATE TABLE ledger_tile (
  zone_id BIGINT   NOT NULL,
  level   BIGINT   NOT NULL,
  idx     BIGINT   NOT NULL,
  hashes  {{blob}} NOT NULL,
  PRIMARY KEY (zone_id, level, idx)
) {{strict}};

-- One row a zone. Updating it is what makes one sequencer wait for another.
CREATE TABLE ledger_head (
  zone_id BIGINT   NOT NULL,
  origin  TEXT     NOT NULL,
  suite   TEXT     NOT NULL,
  key     TEXT     NOT NULL, -- public key that signs this log
  size    BIGINT   NOT NULL,
  root    {{blob}} NOT NULL,
  at      BIGINT   NOT NULL,
  note    TEXT     NOT NULL, -- newest signed checkpoint, or empty
  noted   BIGINT   NOT NULL, -- the size it covers
  version BIGINT   NOT NULL,
  PRIMARY KEY (zone_id)
);

-- Signed checkpoints, thinned to about one a minute.
CREATE TABLE ledger_checkpoint (
  zone_id BIGINT NOT NULL,
  size    BIGINT NOT NULL,
  note    TEXT   NOT NULL,
  PRIMARY KEY (zone_id, size)
);

-- Whoever uses the program's own database user cannot change what is written
-- (GB/T 22239-2019 8.1.4.3 c). Who owns the database can remove this guard;
-- for that there are the signatures.
--@sqlite CREATE TRIGGER ledger_entry_keep BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger entries cannot be changed'); END;
--@sqlite CREATE TRIGGER ledger_entry_stay BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger entries cannot be deleted'); END;
--@sqlite CREATE TRIGGER ledger_pending_keep BEFORE UPDATE ON ledger_pending BEGIN SELECT RAISE(ABORT, 'ledger entries cannot be changed'); END;
--@sqlite CREATE TRIGGER ledger_checkpoint_keep BEFORE UPDATE ON ledger_checkpoint BEGIN SELECT RAISE(ABORT, 'ledger checkpoints cannot be changed'); END;
--@sqlite CREATE TRIGGER ledger_checkpoint_stay BEFORE DELETE ON ledger_checkpoint BEGIN SELECT RAISE(ABORT, 'ledger checkpoints cannot be deleted'); END;
--@pg CREATE FUNCTION ledger_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''the ledger cannot be changed''; END';
--@pg CREATE TRIGGER ledger_entry_keep BEFORE UPDATE OR DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
--@pg CREATE TRIGGER ledger_entry_stay BEFORE TRUNCATE ON ledger_entry FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
--@pg CREATE TRIGGER ledger_pending_keep BEFORE UPDATE ON ledger_pending FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
--@pg CREATE TRIGGER ledger_checkpoint_keep BEFORE UPDATE OR DELETE ON ledger_checkpoint FOR EACH ROW EXECUTE FUNCTION ledger_refuse();
--@pg CREATE TRIGGER ledger_checkpoint_stay BEFORE TRUNCATE ON ledger_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse();
