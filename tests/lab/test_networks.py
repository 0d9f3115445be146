"""Networks as data: what is wrong with one is said in sentences, and what can be counted of one is counted."""

from __future__ import annotations

import ast
import random
from types import SimpleNamespace
from typing import Any

import pytest

from dropgrade.course.course import find_course
from dropgrade.lab.network.counting import checked_network, count_network, examine_network
from dropgrade.lab.network.network_asks import check, program
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.network.spec import FIELDS, NetworkError, as_json, read_network, with_rate
from tests.conftest import ROOT

OUT = {"kind": "output", "units": 10}


def network_of(*layers: dict[str, Any], shape: int | list[int] = 64) -> dict[str, Any]:
    """A network with these layers before its output."""
    return {"version": 1, "name": "Tried", "input": shape, "layers": [*layers, OUT]}


@pytest.mark.parametrize("key", PRESETS)
def test_a_preset_is_sound_and_its_json_comes_back(key: str) -> None:
    """Every preset has no fault, and reading and writing it change nothing."""
    network = checked_network(PRESETS[key])
    assert as_json(network) == PRESETS[key]


def test_presets_use_every_kind() -> None:
    """What can be built can be seen in a preset, but for two activations."""
    kinds = {layer["kind"] for preset in PRESETS.values() for layer in preset["layers"]}
    assert FIELDS.keys() - kinds == {"sigmoid", "tanh"}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (None, "A network is an object"),
        ([], "A network is an object"),
        ({"input": 3, "layers": []}, "at least an output layer"),
        ({"input": 3, "layers": "dense"}, "at least an output layer"),
        ({"version": 2, **{k: v for k, v in network_of().items() if k != "version"}}, "version 2"),
        (network_of(shape=0), "`input` must be"),
        (network_of(shape=[1, 2, 3, 4]), "`input` must be"),
        ({**network_of(), "name": "x" * 81}, "`name` must be a text"),
        ({**network_of(), "extra": 1}, "no field 'extra'"),
        (network_of({"kind": "dense", "units": True}), "Layer 1 (dense): `units` must be a whole number"),
        (network_of({"kind": "dense", "units": 10**9}), "from 1 to 4096, not 1000000000"),
        (network_of({"kind": "dens", "units": 3}), "no kind 'dens'. Did you mean dense?"),
        (network_of({"kind": ["dense"]}), "Layer 1 has no kind"),
        (network_of({"kind": "dropout", "p": 1}), "Layer 1 (dropout): `p` must lie in [0, 1), not 1."),
        (network_of({"kind": "dropout", "p": float("nan")}), "`p` must lie in [0, 1), not nan."),
        (network_of({"kind": "dropout"}), "not missing"),
        (network_of({"kind": "relu", "p": 0.5}), "Layer 1 (relu) has no field 'p'."),
        (network_of({"kind": "targeted_dropout", "units": 3, "fraction": 2, "p": 0}), "`fraction` must lie in [0, 1]"),
        (network_of({"kind": "stochastic_depth", "p": 0.1, "layers": []}), "must be a list of the layers"),
        (network_of(OUT), "The last layer must be `output`"),
        ({**network_of(), "layers": [{"kind": "relu"}]}, "The last layer must be `output`"),
        (network_of(*[{"kind": "relu"}] * 60), "at most 40 layers"),
        (network_of({"kind": "spatial_dropout_2d", "p": 0.5}), "Layer 1 (spatial_dropout_2d) needs maps"),
        (network_of({"kind": "spatial_dropout_1d", "p": 0.5}, shape=[1, 8, 8]), "needs a sequence"),
        (network_of({"kind": "dropblock", "p": 0.5, "block_size": 9}, shape=[1, 8, 8]), "do not fit in 1 × 8 × 8"),
        (network_of({"kind": "conv", "channels": 2, "size": 3}), "needs maps"),
        (network_of({"kind": "conv", "channels": 2, "size": 7}, shape=[1, 4, 4]), "does not fit"),
        (network_of(shape=[8, 8]), "Put a `flatten` before it."),
        (network_of({"kind": "dense", "units": 4096}, {"kind": "dense", "units": 4096}), "trains up to 2,000,000"),
        (network_of({"kind": "conv", "channels": 64, "size": 1}, shape=[1, 64, 64]), "100,000 is the most"),
    ],
)
def test_a_fault_is_a_sentence(data: Any, words: str) -> None:
    """What cannot be a network is refused with the layer at fault and what it should be."""
    _, faults = examine_network(data)
    assert any(words in fault for fault in faults), faults
    with pytest.raises(NetworkError):
        checked_network(data)


