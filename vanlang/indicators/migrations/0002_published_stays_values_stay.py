"""The database itself keeps published definitions and every value as they were."""

from django.db import migrations

DEFINITIONS = """
CREATE FUNCTION indicators_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'published definitions are kept for ever'
            USING ERRCODE = 'restrict_violation';
    END IF;
    -- Published, a row only moves on to superseded and gets its last day, once.
    IF to_jsonb(NEW) - 'state' - 'effective_to' <> to_jsonb(OLD) - 'state' - 'effective_to'
       OR (OLD.effective_to IS NOT NULL AND NEW.effective_to IS DISTINCT FROM OLD.effective_to)
       OR (OLD.state, NEW.state) NOT IN
          (('published', 'published'), ('published', 'superseded'), ('superseded', 'superseded'))
    THEN
        RAISE EXCEPTION 'published definitions never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_definitions_stay BEFORE UPDATE OR DELETE ON indicators_definition
    FOR EACH ROW EXECUTE FUNCTION indicators_published_stays();
ALTER TABLE indicators_definition ENABLE ALWAYS TRIGGER published_definitions_stay;
"""
NO_DEFINITIONS = """
DROP TRIGGER published_definitions_stay ON indicators_definition;
DROP FUNCTION indicators_published_stays();
"""
VALUES = """
CREATE FUNCTION indicators_values_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'values are kept for ever' USING ERRCODE = 'restrict_violation';
    END IF;
    IF OLD.replaced_at IS NOT NULL THEN
        RAISE EXCEPTION 'what was replaced stays as it was' USING ERRCODE = 'restrict_violation';
    END IF;
    -- A value only ever ends. What is counted is kept by the day: the day's is counted again.
    IF to_jsonb(NEW) - 'replaced_at' <> to_jsonb(OLD) - 'replaced_at' AND (
        OLD.kind <> 'counted' OR NEW.replaced_at IS NOT NULL OR
        (NEW.kind, NEW.indicator_id, NEW.unit_id, NEW.period_key, NEW.recorded_on, NEW.recorded_at)
        IS DISTINCT FROM
        (OLD.kind, OLD.indicator_id, OLD.unit_id, OLD.period_key, OLD.recorded_on, OLD.recorded_at)
    ) THEN
        RAISE EXCEPTION 'values never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER values_stay BEFORE UPDATE OR DELETE ON indicators_value
    FOR EACH ROW EXECUTE FUNCTION indicators_values_stay();
ALTER TABLE indicators_value ENABLE ALWAYS TRIGGER values_stay;
"""
NO_VALUES = """
DROP TRIGGER values_stay ON indicators_value;
DROP FUNCTION indicators_values_stay();
"""


class Migration(migrations.Migration):
    dependencies = [("indicators", "0001_indicators")]

    operations = [
        migrations.RunSQL(DEFINITIONS, NO_DEFINITIONS),
        migrations.RunSQL(VALUES, NO_VALUES),
    ]
