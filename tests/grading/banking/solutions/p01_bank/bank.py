"""Bank."""

from account import Account, Overdrawn
from ledger import note


def transfer(source, target, amount):
    if source.amount < amount:
        raise Overdrawn("too little")
    source.amount -= amount
    target.amount += amount
    return note("transfer")
