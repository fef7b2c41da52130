#define _GNU_SOURCE
#include "CProcess.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

int cp_die_with_parent(void) { return prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0); }

int cp_exchange(const char *first, const char *second) {
#ifdef SYS_renameat2
  const unsigned int exchange = 2;  // RENAME_EXCHANGE, which old headers lack
  return (int)syscall(SYS_renameat2, AT_FDCWD, first, AT_FDCWD, second, exchange);
#else
  errno = ENOSYS;
  return -1;
#endif
}
