import Files
import Foundation

/// Why nothing more can be stored: a run that meets this ends, and keeps what is finished.
public enum StoreTrouble: Error, Equatable, CustomStringConvertible {
  /// The disk, the quota or the file size limit is used up.
  case full(String)
  /// The store may only be read.
  case readOnly(String)
  /// The folder has gone.
  case removed(String)
  /// The system refuses for another reason.
  case refused(String, reason: String)

  /// Understands what the system said about a file of the store; nil when the error is of another
  /// kind.
  init?(_ error: any Error, root: String) {
    guard let error = error as? FileError, error.path.hasPrefix(root) else { return nil }
    switch error.code {
    case ENOSPC, EDQUOT, EFBIG: self = .full(root)
    case EROFS, EACCES, EPERM: self = .readOnly(root)
    case EIO: self = .refused(root, reason: error.description)
    default: return nil
    }
  }

  /// What hinders the use of a store, when opening it failed with this error.
  static func explaining(_ error: any Error, root: String) -> StoreTrouble {
    if let trouble = error as? StoreTrouble { return trouble }
    if let trouble = StoreTrouble(error, root: root) { return trouble }
    guard FileSystem.exists(root + "/store.json") else { return .removed(root) }
    return .refused(root, reason: "\(error)")
  }

  /// What is wrong and what to do.
  public var description: String {
    switch self {
    case .full(let root):
      "the store \(root) cannot grow: its disk, quota or file size limit is used up. "
        + "Finished stages are kept; make room and run again"
    case .readOnly(let root):
      "the store \(root) cannot be written. Allow writing, or name another with SWEEP_STORE"
    case .removed(let root):
      "the store \(root) was removed while it was in use. Run again to compute it anew"
    case .refused(let root, let reason):
      "the store \(root) cannot be used: \(reason)"
    }
  }
}
