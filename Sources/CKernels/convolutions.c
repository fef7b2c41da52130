#include "convolution_transforms.h"
#include "lane_convolution.h"

extern const ck_transform ck_transforms_avx2_float[], ck_transforms_avx2_double[];
extern const ck_transform ck_transforms_avx512_float[], ck_transforms_avx512_double[];
extern const ck_lane_kernels ck_lane_kernels_avx2_float, ck_lane_kernels_avx2_double;
extern const ck_lane_kernels ck_lane_kernels_avx512_float, ck_lane_kernels_avx512_double;

const ck_transform *ck_transform_for(ck_format format, ck_transform_kind kind) {
  const int is_wide = ck_instruction_set() >= 3;
  if (format == CK_FLOAT)
    return (is_wide ? ck_transforms_avx512_float : ck_transforms_avx2_float) + kind;
  return (is_wide ? ck_transforms_avx512_double : ck_transforms_avx2_double) + kind;
}

const ck_lane_kernels *ck_lane_kernels_for(ck_format format) {
  const int is_wide = ck_instruction_set() >= 3;
  if (format == CK_FLOAT)
    return is_wide ? &ck_lane_kernels_avx512_float : &ck_lane_kernels_avx2_float;
  return is_wide ? &ck_lane_kernels_avx512_double : &ck_lane_kernels_avx2_double;
}
