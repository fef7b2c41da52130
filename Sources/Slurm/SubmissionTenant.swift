import Foundation
import Runner

/// Submissions as the store sees them when it collects garbage.
package struct SubmissionTenant: StoreTenant {
  /// The submissions of the store that is cleaned.
  package init() {}

  package func neededKeys(in store: Store) throws -> Set<StageKey> {
    let root = Submission.root(of: store)
    return try FileSystem.list(root).reduce(into: []) { needed, name in
      let folder = root + "/" + name
      guard folder != FrozenProgram.folder(in: store), FileSystem.exists(folder),
        !FileSystem.exists(Submission.endPath(in: folder))
      else { return }
      // Whether or not its order can be read: it may be under way.
      needed.formUnion(try Submission.keys(in: folder))
    }
  }

  package func garbage(in store: Store) -> [Garbage] {
    ended(in: store) + unusedPrograms(in: store)
  }

  private func running(in store: Store) -> [Submission] {
    Submission.all(in: store).filter { $0.end == nil }
  }

  private func ended(in store: Store) -> [Garbage] {
    let root = Submission.root(of: store)
    return store.entries(of: "slurm", kind: .folder).compactMap { name in
      let path = "\(root)/\(name)"
      // Every submission notes its stages first.
      guard FileSystem.kind(Submission.stagesPath(in: path)) == .file else { return nil }
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
    let root = Submission.root(of: store)
    let folder = FrozenProgram.folder(in: store)
    let inUse = Set(running(in: store).map(\.order.program))
    // Nobody knows which program a submission runs whose order cannot be read.
    let isKnown = store.entries(of: "slurm", kind: .folder).allSatisfy { name in
      let path = "\(root)/\(name)"
      return !FileSystem.exists(Submission.orderPath(in: path))
        || FileSystem.exists(Submission.endPath(in: path)) || (try? Submission(at: path)) != nil
    }
    guard isKnown, FileSystem.kind(root) == .folder else { return [] }
    return store.entries(of: "slurm/programs", kind: .file).filter { StageKey(hex: $0) != nil }
      .map { "\(folder)/\($0)" }.filter { !inUse.contains($0) }
      .map {
        Garbage(
          kind: .unnamed, path: $0, size: FileSystem.size($0),
          lastUsed: FileSystem.modified($0) ?? 0)
      }
  }
}
