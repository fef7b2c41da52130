/// Euclidean distances between rows.
#ifndef CKERNELS_DISTANCES_H
#define CKERNELS_DISTANCES_H

/// out[i * centreCount + j] = |points[i] - centres[j]|^2.
///
/// Both are padded with zeros to a multiple of 16 floats and lie row by row, `width` floats a row, `width` a multiple of 16. Each distance is 16 chains of
/// fused multiply-adds, one a lane, and a fixed tree over the lanes.
void ck_squared_distances(const float *points, long pointCount, const float *centres,
                          long centreCount, long width, float *out);

/// found[0], found[1], …: the columns for which norms[column] - 2 products[column] <= limit, ascending;
/// returns how many there are. `found` has room for all.
long ck_columns_below(const float *products, const float *norms, long count, float limit, int *found);

/// The most rows that `ck_add_distances` measures at a time.
#define CK_MEASURED_ROWS 64

/// sums[r] += |others[0] - rows[r]| + |others[1] - rows[r]| + …, added in that order, for each of
/// `rowCount` rows, at most CK_MEASURED_ROWS.
///
/// |x - y|^2 = |x|^2 + |y|^2 - 2 x y: `products` holds the inner products [otherCount, rowCount],
/// `rowSquares` and `otherSquares` the squared lengths. Where less than a thousandth is left, the
/// distance is taken from the coordinates, `width` doubles a row, `rows[r]` being the place of row r
/// among the `points` and the others those from `firstOther` on.
void ck_add_distances(const double *products, const double *rowSquares, long rowCount,
                      const double *otherSquares, long otherCount, const double *points,
                      const long *rows, long firstOther, long width, double *sums);

/// The same with inner products and squared lengths in single precision; what is added up is not.
void ck_add_distances_float(const float *products, const float *rowSquares, long rowCount,
                            const float *otherSquares, long otherCount, const double *points,
                            const long *rows, long firstOther, long width, double *sums);

#endif
