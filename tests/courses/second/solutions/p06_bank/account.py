"""An account: the reference."""

from decimal import Decimal


class InsufficientFunds(ValueError):
    """There is not enough money."""


def amount_of(amount):
    """Return an amount as a Decimal above 0."""
    exact = Decimal(amount)
    if exact <= 0:
        raise ValueError("an amount has to be above 0")
    return exact


class Account:
    """An account that cannot be overdrawn."""

    def __init__(self, balance="0"):
        self.balance = Decimal(balance)

    def deposit(self, amount):
        """Add an amount."""
        self.balance += amount_of(amount)
        return self.balance

    def withdraw(self, amount):
        """Take an amount away."""
        if amount_of(amount) > self.balance:
            raise InsufficientFunds(f"only {self.balance} is there")
        self.balance -= amount_of(amount)
        return self.balance
