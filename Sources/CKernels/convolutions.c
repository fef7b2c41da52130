#include "convolution_transforms.h"
#include "lane_convolution.h"

#include "sets.h"

extern const ck_transform ck_transforms_avx2_float[], ck_transforms_avx2_double[];
extern const ck_transform ck_transforms_avx512_float[], ck_transforms_avx512_double[];
extern const ck_lane_kernels ck_lane_kernels_avx2_float, ck_lane_kernels_avx2_double;
extern const ck_lane_kernels ck_lane_kernels_avx512_float, ck_lane_kernels_avx512_double;

const ck_transform *ck_transform_for(ck_format format, ck_transform_kind kind) {
  const ck_transform *transforms =
      format == CK_FLOAT ? IN_USE(ck_transforms_avx512_float, ck_transforms_avx2_float)
                         : IN_USE(ck_transforms_avx512_double, ck_transforms_avx2_double);
  return transforms + kind;
}

const ck_lane_kernels *ck_lane_kernels_for(ck_format format) {
  if (format == CK_FLOAT)
    return IN_USE(&ck_lane_kernels_avx512_float, &ck_lane_kernels_avx2_float);
  return IN_USE(&ck_lane_kernels_avx512_double, &ck_lane_kernels_avx2_double);
}
