"""The calls of PyTorch that a finish shows beside the references: the very text that students read is run.

PyTorch's coins are read off what it gives, and thrown again for the reference, so that all numbers are compared.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch.nn import functional

from dropgrade.course.finish import read_finish
from tests.cases import COURSE
from tests.conftest import ROOT
from tests.oracles.reference import Array, reference, same

P = 0.3
Space = dict[str, Any]


class Thrown:
    """A generator whose coins have fallen: below every rate where something is dropped, above it where it is kept."""

    def __init__(self, *kept: Any) -> None:
        self._kept = iter(kept)

    def random(self, shape: object) -> Array:
        """The coins that are next."""
        kept = np.asarray(next(self._kept))
        assert kept.shape == (shape if isinstance(shape, tuple) else (shape,))
        return np.where(kept != 0, 0.999999, 0.0)


def programs(number: str) -> tuple[Any, list[str]]:
    """The reference of a problem, and the programs of its finish."""
    name = next(n for n in COURSE.names() if n.startswith(number))
    finish = read_finish(ROOT / "solutions" / name)
    assert finish is not None
    return reference(name), finish.programs


def shown(number: str, **given: Any) -> tuple[Any, Space]:
    """The reference, and what the program of a finish leaves behind, run on these values as tensors."""
    module, (program,) = programs(number)
    tensors = {k: torch.from_numpy(v) if isinstance(v, np.ndarray) else v for k, v in given.items()}
    space: Space = {"torch": torch, "p": P, **tensors}
    torch.manual_seed(3)
    exec(program, space)
    return module, space


def array(value: Any) -> Array:
    """A tensor as an array."""
    found: Array = value.detach().numpy()
    return found


@pytest.fixture
def x(rng: np.random.Generator) -> Array:
    """Numbers that are never zero."""
    return rng.normal(size=(9, 8)) + 5


def test_every_finish_has_a_program_that_is_run_here() -> None:
    """No call is shown that is not compared, and all problems have one."""
    tested = set(re.findall(r'shown\("(p\d\d)"|programs\("(p\d\d)"\)', Path(__file__).read_text("utf-8")))
    assert {a or b for a, b in tested} == {name[:3] for name in COURSE.names()}
    assert all(len(programs(name[:3])[1]) == 1 for name in COURSE.names())


def test_p01() -> None:
    """torch.bernoulli gives such a mask: zeros and ones, as many as bernoulli_mask has."""
    module, space = shown("p01", shape=(200, 100))
    mask = array(space["mask"])
    assert set(np.unique(mask)) == {0.0, 1.0}
    assert same(module.bernoulli_mask((200, 100), P, Thrown(mask)), mask)
    assert abs(mask.mean() - (1 - P)) < 0.02


@pytest.mark.parametrize("training", [True, False])
def test_p02(x: Array, training: bool) -> None:
    """PyTorch's dropout times 1 - p is standard dropout, in both modes."""
    module, space = shown("p02", x=x, training=training)
    out = array(space["out"])
    assert same(module.standard_dropout(x, P, training, Thrown(out))[0], out)


@pytest.mark.parametrize("training", [True, False])
def test_p03(x: Array, training: bool) -> None:
    """PyTorch's dropout is inverted dropout, in both modes."""
    module, space = shown("p03", x=x, training=training)
    out = array(space["out"])
    assert same(module.inverted_dropout(x, P, training, Thrown(out))[0], out)


def test_p04(x: Array, rng: np.random.Generator) -> None:
    """Autograd gives the gradient of dropout_backward."""
    dout = rng.normal(size=x.shape)
    module, space = shown("p04", x=torch.from_numpy(x).requires_grad_(), dout=dout)
    out, mask = module.dropout_forward(x, P, rng=Thrown(array(space["out"])))
    assert same(out, space["out"])
    assert same(module.dropout_backward(dout, mask, P), space["dx"])


