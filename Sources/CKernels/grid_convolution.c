#include "embedding.h"
#include "lanes.h"

/// 16 Fourier transforms side by side, sum_t x_t exp(-2 pi i t k / length), in and out of re and im,
/// each `length` vectors of 16 lanes; self-sorting (Stockham), four at a time and once two.
///
/// With re and im swapped it is the inverse transform, unscaled.
INLINE void fourier(float *re, float *im, float *otherRe, float *otherIm, long length,
                    const float *twiddles) {
  const float *cosines = twiddles, *sines = twiddles + length;
  float *xr = re, *xi = im, *yr = otherRe, *yi = otherIm;
  long n = length, s = 1;
  while (n >= 4) {
    long m = n / 4;
    for (long p = 0; p < m; p++) {
      long t = p * (length / n);
      float c1 = cosines[t], s1 = sines[t], c2 = cosines[2 * t], s2 = sines[2 * t];
      float c3 = cosines[3 * t], s3 = sines[3 * t];
      for (long q = 0; q < s; q++) {
        long i0 = (q + s * p) * 16, i1 = i0 + s * m * 16, i2 = i1 + s * m * 16,
             i3 = i2 + s * m * 16, o = (q + s * 4 * p) * 16;
        v16f ar = LOAD16(xr + i0), ai = LOAD16(xi + i0), br = LOAD16(xr + i1),
             bi = LOAD16(xi + i1);
        v16f cr = LOAD16(xr + i2), ci = LOAD16(xi + i2), dr = LOAD16(xr + i3),
             di = LOAD16(xi + i3);
        v16f sumR = ar + cr, sumI = ai + ci, difR = ar - cr, difI = ai - ci;
        v16f otherSumR = br + dr, otherSumI = bi + di, turnR = di - bi, turnI = br - dr;
        STORE16(yr + o, sumR + otherSumR);
        STORE16(yi + o, sumI + otherSumI);
        v16f r = difR - turnR, i = difI - turnI;
        STORE16(yr + o + s * 16, r * c1 - i * s1);
        STORE16(yi + o + s * 16, r * s1 + i * c1);
        r = sumR - otherSumR, i = sumI - otherSumI;
        STORE16(yr + o + 2 * s * 16, r * c2 - i * s2);
        STORE16(yi + o + 2 * s * 16, r * s2 + i * c2);
        r = difR + turnR, i = difI + turnI;
        STORE16(yr + o + 3 * s * 16, r * c3 - i * s3);
        STORE16(yi + o + 3 * s * 16, r * s3 + i * c3);
      }
    }
    n = m;
    s *= 4;
    float *swap = xr;
    xr = yr, yr = swap;
    swap = xi, xi = yi, yi = swap;
  }
  if (n == 2) {
    for (long q = 0; q < s; q++) {
      long i0 = q * 16, i1 = (q + s) * 16;
      v16f ar = LOAD16(xr + i0), ai = LOAD16(xi + i0), br = LOAD16(xr + i1),
           bi = LOAD16(xi + i1);
      STORE16(yr + i0, ar + br);
      STORE16(yi + i0, ai + bi);
      STORE16(yr + i1, ar - br);
      STORE16(yi + i1, ai - bi);
    }
    xr = yr, xi = yi;
  }
  if (xr != re) {
    __builtin_memcpy(re, xr, (unsigned long)length * 16 * sizeof(float));
    __builtin_memcpy(im, xi, (unsigned long)length * 16 * sizeof(float));
  }
}

CLONES void ck_fourier(float *re, float *im, float *scratch, long length,
                       const float *twiddles) {
  fourier(re, im, scratch, scratch + 16 * length, length, twiddles);
}

/// Scratch cut into the two planes of a transform and the two of its workspace.
#define PLANES                                                                    \
  long length = 2 * size;                                                         \
  float *re = scratch, *im = re + 16 * length, *otherRe = im + 16 * length;       \
  float *otherIm = otherRe + 16 * length;                                         \
  long plane = (size + 16) * size;

