#define TARGET __attribute__((target("arch=x86-64-v3")))
#define MAX_VECTORS 1
#define TRANSFORMS ck_transforms_avx2_float
#define LANE_KERNELS ck_lane_kernels_avx2_float

#include "template/float.inc"

#include "template/convolutions.inc"
