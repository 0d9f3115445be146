class Overdrawn(ValueError):
    pass


class Account:
    def __init__(self, amount):
        self.amount = amount

    def balance(self):
        return self.amount