def test_a_branch_keeps_the_shape() -> None:
    """What is added to its input has to have its shape, and a branch holds no other."""
    inner = {"kind": "dense", "units": 3}
    _, faults = examine_network(network_of({"kind": "stochastic_depth", "p": 0.1, "layers": [inner]}))
    both = "so both need one shape: 3 units is not 64 units."
    assert faults == [f"Layer 1 (stochastic_depth) adds its branch to what it was given, {both}"]
    nested = {
        "kind": "stochastic_depth",
        "p": 0.1,
        "layers": [{"kind": "stochastic_depth", "p": 0.1, "layers": [inner]}],
    }
    assert "Layer 1.1 (stochastic_depth): a branch cannot hold another one." in examine_network(network_of(nested))[1]


def test_any_json_is_a_network_or_has_faults() -> None:
    """Random changes to a sound network give a network or sentences, and never an exception."""
    rng = random.Random(0)
    odd = [None, True, -1, 0, 1, 2.5, float("inf"), "dense", [], {}, [1, 2], 10**30]
    for _ in range(400):
        network = read_network(rng.choice([*PRESETS.values()]))[0]
        assert network is not None
        data: Any = as_json(network)
        layer = rng.choice(data["layers"])
        place = rng.choice([data, layer])
        place[rng.choice([*place, "units"])] = rng.choice(odd)
        found, faults = examine_network(data)
        assert (found is not None and not faults) or all(fault.endswith((".", "?")) for fault in faults)


def test_the_sub_networks_of_the_article() -> None:
    """150 hidden units that can each be dropped are 2^150 sub-networks, and without a rate there is one."""
    network = checked_network(PRESETS["digits"])
    assert count_network(network)[0].subnetworks == "2^150, about 1.4 × 10^45"
    assert count_network(with_rate(network, 0.0))[0].subnetworks == "1"
    assert count_network(checked_network(PRESETS["spatial"]))[0].subnetworks == "2^8 = 256"


def asked(handler: Any, network: Any) -> dict[str, Any]:
    """What a page is answered."""
    session: Any = SimpleNamespace(course=find_course(ROOT))
    return handler(session, {"network": network})


def test_a_page_is_answered_as_far_as_a_network_fits() -> None:
    """Sound layers are counted, those after a fault are not, and the fault is a sentence; a branch is in its layer."""
    answer = asked(check, network_of({"kind": "dense", "units": 3}, {"kind": "dropblock", "p": 0.1, "block_size": 2}))
    assert [(layer["kind"], layer["shape"], layer["parameters"]) for layer in answer["layers"]] == [("dense", [3], 195)]
    assert answer["faults"] == ["Layer 2 (dropblock) needs maps, channels × height × width, and is given 3 units."]
    assert asked(check, "dense")["layers"] == []
    depth = asked(check, PRESETS["depth"])
    assert [inner["place"] for inner in depth["layers"][2]["branch"]] == ["3.1", "3.2", "3.3"]
    assert depth["subnetworks"] == {"exponent": 3, "text": "2^3 = 8"}


@pytest.mark.parametrize("name", ['"""\nimport os\n"""', "a\\", "", "{seed}", "\x1b[2J\u202e"])
def test_a_name_stays_a_name_in_the_program(name: str) -> None:
    """Whatever a network is called, its program is one docstring, imports what it needs, and is Python."""
    text = asked(program, {**network_of({"kind": "relu"}), "name": name})["text"]
    tree = ast.parse(text)
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert imported == {"importlib.util", "numpy"}
    assert (ast.get_docstring(tree) or "").endswith(": a network from the lab, trained with your own functions.")
    assert text.isprintable() or set(filter(lambda c: not c.isprintable(), text)) == {"\n"}
