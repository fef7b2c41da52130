// Runs every kernel on numbers that are the same everywhere and prints a hash of what each leaves: the
// lines of two processors are to be the same. `.ci/arm64` compiles it for both and compares.
//
// A line ends with how many members of its table have been run; main checks that none is left out.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "CKernels.h"

typedef ck_format Format;

/// Room for the numbers of any call.
#define ROOM (1 << 20)
#define SLOTS 8
static double memory[SLOTS][ROOM];

static double value(int slot, size_t i) {
  uint64_t z = (i + 1) * 0x9e3779b97f4a7c15u + (uint64_t)slot * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return (double)(int64_t)(z >> 43) / (1 << 19) - 2;  // -2 ... 2 in steps of 2^-19
}

/// Numbers in -2 ... 2, or in 0 ... 1 when positive.
static void *fill(Format format, int slot, size_t count, int is_positive) {
  for (size_t i = 0; i < count; i++) {
    const double x = is_positive ? (value(slot, i) + 2) / 4 : value(slot, i);
    if (format == CK_FLOAT) ((float *)memory[slot])[i] = (float)x;
    else memory[slot][i] = x;
  }
  return memory[slot];
}
static void *numbers(Format format, int slot, size_t count) { return fill(format, slot, count, 0); }

static void *zeros(int slot) { return memset(memory[slot], 0, sizeof memory[slot]); }

/// FNV-1a over the numbers; all NaNs count as the same, whose bits IEEE leaves open.
static void line(Format format, const char *name, int variant, const void *x, size_t count) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (size_t i = 0; i < count; i++) {
    const double number = format == CK_FLOAT ? (double)((const float *)x)[i] : ((const double *)x)[i];
    uint64_t bits;
    memcpy(&bits, &number, 8);
    if (number != number) bits = 0x7ff8000000000000u;
    for (int byte = 0; byte < 8; byte++) hash = (hash ^ (bits >> 8 * byte & 255)) * 0x100000001b3u;
  }
  printf("%s %s %d %016llx\n", format == CK_FLOAT ? "float" : "double", name, variant,
         (unsigned long long)hash);
}
static void line_double(const char *name, int variant, double x) {
  line(CK_DOUBLE, name, variant, &x, 1);
}

/// The members of a table that have been run.
static const char *seen[128];
static size_t seen_count;
static void note(const char *name) {
  for (size_t i = 0; i < seen_count; i++)
    if (strcmp(seen[i], name) == 0) return;
  seen[seen_count++] = name;
}
static void expect_all(size_t members, const char *table) {
  if (seen_count != members) {
    fprintf(stderr, "%s has %zu members, %zu were run\n", table, members, seen_count);
    exit(1);
  }
  seen_count = 0;
}
#define RUN(member) (note(#member), k->member)

static void products(Format format, const ck_kernels *k) {
  static const size_t sizes[][3] = {{1, 1, 1},   {3, 5, 7},    {6, 16, 9},  {13, 33, 300},
                                    {50, 70, 40}, {64, 129, 257}, {5, 3, 0}};
  for (int s = 0; s < 7; s++)
    for (int layout = 0; layout < 8; layout++) {
      const size_t m = sizes[s][0], n = sizes[s][1], d = sizes[s][2];
      const int left = layout & 1, right = layout & 2;
      const ck_product call = {
          .m = m, .n = n, .k = d,
          .a = numbers(format, 0, m * d), .a_row = left ? 1 : (ptrdiff_t)d, .a_column = left ? (ptrdiff_t)m : 1,
          .b = numbers(format, 1, d * n), .b_row = right ? 1 : (ptrdiff_t)n, .b_column = right ? (ptrdiff_t)d : 1,
          .c = numbers(format, 2, m * n), .c_row = (ptrdiff_t)n,
          .bias = layout & 4 ? numbers(format, 3, n) : 0, .accumulate = layout == 3};
      RUN(product)(&call);
      line(format, "product", s * 8 + layout, call.c, m * n);
    }
}

