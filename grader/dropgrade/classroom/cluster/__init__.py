"""A class graded by the workers of a Dask cluster; `dropgrade grade --scheduler` imports it, and nothing else does.

What travels is plain data: the course once for each worker as a zip, programs and results as JSON text. The client
(`cluster_run.py`) hands Dask a few batches at a time (`flights.py`); in each Dask worker a plugin (`warm_sandboxes.py`)
keeps processes that grade (`grading_process.py`), each with a warm sandbox, so that no student's code runs in the
worker.
"""
