"""The hidden suite of the bank: two modules, exceptions and decimals."""

from decimal import Decimal

import pytest

from dropgrade.checks import expect_equal, expect_object, expect_raises


@pytest.fixture
def account(student):
    """Makes an account of the other module."""
    return lambda balance: expect_object(student.modules["account"].Account(balance))


@pytest.fixture
def bank(student):
    """A bank with two accounts."""
    made = expect_object(student.Bank())
    made.open("ada", "10.00")
    made.open("bob", "5.00")
    return made


@pytest.mark.points(2)
@pytest.mark.essential
def test_account(account):
    """Deposits and withdrawals add up, and what comes back is the balance."""
    mine = account("0.10")
    expect_equal(mine.deposit("0.20"), Decimal("0.30"), what='deposit("0.20") after "0.10"',
                 mistakes={"through_floats": Decimal(0.1 + 0.2)})  # fmt: skip
    expect_equal(mine.withdraw("0.05"), Decimal("0.25"), what='withdraw("0.05")')
    expect_equal(mine.balance, Decimal("0.25"), what="the balance")


@pytest.mark.points(1, each=True)
@pytest.mark.needs("test_account")
@pytest.mark.parametrize("amount", ["0", "-1"])
def test_amounts(account, amount):
    """An amount that is not above 0 raises ValueError."""
    mine = account("5")
    for move in (mine.deposit, mine.withdraw):
        expect_raises("ValueError", move, amount, what=f"an amount of {amount}", mistakes=["takes_any_amount"])


@pytest.mark.points(1)
@pytest.mark.needs("test_account")
def test_overdrawn(account):
    """A withdrawal of more than there is raises InsufficientFunds and changes nothing; one of all does not."""
    mine = account("5")
    expect_raises("InsufficientFunds", mine.withdraw, "5.01", what="a withdrawal of 5.01 of 5",
                  mistakes=["can_be_overdrawn"])  # fmt: skip
    expect_equal(mine.balance, Decimal(5), what="the balance after it")
    expect_equal(mine.withdraw("5"), Decimal(0), what="a withdrawal of all")


@pytest.mark.points(2)
@pytest.mark.needs("test_account")
@pytest.mark.essential
def test_transfer(bank):
    """A transfer moves money from one account to the other."""
    bank.transfer("ada", "bob", "2.50")
    balances = bank.balance("ada"), bank.balance("bob")
    expect_equal(balances, (Decimal("7.50"), Decimal("7.50")), what="the balances after a transfer of 2.50",
                 mistakes={"nothing_is_taken": (Decimal("10.00"), Decimal("7.50"))})  # fmt: skip


@pytest.mark.points(2)
@pytest.mark.needs("test_transfer")
def test_whole_transfers(bank):
    """A transfer that raises changes no balance."""
    expect_raises("KeyError", bank.transfer, "ada", "eve", "1", what="a transfer to nobody")
    expect_raises("ValueError", bank.transfer, "ada", "bob", "10.01", what="a transfer of more than there is")
    balances = bank.balance("ada"), bank.balance("bob")
    lost = (Decimal("9.00"), Decimal("5.00"))
    expect_equal(balances, (Decimal("10.00"), Decimal("5.00")), what="the balances", mistakes={"money_is_lost": lost})


@pytest.mark.points(1)
@pytest.mark.needs("test_account")
def test_names(bank):
    """An unknown name raises KeyError, and one that is taken raises ValueError."""
    expect_raises("KeyError", bank.balance, "eve", what="the balance of an unknown name")
    expect_raises("ValueError", bank.open, "ada", what="opening an account twice", mistakes=["opens_twice"])
    expect_equal(bank.balance("ada"), Decimal("10.00"), what="the balance of the first account")