static void elementwise(Format format, const ck_kernels *k) {
  const size_t n = 1003;
  for (int f = CK_IDENTITY; f <= CK_LOG; f++) {
    void *x = numbers(format, 0, n), *y = zeros(1);
    static const double ends[] = {0, -0.0, 1e30, -1e30, 80, -80, 5e-324, 1e-40};
    for (int i = 0; i < 8; i++)
      if (format == CK_FLOAT) ((float *)x)[i * 50] = (float)ends[i];
      else ((double *)x)[i * 50] = ends[i];
    if (format == CK_FLOAT) ((float *)x)[500] = __builtin_nanf(""), ((float *)x)[501] = __builtin_inff();
    else ((double *)x)[500] = __builtin_nan(""), ((double *)x)[501] = __builtin_inf();
    RUN(apply)(f, 0.3, n, x, y);
    line(format, "apply", f, y, n);
    void *dx = zeros(3);
    RUN(derive)(f, 0.3, n, f == CK_GELU ? x : y, numbers(format, 2, n), dx);
    line(format, "derive", f, dx, n);
  }
  void *y = zeros(1), *x = numbers(format, 0, n);
  RUN(fill)(n, 0.7, y), line(format, "fill", 0, y, n);
  RUN(scale)(n, 0.7, x, y), line(format, "scale", 0, y, n);
  RUN(add)(n, 0.3, x, y), line(format, "add", 0, y, n);
  RUN(multiply)(n, x, y), line(format, "multiply", 0, y, n);
  line_double("sum", format, RUN(sum)(n, x));
  line_double("sum_of_squares", format, RUN(sum_of_squares)(n, x));
  RUN(transpose)(37, 27, x, 27, y, 37), line(format, "transpose", 0, y, 999);
}

static void rows_and_classes(Format format, const ck_kernels *k) {
  static const size_t widths[] = {1, 3, 8, 16, 40, 200};
  for (int w = 0; w < 6; w++) {
    const size_t columns = widths[w], rows = 21, n = rows * columns;
    void *x = numbers(format, 0, n), *y = numbers(format, 1, n), *z = zeros(2);
    double *sums = zeros(3);
    RUN(fill_rows)(rows, columns, x, z), line(format, "fill_rows", w, z, n);
    RUN(add_rows)(rows, columns, x, sums), line(CK_DOUBLE, "add_rows", w, sums, columns);
    RUN(add_row_products)(rows, columns, x, y, sums);
    line(CK_DOUBLE, "add_row_products", w, sums, columns);
    void *a = numbers(format, 4, columns), *b = numbers(format, 5, columns);
    RUN(affine_rows)(rows, columns, x, a, b, z), line(format, "affine_rows", w, z, n);
    RUN(combine_rows)(rows, columns, a, x, b, y, a, z), line(format, "combine_rows", w, z, n);
    RUN(softmax)(rows, columns, x, z), line(format, "softmax", w, z, n);
    RUN(softmax_gradient)(rows, columns, z, y, y), line(format, "softmax_gradient", w, y, n);
    int classes[21];
    for (size_t row = 0; row < rows; row++) classes[row] = (int)(row % columns);
    void *gradient = zeros(6);
    line_double("cross_entropy_of_classes", w,
                RUN(cross_entropy_of_classes)(rows, columns, x, classes, 0.1, 0.5, z, gradient));
    line(format, "cross_entropy_gradient", w, gradient, n);
  }
}

static void pooling(Format format, const ck_kernels *k) {
  static const ck_convolution sizes[] = {
      {9, 9, 3, 4, 4, 3, 3, 2, 2, 0, 0}, {8, 8, 20, 4, 4, 2, 2, 2, 2, 0, 0}, {7, 6, 5, 7, 6, 3, 3, 1, 1, 1, 1}};
  for (int s = 0; s < 3; s++) {
    const ck_convolution *c = sizes + s;
    const size_t image = (size_t)(c->image_height * c->image_width * c->image_channels);
    const size_t grid = (size_t)(c->grid_height * c->grid_width * c->image_channels);
    const size_t columns = grid * (size_t)(c->kernel_height * c->kernel_width);
    void *x = numbers(format, 0, image), *y = zeros(1), *dx = zeros(2), *taken = zeros(3);
    RUN(gather)(c, 0, c->grid_height, x, y), line(format, "gather", s, y, columns);
    RUN(scatter)(c, 0, c->grid_height, y, dx), line(format, "scatter", s, dx, image);
    RUN(pool_maximum)(c, x, y), line(format, "pool_maximum", s, y, grid);
    void *dy = numbers(format, 4, grid);
    zeros(2);
    RUN(pool_maximum_gradient)(c, x, y, dy, dx, taken), line(format, "pool_maximum_gradient", s, dx, image);
    RUN(pool_mean)(c, x, y), line(format, "pool_mean", s, y, grid);
    zeros(2);
    RUN(pool_mean_gradient)(c, dy, dx), line(format, "pool_mean_gradient", s, dx, image);
  }
}