def test_p05(x: Array) -> None:
    """nn.Dropout drops after train() and does nothing after eval(), as the layer."""
    module, space = shown("p05", x=x)
    layer = module.DropoutLayer(P, Thrown(array(space["out"])))
    assert same(layer.forward(x), space["out"])
    layer.eval()
    assert same(layer.forward(x), space["unchanged"])


def test_p06(rng: np.random.Generator) -> None:
    """dropout1d, with channels before time, drops the features that spatial_dropout_1d drops."""
    x = rng.normal(size=(6, 4, 7)) + 5
    module, space = shown("p06", x=x)
    out = array(space["out"])
    assert same(module.spatial_dropout_1d(x, P, rng=Thrown(out[:, :1]))[0], out)


def test_p07(rng: np.random.Generator) -> None:
    """dropout2d drops whole maps, and its gradient is that of the backward function."""
    x, dout = rng.normal(size=(2, 6, 5, 3, 4)) + 5
    module, space = shown("p07", x=torch.from_numpy(x).requires_grad_(), dout=dout)
    out, mask = module.spatial_dropout_2d(x, P, rng=Thrown(array(space["out"])[:, :, :1, :1]))
    assert same(out, space["out"])
    assert same(module.spatial_dropout_2d_backward(dout, mask, P), space["dx"])


def test_p07_reads_three_axes_as_samples_channels_and_lengths() -> None:
    """The bug that the finish tells: dropout2d of one image (C, H, W) drops rows of pixels, and warns."""
    with pytest.warns(UserWarning, match="3D input"):
        out = functional.dropout2d(torch.ones(3, 40, 5), P)
    kept = (array(out) != 0).mean(axis=2)
    assert set(np.unique(kept)) == {0.0, 1.0}
    assert 0 < kept.mean(axis=1).min() < 1


def test_p08(rng: np.random.Generator) -> None:
    """var_mean without a correction gives the mean and the variance of the passes."""
    answers = rng.normal(size=(7, 4, 2))
    ours, theirs = iter(answers), iter(torch.from_numpy(answers))
    module, space = shown("p08", model=lambda _: next(theirs), x=np.zeros(1), n_samples=7)
    mean, variance = module.mc_dropout(lambda _: next(ours), np.zeros(1), 7)
    assert same(mean, space["mean"])
    assert same(variance, space["variance"])


def test_p09(rng: np.random.Generator) -> None:
    """The entropies of Categorical give both measures, also where probabilities are 0."""
    probs = rng.dirichlet([1.0, 1.0, 1.0], size=(6, 5))
    probs[:, 0] = [1.0, 0.0, 0.0]
    module, space = shown("p09", probs=probs)
    assert same(module.predictive_entropy(probs), space["total"], 1e-6)
    assert same(module.mutual_information(probs), space["information"], 1e-6)


def test_p10(rng: np.random.Generator) -> None:
    """The scaled network is the ensemble of all masks, for softmax and for a linear unit."""
    x, w, b = rng.normal(size=6), rng.normal(size=(6, 3)), rng.normal(size=3)
    module, space = shown("p10", x=x, W=w, b=b, w=w[:, 0].copy(), c=0.5)
    assert same(module.ensemble_softmax(x, w, b, P), space["probs"], 1e-10)
    assert same(module.ensemble_mean(x, w[:, 0], 0.5, P), space["mean"], 1e-10)


def test_p11(x: Array) -> None:
    """The moments of a Bernoulli variable give those of dropout."""
    module, space = shown("p11", x=x)
    assert same(module.output_mean(x, P), space["mean"], 1e-10)
    assert same(module.output_variance(x, P), space["variance"], 1e-10)


