"""Keep pytest out of the corpus: some of its files are named so that pytest would run them."""

import pathlib

collect_ignore = [entry.name for entry in pathlib.Path(__file__).parent.iterdir() if entry.is_dir()]