static void losses_and_steps(Format format, const ck_kernels *k) {
  const size_t n = 517;
  void *mean = numbers(format, 0, n), *log_variance = numbers(format, 1, n), *noise = numbers(format, 2, n);
  void *z = zeros(3), *dmean = numbers(format, 4, n), *dlog = numbers(format, 5, n);
  line_double("divergence", format, RUN(divergence)(n, mean, log_variance));
  RUN(sample)(n, mean, log_variance, noise, z), line(format, "sample", 0, z, n);
  RUN(sample_gradient)(n, 0.2, mean, log_variance, noise, z, dmean, dlog);
  line(format, "sample_gradient", 0, dmean, n), line(format, "sample_gradient", 1, dlog, n);
  for (int kind = CK_SQUARED; kind <= CK_BINARY_CROSS_ENTROPY; kind++) {
    void *y = fill(format, 0, n, 1), *t = fill(format, 1, n, 1), *gradient = zeros(2);
    line_double("loss", kind, RUN(loss)(kind, 0.3, n, y, t, 0.5, gradient));
    line(format, "loss_gradient", kind, gradient, n);
  }
  void *gradient = numbers(format, 0, n), *weight = numbers(format, 1, n);
  void *first = numbers(format, 2, n), *second = fill(format, 3, n, 1);
  const ck_adam adam = {0.001, 0.9, 0.999, 1e-8, 0.03, 0.01, 0.99};
  RUN(adam)(&adam, n, 0.5, gradient, weight, first, second), line(format, "adam", 0, weight, n);
  line(format, "adam", 1, second, n);
  for (int nesterov = 0; nesterov < 2; nesterov++) {
    const ck_descent descent = {0.1, 0.9, 0.01, nesterov};
    RUN(descend)(&descent, n, 1, gradient, weight, nesterov ? first : 0);
    line(format, "descend", nesterov, weight, n);
  }
  const ck_rmsprop rmsprop = {0.1, 0.99, 1e-8, 0.9, 0.01};
  RUN(rmsprop)(&rmsprop, n, 1, gradient, weight, second, first), line(format, "rmsprop", 0, weight, n);
}

static void lane_kernels(Format format) {
  const ck_lane_kernels *k = ck_lane_kernels_for(format);
  const ptrdiff_t h = 5, w = 6, channels = 3, frame_h = 7, frame_w = 8, lanes = k->lanes, outputs = 7;
  const ck_packing framed = {h, w, channels, 1, 1, frame_h, frame_w}, plain = {h, w, outputs, 0, 0, h, w};
  ptrdiff_t offsets[27], row_terms[10];
  for (ptrdiff_t t = 0; t < 27; t++)
    offsets[t] = ((t / 9 * channels + t % 3) * frame_w + t / 3 % 3) * lanes;
  for (ptrdiff_t row = 0; row < h; row++) row_terms[2 * row] = 0, row_terms[2 * row + 1] = 27;
  const ck_lane_sums sums = {h, w, outputs, 27, offsets, row_terms,
                             channels * frame_w * lanes, lanes, outputs * w * lanes, lanes, w * lanes};
  for (size_t count = 3; count <= (size_t)lanes; count += (size_t)lanes - 3) {
    void *images = numbers(format, 0, count * (size_t)(h * w * channels)), *x = zeros(1), *y = zeros(2);
    RUN(pack)(&framed, count, images, x);
    line(format, "pack_images", (int)count, x, (size_t)(frame_h * frame_w * channels * lanes) / (size_t)lanes);
    RUN(multiply)(&sums, numbers(format, 3, 27 * 7), numbers(format, 4, 7), x, y);
    void *out = zeros(5);
    RUN(unpack)(&plain, count, y, out);
    if (count == 3) line(format, "lanes_multiply", 0, out, count * (size_t)(h * w * outputs));
    void *totals = zeros(6), *added = zeros(7);
    RUN(correlate)(&sums, x, y, totals);
    RUN(add_lanes)(27 * 7, 1, totals, added);
    if (count == 3) line(format, "lanes_correlate", 0, added, 27 * 7);
  }
  expect_all((sizeof(ck_lane_kernels) - sizeof(void *)) / sizeof(void *), "ck_lane_kernels");
}