def parameters(rng: np.random.Generator) -> tuple[dict[str, Array], torch.nn.Module]:
    """The parameters of a two-layer network, and PyTorch's network with the same."""
    shapes = {"W1": (3, 8), "b1": (8,), "W2": (8, 1), "b2": (1,)}
    params = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    model = torch.nn.Sequential(
        torch.nn.Linear(3, 8), torch.nn.ReLU(), torch.nn.Dropout(P), torch.nn.Linear(8, 1)
    ).double()
    load(model, params)
    return params, model


def load(model: torch.nn.Module, params: dict[str, Array]) -> None:
    """Give PyTorch's network these parameters: its weights are transposed."""
    model.load_state_dict({
        "0.weight": torch.from_numpy(params["W1"].T.copy()), "0.bias": torch.from_numpy(params["b1"].copy()),
        "3.weight": torch.from_numpy(params["W2"].T.copy()), "3.bias": torch.from_numpy(params["b2"].copy()),
    })  # fmt: skip


def test_p12(rng: np.random.Generator) -> None:
    """The network that is shown has the gradients of backward, with the coins that it threw."""
    module, (program,) = programs("p12")
    params, _ = parameters(rng)
    x, y = rng.normal(size=(10, 3)), rng.integers(0, 2, (10, 1)).astype(float)
    made, _, rest = program.partition("loss =")
    space: Space = {
        "torch": torch,
        "p": P,
        "inputs": 3,
        "hidden": 8,
        "x": torch.from_numpy(x),
        "y": torch.from_numpy(y),
    }
    exec(made, space)
    load(space["model"].double(), params)
    kept = {}
    space["model"][2].register_forward_hook(lambda _, given, out: kept.update(mask=(out != 0) | (given[0] == 0)))
    torch.manual_seed(0)
    exec(f"loss ={rest}", space)
    _, cache = module.forward(params, x, P, True, Thrown(kept["mask"].numpy()))
    grads = module.backward(params, cache, y)
    theirs = space["model"]
    assert same(grads["W1"].T, theirs[0].weight.grad, 1e-10)
    assert same(grads["b1"], theirs[0].bias.grad, 1e-10)
    assert same(grads["W2"].T, theirs[3].weight.grad, 1e-10)
    assert same(grads["b2"], theirs[3].bias.grad, 1e-10)


def test_p13(rng: np.random.Generator) -> None:
    """The loop that is shown has the history of train; without dropout, so that nothing is random."""
    params, model = parameters(rng)
    model[2].p = 0.0  # type: ignore[operator, index]
    x = rng.normal(size=(12, 3)), rng.normal(size=(9, 3))
    y = rng.integers(0, 2, (12, 1)).astype(float), rng.integers(0, 2, (9, 1)).astype(float)
    module, space = shown("p13", model=model, lr=0.2, epochs=15, x_train=x[0], x_test=x[1], y_train=y[0], y_test=y[1],
                          train_loss=[], test_loss=[])  # fmt: skip
    history = module.train(params, x, y, 0.0, 0.2, 15, rng)
    assert np.allclose(history["train_loss"], space["train_loss"], atol=1e-9)
    assert np.allclose(history["test_loss"], space["test_loss"], atol=1e-9)


def test_p14() -> None:
    """The loop that is shown gives each Dropout the rate of the schedule; it does not reach an attention's."""
    for step in range(7):
        attention = torch.nn.MultiheadAttention(8, 2, dropout=0.5)
        model = torch.nn.Sequential(torch.nn.Dropout(0.5), torch.nn.Linear(2, 2), torch.nn.Dropout(0.5), attention)
        module, _ = shown("p14", model=model, step=step, steps=5, p_max=0.4)
        assert model[0].p == model[2].p == pytest.approx(module.annealed_rate(step, 5, 0.4))
        assert attention.dropout == 0.5


