/// Squared Euclidean distances between rows padded with zeros to a multiple of 16 floats.
#ifndef CKERNELS_DISTANCES_H
#define CKERNELS_DISTANCES_H

/// out[i * centreCount + j] = |points[i] - centres[j]|^2.
///
/// Both are row by row, `width` floats a row, `width` a multiple of 16. Each distance is 16 chains of
/// fused multiply-adds, one a lane, and a fixed tree over the lanes.
void ck_squared_distances(const float *points, long pointCount, const float *centres,
                          long centreCount, long width, float *out);

#endif
