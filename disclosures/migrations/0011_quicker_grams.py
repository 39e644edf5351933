from django.db import migrations

# The same numbers as in 0008 without sorting them: the index takes each once. Twice as quick, and so is publishing.
QUICKER = """
CREATE OR REPLACE FUNCTION disclosures_grams(words text) RETURNS bigint[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL RESTRICTED COST 100 AS $$
    SELECT array_agg(ascii(sign)::bigint)
        || array_agg(coalesce(ascii(sign)::bigint << 21 | ascii(after), ascii(sign)))
    FROM (SELECT string_to_array(upper(words COLLATE "C"), NULL) AS signs) AS cut,
         unnest(signs, signs[2:]) AS pair(sign, after)
$$
"""


def quicker(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(QUICKER)


class Migration(migrations.Migration):
    dependencies = [("disclosures", "0010_counted_disclosures")]

    operations = [migrations.RunPython(quicker, migrations.RunPython.noop)]
