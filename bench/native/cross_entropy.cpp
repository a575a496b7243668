// Softmax cross-entropy, in a form for each kind of row length.
#include "anchor.h"
#include "cross_entropy_long.h"

// ---- Up to 16 columns: 16 rows at a time, transposed in registers so that a lane is a row and nothing is reduced across lanes.

// 4×4 transposes within each quarter of the vectors.
INLINE void transpose4(V& a, V& b, V& c, V& d)
{
    V t0 = _mm512_unpacklo_ps(a, b), t1 = _mm512_unpackhi_ps(a, b), t2 = _mm512_unpacklo_ps(c, d), t3 = _mm512_unpackhi_ps(c, d);
    a = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t0), _mm512_castps_pd(t2)));
    b = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t0), _mm512_castps_pd(t2)));
    c = _mm512_castpd_ps(_mm512_unpacklo_pd(_mm512_castps_pd(t1), _mm512_castps_pd(t3)));
    d = _mm512_castpd_ps(_mm512_unpackhi_pd(_mm512_castps_pd(t1), _mm512_castps_pd(t3)));
}

// Up to four columns of rows p, p + 4 strides, p + 8 strides and p + 12 strides, a quarter each.
INLINE V load4(const float* p, long stride, __mmask8 m)
{
    V v = _mm512_castps128_ps512(_mm_maskz_loadu_ps(m, p));
    v = _mm512_insertf32x4(v, _mm_maskz_loadu_ps(m, p + 4 * stride), 1);
    v = _mm512_insertf32x4(v, _mm_maskz_loadu_ps(m, p + 8 * stride), 2);
    return _mm512_insertf32x4(v, _mm_maskz_loadu_ps(m, p + 12 * stride), 3);
}

INLINE void store_quarter(float* p, __mmask8 m, __m128 v)
{
    if (m == 3)
    {
        _mm_storel_pi((__m64*)p, v);
    }
    else if (m == 15)
    {
        _mm_storeu_ps(p, v);
    }
    else
    {
        _mm_mask_storeu_ps(p, m, v);
    }
}

INLINE void store4(float* p, long stride, __mmask8 m, V v)
{
    store_quarter(p, m, _mm512_castps512_ps128(v));
    store_quarter(p + 4 * stride, m, _mm512_extractf32x4_ps(v, 1));
    store_quarter(p + 8 * stride, m, _mm512_extractf32x4_ps(v, 2));
    store_quarter(p + 12 * stride, m, _mm512_extractf32x4_ps(v, 3));
}

// The number of rows is a multiple of 16.
template <bool Gradient, int C> static double short_rows(const float* x, const int* label, float* g, long rows, float scale)
{
    constexpr int Quads = (C + 3) / 4;
    constexpr __mmask8 LastMask = C % 4 ? (1 << C % 4) - 1 : 15;
    double total = 0;
    const V s = S(scale);
    for (long r = 0; r < rows;)
    {
        V losses = _mm512_setzero_ps();
        for (long end = r + 1024 < rows ? r + 1024 : rows; r < end; r += 16)
        {
            V c[Quads * 4];
            UNROLL for (int q = 0; q < Quads; q++)
            {
                for (int k = 0; k < 4; k++)
                {
                    c[q * 4 + k] = load4(x + r * C + q * 4 + k * C, C, q == Quads - 1 ? LastMask : 15);
                }

                transpose4(c[q * 4], c[q * 4 + 1], c[q * 4 + 2], c[q * 4 + 3]);
            }

            V peak = c[0];
            UNROLL for (int k = 1; k < C; k++)
            {
                peak = _mm512_max_ps(peak, c[k]);
            }

            __m512i labels = _mm512_loadu_si512(label + r);
            V sum = _mm512_setzero_ps(), chosen = sum;
            UNROLL for (int k = 0; k < C; k++)
            {
                V t = _mm512_sub_ps(c[k], peak);
                chosen = _mm512_mask_mov_ps(chosen, _mm512_cmpeq_epi32_mask(labels, _mm512_set1_epi32(k)), t);
                c[k] = exp_(t);
                sum = _mm512_add_ps(sum, c[k]);
            }

            losses = _mm512_add_ps(losses, _mm512_sub_ps(log_(sum), chosen));
            if (Gradient)
            {
                V factor = _mm512_mul_ps(reciprocal_(sum), s);
                UNROLL for (int k = 0; k < C; k++)
                {
                    V t = _mm512_mul_ps(c[k], factor);
                    c[k] = _mm512_mask_sub_ps(t, _mm512_cmpeq_epi32_mask(labels, _mm512_set1_epi32(k)), t, s);
                }

                UNROLL for (int q = 0; q < Quads; q++)
                {
                    transpose4(c[q * 4], c[q * 4 + 1], c[q * 4 + 2], c[q * 4 + 3]);
                    for (int k = 0; k < 4; k++)
                    {
                        store4(g + r * C + q * 4 + k * C, C, q == Quads - 1 ? LastMask : 15, c[q * 4 + k]);
                    }
                }
            }
        }

        total += _mm512_reduce_add_ps(losses);
    }

    return total;
}

