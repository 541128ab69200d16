from django.db import migrations

# What was installed earlier has an index for each foreign key, and writes it with each row; a new
# installation is made without them. Nobody looks for rows by these columns alone, or what a
# constraint keeps answers as well.
FEWER = """
DROP INDEX IF EXISTS documents_document_drafting_unit_id_8e1e2316;
DROP INDEX IF EXISTS documents_document_drafter_id_5c63b7c6;
DROP INDEX IF EXISTS documents_document_signer_id_40c78fe4;
DROP INDEX IF EXISTS documents_document_reply_to_id_b8fdc254;
DROP INDEX IF EXISTS documents_document_replaces_id_54d67f4d;
DROP INDEX IF EXISTS documents_document_copy_of_id_07b067ce;
DROP INDEX IF EXISTS documents_document_corrects_id_713e7f72;
DROP INDEX IF EXISTS documents_document_amends_id_f21a9b7a;
DROP INDEX IF EXISTS documents_document_created_by_id_7d00c649;
DROP INDEX IF EXISTS documents_attachment_document_id_6a94351f;
DROP INDEX IF EXISTS documents_attachment_unit_id_bb9e5829;
DROP INDEX IF EXISTS documents_attachment_file_id_40a2d4ef;
DROP INDEX IF EXISTS documents_attachment_file_id_40a2d4ef_like;
DROP INDEX IF EXISTS documents_grant_document_id_6819d2c3;
DROP INDEX IF EXISTS documents_grant_agency_id_65593302;
DROP INDEX IF EXISTS documents_grant_office_id_e1e937bb;
DROP INDEX IF EXISTS documents_grant_person_id_7c0010ef;
DROP INDEX IF EXISTS documents_incomingentry_unit_id_61dfa9a5;
DROP INDEX IF EXISTS documents_incomingentry_registered_by_id_03750e54;
DROP INDEX IF EXISTS documents_incomingentry_presented_to_id_2c4a8617;
DROP INDEX IF EXISTS documents_incomingentry_answered_by_id_539ace52;
DROP INDEX IF EXISTS documents_direction_lead_unit_id_e2ac086e;
DROP INDEX IF EXISTS documents_direction_lead_person_id_545b485b;
DROP INDEX IF EXISTS documents_direction_given_by_id_ab637628;
DROP INDEX IF EXISTS documents_forwarding_entry_id_3862a22c;
DROP INDEX IF EXISTS documents_draftversion_document_id_0a07872a;
DROP INDEX IF EXISTS documents_draftversion_file_id_4315249e;
DROP INDEX IF EXISTS documents_draftversion_file_id_4315249e_like;
DROP INDEX IF EXISTS documents_draftversion_written_by_id_04aa975d;
DROP INDEX IF EXISTS documents_dispatch_document_id_79e30070;
CREATE INDEX IF NOT EXISTS drafts_of_a_drafter ON documents_document (drafter_id)
    WHERE state = 'draft';
CREATE INDEX IF NOT EXISTS replaced_by_one ON documents_document (replaces_id)
    WHERE replaces_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS copies_of_one ON documents_document (copy_of_id)
    WHERE copy_of_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS corrections_of_one ON documents_document (corrects_id)
    WHERE corrects_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS amendments_of_one ON documents_document (amends_id)
    WHERE amends_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS attachments_of_a_file ON documents_attachment (file_id);
"""


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_newest_are_found_first")]

    operations = [migrations.RunSQL(FEWER, migrations.RunSQL.noop)]
