"""Losses of PyTorch and scikit-learn in float32 at given points, for the accuracy report.

Reads one JSON list of jobs from the standard input: {"loss", "columns", "hyper": {...}, "data": [[...], ...], "names": [...]}.
Each datum is flat, sample after sample. Writes a list, for each job: {"<peer>": {"values": [...], "gradients": {"<name>": [...]}}}.
What a peer does not have is left out.
"""
import json
import math
import sys
import warnings

import numpy as np
import torch
import torch.nn.functional as F

warnings.filterwarnings("ignore")

try:
    import sklearn
    import sklearn._loss.loss as boosting
except ImportError:
    sklearn = boosting = None



def label(t):
    return t.long().reshape(-1)


NONE = {"reduction": "none"}

# By the name of the class without "Loss": tensors and hyper-parameters to one loss per sample. Only those that mean the same.
TORCH = {
    "Mse": lambda d, h: F.mse_loss(d[0], d[1], **NONE),
    "Mae": lambda d, h: F.l1_loss(d[0], d[1], **NONE),
    "L1": lambda d, h: F.l1_loss(d[0], d[1], **NONE),
    "Huber": lambda d, h: F.huber_loss(d[0], d[1], delta=h["delta"], **NONE),
    "SmoothL1": lambda d, h: F.smooth_l1_loss(d[0], d[1], beta=h["beta"], **NONE),
    "Bce": lambda d, h: F.binary_cross_entropy(d[0], d[1], **NONE),
    "BceWithLogits": lambda d, h: F.binary_cross_entropy_with_logits(d[0], d[1], pos_weight=torch.tensor(h["positiveWeight"]), **NONE),
    "PoissonNll": lambda d, h: F.poisson_nll_loss(d[0], d[1], log_input=bool(h["logInput"]), full=bool(h["full"]), eps=h["epsilon"], **NONE),
    "GaussianNll": lambda d, h: F.gaussian_nll_loss(d[0], d[1], d[2], full=bool(h["full"]), eps=h["epsilon"], **NONE),
    "KlDiv": lambda d, h: F.kl_div(d[0], d[1], log_target=bool(h["logTarget"]), **NONE),
    "MarginRanking": lambda d, h: F.margin_ranking_loss(d[0], d[1], d[2], margin=h["margin"], **NONE),
    "HingeEmbedding": lambda d, h: F.hinge_embedding_loss(d[0], d[1], margin=h["margin"], **NONE),
    "Logistic": lambda d, h: F.soft_margin_loss(d[0], d[1], **NONE),
    "CosineEmbedding": lambda d, h: F.cosine_embedding_loss(d[0], d[1], d[2], margin=h["margin"], **NONE),
    "CosineDistance": lambda d, h: 1 - F.cosine_similarity(d[0], d[1], eps=h["epsilon"]),
    "TripletMargin": lambda d, h: F.triplet_margin_loss(d[0], d[1], d[2], margin=h["margin"], p=h["norm"], eps=h["epsilon"], **NONE),
    "CrossEntropy": lambda d, h: F.cross_entropy(d[0], label(d[1]), label_smoothing=h["labelSmoothing"], **NONE),
    "Nll": lambda d, h: F.nll_loss(d[0], label(d[1]), **NONE),
    "SoftCrossEntropy": lambda d, h: F.cross_entropy(d[0], d[1], label_smoothing=h["labelSmoothing"], **NONE),
    "MultilabelSoftMargin": lambda d, h: F.multilabel_soft_margin_loss(d[0], d[1], **NONE),
    "MultiMargin": lambda d, h: F.multi_margin_loss(d[0], label(d[1]), p=int(h["power"]), margin=h["margin"], **NONE),
    # As the formula is written down in tutorials, with autograd.
    "LogCosh": lambda d, h: torch.log(torch.cosh(d[0] - d[1])),
    "PseudoHuber": lambda d, h: h["delta"] ** 2 * (torch.sqrt(1 + ((d[0] - d[1]) / h["delta"]) ** 2) - 1),
    "SigmoidMse": lambda d, h: 0.5 * (torch.sigmoid(d[0]) - d[1]) ** 2,
}
FORMULAS = {"LogCosh", "PseudoHuber", "SigmoidMse"}

SKLEARN = {
    "HalfMse": lambda h: boosting.HalfSquaredError(),
    "Mae": lambda h: boosting.AbsoluteError(),
    "Quantile": lambda h: boosting.PinballLoss(quantile=h["tau"]),
    "PoissonNll": lambda h: boosting.HalfPoissonLoss() if h["logInput"] and not h["full"] else None,
    "GammaNll": lambda h: boosting.HalfGammaLoss(),
    "TweedieNll": lambda h: boosting.HalfTweedieLoss(power=h["rho"]),
    "BceWithLogits": lambda h: boosting.HalfBinomialLoss() if h["positiveWeight"] == 1 else None,
    "CrossEntropy": lambda h: "multinomial" if h["labelSmoothing"] == 0 else None,
}


def numbers(array):
    return [float(v) if math.isfinite(v) else str(float(v)) for v in np.asarray(array, dtype=np.float64).reshape(-1)]


def tensors(job):
    count = job["count"]
    result = []
    for name, datum in zip(job["names"], job["data"]):
        array = np.array([float(v) for v in datum], dtype=np.float32)
        t = torch.from_numpy(array if len(array) == count else array.reshape(count, -1))
        t.requires_grad = name in job["differentiated"]
        result.append(t)
    return result


def by_torch(job):
    data = tensors(job)
    values = TORCH[job["loss"]](data, job["hyper"]).reshape(job["count"], -1)
    values = values[:, 0] if values.shape[1] == 1 else values.sum(1)
    values.sum().backward()
    gradients = {n: numbers(t.grad) for n, t in zip(job["names"], data) if t.requires_grad and t.grad is not None}
    return {"values": numbers(values.detach()), "gradients": gradients}


def by_sklearn(job):
    loss = SKLEARN[job["loss"]](job["hyper"])
    if loss is None:
        return None
    raw = np.array(job["data"][0], dtype=np.float32)
    target = np.array(job["data"][1], dtype=np.float32)
    if loss == "multinomial":
        raw = raw.reshape(job["count"], -1)
        loss = boosting.HalfMultinomialLoss(n_classes=raw.shape[1])
    values, gradients = loss.loss_gradient(y_true=target, raw_prediction=raw)
    return {"values": numbers(values), "gradients": {job["names"][0]: numbers(gradients)}}


def answer(job):
    found = {}
    for peer, table, compute in (("PyTorch", TORCH, by_torch), ("scikit-learn", SKLEARN if boosting else {}, by_sklearn)):
        if job["loss"] in table:
            try:
                result = compute(job)
            except (RuntimeError, ValueError):
                result = None  # The peer refuses these data or hyper-parameters.
            if result is not None:
                found[peer] = result
    return found


jobs = json.load(sys.stdin)
torch.set_num_threads(1)
json.dump(
    {
        "versions": {"PyTorch": torch.__version__, "scikit-learn": sklearn.__version__ if sklearn else None},
        "formulas": sorted(FORMULAS),
        "answers": [answer(job) for job in jobs],
    },
    sys.stdout,
)
