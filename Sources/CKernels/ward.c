#include "ward.h"

#include "lanes.h"

/// The squared distance of two tails, given up once it exceeds `limit`.
INLINE float tailDistance(const float *a, const float *b, long width, float limit) {
  float total = 0;
  for (long start = 0; start < width; start += 64) {
    long end = start + 64 < width ? start + 64 : width;
    v16f sum = {0};
    for (long k = start; k < end; k += 16) {
      v16f difference = LOAD16(a + k) - LOAD16(b + k);
      sum += difference * difference;
    }
    total += sum16(&sum);
    if (total > limit) break;
  }
  return total;
}

CLONES long ck_ward_nearest(const float *heads, const float *tails, const float *sizes, long count,
                            long tailWidth, long itself, float *bounds, float *distance) {
  const float *head = heads + itself / 16 * 256 + itself % 16;
  const float *tail = tails + itself * tailWidth;
  float size = sizes[itself];
  for (long first = 0; first < count; first += 16) {
    const float *tile = heads + first * 16;
    v16f even = {0}, odd = {0};
    for (long k = 0; k < 16; k += 2) {
      v16f a = head[k * 16] - LOAD16(tile + k * 16);
      v16f b = head[k * 16 + 16] - LOAD16(tile + k * 16 + 16);
      even += a * a;
      odd += b * b;
    }
    STORE16(bounds + first, even + odd);
  }
  bounds[itself] = __builtin_inff();
  v16f lowest = {0};
  lowest += __builtin_inff();
  v16i places = {0};
  for (long first = 0; first < count; first += 16) {
    v16f others = LOAD16(sizes + first);
    v16f bound = LOAD16(bounds + first) * (size * others / (size + others));
    STORE16(bounds + first, bound);
    v16i isLower = bound < lowest;
    lowest = (v16f)((isLower & (v16i)bound) | (~isLower & (v16i)lowest));
    places = (isLower & (int)first) | (~isLower & places);
  }
  long start = itself == 0 ? 1 : 0;
  for (long lane = 0; lane < 16; lane++) {
    long place = places[lane] + lane;
    if (place < count && place != itself && bounds[place] <= bounds[start]) start = place;
  }
  float factor = size * sizes[start] / (size + sizes[start]);
  float best = bounds[start] + factor * tailDistance(tail, tails + start * tailWidth, tailWidth,
                                                     __builtin_inff());
  long nearest = start;
  for (long j = 0; j < count; j++) {
    if (bounds[j] > best || j == start || j == itself) continue;
    factor = size * sizes[j] / (size + sizes[j]);
    float limit = (best - bounds[j]) / factor * 1.0001f;
    float full = bounds[j] +
                 factor * tailDistance(tail, tails + j * tailWidth, tailWidth, limit);
    if (full < best || (full == best && j < nearest)) {
      best = full;
      nearest = j;
    }
  }
  *distance = best;
  return nearest;
}
