/// The vector kernels that Swift cannot say: plain loops over memory, for float and for double.
///
/// Results are the same bits for every instruction set: vectors are 64 bytes wide whatever the
/// CPU has, sums run in a fixed order, multiply-adds are fused where the source says so.
/// Nothing here checks sizes, allocates, or keeps pointers. Pointers are to the format's numbers
/// (`void` in their place, so that one declaration serves both formats), need no more alignment
/// than a number has, and name disjoint memory unless a comment allows them to be equal.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>

#include "centring.h"
#include "distances.h"
#include "embedding.h"
#include "rows.h"
#include "umap.h"
#include "ward.h"

#pragma clang assume_nonnull begin

/// 3 for AVX-512 (x86-64-v4), 2 for AVX2 with FMA (x86-64-v3), 1 for NEON (every 64-bit ARM), 0 for a
/// CPU that has none of them.
///
/// The environment variable SWEEP_ISA (`avx2`, `none`) lowers what is used.
int ck_instruction_set(void);

/// Uses at most this set from now on, never more than the CPU has; results do not change.
void ck_limit_instruction_set(int level);

/// Tells the CPU that this thread waits in a loop for another.
static inline void ck_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// One matrix product: C [m, n] = start + A [m, k] B [k, n].
///
/// Each element of C is one chain of fused multiply-adds in the order of k.
typedef struct {
  size_t m, n, k;
  const void *a;
  /// Distances in numbers between the rows and the columns of A.
  ptrdiff_t a_row, a_column;
  const void *b;
  /// Distances between the rows and the columns of B.
  ptrdiff_t b_row, b_column;
  void *c;
  /// Distance between the rows of C, whose columns are adjacent.
  ptrdiff_t c_row;
  /// What each row of C starts from, [n]; 0 where there is none.
  const void *_Nullable bias;
  /// Whether the chains go on from what C holds; bias is not read then.
  int accumulate;
} ck_product;

/// The sizes of a convolution: `image_*` is the side over which the kernel moves, `grid_*` counts
/// its positions.
typedef struct {
  ptrdiff_t image_height, image_width, image_channels;
  ptrdiff_t grid_height, grid_width;
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t stride_height, stride_width;
  ptrdiff_t padding_height, padding_width;
} ck_convolution;

/// Functions of one number.
typedef enum {
  CK_IDENTITY,
  CK_RELU,
  /// max(x, 0) + a min(x, 0)
  CK_LEAKY_RELU,
  CK_TANH,
  CK_SIGMOID,
  /// x above 0, else a (exp(x) - 1)
  CK_ELU,
  /// x Phi(x)
  CK_GELU,
  CK_EXP,
  CK_LOG,
} ck_function;

/// Losses of a prediction y against a target t.
typedef enum {
  /// (y - t)^2
  CK_SQUARED,
  /// |y - t|
  CK_ABSOLUTE,
  /// (y - t)^2 / 2 within a of the target, else a (|y - t| - a / 2)
  CK_HUBER,
  /// -t log y - (1 - t) log(1 - y), each logarithm at least -100
  CK_BINARY_CROSS_ENTROPY,
} ck_loss;

/// The constants of one step of Adam; those of the step number are worked out by the caller.
typedef struct {
  double step_size, beta1, beta2, epsilon;
  /// The square root of 1 - beta2^step.
  double root_correction;
  /// Added to the gradient, times the weight.
  double weight_decay;
  /// What the weight is multiplied by before the step (AdamW's decay).
  double shrink;
} ck_adam;

/// The constants of one step of gradient descent with momentum.
typedef struct {
  double learning_rate, momentum, weight_decay;
  int nesterov;
} ck_descent;

/// The constants of one step of RMSprop.
typedef struct {
  double learning_rate, smoothing, epsilon, momentum, weight_decay;
} ck_rmsprop;

