/// The steps of UMAP (McInnes, Healy, Melville 2018, section 4.2 and algorithm 5).
#ifndef CKERNELS_UMAP_H
#define CKERNELS_UMAP_H

/// The most dimensions.
#define CK_UMAP_DIMENSIONS 32

/// One round over some points, each of which is pulled by its neighbours and pushed by others drawn at
/// random.
typedef struct {
  /// The points as they were before the round, planar: coordinate c of point i is
  /// points[c * stride + i]; `stride` is a multiple of 16.
  const float *points;
  long stride, count, dimensions;
  /// Where neighbours and drawn points are; those that are moved, or others.
  const float *others;
  long other_stride, other_count;
  /// The neighbours of i are neighbours[starts[i] ..< starts[i + 1]], with weights from 0 to 1: the share
  /// of rounds in which each pulls.
  const long *starts;
  const int *neighbours;
  const float *weights;
  /// Of the curve 1 / (1 + a d^2b).
  float a, b;
  /// How far a point goes along the gradient.
  float rate;
  /// The round, which the draws follow from beside the seed.
  unsigned round, seed;
  /// How often a neighbour pulls, and how many drawn points push each time.
  int pulls, pushes;
} ck_umap_round;

/// target = where the points first ..< last go; planar as the points are, `first` a multiple of 16.
void ck_umap_move(const ck_umap_round *round, long first, long last, float *target);

#endif
