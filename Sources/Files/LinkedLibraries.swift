import CPNG
import CZlib

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
