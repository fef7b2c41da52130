#define TARGET __attribute__((target("arch=x86-64-v3")))
#define TRANSFORMS ck_transforms_avx2_float

#include "template/float.inc"

#include "template/transforms.inc"