// ---- 64, 128 or 256 columns: 16 rows at a time by way of a tile in the first-level cache; maxima and sums of 16 rows are reduced by one tree of
// transposes each, logarithm and reciprocal are taken once per 16 rows.

template <class F> INLINE V reduce16(V* r, F op)
{
    V t[8], u[4], w[2];
    UNROLL for (int i = 0; i < 8; i++)
    {
        t[i] = op(_mm512_unpacklo_ps(r[2 * i], r[2 * i + 1]), _mm512_unpackhi_ps(r[2 * i], r[2 * i + 1]));
    }

    UNROLL for (int i = 0; i < 4; i++)
    {
        __m512d a = _mm512_castps_pd(t[2 * i]), b = _mm512_castps_pd(t[2 * i + 1]);
        u[i] = op(_mm512_castpd_ps(_mm512_unpacklo_pd(a, b)), _mm512_castpd_ps(_mm512_unpackhi_pd(a, b)));
    }

    UNROLL for (int i = 0; i < 2; i++)
    {
        w[i] = op(_mm512_shuffle_f32x4(u[2 * i], u[2 * i + 1], 0x88), _mm512_shuffle_f32x4(u[2 * i], u[2 * i + 1], 0xDD));
    }

    return op(_mm512_shuffle_f32x4(w[0], w[1], 0x88), _mm512_shuffle_f32x4(w[0], w[1], 0xDD));
}

