"""For developers: `python -m survey.migrations.drafting "what changes"` writes the next revision from the models, to be read and corrected."""

from __future__ import annotations

import sys
from tempfile import TemporaryDirectory

from alembic import command

from survey.database import make_engine
from survey.migrations.upgrading import FOLDER, _configuration, newest, upgrade


def draft(message: str) -> None:
    """`versions` holds one file more, numbered after the newest."""
    number = f"{int(newest() or 0) + 1:04d}"
    with TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{folder}/draft.db")
        upgrade(engine)
        with engine.connect() as connection:
            command.revision(_configuration(connection), message=message, autogenerate=True, rev_id=number)
        engine.dispose()
    sys.stdout.write(f"Read and correct the new file in {FOLDER / 'versions'}.\n")


if __name__ == "__main__":
    draft(" ".join(sys.argv[1:]) or "changes")
