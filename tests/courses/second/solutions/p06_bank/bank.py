"""The bank: the reference."""

from account import Account


class Bank:
    """Accounts by their names."""

    def __init__(self):
        self.accounts = {}

    def open(self, name, balance="0"):
        """Open an account."""
        if name in self.accounts:
            raise ValueError(f"{name} has an account")
        self.accounts[name] = Account(balance)

    def balance(self, name):
        """Return the balance of an account."""
        return self.accounts[name].balance

    def transfer(self, source, target, amount):
        """Move money from one account to another."""
        giver = self.accounts[source]
        taker = self.accounts[target]
        giver.withdraw(amount)
        taker.deposit(amount)
