"""Has hostile bytecode in the cache folder that claims to be always up to date."""

import importlib.util
import pathlib
import py_compile
import tempfile


def make(folder: pathlib.Path) -> None:
    target = importlib.util.cache_from_source(str(folder / "inverted_scaling.py"))
    with tempfile.TemporaryDirectory() as scratch:
        hostile = pathlib.Path(scratch) / "inverted_scaling.py"
        hostile.write_text("import os\n\nos._exit(0)\n")
        py_compile.compile(
            str(hostile), cfile=target, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH
        )
