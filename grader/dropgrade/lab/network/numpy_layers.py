"""The layers of a network's NumPy program: a few plain lines of source for each kind."""

from __future__ import annotations

DENSE = '''\
class Dense:
    """x @ W + b, with the first weights of He et al. or of Glorot and Bengio."""

    def __init__(self, inputs, units, scale):
        self.W = weights.standard_normal((inputs, units)) * scale
        self.b = np.zeros(units)

    def forward(self, x, training):
        self.x = x
        return x @ self.W + self.b

    def backward(self, dout):
        x, rows = self.x.reshape(-1, self.x.shape[-1]), dout.reshape(-1, dout.shape[-1])
        self.dW, self.db = x.T @ rows, rows.sum(axis=0)
        return dout @ self.W.T
'''

CONV = '''\
class Convolution:
    """A square kernel slid over maps, without padding."""

    def __init__(self, channels_in, channels, size, scale):
        self.W = weights.standard_normal((channels, channels_in, size, size)) * scale
        self.b = np.zeros(channels)

    def forward(self, x, training):
        size, self.shape = self.W.shape[-1], x.shape
        windows = np.lib.stride_tricks.sliding_window_view(x, (size, size), axis=(2, 3))
        n, channels, rows, columns = windows.shape[:4]
        self.patches = windows.transpose(0, 2, 3, 1, 4, 5).reshape(n, rows, columns, channels * size * size)
        out = self.patches @ self.W.reshape(len(self.W), -1).T + self.b
        return out.transpose(0, 3, 1, 2)

    def backward(self, dout):
        size, by_place = self.W.shape[-1], dout.transpose(0, 2, 3, 1)
        flat = by_place.reshape(-1, len(self.W))
        self.dW = (flat.T @ self.patches.reshape(len(flat), -1)).reshape(self.W.shape)
        self.db = flat.sum(axis=0)
        n, rows, columns, _ = by_place.shape
        shares = (by_place @ self.W.reshape(len(self.W), -1)).reshape(n, rows, columns, self.shape[1], size, size)
        dx = np.zeros(self.shape)
        for i in range(size):
            for j in range(size):
                dx[:, :, i : i + rows, j : j + columns] += shares[..., i, j].transpose(0, 3, 1, 2)
        return dx
'''

BATCH_NORM = '''\
class BatchNorm:
    """Each feature normalised by the batch in training, by running statistics at evaluation."""

    def __init__(self, features, axes):
        self.axes = (0, 2, 3) if axes == 4 else tuple(range(axes - 1))
        self.shape = (1, features, 1, 1) if axes == 4 else (features,)
        self.gamma, self.beta = np.ones(features), np.zeros(features)
        self.mean, self.var = np.zeros(features), np.ones(features)

    def forward(self, x, training):
        mean, var = self.mean, self.var
        if training:
            mean, var = x.mean(axis=self.axes), x.var(axis=self.axes)
            count = x.size // mean.size
            self.mean = 0.9 * self.mean + 0.1 * mean
            self.var = 0.9 * self.var + 0.1 * (var * (count / max(count - 1, 1)))
        self.root = np.sqrt(var + 1e-5).reshape(self.shape)
        self.normal = (x - mean.reshape(self.shape)) / self.root
        return self.normal * self.gamma.reshape(self.shape) + self.beta.reshape(self.shape)

    def backward(self, dout):
        count = dout.size // self.beta.size
        self.dbeta, self.dgamma = dout.sum(axis=self.axes), (dout * self.normal).sum(axis=self.axes)
        shared = self.dbeta.reshape(self.shape) / count
        shared = shared + self.normal * (self.dgamma.reshape(self.shape) / count)
        return (dout - shared) * self.gamma.reshape(self.shape) / self.root
'''

PLAIN = {
    "relu": """\
class Relu:
    def forward(self, x, training):
        self.is_positive = x > 0
        return np.maximum(x, 0)

    def backward(self, dout):
        return dout * self.is_positive
""",
    "sigmoid": """\
class Sigmoid:
    def forward(self, x, training):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        return dout * self.out * (1 - self.out)
""",
    "tanh": """\
class Tanh:
    def forward(self, x, training):
        self.out = np.tanh(x)
        return self.out

    def backward(self, dout):
        return dout * (1 - self.out**2)
""",
    "flatten": """\
class Flatten:
    def forward(self, x, training):
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dout):
        return dout.reshape(self.shape)
""",
}

DROPPED = '''\
class {name}:
    """Drops by your {function}."""

    def __init__(self, p{more}):
        self.p{also} = p{more}

    def forward(self, x, training):
        out, self.mask = {function}(x, self.p, {given}training, coins)
        return out

    def backward(self, dout):
        return {backward}
'''

BY_LAYER = '''\
class LayerOfYours:
    """Drops by your DropoutLayer."""

    def __init__(self, p):
        self.layer = DropoutLayer(p=p, rng=coins)

    def forward(self, x, training):
        (self.layer.train if training else self.layer.eval)()
        return self.layer.forward(x)

    def backward(self, dout):
        return self.layer.backward(dout)
'''

CONNECTIONS = '''\
class DroppedWeights(Dense):
    """A dense layer whose weights are dropped by your dropconnect_forward."""

    def __init__(self, inputs, units, scale, p):
        super().__init__(inputs, units, scale)
        self.p = p

    def forward(self, x, training):
        self.x = x
        out, self.mask = dropconnect_forward(x, self.W, self.b, self.p, training, coins)
        return out

    def backward(self, dout):
        dx, self.dW, self.db = dropconnect_backward(dout, self.x, self.W, self.mask, self.p)
        return dx
'''

TARGETED = '''\
class TargetedWeights(Dense):
    """A dense layer whose smallest weights are dropped by your targeted_dropout."""

    def __init__(self, inputs, units, scale, fraction, p):
        super().__init__(inputs, units, scale)
        self.fraction, self.p = fraction, p

    def forward(self, x, training):
        self.x, self.left = x, self.W
        if training:
            self.left, self.mask = targeted_dropout(self.W, self.fraction, self.p, coins)
        return x @ self.left + self.b

    def backward(self, dout):
        self.dW, self.db = self.x.T @ dout * self.mask, dout.sum(axis=0)
        return dout @ self.left.T
'''

BRANCH = '''\
class DroppedBranch:
    """Adds a branch of layers to what it is given; your drop_path drops it for whole examples."""

    def __init__(self, p, *branch):
        self.p, self.branch = p, branch

    def forward(self, x, training):
        added = x
        for layer in self.branch:
            added = layer.forward(added, training)
        out = drop_path(x, added, self.p, training, coins)
        axes = tuple(range(1, x.ndim))
        self.kept = (out != x).any(axis=axes, keepdims=True) | ~added.any(axis=axes, keepdims=True)
        return out

    def backward(self, dout):
        through = dout * self.kept * (1 / (1 - self.p))
        for layer in reversed(self.branch):
            through = layer.backward(through)
        return dout + through
'''
