import Files
import Foundation

/// The address space of a process, which batch systems and `ulimit -v` limit.
package enum AddressSpace {
  /// The bytes that a process may take; nil without a limit.
  package static var limit: Int? {
    var limit = rlimit()
    guard getrlimit(Platform.addressSpaceLimit, &limit) == 0,
      limit.rlim_cur < rlim_t(Int.max)
    else { return nil }
    return Int(limit.rlim_cur)
  }

  /// The bytes that this process has taken: libraries for the most part.
  package static var taken: Int { Platform.addressSpace }

  /// What a worker needs beside the memory of its stage: stacks of threads, and heaps that are kept
  /// ready.
  package static let reserve = 192 << 20
}

/// The memory of this machine, or what the control group of this process may use of it.
public enum MachineMemory {
  /// The bytes that programs could take now; without limit where the system does not tell.
  static var free: Int { Platform.memory.free ?? .max }

  /// The bytes that there are; without limit where the system does not tell.
  public static var total: Int { Platform.memory.total ?? .max }
}

/// A clock for durations and deadlines: it runs on when the time of day is set back.
package enum Monotonic {
  /// Seconds since some moment in the past.
  package static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
