#define TARGET __attribute__((target("arch=x86-64-v3")))
#define MAX_VECTORS 1
#define TRANSFORMS ck_transforms_avx2_double
#define LANE_KERNELS ck_lane_kernels_avx2_double

#include "template/double.inc"

#include "template/convolutions.inc"
