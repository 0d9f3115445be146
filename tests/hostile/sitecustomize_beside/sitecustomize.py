import os

open("/tmp/dropgrade-hostile-canary", "w").close()
os._exit(0)
