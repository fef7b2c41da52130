/// Rows of doubles against a vector: what Householder reflections are made of.
///
/// Sums run in a fixed order, so results are the same bits for every instruction set. Rows begin
/// `x_row` numbers apart; nothing is read or written behind their n numbers.
#ifndef CKERNELS_ROWS_H
#define CKERNELS_ROWS_H

#include <stddef.h>

#pragma clang assume_nonnull begin

typedef struct {
  /// products [rows] = x [rows, n] v [n]
  void (*multiply)(size_t rows, size_t n, const double *x, ptrdiff_t x_row, const double *v,
                   double *products);
  /// v [n] = v + factors [rows] x [rows, n]
  void (*combine)(size_t rows, size_t n, const double *factors, const double *x, ptrdiff_t x_row,
                  double *v);
  /// x [rows, n] = x + factors [rows] v [n]
  void (*spread)(size_t rows, size_t n, const double *factors, const double *v, double *x,
                 ptrdiff_t x_row);
  /// y [n] = A v for a symmetric A [n, n], of which the lower triangle is read.
  void (*multiply_symmetric)(size_t n, const double *a, ptrdiff_t a_row, const double *v,
                             double *y);
} ck_row_kernels;

/// The kernels for the instruction set in use.
const ck_row_kernels *ck_row_kernels_in_use(void);

#pragma clang assume_nonnull end

#endif
