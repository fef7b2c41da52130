#include "umap.h"

#include "lanes.h"

typedef unsigned v16u __attribute__((vector_size(64)));

/// The logarithm to base 2 of positive numbers, to about 2e-7.
INLINE void log2_lanes(v16f *x) {
  v16i bits = (v16i)*x;
  v16i exponent = (bits - 0x3f3504f3) >> 23;
  v16f m = (v16f)(bits - (exponent << 23)) - 1.0f;
  // log2(1 + m) for m from sqrt(1/2) - 1 to sqrt(2) - 1 (Cephes, logf).
  v16f z = m * m;
  v16f p = 7.0376836292e-2f * m + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  v16f natural = m + (p * m * z - 0.5f * z);
  *x = natural * 1.44269504f + __builtin_convertvector(exponent, v16f);
}

/// 2 to the power of numbers from -126 to 126, to about 1e-7.
INLINE void exp2_lanes(v16f *x) {
  v16f shifted = *x + 12582912.0f;
  v16i whole = (v16i)shifted - 0x4b400000;
  v16f f = *x - (shifted - 12582912.0f);
  v16f p = 1.535336188319500e-4f * f + 1.339887440266574e-3f;
  p = p * f + 9.618437357674640e-3f;
  p = p * f + 5.550332471162809e-2f;
  p = p * f + 2.402264791363012e-1f;
  p = p * f + 6.931472028550421e-1f;
  p = p * f + 1.0f;
  *x = (v16f)((v16i)p + (whole << 23));
}

/// Numbers that look random, from numbers that differ (the finaliser of MurmurHash3).
INLINE void scramble(v16u *x) {
  v16u h = *x;
  h ^= h >> 16;
  h *= 0x85ebca6bu;
  h ^= h >> 13;
  h *= 0xc2b2ae35u;
  h ^= h >> 16;
  *x = h;
}

INLINE void clip(v16f *x) {
  v16i high = *x > 4.0f, low = *x < -4.0f;
  v16f four = {0};
  four += 4.0f;
  *x = (v16f)(((v16i)*x & ~(high | low)) | ((v16i)four & high) | ((v16i)(-four) & low));
}

/// Moves 16 points along the gradient from one other point each; `isActive` is -1 where there is one.
INLINE void step(const ck_umap_round *r, const long dimensions, const int *other, const v16i *isActive,
                 int isPush, v16f *place) {
  v16f difference[CK_UMAP_DIMENSIONS];
  v16f square = {0};
  for (long c = 0; c < dimensions; c++) {
    const float *from = r->others + c * r->other_stride;
    float gathered[16];
    for (int lane = 0; lane < 16; lane++) gathered[lane] = from[other[lane]];
    difference[c] = place[c] - LOAD16(gathered);
    square += difference[c] * difference[c];
  }
  v16i isApart = square > 1e-12f;
  v16f one = {0};
  one += 1.0f;
  v16f safe = (v16f)(((v16i)square & isApart) | ((v16i)one & ~isApart));
  v16f power = safe;
  log2_lanes(&power);
  power *= r->b;
  exp2_lanes(&power);
  v16f factor = isPush ? 2.0f * r->b / ((0.001f + safe) * (r->a * power + 1.0f))
                       : -2.0f * r->a * r->b * power / (safe * (r->a * power + 1.0f));
  factor = (v16f)((v16i)factor & isApart & *isActive);
  for (long c = 0; c < dimensions; c++) {
    v16f gradient = factor * difference[c];
    clip(&gradient);
    place[c] += r->rate * gradient;
  }
}

INLINE void move(const ck_umap_round *r, const long dimensions, long first, long last, float *target) {
  for (long i = first; i < last; i += 16) {
    v16f place[CK_UMAP_DIMENSIONS];
    for (long c = 0; c < dimensions; c++) place[c] = LOAD16(r->points + c * r->stride + i);
    // The neighbours whose turn it is, side by side: so many rounds of 16 as the point with most has.
    int turn[16];
    long at[16], end[16];
    for (int lane = 0; lane < 16; lane++) {
      const int isThere = i + lane < last;
      at[lane] = isThere ? r->starts[i + lane] : 0;
      end[lane] = isThere ? r->starts[i + lane + 1] : 0;
    }
    v16u lanes;
    for (int lane = 0; lane < 16; lane++) lanes[lane] = (unsigned)(i + lane);
    v16u state = lanes * 0x9e3779b9u + (r->round * 0x85ebca77u ^ r->seed);
    scramble(&state);
    const float round = (float)r->round;
    for (unsigned draw = 0;;) {
      int active[16], any = 0;
      for (int lane = 0; lane < 16; lane++) {
        long k = at[lane];
        while (k < end[lane]) {
          const float w = r->weights[k];
          if ((long)((round + 1) * w) > (long)(round * w)) break;
          k++;
        }
        active[lane] = k < end[lane] ? -1 : 0;
        turn[lane] = k < end[lane] ? r->neighbours[k] : 0;
        at[lane] = k + 1;
        any |= active[lane];
      }
      if (!any) break;
      v16i isActive;
      __builtin_memcpy(&isActive, active, 64);
      for (int pull = 0; pull < r->pulls; pull++) step(r, dimensions, turn, &isActive, 0, place);
      for (int push = 0; push < r->pushes; push++, draw++) {
        v16u drawn = state + draw * 0x6c8e9cf5u;
        scramble(&drawn);
        v16f share = __builtin_convertvector(drawn >> 8, v16f) * 0x1p-24f;
        v16i other = __builtin_convertvector(share * (float)r->other_count, v16i);
        int places[16];
        __builtin_memcpy(places, &other, 64);
        step(r, dimensions, places, &isActive, 1, place);
      }
    }
    for (long c = 0; c < dimensions; c++) STORE16(target + c * r->stride + i, place[c]);
  }
}

CLONES void ck_umap_move(const ck_umap_round *round, long first, long last, float *target) {
  if (round->dimensions == 2) {
    move(round, 2, first, last, target);
  } else if (round->dimensions == 3) {
    move(round, 3, first, last, target);
  } else {
    move(round, round->dimensions, first, last, target);
  }
}
