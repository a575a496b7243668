"""Value and gradient of PyTorch and scikit-learn, timed on given data.

    python3 peers.py FOLDER

FOLDER holds, for a loss and a shape, NAME@ROWSxCOLUMNS.x (float32), NAME@ROWSxCOLUMNS.y (float32, or int32 for labels) and NAME@ROWSxCOLUMNS.mean, the mean
loss as text, which every contender has to reach. Both libraries use one thread. PyTorch has its own functions where there are any, and otherwise what one composes
of its operations; gradients are its autograd's. scikit-learn writes into arrays that exist already. Prints what it found, a line per library with a number sign in front,
and a line per loss and library: name, library, and the nanoseconds per element of the least and the median round.
"""

import math
import pathlib
import sys
import time

import numpy

ROUNDS = 15
ROUND_SECONDS = 1e-3
LN_2 = math.log(2)


def pytorch():
    """By loss: the mean of a prediction and a target."""
    import torch
    import torch.nn.functional as f

    torch.set_num_threads(1)
    print("# PyTorch", torch.__version__)

    def log_cosh(x, y):
        d = x - y
        return (d + f.softplus(-2 * d) - LN_2).mean()

    def quantile(x, y):
        u = y - x
        return torch.maximum(0.9 * u, -0.1 * u).mean()

    def focal(x, y):
        p = torch.sigmoid(x)
        miss = p * (1 - y) + (1 - p) * y
        weight = 0.25 * y + 0.75 * (1 - y)
        return (weight * miss**2 * f.binary_cross_entropy_with_logits(x, y, reduction="none")).mean()

    losses = {
        "Mse": f.mse_loss,
        "Mae": f.l1_loss,
        "Huber": f.huber_loss,
        "SmoothL1": f.smooth_l1_loss,
        "Quantile": quantile,
        "Hinge": lambda x, y: torch.clamp(1 - x * y, min=0).mean(),
        "Exponential": lambda x, y: torch.exp(-x * y).mean(),
        "PoissonNll": f.poisson_nll_loss,
        "LogCosh": log_cosh,
        "Bce": f.binary_cross_entropy,
        "BceWithLogits": f.binary_cross_entropy_with_logits,
        "SigmoidFocal": focal,
        "CrossEntropy": f.cross_entropy,
    }

    def contender(loss, x, y):
        x = torch.from_numpy(x.copy()).requires_grad_()
        y = torch.from_numpy(y.astype(numpy.int64) if y.dtype == numpy.int32 else y.copy())

        def call():
            x.grad = None
            mean = losses[loss](x, y)
            mean.backward()
            return mean.item()

        return call if loss in losses else None

    return "PyTorch", contender


def scikit_learn():
    """By loss: what its loss is a multiple of, less a constant."""
    import sklearn
    from sklearn._loss import loss as l

    print("# scikit-learn", sklearn.__version__)
    losses = {
        "Mse": (l.HalfSquaredError, 2),
        "Mae": (l.AbsoluteError, 1),
        "Quantile": (lambda: l.PinballLoss(quantile=0.9), 1),
        "PoissonNll": (l.HalfPoissonLoss, 1),
        "BceWithLogits": (l.HalfBinomialLoss, 1),
        "CrossEntropy": (None, 1),
    }

    def contender(loss, x, y):
        if loss not in losses:
            return None

        make, factor = losses[loss]
        function = make() if make else l.HalfMultinomialLoss(n_classes=x.shape[1])
        values = numpy.empty(x.shape[0], x.dtype)
        gradient = numpy.empty_like(x)
        target = y.astype(x.dtype)

        def call():
            function.loss_gradient(target, x, loss_out=values, gradient_out=gradient, n_threads=1)
            return factor * float(values.mean(dtype=numpy.float64))

        return call

    return "scikit-learn", contender


def seconds(call, repeats):
    start = time.perf_counter()
    for _ in range(repeats):
        call()
    return (time.perf_counter() - start) / repeats


def measure(call, elements):
    repeats = max(1, int(ROUND_SECONDS / seconds(call, 3)))
    times = sorted(seconds(call, repeats) for _ in range(ROUNDS))
    return times[0] * 1e9 / elements, times[ROUNDS // 2] * 1e9 / elements


def libraries():
    for library in (pytorch, scikit_learn):
        try:
            yield library()
        except ImportError:
            pass


def main(folder):
    contenders = list(libraries())
    for path in sorted(pathlib.Path(folder).glob("*.x")):
        name = path.stem
        loss, shape = name.split("@")
        rows, columns = map(int, shape.split("x"))
        x = numpy.fromfile(path, numpy.float32)
        y = numpy.fromfile(path.with_suffix(".y"), numpy.int32 if columns > 1 else numpy.float32)
        mean = float(path.with_suffix(".mean").read_text())
        for library, contender in contenders:
            call = contender(loss, x.reshape(rows, columns) if columns > 1 else x, y)
            if call is None:
                continue
            its = call()
            if not abs(its - mean) <= 1e-4 * abs(mean):
                sys.exit(f"{name}: the mean loss of {library} is {its}, not {mean}.")
            print(name, library, *map(repr, measure(call, rows * columns)))


if __name__ == "__main__":
    main(sys.argv[1])
