#define TARGET __attribute__((target("arch=x86-64-v3")))
#define TRANSFORMS ck_transforms_avx2_double

#include "template/double.inc"

#include "template/transforms.inc"
