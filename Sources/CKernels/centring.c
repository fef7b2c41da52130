#include "centring.h"

#include "lanes.h"

CLONES void ck_centre_float(long rows, long columns, const float *restrict x, long stride,
                            const double *restrict mean, float *restrict y) {
  for (long row = 0; row < rows; row++, x += stride, y += columns) {
    for (long i = 0; i < columns; i++) y[i] = (float)((double)x[i] - mean[i]);
  }
}

CLONES void ck_centre_double(long rows, long columns, const float *restrict x, long stride,
                             const double *restrict mean, double *restrict y) {
  for (long row = 0; row < rows; row++, x += stride, y += columns) {
    for (long i = 0; i < columns; i++) y[i] = (double)x[i] - mean[i];
  }
}
