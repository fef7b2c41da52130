/// The search for the nearest cluster by Ward's distance.
#ifndef CKERNELS_WARD_H
#define CKERNELS_WARD_H

/// Finds the cluster t != itself with the smallest size_s size_t / (size_s + size_t) |c_s - c_t|^2, the
/// first of equals; returns its place and writes the distance.
///
/// The first 16 coordinates of the centroids are in tiles of 16 clusters, heads[tile][coordinate][lane];
/// the others row by row in `tails`, `tailWidth` of them, a multiple of 16 (0 is allowed). Clusters are
/// first bounded by their heads, and only those that may be nearest are measured. `bounds` is scratch of
/// `count` rounded up to 16; heads and sizes are padded likewise, with places far away and sizes of 1.
long ck_ward_nearest(const float *heads, const float *tails, const float *sizes, long count,
                     long tailWidth, long itself, float *bounds, float *distance);

#endif
