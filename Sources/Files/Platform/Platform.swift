import CPNG
import CZlib
import Foundation

/// What Linux and Darwin call differently, or only one of them tells.
///
/// `Platform+Linux.swift` and `Platform+Darwin.swift` give each member; nothing else in the program asks
/// which system it runs on. What a system does not tell is nil, or 0 for what this process takes.
public enum Platform {
  /// The path of the running program, for starting it again.
  public static var executable: String { resolvedExecutable }

  /// Whether this process has loaded the Swift runtime from a library, which other machines may lack.
  public static var hasDynamicRuntime: Bool { loadedRuntime }

  /// The processor as its maker calls it.
  public static var processor: String? { processorName }

  /// Other after every start of the machine.
  public static var bootIdentifier: String? { boot }

  /// The bytes of memory that programs could take now, and those that there are.
  public static var memory: (free: Int?, total: Int?) { (freeMemory, totalMemory) }

  /// The bytes of memory that this process holds, and the most since `forgetPeak`.
  public static var held: (now: Int, peak: Int) { (residentMemory, peakMemory) }

  /// The bytes of address space that this process has taken.
  public static var addressSpace: Int { takenAddressSpace }

  /// When a file was last written, and when anything of it last changed.
  package static func times(_ status: stat) -> (modified: timespec, changed: timespec) {
    (modified(status), changed(status))
  }

  /// Whether a signal is ignored, as after `nohup`.
  package static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    return handler(of: action) == unsafeBitCast(SIG_IGN, to: UInt.self)
  }

  /// A line of a file that begins with a name, and the first number in it.
  static func number(behind name: String, in text: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) }
  }
}

/// The versions of the libraries that read and write files.
public enum LinkedLibraries {
  /// The version of libpng: "1.6.39".
  public static var libpng: String {
    let number = Int(png_access_version_number())
    return "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
  }

  /// The version of zlib: "1.2.13".
  public static var zlib: String { String(cString: zlibVersion()) }

  /// Whether this machine has libturbojpeg, without which no JPEG is read.
  public static var hasTurboJPEG: Bool { TurboJPEG.shared != nil }
}

/// The repository that a file belongs to.
public enum RepositoryFolder {
  /// The nearest folder above a file that git keeps; the folder of the file where there is none.
  public static func containing(_ path: String) -> String {
    let file = URL(fileURLWithPath: path).standardizedFileURL
    return root(of: file)?.path ?? file.deletingLastPathComponent().path
  }

  /// The path of a file from the nearest folder above it that git keeps: the same for everyone who has the
  /// repository. Nil where there is none.
  public static func path(of path: String) -> String? {
    let file = URL(fileURLWithPath: path).standardizedFileURL
    guard let root = root(of: file) else { return nil }
    return file.pathComponents.dropFirst(root.pathComponents.count).joined(separator: "/")
  }

  private static func root(of file: URL) -> URL? {
    var folder = file.deletingLastPathComponent()
    while access(folder.appendingPathComponent(".git").path, F_OK) != 0 {
      let parent = folder.deletingLastPathComponent()
      guard parent.path != folder.path else { return nil }
      folder = parent
    }
    return folder
  }
}
