import pytest

from dropgrade.checks import expect_raises, expect_that


@pytest.mark.points(5)
def test_balance(student):
    """An account knows its balance"""
    account = student.modules["account"].Account(7)
    expect_that(account.balance() == 7, what="the balance", observed="another one", expected="7", mistakes="doubles")


@pytest.mark.points(5)
def test_transfer(student):
    """Money is moved"""
    a, b = (student.modules["account"].Account(n) for n in (7, 1))
    expect_that(student.transfer(a, b, 3) == 1, what="x", observed="y", expected="z")
    expect_raises("ValueError", student.transfer, a, b, 30, what="too much", mistakes="unchecked")
    balances = [a.balance(), b.balance()]
    expect_that(balances == [4, 4], what="x", observed=str(balances), expected="z")
