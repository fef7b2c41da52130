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
