/// Samples less their column means.
#ifndef CKERNELS_CENTRING_H
#define CKERNELS_CENTRING_H

/// y [rows, columns] = x - mean [columns], worked out in double precision and then rounded; the rows of
/// x are `stride` numbers apart.
void ck_centre_float(long rows, long columns, const float *x, long stride, const double *mean,
                     float *y);

/// The same, not rounded.
void ck_centre_double(long rows, long columns, const float *x, long stride, const double *mean,
                      double *y);

#endif
