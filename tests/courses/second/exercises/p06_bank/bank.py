"""A bank of two modules
=====================

What to write
-------------
In account.py a class `Account(balance="0")`:

- `balance`, a `Decimal`;
- `deposit(amount)` and `withdraw(amount)`, which return the new balance.

In this file, which imports the other one, a class `Bank()`:

- `open(name, balance="0")` opens an account;
- `balance(name)` is the balance of an account;
- `transfer(source, target, amount)` moves money.

Conventions
-----------
- Amounts are texts such as "12.50", or `Decimal`s. No amount goes through a float, which has no exact tenths.
- An amount that is not above 0 raises `ValueError`.
- A withdrawal of more than there is raises `InsufficientFunds`, the class of account.py.
- An unknown name raises `KeyError`; a name that is taken raises `ValueError`.
- A transfer that raises changes no balance.

An example
----------
An account with "0.10" to which "0.20" is added has the balance `Decimal("0.30")`.

Reading: Python documentation, decimal.
"""

from account import Account


class Bank:
    """Accounts by their names."""

    def __init__(self):
        raise NotImplementedError

    def open(self, name, balance="0"):
        """Open an account."""
        raise NotImplementedError

    def balance(self, name):
        """Return the balance of an account."""
        raise NotImplementedError

    def transfer(self, source, target, amount):
        """Move money from one account to another."""
        raise NotImplementedError
