"""Rows of the trails take the numbers that their table gives, and a seal goes on where the one before it ended.

A dump that pg_dump made restores: it makes triggers after the data. Data alone is restored with `--disable-triggers`, by a superuser.
"""

from django.db import migrations

LOCK = """
-- Whoever may add rows could otherwise choose ids that no seal covers (below one), that end sealing (the highest of all), or that were
-- drawn long ago and lie between rows that are sealed. The path names the schema: a temporary table of the same name is none of ours.
CREATE FUNCTION refuse_chosen_id() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.id IS DISTINCT FROM currval(pg_get_serial_sequence(TG_RELID::regclass::text, 'id')) THEN
    RAISE EXCEPTION '% gives its rows their ids itself', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_own_id BEFORE INSERT ON agents_auditentry FOR EACH ROW EXECUTE FUNCTION refuse_chosen_id();
CREATE TRIGGER read_own_id BEFORE INSERT ON agents_readentry FOR EACH ROW EXECUTE FUNCTION refuse_chosen_id();
CREATE TRIGGER seal_own_id BEFORE INSERT ON agents_auditseal FOR EACH ROW EXECUTE FUNCTION refuse_chosen_id();

CREATE FUNCTION refuse_sealed_id() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.id <= (SELECT max(last) FROM agents_auditseal) THEN
    RAISE EXCEPTION 'row % would lie between rows that are sealed', NEW.id USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER audit_unsealed_id BEFORE INSERT ON agents_auditentry FOR EACH ROW EXECUTE FUNCTION refuse_sealed_id();

-- Two that insert at once, one of whom does not see the other's seal, would both begin at the same row, which is unique.
CREATE FUNCTION refuse_loose_seal() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
  newest agents_auditseal%ROWTYPE;
  least jsonb := '["id", "at", "verb", "actor_kind", "actor_id", "actor_name", "on_behalf_of_id", "on_behalf_of", "call_session_id",
    "request_id", "ip", "channel_id", "customer_id", "thing_type", "thing_id", "thing_number", "reason", "data", "personal_hash"]';
  wrong text;
BEGIN
  NEW.at := clock_timestamp();
  SELECT * INTO newest FROM agents_auditseal ORDER BY id DESC LIMIT 1;
  IF NEW.first IS DISTINCT FROM (SELECT min(id) FROM agents_auditentry WHERE id > coalesce(newest.last, 0)) THEN
    wrong := 'its first row is not the one after those that are sealed';
  ELSIF NEW.last < NEW.first OR NOT EXISTS (SELECT FROM agents_auditentry WHERE id = NEW.last) THEN
    wrong := 'its last row is not there';
  ELSIF NEW.rows IS DISTINCT FROM (SELECT count(*) FROM agents_auditentry WHERE id BETWEEN NEW.first AND NEW.last) THEN
    wrong := 'it does not say how many rows there are';
  ELSIF NEW.previous IS DISTINCT FROM coalesce(newest.hash, '') THEN
    wrong := 'it does not hold the hash of the seal before it';
  ELSIF NEW.hash !~ '^[0-9a-f]{64}$' THEN
    wrong := 'its hash is none';
  ELSIF jsonb_typeof(NEW.columns) IS DISTINCT FROM 'array' OR NOT NEW.columns @> least OR NOT NEW.columns @> coalesce(newest.columns, least) THEN
    wrong := 'it lacks columns that were sealed before';
  ELSIF jsonb_array_length(NEW.columns) <> (
    SELECT count(DISTINCT attname) FROM pg_attribute
    WHERE attrelid = 'agents_auditentry'::regclass AND attnum > 0 AND NOT attisdropped AND NEW.columns ? attname::text
  ) THEN
    wrong := 'it names columns that the trail does not have';
  END IF;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'this seal does not belong to the chain: %', wrong USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER seal_stamped ON agents_auditseal;
CREATE TRIGGER seal_in_chain BEFORE INSERT ON agents_auditseal FOR EACH ROW EXECUTE FUNCTION refuse_loose_seal();
"""
UNLOCK = """
DROP TRIGGER seal_in_chain ON agents_auditseal;
CREATE TRIGGER seal_stamped BEFORE INSERT ON agents_auditseal FOR EACH ROW EXECUTE FUNCTION stamp_now();
DROP FUNCTION refuse_loose_seal();
DROP TRIGGER audit_unsealed_id ON agents_auditentry;
DROP FUNCTION refuse_sealed_id();
DROP TRIGGER seal_own_id ON agents_auditseal;
DROP TRIGGER read_own_id ON agents_readentry;
DROP TRIGGER audit_own_id ON agents_auditentry;
DROP FUNCTION refuse_chosen_id();
"""


class Migration(migrations.Migration):
    dependencies = [("agents", "0021_idempotency_keys")]

    operations = [migrations.RunSQL(LOCK, UNLOCK)]
