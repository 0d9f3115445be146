"""The report: the reference."""

import csv


def report(path, out):
    """Print the means, write those who passed, and return the number of rows."""
    with open(path, newline="") as file:
        rows = list(csv.DictReader(file))
    marks = {}
    for row in rows:
        marks.setdefault(row["course"], []).append(float(row["mark"]))
    for course in sorted(marks):
        mean = sum(marks[course]) / len(marks[course])
        print(f"{course}: {mean:.2f}")
    passed = [row for row in rows if float(row["mark"]) <= 4.0]
    with open(out, "w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["name", "course"])
        writer.writerows([row["name"], row["course"]] for row in passed)
    return len(rows)
