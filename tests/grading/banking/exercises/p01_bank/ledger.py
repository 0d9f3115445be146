ENTRIES = []


def note(text):
    ENTRIES.append(text)
    return len(ENTRIES)
