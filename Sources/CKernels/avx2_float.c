#define TARGET __attribute__((target("arch=x86-64-v3")))
#define MAX_VECTORS 1
#define KERNELS ck_kernels_avx2_float

#include "template/float.inc"

#include "template/kernels.inc"
