#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <stdio.h>

#if defined(__linux__)
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int cp_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }
#else
// A worker then ends when its standard input does.
int cp_die_with_parent(void) { return -1; }
#endif

int cp_exchange(const char *first, const char *second) {
#if defined(SYS_renameat2)
  const unsigned int exchange = 2;  // RENAME_EXCHANGE, which old headers lack
  return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, exchange);
#elif defined(__APPLE__)
  return renamex_np(first, second, RENAME_SWAP);
#else
  errno = ENOSYS;
  return -1;
#endif
}

#ifndef SWEEP_COMMIT
#define SWEEP_COMMIT
#endif
#define TEXT_OF(name) #name
#define TEXT(name) TEXT_OF(name)

const char *cp_commit(void) { return TEXT(SWEEP_COMMIT); }
