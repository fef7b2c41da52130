import Foundation

/// Something of a store that is removed when nobody needs it.
struct Garbage {
  /// What it is.
  enum Kind: Equatable {
    case stage(StageKey)
    /// A submission to Slurm that has ended, by its name.
    case submission(String)
    /// A program that no submission under way runs.
    case program
  }

  /// What it is.
  let kind: Kind
  /// The folder or file.
  let path: String
  /// The bytes on disk.
  let size: Int
  /// When it was last used: seconds since 1970.
  let lastUsed: Double

  /// The stored stages, and what submissions left that have ended, the longest unused first.
  ///
  /// The caller holds the gate of the store alone, so that no submission is half written.
  static func all(in store: Store) -> [Garbage] {
    let stages = store.list().map {
      Garbage(
        kind: .stage($0.key), path: store.folder(of: $0.key), size: $0.size, lastUsed: $0.lastUsed)
    }
    let all = stages + submissions(in: store)
    return all.sorted { ($0.lastUsed, $0.path) < ($1.lastUsed, $1.path) }
  }

  private static func submissions(in store: Store) -> [Garbage] {
    let root = Submission.root(of: store)
    let programs = FrozenProgram.folder(in: store)
    let running = Set(Submission.all(in: store).filter { $0.end == nil }.map(\.order.program))
    let ended = FileSystem.names(in: root).compactMap { name -> Garbage? in
      let path = "\(root)/\(name)"
      // What cannot be read need not have ended; what was never written whole is nothing.
      let isUnderway =
        FileSystem.exists(Submission.orderPath(in: path))
        && !FileSystem.exists(Submission.endPath(in: path))
      guard path != programs, !isUnderway else { return nil }
      return Garbage(
        kind: .submission(name), path: path, size: FileSystem.size(path),
        lastUsed: FileSystem.modified(Submission.endPath(in: path))
          ?? FileSystem.modified(path) ?? 0)
    }
    let unused = FileSystem.names(in: programs).map { "\(programs)/\($0)" }
      .filter { !running.contains($0) }
      .map { path in
        Garbage(
          kind: .program, path: path, size: FileSystem.size(path),
          lastUsed: FileSystem.modified(path) ?? 0)
      }
    return ended + unused
  }
}
