#include "embedding.h"

#include "lanes.h"

/// Exact repulsion of a block, for a number of dimensions known to the compiler.
INLINE void repulsion(const float *points, long stride, const long dimensions, long first,
                      long last, float *forces, float *sums) {
  for (long i = first; i < last; i++) {
    v16f force[3] = {{0}, {0}, {0}};
    v16f sum = {0};
    for (long j = 0; j < stride; j += 16) {
      v16f difference[3];
      v16f square = {0};
      square += 1;
      for (long c = 0; c < dimensions; c++) {
        difference[c] = points[c * stride + i] - LOAD16(points + c * stride + j);
        square += difference[c] * difference[c];
      }
      v16f q = 1 / square;
      sum += q;
      v16f weight = q * q;
      for (long c = 0; c < dimensions; c++) force[c] += weight * difference[c];
    }
    for (long c = 0; c < dimensions; c++) forces[c * stride + i] = sum16(&force[c]);
    sums[i] = sum16(&sum);
  }
}

CLONES void ck_repulsion(const float *points, long stride, long dimensions, long first, long last,
                         float *forces, float *sums) {
  if (dimensions == 2) {
    repulsion(points, stride, 2, first, last, forces, sums);
  } else {
    repulsion(points, stride, 3, first, last, forces, sums);
  }
}

/// Attraction of a block, for a number of dimensions known to the compiler.
INLINE void attraction(const float *points, long stride, const long dimensions,
                       const long *starts, const int *neighbours, const float *p, long first,
                       long last, float *forces) {
  for (long i = first; i < last; i++) {
    v16f force[3] = {{0}, {0}, {0}};
    for (long k = starts[i]; k < starts[i + 1]; k += 16) {
      v16f difference[3];
      v16f square = {0};
      square += 1;
      for (long c = 0; c < dimensions; c++) {
        v16f other;
        for (int lane = 0; lane < 16; lane++) {
          other[lane] = points[c * stride + neighbours[k + lane]];
        }
        difference[c] = points[c * stride + i] - other;
        square += difference[c] * difference[c];
      }
      v16f weight = LOAD16(p + k) / square;
      for (long c = 0; c < dimensions; c++) force[c] += weight * difference[c];
    }
    for (long c = 0; c < dimensions; c++) forces[c * stride + i] = sum16(&force[c]);
  }
}

CLONES void ck_attraction(const float *points, long stride, long dimensions, const long *starts,
                          const int *neighbours, const float *p, long first, long last,
                          float *forces) {
  if (dimensions == 2) {
    attraction(points, stride, 2, starts, neighbours, p, first, last, forces);
  } else {
    attraction(points, stride, 3, starts, neighbours, p, first, last, forces);
  }
}

/// The four weights of the cubic B-spline at `t` between two nodes.
INLINE void weights(float t, float *w) {
  float r = 1 - t;
  w[0] = r * r * r / 6;
  w[1] = ((3 * t - 6) * t * t + 4) / 6;
  w[2] = ((3 * r - 6) * r * r + 4) / 6;
  w[3] = t * t * t / 6;
}

/// The derivatives of the weights.
INLINE void slopes(float t, float *w) {
  float r = 1 - t;
  w[0] = -r * r / 2;
  w[1] = (3 * t - 4) * t / 2;
  w[2] = -(3 * r - 4) * r / 2;
  w[3] = t * t / 2;
}

CLONES void ck_spread(const float *points, long stride, long count, const float *origin,
                      float scale, long size, float *grid) {
  for (long i = 0; i < count; i++) {
    float u = (points[i] - origin[0]) * scale;
    float v = (points[stride + i] - origin[1]) * scale;
    long column = (long)u, row = (long)v;
    float across[4], down[4];
    weights(u - (float)column, across);
    weights(v - (float)row, down);
    float *corner = grid + (row - 1) * size + column - 1;
    for (int a = 0; a < 4; a++) {
      for (int b = 0; b < 4; b++) corner[a * size + b] += down[a] * across[b];
    }
  }
}

CLONES void ck_gather(const float *points, long stride, long count, const float *origin,
                      float scale, long size, const float *grid, float factor, float *values,
                      float *gradients) {
  for (long i = 0; i < count; i++) {
    float u = (points[i] - origin[0]) * scale;
    float v = (points[stride + i] - origin[1]) * scale;
    long column = (long)u, row = (long)v;
    float across[4], down[4], acrossSlope[4], downSlope[4];
    weights(u - (float)column, across);
    weights(v - (float)row, down);
    slopes(u - (float)column, acrossSlope);
    slopes(v - (float)row, downSlope);
    const float *corner = grid + (row - 1) * size + column - 1;
    float value = 0, gradientX = 0, gradientY = 0;
    for (int a = 0; a < 4; a++) {
      const float *g = corner + a * size;
      float line = (g[0] * across[0] + g[1] * across[1]) + (g[2] * across[2] + g[3] * across[3]);
      float slope = (g[0] * acrossSlope[0] + g[1] * acrossSlope[1]) +
                    (g[2] * acrossSlope[2] + g[3] * acrossSlope[3]);
      value += down[a] * line;
      gradientX += down[a] * slope;
      gradientY += downSlope[a] * line;
    }
    values[i] = value;
    gradients[i] = factor * gradientX;
    gradients[stride + i] = factor * gradientY;
  }
}
