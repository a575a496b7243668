// Softmax cross-entropy of rows of any length: x is walked once in chunks. Of each the maximum is taken, then the exponentials of the chunk, which is in
// the first-level cache by now, go to a scratch row and into a sum that is rescaled where the maximum has grown. A second pass scales the scratch row.
#ifndef CROSS_ENTROPY_LONG_H
#define CROSS_ENTROPY_LONG_H

#include "anchor_math.h"
#include <cmath>
#include <cstdlib>

constexpr long Chunk = 512;
constexpr long Ahead = 1024; // floats ahead that are prefetched: exponentials fill the reorder buffer and hide the stream from the hardware

static thread_local float* scratch;
static thread_local long scratch_length;

static float* get_scratch(long n)
{
    if (scratch_length < n)
    {
        free(scratch);
        scratch = (float*)aligned_alloc(64, ((n * 4 + 127) / 64) * 64);
        scratch_length = n;
    }

    return scratch;
}

// The running maximum, the sum of the exponentials less it, and the maximum under which each chunk was done.
struct Running
{
    float peak = -INFINITY;
    Pack<4> sum;
    bool grew = false;

    INLINE Running() { EACH(4) { sum.v[u] = _mm512_setzero_ps(); } }

    // Takes a chunk's maxima; returns what the chunk's exponents are taken less.
    INLINE V take(V maxima, float& chunk_peak)
    {
        if (_mm512_cmp_ps_mask(maxima, S(peak), _CMP_GT_OQ)) // rare after the first chunks
        {
            float higher = _mm512_reduce_max_ps(maxima);
            if (peak != -INFINITY)
            {
                sum = mul_(sum, S(std::exp(peak - higher)));
                grew = true;
            }

            peak = higher;
        }

        chunk_peak = peak;
        return S(peak == -INFINITY ? 0.f : peak);
    }

    INLINE float total() const { return _mm512_reduce_add_ps(_mm512_add_ps(_mm512_add_ps(sum.v[0], sum.v[1]), _mm512_add_ps(sum.v[2], sum.v[3]))); }

    // Rescales the chunks of e that were done under a lesser maximum.
    void settle(float* e, long n, const float* peaks) const
    {
        if (!grew)
        {
            return;
        }

        for (long b = 0, k = 0; b < n && peaks[k] != peak; b += Chunk, k++)
        {
            V f = S(std::exp(peaks[k] - peak));
            for (long i = b, end = b + Chunk < n ? b + Chunk : n; i < end; i += 16)
            {
                _mm512_storeu_ps(e + i, _mm512_mul_ps(_mm512_loadu_ps(e + i), f));
            }
        }
    }
};

template <bool Gradient, bool Streaming> static double long_row(const float* x, long label, float* g, long n, float scale, float* e, float* peaks)
{
    Running run;
    long k = 0;
    for (long b = 0; b < n; b += Chunk, k++)
    {
        long end = b + Chunk < n ? b + Chunk : n, i = b;
        V m0 = S(-INFINITY), m1 = m0, m2 = m0, m3 = m0;
        for (; i + 64 <= end; i += 64)
        {
            m0 = _mm512_max_ps(m0, _mm512_loadu_ps(x + i));
            m1 = _mm512_max_ps(m1, _mm512_loadu_ps(x + i + 16));
            m2 = _mm512_max_ps(m2, _mm512_loadu_ps(x + i + 32));
            m3 = _mm512_max_ps(m3, _mm512_loadu_ps(x + i + 48));
        }

        for (; i + 16 <= end; i += 16)
        {
            m0 = _mm512_max_ps(m0, _mm512_loadu_ps(x + i));
        }

        if (i < end)
        {
            M mask = first(end - i);
            m1 = _mm512_mask_max_ps(m1, mask, m1, _mm512_maskz_loadu_ps(mask, x + i));
        }

        V peak = run.take(_mm512_max_ps(_mm512_max_ps(m0, m1), _mm512_max_ps(m2, m3)), peaks[k]);
        for (i = b; i + 64 <= end; i += 64)
        {
            Pack<4> t;
            EACH(4) { _mm_prefetch((const char*)(x + i + Ahead + 16 * u), _MM_HINT_T0); }
            EACH(4) { t.v[u] = _mm512_loadu_ps(x + i + 16 * u); }
            t = exp_(sub_(t, peak));
            run.sum = add_(run.sum, t);
            if (Gradient)
            {
                EACH(4) { _mm512_storeu_ps(e + i + 16 * u, t.v[u]); }
            }
        }

        for (; i < end; i += 16)
        {
            M mask = first(end - i);
            V t = _mm512_maskz_mov_ps(mask, exp_(_mm512_sub_ps(_mm512_maskz_loadu_ps(mask, x + i), peak)));
            run.sum.v[0] = _mm512_add_ps(run.sum.v[0], t);
            if (Gradient)
            {
                _mm512_storeu_ps(e + i, t);
            }
        }
    }

    float z = run.total();
    if (Gradient)
    {
        run.settle(e, n, peaks);
        e[label] -= z; // into the scratch row: changing a line of g that has just been streamed would wait for memory
        const V f = S(scale / z);
        long i = (long)(((64 - ((uintptr_t)g & 63)) & 63) / 4);
        i = i > n ? n : i;
        if (i > 0)
        {
            _mm512_mask_storeu_ps(g, first(i), _mm512_mul_ps(_mm512_loadu_ps(e), f));
        }

        for (; i + 64 <= n; i += 64)
        {
            EACH(4) { store<Streaming>(g + i + 16 * u, _mm512_mul_ps(_mm512_loadu_ps(e + i + 16 * u), f)); }
        }

        for (; i + 16 <= n; i += 16)
        {
            store<Streaming>(g + i, _mm512_mul_ps(_mm512_loadu_ps(e + i), f));
        }

        if (i < n)
        {
            M mask = first(n - i);
            _mm512_mask_storeu_ps(g + i, mask, _mm512_mul_ps(_mm512_maskz_loadu_ps(mask, e + i), f));
        }
    }

    return (double)run.peak + std::log((double)z) - (double)x[label];
}

