"""Never finishes its own import."""

while True:
    pass
