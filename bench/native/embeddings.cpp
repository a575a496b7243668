// Cosine embedding and triplet margin: two passes over each row, the second from the first-level cache.
#include "anchor.h"
#include "anchor_math.h"

// The sum of the lanes in every lane.
INLINE V sum16(V z)
{
    z = _mm512_add_ps(z, _mm512_shuffle_f32x4(z, z, 0x4E));
    z = _mm512_add_ps(z, _mm512_shuffle_f32x4(z, z, 0xB1));
    z = _mm512_add_ps(z, _mm512_permute_ps(z, 0x4E));
    return _mm512_add_ps(z, _mm512_permute_ps(z, 0xB1));
}

template <bool Streaming> static double cosines(const float* a, const float* b, const float* y, float* ga, float* gb, long rows, long columns)
{
    double total = 0;
    float scale = (float)(1.0 / (double)rows);
    const V epsilon = S(1e-12f);
    for (long r = 0; r < rows; r++, a += columns, b += columns, ga += columns, gb += columns)
    {
        V ab0 = _mm512_setzero_ps(), ab1 = ab0, aa0 = ab0, aa1 = ab0, bb0 = ab0, bb1 = ab0;
        long i = 0;
        for (; i + 32 <= columns; i += 32)
        {
            V u = _mm512_loadu_ps(a + i), v = _mm512_loadu_ps(b + i), u1 = _mm512_loadu_ps(a + i + 16), v1 = _mm512_loadu_ps(b + i + 16);
            ab0 = fma_(u, v, ab0);
            aa0 = fma_(u, u, aa0);
            bb0 = fma_(v, v, bb0);
            ab1 = fma_(u1, v1, ab1);
            aa1 = fma_(u1, u1, aa1);
            bb1 = fma_(v1, v1, bb1);
        }

        for (; i < columns; i += 16)
        {
            M mask = first(columns - i);
            V u = _mm512_maskz_loadu_ps(mask, a + i), v = _mm512_maskz_loadu_ps(mask, b + i);
            ab0 = fma_(u, v, ab0);
            aa0 = fma_(u, u, aa0);
            bb0 = fma_(v, v, bb0);
        }

        V aa = _mm512_add_ps(sum16(_mm512_add_ps(aa0, aa1)), epsilon), bb = _mm512_add_ps(sum16(_mm512_add_ps(bb0, bb1)), epsilon);
        V inverse = rsqrt_(_mm512_mul_ps(aa, bb)), cosine = _mm512_mul_ps(sum16(_mm512_add_ps(ab0, ab1)), inverse);
        float c = _mm512_cvtss_f32(cosine);
        bool together = y[r] > 0;
        total += together ? 1 - c : (c > 0 ? c : 0);

        // The slope by a is w (b / (|a||b|) - c a / |a|²).
        V w = S(together ? -scale : (c > 0 ? scale : 0)), across = _mm512_mul_ps(inverse, w), cw = _mm512_mul_ps(cosine, w);
        V along_a = _mm512_mul_ps(cw, reciprocal_(aa)), along_b = _mm512_mul_ps(cw, reciprocal_(bb));
        for (i = 0; i + 16 <= columns; i += 16)
        {
            V u = _mm512_loadu_ps(a + i), v = _mm512_loadu_ps(b + i);
            store<Streaming>(ga + i, _mm512_fmsub_ps(v, across, _mm512_mul_ps(u, along_a)));
            store<Streaming>(gb + i, _mm512_fmsub_ps(u, across, _mm512_mul_ps(v, along_b)));
        }

        if (i < columns)
        {
            M mask = first(columns - i);
            V u = _mm512_maskz_loadu_ps(mask, a + i), v = _mm512_maskz_loadu_ps(mask, b + i);
            _mm512_mask_storeu_ps(ga + i, mask, _mm512_fmsub_ps(v, across, _mm512_mul_ps(u, along_a)));
            _mm512_mask_storeu_ps(gb + i, mask, _mm512_fmsub_ps(u, across, _mm512_mul_ps(v, along_b)));
        }
    }

    if (Streaming)
    {
        _mm_sfence();
    }

    return total;
}

extern "C" float anchor_cosine_fwdbwd(const float* a, const float* b, const float* y, float* ga, float* gb, long rows, long columns)
{
    bool streaming = rows * columns * 16 > StreamingBytes && aligned(ga) && aligned(gb) && columns % 16 == 0;
    return (float)((streaming ? cosines<true>(a, b, y, ga, gb, rows, columns) : cosines<false>(a, b, y, ga, gb, rows, columns)) / (double)rows);
}