template <bool Gradient, bool Streaming, int K> static double medium_rows(const float* x, const int* label, float* g, long rows, float scale)
{
    constexpr int C = 16 * K;
    double total = 0;
    alignas(64) float peaks[16], factors[16], e[16 * C];
    for (long r = 0; r < rows; r += 16)
    {
        long count = rows - r < 16 ? rows - r : 16;
        const float* p = x + r * C;
        V t[16];
        for (auto& v : t)
        {
            v = _mm512_setzero_ps();
        }

        for (long q = 0; q < count; q++)
        {
            V v[K];
            EACH(K) { v[u] = _mm512_loadu_ps(p + q * C + 16 * u); }
            UNROLL for (int d = 1; d < K; d *= 2)
            {
                UNROLL for (int k = 0; k + d < K; k += 2 * d)
                {
                    v[k] = _mm512_max_ps(v[k], v[k + d]);
                }
            }

            t[q] = v[0];
        }

        V peak = reduce16(t, [](V a, V b) { return _mm512_max_ps(a, b); });
        _mm512_store_ps(peaks, peak);
        for (long q = 0; q < count; q++)
        {
            V m = S(peaks[q]), sum = _mm512_setzero_ps();
            UNROLL for (int k = 0; k < K; k += 4)
            {
                Pack<4> z;
                EACH(4) { z.v[u] = _mm512_loadu_ps(p + q * C + 16 * (k + u)); }
                z = exp_(sub_(z, m));
                if (Gradient)
                {
                    EACH(4) { _mm512_store_ps(e + q * C + 16 * (k + u), z.v[u]); }
                }

                sum = _mm512_add_ps(sum, _mm512_add_ps(_mm512_add_ps(z.v[0], z.v[1]), _mm512_add_ps(z.v[2], z.v[3])));
            }

            t[q] = sum;
        }

        for (long q = count; q < 16; q++)
        {
            t[q] = S(1.f / 16);
        }

        V sums = reduce16(t, [](V a, V b) { return _mm512_add_ps(a, b); });
        M mask = first(count);
        __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        __m512i places = _mm512_add_epi32(_mm512_maskz_loadu_epi32(mask, label + r), _mm512_mullo_epi32(lanes, _mm512_set1_epi32(C)));
        V chosen = _mm512_mask_i32gather_ps(_mm512_setzero_ps(), mask, places, p, 4);
        total += _mm512_mask_reduce_add_ps(mask, _mm512_add_ps(log_(sums), _mm512_sub_ps(peak, chosen)));
        if (Gradient)
        {
            _mm512_store_ps(factors, _mm512_div_ps(S(scale), sums));
            float* o = g + r * C;
            if (Streaming)
            {
                // Into the tile: changing a line that has just been streamed would wait for memory.
                alignas(64) float z[16];
                _mm512_store_ps(z, sums);
                for (long q = 0; q < count; q++)
                {
                    e[q * C + label[r + q]] -= z[q];
                }
            }

            for (long q = 0; q < count; q++)
            {
                V f = S(factors[q]);
                EACH(K) { store<Streaming>(o + q * C + 16 * u, _mm512_mul_ps(_mm512_load_ps(e + q * C + 16 * u), f)); }
            }

            if (!Streaming)
            {
                for (long q = 0; q < count; q++)
                {
                    o[q * C + label[r + q]] -= scale;
                }
            }
        }
    }

    if (Streaming)
    {
        _mm_sfence();
    }

    return total;
}

template <bool Gradient> static double cross_entropy(const float* x, const int* label, float* g, long rows, long columns)
{
    float scale = (float)(1.0 / (double)rows);
    bool streaming = Gradient && rows * columns * 8 > StreamingBytes;
    double total = 0;
    long done = 0;
    switch (columns)
    {
#define SHORT(C) case C: done = rows & ~15l; total = short_rows<Gradient, C>(x, label, g, done, scale); break;
        SHORT(2) SHORT(3) SHORT(4) SHORT(5) SHORT(8) SHORT(10) SHORT(16)
        case 64: return medium_rows<Gradient, false, 4>(x, label, g, rows, scale);
        case 128: return streaming && aligned(g) ? medium_rows<Gradient, true, 8>(x, label, g, rows, scale) : medium_rows<Gradient, false, 8>(x, label, g, rows, scale);
        case 256: return medium_rows<Gradient, false, 16>(x, label, g, rows, scale);
    }

    if (streaming && columns % 64 == 0 && aligned(g))
    {
        return piped_rows(x, label, g, rows, columns, scale);
    }

    return total + (streaming
        ? long_rows<Gradient, Gradient>(x, label, g, done, rows, columns, scale)
        : long_rows<Gradient, false>(x, label, g, done, rows, columns, scale));
}

extern "C" float anchor_ce_fwd(const float* x, const int* label, long rows, long columns)
{
    return (float)(cross_entropy<false>(x, label, nullptr, rows, columns) / (double)rows);
}

extern "C" float anchor_ce_fwdbwd(const float* x, const int* label, float* g, long rows, long columns)
{
    return (float)(cross_entropy<true>(x, label, g, rows, columns) / (double)rows);
}
