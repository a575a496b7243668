// Losses of elements, and the divergence of rows, which is one but for the mean.
#include "anchor.h"
#include "anchor_math.h"

// A loss adds the losses of the lanes to `losses` and returns their slopes times `scale`, of which `slope` is a part.
struct Loss
{
    static constexpr float slope = 1;
};

struct Mse
{
    static constexpr float slope = 2;

    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T d = sub_(x, y);
        losses = fma_(d, d, losses);
        return mul_(d, scale);
    }
};

struct Mae : Loss
{
    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T d = sub_(x, y);
        losses = add_(losses, abs_(d));
        return unless_zero_(d, copysign_(scale, d));
    }
};

// With c the difference clamped to [-1, 1] the loss is c (d - c/2): no comparison.
struct Huber : Loss
{
    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T d = sub_(x, y), c = max_(min_(d, S(1)), S(-1));
        losses = fma_(c, fnma_(c, S(0.5f), d), losses);
        return mul_(c, scale);
    }
};

struct LogCosh : Loss
{
    template <bool Gradient, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T d = sub_(x, y), m = abs_(d), e = exp_(mul_(m, S(-2)));
        T r = Gradient ? quotient_(S(1), add_(e, S(1))) : e;
        losses = add_(losses, add_(m, sub_(log1p_unit_(e), S(0.693147181f))));
        return copysign_(mul_(fnma_(e, scale, scale), r), d);
    }
};

struct Hinge
{
    static constexpr float slope = -1;

    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T m = max_(fnma_(x, y, S(1)), S(0));
        losses = add_(losses, m);
        return product_if_above_zero_(m, y, scale);
    }
};

// Of probabilities; logarithms are at least -100.
struct Bce : Loss
{
    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T q = sub_(S(1), x), lp = max_(log_(x), S(-100)), lq = max_(log_(q), S(-100));
        losses = sub_(losses, fma_(y, sub_(lp, lq), lq));
        return mul_(mul_(sub_(x, y), scale), quotient_(S(1), max_(mul_(x, q), S(1e-12f))));
    }
};

struct BceWithLogits : Loss
{
    template <bool Gradient, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T e = exp_(minus_abs_(x));
        T r = Gradient ? quotient_(S(1), add_(e, S(1))) : e; // of |x|
        losses = add_(losses, add_(log1p_unit_(e), fnma_(x, y, max_(x, S(0)))));
        return mul_(sub_(product_if_negative_(r, x, e), y), scale);
    }
};

// Exponent 2, weight 1/4 of label 1.
struct SigmoidFocal : Loss
{
    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T e = exp_(minus_abs_(x)), r = quotient_(S(1), add_(e, S(1))), er = mul_(e, r), l = log1p_unit_(e), p = if_negative_(r, x, er);
        T entropy = add_(l, fnma_(x, y, max_(x, S(0))));
        T weight = fma_(y, S(-0.5f), S(0.75f)), sign = fma_(y, S(-2), S(1));
        T miss = fma_(p, sign, y), wm = mul_(weight, miss), wmc = mul_(wm, entropy);
        losses = fma_(wmc, miss, losses);
        T outer = mul_(mul_(wm, miss), sub_(p, y)), inner = mul_(mul_(wmc, sign), mul_(er, r));
        return mul_(fma_(inner, S(2), outer), scale);
    }
};

struct PoissonNll : Loss
{
    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T e = exp_(x);
        losses = add_(losses, fnma_(x, y, e));
        return mul_(sub_(e, y), scale);
    }
};

struct Quantile : Loss // of 0.9
{
    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T u = sub_(y, x);
        losses = add_(losses, max_(mul_(u, S(0.9f)), mul_(u, S(-0.1f))));
        return if_above_zero_(u, mul_(scale, S(-0.9f)), mul_(scale, S(0.1f)));
    }
};

struct Exponential
{
    static constexpr float slope = -1;

    template <bool, class T> static INLINE T of(T x, T y, T& losses, V scale)
    {
        T e = exp_(fnma_(x, y, S(0)));
        losses = add_(losses, e);
        return mul_(mul_(e, y), scale);
    }
};

