import Synchronization

/// The input files that an attempt has verified.
final class InputCache: Sendable {
  private struct Name: Hashable {
    let key: StageKey
    let file: String
  }

  private let paths = Mutex<[Name: String]>([:])

  /// The path of a file, when it was verified.
  subscript(key: StageKey, file: String) -> String? {
    get { paths.withLock { $0[Name(key: key, file: file)] } }
    set { paths.withLock { $0[Name(key: key, file: file)] = newValue } }
  }
}
