#if defined(__x86_64__)

#define TARGET __attribute__((target("arch=x86-64-v4"), min_vector_width(512)))
#define MAX_VECTORS 4
#define KERNELS ck_kernels_avx512_float

#include "template/float.inc"

#include "template/kernels.inc"

#endif
