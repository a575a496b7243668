// Vectors of 16 floats and the elementary functions of them.
#ifndef ANCHOR_MATH_H
#define ANCHOR_MATH_H

#include <immintrin.h>
#include <cstdint>

#define INLINE inline __attribute__((always_inline))
#define UNROLL _Pragma("clang loop unroll(full)")
#define EACH(U) UNROLL for (int u = 0; u < U; u++)

typedef __m512 V;
typedef __mmask16 M;

INLINE V S(float f) { return _mm512_set1_ps(f); }
INLINE __m512i SignBits() { return _mm512_set1_epi32((int)0x80000000); }
INLINE M negative(V v) { return _mm512_movepi32_mask(_mm512_castps_si512(v)); }
INLINE M above_zero(V v) { return _mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_GT_OQ); }

// U independent vectors in lockstep: every operation below is applied to all of them before the next one is issued, so that the scheduler always holds
// U independent chains.
template <int U> struct Pack { V v[U]; };

template <class T> struct Width { static constexpr int u = 0; };
template <int U> struct Width<Pack<U>> { static constexpr int u = U; };
template <int U> struct OfWidth { typedef Pack<U> type; };
template <> struct OfWidth<0> { typedef V type; };
constexpr int most(int a, int b = 0, int c = 0) { return a > b ? (a > c ? a : c) : (b > c ? b : c); }
INLINE V at(V a, int) { return a; }
template <int U> INLINE V at(const Pack<U>& a, int u) { return a.v[u]; }

// Operations of vectors, and of packs of which some operands may be vectors.
#define OP1(name, expression) \
    template <class A> INLINE typename OfWidth<Width<A>::u>::type name(A A_) \
    { \
        constexpr int W = Width<A>::u; \
        if constexpr (W == 0) { V a = A_; return expression; } \
        else { Pack<W> r; EACH(W) { V a = at(A_, u); r.v[u] = expression; } return r; } \
    }
#define OP2(name, expression) \
    template <class A, class B> INLINE typename OfWidth<most(Width<A>::u, Width<B>::u)>::type name(A A_, B B_) \
    { \
        constexpr int W = most(Width<A>::u, Width<B>::u); \
        if constexpr (W == 0) { V a = A_, b = B_; return expression; } \
        else { Pack<W> r; EACH(W) { V a = at(A_, u), b = at(B_, u); r.v[u] = expression; } return r; } \
    }
#define OP3(name, expression) \
    template <class A, class B, class C> INLINE typename OfWidth<most(Width<A>::u, Width<B>::u, Width<C>::u)>::type name(A A_, B B_, C C_) \
    { \
        constexpr int W = most(Width<A>::u, Width<B>::u, Width<C>::u); \
        if constexpr (W == 0) { V a = A_, b = B_, c = C_; return expression; } \
        else { Pack<W> r; EACH(W) { V a = at(A_, u), b = at(B_, u), c = at(C_, u); r.v[u] = expression; } return r; } \
    }

OP2(add_, _mm512_add_ps(a, b))
OP2(sub_, _mm512_sub_ps(a, b))
OP2(mul_, _mm512_mul_ps(a, b))
OP2(max_, _mm512_max_ps(a, b))
OP2(min_, _mm512_min_ps(a, b))
OP3(fma_, _mm512_fmadd_ps(a, b, c))
OP3(fnma_, _mm512_fnmadd_ps(a, b, c))
OP3(fms_, _mm512_fmsub_ps(a, b, c))
OP2(scalef_, _mm512_scalef_ps(a, b))
OP2(permute_, _mm512_permutexvar_ps(_mm512_castps_si512(a), b))
OP1(shift19_, _mm512_castsi512_ps(_mm512_srli_epi32(_mm512_castps_si512(a), 19)))
OP1(mantissa_, _mm512_getmant_ps(a, _MM_MANT_NORM_p75_1p5, _MM_MANT_SIGN_nan))
OP1(exponent_, _mm512_getexp_ps(a))
OP2(quotient_, _mm512_div_ps(a, b))
OP3(fma_toward_zero_, _mm512_fmadd_round_ps(a, b, c, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC))
OP1(abs_, _mm512_abs_ps(a))
OP1(minus_abs_, _mm512_castsi512_ps(_mm512_or_epi32(_mm512_castps_si512(a), SignBits())))
OP2(copysign_, _mm512_castsi512_ps(_mm512_ternarylogic_epi32(SignBits(), _mm512_castps_si512(b), _mm512_castps_si512(a), 0xCA)))

// By the sign of b or of a: what the names say, else the first of the other operands, or 0 where there is none.
OP3(if_negative_, _mm512_mask_mov_ps(a, negative(b), c))
OP3(product_if_negative_, _mm512_mask_mul_ps(a, negative(b), a, c))
OP3(if_above_zero_, _mm512_mask_blend_ps(above_zero(a), c, b))
OP3(product_if_above_zero_, _mm512_maskz_mul_ps(above_zero(a), b, c))
OP2(unless_zero_, _mm512_maskz_mov_ps(_mm512_cmp_ps_mask(a, _mm512_setzero_ps(), _CMP_NEQ_UQ), b))

