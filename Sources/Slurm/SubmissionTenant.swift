import Foundation
import Runner

/// Submissions as the store sees them when it collects garbage.
package struct SubmissionTenant: StoreTenant {
  /// The submissions of the store that is cleaned.
  package init() {}

  package func neededKeys(in store: Store) -> Set<StageKey> {
    running(in: store).reduce(into: []) { $0.formUnion($1.keys) }
  }

  package func garbage(in store: Store) -> [Garbage] {
    ended(in: store) + unusedPrograms(in: store)
  }

  private func running(in store: Store) -> [Submission] {
    Submission.all(in: store).filter { $0.end == nil }
  }

  private func ended(in store: Store) -> [Garbage] {
    let root = Submission.root(of: store)
    return FileSystem.names(in: root).compactMap { name in
      let path = "\(root)/\(name)"
      // What cannot be read need not have ended; what was never written whole is nothing.
      let isUnderway =
        FileSystem.exists(Submission.orderPath(in: path))
        && !FileSystem.exists(Submission.endPath(in: path))
      guard path != FrozenProgram.folder(in: store), !isUnderway else { return nil }
      return Garbage(
        kind: .named(name), path: path, size: FileSystem.size(path),
        lastUsed: FileSystem.modified(Submission.endPath(in: path))
          ?? FileSystem.modified(path) ?? 0)
    }
  }

  private func unusedPrograms(in store: Store) -> [Garbage] {
    let folder = FrozenProgram.folder(in: store)
    let inUse = Set(running(in: store).map(\.order.program))
    return FileSystem.names(in: folder).map { "\(folder)/\($0)" }.filter { !inUse.contains($0) }
      .map {
        Garbage(
          kind: .unnamed, path: $0, size: FileSystem.size($0),
          lastUsed: FileSystem.modified($0) ?? 0)
      }
  }
}
