#include "distances.h"

#include "lanes.h"

/// The squared distance of one pair of rows.
INLINE float distance(const float *a, const float *b, long width) {
  v16f sum = {0};
  for (long k = 0; k < width; k += 16) {
    v16f difference = LOAD16(a + k) - LOAD16(b + k);
    sum += difference * difference;
  }
  return sum16(&sum);
}

CLONES void ck_squared_distances(const float *points, long pointCount, const float *centres,
                                 long centreCount, long width, float *out) {
  for (long i = 0; i < pointCount; i++) {
    const float *point = points + i * width;
    float *row = out + i * centreCount;
    long j = 0;
    for (; j + 4 <= centreCount; j += 4) {
      const float *c = centres + j * width;
      v16f s0 = {0}, s1 = {0}, s2 = {0}, s3 = {0};
      for (long k = 0; k < width; k += 16) {
        v16f p = LOAD16(point + k);
        v16f d0 = p - LOAD16(c + k), d1 = p - LOAD16(c + width + k);
        v16f d2 = p - LOAD16(c + 2 * width + k), d3 = p - LOAD16(c + 3 * width + k);
        s0 += d0 * d0;
        s1 += d1 * d1;
        s2 += d2 * d2;
        s3 += d3 * d3;
      }
      row[j] = sum16(&s0);
      row[j + 1] = sum16(&s1);
      row[j + 2] = sum16(&s2);
      row[j + 3] = sum16(&s3);
    }
    for (; j < centreCount; j++) row[j] = distance(point, centres + j * width, width);
  }
}

CLONES long ck_columns_below(const float *products, const float *norms, long count, float limit,
                             int *found) {
  long kept = 0, column = 0;
  for (; column + 64 <= count; column += 64) {
    int below = 0;
    for (int i = 0; i < 64; i++)
      below |= norms[column + i] - 2 * products[column + i] <= limit;
    if (!below) continue;
    for (int i = 0; i < 64; i++) {
      found[kept] = (int)(column + i);
      kept += norms[column + i] - 2 * products[column + i] <= limit;
    }
  }
  for (; column < count; column++) {
    if (norms[column] - 2 * products[column] <= limit) found[kept++] = (int)column;
  }
  return kept;
}

/// The distance of two rows from their coordinates, each product rounded before it is added.
static double distanceByCoordinates(const double *a, const double *b, long width) {
#pragma STDC FP_CONTRACT OFF
  double sum = 0;
  for (long k = 0; k < width; k++) {
    double step = a[k] - b[k];
    double square = step * step;
    sum += square;
  }
  return __builtin_sqrt(sum);
}

/// Both formats; where so much of the squares cancels that less than `LEFT` is left, coordinates decide.
#define ADD_DISTANCES(NAME, T, SQRT, LEFT)                                                        \
  CLONES void NAME(const T *products, const T *rowSquares, long rowCount, const T *otherSquares, \
                   long otherCount, const double *points, const long *rows, long firstOther,     \
                   long width, double *sums) {                                                   \
    T distances[CK_MEASURED_ROWS];                                                               \
    for (long other = 0; other < otherCount; other++, products += rowCount) {                    \
      const T otherSquare = otherSquares[other];                                                 \
      int cancelled = 0;                                                                         \
      for (long row = 0; row < rowCount; row++) {                                                \
        T both = rowSquares[row] + otherSquare;                                                  \
        T square = both - 2 * products[row];                                                     \
        int isLost = !(square > (T)LEFT * both);                                                 \
        cancelled |= isLost;                                                                     \
        distances[row] = isLost ? -1 : SQRT(square);                                             \
      }                                                                                          \
      if (cancelled) {                                                                           \
        for (long row = 0; row < rowCount; row++) {                                              \
          if (distances[row] < 0)                                                                \
            distances[row] = (T)distanceByCoordinates(                                           \
                points + rows[row] * width, points + (firstOther + other) * width, width);       \
        }                                                                                        \
      }                                                                                          \
      for (long row = 0; row < rowCount; row++) sums[row] += distances[row];                     \
    }                                                                                            \
  }

ADD_DISTANCES(ck_add_distances, double, __builtin_sqrt, 1e-3)
ADD_DISTANCES(ck_add_distances_float, float, __builtin_sqrtf, 1e-2)