struct Divergence
{
    static constexpr float slope = -1;

    template <bool, class T> static INLINE T of(T x, T t, T& losses, V scale)
    {
        losses = fma_(t, sub_(log_(max_(t, S(1.17549435e-38f))), x), losses);
        return mul_(t, scale);
    }
};

// The sum of the losses; slopes times L::slope / count into g.
template <class L, bool Gradient, bool Streaming, int U> static double sum(const float* x, const float* y, float* g, long n, long count)
{
    constexpr long Block = 8192; // what is summed in float
    const V scale = S(L::slope * (float)(1.0 / (double)count));
    double total = 0;
    long i = 0;
    auto part = [&](long k)
    {
        M mask = first(k);
        V losses = _mm512_setzero_ps();
        V r = L::template of<Gradient>(_mm512_maskz_loadu_ps(mask, x + i), _mm512_maskz_loadu_ps(mask, y + i), losses, scale);
        total += _mm512_mask_reduce_add_ps(mask, losses);
        if (Gradient)
        {
            _mm512_mask_storeu_ps(g + i, mask, r);
        }

        i += k;
    };
    long head = Gradient ? (long)(((64 - ((uintptr_t)g & 63)) & 63) / 4) : 0;
    if (head > 0)
    {
        part(head > n ? n : head);
    }

    while (n - i >= 16)
    {
        Pack<U> losses, a, b;
        EACH(U) { losses.v[u] = _mm512_setzero_ps(); }
        long end = n - i > Block ? i + Block : i + ((n - i) & ~15l), whole = i + ((end - i) / (16 * U)) * (16 * U);
        for (; i < whole; i += 16 * U)
        {
            EACH(U)
            {
                a.v[u] = _mm512_loadu_ps(x + i + 16 * u);
                b.v[u] = _mm512_loadu_ps(y + i + 16 * u);
            }

            Pack<U> r = L::template of<Gradient>(a, b, losses, scale);
            if (Gradient)
            {
                EACH(U) { store<Streaming>(g + i + 16 * u, r.v[u]); }
            }
        }

        for (; i < end; i += 16)
        {
            V r = L::template of<Gradient>(_mm512_loadu_ps(x + i), _mm512_loadu_ps(y + i), losses.v[0], scale);
            if (Gradient)
            {
                store<Streaming>(g + i, r);
            }
        }

        EACH(U)
        {
            if (u > 0)
            {
                losses.v[0] = _mm512_add_ps(losses.v[0], losses.v[u]);
            }
        }

        total += _mm512_reduce_add_ps(losses.v[0]);
    }

    if (i < n)
    {
        part(n - i);
    }

    if (Streaming)
    {
        _mm_sfence();
    }

    return total;
}

template <class L, int U> static float mean(const float* x, const float* y, float* g, long n, long count)
{
    double total = g == nullptr ? sum<L, false, false, U>(x, y, g, n, count)
        : n * 12 > StreamingBytes ? sum<L, true, true, U>(x, y, g, n, count)
        : sum<L, true, false, U>(x, y, g, n, count);
    return (float)(total / (double)count);
}

// U is what was fastest: two logarithms at once leave registers for two vectors.
#define ELEMENTS(name, L, U) \
    extern "C" float anchor_##name(const float* x, const float* y, float* g, long n) { return mean<L, U>(x, y, g, n, n); }

ELEMENTS(mse, Mse, 4)
ELEMENTS(mae, Mae, 4)
ELEMENTS(huber, Huber, 4)
ELEMENTS(log_cosh, LogCosh, 4)
ELEMENTS(hinge, Hinge, 4)
ELEMENTS(bce, Bce, 2)
ELEMENTS(bce_with_logits, BceWithLogits, 4)
ELEMENTS(sigmoid_focal, SigmoidFocal, 4)
ELEMENTS(poisson_nll, PoissonNll, 4)
ELEMENTS(quantile, Quantile, 4)
ELEMENTS(exponential, Exponential, 4)

extern "C" float anchor_kldiv_fwdbwd(const float* x, const float* t, float* g, long rows, long columns)
{
    return mean<Divergence, 4>(x, t, g, rows * columns, rows);
}
