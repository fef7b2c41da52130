import Foundation

/// libturbojpeg, looked for when the first JPEG is met: the program runs without it.
///
/// Interface: TurboJPEG 2, `turbojpeg.h`. The names of the functions and their C types are assumed.
final class TurboJPEG: Sendable {
  typealias Start = @convention(c) () -> UnsafeMutableRawPointer?
  typealias End = @convention(c) (UnsafeMutableRawPointer?) -> CInt
  typealias Decompress =
    @convention(c) (
      UnsafeMutableRawPointer?, UnsafePointer<UInt8>?, UInt, UnsafeMutablePointer<UInt8>?, CInt,
      CInt,
      CInt, CInt, CInt
    ) -> CInt
  typealias Message = @convention(c) (UnsafeMutableRawPointer?) -> UnsafePointer<CChar>?

  /// The package that holds the library.
  static let package = "libturbojpeg0"

  /// The library; nil where the machine has none.
  static let shared: TurboJPEG? = TurboJPEG()

  private let start: Start
  private let end: End
  private let decompress: Decompress
  private let message: Message

  private init?() {
    let names = ["libturbojpeg.so.0", "libturbojpeg.so", "libturbojpeg.dylib"]
    let found = names.lazy.compactMap { dlopen($0, RTLD_NOW | RTLD_LOCAL) }.first
    guard let library = found, let start = dlsym(library, "tjInitDecompress"),
      let end = dlsym(library, "tjDestroy"), let decompress = dlsym(library, "tjDecompress2"),
      let message = dlsym(library, "tjGetErrorStr2")
    else { return nil }
    self.start = unsafeBitCast(start, to: Start.self)
    self.end = unsafeBitCast(end, to: End.self)
    self.decompress = unsafeBitCast(decompress, to: Decompress.self)
    self.message = unsafeBitCast(message, to: Message.self)
  }

  /// TJPF_GRAY and TJPF_RGB.
  private static func format(_ channels: Int) -> CInt { channels == 1 ? 6 : 0 }
  /// TJFLAG_ACCURATEDCT and TJFLAG_LIMITSCANS: the transform that other readers use, and no file that
  /// takes minutes.
  private static let flags: CInt = 4096 | 32768

  /// What the library warns of without a pixel being lost.
  private static let harmless = ["extraneous bytes before marker", "Unknown Adobe color transform"]

  /// Decodes a file into `[height, width, channels]`.
  ///
  /// - Throws: `FileError` when the file is damaged; superfluous bytes between its segments are no
  ///   damage.
  func decode(
    _ file: MappedFile, height: Int, width: Int, channels: Int
  ) throws(FileError) -> [UInt8] {
    guard let handle = start() else { throw FileError(file.path, "libturbojpeg did not start") }
    defer { _ = end(handle) }
    var status: CInt = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: height * width * channels) { buffer, count in
      buffer.initialize(repeating: 0)
      count = buffer.count
      status = file.withUnsafeBytes { source in
        decompress(
          handle, source.bindMemory(to: UInt8.self).baseAddress, UInt(source.count),
          buffer.baseAddress, CInt(width), 0, CInt(height), Self.format(channels), Self.flags)
      }
    }
    guard status != 0 else { return bytes }
    let text = message(handle).map { String(cString: $0) } ?? "unknown error"
    guard Self.harmless.contains(where: text.contains) else {
      throw FileError(file.path, "is a damaged JPEG file: \(text)")
    }
    return bytes
  }
}
