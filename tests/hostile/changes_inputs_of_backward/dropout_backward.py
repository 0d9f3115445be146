"""Changes the gradient and the mask that it is given, and returns one of them."""

def dropout_forward(x, p, training=True, rng=None):
    x *= 0
    return x, x


def dropout_backward(dout, mask, p):
    dout *= 0
    mask *= 0
    return dout
