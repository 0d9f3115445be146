"""From what is in the book to the grades of a class: which attempt counts, and what it is worth."""

from __future__ import annotations

from pathlib import Path

from dropgrade.classroom.book import Book, opened_book
from dropgrade.classroom.grades import ClassGrades, LeftOut, ProblemGrade, StudentGrade
from dropgrade.classroom.rows import Graded, HandedIn, Run, Student


def judge(folder: Path) -> ClassGrades:
    """The grades of the class whose book lies in a folder; raises `TargetError` where there is none."""
    with opened_book(folder) as book:
        return judge_book(book, folder)


def judge_book(book: Book, folder: Path) -> ClassGrades:
    """The grades of the class in an open book."""
    del folder
    problems = book.problems()
    students = tuple(_student(book, student, problems) for student in book.students())
    review = (*book.left_out("review"), *_unsure(students))
    unmatched = tuple(book.left_out("unmatched"))
    return ClassGrades(book.fact("course"), book.fact("version"), students, unmatched=unmatched, review=review)


def _student(book: Book, student: Student, problems: list[Graded]) -> StudentGrade:
    grades = tuple(_grade(book, student, problem) for problem in problems)
    return StudentGrade(student.id, student.name, grades, student.roster)


def _grade(book: Book, student: Student, problem: Graded) -> ProblemGrade:
    attempts = [
        (handed, run)
        for handed in book.submissions(student.id, problem.name)
        if handed.is_chosen and (run := book.last_run(handed.id)) is not None
    ]
    if not attempts:
        return ProblemGrade(problem.name, problem.title, 0.0, problem.max_score)
    handed, run = attempts[-1]
    return _graded(problem, handed, run)


def _graded(problem: Graded, handed: HandedIn, run: Run) -> ProblemGrade:
    return ProblemGrade(
        problem.name,
        problem.title,
        run.score,
        problem.max_score,
        report=run.report,
        source=handed.path,
        program=run.program,
        submitted_at=handed.submitted_at,
        attempt=handed.attempt,
        needs_review=run.report.get("outcome") == "needs_review",
    )


def _unsure(students: tuple[StudentGrade, ...]) -> list[LeftOut]:
    """What the grader itself could not judge."""
    return [
        LeftOut(grade.source, f"{student.id}, {grade.problem}: the grader itself failed; this is no grade yet.")
        for student in students
        for grade in student.problems
        if grade.needs_review
    ]
