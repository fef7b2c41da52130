import CProcess
import Files
import Numerics
import Pipeline

/// Which program this is.
///
/// The version follows semantic versioning of what people keep: experiment files, commands, formats of
/// results and stores, and bytes. Results of one format version are the same bytes under every 1.x.
enum Release {
  /// The version, whose changes `CHANGELOG.md` lists.
  static let version = "1.0.0"

  /// The commit that a released program was built from; nil in any other build.
  static var commit: String? {
    let text = String(cString: cp_commit())
    return text.isEmpty ? nil : text
  }

  private static var kernels: String {
    switch InstructionSet.current {
    case .none: "no processor like this one"
    case .neon: "NEON"
    case .avx2: "AVX2"
    case .avx512: "AVX-512"
    }
  }

  /// What `sweep --version` prints: the program, its kernels, and the libraries it has.
  static var text: String {
    let jpeg =
      LinkedLibraries.hasTurboJPEG ? "libturbojpeg" : "no libturbojpeg (JPEG cannot be read)"
    return """
      sweep \(version) (\(commit.map { "commit \($0)" } ?? "built from source"))
      kernels for \(kernels), no BLAS; results of format \(SweepResults.formatVersion)
      libpng \(LinkedLibraries.libpng), zlib \(LinkedLibraries.zlib), \(jpeg)
      """
  }
}