static void transforms(Format format) {
  static const ck_convolution sizes[] = {
      {9, 7, 16, 9, 7, 3, 3, 1, 1, 1, 1},    {16, 14, 16, 8, 7, 4, 4, 2, 2, 1, 1},
      {16, 14, 16, 8, 7, 4, 4, 2, 2, 1, 1},  {6, 5, 5, 6, 5, 3, 3, 1, 1, 1, 1},
      {12, 11, 5, 12, 11, 5, 5, 1, 1, 2, 2}, {28, 27, 3, 28, 27, 5, 5, 1, 1, 2, 2}};
  const size_t gap = 16, count = 2;
  for (int kind = CK_TOOM_COOK_4_3; kind <= CK_FOURIER_32; kind++) {
    const ck_transform *k = ck_transform_for(format, (ck_transform_kind)kind);
    const ck_convolution *c = sizes + kind;
    const size_t grid_channels = k->complex_points ? 4 : 16, in = (size_t)c->image_channels;
    const ptrdiff_t tile = k->tile;
    const ck_tiling tiling = {*c, (ptrdiff_t)grid_channels, tile ? (c->grid_height + tile - 1) / tile : 1,
                              tile ? (c->grid_width + tile - 1) / tile : 1};
    const size_t points = (size_t)(k->real_points + k->complex_points);
    const size_t rows = count * (size_t)(tiling.tile_rows * tiling.tile_columns);
    const size_t phases = (size_t)(k->phase * k->phase);
    const size_t image_stride = rows * in * (k->complex_points ? 2 : phases) + gap;
    const size_t grid_stride = rows * grid_channels * (k->complex_points ? 2 : 1) + gap;
    const size_t parts = k->complex_points ? 3 : phases, part = in * grid_channels;
    const ck_kernel_block block = {c->kernel_height, c->kernel_width, (ptrdiff_t)in, (ptrdiff_t)grid_channels,
                                   (ptrdiff_t)part, (ptrdiff_t)(parts * part + gap), (ptrdiff_t)part};
    const size_t image = count * (size_t)(c->image_height * c->image_width) * in;
    const size_t grid = count * (size_t)(c->grid_height * c->grid_width) * grid_channels;
    const size_t taps = (size_t)(c->kernel_height * c->kernel_width) * part;
    void *p = zeros(1), *back = zeros(2), *bias = numbers(format, 3, 64);
    RUN(image_to_points)(&tiling, count, numbers(format, 0, image), p, (ptrdiff_t)image_stride);
    line(format, "image_to_points", kind, p, points * image_stride);
    RUN(points_to_image)(&tiling, count, p, (ptrdiff_t)image_stride, bias, back);
    line(format, "points_to_image", kind, back, image);
    zeros(1), zeros(2);
    RUN(grid_to_points)(&tiling, count, numbers(format, 0, grid), p, (ptrdiff_t)grid_stride);
    line(format, "grid_to_points", kind, p, points * grid_stride);
    RUN(points_to_grid)(&tiling, count, p, (ptrdiff_t)grid_stride, bias, back);
    line(format, "points_to_grid", kind, back, grid);
    zeros(1), zeros(2);
    RUN(kernel_to_points)(&block, numbers(format, 0, taps), p);
    line(format, "kernel_to_points", kind, p, points * (parts * part + gap));
    RUN(points_to_kernel)(&block, p, back);
    line(format, "points_to_kernel", kind, back, taps);
    expect_all((sizeof(ck_transform) - 4 * sizeof(int)) / sizeof(void *), "ck_transform");
  }
}

static void row_kernels(void) {
  const ck_row_kernels *k = ck_row_kernels_in_use();
  for (size_t n = 1; n < 90; n += 11) {
    double *x = numbers(CK_DOUBLE, 0, 90 * 90), *v = numbers(CK_DOUBLE, 1, n), *y = zeros(2);
    RUN(multiply)(7, n, x, 90, v, y), line(CK_DOUBLE, "rows_multiply", (int)n, y, 7);
    RUN(combine)(7, n, y, x, 90, v), line(CK_DOUBLE, "rows_combine", (int)n, v, n);
    RUN(spread)(7, n, y, v, x, 90), line(CK_DOUBLE, "rows_spread", (int)n, x, 90 * 7);
    RUN(multiply_symmetric)(n, x, 90, v, y), line(CK_DOUBLE, "rows_symmetric", (int)n, y, n);
  }
  expect_all(sizeof(ck_row_kernels) / sizeof(void *), "ck_row_kernels");
}