// n = round(x / ln 2) by adding and taking away 1.5 * 2^23, Cody and Waite's reduction in two steps, a polynomial of degree 5.
// The clamp keeps a logit of minus infinity finite in the reduction.
template <class T> INLINE T exp_(T x)
{
    x = max_(x, S(-104.0f));
    const V magic = S(0x1.8p23f);
    T n = sub_(fma_(x, S(0x1.715476p+0f), magic), magic);
    T r = fnma_(n, S(0x1.62e43p-1f), x);
    r = fma_(n, S(0x1.05c61p-29f), r);
    T p = fma_(S(0x1.1060e6p-7f), r, S(0x1.572a3cp-5f));
    p = fma_(p, r, S(0x1.5557b2p-3f));
    p = fma_(p, r, S(0x1.fffdfcp-2f));
    p = fma_(p, r, S(1.0f));
    p = fma_(p, r, S(1.0f));
    return scalef_(p, n);
}

// Reciprocals of the middle of each sixteenth of [0.75, 1.5), in 8 bits, and minus their logarithms.
alignas(64) static const float LogReciprocals[16] = {1, 0.9140625f, 0.86328125f, 0.8203125f, 0.78125f, 0.74609375f, 0.7109375f, 0.6796875f,
    1.3046875f, 1.25390625f, 1.20703125f, 1.1640625f, 1.12109375f, 1.0859375f, 1.05078125f, 1};
alignas(64) static const float LogOffsets[16] = {0, 0.0898563266f, 0.147014737f, 0.198069915f, 0.246860072f, 0.292904019f, 0.341170758f, 0.386122137f,
    -0.265963554f, -0.226263672f, -0.188163832f, -0.151916042f, -0.114304774f, -0.0824436694f, -0.0495339334f, 0};

// The same of each sixteenth of [1, 2).
alignas(64) static const float UnitReciprocals[16] = {1, 0.9140625f, 0.86328125f, 0.8203125f, 0.78125f, 0.74609375f, 0.7109375f, 0.6796875f,
    0.65234375f, 0.62890625f, 0.60546875f, 0.58203125f, 0.5625f, 0.54296875f, 0.5234375f, 0.5078125f};
alignas(64) static const float UnitOffsets[16] = {0, 0.0898563266f, 0.147014737f, 0.198069915f, 0.246860072f, 0.292904019f, 0.341170758f, 0.386122137f,
    0.427183628f, 0.463773072f, 0.501752317f, 0.541231155f, 0.575364172f, 0.610703528f, 0.647337615f, 0.677643001f};

// ln(1 + r) for r in [-1/32, 1/16].
template <class T> INLINE T log1p_small_(T r)
{
    T q = fma_(S(0x1.8258ecp-3f), r, S(-0x1.001376p-2f));
    q = fma_(q, r, S(0x1.55583cp-2f));
    q = fma_(q, r, S(-0.5f));
    return fma_(mul_(r, r), q, r);
}

// Mantissa in [0.75, 1.5) times a reciprocal from the table, then a short polynomial.
// log(0) is minus infinity, subnormal numbers are right, log of a negative number is NaN.
template <class T> INLINE T log_(T x)
{
    T m = mantissa_(x);
    T k = sub_(exponent_(x), exponent_(m)); // exponent_ rounds down: one less for a mantissa below 1
    T index = shift19_(m);
    T reciprocal = permute_(index, _mm512_load_ps(LogReciprocals)), offset = permute_(index, _mm512_load_ps(LogOffsets));
    return add_(log1p_small_(fms_(m, reciprocal, S(1.0f))), fma_(k, S(0x1.62e43p-1f), offset));
}

// Of x in [0, 1]. The index are the low bits of a product rounded toward zero, whose factor keeps 1 in the last sixteenth.
template <class T> INLINE T log1p_unit_(T x)
{
    T index = fma_toward_zero_(x, S(0x1.fffffep+3f), S(0x1p23f));
    T reciprocal = permute_(index, _mm512_load_ps(UnitReciprocals)), offset = permute_(index, _mm512_load_ps(UnitOffsets));
    return add_(log1p_small_(fma_(x, reciprocal, sub_(reciprocal, S(1.0f)))), offset);
}

// An estimate and one step of Newton's.
INLINE V rsqrt_(V x)
{
    V y = _mm512_rsqrt14_ps(x), h = _mm512_mul_ps(_mm512_mul_ps(x, y), y);
    return fma_(y, fnma_(h, S(0.5f), S(0.5f)), y);
}

INLINE V reciprocal_(V x) { return _mm512_div_ps(S(1.0f), x); }

// The first k lanes, all 16 if k is greater.
INLINE M first(long k) { return k >= 16 ? (M)0xffff : (M)((1u << k) - 1); }

// Buffers of more bytes than this are written past the caches.
constexpr long StreamingBytes = 20l << 20;

INLINE bool aligned(const void* p) { return ((uintptr_t)p & 63) == 0; }

template <bool Streaming> INLINE void store(float* p, V v)
{
    if (Streaming)
    {
        _mm512_stream_ps(p, v);
    }
    else
    {
        _mm512_storeu_ps(p, v);
    }
}

#endif
