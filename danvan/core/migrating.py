"""Operations for migrations of tables that have grown."""

from typing import Any

from django.db import migrations


class WithoutOwnIndex(migrations.AlterField):
    """Take away the index that a foreign key made by itself (``db_index=False``), and nothing else.

    Django's own operation would copy the whole table on SQLite: half an hour for a nation's register.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop the index; ``Meta.indexes`` on the same column stay."""
        model = from_state.apps.get_model(app_label, self.model_name)
        column, named = model._meta.get_field(self.name).column, {index.name for index in model._meta.indexes}
        with schema_editor.connection.cursor() as cursor:
            found = schema_editor.connection.introspection.get_constraints(cursor, model._meta.db_table)
        for name, one in found.items():
            if one["index"] and not one["unique"] and one["columns"] == [column] and name not in named:
                schema_editor.execute(schema_editor.sql_delete_index % {"name": schema_editor.quote_name(name)})

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Make the index again."""
        super().database_forwards(app_label, schema_editor, from_state, to_state)