def test_p15(rng: np.random.Generator) -> None:
    """The block that is shown is dropout_then_bn in training, and at evaluation but for N / (N - 1)."""
    x = rng.normal(size=(40, 3)) + 5
    module, space = shown("p15", x=torch.from_numpy(x).float(), features=3)
    kept = {}
    block = space["block"]
    block[0].register_forward_hook(lambda _, __, out: kept.update(d=out))
    torch.manual_seed(3)
    out_train = block.train()(torch.from_numpy(x).float())
    ours = module.dropout_then_bn(x, P, Thrown(kept["d"].numpy()))
    assert same(ours[0], out_train.double(), 1e-4)
    theirs = array(block.eval()(torch.from_numpy(x).float()))
    assert same(ours[1], theirs.astype(float) * np.sqrt(40 / 39), 1e-4)


@pytest.mark.parametrize("training", [True, False])
def test_p16(rng: np.random.Generator, training: bool) -> None:
    """With values that show the weights, PyTorch's attention drops and scales as attention does."""
    q, k = rng.normal(size=(2, 2, 3, 5, 4))
    v = np.broadcast_to(np.eye(5), (2, 3, 5, 5)).copy()
    module, space = shown("p16", q=q, k=k, v=v, training=training)
    out = array(space["out"])
    assert (out == 0).any() == training
    assert same(module.attention(q, k, v, P, training, Thrown(out))[0], out, 1e-10)


def test_p16_drops_in_either_mode() -> None:
    """The bug that the finish tells: the function knows no mode, and drops whenever it gets a rate."""
    torch.manual_seed(0)
    q = torch.ones(1, 1, 30, 4)
    out = functional.scaled_dot_product_attention(q, q, torch.eye(30)[None, None], dropout_p=P)
    assert (out == 0).any()


@pytest.mark.parametrize("training", [True, False])
def test_p17(x: Array, training: bool) -> None:
    """Both lines are those of the transformer, in both modes."""
    module, space = shown("p17", x=x, sublayer=lambda v: v * 2 + 1, embedded=x, training=training)
    kept = np.abs(array(space["out"]) - x) > 1e-12
    assert same(module.residual_dropout(x, lambda v: v * 2 + 1, P, training, Thrown(kept)), space["out"])
    first = array(space["first"])
    assert same(module.embedding_dropout(x, P, training, Thrown(first)), first)


@pytest.mark.parametrize("training", [True, False])
def test_p18(rng: np.random.Generator, training: bool) -> None:
    """Dropout of the weights in a linear layer is DropConnect, forward and backward."""
    x, w, b, dy = rng.normal(size=(5, 4)), rng.normal(size=(4, 3)), rng.normal(size=3), rng.normal(size=(5, 3))
    leaves = [torch.from_numpy(v).requires_grad_() for v in (x, w, b)]
    module, space = shown("p18", x=leaves[0], w=leaves[1], b=leaves[2], training=training)
    y, mask = module.dropconnect_forward(x, w, b, P, training, Thrown(array(space["kept"])))
    assert same(y, space["y"])
    space["y"].backward(torch.from_numpy(dy))
    for ours, leaf in zip(module.dropconnect_backward(dy, x, w, mask, P), leaves, strict=True):
        assert same(ours, leaf.grad)


@pytest.mark.parametrize("b", [1, 2, 3])
def test_p19(rng: np.random.Generator, b: int) -> None:
    """The pooling that is shown drops the blocks of dropblock, and has its factor."""
    shape = (2, 3, 7, 6)
    x = rng.normal(size=shape) + 5
    module, space = shown("p19", x=x, b=b, N=2, C=3, H=7, W=6)
    out, mask = module.dropblock(x, P, b, True, Thrown(1 - array(space["drawn"])))
    assert same(mask.astype(float), space["mask"])
    assert same(out, space["out"])


def test_p20(rng: np.random.Generator) -> None:
    """What topk finds is what prune removes."""
    w = rng.normal(size=(9, 4))
    module, space = shown("p20", w=w, fraction=0.4)
    assert same(module.prune(w, 0.4), space["pruned"])


