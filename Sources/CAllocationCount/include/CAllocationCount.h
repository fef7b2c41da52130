/// Counts what the program allocates: linked into an executable, it stands before the C library's
/// allocator.
#ifndef CALLOCATIONCOUNT_H
#define CALLOCATIONCOUNT_H

/// How many times memory was asked for since the program began.
long ca_allocations(void);

#endif