/// The kernels of one format for one instruction set.
typedef struct {
  /// One matrix product.
  void (*product)(const ck_product *call);

  /// y [columns, rows] = x [rows, columns] with rows and columns swapped.
  void (*transpose)(size_t rows, size_t columns, const void *x, ptrdiff_t x_row, void *y,
                    ptrdiff_t y_row);

  /// columns [(end - first) grid_width, kernel_height kernel_width image_channels] of one image
  /// [H, W, C]: what lies under the kernel positions of the rows first ..< end, zeros outside the
  /// image.
  void (*gather)(const ck_convolution *sizes, ptrdiff_t first, ptrdiff_t end, const void *image,
                 void *columns);
  /// The adjoint: adds columns into one image.
  void (*scatter)(const ck_convolution *sizes, ptrdiff_t first, ptrdiff_t end,
                  const void *columns, void *image);

  /// y = f(x); y may be x.
  void (*apply)(ck_function function, double a, size_t n, const void *x, void *y);
  /// dx = f'(x) dy, worked out from y = f(x) (from x itself for CK_GELU); dx may be dy.
  void (*derive)(ck_function function, double a, size_t n, const void *y, const void *dy,
                 void *dx);

  /// y = value
  void (*fill)(size_t n, double value, void *y);
  /// Each row of y [rows, columns] = x [columns].
  void (*fill_rows)(size_t rows, size_t columns, const void *x, void *y);
  /// y = factor x; y may be x.
  void (*scale)(size_t n, double factor, const void *x, void *y);
  /// y = y + factor x
  void (*add)(size_t n, double factor, const void *x, void *y);
  /// y = y x
  void (*multiply)(size_t n, const void *x, void *y);
  /// The sum of x, and of x squared, in double precision.
  double (*sum)(size_t n, const void *x);
  double (*sum_of_squares)(size_t n, const void *x);
  /// sums [columns] (double) = sums + the sum of the rows of x [rows, columns].
  void (*add_rows)(size_t rows, size_t columns, const void *x, double *sums);

  /// sums [columns] (double) = sums + the sum of the products of the rows of x and y.
  void (*add_row_products)(size_t rows, size_t columns, const void *x, const void *y,
                           double *sums);
  /// y [rows, columns] = factor [columns] x + shift [columns]; y may be x.
  void (*affine_rows)(size_t rows, size_t columns, const void *x, const void *factor,
                      const void *shift, void *y);
  /// z [rows, columns] = a [columns] x + b [columns] y + shift [columns]; z may be x or y.
  void (*combine_rows)(size_t rows, size_t columns, const void *a, const void *x, const void *b,
                       const void *y, const void *shift, void *z);

  /// grid [H', W', C] = the largest pixel of one image [H, W, C] under each window.
  void (*pool_maximum)(const ck_convolution *sizes, const void *image, void *grid);
  /// Adds each window's gradient to the first of its largest pixels, or writes it where windows are
  /// apart (no padding, the stride their size); `taken` is scratch for as many numbers as the grid
  /// has.
  void (*pool_maximum_gradient)(const ck_convolution *sizes, const void *image,
                                const void *grid, const void *dgrid, void *dimage, void *taken);
  /// grid = the mean under each window; zeros outside the image count.
  void (*pool_mean)(const ck_convolution *sizes, const void *image, void *grid);
  /// The adjoint: adds to dimage, or writes it where windows are apart.
  void (*pool_mean_gradient)(const ck_convolution *sizes, const void *dgrid, void *dimage);

  /// y = softmax of each row of x [rows, columns].
  void (*softmax)(size_t rows, size_t columns, const void *x, void *y);
  /// dx from y = softmax(x) and dy; dx may be dy.
  void (*softmax_gradient)(size_t rows, size_t columns, const void *y, const void *dy, void *dx);
  /// The sum over rows of the cross entropy of softmax(x) [rows, columns] with classes [rows],
  /// of whose certainty `smoothing` is spread over all columns. Writes the probabilities, and to
  /// the gradient, if any, factor times the derivatives.
  double (*cross_entropy_of_classes)(size_t rows, size_t columns, const void *x,
                                     const int *classes, double smoothing, double factor,
                                     void *probabilities, void *_Nullable gradient);

  /// The KL divergence of n independent Gaussians from the standard normal.
  double (*divergence)(size_t n, const void *mean, const void *log_variance);
  /// z = mean + exp(log_variance / 2) noise.
  void (*sample)(size_t n, const void *mean, const void *log_variance, const void *noise,
                 void *z);
  /// The gradients of mean and log variance from dz and weight times the divergence.
  void (*sample_gradient)(size_t n, double weight, const void *mean, const void *log_variance,
                          const void *noise, const void *dz, void *dmean, void *dlog_variance);

  /// The sum of the losses of n numbers; gradient, if any, = factor times their derivatives.
  double (*loss)(ck_loss loss, double a, size_t n, const void *y, const void *target,
                 double factor, void *_Nullable gradient);

  /// One step on n weights. Gradients are multiplied by `factor` first (clipping).
  void (*adam)(const ck_adam *step, size_t n, double factor, const void *gradient, void *weight,
               void *mean, void *square);
  /// The same for gradient descent; without velocity there is no momentum.
  void (*descend)(const ck_descent *step, size_t n, double factor, const void *gradient,
                  void *weight, void *_Nullable velocity);
  /// The same for RMSprop.
  void (*rmsprop)(const ck_rmsprop *step, size_t n, double factor, const void *gradient,
                  void *weight, void *square, void *_Nullable velocity);
} ck_kernels;

typedef enum { CK_FLOAT, CK_DOUBLE } ck_format;

/// The kernels of a format for the instruction set in use.
const ck_kernels *ck_kernels_for(ck_format format);

#pragma clang assume_nonnull end

#include "convolution_transforms.h"
#include "lane_convolution.h"

#endif
