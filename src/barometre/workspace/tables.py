"""Tables on disk: Parquet, private, whole or not at all."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from barometre.errors import Problem, WorkspaceError
from barometre.workspace.atomic import make_private_folder, open_atomically

if TYPE_CHECKING:
    import pandas as pd


def write_table(
    path: Path, *parts: "pd.DataFrame", check: Callable[[], None] | None = None
) -> None:
    """Write a table as Parquet; its index is not kept.

    Parameters
    ----------
    path
        The file to make or to replace.
    parts
        The table, or what makes it up: parts with the same columns under each other.
    check
        Raises where the table is not what it should be. It goes on while the table is
        written, and a table that fails it is never put in place.
    """
    make_private_folder(path.parent)
    with open_atomically(path) as file, ThreadPoolExecutor(1) as thread:
        written = thread.submit(_write_parquet, parts, file)
        if check is not None:
            check()
        written.result()


def _write_parquet(parts: "Sequence[pd.DataFrame]", file: BinaryIO) -> None:
    import pandas as pd
    import pyarrow as pa
    from pyarrow import parquet

    if any(not part.dtypes.equals(parts[0].dtypes) for part in parts):
        parts = [pd.concat(parts, ignore_index=True)]
    tables = [pa.Table.from_pandas(part, preserve_index=False) for part in parts]
    # Statistics of a column serve searches; nobody searches these tables.
    parquet.write_table(
        pa.concat_tables(tables, promote_options="default"),
        file,
        compression="none",
        write_statistics=False,
    )


def read_table(path: Path, *, columns: list[str] | None = None) -> "pd.DataFrame":
    """Read a table back with the types it had.

    Raises
    ------
    WorkspaceError
        When it has not been made yet, or cannot be read.
    """
    import pandas as pd
    import pyarrow as pa

    if not path.is_file():
        raise WorkspaceError(Problem("workspace_table_missing", str(path)))
    try:
        return pd.read_parquet(path, columns=columns)
    except (OSError, pa.ArrowException):
        raise WorkspaceError(Problem("workspace_table_damaged", str(path))) from None


def write_csv(path: Path, table: "pd.DataFrame") -> None:
    """Write a table as UTF-8 CSV, for any tool."""
    with open_atomically(path) as file:
        table.to_csv(file, index=False, encoding="utf-8", lineterminator="\n")
