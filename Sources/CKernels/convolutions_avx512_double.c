#if defined(__x86_64__)

#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define MAX_VECTORS 4
#define TRANSFORMS ck_transforms_avx512_double
#define LANE_KERNELS ck_lane_kernels_avx512_double

#include "template/double.inc"

#include "template/convolutions.inc"

#endif
