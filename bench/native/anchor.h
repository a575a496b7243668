// Losses written by hand with AVX-512 intrinsics: what the generated kernels are measured against.
//
// All functions: C ABI, float, thread-safe. They return the mean loss over the elements, or over the rows of row-major matrices of rows × columns, and write
// the gradient of that mean, without adding to what is there. Pointers need an alignment of 4 bytes only; no two buffers may overlap; n, rows and columns are at least 1.
// Bad input is not checked: a label outside 0 … columns − 1 reads outside the row.
#ifndef ANCHOR_H
#define ANCHOR_H

extern "C"
{
    // Of predictions x and targets y; where g is null, the mean alone.
    float anchor_mse(const float* x, const float* y, float* g, long n);
    float anchor_mae(const float* x, const float* y, float* g, long n);             // the slope at 0 is 0
    float anchor_huber(const float* x, const float* y, float* g, long n);           // threshold 1
    float anchor_log_cosh(const float* x, const float* y, float* g, long n);
    float anchor_hinge(const float* x, const float* y, float* g, long n);           // y is -1 or 1
    float anchor_bce(const float* x, const float* y, float* g, long n);             // of probabilities; logarithms are at least -100
    float anchor_bce_with_logits(const float* x, const float* y, float* g, long n);
    float anchor_sigmoid_focal(const float* x, const float* y, float* g, long n);   // exponent 2, weight 1/4 of label 1
    float anchor_poisson_nll(const float* x, const float* y, float* g, long n);     // x is the logarithm of the rate
    float anchor_quantile(const float* x, const float* y, float* g, long n);        // of 0.9
    float anchor_exponential(const float* x, const float* y, float* g, long n);     // y is -1 or 1

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
