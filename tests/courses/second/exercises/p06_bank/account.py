"""An account: its balance is a Decimal."""

from decimal import Decimal


class InsufficientFunds(ValueError):
    """There is not enough money."""


class Account:
    """An account that cannot be overdrawn."""

    def __init__(self, balance="0"):
        raise NotImplementedError

    def deposit(self, amount):
        """Add an amount."""
        raise NotImplementedError

    def withdraw(self, amount):
        """Take an amount away."""
        raise NotImplementedError