// The same as a pipeline over rows for what does not fit the caches: while a row is read and exponentiated, the one before it is scaled and streamed, so
// that reading, exponentials and writing overlap. Rows are multiples of 64 long, and g is aligned to 64 bytes.
template <bool Current, bool Previous> static double piped_row(
    const float* x, long label, float* e, float* previous_g, const float* previous_e, V previous_factor, long n, float* peaks, float& z)
{
    Running run;
    long k = 0;
    for (long b = 0; b < n; b += Chunk, k++)
    {
        long end = b + Chunk < n ? b + Chunk : n;
        V peak = S(0.f);
        if (Current)
        {
            V m0 = S(-INFINITY), m1 = m0, m2 = m0, m3 = m0;
            for (long i = b; i < end; i += 64)
            {
                m0 = _mm512_max_ps(m0, _mm512_loadu_ps(x + i));
                m1 = _mm512_max_ps(m1, _mm512_loadu_ps(x + i + 16));
                m2 = _mm512_max_ps(m2, _mm512_loadu_ps(x + i + 32));
                m3 = _mm512_max_ps(m3, _mm512_loadu_ps(x + i + 48));
            }

            peak = run.take(_mm512_max_ps(_mm512_max_ps(m0, m1), _mm512_max_ps(m2, m3)), peaks[k]);
        }

        for (long i = b; i < end; i += 64)
        {
            if (Current)
            {
                Pack<4> t;
                EACH(4) { _mm_prefetch((const char*)(x + i + Ahead + 16 * u), _MM_HINT_T0); }
                EACH(4) { t.v[u] = _mm512_loadu_ps(x + i + 16 * u); }
                t = exp_(sub_(t, peak));
                run.sum = add_(run.sum, t);
                EACH(4) { _mm512_store_ps(e + i + 16 * u, t.v[u]); }
            }

            if (Previous)
            {
                EACH(4) { _mm512_stream_ps(previous_g + i + 16 * u, _mm512_mul_ps(_mm512_load_ps(previous_e + i + 16 * u), previous_factor)); }
            }
        }
    }

    if (!Current)
    {
        return 0;
    }

    z = run.total();
    run.settle(e, n, peaks);
    e[label] -= z;
    return (double)run.peak + std::log((double)z) - (double)x[label];
}

static double piped_rows(const float* x, const int* label, float* g, long rows, long n, float scale)
{
    float* e[2];
    e[0] = get_scratch(2 * n + (n + Chunk - 1) / Chunk + 64);
    e[1] = e[0] + n;
    float *peaks = e[1] + n, z = 1;
    double total = piped_row<true, false>(x, label[0], e[0], nullptr, nullptr, S(0), n, peaks, z);
    for (long r = 1; r < rows; r++)
    {
        float previous = z;
        total += piped_row<true, true>(x + r * n, label[r], e[r & 1], g + (r - 1) * n, e[(r - 1) & 1], S(scale / previous), n, peaks, z);
    }

    piped_row<false, true>(nullptr, 0, nullptr, g + (rows - 1) * n, e[(rows - 1) & 1], S(scale / z), n, peaks, z);
    _mm_sfence();
    return total;
}

// Rows from the first on, each by itself.
template <bool Gradient, bool Streaming> static double long_rows(const float* x, const int* label, float* g, long from, long rows, long n, float scale)
{
    long width = ((n + 63) & ~63l) + 32;
    float* e = get_scratch(width + (n + Chunk - 1) / Chunk);
    double total = 0;
    for (long r = from; r < rows; r++)
    {
        long phase = ((uintptr_t)(g + r * n) & 63) / 4; // the scratch row lies in its cache lines as the row of g does in its own
        total += long_row<Gradient, Streaming>(x + r * n, label[r], g + r * n, n, scale, e + phase, e + width);
    }

    if (Streaming)
    {
        _mm_sfence();
    }

    return total;
}

#endif
