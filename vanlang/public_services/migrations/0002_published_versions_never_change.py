from django.db import migrations

# A dossier is settled under the version it was born under, so what was published stays as it was:
# the row may only move from published to superseded, and get its last day, once.
GUARD = """
CREATE FUNCTION public_services_published_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN
            RETURN OLD;
        END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'published versions are kept for ever' USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.procedure_id, NEW.number, NEW.definition, NEW.name, NEW.folded, NEW.field_of_work,
        NEW.level, NEW.gives_result, NEW.effective_from, NEW.created_at, NEW.published_at)
       IS DISTINCT FROM
       (OLD.procedure_id, OLD.number, OLD.definition, OLD.name, OLD.folded, OLD.field_of_work,
        OLD.level, OLD.gives_result, OLD.effective_from, OLD.created_at, OLD.published_at)
       OR (OLD.effective_to IS NOT NULL AND NEW.effective_to IS DISTINCT FROM OLD.effective_to)
       OR (NEW.state, OLD.state) NOT IN
          (('superseded', 'published'), ('published', 'published'), ('superseded', 'superseded'))
    THEN
        RAISE EXCEPTION 'published versions never change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER published_versions_never_change
    BEFORE UPDATE OR DELETE ON public_services_procedureversion
    FOR EACH ROW EXECUTE FUNCTION public_services_published_never_changes();
"""
UNGUARD = """
DROP TRIGGER published_versions_never_change ON public_services_procedureversion;
DROP FUNCTION public_services_published_never_changes();
"""


class Migration(migrations.Migration):
    dependencies = [("public_services", "0001_procedures")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