def test_p21(rng: np.random.Generator) -> None:
    """The cell that is shown, with one mask for a sequence, has the states of variational_rnn."""
    x, h0 = rng.normal(size=(4, 9, 3)), rng.normal(size=(4, 5))
    w_x, w_h, b = rng.normal(size=(3, 5)), rng.normal(size=(5, 5)), rng.normal(size=5)
    cell = torch.nn.RNNCell(3, 5, dtype=torch.float64)
    weights = {"weight_ih": w_x.T, "weight_hh": w_h.T, "bias_ih": b, "bias_hh": np.zeros(5)}
    cell.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in weights.items()})
    module, space = shown("p21", x=x, h0=h0, cell=cell)
    hs, _ = module.variational_rnn(x, h0, w_x, w_h, b, P, True, Thrown(array(space["mask"])))
    assert same(hs, space["hs"], 1e-9)


def test_p21_pytorch_drops_nothing_in_one_layer() -> None:
    """The bug that the finish tells: with one layer the rate of an LSTM does nothing, beside a warning."""
    with pytest.warns(UserWarning, match="num_layers greater than 1"):
        lstm = torch.nn.LSTM(3, 4, dropout=0.5)
    x = torch.ones(5, 1, 3)
    assert torch.equal(lstm(x)[0], lstm(x)[0])


def test_p22(x: Array) -> None:
    """The two lines drop the branch of whole samples, and the rates are those of depth_rates."""
    module, space = shown("p22", x=x, branch=x + 1, p_last=0.4, n_blocks=6)
    out = module.drop_path(x, x + 1, P, True, Thrown(array(space["keep"])))
    assert same(out, space["out"])
    assert np.allclose(module.depth_rates(6, 0.4), array(space["rates"]), rtol=1e-6)


def test_p23(rng: np.random.Generator) -> None:
    """Both optimizers take the steps of the two functions."""
    w, grad = rng.normal(size=(2, 4, 3))
    leaves = [torch.nn.Parameter(torch.from_numpy(w.copy())) for _ in range(2)]
    module, space = shown("p23", w=leaves[0], v=leaves[1], lr=0.1, decay=0.05)
    for leaf, optimizer in zip(leaves, (space["sgd"], space["adamw"]), strict=True):
        leaf.grad = torch.from_numpy(grad)
        optimizer.step()
    assert same(module.sgd_l2_step(w, grad, 0.1, 0.05), leaves[0])
    state = (0, np.zeros_like(w), np.zeros_like(w))
    assert same(module.adamw_step(w, grad, state, 0.1, 0.05)[0], leaves[1], 1e-9)


def test_p24(rng: np.random.Generator) -> None:
    """cross_entropy with label_smoothing is the loss."""
    logits, y = 50 * rng.normal(size=(9, 4)), rng.integers(0, 4, 9)
    module, space = shown("p24", logits=logits, y=y, alpha=0.2)
    assert same(module.smoothed_cross_entropy(logits, y, 0.2), space["loss"], 1e-9)


def test_p25(rng: np.random.Generator) -> None:
    """With the same weight and permutation, lerp blends as mixup does."""
    x, y = rng.normal(size=(6, 3)), np.eye(6)
    module, space = shown("p25", x=x, y=y, alpha=0.4)

    class Drawn:
        def beta(self, *_: float) -> float:
            return float(space["lam"])

        def permutation(self, _: int) -> Array:
            return array(space["perm"])

    mixed_x, mixed_y, _ = module.mixup(x, y, 0.4, Drawn())
    assert same(mixed_x, space["mixed_x"], 1e-6)
    assert same(mixed_y, space["mixed_y"], 1e-6)


def test_p26(rng: np.random.Generator) -> None:
    """The two lines flip the images that random_flip flips."""
    images = rng.normal(size=(8, 2, 3, 4))
    module, space = shown("p26", images=images)
    assert same(module.random_flip(images, P, Thrown(~array(space["coins"]))), space["flipped"])
