/// Convolutions of few channels: the images of a batch lie in the lanes of vectors, so that any
/// number of channels fills them.
///
/// Packed numbers are [rows, channels, columns, lanes]; a vector has 16 lanes (float) or 8 (double).
#ifndef CKERNELS_LANE_CONVOLUTION_H
#define CKERNELS_LANE_CONVOLUTION_H

#include "CKernels.h"

#pragma clang assume_nonnull begin

/// Images [count, height, width, channels], and where they lie within packed numbers: in a frame of
/// zeros that makes them `packed_height` x `packed_width`.
typedef struct {
  ptrdiff_t height, width, channels;
  ptrdiff_t top, left, packed_height, packed_width;
} ck_packing;

/// Sums over terms, one for each of rows x positions places and each output channel. Distances are
/// in numbers.
typedef struct {
  ptrdiff_t rows, positions, outputs, terms;
  /// Where the vector of a term lies from that of the place, [terms].
  const ptrdiff_t *_Nullable offsets;
  /// For each row the first of its terms and the one behind the last, [rows, 2]: the others lie in
  /// the frame of zeros.
  const ptrdiff_t *_Nullable row_terms;
  /// Distances between places on the side that has the terms.
  ptrdiff_t row, position;
  /// Distances between places, and between outputs, on the other side.
  ptrdiff_t output_row, output_position, output_channel;
} ck_lane_sums;

typedef struct {
  /// The images in each vector.
  int lanes;
  /// Packs at most `lanes` images; lanes without an image hold zeros.
  void (*pack)(const ck_packing *packing, size_t count, const void *images, void *packed);
  /// The way back, from packed numbers without a frame.
  void (*unpack)(const ck_packing *packing, size_t count, const void *packed, void *images);
  /// y = bias + the sum of weights [terms, outputs] times x.
  void (*multiply)(const ck_lane_sums *sums, const void *weights, const void *_Nullable bias,
                   const void *x, void *y);
  /// totals [terms, outputs, lanes] += the sum over places of x times y.
  void (*correlate)(const ck_lane_sums *sums, const void *x, const void *y, void *totals);
  /// sums [count] = the sum over `parts` totals [count, lanes] and their lanes.
  void (*add_lanes)(size_t count, size_t parts, const void *totals, void *sums);
} ck_lane_kernels;

/// The kernels of a format for the instruction set in use.
const ck_lane_kernels *ck_lane_kernels_for(ck_format format);

#pragma clang assume_nonnull end

#endif