static void clustering(void) {
  float *points = numbers(CK_FLOAT, 0, 32 * 48), *centres = numbers(CK_FLOAT, 1, 7 * 48), *out = zeros(2);
  ck_squared_distances(points, 32, centres, 7, 48, out), line(CK_FLOAT, "squared_distances", 0, out, 32 * 7);
  float *sizes = fill(CK_FLOAT, 3, 32, 1), *bounds = zeros(4), distance = 0;
  for (int i = 0; i < 32; i++) sizes[i] += 1;
  for (long itself = 0; itself < 32; itself += 5) {
    const long nearest = ck_ward_nearest(points, centres, sizes, 32, 0, itself, bounds, &distance);
    line_double("ward", (int)itself, (double)nearest), line(CK_FLOAT, "ward_distance", (int)itself, &distance, 1);
  }
  double *mean = numbers(CK_DOUBLE, 5, 29), *wide = zeros(6);
  ck_centre_float(20, 29, points, 31, mean, out), line(CK_FLOAT, "centre", 0, out, 580);
  ck_centre_double(20, 29, points, 31, mean, wide), line(CK_DOUBLE, "centre", 1, wide, 580);
}

static void embedding(void) {
  const long count = 96, size = 32, length = 64;
  for (long dimensions = 2; dimensions <= 3; dimensions++) {
    float *points = numbers(CK_FLOAT, 0, (size_t)(count * dimensions)), *forces = zeros(1), *sums = zeros(2);
    ck_repulsion(points, count, dimensions, 3, 77, forces, sums);
    line(CK_FLOAT, "repulsion", (int)dimensions, forces, (size_t)(count * dimensions));
    line(CK_FLOAT, "repulsion_sums", (int)dimensions, sums, (size_t)count);
    long starts[97];
    int neighbours[96 * 16];
    for (long i = 0; i <= count; i++) starts[i] = 16 * i;
    for (int i = 0; i < 96 * 16; i++) neighbours[i] = i * 7 % 96;
    zeros(1);
    ck_attraction(points, count, dimensions, starts, neighbours, fill(CK_FLOAT, 3, 96 * 16, 1), 5, 90, forces);
    line(CK_FLOAT, "attraction", (int)dimensions, forces, (size_t)(count * dimensions));
  }
  float *points = numbers(CK_FLOAT, 0, 192), origin[2] = {-3, -3}, *grid = zeros(1), *values = zeros(2), *slopes = zeros(3);
  ck_spread(points, count, count, origin, 5, size, grid), line(CK_FLOAT, "spread", 0, grid, 1024);
  ck_gather(points, count, count, origin, 5, size, grid, 0.5f, values, slopes);
  line(CK_FLOAT, "gather_values", 0, values, 96), line(CK_FLOAT, "gather_slopes", 0, slopes, 192);
  // Twiddles need no circle to be compared: any numbers will do.
  float *twiddles = numbers(CK_FLOAT, 4, 128), *scratch = zeros(5), *spectrum = zeros(6), *back = zeros(7);
  ck_grid_forward(grid, size, 0, twiddles, scratch, spectrum);
  line(CK_FLOAT, "grid_forward", 0, spectrum, (size_t)(2 * (size + 16) * size));
  float *kernel = numbers(CK_FLOAT, 3, (size_t)(3 * length * 16));
  for (long slab = 0; slab < 3; slab++) ck_grid_multiply(size, slab, twiddles, kernel, scratch, spectrum);
  line(CK_FLOAT, "grid_multiply", 0, spectrum, (size_t)(2 * (size + 16) * size));
  ck_grid_inverse(spectrum, size, 0, twiddles, scratch, back), line(CK_FLOAT, "grid_inverse", 0, back, 1024);
  float *re = numbers(CK_FLOAT, 0, 1024), *im = numbers(CK_FLOAT, 1, 1024);
  ck_fourier(re, im, scratch, 64, twiddles);
  line(CK_FLOAT, "fourier", 0, re, 1024), line(CK_FLOAT, "fourier", 1, im, 1024);
}

int main(void) {
  if (ck_instruction_set() == 0) return fprintf(stderr, "no kernels for this processor\n"), 1;
  for (int format = CK_FLOAT; format <= CK_DOUBLE; format++) {
    const ck_kernels *k = ck_kernels_for((Format)format);
    products((Format)format, k);
    elementwise((Format)format, k);
    rows_and_classes((Format)format, k);
    pooling((Format)format, k);
    losses_and_steps((Format)format, k);
    expect_all(sizeof(ck_kernels) / sizeof(void *), "ck_kernels");
    lane_kernels((Format)format);
    transforms((Format)format);
  }
  row_kernels();
  clustering();
  embedding();
}
