"""The hidden suite of the report: what is printed, what is written, what comes back."""

import csv
import io

import pytest

from dropgrade.checks import expect_equal, expect_file, expect_raises

TABLE = 'name,course,mark\nZoe,physics,3.3\n"Lo, Ann",chess,5.0\nZoe,chess,2.0\nKim,physics,4.0\nMax,chess,1.0\n'
PRINTED = "chess: 2.67\nphysics: 3.65\n"
PASSED = [["name", "course"], ["Zoe", "physics"], ["Zoe", "chess"], ["Kim", "physics"], ["Max", "chess"]]


@pytest.fixture
def table(student):
    """The name of a table that the program finds."""
    student.files.put("table.csv", TABLE)
    return "table.csv"


def rows_in(student, name):
    """The rows of a CSV file that the program has written."""
    return list(csv.reader(io.StringIO(expect_file(student.files, name))))


@pytest.mark.points(2)
@pytest.mark.essential
def test_count(student, table):
    """It returns how many rows it has read."""
    expect_equal(student.report(table, "out.csv"), 5, what="what it returns", mistakes={"counts_the_header": 6})


@pytest.mark.points(3)
@pytest.mark.needs("test_count")
@pytest.mark.essential
def test_means(student, table):
    """It prints the mean of each course with two decimals, in the order of the alphabet."""
    student.report(table, "out.csv")
    in_order_of_rows = "".join(reversed(PRINTED.splitlines(keepends=True)))
    explained = {"courses_as_they_come": in_order_of_rows, "one_decimal": "chess: 2.7\nphysics: 3.6\n"}
    expect_equal(student.printed, PRINTED, what="what it prints", mistakes=explained)


@pytest.mark.points(2)
@pytest.mark.needs("test_count")
def test_passed(student, table):
    """It writes the rows with a mark of at most 4.0."""
    student.report(table, "passed.csv")
    without_limit = [row for row in PASSED if row[0] != "Kim"]
    expect_equal(rows_in(student, "passed.csv"), PASSED, what="the rows", mistakes={"limit_excluded": without_limit})


@pytest.mark.points(1)
@pytest.mark.needs("test_count")
def test_given_file(student):
    """Names that hold a comma are read and written as what they are."""
    student.report("data/marks.csv", "out.csv")
    passed = [["name", "course"], ["Ada", "maths"], ["Bob", "maths"], ["Cole, Eve", "art"], ["Ada", "art"]]
    text = expect_file(student.files, "out.csv")
    expect_equal(rows_in(student, "out.csv"), passed, what="the rows",
                 mistakes={"commas_unquoted": "Cole, Eve,art" in text})  # fmt: skip


@pytest.mark.points(1)
@pytest.mark.needs("test_count")
def test_no_rows(student):
    """A file without rows prints nothing and writes the columns' names alone."""
    student.files.put("empty.csv", "name,course,mark\n")
    expect_equal(student.report("empty.csv", "none.csv"), 0, what="what it returns")
    expect_equal(student.printed, "", what="what it prints")
    expect_equal(rows_in(student, "none.csv"), [["name", "course"]], what="the rows")


@pytest.mark.points(1)
@pytest.mark.needs("test_count")
def test_no_number(student):
    """A mark that is no number raises ValueError, and nothing is written."""
    student.files.put("bad.csv", "name,course,mark\nAda,art,1.0\nBob,art,ill\n")
    what, mistakes = "a mark that is 'ill'", ["skips_bad_marks"]
    expect_raises("ValueError", student.report, "bad.csv", "out.csv", what=what, mistakes=mistakes)
    written = sorted(student.files)
    expect_equal(written, ["bad.csv"], what="the files", mistakes={"writes_before_it_reads": "out.csv" in written})
