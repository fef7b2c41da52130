import Files
import Foundation

/// The right of one process to compute a stage, so that several do not do the same work.
///
/// A claim is a lock of the kernel, gone with its owner. Where a file system does not carry locks
/// between machines, the owner's heartbeat (the time of the file) takes its place: see `Standing`.
/// Should two processes compute a stage all the same, the first to publish wins.
final class Claim: Sendable {
  private let lock: LockFile

  private init(_ lock: LockFile) { self.lock = lock }

  /// What is known of another process's claim.
  struct Standing: Equatable {
    /// The owner, for messages.
    let owner: String
    /// For an owner whose locks may not be seen here: changes while the owner lives.
    let pulse: String?
  }

  /// What became of an attempt to claim a stage.
  enum Attempt {
    case held(Claim)
    case busy(Standing)
  }

  /// Claims a stage. `deadPulse` is a pulse that was watched for so long without a change that its
  /// owner is taken for dead.
  ///
  /// - Throws: `FileError` when the claim cannot be written.
  static func attempt(
    _ key: StageKey, in store: Store, deadPulse: String? = nil
  ) throws(FileError) -> Attempt {
    let path = store.claimPath(key)
    // A process that looks at the claim holds it for a moment, so one refusal says little.
    for _ in 0..<5 {
      guard let lock = try LockFile.acquire(path) else {
        usleep(1000)
        continue
      }
      if let standing = foreignStanding(path), standing.pulse != deadPulse {
        return .busy(standing)
      }
      try lock.write(Owner.current.text)
      return .held(Claim(lock))
    }
    return .busy(Standing(owner: ownerName(path), pulse: nil))
  }

  /// Who holds the claim on a stage; nil when it is free.
  static func standing(of key: StageKey, in store: Store) -> Standing? {
    let path = store.claimPath(key)
    guard FileSystem.exists(path) else { return nil }
    if LockFile.isHeld(path) { return Standing(owner: ownerName(path), pulse: nil) }
    return foreignStanding(path)
  }

  /// Shows machines that cannot see the lock that the owner is alive.
  func beat() { lock.beat() }

  /// Gives the claim back.
  func release() { lock.remove() }

  private static func ownerName(_ path: String) -> String {
    FileSystem.text(path).flatMap { Owner($0) }.map(\.description) ?? "another process"
  }

  /// The standing of an owner on another machine that has not given the claim back.
  private static func foreignStanding(_ path: String) -> Standing? {
    guard let text = FileSystem.text(path), let owner = Owner(text), !owner.isLocal,
      let time = FileSystem.status(path).map({ Platform.times($0).modified })
    else { return nil }
    return Standing(
      owner: owner.description, pulse: "\(text) \(time.tv_sec).\(time.tv_nsec)")
  }
}

extension Store {
  fileprivate func claimPath(_ key: StageKey) -> String { "\(root)/claims/\(key.hex)" }
}
