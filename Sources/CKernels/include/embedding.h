/// The forces of t-SNE, and the convolution that approximates the repulsive ones.
///
/// Points are planar: coordinate c of point i is points[c * stride + i], `dimensions` is 2 or 3, `stride`
/// is a multiple of 16. Forces have the same layout. With q_ij = 1 / (1 + |y_i - y_j|^2):
#ifndef CKERNELS_EMBEDDING_H
#define CKERNELS_EMBEDDING_H

/// forces_i = sum_j q_ij^2 (y_i - y_j) and sums[i] = sum_j q_ij (j = i included, it adds 1), for
/// first <= i < last. Points from the last one up to `stride` must be far away from all others.
void ck_repulsion(const float *points, long stride, long dimensions, long first, long last,
                  float *forces, float *sums);

/// forces_i = sum_j p_ij q_ij (y_i - y_j) over the neighbours of i, for first <= i < last.
///
/// The neighbours of i are neighbours[starts[i] ..< starts[i + 1]], a multiple of 16 of them; what
/// fills a row up has p = 0.
void ck_attraction(const float *points, long stride, long dimensions, const long *starts,
                   const int *neighbours, const float *p, long first, long last, float *forces);

/// Adds every one of `count` points of the plane to a grid of `size` x `size` nodes, x along the rows,
/// with the weights of the cubic B-spline. A point lies at grid position (y - origin) * scale, from 1 to
/// below size - 2.
void ck_spread(const float *points, long stride, long count, const float *origin, float scale,
               long size, float *grid);

/// The value of the cubic spline with the grid's coefficients at every point, and its gradient times
/// `factor`, planar, by grid spacing.
void ck_gather(const float *points, long stride, long count, const float *origin, float scale,
               long size, const float *grid, float factor, float *values, float *gradients);

/// The three steps of a convolution of a real `size` x `size` grid with an even real kernel, by Fourier
/// transforms of length 2 * size = `length`, a power of 4 or twice one. Each works on one slab; slabs
/// are independent. `twiddles` holds cos and then -sin of 2 pi k / length, `length` of each. `scratch`
/// holds 64 * length floats. `spectrum` holds 2 planes (real, imaginary) of (size + 16) x size floats.
///
/// Step 1: columns 32 * slab ... + 31 to the spectrum, frequencies 0 ... size of the first axis.
void ck_grid_forward(const float *grid, long size, long slab, const float *twiddles,
                     float *scratch, float *spectrum);
/// Step 2: for frequencies 16 * slab ... + 15 of the first axis: transform along the second axis, multiply
/// by the kernel's transform (`kernel[(slab * length + u) * 16 + lane]`), and back.
void ck_grid_multiply(long size, long slab, const float *twiddles, const float *kernel,
                      float *scratch, float *spectrum);
/// Step 3: the columns of step 1 back to the grid.
void ck_grid_inverse(const float *spectrum, long size, long slab, const float *twiddles,
                     float *scratch, float *grid);

/// 16 Fourier transforms side by side: x_k = sum_t x_t exp(-2 pi i t k / length), `length` vectors of 16
/// lanes. `scratch` holds 32 * length floats.
void ck_fourier(float *re, float *im, float *scratch, long length, const float *twiddles);

#endif
