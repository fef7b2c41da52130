#if os(Linux)
  import Foundation

  extension Platform {
    static var resolvedExecutable: String { "/proc/self/exe" }

    static var loadedRuntime: Bool { text("/proc/self/maps").contains("libswiftCore.so") }

    static var processorName: String? {
      text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }?
        .split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    static var boot: String? {
      let text = text("/proc/sys/kernel/random/boot_id")
      return text.isEmpty ? nil : String(text.prefix(8))
    }

    static var freeMemory: Int? { limited(kilobytes("MemAvailable:", of: "/proc/meminfo")) }
    static var totalMemory: Int? { limited(kilobytes("MemTotal:", of: "/proc/meminfo")) }
    static var residentMemory: Int { kilobytes("VmRSS:", of: "/proc/self/status") ?? 0 }
    static var peakMemory: Int { kilobytes("VmHWM:", of: "/proc/self/status") ?? 0 }

    static var takenAddressSpace: Int {
      let pages = text("/proc/self/statm").split(separator: " ").first.flatMap { Int($0) } ?? 0
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// The resource of `getrlimit` that is address space: `RLIMIT_AS`, whose type differs from one system
    /// header to another.
    package static var addressSpaceLimit: __rlimit_resource_t { __rlimit_resource_t(9) }

    /// Forgets the peak of memory so far.
    package static func forgetPeak() {
      let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return }
      write(descriptor, "5", 1)
      close(descriptor)
    }

    /// Asks for pages of 2 MB, where the system has them.
    package static func useLargePages(_ memory: UnsafeMutableRawPointer, _ bytes: Int) {
      _ = madvise(memory, bytes, MADV_HUGEPAGE)
    }

    static func modified(_ status: stat) -> timespec { status.st_mtim }
    static func changed(_ status: stat) -> timespec { status.st_ctim }
    static func handler(of action: sigaction) -> UInt {
      unsafeBitCast(action.__sigaction_handler.sa_handler, to: UInt.self)
    }

    /// The path of an open file, links followed.
    static func path(of descriptor: Int32) -> String? {
      var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
      let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count - 1)
      guard count > 0 else { return nil }
      return String(decoding: buffer[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Waits until what was written is on the disk; 0, or -1 with `errno`.
    package static func flush(_ descriptor: Int32) -> Int32 { fsync(descriptor) }

    /// What `posix_spawn` takes, to be made ready by the functions that begin with the types' names.
    package typealias SpawnActions = posix_spawn_file_actions_t
    /// As `SpawnActions`.
    package typealias SpawnAttributes = posix_spawnattr_t
    /// Empty ones.
    package static var noSpawnActions: SpawnActions { posix_spawn_file_actions_t() }
    /// Empty ones.
    package static var noSpawnAttributes: SpawnAttributes { posix_spawnattr_t() }

    /// Containers have the limit of their group at this place.
    private static func limited(_ bytes: Int?) -> Int? {
      let group = text("/sys/fs/cgroup/memory.max").split(separator: "\n").first.flatMap { Int($0) }
      return [bytes, group].compactMap { $0 }.min()
    }

    private static func kilobytes(_ name: String, of path: String) -> Int? {
      number(behind: name, in: text(path)).map { $0 * 1024 }
    }

    private static func text(_ path: String) -> String {
      (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    }
  }
#endif
