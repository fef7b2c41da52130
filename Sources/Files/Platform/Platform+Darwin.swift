#if canImport(Darwin)
  import Darwin
  import Foundation
  import MachO

  /// Written by reading alone: no machine with Darwin has run it yet.
  extension Platform {
    static var resolvedExecutable: String {
      var size = UInt32(PATH_MAX)
      var buffer = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&buffer, &size) == 0 else { return CommandLine.arguments[0] }
      return text(buffer)
    }

    /// The runtime is part of the system.
    static var loadedRuntime: Bool { false }

    static var processorName: String? { text(named: "machdep.cpu.brand_string") }
    static var boot: String? { text(named: "kern.bootsessionuuid").map { String($0.prefix(8)) } }

    static var freeMemory: Int? {
      guard let statistics = kernelStatistics else { return nil }
      let pages = Int(statistics.free_count) + Int(statistics.inactive_count)
      return pages * Int(getpagesize())
    }

    static var totalMemory: Int? { Int(exactly: ProcessInfo.processInfo.physicalMemory) }
    static var residentMemory: Int { (taskFacts?.resident_size).map { Int($0) } ?? 0 }
    static var peakMemory: Int { (taskFacts?.resident_size_max).map { Int($0) } ?? 0 }
    static var takenAddressSpace: Int { (taskFacts?.virtual_size).map { Int($0) } ?? 0 }

    /// The resource of `getrlimit` that is address space.
    package static var addressSpaceLimit: Int32 { RLIMIT_AS }

    /// Darwin keeps the peak of the whole process.
    package static func forgetPeak() {}

    /// Darwin chooses its pages itself.
    package static func useLargePages(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {}

    static func modified(_ status: stat) -> timespec { status.st_mtimespec }
    static func changed(_ status: stat) -> timespec { status.st_ctimespec }
    static func handler(of action: sigaction) -> UInt {
      unsafeBitCast(action.__sigaction_u.__sa_handler, to: UInt.self)
    }

    /// The path of an open file, links followed.
    static func path(of descriptor: Int32) -> String? {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      guard fcntl(descriptor, F_GETPATH, &buffer) == 0 else { return nil }
      return text(buffer)
    }

    /// Waits until what was written is on the disk, which `fsync` of Darwin does not; 0, or -1 with
    /// `errno`.
    package static func flush(_ descriptor: Int32) -> Int32 {
      fcntl(descriptor, F_FULLFSYNC) == 0 ? 0 : fsync(descriptor)
    }

    /// What `posix_spawn` takes.
    package typealias SpawnActions = posix_spawn_file_actions_t?
    /// As `SpawnActions`.
    package typealias SpawnAttributes = posix_spawnattr_t?
    /// Empty ones.
    package static var noSpawnActions: SpawnActions { nil }
    /// Empty ones.
    package static var noSpawnAttributes: SpawnAttributes { nil }

    private static func text(_ buffer: [CChar]) -> String {
      String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func text(named name: String) -> String? {
      var size = 0
      guard sysctlbyname(name, nil, &size, nil, 0) == 0 else { return nil }
      var buffer = [CChar](repeating: 0, count: size)
      guard sysctlbyname(name, &buffer, &size, nil, 0) == 0 else { return nil }
      return text(buffer)
    }

    private static var taskFacts: mach_task_basic_info? {
      var facts = mach_task_basic_info()
      var count = mach_msg_type_number_t(
        MemoryLayout<mach_task_basic_info>.size / MemoryLayout<natural_t>.size)
      let code = withUnsafeMutablePointer(to: &facts) { facts in
        facts.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
          task_info(mach_task_self_, task_flavor_t(MACH_TASK_BASIC_INFO), $0, &count)
        }
      }
      return code == KERN_SUCCESS ? facts : nil
    }

    private static var kernelStatistics: vm_statistics64? {
      var statistics = vm_statistics64()
      var count = mach_msg_type_number_t(
        MemoryLayout<vm_statistics64>.size / MemoryLayout<integer_t>.size)
      let code = withUnsafeMutablePointer(to: &statistics) { statistics in
        statistics.withMemoryRebound(to: integer_t.self, capacity: Int(count)) {
          host_statistics64(mach_host_self(), HOST_VM_INFO64, $0, &count)
        }
      }
      return code == KERN_SUCCESS ? statistics : nil
    }
  }
#endif
