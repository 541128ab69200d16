from django.db import migrations

FORWARD = """
CREATE FUNCTION identity_accesses_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'who looked at personal data is never altered or removed'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER accesses_stay BEFORE UPDATE OR DELETE ON identity_accessentry
    FOR EACH ROW EXECUTE FUNCTION identity_accesses_stay();
"""
BACKWARD = """
DROP TRIGGER accesses_stay ON identity_accessentry;
DROP FUNCTION identity_accesses_stay();
"""


class Migration(migrations.Migration):
    """Lượt xem dữ liệu cá nhân chỉ ghi thêm, không sửa, không xóa."""

    dependencies = [("identity", "0001_people_units_posts")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
