"""Answer what a page asks about a network: its counts and its program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dropgrade.lab.network.counting import Counted, checked_network, count_network
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.network.spec import read_network

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Session


def check(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """The layers with shapes and parameters, as far as they fit, the network's totals, and its faults in sentences.

    `is_network` is false if the JSON does not even have the form of a network.
    """
    del session
    network, faults = read_network(ask.get("network"))
    if network is None:
        return {
            "layers": [],
            "units": 0,
            "parameters": 0,
            "subnetworks": {"exponent": 0, "text": "1"},
            "faults": faults,
            "is_network": False,
        }
    count, faults = count_network(network)
    return {
        "layers": [_described(layer) for layer in count.layers],
        "units": count.units,
        "parameters": count.parameters,
        "subnetworks": {"exponent": count.exponent, "text": count.subnetworks},
        "faults": faults,
        "is_network": True,
    }


def _described(layer: Counted) -> dict[str, object]:
    described: dict[str, object] = {
        "place": layer.place,
        "kind": layer.layer.kind,
        "shape": list(layer.shape),
        "parameters": layer.parameters,
        "coins": layer.coins,
    }
    return described | ({"branch": [_described(inner) for inner in layer.branch]} if layer.branch else {})


def program(session: Session, ask: Mapping[str, Any]) -> dict[str, object]:
    """The network as a NumPy program that uses the student's functions."""
    from dropgrade.lab.network.numpy_program import program_of

    return {"text": program_of(checked_network(ask.get("network")), session.course)}


def greeting(session: Session) -> dict[str, object]:
    """The networks to start from."""
    del session
    return {"presets": [{"key": key, "network": network} for key, network in PRESETS.items()]}


HANDLERS = {"network.check": check, "network.program": program}
