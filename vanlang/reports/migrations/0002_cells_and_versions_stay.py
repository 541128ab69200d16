from django.db import migrations

FORWARD = """
CREATE FUNCTION reports_cells_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what stood in a cell of a report is never altered or removed'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reports_cells_stay BEFORE UPDATE OR DELETE ON reports_cellentry
    FOR EACH ROW EXECUTE FUNCTION reports_cells_stay();
CREATE FUNCTION reports_versions_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published version of a report regime never changes'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reports_versions_stay BEFORE UPDATE OF content ON reports_regimeversion
    FOR EACH ROW WHEN (OLD.state <> 'draft' AND OLD.content IS DISTINCT FROM NEW.content)
    EXECUTE FUNCTION reports_versions_stay();
"""
BACKWARD = """
DROP TRIGGER reports_versions_stay ON reports_regimeversion;
DROP FUNCTION reports_versions_stay();
DROP TRIGGER reports_cells_stay ON reports_cellentry;
DROP FUNCTION reports_cells_stay();
"""


class Migration(migrations.Migration):
    """Lịch sử ô chỉ ghi thêm; phiên bản chế độ đã ban hành không đổi."""

    dependencies = [("reports", "0001_reports")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
