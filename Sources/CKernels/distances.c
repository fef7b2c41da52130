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
