"""Everything in one file, with a context that takes a transfer back."""

import decimal


class InsufficientFunds(ValueError):
    pass


class Account:
    def __init__(self, balance="0"):
        self._cents = decimal.Decimal(balance)

    @property
    def balance(self):
        return self._cents

    def _change(self, amount, sign):
        amount = decimal.Decimal(amount)
        if not amount > 0:
            raise ValueError(str(amount))
        if self._cents + sign * amount < 0:
            raise InsufficientFunds
        self._cents += sign * amount
        return self._cents

    def deposit(self, amount):
        return self._change(amount, 1)

    def withdraw(self, amount):
        return self._change(amount, -1)


class Bank:
    def __init__(self):
        self.all = {}

    def open(self, name, balance="0"):
        if self.all.get(name) is not None:
            raise ValueError(name + " is taken")
        self.all[name] = Account(balance)

    def balance(self, name):
        return self.all[name].balance

    def transfer(self, source, target, amount):
        before = self.all[source].withdraw(amount)
        try:
            self.all[target].deposit(amount)
        except KeyError:
            self.all[source].deposit(amount)
            raise
