/// Transforms in which a convolution is a product at each of a few points.
///
/// The points of an image and those of a grid are matrices [rows, width], one for each point and
/// `stride` numbers apart; a row holds the channels of one tile. Of the two kinds of points, real
/// ones come first. At a real point, with the kernel's numbers as a matrix U [image width, grid
/// width], grid = image U. A complex point holds real parts, then imaginary parts in each row, and
/// the kernel's -Im, Re, Im above one another; there, grid = image conj(U).
#ifndef CKERNELS_CONVOLUTION_TRANSFORMS_H
#define CKERNELS_CONVOLUTION_TRANSFORMS_H

#include "CKernels.h"

#pragma clang assume_nonnull begin

/// A convolution cut into tiles, each of which makes a row of every point.
typedef struct {
  ck_convolution sizes;
  ptrdiff_t grid_channels;
  ptrdiff_t tile_rows, tile_columns;
} ck_tiling;

/// Some rows of a kernel [height, width, rows, columns]: image channels and grid channels.
typedef struct {
  ptrdiff_t height, width;
  ptrdiff_t rows, columns;
  /// Distance in numbers between the taps of the kernel.
  ptrdiff_t tap_stride;
  /// Distance between points, and between the parts of a point: phases, or -Im, Re, Im.
  ptrdiff_t point_stride, part_stride;
} ck_kernel_block;

typedef struct {
  int real_points, complex_points;
  /// Rows and columns of the grid in a tile; 0 where one tile covers all of it.
  int tile;
  /// Pixels of the image, in each direction, that become channels side by side: the stride.
  int phase;

  /// The points of `count` images or grids; zeros surround an image.
  void (*image_to_points)(const ck_tiling *tiling, size_t count, const void *image, void *points,
                          ptrdiff_t stride);
  void (*grid_to_points)(const ck_tiling *tiling, size_t count, const void *grid, void *points,
                         ptrdiff_t stride);
  /// The way back, starting from `bias`, one for each channel.
  void (*points_to_image)(const ck_tiling *tiling, size_t count, const void *points,
                          ptrdiff_t stride, const void *_Nullable bias, void *image);
  void (*points_to_grid)(const ck_tiling *tiling, size_t count, const void *points,
                         ptrdiff_t stride, const void *_Nullable bias, void *grid);
  /// The points of kernels, and the way back for their gradient.
  void (*kernel_to_points)(const ck_kernel_block *block, const void *kernel, void *points);
  void (*points_to_kernel)(const ck_kernel_block *block, const void *points, void *kernel);
} ck_transform;

typedef enum {
  /// Kernel 3, stride 1, 4 x 4 positions a tile; channels are multiples of 16.
  CK_TOOM_COOK_4_3,
  /// Kernel 4, stride 2, 4 x 4 positions a tile; channels are multiples of 16.
  CK_TOOM_COOK_4_2,
  /// Kernel 4, stride 2, 2 x 2 positions a tile; channels are multiples of 16.
  CK_TOOM_COOK_2_2,
  /// Stride 1, image and padding within 8 x 8, 16 x 16 or 32 x 32.
  CK_FOURIER_8,
  CK_FOURIER_16,
  CK_FOURIER_32,
} ck_transform_kind;

/// A transform for the instruction set in use.
const ck_transform *ck_transform_for(ck_format format, ck_transform_kind kind);

#pragma clang assume_nonnull end

#endif
