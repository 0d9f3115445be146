"""Several modules in one worker: they import each other, and each can be called."""

from __future__ import annotations

import sys

import pytest
from tests.local import local_worker

from dropgrade.checks import Student
from dropgrade.sandbox.client import Program
from dropgrade.sandbox.outcomes import LoadRaised, NameMissing, StudentRaised

BANK = """
import account

def opened(amount):
    return account.Account(amount)

def doubled(amount):
    from account import Account
    return Account(amount).doubled()

def overdrawn():
    raise account.Overdrawn("too much")
"""
ACCOUNT = """
class Overdrawn(ValueError):
    pass

class Account:
    def __init__(self, amount):
        self.amount = amount

    def doubled(self):
        return 2 * self.amount
"""


def bank(account: str = ACCOUNT, *, tolerant: bool = False) -> Program:
    """Return a program of two modules."""
    return Program("bank", (("bank.py", BANK),), tolerant, {"account": (("account.py", account),)})


def test_modules_import_each_other_and_each_is_called() -> None:
    """Modules can import each other, and classes are used by the name of their module."""
    student = Student(local_worker(bank()))
    assert student.doubled(4) == 8
    assert student.opened(3).doubled() == 6
    assert student.modules["account"].Account(5).doubled() == 10


def test_an_exception_of_a_module_beside_is_known_by_its_class() -> None:
    """An exception defined in another module has its bases, and the line that raised it."""
    with pytest.raises(StudentRaised) as failure:
        Student(local_worker(bank())).overdrawn()
    assert failure.value.info.is_a("ValueError")
    assert (failure.value.info.part, failure.value.info.line) == ("bank.py", 12)


def test_what_a_module_beside_lacks_is_missing_from_that_module() -> None:
    """A name requested from a module is not looked up in another."""
    with pytest.raises(NameMissing, match=r"no `opened` in account\.py"):
        Student(local_worker(bank())).modules["account"].opened(3)


@pytest.mark.parametrize(("source", "line"), [("x = 1\nclass (", 2), ("\n\nx = 1 / 0", 3)])
def test_a_module_that_does_not_load_is_named_with_its_line(source: str, line: int) -> None:
    """An exception while a module is imported is reported with that module and its line."""
    with pytest.raises(LoadRaised) as failure:
        local_worker(bank(source))
    assert (failure.value.info.part, failure.value.info.line) == ("account.py", line)


def test_where_failures_are_tolerated_each_module_answers_for_itself() -> None:
    """A module that fails to load is missing, and the others can be used."""
    program = Program("lab", (("lab.py", "def f():\n    return 1"),), True, {"account": (("account.py", "1/0"),)})
    student = Student(local_worker(program))
    assert student.f() == 1
    with pytest.raises(LoadRaised):
        student.modules["account"].Account(1)
    with pytest.raises(LoadRaised):
        student.g()


def test_a_module_with_the_same_parts_is_the_same_module() -> None:
    """A notebook counts as every module of the problem."""
    cells = (("cell 1", "class Account:\n    pass"), ("cell 2", "import account\nis_one = account.Account is Account"))
    program = Program("bank", (*cells, ("cell 3", "def f(): return is_one")), True)
    assert Student(local_worker(Program("bank", program.parts, True, {"account": program.parts}))).f() is True


def test_two_submissions_in_turn_find_their_own_modules() -> None:
    """Modules with the same name of different submissions are kept apart."""
    first, second = (Student(local_worker(bank(ACCOUNT.replace("2 *", f"{n} *")))) for n in (3, 5))
    assert [first.doubled(1), second.doubled(1), first.doubled(1)] == [3, 5, 3]
    assert "account" not in sys.modules
