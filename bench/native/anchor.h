// Row losses written by hand with AVX-512 intrinsics: what the generated kernels are measured against.
//
// All functions: C ABI, float, row-major matrices of rows × columns, thread-safe. They return the mean loss over the rows and write the gradient of that
// mean, without adding to what is there. Pointers need an alignment of 4 bytes only; no two buffers may overlap; rows and columns are at least 1.
// Bad input is not checked: a label outside 0 … columns − 1 reads outside the row.
#ifndef ANCHOR_H
#define ANCHOR_H

extern "C"
{
    // Softmax cross-entropy of logits x.
    float anchor_ce_fwd(const float* x, const int* label, long rows, long columns);
    float anchor_ce_fwdbwd(const float* x, const int* label, float* g, long rows, long columns);

    // Kullback–Leibler divergence, the sum of t (ln t − x); a term whose t is 0 is 0.
    float anchor_kldiv_fwdbwd(const float* x, const float* t, float* g, long rows, long columns);

    // Cosine embedding with margin 0; y is above 0 for a pair that belongs together.
    float anchor_cosine_fwdbwd(const float* a, const float* b, const float* y, float* ga, float* gb, long rows, long columns);

    // Triplet margin with margin 1, Euclid's norm and 1e-6 added to each difference.
    float anchor_triplet_fwdbwd(const float* a, const float* p, const float* n, float* ga, float* gp, float* gn, long rows, long columns);
}

#endif