CLONES void ck_grid_forward(const float *grid, long size, long slab, const float *twiddles,
                            float *scratch, float *spectrum) {
  PLANES
  const v16f zero = {0};
  for (long row = 0; row < size; row++) {
    const float *source = grid + row * size + slab * 32;
    STORE16(re + row * 16, LOAD16(source));
    STORE16(im + row * 16, LOAD16(source + 16));
    STORE16(re + (size + row) * 16, zero);
    STORE16(im + (size + row) * 16, zero);
  }
  fourier(re, im, otherRe, otherIm, length, twiddles);
  for (long k = 0; k <= size; k++) {
    long mirror = (length - k) % length;
    v16f zr = LOAD16(re + k * 16), zi = LOAD16(im + k * 16);
    v16f mr = LOAD16(re + mirror * 16), mi = LOAD16(im + mirror * 16);
    float *target = spectrum + k * size + slab * 32;
    STORE16(target, (zr + mr) * 0.5f);
    STORE16(target + plane, (zi - mi) * 0.5f);
    STORE16(target + 16, (zi + mi) * 0.5f);
    STORE16(target + plane + 16, (mr - zr) * 0.5f);
  }
}

/// 16 rows of `size` values, `size` apart, to `size` vectors of 16 lanes.
INLINE void gatherLanes(const float *rows, long size, float *target) {
  for (long column = 0; column < size; column += 16) {
    for (long lane = 0; lane < 16; lane++) {
      for (long k = 0; k < 16; k++) {
        target[(column + k) * 16 + lane] = rows[lane * size + column + k];
      }
    }
  }
}

/// The way back.
INLINE void scatterLanes(const float *source, long size, float *rows) {
  for (long column = 0; column < size; column += 16) {
    for (long lane = 0; lane < 16; lane++) {
      for (long k = 0; k < 16; k++) {
        rows[lane * size + column + k] = source[(column + k) * 16 + lane];
      }
    }
  }
}

/// Step 2 up to the transform along the second axis.
INLINE void secondAxis(const float *spectrum, long size, long slab, const float *twiddles,
                       float *scratch) {
  PLANES
  gatherLanes(spectrum + slab * 16 * size, size, re);
  gatherLanes(spectrum + plane + slab * 16 * size, size, im);
  __builtin_memset(re + size * 16, 0, (unsigned long)size * 16 * sizeof(float));
  __builtin_memset(im + size * 16, 0, (unsigned long)size * 16 * sizeof(float));
  fourier(re, im, otherRe, otherIm, length, twiddles);
}

CLONES void ck_grid_multiply(long size, long slab, const float *twiddles, const float *kernel,
                             float *scratch, float *spectrum) {
  PLANES
  secondAxis(spectrum, size, slab, twiddles, scratch);
  const float *factors = kernel + slab * length * 16;
  for (long u = 0; u < length * 16; u += 16) {
    STORE16(re + u, LOAD16(re + u) * LOAD16(factors + u));
    STORE16(im + u, LOAD16(im + u) * LOAD16(factors + u));
  }
  fourier(im, re, otherIm, otherRe, length, twiddles);
  scatterLanes(re, size, spectrum + slab * 16 * size);
  scatterLanes(im, size, spectrum + plane + slab * 16 * size);
}

CLONES void ck_grid_inverse(const float *spectrum, long size, long slab, const float *twiddles,
                            float *scratch, float *grid) {
  PLANES
  for (long k = 0; k <= size; k++) {
    const float *source = spectrum + k * size + slab * 32;
    v16f ar = LOAD16(source), ai = LOAD16(source + plane);
    v16f br = LOAD16(source + 16), bi = LOAD16(source + plane + 16);
    STORE16(re + k * 16, ar - bi);
    STORE16(im + k * 16, ai + br);
    if (k > 0 && k < size) {
      STORE16(re + (length - k) * 16, ar + bi);
      STORE16(im + (length - k) * 16, br - ai);
    }
  }
  fourier(im, re, otherIm, otherRe, length, twiddles);
  for (long row = 0; row < size; row++) {
    float *target = grid + row * size + slab * 32;
    STORE16(target, LOAD16(re + row * 16));
    STORE16(target + 16, LOAD16(im + row * 16));
  }
}
