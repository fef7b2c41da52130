/// Calls of Linux that Swift cannot make because they take any number of arguments.
#ifndef CPROCESS_H
#define CPROCESS_H

/// From now on the kernel kills this process (SIGKILL) when the thread that started it ends, a frozen
/// process too. Returns 0, or -1 where the system does not know this.
int cp_die_with_parent(void);

#endif