template <bool Streaming> static double triplets(const float* a, const float* p, const float* n, float* ga, float* gp, float* gn, long rows, long columns)
{
    double total = 0;
    float scale = (float)(1.0 / (double)rows);
    const V epsilon = S(1e-6f), tiny = S(1e-30f), zero = _mm512_setzero_ps();
    for (long r = 0; r < rows; r++, a += columns, p += columns, n += columns, ga += columns, gp += columns, gn += columns)
    {
        V p0 = zero, p1 = zero, n0 = zero, n1 = zero;
        long i = 0;
        for (; i + 32 <= columns; i += 32)
        {
            V u = _mm512_add_ps(_mm512_loadu_ps(a + i), epsilon), u1 = _mm512_add_ps(_mm512_loadu_ps(a + i + 16), epsilon);
            V near = _mm512_sub_ps(u, _mm512_loadu_ps(p + i)), far = _mm512_sub_ps(u, _mm512_loadu_ps(n + i));
            p0 = fma_(near, near, p0);
            n0 = fma_(far, far, n0);
            near = _mm512_sub_ps(u1, _mm512_loadu_ps(p + i + 16));
            far = _mm512_sub_ps(u1, _mm512_loadu_ps(n + i + 16));
            p1 = fma_(near, near, p1);
            n1 = fma_(far, far, n1);
        }

        for (; i < columns; i += 16)
        {
            M mask = first(columns - i);
            V u = _mm512_maskz_add_ps(mask, _mm512_maskz_loadu_ps(mask, a + i), epsilon);
            V near = _mm512_sub_ps(u, _mm512_maskz_loadu_ps(mask, p + i)), far = _mm512_sub_ps(u, _mm512_maskz_loadu_ps(mask, n + i));
            p0 = fma_(near, near, p0);
            n0 = fma_(far, far, n0);
        }

        V near2 = sum16(_mm512_add_ps(p0, p1)), far2 = sum16(_mm512_add_ps(n0, n1));
        V near_inverse = rsqrt_(_mm512_max_ps(near2, tiny)), far_inverse = rsqrt_(_mm512_max_ps(far2, tiny));
        float loss = _mm512_cvtss_f32(_mm512_mul_ps(near2, near_inverse)) - _mm512_cvtss_f32(_mm512_mul_ps(far2, far_inverse)) + 1.0f;
        bool active = loss > 0;
        total += active ? loss : 0;

        V w = S(active ? scale : 0.f), near_factor = _mm512_mul_ps(near_inverse, w), far_factor = _mm512_mul_ps(far_inverse, w);
        for (i = 0; i + 16 <= columns; i += 16)
        {
            V u = _mm512_add_ps(_mm512_loadu_ps(a + i), epsilon);
            V near = _mm512_mul_ps(_mm512_sub_ps(u, _mm512_loadu_ps(p + i)), near_factor), far = _mm512_mul_ps(_mm512_sub_ps(u, _mm512_loadu_ps(n + i)), far_factor);
            store<Streaming>(ga + i, _mm512_sub_ps(near, far));
            store<Streaming>(gp + i, _mm512_sub_ps(zero, near));
            store<Streaming>(gn + i, far);
        }

        if (i < columns)
        {
            M mask = first(columns - i);
            V u = _mm512_maskz_add_ps(mask, _mm512_maskz_loadu_ps(mask, a + i), epsilon);
            V near = _mm512_mul_ps(_mm512_sub_ps(u, _mm512_maskz_loadu_ps(mask, p + i)), near_factor);
            V far = _mm512_mul_ps(_mm512_sub_ps(u, _mm512_maskz_loadu_ps(mask, n + i)), far_factor);
            _mm512_mask_storeu_ps(ga + i, mask, _mm512_sub_ps(near, far));
            _mm512_mask_storeu_ps(gp + i, mask, _mm512_sub_ps(zero, near));
            _mm512_mask_storeu_ps(gn + i, mask, far);
        }
    }

    if (Streaming)
    {
        _mm_sfence();
    }

    return total;
}

extern "C" float anchor_triplet_fwdbwd(const float* a, const float* p, const float* n, float* ga, float* gp, float* gn, long rows, long columns)
{
    bool streaming = rows * columns * 24 > StreamingBytes && aligned(ga) && aligned(gp) && aligned(gn) && columns % 16 == 0;
    return (float)((streaming ? triplets<true>(a, p, n, ga, gp, gn, rows, columns) : triplets<false>(a, p, n, ga, gp, gn, rows, columns)) / (double)rows);
}
