/// Calls of Linux that Swift cannot make because they take any number of arguments, and what the build says.
#ifndef CPROCESS_H
#define CPROCESS_H

/// From now on the kernel kills this process (SIGKILL) when the thread that started it ends, a frozen
/// process too. Returns 0, or -1 where the system does not know this.
int cp_die_with_parent(void);

/// Gives two names on one file system each other's file or folder, at once: at no moment is one of them
/// missing. Returns 0, or -1 with `errno`: ENOSYS or EINVAL where the system or the file system does
/// not know this.
int cp_exchange(const char *first, const char *second);

/// The commit that a released program was built from, "" in any other build.
const char *cp_commit(void);

#endif
